// Events as CloudEvents lines and back, for every type; what is kept, and what is refused.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookTesting
import Foundation
import Testing

@Suite struct CloudEventTests {
    /// Reads a line against a catalog; the row is nil if it is no event.
    private static func read(
        _ line: String, _ catalog: Catalog
    ) throws(CloudEventError) -> (CloudEvent, [UInt8]) {
        var row = RowWriter()
        let bytes = Array(line.utf8)
        let event = try CloudEventReader(catalog: catalog).read(bytes.raw, now: testNow, into: &row)
        return (event, row.bytes)
    }

    private static func lines(_ events: [RecordedEvent]) -> [String] {
        var writer = CloudEventWriter(log: "1f")
        for event in events { writer.write(event) }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    @Test("every type comes back from JSON as it was, with its envelope", arguments: 0..<5)
    func everyType(seed: UInt64) throws {
        let catalog = Catalog()
        try Vocabulary.declare(in: catalog)
        var filler = Filler(seed: seed, [.all, .none, .some, .some, .some][Int(seed)])
        let types: [any Event.Type] = Vocabulary.types + [EveryKind.self, Lamp.Second.self]
        let facts = types.map { type in
            var fact = filler.fact(type)
            // A line always tells its time and has a key.
            fact.envelope.time = filler.time()
            fact.envelope.source = "web"
            fact.envelope.id = "id \(filler.text())\(filler.random.next())"
            return fact
        }
        var maker = PageMaker(catalog)
        let events = try events([try maker.page(facts)], catalog)
        var rows: [UInt8] = []
        for (line, event) in zip(Self.lines(events), events) {
            // Foundation reads every line, and finds the fields that are there.
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let members = try #require(object as? [String: Any])
            #expect(members["type"] as? String == event.type)
            #expect(members["specversion"] as? String == "1.0")
            #expect(members["id"] as? String == event.envelope.id)
            let data = try #require(members["data"] as? [String: Any])
            let presence = event.row.raw.uint64(at: event.header.fieldsOffset)
            for (index, field) in event.schema.fields.enumerated() {
                #expect((data[field.name] != nil) == (presence >> UInt64(index) & 1 != 0))
            }
            let (read, row) = try Self.read(line, catalog)
            guard case .event = read else {
                Issue.record("no event: \(line)")
                continue
            }
            rows += row
        }
        var other = PageMaker(catalog)
        let again = try Self.decoded(other.page(rows: rows, count: facts.count), catalog)
        for (event, fact) in zip(again, facts) {
            let isEqual = isSame(fact.event, event)
            #expect(isEqual, "\(fact.event)")
            #expect(event.envelope == fact.envelope)
        }
        #expect(Self.data(Self.lines(again)) == Self.data(Self.lines(events)))
    }

    private static func decoded(_ page: Page, _ catalog: Catalog) throws -> [RecordedEvent] {
        var batch = Batch(catalog: catalog)
        try batch.load(page)
        return (0..<batch.count).compactMap { batch.event($0) }
    }

    /// The fields of lines.
    private static func data(_ lines: [String]) -> [Substring] {
        lines.map { line in
            line.range(of: "\"data\":").map { line[$0.lowerBound...] } ?? ""
        }
    }

    @Test("an event without a producer gets the log as its source and its sequence as its id")
    func ownSource() throws {
        var maker = PageMaker()
        let events = try events([try maker.page([Fact(GuestCame(guest: "g"))])], Catalog())
        #expect(
            Self.lines(events) == [
                """
                {"specversion":"1.0","id":"1","source":"daybook:1f","type":"guest.came",\
                "time":"2026-03-02T08:00:00Z","daybooksequence":1,\
                "recordedtime":"2026-03-02T08:00:01Z","data":{"guest":"g"}}
                """
            ])
    }

    private static let start = #"{"specversion":"1.0","type":"guest.came","source":"s","id":"1""#

    private static func catalog() throws -> Catalog {
        let catalog = Catalog()
        _ = try catalog.number(of: GuestCame.self)
        _ = try catalog.number(of: EveryKind.self)
        return catalog
    }

    @Test("unknown fields of a known type are kept as JSON, and come out again as they came")
    func unknownFields() throws {
        let catalog = try Self.catalog()
        let number = try catalog.number(of: GuestCame.self)
        let data = [
            #"{"guest":"g","hat":{"size": 58, "tags":[1,2.50,"x"]},"coat":null,"age":1e3}"#,
            #"{"hat":"round","guest":"g"}"#,
            #"{"guest":"g","shoes":[]}"#,
            #"{"guest":"g"}"#,
        ]
        var rows: [UInt8] = []
        for data in data {
            let (event, row) = try Self.read(Self.start + ",\"data\":\(data)}", catalog)
            guard case .event(let entry, nil, nil) = event else {
                Issue.record("no event: \(data)")
                return
            }
            #expect(catalog[entry].type == number)
            rows += row
        }
        var maker = PageMaker(catalog)
        let page = maker.page(rows: rows, count: data.count)
        for reading in [catalog, Catalog()] {
            let events = try events([page], reading)
            #expect(events.allSatisfy { $0.decode(as: GuestCame.self) == GuestCame(guest: "g") })
            #expect(
                Self.data(Self.lines(events)) == [
                    #""data":{"guest":"g","hat":{"size": 58, "tags":[1,2.50,"x"]},"age":1e3}}"#,
                    #""data":{"guest":"g","hat":"round"}}"#,
                    #""data":{"guest":"g","shoes":[]}}"#, #""data":{"guest":"g"}}"#,
                ])
            let hat = events[0].schema.fields.first { $0.name == "hat" }
            #expect(hat == Field("hat", .json, optional: true))
        }
    }

    @Test("a schema that is written as a line declares the type elsewhere") func schemas() throws {
        for schema in [Schema(of: EveryKind.self), Schema(of: Lamp.Second.self)]
            + Vocabulary.types.map({ Schema(of: $0) })
        {
            var writer = CloudEventWriter(log: "1f")
            writer.write(schema)
            let catalog = Catalog()
            let line = String(decoding: writer.bytes.dropLast(), as: UTF8.self)
            let (event, row) = try Self.read(line, catalog)
            guard case .schema(let read) = event else {
                Issue.record("no schema: \(line)")
                continue
            }
            #expect(read == schema && row.isEmpty)
            try catalog.declare(read)
            #expect(catalog.number(named: schema.name) == 0)
        }
    }

    @Test("a type that nobody declared is told with its source") func undeclared() throws {
        let line = #"{"specversion":"1.0","type":"x.y","source":"s","id":"1","data":[1]}"#
        let (event, row) = try Self.read(line.replacing("[1]", with: "{}"), try Self.catalog())
        guard case .undeclared(let source, let type) = event else {
            Issue.record("declared?")
            return
        }
        #expect(source == "s" && type == "x.y" && row.isEmpty)
        let bytes = Array(line.utf8)
        let (name, envelope) = try CloudEventReader(catalog: Catalog()).envelope(of: bytes.raw)
        #expect(name == "x.y" && envelope == Envelope(source: "s", id: "1"))
    }

    @Test("attributes in any order, escaped, null or unknown, are read") func attributes() throws {
        let line = """
            {"data":{"\\u0067uest":"\\u00e9"},"id":"\\"1\\"","x":{"y":[1]},"source":"s",\
            "sequence":"42",\
            "actorkind":"agent","actorname":"ann","senttime":"2026-03-02T09:00:01+01:00",\
            "time":"2026-03-02T08:00:02.5Z","type":"guest.came","specversion":"1.0","subject":null}
            """
        let (_, row) = try Self.read(line, try Self.catalog())
        let header = try #require(RowHeader(row))
        #expect(
            header.envelope
                == Envelope(
                    time: "2026-03-02T08:00:02.5Z", source: "s", id: "\"1\"", ordinal: 42,
                    sent: "2026-03-02T08:00:01Z", actor: EventActor(.agent, "ann")))
        var event = GuestCame()
        var reader = RowReader(row, fieldsAt: header.fieldsOffset)
        reader.readFields(&event)
        #expect(event == GuestCame(guest: "é"))
    }

    private static let badLines: [(String, CloudEventError)] = [
        (#"{"type":"guest.came","source":"s","id":"1"}"#, .missing("specversion")),
        (#"{"specversion":"1.0","source":"s","id":"1"}"#, .missing("type")),
        (#"{"specversion":"1.0","type":"guest.came","id":"1"}"#, .missing("source")),
        (#"{"specversion":"1.0","type":"guest.came","source":"s"}"#, .missing("id")),
        (#"{"specversion":"0.3","type":"guest.came","source":"s","id":"1"}"#, .version),
        (start + "}", .missing("guest")),
        (start + #","data":{}}"#, .missing("guest")),
        (start + #","data":{"guest":null}}"#, .missing("guest")),
        (start + #","data":null}"#, .missing("guest")),
        (start + #","time":"yesterday","data":{"guest":"g"}}"#, .badValue("time")),
        (start + #","senttime":"2026","data":{"guest":"g"}}"#, .badValue("senttime")),
        (start + #","actorkind":"cat","data":{"guest":"g"}}"#, .badValue("actorkind")),
        (
            #"{"specversion":"1.0","type":"guest.came","source":"s","id":"","data":{"guest":"g"}}"#,
            .coding(.badKey)
        ),
        (
            #"{"specversion":"1.0","type":"guest.came","source":"","id":"1","data":{"guest":"g"}}"#,
            .coding(.badKey)
        ),
        (
            start + #","data":{"guest":"g","a b":1}}"#,
            .coding(.badFieldName("guest.came", "a b"))
        ),
        (
            #"{"specversion":"1.0","type":"daybook.schema","source":"s","id":"1"}"#,
            .missing("data")
        ),
        (
            #"{"specversion":"1.0","type":"daybook.schema","source":"s","id":"1","data":{}}"#,
            .missing("name")
        ),
    ]

    @Test("a bad line is refused for what is wrong with it", arguments: badLines)
    func refused(line: String, error: CloudEventError) throws {
        let catalog = try Self.catalog()
        #expect(throws: error) { _ = try Self.read(line, catalog) }
    }

    @Test(
        "a value of the wrong form is refused under its field's name",
        arguments: [
            (#"{"guest":7}"#, "guest"), (#"{"guest":""}"#, "guest"),
            (#"{"guest":"g","label":[]}"#, "label"), (#"{"guest":"g","shelf":{}}"#, "shelf"),
            (#"{"guest":"g","guest":"h"}"#, "data"), (#"{"guest":"g","x":1,"x":2}"#, nil),
            (#"[]"#, "data"), (#""text""#, "data"), ("7", "data"), (#"{"guest":"g",}"#, ""),
        ] as [(String, String?)])
    func wrongForm(data: String, field: String?) throws {
        let catalog = try Self.catalog()
        do throws(CloudEventError) {
            _ = try Self.read(Self.start + ",\"data\":\(data)}", catalog)
            Issue.record("taken: \(data)")
        } catch {
            guard let field else { return }
            guard case .json(let found, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(found == field)
        }
    }

    @Test("a value out of its range, or with more in it than is kept, is refused by field")
    func ranges() throws {
        let catalog = Catalog()
        try Vocabulary.declare(in: catalog)
        let start = #"{"specversion":"1.0","source":"s","id":"1","type":"#
        let order = #""order.placed","data":{"order":"o","lines":[],"total":"#
        for money in [
            "{}", #"{"minor":1}"#, #"{"currency":"EUR"}"#,
            #"{"minor":1,"currency":"EUR","tax":2}"#, #"{"minor":1,"minor":2}"#,
            #"{"minor":1,"currency":"\#(String(repeating: "E", count: 65))"}"#,
        ] {
            #expect(throws: CloudEventError.badValue("total")) {
                _ = try Self.read(start + order + money + "}}", catalog)
            }
        }
        #expect(throws: CloudEventError.badValue("products.price")) {
            let data =
                #""product.listed","data":{"visitor":"v","list":"l","products":[{"price":1}]}}"#
            _ = try Self.read(start + data, catalog)
        }
        for lines in ["{}", "7", "[7]", "[[]]"] {
            #expect(throws: CloudEventError.self) {
                let data =
                    #""order.placed","data":{"order":"o","total":{"minor":1,"currency":""},"#
                    + #""lines":"#
                _ = try Self.read(start + data + lines + "}}", catalog)
            }
        }
    }

    @Test("a line that is no JSON is refused at its first wrong byte") func noJSON() throws {
        let catalog = try Self.catalog()
        let table: [(String, JSONError.Problem, Int)] = [
            ("", .ended, 0), ("hello", .expected("'{'"), 0), ("{", .ended, 1),
            ("{} x", .trailing, 3), (#"{"id" 1}"#, .expected("':'"), 6),
        ]
        for (line, problem, offset) in table {
            do throws(CloudEventError) {
                _ = try Self.read(line, catalog)
                Issue.record("taken: \(line)")
            } catch {
                guard case .json("", let error) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(error.problem == problem && error.offset == offset, "\(line)")
            }
        }
        var bytes = Array((Self.start + #","data":{"guest":"?"}}"#).utf8)
        let place = try #require(bytes.lastIndex(of: UInt8(ascii: "?")))
        bytes[place] = 0xFF
        var row = RowWriter()
        #expect(throws: CloudEventError.self) {
            try CloudEventReader(catalog: catalog).read(bytes.raw, now: testNow, into: &row)
        }
        #expect(throws: CloudEventError.self) {
            let twice = Self.start + #","id":"2","data":{"guest":"g"}}"#
            _ = try Self.read(twice, catalog)
        }
    }
}
