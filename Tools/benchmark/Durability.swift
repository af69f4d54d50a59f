// Durable appends from one task to thousands, beside a bare write and sync of the disk.

import Daybook
import DaybookBytes
import DaybookLog

/// Times of one kind of call, in nanoseconds.
struct Times {
    private var sorted: [UInt64]

    init(_ times: [UInt64]) { sorted = times.sorted() }

    var count: Int { sorted.count }

    /// The time that a share of the calls does not exceed, in microseconds.
    func percentile(_ share: Double) -> Double {
        let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
        return sorted.isEmpty ? 0 : (Double(sorted[index]) / 100).rounded() / 10
    }

    /// p50, p99 and p99.9 in microseconds, and the slowest.
    var notes: [String: String] {
        [
            "p50": "\(percentile(0.5))", "p99": "\(percentile(0.99))",
            "p99.9": "\(percentile(0.999))", "max": "\(percentile(1))", "calls": "\(count)",
        ]
    }
}

extension Benchmark {
    static func durability(_ size: Size, _ directory: String) async throws {
        for tasks in size.tasks {
            let raw = try rawSync(size.durable, directory)
            let book = try await Daybook.open("\(directory)/durable-\(tasks)")
            let each = max(4, size.durable * min(tasks, 8) / tasks)
            var times: [UInt64] = []
            let took = try await seconds {
                times = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                    for task in 0..<tasks {
                        group.addTask { try await timedAppends(each, of: task, to: book) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
            }
            try await book.close()
            let measured = Times(times)
            var notes = measured.notes
            notes["rawP99"] = "\(raw.percentile(0.99))"
            notes["rawP99.9"] = "\(raw.percentile(0.999))"
            notes["appendsPerSecond"] = "\(Int(Double(times.count) / took))"
            try report(
                "durable append, \(tasks) task\(tasks == 1 ? "" : "s"), p50",
                measured.percentile(0.5), "us",
                baseline: ("pwrite + fdatasync of prepared space, p50 us", raw.percentile(0.5)),
                notes: notes)
        }
    }

    private static func timedAppends(
        _ count: Int, of task: Int, to book: Daybook
    ) async throws -> [UInt64] {
        var times: [UInt64] = []
        for number in 0..<count {
            let start = Platform.monotonicNanoseconds()
            try await book.append(VisitorSeen(visitor: VisitorID("\(task)-\(number)")))
            times.append(Platform.monotonicNanoseconds() - start)
        }
        return times
    }

    /// Writes to space that holds zeros already, each followed by a sync.
    static func rawSync(
        _ count: Int, _ directory: String, bytes: Int = 192
    ) throws -> Times {
        let file = try Disk().open(directory + "/raw", .replace)
        let room = 16 << 20
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for start in stride(from: 0, to: room, by: zeros.count) {
            try file.write(zeros.raw, at: UInt64(start))
        }
        try file.sync()
        let record = [UInt8](repeating: 1, count: bytes)
        var times: [UInt64] = []
        for number in 0..<count {
            let start = Platform.monotonicNanoseconds()
            try file.write(record.raw, at: UInt64(number * bytes % (room - bytes)))
            try file.sync()
            times.append(Platform.monotonicNanoseconds() - start)
        }
        return Times(times)
    }
}
