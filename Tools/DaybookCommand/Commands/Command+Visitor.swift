// Everything about one visitor or one person.

internal import Daybook

extension Command {
    private static let rowsMax: UInt64 = 20

    func visitor(_ options: VisitorOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let limit = Int(clamping: options.limit ?? Self.rowsMax)
        var found: VisitorProfile?
        if options.name.utf8.count <= Limits.nameBytesMax {
            found =
                options.isPerson
                ? try await book.profile(
                    of: PersonID(options.name), asOf: options.question.asOf,
                    from: options.span.since,
                    until: options.span.until, limit: limit)
                : try await book.profile(
                    of: VisitorID(options.name), asOf: options.question.asOf,
                    from: options.span.since,
                    until: options.span.until, limit: limit)
        }
        guard let found else {
            let kind = options.isPerson ? "person" : "visitor"
            let hint =
                options.isPerson
                ? "`daybook identities BOOK` shows persons"
                : "`daybook visitors BOOK` shows visitors, and --person takes a person"
            throw Failure.usage(
                "no fact tells of a \(kind) \(Terminal.cut(options.name, to: 80)); \(hint)")
        }
        if options.question.json { return try context.output.write(ProfileJSON.object(found).line) }
        let place = Self.place(options.question.asOf, found.sequence)
        let name = Terminal.escaped(options.name)
        try context.output.line(
            "\(options.isPerson ? "person" : "visitor") \(name), \(place): "
                + "\(Text.count(found.facts, "fact", "facts")), sequences \(found.first) to "
                + "\(found.last)")
        try context.print(ProfileText.lines(found, context.style))
    }
}

/// A profile as a JSON object.
enum ProfileJSON {
    static func object(_ profile: VisitorProfile) -> JSONObject {
        var object = JSONObject()
        object.put("person", profile.identity?.person)
        object.put("persons", profile.identity?.persons ?? [])
        object.put("visitors", profile.visitors)
        object.put("states", profile.states.map { VisitorJSON.object($0) })
        object.put("sessionCount", profile.sessions.total)
        object.put("sessions", profile.sessions.rows.map { session($0) })
        object.put("pageCount", profile.pages)
        object.put("productViewCount", profile.productViews)
        object.put("productCount", profile.products.total)
        object.put("products", profile.products.rows.map { product($0) })
        object.put("searchCount", profile.searches.total)
        object.put("searches", profile.searches.rows.map { search($0) })
        object.put("cartCount", profile.carts.total)
        object.put("carts", profile.carts.rows.map { cart($0) })
        object.put("signals", profile.signals.rows.map { note($0) })
        object.put("scores", profile.scores.rows.map { note($0) })
        object.put("troubles", profile.troubles.rows.map { note($0) })
        object.put("engagements", profile.engagements.rows.map { engagement($0) })
        object.put("suppressed", profile.suppressed.rows.map { note($0) })
        object.put("consents", profile.consents.rows.map { consent($0) })
        object.put("conversationCount", profile.conversations.total)
        object.put("conversations", profile.conversations.rows.map { conversation($0) })
        object.put("orderCount", profile.orders.total)
        object.put("orders", profile.orders.rows.map { order($0) })
        object.put("ordered", profile.orderSums)
        object.put("facts", profile.facts)
        object.put("firstSequence", profile.first)
        object.put("lastSequence", profile.last)
        object.put("now", profile.now)
        object.put("sequence", profile.sequence)
        return object
    }

    private static func session(_ row: VisitorProfile.Session) -> JSONObject {
        var object = JSONObject()
        object.put("session", row.session)
        object.put("visitor", row.visitor)
        object.put("started", row.started)
        object.put("ended", row.ended)
        object.put("reason", row.reason)
        object.put("landing", row.landing)
        object.put("referrer", row.referrer)
        object.put("campaign", row.campaign)
        object.put("medium", row.medium)
        object.put("pageCount", row.pages.total)
        object.put(
            "pages",
            row.pages.rows.map { page in
                var object = JSONObject()
                object.put("url", page.url)
                object.put("title", page.title)
                object.put("time", page.time)
                if let dwell = page.dwell { object.put("dwell", dwell.count) }
                object.put("sequence", page.sequence)
                return object
            })
        object.put("sequence", row.sequence)
        return object
    }

    private static func product(_ row: VisitorProfile.Product) -> JSONObject {
        var object = JSONObject()
        object.put("product", row.product)
        object.put("views", row.views)
        object.put("last", row.last)
        object.put("price", row.price)
        object.put("sequence", row.sequence)
        return object
    }

    private static func search(_ row: VisitorProfile.Search) -> JSONObject {
        var object = JSONObject()
        object.put("terms", row.terms)
        if let results = row.results { object.put("results", results) }
        object.put("time", row.time)
        object.put("sequence", row.sequence)
        return object
    }

    private static func cart(_ row: VisitorProfile.Cart) -> JSONObject {
        var object = JSONObject()
        object.put("cart", row.cart)
        object.put("started", row.started)
        object.put("changed", row.changed)
        object.put(
            "lines",
            row.lines.map { line in
                var object = JSONObject()
                object.put("product", line.product)
                object.put("quantity", line.quantity.thousandths)
                object.put("price", line.price)
                return object
            })
        object.put("coupon", row.coupon)
        object.put("checkout", row.checkout)
        object.put("step", row.step)
        object.put("order", row.order)
        object.put("open", row.isOpen)
        object.put("sequence", row.sequence)
        return object
    }

    private static func note(_ row: VisitorProfile.Note) -> JSONObject {
        var object = JSONObject()
        object.put("what", row.what)
        object.put("value", row.value)
        if let intent = row.intent { object.put("intent", intent.thousandths) }
        object.put("time", row.time)
        object.put("sequence", row.sequence)
        return object
    }

    private static func engagement(_ row: VisitorProfile.Engagement) -> JSONObject {
        var object = JSONObject()
        object.put("engagement", row.engagement)
        object.put("campaign", row.campaign)
        object.put("channel", row.channel)
        object.put("outcome", row.outcome)
        object.put("conversation", row.conversation)
        object.put("time", row.time)
        object.put("sequence", row.sequence)
        return object
    }

    private static func consent(_ row: VisitorProfile.Consent) -> JSONObject {
        var object = JSONObject()
        object.put("action", row.action)
        object.put("scopes", row.scopes)
        object.put("name", row.name)
        object.put("time", row.time)
        object.put("sequence", row.sequence)
        return object
    }

    private static func conversation(_ row: VisitorProfile.Conversation) -> JSONObject {
        var object = JSONObject()
        object.put("conversation", row.conversation)
        object.put("channel", row.channel)
        object.put("initiator", row.initiator)
        object.put("time", row.time)
        object.put("sequence", row.sequence)
        return object
    }

    private static func order(_ row: VisitorProfile.Order) -> JSONObject {
        var object = JSONObject()
        object.put("order", row.order)
        object.put("total", row.total)
        object.put("time", row.time)
        object.put("sequence", row.sequence)
        return object
    }
}
