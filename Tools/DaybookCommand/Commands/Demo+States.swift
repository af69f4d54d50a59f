// What the demo shows of a folded book: a short section for each thing that can be asked.

internal import Daybook

extension Demo {
    func showStates(
        _ book: Daybook, _ models: Replayed<Models>, _ example: String?
    ) async throws {
        let style = context.style
        try heading("The queues")
        let boards = models.boards()
        try context.print(Command.queueLines(boards, style))
        let now = models.model.census.span?.upperBound
        try context.print(Command.waitingLines(boards, now, style, limit: 3))
        if let now { try await showAgents(book, models, now) }
        let totals = models.conversationTotals()
        try heading("The conversations: \(Text.grouped(totals.count))")
        try context.print(Array(Command.totalLines(totals, style).dropFirst()))
        if let example,
            let found = try await book.transcript(of: ConversationID(example))
        {
            try heading("One conversation on two channels: \(Terminal.escaped(example))")
            try context.print(TranscriptText.lines(found, style))
        }
        try showShop(models)
        try heading("What contradicts the course of things, and stays visible")
        try context.print(AnomalyText.countLines(models.anomalies(limit: 0), style))
        try heading("What the book holds")
        try context.print(Command.censusLines(models, AsOf(), style, limit: 16))
        try heading("Digests: the same facts give these on every machine")
        try context.print(Command.digestLines(models, style))
    }

    private static let shownMax = 5

    /// The agents at the end; if the last has gone home, half a day before.
    private func showAgents(
        _ book: Daybook, _ models: Replayed<Models>, _ end: Timestamp
    ) async throws {
        var now = end
        var agents = models.agents(asOf: now)
        if !agents.contains(where: Self.isHere) {
            now = end + .seconds(-43_200)
            agents = try await book.replay(asOf: AsOf(time: now)).agents(asOf: now)
        }
        let here = agents.count(where: Self.isHere)
        try heading("The agents at \(now): \(here) of \(agents.count) here")
        let shown = agents.sorted { Self.rank($0) < Self.rank($1) }.prefix(Self.shownMax)
        try context.print(Command.agentLines(Array(shown), context.style))
    }

    private static func isHere(_ board: AgentBoard) -> Bool {
        board.standing.presence == .routable
    }

    /// Who is here comes first, and of these who served most.
    private static func rank(_ board: AgentBoard) -> (Int, Int64, String) {
        (isHere(board) ? 0 : 1, -board.standing.figures.handled, board.agent)
    }

    private func showShop(_ models: Replayed<Models>) throws(Failure) {
        let style = context.style
        var query = VisitorQuery()
        query.isPresent = true
        query.sort = .value
        query.limit = Self.shownMax
        let board = models.visitors(query)
        try heading("Whom to look after now, of \(Text.grouped(board.total)) in the shop")
        try context.print(VisitorText.lines(board.visitors, board.now, style))

        try heading("The orders")
        try context.print(OrderText.sumLines(models.orderSums(), "", style))
        let orders = models.orders()
        let states = PaymentStatus.allCases.compactMap { status -> String? in
            let count = orders.count { $0.standing.payment == status }
            return count == 0 ? nil : "\(status) \(Text.grouped(count))"
        }
        try context.print(["", "payments: " + states.joined(separator: ", ")])

        let customers = models.identities()
        let count = Text.count(customers.count, "customer", "customers")
        try heading("Who is whom: \(count) known by links and merges")
        if let merged = customers.first(where: { $0.persons.count > 1 }) {
            try context.print(IdentityText.lines(merged, style))
        }
    }

    private func heading(_ text: String) throws(Failure) {
        try context.print(["", context.style.bold(text), ""])
    }

    func next(_ path: String, _ example: String?) throws(Failure) {
        try heading("What to try next")
        let book = Terminal.escaped(options.keep == nil ? "shop.daybook" : path)
        if options.keep == nil { try context.print(["  daybook demo --keep \(book)"]) }
        try context.print([
            "  daybook queues \(book) --as-of 2026-03-02T11:00:00Z",
            "  daybook agents \(book) --as-of 2026-03-02T11:00:00Z",
            "  daybook transcript \(book) \(Terminal.escaped(example ?? "CONVERSATION"))",
            "  daybook visitors \(book) --present --by value",
            "  daybook order \(book) o-eva",
            "  daybook anomalies \(book)",
            "  daybook events \(book) --type order.placed --limit 5",
            "  daybook export \(book) | daybook import copy.daybook -",
            "  daybook verify \(book)",
        ])
    }

    /// What the sections come to.
    func put(_ models: Replayed<Models>, into object: inout JSONObject) {
        let now = models.model.census.span?.upperBound
        let agents = models.agents(asOf: now)
        object.put("agents", agents.count)
        object.put("agentsHere", agents.count(where: Self.isHere))
        let totals = models.conversationTotals()
        object.put("conversations", totals.count)
        object.put("firstResponses", totals.firstResponses.count)
        object.put("botResponses", totals.botResponses.count)
        object.put("resolved", totals.resolved)
        object.put("reopened", totals.reopened)
        var present = VisitorQuery()
        present.isPresent = true
        present.limit = 0
        object.put("visitorsPresent", models.visitors(present).total)
        object.put("orders", models.model.orders.count)
        object.put("customers", models.identities().count)
        var anomalies = JSONObject()
        for count in models.anomalies(limit: 0).counts {
            anomalies.put("\(count.kind)", count.count)
        }
        object.put("anomalies", anomalies)
    }
}
