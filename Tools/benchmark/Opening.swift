// Opening after a crash, with more and more segments: what it reads and writes must not grow.

import Daybook
import DaybookLog

extension Benchmark {
    static func opening(_ size: Size, _ directory: String) async throws {
        for segments in size.segments {
            let storage = WatchedStorage()
            let path = "\(directory)/crash-\(segments)"
            try await fill(storage, path, segments, size.segmentBytes)
            var (took, read, written): ([UInt64], [Int], [Int]) = ([], [], [])
            for _ in 0..<5 {
                _ = storage.notes.take()
                let start = Platform.monotonicNanoseconds()
                let book = try await open(storage, path, size.segmentBytes)
                took.append(Platform.monotonicNanoseconds() - start)
                let notes = storage.notes.take()
                read.append(notes.bytesRead)
                written.append(notes.bytesWritten)
                guard book.opening?.ending == .unclean else { throw Unexpected.cleanEnd }
            }
            let mebibyte = Double(1 << 20)
            try report(
                "opening after a crash, \(segments) segment\(segments == 1 ? "" : "s") of "
                    + "\(size.segmentBytes >> 10) KiB",
                Times(took).percentile(0.5) / 1_000, "ms", baseline: nil,
                notes: [
                    "max": "\(Times(took).percentile(1) / 1_000)",
                    "readMiB": "\(Double(read.sorted()[2]) / mebibyte)",
                    "writtenMiB": "\(Double(written.sorted()[2]) / mebibyte)",
                ])
            try removeTree(path)
        }
    }

    private enum Unexpected: Error {
        case cleanEnd
    }

    /// Opens a book whose writer was let go of a moment ago: its lock is given back by its thread.
    private static func open(
        _ storage: WatchedStorage, _ path: String, _ segmentBytes: Int
    ) async throws -> Daybook {
        var options = Daybook.Options()
        options.segmentBytes = segmentBytes
        options.durability = .buffered(milliseconds: 1_000)
        while true {
            do throws(DaybookError) {
                return try await Daybook.open(storage, path, options)
            } catch {
                guard case .log(.locked) = error else { throw error }
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// A book of full segments, the last one nearly, that is not closed.
    private static func fill(
        _ storage: WatchedStorage, _ path: String, _ segments: Int, _ segmentBytes: Int
    ) async throws {
        let book = try await open(storage, path, segmentBytes)
        // Fifteen blocks fill a segment but for some room; the sixteenth rolls.
        let text = PersonalText(String(repeating: "x", count: segmentBytes / 16 / 8))
        for number in 0..<segments * 15 {
            try await book.append(
                (0..<8).map { part in
                    MessageSent(
                        conversation: "c-1", message: MessageID("m-\(number)-\(part)"),
                        direction: .in, kind: .text, body: text)
                })
        }
        try await book.sync()
    }
}
