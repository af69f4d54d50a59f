// The agents: who is here, on what, and what each did.

internal import Daybook

extension Command {
    func agents(_ options: AgentsOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        let now = options.question.asOf.time ?? models.model.census.span?.upperBound
        if let agent = options.agent {
            return try oneAgent(AgentID(agent), options, models, now, context)
        }
        let all = models.agents(asOf: now).filter {
            options.presences.isEmpty || options.presences.contains($0.standing.presence)
        }
        let agents = options.listing.applied(to: all, by: Self.precedes)
        if options.question.json {
            for agent in agents { try context.output.write(Self.json(agent, now).line) }
            return
        }
        let place = Self.place(options.question.asOf, models.sequence)
        if all.isEmpty { return try context.output.line("no such agents, \(place)") }
        try context.print([
            "\(Text.count(all.count, "agent", "agents")), \(place)", "",
        ])
        try context.print(Self.agentLines(agents, context.style))
    }

    private static func precedes(
        _ key: AgentSort, _ left: AgentBoard, _ right: AgentBoard
    ) -> Bool {
        func value(_ board: AgentBoard) -> Int64 {
            switch key {
            case .name: 0
            case .handled: -board.standing.figures.handled
            case .talk: -board.standing.figures.talk
            case .occupancy: -(board.standing.figures.occupancyMilli ?? -1)
            }
        }
        return (value(left), left.agent) < (value(right), right.agent)
    }

    private func oneAgent(
        _ agent: AgentID, _ options: AgentsOptions, _ models: Replayed<Models>, _ now: Timestamp?,
        _ context: Context
    ) throws {
        guard let board = models.agent(agent, asOf: now) else {
            let near = Guess.nearest(agent.text, among: models.agents().map(\.agent))
            throw Failure.usage(
                "no fact tells of an agent \(Terminal.escaped(agent.text)); "
                    + (near.map { "did you mean \(Terminal.escaped($0))?" }
                        ?? "`daybook agents BOOK` shows all"))
        }
        let start = options.since ?? board.standing.first
        let end = options.until ?? now ?? start
        let line = start < end ? models.timeLine(agent, in: start..<end) : []
        let distinct = models.distinctConversations(agent)
        if options.question.json {
            var object = Self.json(board, now)
            object.put("distinct", distinct)
            object.put("timeLine", line.map { Self.json($0) })
            return try context.output.write(object.line)
        }
        try context.print(Self.agentLines([board], context.style))
        try context.print(Self.figureLines(board.standing.figures, distinct, context.style))
        try context.print(Self.slotLines(board.slots, context.style))
        try context.print(Self.timeLines(line, context.style))
    }

    // MARK: JSON

    private static func json(_ board: AgentBoard, _ now: Timestamp?) -> JSONObject {
        let standing = board.standing
        var object = JSONObject()
        object.put("agent", board.agent)
        object.put("presence", "\(standing.presence)")
        object.put("reason", board.reason)
        object.put("presenceSince", standing.presenceSince)
        object.put("activity", word(standing.activity))
        object.put("idleSince", standing.idleSince)
        object.put("leavesAfter", standing.wantsToLeave)
        object.put(
            "on",
            board.engagements.map { engagement in
                var object = JSONObject()
                object.put("conversation", engagement.conversation)
                object.put("channel", engagement.channel)
                object.put("offered", engagement.engagement.isOffered)
                object.put("call", engagement.engagement.isCall)
                object.put("held", engagement.engagement.isHeld)
                object.put("since", engagement.engagement.since)
                object.put("sequence", engagement.engagement.sequence)
                return object
            })
        if let capacity = board.capacity {
            var told = JSONObject()
            told.put("total", capacity.total)
            told.put("channels", board.slots.map { json($0) })
            object.put("capacity", told)
        }
        put(standing.figures, into: &object)
        object.put("firstSequence", standing.firstSequence)
        object.put("lastSequence", standing.lastSequence)
        object.put("presenceSequence", standing.presenceSequence)
        object.put("sequence", board.sequence)
        object.put("now", now)
        return object
    }

    private static func json(_ slots: AgentBoard.Slots) -> JSONObject {
        var object = JSONObject()
        object.put("channel", slots.channel)
        if slots.all < .max { object.put("slots", slots.all) }
        object.put("used", slots.used)
        if slots.free < .max { object.put("free", slots.free) }
        return object
    }

    private static func put(_ figures: AgentFigures, into object: inout JSONObject) {
        for (name, value) in [
            ("handled", figures.handled), ("unassigned", figures.unassigned),
            ("messages", figures.messages), ("calls", figures.calls), ("offers", figures.offers),
            ("accepted", figures.accepted), ("rejected", figures.rejected),
            ("timedOut", figures.timedOut), ("cancelled", figures.cancelled),
            ("passedOn", figures.passedOn), ("ring", figures.ring), ("talk", figures.talk),
            ("hold", figures.hold), ("written", figures.written), ("wraps", figures.wraps),
            ("wrap", figures.wrap), ("handleTime", figures.handleTime),
            ("loggedIn", figures.loggedIn), ("unavailable", figures.unavailable),
            ("lost", figures.lost), ("onContact", figures.onContact),
            ("ringing", figures.ringing), ("idle", figures.idle),
            ("contactTime", figures.contactTime),
        ] { object.put(name, value) }
        if let occupancy = figures.occupancyMilli { object.put("occupancyMilli", occupancy) }
        for anomaly in AgentAnomaly.allCases where figures.count(of: anomaly) > 0 {
            object.put("\(anomaly)", figures.count(of: anomaly))
        }
    }

    private static func json(_ stretch: AgentBoard.Stretch) -> JSONObject {
        var object = JSONObject()
        object.put("from", stretch.stretch.span.lowerBound)
        object.put("until", stretch.stretch.span.upperBound)
        object.put("presence", "\(stretch.stretch.presence)")
        object.put("reason", stretch.reason)
        object.put("activity", word(stretch.stretch.activity))
        return object
    }

    // MARK: Text

    private static func word(_ activity: AgentActivity) -> String {
        switch activity {
        case .idle: "idle"
        case .offered: "offered"
        case .handling(let count): "handling \(count)"
        case .wrappingUp(let count): "wrapping up \(count)"
        }
    }

    static func agentLines(_ boards: [AgentBoard], _ style: Style) -> [String] {
        var table = Table([
            ("agent", .left), ("presence", .left), ("since", .left), ("does", .left),
            ("handled", .right), ("missed", .right), ("talk", .right), ("hold", .right),
            ("written", .right), ("wrap-up", .right), ("occupancy", .right),
        ])
        for board in boards {
            let (standing, figures) = (board.standing, board.standing.figures)
            let presence = "\(standing.presence)" + (board.reason.map { " (\($0))" } ?? "")
            table.add([
                Terminal.cut(board.agent, to: 30), Terminal.cut(presence, to: 30),
                standing.presenceSince.map { "\($0)" } ?? "",
                word(standing.activity), Text.grouped(figures.handled),
                Text.grouped(figures.rejected + figures.timedOut),
                Text.length(Int128(figures.talk)), Text.length(Int128(figures.hold)),
                Text.length(Int128(figures.written)), Text.length(Int128(figures.wrap)),
                figures.occupancyMilli.map { "\($0 / 10) %" } ?? "–",
            ])
        }
        return table.lines(style)
    }

    private static func figureLines(
        _ figures: AgentFigures, _ distinct: Int, _ style: Style
    ) -> [String] {
        var table = Table([("figure", .left), ("", .right)])
        table.add(["different conversations", Text.grouped(distinct)])
        table.add(["only written in", Text.grouped(figures.unassigned)])
        table.add(["messages", Text.grouped(figures.messages)])
        table.add(["offers", Text.grouped(figures.offers)])
        table.add(["accepted", Text.grouped(figures.accepted)])
        table.add(["rejected", Text.grouped(figures.rejected)])
        table.add(["timed out", Text.grouped(figures.timedOut)])
        table.add(["taken back", Text.grouped(figures.cancelled)])
        table.add(["passed on", Text.grouped(figures.passedOn)])
        for (name, length) in [
            ("logged in", figures.loggedIn), ("unavailable", figures.unavailable),
            ("lost", figures.lost), ("on contacts", figures.onContact),
            ("ringing", figures.ringing), ("idle", figures.idle),
        ] { table.add([name, Text.length(Int128(length))]) }
        return [""] + table.lines(style)
    }

    private static func slotLines(_ slots: [AgentBoard.Slots], _ style: Style) -> [String] {
        if slots.isEmpty { return [] }
        func number(_ count: Int64) -> String { count == .max ? "any" : Text.grouped(count) }
        var table = Table([
            ("channel", .left), ("slots", .right), ("used", .right), ("free", .right),
        ])
        for slots in slots {
            table.add([
                Terminal.cut(slots.channel, to: 30), number(slots.all), number(slots.used),
                number(slots.free),
            ])
        }
        return [""] + table.lines(style)
    }

    private static func timeLines(_ line: [AgentBoard.Stretch], _ style: Style) -> [String] {
        if line.isEmpty { return [] }
        var table = Table([
            ("from", .left), ("until", .left), ("presence", .left), ("does", .left),
            ("length", .right),
        ])
        for stretch in line {
            let span = stretch.stretch.span
            let reason = stretch.reason.map { " (\($0))" } ?? ""
            table.add([
                "\(span.lowerBound)", "\(span.upperBound)",
                Terminal.cut("\(stretch.stretch.presence)\(reason)", to: 30),
                word(stretch.stretch.activity),
                Text.length(Int128((span.upperBound - span.lowerBound).count)),
            ])
        }
        return [""] + table.lines(style)
    }
}
