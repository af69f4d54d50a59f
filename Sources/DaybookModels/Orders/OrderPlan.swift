// Which facts the orders read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// What a fact says of an order.
enum OrderFactKind: Sendable {
    case placed, confirmed, edited, cancelled, completed, noted, invoiced
    /// An attempt at a payment, or money that moved.
    case attempt(PaymentAttempt)
    case money(MoneyMove)
    /// A step of a shipment or of a return.
    case shipment(ParcelStep)
    case goodsReturn(ParcelStep)
}

/// Where the parts of a fact about an order are found.
struct OrderFact: Sendable {
    var kind: OrderFactKind
    /// Nil where no order needs to be named; a fact without one is about no order.
    var order: FieldIndex?
    /// A total or an amount.
    var money: FieldIndex?
    /// The quantities of its lines.
    var quantity: RowFieldIndex?
    /// The prices of the lines that an order consists of.
    var price: RowFieldIndex?
    /// The name of the shipment or of the return.
    var parcel: FieldIndex?
    var placing: Placing?

    /// What only the placing of an order tells.
    struct Placing: Sendable {
        var person, visitor, conversation, channel, country: FieldIndex?
    }
}

extension FactPlan<OrderFact> {
    /// Adds the facts that the orders read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.addOrders()
        plan.addPayments()
        plan.addParcels()
    }

    private mutating func addOrders() {
        add(OrderPlaced.self) { (catalog) throws(CodingError) in
            let type = OrderPlaced.self
            return OrderFact(
                kind: .placed, order: try catalog.required(type, "order"),
                money: try catalog.required(type, "total"),
                quantity: try catalog.field(type, "lines", "quantity"),
                price: try catalog.field(type, "lines", "price"),
                placing: OrderFact.Placing(
                    person: try catalog.field(type, "person"),
                    visitor: try catalog.field(type, "visitor"),
                    conversation: try catalog.field(type, "conversation"),
                    channel: try catalog.field(type, "channel"),
                    country: try catalog.field(type, "country")))
        }
        add(OrderEdited.self, .edited, money: "total", lines: "lines")
        add(OrderConfirmed.self, .confirmed)
        add(OrderCancelled.self, .cancelled)
        add(OrderCompleted.self, .completed)
        add(OrderNoted.self, .noted)
        add(InvoiceIssued.self, .invoiced)
    }

    private mutating func addPayments() {
        add(PaymentRequested.self, .attempt(.requested))
        add(PaymentNeedsAction.self, .attempt(.needsAction))
        add(PaymentFailed.self, .attempt(.failed))
        add(PaymentAuthorised.self, .money(.authorised), money: "amount")
        add(PaymentVoided.self, .money(.voided), money: "amount")
        add(PaymentCaptured.self, .money(.captured), money: "amount")
        add(PaymentRefunded.self, .money(.refunded), money: "amount")
        add(PaymentChargedBack.self, .money(.chargedBack), money: "amount")
        add(CreditIssued.self, .money(.credited), money: "total")
    }

    private mutating func addParcels() {
        add(ShipmentCreated.self, .shipment(.begun), lines: "lines", parcel: "shipment")
        add(ShipmentSent.self, .shipment(.sent), parcel: "shipment")
        add(ShipmentDelivered.self, .shipment(.arrived), parcel: "shipment")
        add(ShipmentFailed.self, .shipment(.failed), parcel: "shipment")
        add(ShipmentCancelled.self, .shipment(.cancelled), parcel: "shipment")
        add(ReturnRequested.self, .goodsReturn(.begun), lines: "lines", parcel: "return")
        add(ReturnApproved.self, .goodsReturn(.sent), parcel: "return")
        add(ReturnReceived.self, .goodsReturn(.arrived), lines: "lines", parcel: "return")
        add(ReturnRejected.self, .goodsReturn(.failed), parcel: "return")
        add(ReturnCancelled.self, .goodsReturn(.cancelled), parcel: "return")
        add(ReturnClosed.self, .goodsReturn(.closed), parcel: "return")
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: OrderFactKind, money: String? = nil, lines: String? = nil,
        parcel: String? = nil
    ) {
        add(type) { (catalog) throws(CodingError) in
            var fact = OrderFact(
                kind: kind, order: try catalog.required(type, "order"),
                money: try catalog.optional(type, money),
                parcel: try catalog.optional(type, parcel))
            if let lines {
                fact.quantity = try catalog.field(type, lines, "quantity")
                fact.price = try catalog.field(type, lines, "price")
            }
            return fact
        }
    }
}
