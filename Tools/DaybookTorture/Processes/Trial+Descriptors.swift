// Trials of a process with few descriptors: rolling, sealing and reading with many cursors.

internal import Daybook
internal import DaybookLog
internal import Foundation

extension Trial {
    /// A process that runs out of descriptors while it appends, and gets them back.
    static func descriptors(_ path: String) async throws -> [String: Int] {
        var trial = try await Trial(path, segmentBytes: 16 << 10)
        for _ in 0..<100 { try await trial.append(bytes: 1_000) }
        let before = try limit(.descriptors, to: 40)
        for _ in 0..<100 { try await trial.append(bytes: 1_000) }
        try await trial.check()
        var refusals = 0
        for free in 0..<6 {
            switch await trial.fillWithoutDescriptors(leaving: free) {
            case nil: break
            case .log(.system(let failure))? where failure.isOutOfDescriptors: refusals += 1
            case let error?: throw Finding("without descriptors an append ends with \(error)")
            }
            try await trial.check()
            for _ in 0..<60 { try await trial.append(bytes: 1_000) }
        }
        _ = try limit(.descriptors, to: before)
        try expect(refusals > 0, "the process never ran out of descriptors")
        try await trial.reopen()
        try await trial.check()
        try await trial.close()
        return ["refusals": refusals, "facts": trial.hashes.count]
    }

    /// Appends while others have all descriptors but some.
    private mutating func fillWithoutDescriptors(leaving free: Int) async -> DaybookError? {
        var held: [FileHandle] = []
        while let handle = FileHandle(forReadingAtPath: "/dev/null") { held.append(handle) }
        held.removeLast(min(free, held.count))
        let error = await fill(bytes: 1_000, atMost: 60)
        for handle in held { try? handle.close() }
        return error
    }

    /// Thousands of cursors at once, in the middle of the book and at its end.
    static func cursors(_ path: String, count: Int) async throws -> [String: Int] {
        var trial = try await Trial(path, segmentBytes: 64 << 10)
        for _ in 0..<2_000 { try await trial.append(bytes: 500) }
        let before = try limit(.descriptors, to: 128)
        let (book, hashes) = (trial.book, trial.hashes)
        let memory = resident()
        var cursors: [EventSequence.Iterator] = []
        for number in 0..<count {
            let after = UInt64(number) % UInt64(hashes.count)
            var cursor = book.events(after: after).makeAsyncIterator()
            let event = try await cursor.next()
            try expect(event?.sequence == after + 1, "a cursor behind \(after) got \(event as Any)")
            cursors.append(cursor)
        }
        let parked = (bytes: resident() - memory, descriptors: openDescriptors())
        for index in cursors.indices where index % 10 == 0 {
            let next = UInt64(index) % UInt64(hashes.count) + 2
            let event = try await cursors[index].next()
            let wanted = next <= hashes.count ? hashes[Int(next) - 1] : nil
            try expect(event?.decode(as: Marked.self)?.hash == wanted, "a cursor skips \(next)")
        }
        cursors = []
        let followers = try await trial.follow(count: count)
        _ = try limit(.descriptors, to: before)
        try await trial.check()
        try await trial.close()
        return [
            "cursors": count, "descriptors": parked.descriptors,
            "bytesEach": parked.bytes / count, "followers": count,
            "followersDescriptors": followers.descriptors, "threads": followers.threads,
        ]
    }

    /// Tasks that all wait for the next facts, in one process.
    private mutating func follow(
        count: Int
    ) async throws -> (descriptors: Int, threads: Int) {
        let end = UInt64(hashes.count)
        let book = book
        return try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<count {
                group.addTask {
                    var sum: UInt64 = 0
                    for try await event in book.follow(after: end - 1) {
                        sum += event.sequence
                        if event.sequence == end + 10 { break }
                    }
                    return sum
                }
            }
            for _ in 0..<10 { try await append(bytes: 500) }
            let descriptors = Self.openDescriptors()
            let threads = Self.status("Threads:")
            let expected = (end...end + 10).reduce(0, +)
            for try await sum in group {
                try Self.expect(sum == expected, "a follower was shown \(sum), not \(expected)")
            }
            return (descriptors, threads)
        }
    }

    private static func openDescriptors() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }

    private static func resident() -> Int { status("VmRSS:") << 10 }

    private static func status(_ name: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first
            .flatMap { Int($0) } ?? 0
    }
}
