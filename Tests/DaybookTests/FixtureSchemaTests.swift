// Books that were written with an older and with a newer schema of one type, and with one that
// contradicts both.

import Daybook
import DaybookLog
import DaybookTesting
import Testing

/// A service's event type as it was first released, as it is now, and as another service has it.
enum Coupon {
    struct Older: Event {
        static let type = "coupon.printed"
        var coupon: VoucherID = .blank
        var place: Symbol = .blank

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("coupon", &coupon)
            fields.visit("place", &place)
        }
    }

    struct Newer: Event {
        static let type = "coupon.printed"
        var coupon: VoucherID = .blank
        var place: Symbol = .blank
        var person: PersonID?
        var value: Money?
        var valid: [Span]?

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("coupon", &coupon)
            fields.visit("place", &place)
            fields.visit("person", &person)
            fields.visit("value", &value)
            fields.visit("valid", &valid)
        }
    }

    struct Span: Fields {
        var from: Timestamp = .blank
        var note: PersonalText?

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("from", &from)
            fields.visit("note", &note)
        }
    }

    struct Contradicting: Event {
        static let type = "coupon.printed"
        var coupon: Text = .blank
        var copies: Int64 = 0

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("coupon", &coupon)
            fields.visit("copies", &copies)
        }
    }

    static let older = [
        Older(coupon: "SPRING", place: "till-1"), Older(coupon: "MAY", place: "till-2"),
    ]
    static let newer = [
        Newer(coupon: "SPRING", place: "till-1"),
        Newer(
            coupon: "AUTUMN", place: "web", person: "p-1", value: Money(500, "EUR"),
            valid: [
                Span(from: "2026-09-01T00:00:00Z", note: "for Ann"),
                Span(from: "2026-10-01T00:00:00Z"),
            ]),
    ]
    static let contradicting = [Contradicting(coupon: "SPRING", copies: 3)]

    static func events(_ name: String) -> [any Event] {
        switch name {
        case "older": older
        case "newer": newer
        default: contradicting
        }
    }
}

@Suite struct FixtureSchemaTests {
    private static let names = ["older", "newer", "contradicting"]

    private static func make(_ name: String) async throws -> FixtureBook {
        let fixture = FixtureBook(seed: 31)
        let book = try await fixture.open()
        try await book.append(Coupon.events(name), source: "till")
        try await book.append(VisitorSeen(visitor: "v-1"))
        try await book.close()
        return fixture
    }

    @Test("the books and what an export shows of them are as they were", arguments: names)
    func written(name: String) async throws {
        let fixture = try await Self.make(name)
        try Fixtures.check("schemas/\(name)/book", fixture.files)
        // A tool that knows neither declaration shows the schemas and all fields.
        let path = Fixtures.path("schemas/\(name)/book")
        let book = try await Daybook.reading(path)
        let events = try await book.events().all()
        var writer = CloudEventWriter(log: try book.id)
        writer.write(try #require(events.first).schema)
        let text = try await String(decoding: writer.bytes, as: UTF8.self) + book.lines()
        try Fixtures.check("schemas/\(name)/expected.jsonl", text)
        try await book.close()
        #expect(Fixtures.folders("schemas") == Self.names.sorted())
    }

    @Test(
        "each declaration reads what it agrees with, and nothing else",
        .disabled(if: Fixtures.isUpdating), arguments: names)
    func declared(name: String) async throws {
        let path = Fixtures.path("schemas/\(name)/book")
        for type in [Coupon.Older.self, Coupon.Newer.self] as [any Event.Type] {
            let book = try await Daybook.reading(path, [type])
            let events = try await book.events(Selection(types: ["coupon.printed"])).all()
            let older = events.compactMap { $0.decode(as: Coupon.Older.self) }
            let newer = events.compactMap { $0.decode(as: Coupon.Newer.self) }
            switch name {
            case "older":
                #expect(older == Coupon.older)
                #expect(
                    newer == Coupon.older.map { Coupon.Newer(coupon: $0.coupon, place: $0.place) })
            case "newer":
                #expect(newer == Coupon.newer)
                #expect(
                    older == Coupon.newer.map { Coupon.Older(coupon: $0.coupon, place: $0.place) })
            default:
                #expect(older.isEmpty && newer.isEmpty)
                #expect(
                    events.compactMap { $0.decode(as: Coupon.Contradicting.self) }
                        == Coupon.contradicting)
            }
            let about = try await book.events(.about(Subject(VoucherID("SPRING")))).all()
            #expect(about.map(\.sequence) == (name == "contradicting" ? [] : [1]))
            try await book.close()
        }
    }

    @Test("a book is written on by a newer and then by an older service", arguments: [true, false])
    func inTurn(newerFirst: Bool) async throws {
        let fixture = FixtureBook(seed: 32)
        for isNewer in [newerFirst, !newerFirst] {
            let book = try await fixture.open(
                isNewer ? [Coupon.Newer.self] : [Coupon.Older.self])
            try await book.append(Coupon.events(isNewer ? "newer" : "older"))
            try await book.close()
        }
        let book = try await fixture.open()
        let events = try await book.events().all()
        #expect(events.compactMap { $0.decode(as: Coupon.Older.self) }.count == 4)
        let newer = events.compactMap { $0.decode(as: Coupon.Newer.self) }
        #expect(newer.compactMap(\.value) == [Money(500, "EUR")])
        try await book.close()
    }
}
