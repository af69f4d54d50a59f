// The visitors: who is in the shop, and whom to look after.

internal import Daybook

extension Command {
    private static let shownMax: UInt64 = 50

    func visitors(_ options: VisitorsOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        var query = VisitorQuery()
        query.now = options.question.asOf.time
        query.idle = options.idle
        query.isPresent = options.isPresent
        query.since = options.span.since
        query.until = options.span.until
        query.country = options.country
        query.campaign = options.campaign
        query.medium = options.medium
        query.currency = options.currency
        query.sort = options.sort
        query.isReversed = options.isReversed
        query.limit = Int(
            clamping: options.limit ?? (options.question.json ? .max : Self.shownMax))
        let board = models.visitors(query)
        if options.question.json {
            for visitor in board.visitors {
                try context.output.write(VisitorJSON.object(visitor, board).line)
            }
            return
        }
        let place = Self.place(options.question.asOf, board.sequence)
        let what = Text.count(board.total, "visitor", "visitors")
        try context.output.line(
            "\(what)\(options.isPresent ? " in the shop" : ""), \(place), at \(board.now)")
        if board.visitors.isEmpty { return }
        try context.output.line()
        try context.print(VisitorText.lines(board.visitors, board.now, context.style))
        let hidden = board.total - board.visitors.count
        if hidden > 0 {
            try context.output.line("… and \(Text.grouped(hidden)) more; --limit shows them")
        }
    }
}

/// Visitors as JSON objects.
enum VisitorJSON {
    static func object(_ visitor: ShopVisitor, _ board: VisitorBoard) -> JSONObject {
        var object = object(visitor)
        object.put("now", board.now)
        object.put("sequence", board.sequence)
        return object
    }

    static func object(_ visitor: ShopVisitor) -> JSONObject {
        let state = visitor.state
        var object = JSONObject()
        object.put("visitor", visitor.visitor)
        object.put("person", visitor.person)
        object.put("present", visitor.isPresent)
        object.put("page", visitor.page)
        object.put("pageSince", visitor.isPresent ? state.pageSince : nil)
        object.put("sessionSince", visitor.isPresent ? state.sessionSince : nil)
        object.put("firstSeen", state.firstSeen)
        object.put("lastActive", state.lastActive)
        object.put("lastSequence", state.sequence)
        object.put("country", visitor.country)
        object.put("campaign", visitor.campaign)
        object.put("medium", visitor.medium)
        object.put("sessions", state.sessions)
        object.put("pages", state.pages)
        object.put("products", state.products)
        object.put("searches", state.searches)
        object.put("carts", state.carts)
        object.put("openCarts", state.openCarts)
        object.put("checkouts", state.checkouts)
        object.put("orders", state.orders.reduce(0) { $0 + $1.count })
        object.put("errors", state.errors?.count ?? 0)
        object.put("help", state.help?.count ?? 0)
        object.put("turnedToLeave", state.leaving?.count ?? 0)
        object.put("conversations", state.conversations?.count ?? 0)
        object.put("value", visitor.values)
        object.put("cart", visitor.cart)
        object.put("ordered", visitor.orders)
        if let score = state.score { object.put("intent", score.intent) }
        if let step = state.engagement {
            object.put("engagement", "\(step)")
            object.put("engagementOpen", step.isOpen)
            object.put("offer", visitor.offer)
        }
        object.put("consent", visitor.consent)
        return object
    }
}

/// Visitors as lines for people.
enum VisitorText {
    static func lines(_ visitors: [ShopVisitor], _ now: Timestamp, _ style: Style) -> [String] {
        var table = Table([
            ("visitor", .left), ("person", .left), ("here", .left), ("page", .left),
            ("for", .right), ("value", .right), ("cart", .right), ("intent", .right),
            ("pages", .right), ("sessions", .right), ("orders", .right), ("country", .left),
            ("wants", .left),
        ])
        for visitor in visitors {
            let state = visitor.state
            let since = visitor.isPresent ? state.pageSince : nil
            table.add([
                Terminal.cut(visitor.visitor, to: 24),
                Terminal.cut(visitor.person ?? "", to: 20),
                visitor.isPresent ? style.green("yes") : ago(state, now),
                Terminal.cut(visitor.page ?? "", to: 32),
                since.map { Text.length(Int128((now - $0).count)) } ?? "",
                Text.money(visitor.values), Text.money(visitor.cart),
                state.score.map { Text.decimal(Double($0.intent) / 1_000, 3) } ?? "",
                Text.grouped(state.pages), Text.grouped(state.sessions),
                Text.grouped(state.orders.reduce(0) { $0 + $1.count }),
                Terminal.cut(visitor.country ?? "", to: 12), wants(state),
            ])
        }
        return table.lines(style)
    }

    private static func ago(_ state: VisitorState, _ now: Timestamp) -> String {
        state.lastActive.map { Text.length(Int128((now - $0).count)) + " ago" } ?? "never"
    }

    /// What calls for somebody.
    private static func wants(_ state: VisitorState) -> String {
        var parts: [String] = []
        if state.help != nil { parts.append("help") }
        if state.errors != nil { parts.append("error") }
        if state.leaving != nil { parts.append("leaving") }
        if let step = state.engagement, step.isOpen { parts.append("\(step)") }
        return parts.joined(separator: " ")
    }
}
