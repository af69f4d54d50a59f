// The events of orders.

public import DaybookCoding

/// An order was placed.
public struct OrderPlaced: Event {
    public static let type = "order.placed"
    public var order: OrderID = .blank
    public var cart: CartID?
    public var visitor: VisitorID?
    public var person: PersonID?
    /// The conversation that led to it.
    public var conversation: ConversationID?
    public var channel: Symbol?
    public var lines: [OrderLine] = []
    public var total: Money = .blank
    public var shipping: Money?
    /// The ISO 3166 code, as `DE`.
    public var country: Symbol?
    public var session: SessionID?
    public init() {}
    public init(
        order: OrderID, cart: CartID? = nil, visitor: VisitorID? = nil, person: PersonID? = nil,
        conversation: ConversationID? = nil, channel: Symbol? = nil, lines: [OrderLine],
        total: Money, shipping: Money? = nil, country: Symbol? = nil, session: SessionID? = nil
    ) {
        self.order = order
        self.cart = cart
        self.visitor = visitor
        self.person = person
        self.conversation = conversation
        self.channel = channel
        self.lines = lines
        self.total = total
        self.shipping = shipping
        self.country = country
        self.session = session
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
        fields.visit("cart", &cart)
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("conversation", &conversation)
        fields.visit("channel", &channel)
        fields.visit("lines", &lines)
        fields.visit("total", &total)
        fields.visit("shipping", &shipping)
        fields.visit("country", &country)
        fields.visit("session", &session)
    }
}

/// An order was confirmed.
public struct OrderConfirmed: Event {
    public static let type = "order.confirmed"
    public var order: OrderID = .blank
    public init() {}
    public init(order: OrderID) {
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
    }
}

/// An order's lines were replaced.
public struct OrderEdited: Event {
    public static let type = "order.edited"
    public var order: OrderID = .blank
    /// All lines, as they are now.
    public var lines: [OrderLine] = []
    public var total: Money = .blank
    public init() {}
    public init(order: OrderID, lines: [OrderLine], total: Money) {
        self.order = order
        self.lines = lines
        self.total = total
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
        fields.visit("lines", &lines)
        fields.visit("total", &total)
    }
}

/// A note on an order was written.
public struct OrderNoted: Event {
    public static let type = "order.noted"
    public var order: OrderID = .blank
    public var note: PersonalText = .blank
    public init() {}
    public init(order: OrderID, note: PersonalText) {
        self.order = order
        self.note = note
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
        fields.visit("note", &note)
    }
}

/// An order was cancelled.
public struct OrderCancelled: Event {
    public static let type = "order.cancelled"
    public var order: OrderID = .blank
    public var reason: Symbol?
    public init() {}
    public init(order: OrderID, reason: Symbol? = nil) {
        self.order = order
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
        fields.visit("reason", &reason)
    }
}

/// An order was fulfilled.
public struct OrderCompleted: Event {
    public static let type = "order.completed"
    public var order: OrderID = .blank
    public init() {}
    public init(order: OrderID) {
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
    }
}
