// Schemas stand in the log: older and newer declarations, contradictions, and types nobody knows.

import DaybookCoding
import Testing

@Suite struct SchemaTests {
    private static func json(_ event: RecordedEvent) -> String {
        var writer = CloudEventWriter(log: "x")
        writer.fields(event)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let second = Lamp.Second(
        room: "hall", watts: 60, guest: "g-1", rows: [EveryKindRow(guest: "g-2", label: "l")])

    @Test("a newer record is read by an older declaration, and its new fields are shown")
    func newerRecord() throws {
        var maker = PageMaker()
        let page = try maker.page([Fact(Self.second), Fact(Lamp.Second(room: "attic", watts: 5))])
        let catalog = Catalog()
        let number = try catalog.number(of: Lamp.First.self)
        let events = try events([page], catalog)
        #expect(
            events.map { $0.decode(as: Lamp.First.self) } == [
                Lamp.First(room: "hall", watts: 60), Lamp.First(room: "attic", watts: 5),
            ])
        #expect(
            Self.json(events[0]) == """
                {"room":"hall","watts":60,"guest":"g-1",\
                "rows":[{"guest":"g-2","label":"l","count":0}]}
                """)
        #expect(Self.json(events[1]) == #"{"room":"attic","watts":5}"#)
        // Read models that look for the declared type find it, with its own fields.
        let fields = try ["room", "watts", "guest"].map { try catalog.field(Lamp.First.self, $0) }
        let watts = try #require(fields[1])
        #expect(fields[0] != nil && fields[2] == nil)
        var batch = Batch(catalog: catalog)
        try batch.load(page)
        let (type, value) = (batch[0].type, batch.value(batch[0], watts))
        #expect(type == number && value == 60)
        // The older declaration goes on writing its own schema beside it.
        var older = PageMaker(catalog)
        let again = try older.page([Fact(Lamp.First(room: "cellar", watts: 7))])
        let read = try RecordedEvent.all([again])
        #expect(read[0].schema == Schema(of: Lamp.First.self))
    }

    @Test("an older record is read by a newer declaration, whose new fields are absent")
    func olderRecord() throws {
        var maker = PageMaker()
        let page = try maker.page([Fact(Lamp.First(room: "hall", watts: 60))])
        let catalog = Catalog()
        let number = try catalog.number(of: Lamp.Second.self)
        let events = try events([page], catalog)
        #expect(events[0].decode(as: Lamp.Second.self) == Lamp.Second(room: "hall", watts: 60))
        #expect(events[0].schema == Schema(of: Lamp.First.self))
        let found = try catalog.field(Lamp.Second.self, "guest")
        let guest = try #require(found)
        var batch = Batch(catalog: catalog)
        try batch.load(page)
        let (type, has) = (batch[0].type, batch.has(batch[0], guest))
        #expect(type == number && !has)
    }

    @Test("old and new records of a type stand in one page and one segment") func mixed() throws {
        // Two processes in turn: one knows the first declaration, one the second.
        let (first, second) = (Catalog(), Catalog())
        _ = try first.number(of: Lamp.First.self)
        _ = try second.number(of: Lamp.Second.self)
        var old = PageMaker(first)
        let oldPage = try old.page([Fact(Lamp.First(room: "a", watts: 1))])
        var batch = Batch(catalog: second)
        try batch.load(oldPage)
        var new = PageMaker(second)
        try new.encoder.restore(batch)
        new.skip(1)
        let newPage = try new.page([Fact(Self.second), Fact(Lamp.Second(room: "a", watts: 2))])
        for catalog in [first, second, Catalog()] {
            let events = try events([oldPage, newPage], catalog)
            #expect(events.compactMap { $0.decode(as: Lamp.First.self)?.watts } == [1, 60, 2])
            #expect(events.compactMap { $0.decode(as: Lamp.Second.self)?.watts } == [1, 60, 2])
        }
    }

    @Test("a schema that contradicts the declaration is a type of its own, kept and shown")
    func contradiction() throws {
        var maker = PageMaker()
        let page = try maker.page([Fact(Lamp.Other(room: 7, isRed: true))])
        let catalog = Catalog()
        let number = try catalog.number(of: Lamp.First.self)
        let events = try events([page], catalog)
        #expect(events[0].decode(as: Lamp.First.self) == nil)
        #expect(events[0].decode(as: Lamp.Second.self) == nil)
        #expect(events[0].decode(as: Lamp.Other.self) == Lamp.Other(room: 7, isRed: true))
        #expect(
            events[0].type == "lamp.lit" && Self.json(events[0]) == #"{"room":7,"is_red":true}"#)
        var batch = Batch(catalog: catalog)
        try batch.load(page)
        let type = batch[0].type
        #expect(type != number)
        #expect(throws: CodingError.schemaConflict("lamp.lit")) {
            try catalog.number(of: Lamp.Other.self)
        }
    }

    @Test("a log whose entity contradicts the declaration is refused, not misread")
    func entityContradiction() throws {
        var maker = PageMaker()
        let page = try maker.page([Fact(GuestCame(guest: "g"))])
        let catalog = Catalog()
        _ = try catalog.number(of: EntityDefinition("guest", .passing, personal: true))
        var batch = Batch(catalog: catalog)
        #expect(throws: CodingError.entityConflict("guest")) { try batch.load(page) }
    }

    @Test("types that nobody declared are kept and shown with all fields") func unknown() throws {
        var filler = Filler(seed: 3, .all)
        let facts = (0..<20).map { _ in filler.fact(EveryKind.self) }
        var maker = PageMaker()
        let page = try maker.page(facts)
        let catalog = Catalog()
        let events = try events([page], catalog)
        let names = Schema(of: EveryKind.self).fields.map(\.name)
        for (event, fact) in zip(events, facts) {
            #expect(event.schema == Schema(of: EveryKind.self))
            let isEqual = isSame(fact.event, event)
            #expect(isEqual)
            let json = Self.json(event)
            for name in names { #expect(json.contains("\"\(name)\":")) }
        }
        #expect(catalog.entries().map(\.schema.name) == ["test.every_kind"])
        let guest = try #require(catalog.entity(named: "guest"))
        #expect(guest.definition == Guest.definition)
    }

    @Test(
        "a declaration with a flaw is refused by name",
        arguments: [
            (Schema("nodot", []), CodingError.badTypeName("nodot")),
            (Schema("", []), .badTypeName("")),
            (Schema("a.b c", []), .badTypeName("a.b c")),
            (Schema("a.b", [Field("x y", .symbol)]), .badFieldName("a.b", "x y")),
            (Schema("a.b", [Field("", .symbol)]), .badFieldName("a.b", "")),
            (
                Schema("a.b", [Field("x", .symbol), Field("x", .integer)]),
                .fieldDefinedTwice("a.b")
            ),
            (
                Schema("a.b", (0..<65).map { Field("f\($0)", .flag) }), .tooManyFields("a.b", 65)
            ),
            (
                Schema("a.b", [Field("x", .list([Field("y", .list([]))]))]), .nestedList("a.b", "y")
            ),
            (Schema("a.b", [Field("x", .list([Field("?", .flag)]))]), .badFieldName("a.b", "?")),
        ])
    func flaws(schema: Schema, error: CodingError) {
        #expect(throws: error) { try Catalog().declare(schema) }
    }

    @Test("two schemas agree exactly if one is the other and optional fields at its end")
    func agreement() {
        let a = Field("a", .symbol)
        let b = Field("b", .integer)
        let c = Field("c", .flag, optional: true)
        let table: [([Field], [Field], Bool)] = [
            ([], [], true), ([a], [a], true), ([a], [a, c], true), ([], [c], true),
            ([a], [a, b], false), ([a, c], [a, b], false), ([a], [b], false),
            ([a, b], [b, a], false), ([a], [Field("a", .word)], false),
            ([a], [Field("a", .symbol, optional: true)], false),
            ([a, c], [a, c, Field("d", .json, optional: true)], true),
        ]
        for (left, right, agrees) in table {
            let (one, other) = (Schema("t.t", left), Schema("t.t", right))
            #expect(one.agrees(with: other) == agrees && other.agrees(with: one) == agrees)
            #expect(!one.agrees(with: Schema("t.u", right)))
        }
    }

    @Test("declaring again answers the same number; numbers are dense") func numbers() throws {
        let catalog = Catalog()
        let first = try catalog.number(of: GuestCame.self)
        let second = try catalog.number(of: Lamp.First.self)
        #expect([first, second] == [0, 1])
        #expect(try catalog.declare(Schema(of: GuestCame.self)) == first)
        #expect(try catalog.number(of: GuestCame.self) == first)
        #expect(try catalog.number(of: Lamp.Second.self) == 2)
        #expect(catalog.number(named: "lamp.lit") == 1)
        #expect(catalog[2].type == 1 && catalog.count == 3)
    }
}

extension RecordedEvent {
    /// Every event of some pages, by a reader that knows nothing.
    static func all(_ pages: [Page]) throws -> [RecordedEvent] { try events(pages, Catalog()) }
}
