// The three axes of an order. Payment and fulfilment are derived from amounts and quantities and
// stored nowhere. Pure rules: must not know rows, names or the log.

/// How far an order has come.
public enum OrderState: UInt8, CaseIterable, Sendable {
    /// Facts name it, but none placed it.
    case draft
    case placed, confirmed, completed
    /// Given up; counts whatever else is told of it.
    case cancelled
}

/// How far an order is paid for.
public enum PaymentStatus: UInt8, CaseIterable, Sendable {
    case notPaid
    /// A payment was asked for.
    case awaiting
    /// The payer has to do something.
    case requiresAction
    case partiallyAuthorised, authorised
    case partiallyCaptured, captured
    case partiallyRefunded, refunded
    /// What was authorised was voided, or the order was cancelled unpaid.
    case cancelled
    case chargedBack
}

/// How far an order's goods have come.
public enum FulfilmentStatus: UInt8, CaseIterable, Sendable {
    case notFulfilled
    case partiallyFulfilled, fulfilled
    case partiallyShipped, shipped
    case partiallyDelivered, delivered
    case partiallyReturned, returned
    /// Every shipment was given up, or the order was before there was one.
    case cancelled
}

/// What is open between shop and customer, as Spree's words have it.
public enum BalanceStatus: UInt8, CaseIterable, Sendable {
    case paid
    /// The customer owes something.
    case balanceDue
    /// The shop owes something.
    case creditOwed
    /// The order was cancelled, and nothing is owed.
    case void
    /// The customer owes something, and the last attempt to pay it failed.
    case failed
}

/// The last that was heard of an attempt to pay.
enum PaymentAttempt: UInt8, Sendable { case none, requested, needsAction, failed }

/// Which way money moved, or was set aside.
enum MoneyMove: UInt8, CaseIterable, Sendable {
    case authorised, voided, captured, refunded, chargedBack, credited
}

/// The amounts of an order in its own currency, in minor units.
public struct OrderAmounts: Hashable, Sendable {
    /// What the order costs by its last edit; nil if nobody placed it.
    public internal(set) var total: Int64?
    public internal(set) var authorised: Int128 = 0
    public internal(set) var voided: Int128 = 0
    public internal(set) var captured: Int128 = 0
    public internal(set) var refunded: Int128 = 0
    public internal(set) var chargedBack: Int128 = 0
    /// The sum of credit notes that name the order; they move no money.
    public internal(set) var credited: Int128 = 0

    /// What went back to the customer.
    public var givenBack: Int128 { refunded + chargedBack }

    /// What the customer owes; negative: what the shop owes.
    ///
    /// A cancelled order costs nothing.
    func balance(isCancelled: Bool) -> Int128 {
        (isCancelled ? 0 : Int128(total ?? 0)) - (captured - givenBack)
    }

    func paymentStatus(isCancelled: Bool, attempt: PaymentAttempt) -> PaymentStatus {
        let total = Int128(total ?? 0)
        if chargedBack > 0 { return .chargedBack }
        if captured > 0 {
            if givenBack >= captured { return .refunded }
            if givenBack > 0 { return .partiallyRefunded }
            return captured >= total ? .captured : .partiallyCaptured
        }
        let held = authorised - voided
        if held > 0 { return held >= total ? .authorised : .partiallyAuthorised }
        if voided > 0 || isCancelled { return .cancelled }
        return switch attempt {
        case .none, .failed: .notPaid
        case .requested: .awaiting
        case .needsAction: .requiresAction
        }
    }

    func balanceStatus(isCancelled: Bool, attempt: PaymentAttempt) -> BalanceStatus {
        let balance = balance(isCancelled: isCancelled)
        if balance < 0 { return .creditOwed }
        if balance > 0 { return attempt == .failed ? .failed : .balanceDue }
        return isCancelled ? .void : .paid
    }
}

/// The quantities of an order, in thousandths, over all its products.
public struct OrderQuantities: Hashable, Sendable {
    /// By its last edit; nil if nobody placed it.
    public internal(set) var ordered: Int64?
    /// In shipments that are not given up.
    public internal(set) var packed: Int64 = 0
    /// Of these, in shipments on their way or delivered.
    public internal(set) var shipped: Int64 = 0
    /// Of these, in shipments delivered.
    public internal(set) var delivered: Int64 = 0
    public internal(set) var returned: Int64 = 0
    /// How many shipments there are, and how many of them were given up.
    public internal(set) var shipments = 0, abandonedShipments = 0
    /// Shipments of which nobody told what is in them still show how far they came.
    var sentShipments = 0, deliveredShipments = 0

    func status(isCancelled: Bool) -> FulfilmentStatus {
        if returned > 0 { return isAll(returned) ? .returned : .partiallyReturned }
        if deliveredShipments > 0 { return isAll(delivered) ? .delivered : .partiallyDelivered }
        if sentShipments > 0 { return isAll(shipped) ? .shipped : .partiallyShipped }
        if shipments > abandonedShipments {
            return isAll(packed) ? .fulfilled : .partiallyFulfilled
        }
        return isCancelled || shipments > 0 ? .cancelled : .notFulfilled
    }

    private func isAll(_ quantity: Int64) -> Bool {
        guard let ordered else { return false }
        return quantity >= ordered && quantity > 0
    }
}

/// What contradicts the rules of an order; each is shown, and none stops anything.
public enum OrderAnomaly: UInt8, CaseIterable, Sendable {
    /// Facts name an order that nobody placed.
    case unplaced
    /// Placed more than once; the first counts.
    case placedAgain
    case cancelledAndCompleted
    /// More was given back than was captured.
    case refundedBeyondCapture
    /// More was captured than was authorised, where anything was.
    case capturedBeyondAuthorised
    case voidedBeyondAuthorised
    /// Money of another currency than the order's moved, which is not part of the order's amounts;
    /// or a line has a price in one.
    case otherCurrency
    /// An amount below zero, which counts for nothing: no fact may lower a sum.
    case negativeAmount
    case packedBeyondOrdered
    case returnedBeyondOrdered
    /// A shipment was delivered though it was cancelled, or goods of a return arrived that was
    /// rejected or cancelled.
    case arrivedThoughGivenUp
    /// A shipment or a return went on though nobody began it.
    case parcelWithoutBeginning
}
