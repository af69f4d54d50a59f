// Sums over orders, per currency and never across: of any choice of them, and by whom or when.

internal import DaybookCoding

/// Sums over orders of one currency, in minor units.
public struct OrderSums: Hashable, Sendable {
    /// Orders that were placed.
    public internal(set) var orders: Int64 = 0
    /// Of these, those that were cancelled.
    public internal(set) var cancelledOrders: Int64 = 0
    /// Orders that nobody placed, though money of theirs moved.
    public internal(set) var unplacedOrders: Int64 = 0
    /// What the orders placed cost.
    public internal(set) var placed: Int128 = 0
    /// Of this, what the cancelled ones cost.
    public internal(set) var cancelled: Int128 = 0
    public internal(set) var captured: Int128 = 0
    public internal(set) var refunded: Int128 = 0
    public internal(set) var chargedBack: Int128 = 0
    /// What went back for orders that were cancelled: their totals are taken off already.
    public internal(set) var givenBackOnCancelled: Int128 = 0

    /// What is taken off the total placed: cancelled orders, and what else was given back.
    public var reversed: Int128 { cancelled + refunded + chargedBack - givenBackOnCancelled }
    /// What remains.
    public var net: Int128 { placed - reversed }
    /// The mean of the orders placed; nil without one.
    public var mean: Int128? { orders == 0 ? nil : placed / Int128(orders) }

    /// No orders.
    public init() {}

    /// The sums of two choices of orders.
    public static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.orders += right.orders
        sum.cancelledOrders += right.cancelledOrders
        sum.unplacedOrders += right.unplacedOrders
        sum.placed += right.placed
        sum.cancelled += right.cancelled
        sum.captured += right.captured
        sum.refunded += right.refunded
        sum.chargedBack += right.chargedBack
        sum.givenBackOnCancelled += right.givenBackOnCancelled
        return sum
    }
}

/// By what sums are told apart, beside the currency.
public enum OrderGrouping: String, CaseIterable, Sendable {
    case person, country, channel
    /// By the day or month of the placing, in UTC; of an order that nobody placed, of its first
    /// fact.
    case day, month
}

/// Sums over the orders of one currency, and of one group.
public struct OrderGroup: Hashable, Sendable {
    /// The handle of the person, country or channel; nil for orders that do not tell.
    public let handle: UInt32?
    /// The first day of the day or month, counted from 1970-01-01; nil for other groups.
    public let day: Int64?
    /// The symbol handle of the currency.
    public let currency: UInt32
    public internal(set) var sums: OrderSums
}

extension Orders {
    /// Sums over a choice of orders, by currency and by group, in no particular order.
    ///
    /// - Parameters:
    ///   - grouping: by what sums are told apart, beside the currency; nil: by nothing.
    ///   - person: the handle of an order's customer, who may have several names.
    ///   - country: the symbol handle of an order's country, which others may know better.
    ///   - includes: the choice.
    /// - Complexity: O(orders + parcels).
    public func groups(
        by grouping: OrderGrouping?, person: (OrderStanding) -> UInt32? = { $0.person },
        country: (OrderStanding) -> UInt32? = { $0.country },
        where includes: (OrderStanding) -> Bool
    ) -> [OrderGroup] {
        var places: [GroupKey: Int] = [:]
        var groups: [OrderGroup] = []
        for place in 0..<rows.count {
            guard let standing = standing(rows[place].handle), includes(standing) else { continue }
            forEachSum(rows[place], standing) { currency, sums in
                let key = GroupKey(
                    standing, grouping, person: person, country: country, currency: currency)
                if let known = places[key] {
                    groups[known].sums = groups[known].sums + sums
                } else {
                    places[key] = groups.count
                    groups.append(
                        OrderGroup(
                            handle: key.handle, day: key.day, currency: currency, sums: sums))
                }
            }
        }
        return groups
    }

    /// What an order adds to the sums of each currency.
    private func forEachSum(
        _ row: OrderRow, _ standing: OrderStanding, _ body: (UInt32, OrderSums) -> Void
    ) {
        let isCancelled = standing.state == .cancelled
        var isCounted = false
        forEachAmount(row) { amount in
            var sums = OrderSums()
            if amount.currency == standing.currency {
                isCounted = true
                sums.count(standing)
            }
            sums.captured = amount.captured
            sums.refunded = amount.refunded
            sums.chargedBack = amount.chargedBack
            if isCancelled { sums.givenBackOnCancelled = amount.refunded + amount.chargedBack }
            body(amount.currency, sums)
        }
        if let currency = standing.currency, !isCounted {
            var sums = OrderSums()
            sums.count(standing)
            body(currency, sums)
        }
    }

    /// Credit notes that name no order: how many, and their sum, by the symbol handle of the
    /// currency.
    public var looseCredits: [(currency: UInt32, count: UInt64, total: Int128)] {
        loose.map { ($0.currency, $0.count, $0.total) }
    }

    /// How many orders facts name.
    public var count: Int { rows.count }

    /// The sequences by which an anomaly of an order can be looked into: the facts that decide it,
    /// as far as they are kept; else its first and last.
    public func sequences(of anomaly: OrderAnomaly, _ standing: OrderStanding) -> [UInt64] {
        guard let place = place(of: standing.order) else { return [] }
        let row = rows[Int(place)]
        let deciding: [UInt64] =
            switch anomaly {
            case .cancelledAndCompleted: [row.cancelledBy, row.completedBy]
            case .refundedBeyondCapture: [row.givenBackBy]
            case .placedAgain: [row.placed?.sequence ?? 0]
            case .otherCurrency where row.content?.isMixed ?? false:
                [row.content?.sequence ?? 0]
            default: [row.first, row.last]
            }
        return Array(Set(deciding.filter { $0 > 0 })).sorted()
    }
}

extension OrderSums {
    /// Counts an order in its own currency.
    fileprivate mutating func count(_ standing: OrderStanding) {
        guard let total = standing.amounts.total, standing.placed != nil else {
            unplacedOrders = 1
            return
        }
        orders = 1
        placed = Int128(total)
        if standing.state == .cancelled {
            cancelledOrders = 1
            cancelled = Int128(total)
        }
    }
}

/// What tells groups apart.
private struct GroupKey: Hashable {
    var handle: UInt32?
    var day: Int64?
    let currency: UInt32

    init(
        _ standing: OrderStanding, _ grouping: OrderGrouping?,
        person: (OrderStanding) -> UInt32?, country: (OrderStanding) -> UInt32?, currency: UInt32
    ) {
        self.currency = currency
        switch grouping {
        case nil: break
        case .person: handle = person(standing)
        case .country: handle = country(standing)
        case .channel: handle = standing.channel
        case .day: day = standing.date.day
        case .month: day = standing.date.monthStart
        }
    }
}

extension Timestamp {
    /// The first day of its month, counted from 1970-01-01: the day less the days of the month
    /// before it, by the civil calendar's arithmetic (Hinnant 2013).
    fileprivate var monthStart: Int64 {
        let shifted = day &+ 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        return day - (dayOfYear - (153 * month + 2) / 5)
    }
}
