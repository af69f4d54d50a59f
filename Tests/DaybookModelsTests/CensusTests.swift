// The census counts what the book holds: by hand-made facts with known counts.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

/// A type that is in no vocabulary.
private struct VoucherRedeemed: Event {
    static let type = "voucher.redeemed"
    var code: Symbol = .blank
    init() {}
    init(code: Symbol) { self.code = code }
    mutating func visit(_ fields: inout some FieldVisitor) { fields.visit("code", &code) }
}

@Suite struct CensusTests {
    static let day: Int64 = 86_400
    static let facts: [Fact] = [
        fact(0, PageViewed(visitor: "v", url: "/"), source: "web"),
        fact(day - 1, PageViewed(visitor: "v", url: "/tv"), source: "web"),
        fact(day, PageViewed(visitor: "v", url: "/tv"), source: "web"),
        fact(5, PageViewed(visitor: "v", url: "/tv"), source: "app"),
        fact(6, PageViewed(visitor: "v", url: "/tv")),
        fact(7, VoucherRedeemed(code: "x")),
        fact(-1, QueueRejoined(conversation: "c", queue: "q"), source: "pbx"),
    ]

    static func rows(_ facts: [Fact]) throws -> [String] {
        let book = try TestBook(facts)
        var replay = Replay(Census(), catalog: book.catalog)
        for page in book.pages { try replay.apply(page) }
        let first = testStart.day
        return replay.model.rows(replay.names).map {
            "\($0.type) \($0.source ?? "-") \($0.day - first) \($0.count)"
        }
    }

    @Test("Facts are counted by type, producer and day of their own time")
    func counts() throws {
        #expect(
            try Self.rows(Self.facts) == [
                "page.viewed - 0 1", "page.viewed app 0 1", "page.viewed web 0 2",
                "page.viewed web 1 1", "queue.rejoined pbx -1 1", "voucher.redeemed - 0 1",
            ])
        let census = try TestBook(Self.facts).replay(Census()).model
        #expect(census.count == 7)
        #expect(census.span == testStart + .seconds(-1)...testStart + .seconds(Self.day))
        let total = try #require(census.totals().first)
        #expect(total.type == "page.viewed")
        #expect(total.count == 5)
        #expect(total.first == testStart)
        #expect(Census().span == nil)
    }

    @Test("Order, pages and the log's key do not matter to the digest")
    func permutations() throws {
        let digest = try TestBook(Self.facts).replay(Census()).digest
        var random = SeededRandom(seed: 4)
        for round in 0..<10 {
            let book = try TestBook(
                random.shuffled(Self.facts), perPage: 1 + round % 4, key: random.next())
            #expect(try book.replay(Census()).digest == digest)
        }
        let fewer = try TestBook(Array(Self.facts.dropLast())).replay(Census())
        #expect(fewer.digest != digest)
    }

    @Test("A book's own mark counts as no source")
    func ownMark() throws {
        let marked = Self.facts.map { fact in
            var fact = fact
            if fact.envelope.source == nil {
                fact.envelope.source = "daybook:5f3a"
                fact.envelope.id = "17"
            }
            return fact
        }
        #expect(try Self.rows(marked) == Self.rows(Self.facts))
        let digest = try TestBook(Self.facts).replay(Models()).digest
        #expect(try TestBook(marked).replay(Models()).digest == digest)
    }

    @Test("Times at the ends of the range have a day too")
    func extremes() throws {
        let times: [Int64] = [.min, .min + 1, -1, 0, .max - 1, .max]
        let facts = times.map { time in
            Fact(
                PageViewed(visitor: "v", url: "/"), Envelope(time: Timestamp(microseconds: time)))
        }
        let book = try TestBook(facts + facts, recorded: testStart)
        let census = try book.replay(Census()).model
        #expect(census.count == 12)
        #expect(census.span?.lowerBound == Timestamp(microseconds: .min))
        try checkSnapshotLaw(book, Models())
    }

    @Test("Snapshots hold at every page")
    func snapshots() throws {
        try checkSnapshotLaw(TestBook(Self.facts, perPage: 1), Census())
    }
}
