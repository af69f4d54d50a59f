// What facts add up to that name a session and no visitor. It is kept apart from the visitors and
// joined to the session's visitor when one asks, so that a session may change hands at any time.
// Only carts, checkouts and orders are told so: sums, firsts and lasts, whatever comes first.

/// The facts of a session alone, in 64 bytes: its orders of one currency, or all the rest.
struct SessionTally: BitwiseCopyable, Sendable {
    /// The keyed hash of the session.
    let session: UInt64
    var firstAt = Int64.max
    var lastAt = Int64.min
    /// The sequence of the fact of `lastAt`.
    var lastSequence: UInt64 = 0
    var sum: Int128 = 0
    /// The symbol of the orders' currency, or `VisitorRow.none`.
    let currency: UInt32
    var orders: UInt32 = 0
    /// How many facts these are.
    var facts: UInt32 = 0
    // As those of a visitor, they stop at their greatest value.
    var carts: UInt16 = 0
    var checkouts: UInt16 = 0

    init(session: UInt64, currency: UInt32) {
        self.session = session
        self.currency = currency
    }

    /// The currency under which a deed is tallied.
    static func currency(of deed: VisitorDeed) -> UInt32 {
        deed.kind == .ordered ? deed.other : VisitorRow.none
    }

    mutating func take(_ deed: VisitorDeed) {
        firstAt = min(firstAt, deed.time)
        if deed.time >= lastAt {
            lastAt = deed.time
            lastSequence = deed.sequence
        }
        if facts < .max { facts += 1 }
        switch deed.kind {
        case .cartCreated: if carts < .max { carts += 1 }
        case .checkoutStarted: if checkouts < .max { checkouts += 1 }
        case .ordered:
            sum &+= Int128(deed.value)
            if orders < .max { orders += 1 }
        default: break
        }
    }

    /// The orders, as a visitor has them; nil if there are none.
    var note: VisitorNote? {
        guard orders > 0 else { return nil }
        var note = VisitorNote(
            time: 0, value: 0, symbol: currency, ordinal: orders, next: VisitorRow.none,
            kind: NoteKind.orders.rawValue, code: 0)
        note.sum = sum
        return note
    }
}

extension VisitorRow {
    /// Takes in what a session of the visitor did, except its orders.
    mutating func take(_ tally: SessionTally) {
        firstSeen = min(firstSeen, tally.firstAt)
        act(at: tally.lastAt, tally.lastSequence)
        carts = UInt16(clamping: Int(carts) + Int(tally.carts))
        checkouts = UInt16(clamping: Int(checkouts) + Int(tally.checkouts))
    }
}

extension VisitorNote {
    /// Whether it tells of the orders of a currency.
    func isOrders(of currency: UInt32) -> Bool {
        kind == NoteKind.orders.rawValue && symbol == currency
    }

    /// Takes in further orders of the same currency.
    mutating func add(_ orders: VisitorNote) {
        sum &+= orders.sum
        ordinal = UInt32(clamping: UInt64(ordinal) + UInt64(orders.ordinal))
    }
}
