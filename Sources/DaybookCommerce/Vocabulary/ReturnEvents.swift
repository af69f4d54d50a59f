// The events of goods that come back.

public import DaybookCoding

/// A customer asked to send goods back.
public struct ReturnRequested: Event {
    public static let type = "return.requested"
    public var `return`: ReturnID = .blank
    public var order: OrderID = .blank
    public var lines: [ProductQuantity] = []
    public var reason: Symbol?
    public init() {}
    public init(
        `return`: ReturnID, order: OrderID, lines: [ProductQuantity], reason: Symbol? = nil
    ) {
        self.return = `return`
        self.order = order
        self.lines = lines
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("return", &`return`)
        fields.visit("order", &order)
        fields.visit("lines", &lines)
        fields.visit("reason", &reason)
    }
}

/// A return was agreed to.
public struct ReturnApproved: Event {
    public static let type = "return.approved"
    public var `return`: ReturnID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(`return`: ReturnID, order: OrderID) {
        self.return = `return`
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("return", &`return`)
        fields.visit("order", &order)
    }
}

/// A return was refused.
public struct ReturnRejected: Event {
    public static let type = "return.rejected"
    public var `return`: ReturnID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(`return`: ReturnID, order: OrderID) {
        self.return = `return`
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("return", &`return`)
        fields.visit("order", &order)
    }
}

/// Goods of a return arrived, all of them or some.
public struct ReturnReceived: Event {
    public static let type = "return.received"
    public var `return`: ReturnID = .blank
    public var order: OrderID = .blank
    /// What arrived this time.
    public var lines: [ProductQuantity] = []
    public init() {}
    public init(`return`: ReturnID, order: OrderID, lines: [ProductQuantity]) {
        self.return = `return`
        self.order = order
        self.lines = lines
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("return", &`return`)
        fields.visit("order", &order)
        fields.visit("lines", &lines)
    }
}

/// A return was given up by the customer.
public struct ReturnCancelled: Event {
    public static let type = "return.cancelled"
    public var `return`: ReturnID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(`return`: ReturnID, order: OrderID) {
        self.return = `return`
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("return", &`return`)
        fields.visit("order", &order)
    }
}

/// A return was settled.
public struct ReturnClosed: Event {
    public static let type = "return.closed"
    public var `return`: ReturnID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(`return`: ReturnID, order: OrderID) {
        self.return = `return`
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("return", &`return`)
        fields.visit("order", &order)
    }
}
