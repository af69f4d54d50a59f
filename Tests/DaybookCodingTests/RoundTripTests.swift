// Facts to rows to pages and back to typed values: what was written is what is read.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookTesting
import Testing

@Suite struct RoundTripTests {
    private static let types: [any Event.Type] =
        Vocabulary.types + [EveryKind.self, GuestCame.self, Lamp.Second.self]

    /// Pages of random facts of every type, in several segments.
    private static func pages(
        seed: UInt64, _ presence: Filler.Presence, _ catalog: Catalog
    ) throws -> (pages: [Page], facts: [Fact]) {
        var maker = PageMaker(catalog)
        var filler = Filler(seed: seed, presence)
        var pages: [Page] = []
        var facts: [Fact] = []
        for segment in 0..<3 {
            if segment > 0 { maker.begin() }
            for page in 0..<5 {
                let some = types.indices.filter { ($0 + page) % 3 != 0 }
                let chunk = some.map { filler.fact(types[$0]) }
                pages.append(try maker.page(chunk))
                facts += chunk
            }
        }
        return (pages, facts)
    }

    private func check(_ event: RecordedEvent, _ fact: Fact, _ number: Int) {
        let isEqual = isSame(fact.event, event)
        #expect(isEqual, "fact \(number + 1): \(fact.event)")
        #expect(event.sequence == UInt64(number + 1))
        #expect(event.envelope == fact.envelope, "fact \(number + 1)")
        #expect(event.time == fact.envelope.time ?? testNow)
        #expect(event.type == type(of: fact.event).type)
        #expect(!event.isVerbatim)
    }

    @Test(
        "every type comes back with every field and every part of its envelope",
        arguments: [Filler.Presence.all, .none, .some])
    func everyType(presence: Filler.Presence) throws {
        let catalog = Catalog()
        let (pages, facts) = try Self.pages(seed: 1, presence, catalog)
        for reading in [catalog, Catalog()] {
            let events = try events(pages, reading)
            #expect(events.count == facts.count)
            for (number, (event, fact)) in zip(events, facts).enumerated() {
                check(event, fact, number)
            }
        }
    }

    @Test("many random facts of every kind of field come back", arguments: 0..<6)
    func random(seed: UInt64) throws {
        var maker = PageMaker()
        var filler = Filler(seed: seed)
        var pages: [Page] = []
        var facts: [Fact] = []
        for page in 0..<12 {
            if page % 5 == 4 { maker.begin() }
            let chunk = (0..<filler.random.below(60)).map { _ in filler.fact(EveryKind.self) }
            pages.append(try maker.page(chunk))
            facts += chunk
        }
        let events = try events(pages, Catalog())
        #expect(events.count == facts.count)
        for (number, (event, fact)) in zip(events, facts).enumerated() {
            check(event, fact, number)
        }
    }

    @Test("long lists and long texts come back, and so do symbols of any length") func long()
        throws
    {
        var filler = Filler(seed: 5, .all)
        var event = filler.event(EveryKind.self)
        event.rows = (0..<2_000).map { _ in filler.event(GuestRow.self).row }
        event.maybeRows = []
        event.secret = PersonalText(String(repeating: "ß", count: 100_000))
        let lengths = [0, 1, 63, 64, 65, 127, 128, 1_000, Limits.symbolBytesMax]
        var facts = lengths.map { length in
            Fact(GuestCame(guest: "g", label: Symbol(String(repeating: "s", count: length))))
        }
        facts += facts + [Fact(event)]
        var maker = PageMaker()
        let pages = [try maker.page(facts), try maker.page(facts)]
        // Up to 64 bytes a symbol is defined once; beyond, it is written in full each time.
        let shared = Set(event.symbolTexts).union(["", "s"]).filter { $0.utf8.count <= 64 }
        let letters = [63, 64].map { String(repeating: "s", count: $0) }
        let defined = Int(maker.encoder.counts.symbols)
        #expect(defined == shared.union(letters).count)
        let events = try events(pages, Catalog())
        for (number, (event, fact)) in zip(events, facts + facts).enumerated() {
            check(event, fact, number)
        }
    }

    @Test("symbols beyond 65,536 of a segment are written in full and come back")
    func manySymbols() throws {
        var maker = PageMaker()
        var pages: [Page] = []
        var facts: [Fact] = []
        for page in 0..<7 {
            let chunk = (0..<10_000).map { number in
                Fact(GuestCame(guest: "g", label: Symbol("tag-\(page * 10_000 + number)")))
            }
            pages.append(try maker.page(chunk))
            facts += chunk
        }
        let counts = maker.encoder.counts
        #expect(counts.symbols == 65_536)
        let catalog = Catalog()
        let field = try catalog.field(GuestCame.self, "label")
        let label = try #require(field)
        var batch = Batch(catalog: catalog)
        var number = 0
        var wrong = 0
        for page in pages {
            try batch.load(page)
            for index in 0..<batch.count {
                let handle = batch.handle(batch[index], label) ?? .max
                if batch.names.text(Names.symbols, handle) != "tag-\(number)" { wrong += 1 }
                number += 1
            }
        }
        #expect(number == 70_000 && wrong == 0)
    }

    @Test("a page of no facts is a page") func empty() throws {
        var maker = PageMaker()
        let page = try maker.page([])
        var batch = Batch(catalog: Catalog())
        try batch.load(page)
        let (count, greatest) = (batch.count, batch.greatestTime)
        #expect(count == 0 && greatest == nil)
    }

    @Test("what is over a limit is refused by name, and leaves no bytes behind")
    func limits() throws {
        let catalog = Catalog()
        var writer = RowWriter()
        try PageMaker.append(GuestCame(guest: "g"), Envelope(), catalog, &writer)
        let kept = writer.bytes
        let long = String(repeating: "n", count: 257)
        let bad: [(Fact, CodingError)] = [
            (Fact(GuestCame(guest: "")), .badName("guest.came", "guest", 0)),
            (Fact(GuestCame(guest: EntityID(long))), .badName("guest.came", "guest", 257)),
            (
                Fact(GuestCame(guest: "g", label: Symbol(String(repeating: "s", count: 16_385)))),
                .stringTooLong("guest.came", "label", 16_385)
            ),
            (Fact(GuestCame(guest: "g"), Envelope(id: "1")), .badKey),
            (Fact(GuestCame(guest: "g"), Envelope(source: "", id: "1")), .badKey),
            (Fact(GuestCame(guest: "g"), Envelope(source: "s", id: "")), .badKey),
            (
                Fact(GuestCame(guest: "g"), Envelope(source: "s", id: long + long + long + long)),
                .badKey
            ),
            (
                Fact(
                    Lamp.Second(
                        rows: [EveryKindRow](repeating: EveryKindRow(), count: 10_001))),
                .tooManyRows("lamp.lit", "rows", 10_001)
            ),
        ]
        for (fact, error) in bad {
            // A list's rows have names of their own, which are blank here.
            if case .tooManyRows = error { continue }
            #expect(throws: error) {
                try PageMaker.append(fact.event, fact.envelope, catalog, &writer)
            }
            #expect(writer.bytes == kept)
        }
        #expect(throws: CodingError.self) {
            try PageMaker.append(bad[7].0.event, Envelope(), catalog, &writer)
        }
        #expect(writer.bytes == kept)
    }
}

/// A wrapper by which a filler makes rows.
private struct GuestRow: Event {
    static let type = "test.row"
    var row = EveryKindRow()
    mutating func visit(_ fields: inout some FieldVisitor) { row.visit(&fields) }
}

extension EveryKind {
    /// Every symbol that the event holds, currencies included.
    fileprivate var symbolTexts: [String] {
        let rows = rows + (maybeRows ?? [])
        let own = [
            label.text, mood.text, price.currency, maybeLabel?.text, maybeMood?.text,
            maybePrice?.currency,
        ]
        return own.compactMap { $0 } + rows.map(\.label.text) + rows.compactMap(\.price?.currency)
    }
}
