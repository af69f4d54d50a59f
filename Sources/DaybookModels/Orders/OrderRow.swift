// What is kept of an order: first and last values by canonical order, sums, and sequences to name
// the facts by. Each part is the same whatever order the facts came in.

/// Where a fact stands in canonical order among facts of its type.
struct FactKey: BitwiseCopyable, Equatable, Sendable {
    var time: Int64
    var ordinal: Int64
    /// The order key of the producer; 0 for none.
    var source: UInt32

    /// Negative, zero or positive, as this key stands before, with or behind another.
    func compared(to other: FactKey) -> Int {
        if time != other.time { return time < other.time ? -1 : 1 }
        if source != other.source { return source < other.source ? -1 : 1 }
        if ordinal != other.ordinal { return ordinal < other.ordinal ? -1 : 1 }
        return 0
    }
}

/// What an order consists of by its placing or by an edit.
struct OrderContent: BitwiseCopyable, Sendable {
    var key: FactKey
    var sequence: UInt64
    /// The total in minor units, and the symbol handle of its currency.
    var total: Int64
    var quantity: Int64
    var currency: UInt32
    /// Whether a line's price is of another currency.
    var isMixed: Bool
}

/// Who placed an order, and where.
struct OrderPlacing: BitwiseCopyable, Sendable {
    var person = OrderRow.none
    var visitor = OrderRow.none
    var conversation = OrderRow.none
    var channel = OrderRow.none
    var country = OrderRow.none
}

/// An order.
struct OrderRow: BitwiseCopyable, Sendable {
    static let none = UInt32.max

    /// The handle of its name.
    let handle: UInt32
    /// The first amounts and the first parcel, or `none`.
    var amounts = OrderRow.none
    var parcels = OrderRow.none
    /// The time of its earliest fact.
    var since = Int64.max
    /// The sequences of the first and of the last fact about it, in the order of the log.
    var first = UInt64.max
    var last: UInt64 = 0
    /// The placing that counts: the first.
    var placed: OrderContent?
    var placing = OrderPlacing()
    /// The edit that counts: the last.
    var edited: OrderContent?
    var attempt = PaymentAttempt.none
    var attemptKey = FactKey(time: .min, ordinal: 0, source: 0)
    var placings: UInt32 = 0
    var edits: UInt32 = 0
    var notes: UInt32 = 0
    var invoices: UInt32 = 0
    /// Amounts below zero that count for nothing.
    var negatives: UInt32 = 0
    /// The times of the earliest fact of each kind.
    var confirmed: Int64?
    var cancelled: Int64?
    var completed: Int64?
    /// The sequence of the latest such fact in the log.
    var cancelledBy: UInt64 = 0
    var completedBy: UInt64 = 0
    var givenBackBy: UInt64 = 0

    init(handle: UInt32) { self.handle = handle }

    /// What it consists of now.
    var content: OrderContent? { edited ?? placed }
}

/// The amounts of an order in one currency, in minor units.
struct AmountRow: BitwiseCopyable, Sendable {
    /// The symbol handle of the currency.
    var currency: UInt32
    /// The amounts in another currency of the same order, or `none`.
    var next: UInt32
    var authorised: Int128 = 0
    var voided: Int128 = 0
    var captured: Int128 = 0
    var refunded: Int128 = 0
    var chargedBack: Int128 = 0
    var credited: Int128 = 0

    subscript(move: MoneyMove) -> Int128 {
        get {
            switch move {
            case .authorised: authorised
            case .voided: voided
            case .captured: captured
            case .refunded: refunded
            case .chargedBack: chargedBack
            case .credited: credited
            }
        }
        set {
            switch move {
            case .authorised: authorised = newValue
            case .voided: voided = newValue
            case .captured: captured = newValue
            case .refunded: refunded = newValue
            case .chargedBack: chargedBack = newValue
            case .credited: credited = newValue
            }
        }
    }
}
