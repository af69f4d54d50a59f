// The orders: how each stands, and sums over any choice of them.

internal import Daybook

extension Command {
    func orders(_ options: OrdersOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        if let by = options.by {
            let groups = options.groups.applied(
                to: models.orderSums(options.filter, by: by.grouping), by: Self.precedes)
            if options.question.json {
                for group in groups {
                    var object = OrderJSON.object(group, by, models.sequence)
                    if by == .currency { object.put(models.looseCredits(), of: group.currency) }
                    try context.output.write(object.line)
                }
                return
            }
            let place = Self.place(options.question.asOf, models.sequence)
            try context.output.line("orders by \(by.rawValue), \(place)")
            try context.output.line()
            return try context.print(OrderText.sumLines(groups, by.rawValue, context.style))
        }
        let all = models.orders(options.filter)
        let orders = options.listing.applied(to: all, by: Self.precedes)
        if options.question.json {
            for order in orders { try context.output.write(OrderJSON.object(order).line) }
            return
        }
        let place = Self.place(options.question.asOf, models.sequence)
        if all.isEmpty { return try context.output.line("no order, \(place)") }
        try context.output.line("\(Text.count(all.count, "order", "orders")), \(place)")
        try context.output.line()
        try context.print(OrderText.lines(orders, context.style))
        if orders.count < all.count {
            try context.output.line("… and \(Text.grouped(all.count - orders.count)) more")
        }
        try context.output.line()
        let sums = models.orderSums(options.filter)
        try context.print(OrderText.sumLines(sums, "", context.style))
        try context.print(OrderText.anomalyLines(all, context.style))
        try context.print(OrderText.looseLines(models.looseCredits()))
    }

    func order(_ options: OrderOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let name = options.order
        let found =
            name.utf8.count > Limits.nameBytesMax
            ? nil : try await book.story(of: OrderID(name), asOf: options.question.asOf)
        guard var found else {
            throw Failure.usage(
                "no fact tells of an order \(Terminal.cut(name, to: 80)); `daybook orders "
                    + "\(Terminal.escaped(options.question.book))` shows them")
        }
        found.history.removeAll { !options.span.covers($0.time) }
        if options.question.json { return try context.output.write(OrderJSON.object(found).line) }
        let place = Self.place(options.question.asOf, found.card.sequence)
        try context.output.line("order \(Terminal.escaped(name)), \(place)")
        try context.output.line()
        try context.print(OrderText.lines(found, context.style))
    }

    /// The latest and the greatest come first; of equals, the smaller name.
    private static func precedes(_ key: OrderSort, _ left: OrderCard, _ right: OrderCard) -> Bool {
        let (one, other) = (left.standing, right.standing)
        switch key {
        case .placed where one.date != other.date: return one.date > other.date
        case .total where one.amounts.total != other.amounts.total:
            return (one.amounts.total ?? .min) > (other.amounts.total ?? .min)
        case .net where one.net != other.net: return one.net > other.net
        case .person where left.person != right.person:
            return (left.person ?? "\u{10FFFF}") < (right.person ?? "\u{10FFFF}")
        default: return left.order < right.order
        }
    }

    /// By currency first, for amounts of different ones have no order among them.
    private static func precedes(
        _ key: GroupSort, _ left: OrderGroupCard, _ right: OrderGroupCard
    ) -> Bool {
        if left.currency != right.currency { return left.currency < right.currency }
        let (one, other) = (left.sums, right.sums)
        switch key {
        case .net where one.net != other.net: return one.net > other.net
        case .placed where one.placed != other.placed: return one.placed > other.placed
        case .orders where one.orders != other.orders: return one.orders > other.orders
        default:
            // Orders that tell no group come last.
            guard let name = left.group, let rival = right.group else { return left.group != nil }
            return name < rival
        }
    }
}

extension JSONObject {
    /// Credit notes without an order, of one currency.
    fileprivate mutating func put(
        _ credits: [(currency: String, count: UInt64, total: Int128)], of currency: String
    ) {
        let credit = credits.first { $0.currency == currency }
        put("looseCredits", credit?.count ?? 0)
        put("looseCredited", credit?.total ?? 0)
    }
}

/// Orders as JSON objects.
enum OrderJSON {
    static func object(_ card: OrderCard) -> JSONObject {
        let standing = card.standing
        let (amounts, quantities) = (standing.amounts, standing.quantities)
        var object = JSONObject()
        object.put("order", card.order)
        object.put("state", "\(standing.state)")
        object.put("payment", "\(standing.payment)")
        object.put("fulfilment", "\(standing.fulfilment)")
        object.put("person", card.person)
        object.put("visitor", card.visitor)
        object.put("conversation", card.conversation)
        object.put("channel", card.channel)
        object.put("country", card.country)
        object.put("placed", standing.placed)
        object.put("currency", card.currency)
        if let total = amounts.total { object.put("total", total) }
        object.put("authorised", amounts.authorised)
        object.put("voided", amounts.voided)
        object.put("captured", amounts.captured)
        object.put("refunded", amounts.refunded)
        object.put("chargedBack", amounts.chargedBack)
        object.put("credited", amounts.credited)
        object.put("balance", standing.balance)
        object.put("balanceStatus", "\(standing.balanceStatus)")
        object.put("net", standing.net)
        if let ordered = quantities.ordered { object.put("ordered", ordered) }
        object.put("packed", quantities.packed)
        object.put("shipped", quantities.shipped)
        object.put("delivered", quantities.delivered)
        object.put("returned", quantities.returned)
        object.put("edits", standing.edits)
        object.put("notes", standing.notes)
        object.put("invoices", standing.invoices)
        object.put(
            "anomalies",
            card.anomalies.map { anomaly in
                var object = JSONObject()
                object.put("kind", "\(anomaly.kind)")
                object.put("sequences", anomaly.sequences)
                return object
            })
        object.put("first", standing.first)
        object.put("last", standing.last)
        object.put("sequence", card.sequence)
        return object
    }

    static func object(_ story: OrderStory) -> JSONObject {
        var whole = object(story.card)
        whole.put(
            "lines",
            story.lines.map { line in
                var object = JSONObject()
                object.put("product", line.product.text)
                object.put("quantity", line.quantity.thousandths)
                object.put("price", line.price.minor)
                object.put("currency", line.price.currency)
                if let tax = line.tax { object.put("tax", tax.minor) }
                if let discount = line.discount { object.put("discount", discount.minor) }
                return object
            })
        whole.put(
            "shipments",
            story.shipments.map { shipment in
                var object = JSONObject()
                object.put("shipment", shipment.name)
                object.put("state", "\(shipment.state)")
                object.put("quantity", shipment.quantity)
                return object
            })
        whole.put(
            "returns",
            story.returns.map { goods in
                var object = JSONObject()
                object.put("return", goods.name)
                object.put("state", "\(goods.state)")
                object.put("requested", goods.requested)
                object.put("received", goods.received)
                return object
            })
        whole.put(
            "history",
            story.history.map { event in
                var object = JSONObject()
                object.put("sequence", event.sequence)
                object.put("time", event.time)
                object.put("type", event.type)
                if let correction = event.decode(as: FactCorrected.self) {
                    object.put("about", correction.about)
                }
                return object
            })
        return whole
    }

    static func object(
        _ card: OrderGroupCard, _ by: OrderBy, _ sequence: UInt64
    ) -> JSONObject {
        let sums = card.sums
        var object = JSONObject()
        if by != .currency { object.put(by.rawValue, card.group) }
        object.put("currency", card.currency)
        object.put("orders", sums.orders)
        object.put("cancelledOrders", sums.cancelledOrders)
        object.put("unplacedOrders", sums.unplacedOrders)
        object.put("placed", sums.placed)
        object.put("cancelled", sums.cancelled)
        object.put("captured", sums.captured)
        object.put("refunded", sums.refunded)
        object.put("chargedBack", sums.chargedBack)
        object.put("reversed", sums.reversed)
        object.put("net", sums.net)
        if let mean = sums.mean { object.put("mean", mean) }
        object.put("sequence", sequence)
        return object
    }
}
