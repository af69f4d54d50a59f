// Durable appends, one at a time and from many tasks, beside a bare write and sync of the disk.

import Daybook
import DaybookBytes
import DaybookLog

extension Benchmark {
    static func durability(_ size: Size, _ directory: String) async throws {
        let raw = try rawSync(size.durable, directory)
        let book = try await Daybook.open(directory + "/durable")
        var times: [UInt64] = []
        for number in 0..<size.durable {
            let start = Platform.monotonicNanoseconds()
            try await book.append(VisitorSeen(visitor: VisitorID("v-\(number)")))
            times.append(Platform.monotonicNanoseconds() - start)
        }
        times.sort()
        try report(
            "durable append, one task, p50", Double(times[times.count / 2]) / 1e3, "us",
            baseline: ("pwrite + fdatasync of prepared space, p50 us", raw.p50),
            notes: ["p99": "\(times[times.count * 99 / 100] / 1_000)", "rawP99": "\(raw.p99)"])
        let each = size.durable * 4 / size.tasks
        let took = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<size.tasks {
                    group.addTask {
                        for number in 0..<each {
                            try await book.append(
                                VisitorSeen(visitor: VisitorID("\(task)-\(number)")))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        try report(
            "durable append, \(size.tasks) tasks", Double(each * size.tasks) / took, "appends/s",
            baseline: ("pwrite + fdatasync, syncs/s", 1e6 / raw.p50))
        try await book.close()
    }

    private static func rawSync(
        _ count: Int, _ directory: String
    ) throws -> (p50: Double, p99: Double) {
        let file = try Disk().open(directory + "/raw", .replace)
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for piece in 0..<4 { try file.write(zeros.raw, at: UInt64(piece) << 20) }
        try file.sync()
        let record = [UInt8](repeating: 1, count: 192)
        var times: [UInt64] = []
        for number in 0..<count {
            let start = Platform.monotonicNanoseconds()
            try file.write(record.raw, at: UInt64(number * 192))
            try file.sync()
            times.append(Platform.monotonicNanoseconds() - start)
        }
        times.sort()
        return (
            Double(times[count / 2]) / 1e3, (Double(times[count * 99 / 100]) / 1e3).rounded()
        )
    }
}
