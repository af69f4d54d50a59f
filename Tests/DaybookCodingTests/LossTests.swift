// A page is lost: what it defined is missed where it is used, and never taken for something else.

import DaybookCoding
import DaybookTesting
import Testing

@Suite struct LossTests {
    /// What a fact refers to: its schema, names, symbols, source and actor.
    private static func uses(_ fact: Fact) -> Set<String> {
        var uses: Set<String> = ["schema \(type(of: fact.event).type)"]
        if let event = fact.event as? GuestCame {
            uses.insert("guest \(event.guest.text)")
            if let shelf = event.shelf { uses.insert("shelf \(shelf.text)") }
            if let label = event.label { uses.insert("symbol \(label.text)") }
        }
        if let event = fact.event as? Lamp.First { uses.insert("symbol \(event.room.text)") }
        if let source = fact.envelope.source { uses.insert("symbol \(source)") }
        if let actor = fact.envelope.actor { uses.insert("symbol \(actor.name ?? "")") }
        return uses
    }

    private static func fact(_ random: inout SeededRandom) -> Fact {
        let word = { (count: Int, random: inout SeededRandom) in "w\(random.below(count))" }
        var envelope = Envelope()
        if random.below(4) == 0 { envelope.source = word(6, &random) }
        if random.below(4) == 0 { envelope.actor = EventActor(.agent, word(6, &random)) }
        if random.below(6) == 0 {
            return Fact(Lamp.First(room: Symbol(word(20, &random)), watts: 1), envelope)
        }
        var event = GuestCame(guest: EntityID(word(25, &random)))
        if random.below(2) == 0 { event.shelf = EntityID(word(12, &random)) }
        if random.below(2) == 0 { event.label = Symbol(word(20, &random)) }
        return Fact(event, envelope)
    }

    @Test(
        "facts that use a lost definition say so with their sequence, and all others decode",
        arguments: 0..<40)
    func oneByOne(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var maker = PageMaker()
        // The entities are defined by the first page, which is kept.
        var facts = [Fact(GuestCame(guest: "w0", shelf: "w0", label: "w0"))]
        for _ in 0..<60 { facts.append(Self.fact(&random)) }
        let pages = try facts.map { try maker.page([$0]) }
        let lost = Set((0..<5).map { _ in 1 + random.below(60) })
        var defined: Set<String> = []
        var missing: Set<String> = []
        var batch = Batch(catalog: Catalog())
        for (number, page) in pages.enumerated() {
            let uses = Self.uses(facts[number])
            let new = uses.subtracting(defined)
            defined.formUnion(new)
            if lost.contains(number) {
                missing.formUnion(new)
                continue
            }
            if uses.isDisjoint(with: missing) {
                try batch.load(page)
                let found = batch.event(0)
                let event = try #require(found)
                let isEqual = isSame(facts[number].event, event)
                #expect(isEqual && event.envelope == facts[number].envelope)
            } else {
                #expect(throws: CodingError.definitionLost(sequence: UInt64(number + 1))) {
                    try batch.load(page)
                }
                let count = batch.count
                #expect(count == 0)
            }
        }
    }

    @Test("the first fact of a page that misses something is the one that is told")
    func withinAPage() throws {
        var maker = PageMaker()
        let pages = [
            try maker.page([Fact(GuestCame(guest: "a", label: "x"))]),
            try maker.page([Fact(GuestCame(guest: "b", label: "y"))]),
            try maker.page(["a", "a", "b", "a"].map { Fact(GuestCame(guest: EntityID($0))) }),
            try maker.page([Fact(GuestCame(guest: "a", label: "x"))]),
        ]
        var batch = Batch(catalog: Catalog())
        try batch.load(pages[0])
        #expect(throws: CodingError.definitionLost(sequence: 5)) { try batch.load(pages[2]) }
        try batch.load(pages[3])
        let event = batch.event(0)?.decode(as: GuestCame.self)
        #expect(event == GuestCame(guest: "a", label: "x"))
    }

    @Test("a name of a lost entity, and a schema that needs one, are lost too") func entities()
        throws
    {
        var maker = PageMaker()
        let pages = [
            try maker.page([Fact(Lamp.First(room: "hall", watts: 1))]),
            try maker.page([Fact(GuestCame(guest: "b", shelf: "c"))]),
            try maker.page([Fact(GuestCame(guest: "d"))]),
            try maker.page([Fact(Lamp.Second(room: "hall", watts: 1, guest: "e"))]),
            try maker.page([Fact(Lamp.First(room: "hall", watts: 2))]),
        ]
        var batch = Batch(catalog: Catalog())
        try batch.load(pages[0])
        for lost in [2, 3] {
            #expect(throws: CodingError.definitionLost(sequence: UInt64(lost + 1))) {
                try batch.load(pages[lost])
            }
        }
        try batch.load(pages[4])
        let event = batch.event(0)?.decode(as: Lamp.First.self)
        #expect(event == Lamp.First(room: "hall", watts: 2))
    }

    @Test("the next segment is complete by itself") func nextSegment() throws {
        var maker = PageMaker()
        _ = try maker.page([Fact(GuestCame(guest: "a", shelf: "s", label: "x"))])
        let damaged = try maker.page([Fact(GuestCame(guest: "a"))])
        maker.begin()
        let whole = try maker.page([Fact(GuestCame(guest: "a", shelf: "s", label: "x"))])
        var batch = Batch(catalog: Catalog())
        #expect(throws: CodingError.definitionLost(sequence: 2)) { try batch.load(damaged) }
        try batch.load(whole)
        let event = batch.event(0)?.decode(as: GuestCame.self)
        #expect(event == GuestCame(guest: "a", shelf: "s", label: "x"))
    }

    @Test("an encoder and an index are not restored over a gap") func restoring() throws {
        let catalog = Catalog()
        var maker = PageMaker(catalog)
        _ = try maker.page([Fact(GuestCame(guest: "a"))])
        let second = try maker.page([Fact(Lamp.First(room: "x", watts: 1))])
        var batch = Batch(catalog: catalog)
        try batch.load(second)
        var encoder = Encoder(catalog: catalog)
        encoder.begin(key: testKey, first: 1)
        #expect(throws: CodingError.definitionLost(sequence: 2)) { try encoder.restore(batch) }
        var index = SegmentIndex()
        index.begin(first: 1)
        #expect(throws: CodingError.definitionLost(sequence: 2)) {
            try batch.defineNames(in: &index)
        }
    }
}
