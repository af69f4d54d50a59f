// The replay loop under corrections: which pages it takes, which it refuses, and what a refusal
// leaves.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

/// A model that remembers which facts it was shown.
private struct Shown: ReadModel {
    static let name = "shown"
    static let version: UInt32 = 1
    private(set) var sequences: [UInt64] = []

    init() {}
    mutating func apply(_ batch: borrowing Batch) {
        for index in 0..<batch.count { sequences.append(batch.sequence(batch[index])) }
    }
    func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest { Digest(0) }
    func encode(into bytes: inout ByteBuffer) {}
    init?(from reader: inout ByteReader) { nil }
}

@Suite struct RetractionTests {
    /// Facts of no meaning, and corrections: the sequence they are about.
    private static func book(_ abouts: [Int64?], perPage: Int) throws -> TestBook {
        try TestBook(
            abouts.enumerated().map { place, about in
                guard let about else { return fact(Int64(place), VisitorSeen(visitor: "v")) }
                return fact(Int64(place), FactCorrected(about: about, reason: "x"))
            }, perPage: perPage)
    }

    @Test(
        "within a page, corrections take effect at once, the latest first",
        arguments: [
            ([nil, nil, 1], [2, 3]),
            ([nil, nil, 1, 3], [1, 2, 4]),
            ([nil, 1, 2, 3], [2, 4]),
            ([nil, 2, 3, 0, -1, 7], [1, 2, 3, 4, 5, 6]),
            ([nil, 1, 1], [2, 3]),
            ([nil, 1, 1, 3], [2, 4]),
        ] as [([Int64?], [UInt64])])
    func withinPage(abouts: [Int64?], shown: [UInt64]) throws {
        let book = try Self.book(abouts, perPage: 100)
        #expect(try book.replay(Shown()).model.sequences == shown)
    }

    @Test("a correction of a fact that is folded in is refused, and the model is as it was")
    func refused() throws {
        let book = try Self.book([nil, nil, nil, 2], perPage: 2)
        var replay = Replay(Shown(), catalog: book.catalog)
        try replay.apply(book.pages[0])
        #expect(throws: ReplayError.retracted(sequence: 2, by: 4)) {
            try replay.apply(book.pages[1])
        }
        #expect(replay.sequence == 2 && replay.model.sequences == [1, 2])
        #expect(replay.retractions.sequences.isEmpty)
        let found = Correction(sequence: 4, time: "2026-03-02T09:00:00Z", about: 2)
        var again = Replay(
            Shown(), catalog: book.catalog, retractions: Retractions([found]))
        for page in book.pages { try again.apply(page) }
        #expect(again.model.sequences == [1, 3, 4] && again.retractions.sequences == [2])
        var before = Replay(Shown(), catalog: book.catalog, asOf: AsOf(sequence: 3))
        for page in book.pages { try before.apply(page) }
        #expect(before.model.sequences == [1, 2, 3])
    }

    @Test("a correction that is retracted by a later page is known not to count")
    func known() throws {
        // 3 retracts 1; 5 retracts 3.
        let book = try Self.book([nil, nil, 1, nil, 3], perPage: 2)
        let corrections = try book.pages.flatMap { page in
            var batch = Batch(catalog: book.catalog)
            for earlier in book.pages where earlier.first < page.first { try batch.define(earlier) }
            try batch.load(page)
            return batch.corrections()
        }
        #expect(corrections.map(\.sequence) == [3, 5] && corrections.map(\.about) == [1, 3])
        let retractions = Retractions(corrections)
        #expect(retractions.sequences == [3])
        var replay = Replay(Shown(), catalog: book.catalog, retractions: retractions)
        for page in book.pages { try replay.apply(page) }
        #expect(replay.model.sequences == [1, 2, 4, 5])
        let then = Retractions(corrections, asOf: AsOf(sequence: 4))
        #expect(then.sequences == [1])
        #expect(!then.equals(retractions, through: 2) && then.equals(then, through: 4))
        #expect(Retractions(corrections, asOf: AsOf(time: corrections[0].time)).sequences == [1])
        #expect(retractions.contains(3) && !retractions.contains(1) && !retractions.contains(4))
    }
}
