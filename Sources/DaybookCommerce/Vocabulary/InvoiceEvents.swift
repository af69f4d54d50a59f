// The events of invoices, credit notes and exchange rates.

public import DaybookCoding

/// An invoice for an order was issued.
public struct InvoiceIssued: Event {
    public static let type = "invoice.issued"
    public var order: OrderID = .blank
    /// The invoice's number.
    public var invoice: Text = .blank
    public var total: Money = .blank
    public init() {}
    public init(order: OrderID, invoice: Text, total: Money) {
        self.order = order
        self.invoice = invoice
        self.total = total
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("order", &order)
        fields.visit("invoice", &invoice)
        fields.visit("total", &total)
    }
}

/// A credit note was issued; it may name no order.
public struct CreditIssued: Event {
    public static let type = "credit.issued"
    public var credit: CreditID = .blank
    public var order: OrderID?
    public var person: PersonID?
    public var lines: [CreditLine]?
    /// What is owed to the customer.
    public var total: Money = .blank
    public var reason: Symbol?
    public init() {}
    public init(
        credit: CreditID, order: OrderID? = nil, person: PersonID? = nil,
        lines: [CreditLine]? = nil, total: Money, reason: Symbol? = nil
    ) {
        self.credit = credit
        self.order = order
        self.person = person
        self.lines = lines
        self.total = total
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("credit", &credit)
        fields.visit("order", &order)
        fields.visit("person", &person)
        fields.visit("lines", &lines)
        fields.visit("total", &total)
        fields.visit("reason", &reason)
    }
}

/// An exchange rate was set, so that a replay needs nothing outside the log.
public struct RateSet: Event {
    public static let type = "rate.set"
    /// The ISO 4217 code of the currency that is changed.
    public var from: Symbol = .blank
    /// The ISO 4217 code of the currency that it is changed into.
    public var to: Symbol = .blank
    /// Millionths of the one for one of the other.
    public var rateMicro: Int64 = .blank
    public init() {}
    public init(from: Symbol, to: Symbol, rateMicro: Int64) {
        self.from = from
        self.to = to
        self.rateMicro = rateMicro
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("from", &from)
        fields.visit("to", &to)
        fields.visit("rate_micro", &rateMicro)
    }
}
