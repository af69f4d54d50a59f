// Buffered appends of typed events with names and producers' ids, beside writing the same bytes.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting

extension Benchmark {
    static func appending(_ size: Size, _ directory: String) async throws {
        let batches = stride(from: 0, to: size.appended, by: 1_000).map { start in
            (start..<min(start + 1_000, size.appended)).map { fact($0) }
        }
        for (modelsRun, tasks) in [(false, 1), (false, 2), (true, 1)] {
            let path = directory + "/append-\(modelsRun)-\(tasks)"
            var options = Daybook.Options()
            options.durability = .buffered(milliseconds: 200)
            let book = try await Daybook.open(path, options)
            if modelsRun { _ = try await book.queues.boards() }
            let took = try await seconds {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for task in 0..<tasks {
                        group.addTask {
                            for index in stride(from: task, to: batches.count, by: tasks) {
                                try await book.append(batches[index])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await book.close()
            let info = try await Daybook.inspect(path)
            try report(
                "buffered append, \(tasks) task\(tasks == 1 ? "" : "s")"
                    + (modelsRun ? ", models running" : ""),
                Double(size.appended) / took / 1e6, "M events/s",
                baseline: ("write of the same bytes, GB/s", try await writing(info.bytes, path)),
                notes: ["batch": "1000", "bytesPerEvent": "\(info.bytes / info.sequence)"])
        }
    }

    /// An event with three names and a producer's id.
    private static func fact(_ number: Int) -> Fact {
        Fact(
            PageViewed(
                visitor: VisitorID("v-\(number % 20_000)"),
                session: SessionID("s-\(number / 8)"), url: Symbol("/p/\(number % 500)"),
                category: "television"),
            Envelope(
                time: Timestamp(microseconds: 1_770_000_000_000_000 + Int64(number) * 1_000),
                source: "web", id: "evt-\(number)"))
    }

    /// How fast the system takes the same number of bytes, in GB/s.
    private static func writing(_ bytes: UInt64, _ path: String) async throws -> Double {
        let file = try Disk().open(path + ".raw", .replace)
        let piece = [UInt8](repeating: 1, count: 1 << 16)
        let took = try await seconds {
            var offset: UInt64 = 0
            while offset < bytes {
                try file.write(piece.raw, at: offset)
                offset += UInt64(piece.count)
            }
        }
        try Disk().remove(path + ".raw")
        return Double(bytes) / took / 1e9
    }
}
