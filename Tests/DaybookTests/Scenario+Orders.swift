// What scenarios show of orders.

import Daybook

extension OrderStory? {
    var shown: [String] {
        guard let story = self else { return ["nothing"] }
        let standing = story.card.standing
        var lines = ["\(standing.state), \(standing.payment), \(standing.fulfilment)"]
        let (amounts, quantities) = (standing.amounts, standing.quantities)
        let money: [(String, Int128)] = [
            ("authorised", amounts.authorised), ("voided", amounts.voided),
            ("captured", amounts.captured), ("refunded", amounts.refunded),
            ("charged back", amounts.chargedBack), ("credited", amounts.credited),
        ]
        let total = amounts.total.map { "total \($0) \(story.card.currency ?? "?")" } ?? "no total"
        lines.append(
            ([total] + money.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }
                + ["\(standing.balanceStatus) \(standing.balance)", "net \(standing.net)"])
                .joined(separator: ", "))
        let goods: [(String, Int64)] = [
            ("ordered", quantities.ordered ?? 0), ("packed", quantities.packed),
            ("shipped", quantities.shipped), ("delivered", quantities.delivered),
            ("returned", quantities.returned),
        ]
        let counted = goods.filter { $0.1 != 0 }.map { "\($0.0) \($0.1 / 1_000)" }
        if !counted.isEmpty { lines.append(counted.joined(separator: ", ")) }
        lines += story.shipments.map { "shipment \($0.name) \($0.state) \($0.quantity / 1_000)" }
        lines += story.returns.map { goods in
            "return \(goods.name) \(goods.state) \(goods.received / 1_000) of "
                + "\(goods.requested / 1_000)"
        }
        lines += story.card.anomalies.map { anomaly in
            "anomaly \(anomaly.kind) in "
                + anomaly.sequences.map { "\($0)" }.joined(separator: ", ")
        }
        return lines
    }
}

extension [OrderGroupCard] {
    var shown: [String] { isEmpty ? ["nothing"] : map(\.shown) }
}

extension OrderGroupCard {
    /// A mean of nothing is none.
    fileprivate var shown: String {
        let counts = [
            ("cancelled", sums.cancelledOrders), ("unplaced", sums.unplacedOrders),
        ].filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }
        let parts =
            ["orders \(sums.orders)"] + counts + [
                "gross \(sums.placed)", "reversed \(sums.reversed)", "net \(sums.net)",
                "mean \(sums.mean.map { "\($0)" } ?? "none")",
            ]
        return "\(currency): " + parts.joined(separator: ", ")
    }
}
