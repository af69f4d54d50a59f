// Bytes an event of somebody's own facts: a file of CloudEvents lines, appended to a book of small
// segments, so that nearly every byte has its share of headers and footers.

import Daybook
import DaybookBytes
import Foundation

extension Benchmark {
    static func lines(_ file: String, _ directory: String) async throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        var options = Daybook.Options()
        options.durability = .buffered(milliseconds: 1_000)
        options.segmentBytes = 2 << 20
        let path = directory + "/lines"
        let book = try await Daybook.open(path, options)
        let reader = CloudEventReader(catalog: book.catalog)
        var writer = RowWriter()
        var starts: [Int] = []
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let start = writer.bytes.count
            let now = Timestamp(microseconds: 0)
            guard case .event = try reader.read([UInt8](line).raw, now: now, into: &writer) else {
                continue
            }
            starts.append(start)
            if starts.count == 2_000 {
                _ = try await book.append(new: Rows(bytes: writer.bytes, starts: starts))
                writer.removeAll()
                starts.removeAll()
            }
        }
        if !starts.isEmpty {
            _ = try await book.append(new: Rows(bytes: writer.bytes, starts: starts))
        }
        try await book.close()
        let info = try await Daybook.inspect(path)
        try report(
            "bytes per event, \(URL(fileURLWithPath: file).lastPathComponent)",
            Double(info.bytes) / Double(info.sequence), "bytes",
            baseline: ("bytes per line", Double(data.count) / Double(info.sequence)))
    }
}
