// A service's own event types and entities, with every kind of field, for the coding's tests.

import DaybookCoding

enum Guest: Entity { static let definition = EntityDefinition("guest", .lasting, personal: true) }
enum Ticket: Entity { static let definition = EntityDefinition("ticket", .passing, personal: true) }
enum Shelf: Entity { static let definition = EntityDefinition("shelf", .lasting) }
enum Basket: Entity { static let definition = EntityDefinition("basket", .passing) }

/// An open word.
struct Mood: OpenWord {
    let text: String
    init(_ text: String) { self.text = text }
}

/// A row with every kind of field.
struct EveryKindRow: Fields {
    var guest: EntityID<Guest> = .blank
    var ticket: EntityID<Ticket>?
    var label: Symbol = .blank
    var note: PersonalText?
    var count: Int64 = 0
    var at: Timestamp?
    var price: Money?

    mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("guest", &guest)
        fields.visit("ticket", &ticket)
        fields.visit("label", &label)
        fields.visit("note", &note)
        fields.visit("count", &count)
        fields.visit("at", &at)
        fields.visit("price", &price)
    }
}

/// An event with every kind of field, required and optional.
struct EveryKind: Event {
    static let type = "test.every_kind"
    var guest: EntityID<Guest> = .blank
    var ticket: EntityID<Ticket> = .blank
    var shelf: EntityID<Shelf> = .blank
    var basket: EntityID<Basket> = .blank
    var label: Symbol = .blank
    var mood: Mood = .blank
    var text: Text = .blank
    var secret: PersonalText = .blank
    var count: Int64 = 0
    var score: Milli = .blank
    var length: Microseconds = .blank
    var at: Timestamp = .blank
    var price: Money = .blank
    var isNew = false
    var rows: [EveryKindRow] = []
    var maybeGuest: EntityID<Guest>?
    var maybeTicket: EntityID<Ticket>?
    var maybeLabel: Symbol?
    var maybeMood: Mood?
    var maybeText: Text?
    var maybeSecret: PersonalText?
    var maybeCount: Int64?
    var maybeAt: Timestamp?
    var maybePrice: Money?
    var maybeNew: Bool?
    var maybeRows: [EveryKindRow]?

    mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("guest", &guest)
        fields.visit("ticket", &ticket)
        fields.visit("shelf", &shelf)
        fields.visit("basket", &basket)
        fields.visit("label", &label)
        fields.visit("mood", &mood)
        fields.visit("text", &text)
        fields.visit("secret", &secret)
        fields.visit("count", &count)
        fields.visit("score", &score)
        fields.visit("length", &length)
        fields.visit("at", &at)
        fields.visit("price", &price)
        fields.visit("is_new", &isNew)
        fields.visit("rows", &rows)
        fields.visit("maybe_guest", &maybeGuest)
        fields.visit("maybe_ticket", &maybeTicket)
        fields.visit("maybe_label", &maybeLabel)
        fields.visit("maybe_mood", &maybeMood)
        fields.visit("maybe_text", &maybeText)
        fields.visit("maybe_secret", &maybeSecret)
        fields.visit("maybe_count", &maybeCount)
        fields.visit("maybe_at", &maybeAt)
        fields.visit("maybe_price", &maybePrice)
        fields.visit("maybe_new", &maybeNew)
        fields.visit("maybe_rows", &maybeRows)
    }
}

/// An event that names one guest and one shelf.
struct GuestCame: Event {
    static let type = "guest.came"
    var guest: EntityID<Guest> = .blank
    var shelf: EntityID<Shelf>?
    var label: Symbol?

    mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("guest", &guest)
        fields.visit("shelf", &shelf)
        fields.visit("label", &label)
    }
}

/// A type as it was first released, and two later declarations of the same name.
enum Lamp {
    struct First: Event {
        static let type = "lamp.lit"
        var room: Symbol = .blank
        var watts: Int64 = 0

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("room", &room)
            fields.visit("watts", &watts)
        }
    }

    /// Extended at its end.
    struct Second: Event {
        static let type = "lamp.lit"
        var room: Symbol = .blank
        var watts: Int64 = 0
        var guest: EntityID<Guest>?
        var rows: [EveryKindRow]?

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("room", &room)
            fields.visit("watts", &watts)
            fields.visit("guest", &guest)
            fields.visit("rows", &rows)
        }
    }

    /// Contradicting the first.
    struct Other: Event {
        static let type = "lamp.lit"
        var room: Int64 = 0
        var isRed: Bool?

        mutating func visit(_ fields: inout some FieldVisitor) {
            fields.visit("room", &room)
            fields.visit("is_red", &isRed)
        }
    }
}
