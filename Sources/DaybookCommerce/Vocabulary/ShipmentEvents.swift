// The events of the parcels of an order.

public import DaybookCoding

/// A parcel of an order was packed.
public struct ShipmentCreated: Event {
    public static let type = "shipment.created"
    public var shipment: ShipmentID = .blank
    public var order: OrderID = .blank
    public var lines: [ProductQuantity] = []
    public init() {}
    public init(shipment: ShipmentID, order: OrderID, lines: [ProductQuantity]) {
        self.shipment = shipment
        self.order = order
        self.lines = lines
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("shipment", &shipment)
        fields.visit("order", &order)
        fields.visit("lines", &lines)
    }
}

/// A parcel was handed to its carrier.
public struct ShipmentSent: Event {
    public static let type = "shipment.sent"
    public var shipment: ShipmentID = .blank
    public var order: OrderID = .blank
    public var carrier: Symbol?
    /// The carrier's number of the parcel.
    public var tracking: Text?
    public init() {}
    public init(
        shipment: ShipmentID, order: OrderID, carrier: Symbol? = nil, tracking: Text? = nil
    ) {
        self.shipment = shipment
        self.order = order
        self.carrier = carrier
        self.tracking = tracking
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("shipment", &shipment)
        fields.visit("order", &order)
        fields.visit("carrier", &carrier)
        fields.visit("tracking", &tracking)
    }
}

/// A parcel reached the customer.
public struct ShipmentDelivered: Event {
    public static let type = "shipment.delivered"
    public var shipment: ShipmentID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(shipment: ShipmentID, order: OrderID) {
        self.shipment = shipment
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("shipment", &shipment)
        fields.visit("order", &order)
    }
}

/// A parcel could not be delivered.
public struct ShipmentFailed: Event {
    public static let type = "shipment.failed"
    public var shipment: ShipmentID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(shipment: ShipmentID, order: OrderID) {
        self.shipment = shipment
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("shipment", &shipment)
        fields.visit("order", &order)
    }
}

/// A parcel was given up before it reached the customer.
public struct ShipmentCancelled: Event {
    public static let type = "shipment.cancelled"
    public var shipment: ShipmentID = .blank
    public var order: OrderID = .blank
    public init() {}
    public init(shipment: ShipmentID, order: OrderID) {
        self.shipment = shipment
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("shipment", &shipment)
        fields.visit("order", &order)
    }
}
