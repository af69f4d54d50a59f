// Where live models begin: with the latest snapshot that is one of this log, else with the first
// fact; and that they follow the log from there as any other fold does.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct LiveModelTests {
    /// The models' digest folded without any snapshot: another model type has none.
    private static func full(_ book: Daybook) async throws -> Digest {
        let both = try await book.replay(Pair<Models, VoucherTotals>())
        return both.model.first.digest(both.replay.names, book.catalog)
    }

    private static func reading() -> Daybook.Options {
        var options = Daybook.Options()
        options.access = .readOnly
        return options
    }

    @Test("a live model reads nothing that lies before the segment of the latest snapshot")
    func beginsWithSnapshot() async throws {
        let noted = try await NotedBook.make(appends: 20)
        let whole = try await Daybook.open(try disk(noted.files), "book", Self.reading())
        let digest = try await Self.full(whole)
        var files = noted.files
        let block = noted.blocks(0)[1]
        files[noted.segments[0]]?[block.offset + 140] ^= 1
        let damaged = try await Daybook.open(try disk(files), "book", Self.reading())
        #expect(try await damaged.query { $0.digest() } == digest)
        // Without the snapshots, the damage is met.
        files = files.filter { !$0.key.hasPrefix("snapshots/") }
        let bare = try await Daybook.open(try disk(files), "book", Self.reading())
        await #expect(throws: DaybookError.self) { try await bare.query { $0.digest() } }
        for book in [whole, damaged, bare] { try await book.close() }
    }

    @Test(
        "a live model that began with a snapshot follows the log, in a buffered book too",
        arguments: [Durability.durable, .buffered(milliseconds: 10_000)])
    func follows(durability: Durability) async throws {
        let storage = MemoryStorage()
        var options = fixedOptions()
        options.durability = durability
        options.segmentBytes = 64 << 10
        var traffic = Traffic(seed: 8)
        let first = try await Daybook.open(storage, "book", options)
        for _ in 0..<10 { try await first.append((0..<100).map { _ in traffic.next() }) }
        _ = try await first.snapshot()
        for _ in 0..<4 { try await first.append((0..<100).map { _ in traffic.next() }) }
        try await first.close()
        let book = try await Daybook.open(storage, "book", options)
        for round in 1...5 {
            let (digest, sequence) = try await book.query { ($0.digest(), $0.sequence) }
            #expect(sequence == UInt64(1_300 + 100 * round))
            #expect(try await Self.full(book) == digest)
            try await book.append((0..<100).map { _ in traffic.next() })
        }
        try await book.close()
    }
}
