// Names, symbols and handles: written once a segment, the same numbers in every replay, and never
// one name for another.

import DaybookBytes
import DaybookCoding
import DaybookTesting
import Testing

@Suite struct NameTests {
    @Test("names of the same text are kept apart by their entities") func shared() throws {
        var maker = PageMaker()
        var event = EveryKind()
        event.guest = "same"
        event.ticket = "same"
        event.shelf = "same"
        event.basket = "same"
        event.label = "same"
        event.mood = "same"
        var filler = Filler(seed: 1)
        let fill = filler.event(EveryKind.self)
        let page = try maker.page([Fact(event), Fact(fill), Fact(event)])
        #expect(page.before == DefinitionCounts())
        let catalog = Catalog()
        let events = try events([page], catalog)
        #expect(events[0].decode(as: EveryKind.self) == event)
        #expect(events[2].decode(as: EveryKind.self) == event)
        var batch = Batch(catalog: catalog)
        try batch.load(page)
        let definitions = [
            Guest.definition, Ticket.definition, Shelf.definition, Basket.definition,
        ]
        for (definition, name) in zip(definitions, ["guest", "ticket", "shelf", "basket"]) {
            let found = try catalog.field(EveryKind.self, name)
            let field = try #require(found)
            let keyed = batch.key(batch[0], field)
            let entity = NameHash.entity(definition.name)
            #expect(
                keyed == NameHash.keyed(Array("same".utf8).raw, entity: entity, key: testKey))
            let digest = batch.digest(batch[0], field, entity: entity)
            #expect(digest == XXH64.hash("same", seed: entity))
            let handle = batch.handle(batch[0], field)
            #expect((handle == .max) == (definition.span == .passing))
            let isNamed = batch.names(batch[0], entity: definition.name, name: "same")
            #expect(isNamed)
            let isOther = batch.names(batch[0], entity: definition.name, name: "other")
            #expect(!isOther)
        }
        let isUnknown = batch.names(batch[0], entity: "nothing", name: "same")
        #expect(!isUnknown)
    }

    /// Random visits in four segments, and what each names.
    private static func visits(_ seed: UInt64) throws -> (pages: [Page], events: [GuestCame]) {
        var maker = PageMaker()
        var random = SeededRandom(seed: seed)
        var pages: [Page] = []
        var all: [GuestCame] = []
        for number in 0..<24 {
            if number % 6 == 5 { maker.begin() }
            let visits = (0..<40).map { _ in
                GuestCame(
                    guest: EntityID("n\(random.below(60))"),
                    shelf: EntityID("n\(random.below(20))"),
                    label: Symbol("n\(random.below(30))"))
            }
            pages.append(try maker.page(visits.map { Fact($0) }))
            all += visits
        }
        return (pages, all)
    }

    @Test("handles count up with first definitions, through all segments, in every replay")
    func handles() throws {
        let (pages, visits) = try Self.visits(1)
        // First occurrence, as a list without any hashing, is the oracle.
        var guests: [String] = []
        for visit in visits where !guests.contains(visit.guest.text) {
            guests.append(visit.guest.text)
        }
        for catalog in [Catalog(), Catalog()] {
            let found = try catalog.field(GuestCame.self, "guest")
            let field = try #require(found)
            let kind = try catalog.number(of: Guest.definition)
            var batch = Batch(catalog: catalog)
            var number = 0
            for page in pages {
                try batch.load(page)
                for index in 0..<batch.count {
                    let handle = batch.handle(batch[index], field) ?? .max
                    #expect(Int(handle) == guests.firstIndex(of: visits[number].guest.text))
                    #expect(batch.names.text(kind, handle) == visits[number].guest.text)
                    number += 1
                }
            }
            let count = batch.names.count(kind)
            #expect(count == guests.count)
        }
    }

    @Test("a reader that starts inside a segment reads only the definitions before it")
    func inside() throws {
        let (pages, visits) = try Self.visits(2)
        for start in pages.indices {
            let catalog = Catalog()
            var batch = Batch(catalog: catalog)
            for page in pages[..<start] where page.segment == pages[start].segment {
                try batch.define(page)
                let count = batch.count
                #expect(count == 0)
            }
            for (number, page) in pages[start...].enumerated() {
                // Now and then only the definitions are wanted, or a page is read again.
                if number % 4 == 3 {
                    try batch.define(page)
                    continue
                }
                for _ in 0...(number % 3) { try batch.load(page) }
                for index in 0..<batch.count {
                    let found = batch.event(index)
                    let event = try #require(found)
                    #expect(event.decode(as: GuestCame.self) == visits[Int(event.sequence) - 1])
                }
            }
        }
    }

    @Test("pages of a segment may be read again in any order once they are defined")
    func again() throws {
        let (pages, visits) = try Self.visits(3)
        let segment = pages.filter { $0.segment == 2 }
        var batch = Batch(catalog: Catalog())
        for page in segment { try batch.define(page) }
        for page in segment.reversed() + segment {
            try batch.load(page)
            for index in 0..<batch.count {
                let found = batch.event(index)
                let event = try #require(found)
                #expect(event.decode(as: GuestCame.self) == visits[Int(event.sequence) - 1])
            }
        }
    }

    @Test("an encoder restored from pages goes on with the same bytes and the same footer")
    func restored() throws {
        for kept in [0, 1, 3] {
            var random = SeededRandom(seed: 9)
            let catalog = Catalog()
            var maker = PageMaker(catalog)
            var chunks: [[Fact]] = []
            var pages: [Page] = []
            for number in 0..<6 {
                var filler = Filler(seed: random.next())
                let chunk = (0..<30).map { index in
                    index % 3 == 0
                        ? filler.fact(EveryKind.self)
                        : Fact(GuestCame(guest: EntityID("g\((index * number) % 17)")))
                }
                chunks.append(chunk)
                pages.append(try maker.page(chunk))
            }
            var other = PageMaker(catalog)
            var batch = Batch(catalog: catalog)
            var next: UInt64 = 1
            for page in pages[..<kept] {
                try batch.load(page)
                try other.encoder.restore(batch)
                other.encoder.index.endBlock(
                    offset: 4_096 + next * 64, first: next, count: page.count)
                next = page.end
                other.skip(page.count)
            }
            for number in kept..<6 {
                let page = try other.page(chunks[number])
                #expect(page.bytes == pages[number].bytes, "page \(number) after \(kept)")
                #expect(page.before == pages[number].before)
            }
            let footers = (maker.encoder.index.footer(), other.encoder.index.footer())
            #expect(footers.0 == footers.1)
        }
    }

    @Test("names are written in sections and come back with the same handles") func sections()
        throws
    {
        let (pages, _) = try Self.visits(4)
        let catalog = Catalog()
        var batch = Batch(catalog: catalog)
        var file = ByteBuffer()
        var counts = NameCounts()
        for (number, page) in pages.enumerated() {
            try batch.load(page)
            if number % 5 == 2 || number == pages.count - 1 {
                batch.names.write(after: counts, catalog, into: &file)
                counts = batch.names.counts
            }
        }
        let reading = Catalog()
        // Another order of declarations: entities are found by their names.
        _ = try reading.number(of: Shelf.definition)
        var names = Names(key: testKey)
        var reader = ByteReader(file.bytes)
        var isWhole = true
        while isWhole && !reader.isAtEnd { isWhole = names.take(&reader, reading) }
        #expect(isWhole)
        for entity in ["guest", "shelf", "symbol"] {
            let old = try #require(catalog.entity(named: entity)).number
            let new = try #require(reading.entity(named: entity)).number
            let (oldCount, newCount) = (batch.names.count(old), names.count(new))
            #expect(oldCount == newCount && oldCount > 0)
            for handle in 0..<UInt32(oldCount) {
                let text = batch.names.text(old, handle)
                #expect(text == names.text(new, handle))
                #expect(names.handle(new, entity: entity, text) == handle)
            }
        }
    }

    @Test("sections that do not follow, or contradict the catalog, are refused")
    func badSections() throws {
        let (pages, _) = try Self.visits(5)
        let catalog = Catalog()
        var batch = Batch(catalog: catalog)
        try batch.load(pages[0])
        var file = ByteBuffer()
        batch.names.write(after: NameCounts(), catalog, into: &file)
        var names = Names(key: testKey)
        var once = ByteReader(file.bytes)
        let first = names.take(&once, catalog)
        var twice = ByteReader(file.bytes)
        let second = names.take(&twice, catalog)
        #expect(first && !second)
        let other = Catalog()
        _ = try other.number(of: EntityDefinition("guest", .passing))
        var otherNames = Names(key: testKey)
        var reader = ByteReader(file.bytes)
        let isTaken = otherNames.take(&reader, other)
        #expect(!isTaken)
    }
}
