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
        }
    }

    private enum Unexpected: Error {
        case cleanEnd
    }

    /// Opens a book whose writer was let go of a moment ago: its lock is given back by its thread.
    private static func open(
        _ storage: any Storage, _ path: String, _ segmentBytes: Int
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

    /// A book of full segments that is not closed.
    private static func fill(
        _ storage: WatchedStorage, _ path: String, _ segments: Int, _ segmentBytes: Int
    ) async throws {
        let probe = MemoryStorage()
        let first = try await open(probe, "book", segmentBytes)
        var each = 0
        while try await Daybook.inspect("book", storage: probe).segments.count == 1 {
            try await append(each, to: first)
            each += 1
        }
        let book = try await open(storage, path, segmentBytes)
        // The append that began the second segment does not belong to the first.
        for number in 0..<segments * (each - 1) { try await append(number, to: book) }
        try await book.sync()
    }

    /// One append that fills most of a block with texts: they need no time but for their bytes.
    private static func append(_ number: Int, to book: Daybook) async throws {
        let text = PersonalText(String(repeating: "x", count: 7_500))
        try await book.append(
            (0..<8).map { part in
                MessageSent(
                    conversation: "c-1", message: MessageID("m-\(number)-\(part)"),
                    direction: .in, kind: .text, body: text)
            })
    }
}
