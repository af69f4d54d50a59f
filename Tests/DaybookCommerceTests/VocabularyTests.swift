// The declared event types against the vocabulary's text, and through rows and back.

import DaybookCoding
import DaybookCommerce
import Testing

@Suite struct VocabularyTests {
    @Test func everyTypeIsDeclaredOnceAndNoOther() throws {
        let declared = Vocabulary.types.map { $0.type }
        #expect(Set(declared).count == declared.count)
        #expect(declared.sorted() == (try VocabularyParser.types()).map(\.schema.name))
        #expect(declared.count == 212)
    }

    @Test func everyTypeHasTheAgreedFields() throws {
        let agreed = Dictionary(
            uniqueKeysWithValues: try VocabularyParser.types().map { ($0.schema.name, $0) })
        for type in Vocabulary.types {
            let expected = try #require(agreed[type.type])
            let schema = Schema(of: type)
            #expect(schema.fields.map(\.name) == expected.schema.fields.map(\.name), "\(type.type)")
            for (field, other) in zip(schema.fields, expected.schema.fields) {
                #expect(field == other, "\(type.type)")
            }
            #expect(schema.flaw == nil)
            #expect(Vocabulary.words(of: type) == expected.words, "\(type.type)")
        }
    }

    @Test func typesComeInAnOrderThatOnlyGrows() {
        let names = Vocabulary.types.map { $0.type }
        #expect(names.firstIndex(of: "foreign.recorded") == 117)
        #expect(names.first == "visitor.seen")
    }

    @Test func theTextIsReadAsMeant() throws {
        let agreed = try VocabularyParser.types()
        func fields(_ name: String) throws -> [Field] {
            try #require(agreed.first { $0.schema.name == name }).schema.fields
        }
        #expect(try fields("payment.voided").map(\.kind).last == .money)
        #expect(try fields("order.edited")[1].kind == fields("order.placed")[6].kind)
        #expect(try fields("call.muted").map(\.name) == ["call", "party", "conversation"])
        #expect(try fields("call.muted").map(\.isOptional) == [false, false, true])
        let received: [Field] = [
            Field("product", .name(Product.definition)), Field("quantity", .milli),
        ]
        #expect(try fields("return.received")[2].kind == .list(received))
        let promised = try #require(agreed.first { $0.schema.name == "sla.defined" })
        #expect(promised.words["targets.metric"]?.first == "first_response")
    }

    @Test func everyEntityIsAsAgreed() {
        let declared: [any Entity.Type] = [
            Visitor.self, Session.self, Person.self, Conversation.self, Case.self, Message.self,
            Call.self, Agent.self, Queue.self, Bot.self, Form.self, Campaign.self,
            Engagement.self, Offer.self, Cart.self, Order.self, Payment.self, Credit.self,
            Shipment.self, Return.self, Product.self, Review.self, Post.self, Policy.self,
        ]
        #expect(declared.map { $0.definition } == VocabularyParser.entityDefinitions)
    }

    @Test func aCatalogTakesTheVocabularyInItsOrderAndTwice() throws {
        let catalog = Catalog()
        try Vocabulary.declare(in: catalog)
        try Vocabulary.declare(in: catalog)
        let names = catalog.entries().map(\.schema.name)
        #expect(names == Vocabulary.types.map { $0.type })
    }

    @Test func aContradictionToTheVocabularyIsRefused() throws {
        let catalog = Catalog()
        try catalog.declare(Schema("cart.created", [Field("cart", .symbol)]))
        #expect(throws: CodingError.schemaConflict("cart.created")) {
            try Vocabulary.declare(in: catalog)
        }
    }

    @Test(arguments: [FieldChoice.all, .required])
    func everyTypeComesBackFromARow(fields: FieldChoice) throws {
        for type in Vocabulary.types { try Self.roundTrip(type, fields) }
    }

    @Test func theCanonicalOrderIsByTheLastPartOfTheName() {
        let ordered = [
            "conversation.opened", "call.offered", "queue.entered", "call.rang", "queue.left",
            "conversation.assigned", "call.connected", "call.held", "call.unheld",
            "message.sent", "call.transferred", "call.ended", "agent.wrapping_up",
            "agent.wrapped_up", "conversation.resolved", "conversation.closed",
        ]
        let ranks = ordered.map { Vocabulary.rank(ofType: $0) }
        #expect(zip(ranks, ranks.dropFirst()).allSatisfy { $0.0 < $0.1 })
        let neutral = Vocabulary.rank(ofType: "message.sent")
        #expect(Vocabulary.rank(ofType: "voucher.redeemed") == neutral)
        #expect(Vocabulary.rank(ofType: "opened.lately") == neutral)
        #expect(Vocabulary.rank(ofType: "closed") == Vocabulary.rank(ofType: "a.b.closed"))
    }

    private static func roundTrip<E: Event>(_ type: E.Type, _ fields: FieldChoice) throws {
        var filler = Filler(choice: fields)
        var event = E()
        event.visit(&filler)
        #expect(filler.count > 0 || fields == .required)
        var writer = RowWriter()
        let time: Timestamp = "2026-03-02T09:00:00Z"
        try writer.append(event, entry: 0, envelope: Envelope(), now: time)
        var reader = RowReader(writer.bytes, fieldsAt: 16)
        // What was there before has to give way, absent fields included.
        var other = Filler(choice: .all)
        var read = E()
        read.visit(&other)
        reader.readFields(&read)
        #expect(read == event, "\(E.type)")
    }
}

enum FieldChoice: Sendable { case all, required }

/// Sets each field to a value of its own.
private struct Filler: FieldVisitor {
    let choice: FieldChoice
    var count = 0

    private mutating func make<Value: FieldValue>() -> Value {
        count += 1
        let value: any FieldValue
        switch Value.self {
        case let type as any StringValue.Type: value = type.init("wört \(count)")
        case let type as any IntegerValue.Type: value = type.init(stored: Int64(-count))
        case is Bool.Type: value = true
        default: value = Money(Int64(count), "EUR")
        }
        guard let made = value as? Value else {
            Issue.record("no value for \(Value.kind)")
            return .blank
        }
        return made
    }

    private mutating func makeRows<Row: Fields>() -> [Row] {
        (0..<2).map { _ in
            var row = Row()
            row.visit(&self)
            return row
        }
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        value = make()
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
        value = choice == .all ? make() : nil
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        rows = makeRows()
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        rows = choice == .all ? makeRows() : nil
    }
}
