// The events of payments for orders.

public import DaybookCoding

/// A payment for an order was asked for.
public struct PaymentRequested: Event {
    public static let type = "payment.requested"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var amount: Money = .blank
    public var method: Symbol?
    public init() {}
    public init(payment: PaymentID, order: OrderID, amount: Money, method: Symbol? = nil) {
        self.payment = payment
        self.order = order
        self.amount = amount
        self.method = method
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("amount", &amount)
        fields.visit("method", &method)
    }
}

/// The payer has to do something before a payment can go on.
public struct PaymentNeedsAction: Event {
    public static let type = "payment.needs_action"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(payment: PaymentID, order: OrderID) {
        self.payment = payment
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
    }
}

/// A payment was authorised.
public struct PaymentAuthorised: Event {
    public static let type = "payment.authorised"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var amount: Money = .blank
    public init() {}
    public init(payment: PaymentID, order: OrderID, amount: Money) {
        self.payment = payment
        self.order = order
        self.amount = amount
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("amount", &amount)
    }
}

/// A payment was taken.
public struct PaymentCaptured: Event {
    public static let type = "payment.captured"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var amount: Money = .blank
    public init() {}
    public init(payment: PaymentID, order: OrderID, amount: Money) {
        self.payment = payment
        self.order = order
        self.amount = amount
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("amount", &amount)
    }
}

/// A payment failed.
public struct PaymentFailed: Event {
    public static let type = "payment.failed"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var code: Symbol?
    public init() {}
    public init(payment: PaymentID, order: OrderID, code: Symbol? = nil) {
        self.payment = payment
        self.order = order
        self.code = code
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("code", &code)
    }
}

/// An authorised payment was given up before it was taken.
public struct PaymentVoided: Event {
    public static let type = "payment.voided"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var amount: Money = .blank
    public init() {}
    public init(payment: PaymentID, order: OrderID, amount: Money) {
        self.payment = payment
        self.order = order
        self.amount = amount
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("amount", &amount)
    }
}

/// A payment was given back, in whole or in part.
public struct PaymentRefunded: Event {
    public static let type = "payment.refunded"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var amount: Money = .blank
    public var reason: Symbol?
    public init() {}
    public init(payment: PaymentID, order: OrderID, amount: Money, reason: Symbol? = nil) {
        self.payment = payment
        self.order = order
        self.amount = amount
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("amount", &amount)
        fields.visit("reason", &reason)
    }
}

/// The payer's bank took a payment back.
public struct PaymentChargedBack: Event {
    public static let type = "payment.charged_back"
    public var payment: PaymentID = .blank
    public var order: OrderID = .blank
    public var amount: Money = .blank
    public init() {}
    public init(payment: PaymentID, order: OrderID, amount: Money) {
        self.payment = payment
        self.order = order
        self.amount = amount
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("payment", &payment)
        fields.visit("order", &order)
        fields.visit("amount", &amount)
    }
}
