// Orders for people.

internal import Daybook

/// Orders as tables.
enum OrderText {
    /// Orders, one a line.
    static func lines(_ orders: [OrderCard], _ style: Style) -> [String] {
        var table = Table([
            ("order", .left), ("placed", .left), ("person", .left), ("", .left), ("total", .right),
            ("net", .right), ("state", .left), ("payment", .left), ("fulfilment", .left),
            ("", .left),
        ])
        for card in orders {
            let standing = card.standing
            table.add([
                Terminal.cut(card.order, to: 30), standing.placed.map { "\($0)" } ?? "–",
                Terminal.cut(card.person ?? "", to: 30), card.currency ?? "",
                standing.amounts.total.map { Text.amount(Int128($0), card.currency) } ?? "–",
                Text.amount(standing.net, card.currency), "\(standing.state)",
                "\(standing.payment)", "\(standing.fulfilment)",
                standing.anomalies.isEmpty ? "" : style.yellow("!"),
            ])
        }
        return table.lines(style)
    }

    /// Sums by currency, and by group if there is one.
    static func sumLines(
        _ groups: [OrderGroupCard], _ title: String, _ style: Style
    ) -> [String] {
        var table = Table([
            (title == "currency" ? "" : title, .left), ("", .left), ("orders", .right),
            ("cancelled", .right), ("unplaced", .right), ("placed", .right), ("cancelled", .right),
            ("refunded", .right), ("charged back", .right), ("net", .right), ("", .left),
        ])
        let greatest = groups.map { UInt64(clamping: $0.sums.net) }.max() ?? 0
        for group in groups {
            let (sums, currency) = (group.sums, group.currency)
            table.add([
                group.group.map { Terminal.cut($0, to: 40) } ?? "–", currency,
                Text.grouped(sums.orders), Text.grouped(sums.cancelledOrders),
                Text.grouped(sums.unplacedOrders), Text.amount(sums.placed, currency),
                Text.amount(sums.cancelled, currency), Text.amount(sums.refunded, currency),
                Text.amount(sums.chargedBack, currency), Text.amount(sums.net, currency),
                style.blue(Plot.bar(UInt64(clamping: sums.net), of: greatest, width: 20)),
            ])
        }
        return table.lines(style)
    }

    /// How often which rule is contradicted.
    static func anomalyLines(_ orders: [OrderCard], _ style: Style) -> [String] {
        var table = Table([("anomaly", .left), ("orders", .right), ("as in", .left)])
        for kind in OrderAnomaly.allCases {
            let odd = orders.filter { $0.standing.anomalies.contains(kind) }
            guard let first = odd.map(\.order).min() else { continue }
            table.add(["\(kind)", Text.grouped(odd.count), Terminal.cut(first, to: 30)])
        }
        return table.isEmpty ? [] : [""] + table.lines(style)
    }

    /// Credit notes that name no order.
    static func looseLines(
        _ credits: [(currency: String, count: UInt64, total: Int128)]
    ) -> [String] {
        if credits.isEmpty { return [] }
        return [""]
            + credits.map { credit in
                "\(Text.count(credit.count, "credit note", "credit notes")) without an order: "
                    + "\(credit.currency) \(Text.amount(credit.total, credit.currency))"
            }
    }

    /// One order in full.
    static func lines(_ story: OrderStory, _ style: Style) -> [String] {
        axisLines(story.card, style) + goodsLines(story, style) + [""]
            + story.history.map { EventText.line($0, style) }
    }

    private static func axisLines(_ card: OrderCard, _ style: Style) -> [String] {
        let (standing, amounts) = (card.standing, card.standing.amounts)
        let quantities = standing.quantities
        func money(_ minor: Int128) -> String { Text.amount(minor, card.currency) }
        let who = [
            ("person", card.person), ("visitor", card.visitor),
            ("conversation", card.conversation), ("channel", card.channel),
            ("country", card.country), ("placed", standing.placed.map { "\($0)" }),
        ]
        var table = Table([("", .left), ("", .left), ("", .left)])
        for case (let name, let value?) in who {
            table.add([name, Terminal.cut(value, to: 60), ""])
        }
        table.add([
            "state", "\(standing.state)",
            "edits \(standing.edits), notes \(standing.notes), invoices \(standing.invoices)",
        ])
        table.add([
            "payment", "\(standing.payment)",
            "\(card.currency ?? "") total \(amounts.total.map { money(Int128($0)) } ?? "–"), "
                + "authorised \(money(amounts.authorised)), voided \(money(amounts.voided)), "
                + "captured \(money(amounts.captured)), refunded \(money(amounts.refunded)), "
                + "charged back \(money(amounts.chargedBack))",
        ])
        table.add(["balance", "\(standing.balanceStatus)", money(standing.balance)])
        table.add([
            "fulfilment", "\(standing.fulfilment)",
            "ordered \(quantities.ordered.map { Text.quantity($0) } ?? "–"), "
                + "packed \(Text.quantity(quantities.packed)), "
                + "shipped \(Text.quantity(quantities.shipped)), "
                + "delivered \(Text.quantity(quantities.delivered)), "
                + "returned \(Text.quantity(quantities.returned))",
        ])
        for anomaly in card.anomalies {
            let facts = anomaly.sequences.map { "\($0)" }.joined(separator: ", ")
            table.add([style.yellow("anomaly"), "\(anomaly.kind)", "facts \(facts)"])
        }
        return Array(table.lines(style).dropFirst())
    }

    private static func goodsLines(_ story: OrderStory, _ style: Style) -> [String] {
        var lines: [String] = []
        if !story.lines.isEmpty {
            var table = Table([("product", .left), ("quantity", .right), ("price", .right)])
            for line in story.lines {
                table.add([
                    Terminal.cut(line.product.text, to: 60),
                    Text.quantity(line.quantity.thousandths),
                    Text.money(line.price.minor, line.price.currency),
                ])
            }
            lines += [""] + table.lines(style)
        }
        var table = Table([("", .left), ("", .left), ("state", .left), ("quantity", .right)])
        for shipment in story.shipments {
            table.add([
                "shipment", Terminal.cut(shipment.name, to: 60), "\(shipment.state)",
                Text.quantity(shipment.quantity),
            ])
        }
        for goods in story.returns {
            table.add([
                "return", Terminal.cut(goods.name, to: 60), "\(goods.state)",
                "\(Text.quantity(goods.received)) of \(Text.quantity(goods.requested))",
            ])
        }
        return table.isEmpty ? lines : lines + [""] + table.lines(style)
    }
}
