// Trials of a process with few descriptors: rolling, sealing and reading with many cursors. None is
// left without any: the system's Dispatch library ends a process then, whatever it does.

internal import Daybook
internal import DaybookLog
internal import Foundation

extension Trial {
    /// A process that may have few descriptors rolls and seals, beside cursors in every segment.
    static func descriptors(_ path: String) async throws -> [String: Int] {
        var trial = try await Trial(path, segmentBytes: 16 << 10)
        let before = try limit(.descriptors, to: 40)
        var cursors: [(iterator: EventSequence.Iterator, next: UInt64)] = []
        for _ in 0..<40 {
            for _ in 0..<15 { try await trial.append(bytes: 1_000) }
            let last = UInt64(trial.hashes.count)
            for after in [last / 3, last - 1] {
                cursors.append((trial.book.follow(after: after).makeAsyncIterator(), after + 1))
            }
            for index in cursors.indices {
                let event = try await cursors[index].iterator.next()
                try expect(
                    event?.sequence == cursors[index].next,
                    "\(event?.sequence ?? 0) for \(cursors[index].next)")
                cursors[index].next += 1
            }
        }
        let open = openDescriptors()
        try await trial.check()
        _ = try limit(.descriptors, to: before)
        try await trial.close()
        return ["descriptors": open, "cursors": cursors.count, "facts": trial.hashes.count]
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
