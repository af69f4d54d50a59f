// How one order stands: what a row, its amounts and its parcels come to.

public import DaybookCoding

/// How an order stands, with handles in place of names.
public struct OrderStanding: Hashable, Sendable {
    /// The handle of the order.
    public let order: UInt32
    /// Who placed it, and where; handles, nil where the placing does not tell.
    public let person, visitor, conversation: UInt32?
    /// The symbol handles of the channel and of the country.
    public let channel, country: UInt32?
    /// When it was placed; nil if nobody placed it.
    public let placed: Timestamp?
    /// When its first fact happened.
    public let since: Timestamp
    /// The symbol handle of its currency; nil if no fact tells one.
    public let currency: UInt32?
    public let state: OrderState
    public let payment: PaymentStatus
    public let fulfilment: FulfilmentStatus
    public let balanceStatus: BalanceStatus
    /// What the customer owes, in minor units; negative: what the shop owes.
    public let balance: Int128
    public let amounts: OrderAmounts
    public let quantities: OrderQuantities
    public let edits, notes, invoices: Int
    /// What contradicts the rules, in the order of the kinds.
    public let anomalies: [OrderAnomaly]
    /// The sequences of the first and of the last fact about it.
    public let first, last: UInt64
    /// The sequence of the fact that tells its lines; nil if nobody placed it.
    public let linesFrom: UInt64?

    /// The time by which it is dated: its placing, else its first fact.
    public var date: Timestamp { placed ?? since }

    /// What it adds to the turnover: its total, less what was given back; nothing if cancelled.
    public var net: Int128 {
        state == .cancelled ? 0 : Int128(amounts.total ?? 0) - amounts.givenBack
    }
}

extension Orders {
    /// How an order stands; nil if no fact names it.
    public func standing(_ order: UInt32) -> OrderStanding? {
        place(of: order).map { standing(rows[Int($0)]) }
    }

    /// How every order stands, in the order in which the log came to name them.
    ///
    /// - Complexity: O(orders + parcels).
    public func forEachStanding(_ body: (OrderStanding) -> Void) {
        for place in 0..<rows.count { body(standing(rows[place])) }
    }

    private func standing(_ row: OrderRow) -> OrderStanding {
        let currency = currency(of: row)
        let (amounts, isMixed) = amounts(of: row, in: currency)
        let (quantities, oddities) = quantities(of: row)
        let state = Self.state(of: row)
        let isCancelled = state == .cancelled
        let anomalies = OrderAnomaly.allCases.filter { anomaly in
            switch anomaly {
            case .otherCurrency: isMixed
            case .arrivedThoughGivenUp: oddities.givenUp
            case .parcelWithoutBeginning: oddities.unbegun
            default: Self.shows(anomaly, row, amounts, quantities)
            }
        }
        return OrderStanding(
            order: row.handle, person: Self.handle(row.placing.person),
            visitor: Self.handle(row.placing.visitor),
            conversation: Self.handle(row.placing.conversation),
            channel: Self.handle(row.placing.channel), country: Self.handle(row.placing.country),
            placed: row.placed.map { Timestamp(microseconds: $0.key.time) },
            since: Timestamp(microseconds: row.since), currency: currency, state: state,
            payment: amounts.paymentStatus(isCancelled: isCancelled, attempt: row.attempt),
            fulfilment: quantities.status(isCancelled: isCancelled),
            balanceStatus: amounts.balanceStatus(isCancelled: isCancelled, attempt: row.attempt),
            balance: amounts.balance(isCancelled: isCancelled), amounts: amounts,
            quantities: quantities, edits: Int(row.edits), notes: Int(row.notes),
            invoices: Int(row.invoices), anomalies: anomalies, first: row.first, last: row.last,
            linesFrom: row.content?.sequence)
    }

    private static func handle(_ handle: UInt32) -> UInt32? {
        handle == OrderRow.none ? nil : handle
    }

    private static func state(of row: OrderRow) -> OrderState {
        if row.cancelled != nil { return .cancelled }
        if row.placed == nil { return .draft }
        if row.completed != nil { return .completed }
        return row.confirmed != nil ? .confirmed : .placed
    }

    /// The currency of its total; of an order that nobody placed, the only one of its amounts.
    private func currency(of row: OrderRow) -> UInt32? {
        if let content = row.content { return content.currency }
        guard row.amounts != OrderRow.none else { return nil }
        let amounts = amounts[Int(row.amounts)]
        return amounts.next == OrderRow.none ? amounts.currency : nil
    }

    private func amounts(
        of row: OrderRow, in currency: UInt32?
    ) -> (amounts: OrderAmounts, isMixed: Bool) {
        var sums = OrderAmounts()
        var isMixed = row.content?.isMixed ?? false
        sums.total = row.content?.total
        forEachAmount(row) { amount in
            guard amount.currency == currency else {
                isMixed = true
                return
            }
            sums.authorised = amount.authorised
            sums.voided = amount.voided
            sums.captured = amount.captured
            sums.refunded = amount.refunded
            sums.chargedBack = amount.chargedBack
            sums.credited = amount.credited
        }
        return (sums, isMixed)
    }

    /// Shows the amounts of an order in each currency.
    func forEachAmount(_ row: OrderRow, _ body: (AmountRow) -> Void) {
        var place = row.amounts
        while place != OrderRow.none {
            body(amounts[Int(place)])
            place = amounts[Int(place)].next
        }
    }

    /// Shows the parcels of an order.
    func forEachParcel(_ row: OrderRow, _ body: (Parcel) -> Void) {
        var place = row.parcels
        while place != Parcel.none {
            body(parcels[Int(place)])
            place = parcels[Int(place)].next
        }
    }

    private func quantities(
        of row: OrderRow
    ) -> (quantities: OrderQuantities, oddities: (givenUp: Bool, unbegun: Bool)) {
        var sums = OrderQuantities()
        var oddities = (givenUp: false, unbegun: false)
        sums.ordered = row.content?.quantity
        forEachParcel(row) { parcel in
            let steps = parcel.steps
            if steps.arrivedThoughGivenUp(isReturn: parcel.isReturn) { oddities.givenUp = true }
            if !steps.has(.begun) { oddities.unbegun = true }
            if parcel.isReturn {
                sums.returned &+= steps.received
            } else {
                sums.add(steps)
            }
        }
        return (sums, oddities)
    }

    private static func shows(
        _ anomaly: OrderAnomaly, _ row: OrderRow, _ amounts: OrderAmounts,
        _ quantities: OrderQuantities
    ) -> Bool {
        let ordered = quantities.ordered ?? .max
        return switch anomaly {
        case .unplaced: row.placed == nil
        case .placedAgain: row.placings > 1
        case .cancelledAndCompleted: row.cancelled != nil && row.completed != nil
        case .refundedBeyondCapture: amounts.givenBack > amounts.captured
        case .capturedBeyondAuthorised:
            amounts.authorised > 0 && amounts.captured > amounts.authorised
        case .voidedBeyondAuthorised: amounts.voided > amounts.authorised
        case .negativeAmount: row.negatives > 0
        case .packedBeyondOrdered: quantities.packed > ordered
        case .returnedBeyondOrdered: quantities.returned > ordered
        case .otherCurrency, .arrivedThoughGivenUp, .parcelWithoutBeginning: false
        }
    }
}

extension OrderQuantities {
    /// Adds a shipment.
    fileprivate mutating func add(_ steps: ParcelSteps) {
        shipments += 1
        switch steps.shipment {
        case .failed, .cancelled: abandonedShipments += 1
        case .created: packed &+= steps.promised
        case .sent:
            packed &+= steps.promised
            shipped &+= steps.promised
            sentShipments += 1
        case .delivered:
            packed &+= steps.promised
            shipped &+= steps.promised
            delivered &+= steps.promised
            sentShipments += 1
            deliveredShipments += 1
        }
    }
}
