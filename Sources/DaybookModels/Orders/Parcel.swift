// A shipment or a return: the steps that were told of it, in any order, and what follows from them.

public import DaybookCoding
internal import DaybookCommerce

/// A step of a shipment or of a return.
///
/// The comments name the shipment's step, and behind a slash the return's.
enum ParcelStep: UInt8, Sendable {
    /// Created / requested.
    case begun
    /// Sent / approved.
    case sent
    /// Delivered / received.
    case arrived
    /// Failed / rejected.
    case failed
    case cancelled
    /// No step of a shipment / closed.
    case closed
}

/// How far a shipment has come.
public enum ShipmentState: UInt8, CaseIterable, Sendable {
    case created, sent, delivered, failed, cancelled
}

/// How far a return has come.
public enum ReturnState: UInt8, CaseIterable, Sendable {
    case requested, approved, partiallyReceived, received, rejected, cancelled, closed
}

/// The steps of one shipment or return; steps add up to the same whatever their order.
public struct ParcelSteps: BitwiseCopyable, Hashable, Sendable {
    var told: UInt8 = 0
    /// What it holds by its beginning, in thousandths.
    public internal(set) var promised: Int64 = 0
    /// What of a return arrived, in thousandths.
    public internal(set) var received: Int64 = 0

    /// A parcel of which nothing is told.
    public init() {}

    mutating func take(_ step: ParcelStep, quantity: Int64) {
        told |= 1 << step.rawValue
        switch step {
        case .begun: promised &+= quantity
        case .arrived: received &+= quantity
        default: break
        }
    }

    func has(_ step: ParcelStep) -> Bool { told & 1 << step.rawValue != 0 }

    /// What the steps say of a shipment; what arrived has arrived, whatever else is told.
    public var shipment: ShipmentState {
        if has(.arrived) { return .delivered }
        if has(.cancelled) { return .cancelled }
        if has(.failed) { return .failed }
        return has(.sent) ? .sent : .created
    }

    /// What the steps say of a return.
    public var goodsReturn: ReturnState {
        if has(.closed) { return .closed }
        if has(.arrived) {
            return has(.begun) && received < promised ? .partiallyReceived : .received
        }
        if has(.cancelled) { return .cancelled }
        if has(.failed) { return .rejected }
        return has(.sent) ? .approved : .requested
    }

    /// Whether something arrived that had been given up.
    func arrivedThoughGivenUp(isReturn: Bool) -> Bool {
        has(.arrived) && (has(.cancelled) || isReturn && has(.failed))
    }
}

/// A shipment or a return as the orders keep it.
struct Parcel: BitwiseCopyable, Sendable {
    /// The keyed hash of its name, and the one for digests.
    var key, digest: UInt64
    var steps = ParcelSteps()
    /// The place of its order.
    var order: UInt32
    /// The parcel of the same order before it, or `none`.
    var next: UInt32
    var isReturn: Bool

    static let none = UInt32.max

    /// Where it is looked for: a name that two orders claim is a parcel of each.
    static func hash(_ key: UInt64, order: UInt32, isReturn: Bool) -> UInt64 {
        (key ^ UInt64(order) << 1 ^ (isReturn ? 1 : 0)) &* 0x9E37_79B9_7F4A_7C15
    }
}

/// A step of a shipment or of a return as a fact tells it, with the name that is not resident.
public struct ParcelFact: Sendable {
    /// The name of the shipment or of the return.
    public let name: String
    public let isReturn: Bool
    let step: ParcelStep
    let quantity: Int64

    /// What a fact tells; nil if it is about neither a shipment nor a return.
    public init?(_ event: RecordedEvent) {
        guard let told = Self.shipment(event) ?? Self.goodsReturn(event) else { return nil }
        (name, step) = (told.name, told.step)
        isReturn = event.type.hasPrefix("return.")
        quantity = told.lines.reduce(0) { $0 &+ $1.quantity.thousandths }
    }

    private typealias Told = (name: String, step: ParcelStep, lines: [ProductQuantity])

    private static func shipment(_ event: RecordedEvent) -> Told? {
        if let it = event.decode(as: ShipmentCreated.self) {
            return (it.shipment.text, .begun, it.lines)
        }
        if let it = event.decode(as: ShipmentSent.self) { return (it.shipment.text, .sent, []) }
        if let it = event.decode(as: ShipmentDelivered.self) {
            return (it.shipment.text, .arrived, [])
        }
        if let it = event.decode(as: ShipmentFailed.self) { return (it.shipment.text, .failed, []) }
        return event.decode(as: ShipmentCancelled.self).map { ($0.shipment.text, .cancelled, []) }
    }

    private static func goodsReturn(_ event: RecordedEvent) -> Told? {
        if let it = event.decode(as: ReturnRequested.self) {
            return (it.return.text, .begun, it.lines)
        }
        if let it = event.decode(as: ReturnApproved.self) { return (it.return.text, .sent, []) }
        if let it = event.decode(as: ReturnReceived.self) {
            return (it.return.text, .arrived, it.lines)
        }
        if let it = event.decode(as: ReturnRejected.self) { return (it.return.text, .failed, []) }
        if let it = event.decode(as: ReturnCancelled.self) {
            return (it.return.text, .cancelled, [])
        }
        return event.decode(as: ReturnClosed.self).map { ($0.return.text, .closed, []) }
    }
}

extension ParcelSteps {
    /// Adds the step that a fact tells.
    public mutating func take(_ fact: ParcelFact) { take(fact.step, quantity: fact.quantity) }
}
