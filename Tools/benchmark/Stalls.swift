// How long an append waits while a segment is rolled, while one is sealed, and while a snapshot is
// made: each append is put to what overlapped it on the watched disk.

import Daybook
import DaybookLog
import DaybookTesting
import Synchronization

/// Something that is so once it is said.
private final class Flag: Sendable {
    private let state = Atomic(false)
    var isSet: Bool { state.load(ordering: .acquiring) }
    func set() { state.store(true, ordering: .releasing) }
}

extension Benchmark {
    private typealias Span = WatchedStorage.Span

    static func stalls(_ size: Size, _ directory: String) async throws {
        try await rolling(size.durable, directory, segmentBytes: 64 << 10, bytes: 2_000)
        try await rolling(size.durable, directory, segmentBytes: 4 << 20, bytes: 100_000)
        // Faster than space is prepared in the background.
        try await rolling(size.durable / 8, directory, segmentBytes: 64 << 20, bytes: 1_000_000)
        try await snapshotting(size, directory)
    }

    /// Small segments, so that there is a roll and a seal every few appends.
    private static func rolling(
        _ count: Int, _ directory: String, segmentBytes: Int, bytes: Int
    ) async throws {
        let storage = WatchedStorage()
        var options = Daybook.Options()
        options.segmentBytes = segmentBytes
        let book = try await Daybook.open(storage, "\(directory)/rolls-\(bytes)", options)
        let spans = try await timedSpans(count, bytes: bytes, to: book)
        try await book.close()
        let raw = try rawSync(count, directory, bytes: bytes)
        let notes = storage.notes.take()
        let rolled = spans.filter { overlaps($0, notes.rolls) }
        let others = spans.filter { !overlaps($0, notes.rolls) }
        let what = ", segments of \(segmentBytes >> 10) KiB, appends of \(bytes) bytes"
        try tell("of an append while a segment is rolled" + what, rolled, raw)
        try tell(
            "of an append while a segment is sealed" + what,
            others.filter { overlaps($0, notes.seals) }, raw)
        try tell("of an append otherwise" + what, others.filter { !overlaps($0, notes.seals) }, raw)
    }

    /// Snapshots one behind the other, of a book with read models that have something in them.
    private static func snapshotting(_ size: Size, _ directory: String) async throws {
        let book = try await Daybook.open(directory + "/snapshots")
        var traffic = Traffic(seed: 2)
        for _ in stride(from: 0, to: size.events / 4, by: 1_000) {
            try await book.append((0..<1_000).map { _ in traffic.next() })
        }
        _ = try await book.queues.boards()
        let alone = try await timedSpans(size.durable, bytes: 200, to: book)
        let done = Flag()
        async let snapshots = Self.spans { () -> Bool in
            try await book.append(VisitorSeen(visitor: "v-1"))
            _ = try await book.snapshot()
            return !done.isSet
        }
        async let queries = Self.spans { () -> Bool in
            _ = try await book.query { $0.sequence }
            try await Task.sleep(for: .microseconds(500))
            return !done.isSet
        }
        let appends = try await timedSpans(size.durable, bytes: 200, to: book)
        done.set()
        let (made, asked) = try await (snapshots, queries)
        let bytes = try await book.snapshot().bytes
        try await book.close()
        let raw = try rawSync(size.durable, directory, bytes: 400)
        try tell("of an append before snapshots are made", alone, raw)
        let what = " a snapshot of \(bytes >> 10) KiB is made"
        try tell("of an append while" + what, appends.filter { overlaps($0, made) }, raw)
        try tell("of a query while" + what, asked.filter { overlaps($0, made) }, nil)
    }

    /// Calls something again and again while it answers true.
    private static func spans(_ body: () async throws -> Bool) async throws -> [Span] {
        var spans: [Span] = []
        while true {
            let start = Platform.monotonicNanoseconds()
            let goesOn = try await body()
            spans.append(start...Platform.monotonicNanoseconds())
            if !goesOn { return spans }
        }
    }

    private static func timedSpans(
        _ count: Int, bytes: Int, to book: Daybook
    ) async throws -> [Span] {
        let text = PersonalText(String(repeating: "x", count: bytes))
        var number = 0
        return try await spans {
            try await book.append(
                MessageSent(
                    conversation: "c-1", message: MessageID("m-\(number)"), direction: .in,
                    kind: .text, body: text))
            number += 1
            return number < count
        }
    }

    /// Both lists are in the order of time; spans of the second do not overlap each other.
    private static func overlaps(_ span: Span, _ others: [Span]) -> Bool {
        var (low, high) = (0, others.count)
        while low < high {
            let middle = (low + high) / 2
            if others[middle].upperBound < span.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < others.count && others[low].overlaps(span)
    }

    private static func tell(_ what: String, _ spans: [Span], _ raw: Times?) throws {
        let times = Times(spans.map { $0.upperBound - $0.lowerBound })
        try report(
            "slowest stall " + what, times.percentile(1) / 1_000, "ms",
            baseline: raw.map {
                ("pwrite + fdatasync of as many bytes, slowest", $0.percentile(1) / 1_000)
            },
            notes: times.notes)
    }
}
