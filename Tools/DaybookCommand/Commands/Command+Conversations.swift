// The conversations: where each stands, and how it came there.

internal import Daybook

extension Command {
    func conversations(_ options: ConversationsOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        let all = models.conversations(options.filter)
        let shown = options.listing.applied(to: all, by: Self.precedes)
        if options.question.json {
            for summary in shown { try context.output.write(Self.json(summary).line) }
            return
        }
        let place = Self.place(options.question.asOf, models.sequence)
        if all.isEmpty { return try context.output.line("no such conversations, \(place)") }
        try context.print([
            "\(Text.count(all.count, "conversation", "conversations")), \(place)", "",
        ])
        try context.print(Self.summaryLines(shown, context.style))
        let totals = models.conversationTotals(options.filter)
        try context.print(Self.totalLines(totals, context.style))
    }

    private static func precedes(
        _ key: ConversationSort, _ left: ConversationSummary, _ right: ConversationSummary
    ) -> Bool {
        func value(_ summary: ConversationSummary) -> Int64 {
            let standing = summary.standing
            return switch key {
            case .opened: standing.opened.microseconds
            case .last: standing.last.microseconds
            // Who waits longest first, and who does not wait last.
            case .unanswered: standing.unansweredSince?.microseconds ?? .max
            case .reopenings: -Int64(standing.reopenings)
            case .transfers: -Int64(standing.transfers)
            case .name: 0
            }
        }
        return (value(left), left.conversation) < (value(right), right.conversation)
    }

    func conversation(_ options: ConversationOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        guard var report = models.conversation(ConversationID(options.conversation)) else {
            throw Failure.usage(
                "no fact tells of a conversation \(Terminal.escaped(options.conversation)); "
                    + "`daybook conversations BOOK --limit 10` shows some")
        }
        report.course.removeAll { !options.span.covers($0.step.time) }
        if options.question.json {
            return try context.output.write(Self.json(report).line)
        }
        try context.print(Self.summaryLines([report.summary], context.style))
        try context.print(Self.reportLines(report, context.style))
    }

    // MARK: JSON

    private static func json(_ summary: ConversationSummary) -> JSONObject {
        let standing = summary.standing
        var object = JSONObject()
        object.put("conversation", summary.conversation)
        object.put("state", "\(standing.phase)")
        object.put("channel", summary.channel)
        object.put("firstChannel", summary.firstChannel)
        object.put("switches", standing.channelSwitches)
        object.put("assignee", summary.assignee)
        object.put("queue", summary.queue)
        object.put("person", summary.person)
        object.put("visitor", summary.visitor)
        object.put("order", summary.order)
        object.put("case", summary.filedUnder)
        object.put("into", summary.mergedInto)
        object.put("topic", summary.topic)
        object.put("language", summary.language)
        if let priority = standing.priority { object.put("priority", priority) }
        if let rating = standing.rating {
            object.put("scale", "\(rating.scale)")
            object.put("score", rating.score)
        }
        object.put("opened", standing.opened)
        object.put("last", standing.last)
        object.put("snoozedUntil", standing.snoozedUntil)
        if let first = standing.firstResponse { object.put("firstResponse", first.count) }
        object.put("firstResponder", summary.firstResponder)
        object.put("unansweredSince", standing.unansweredSince)
        object.put("wroteAfterEnd", standing.wroteAfterEnd)
        object.put("firstResponses", figures(standing.firstResponses))
        object.put("nextResponses", figures(standing.nextResponses))
        object.put("botResponses", figures(standing.botResponses))
        object.put("resolutions", standing.resolutions)
        object.put("reopenings", standing.reopenings)
        if let length = standing.firstResolution { object.put("firstResolution", length.count) }
        if let length = standing.lastResolution { object.put("lastResolution", length.count) }
        object.put("resolvedBy", summary.resolvedBy)
        for way in TransferWay.allCases { object.put("\(way)Transfers", standing.transfers(way)) }
        object.put("queueVisits", standing.queueVisits)
        if let wait = standing.queueWait { object.put("queueWait", wait.count) }
        for anomaly in ConversationAnomaly.allCases where standing.count(of: anomaly) > 0 {
            object.put("\(anomaly)", standing.count(of: anomaly))
        }
        object.put("firstSequence", standing.firstSequence)
        object.put("lastSequence", standing.lastSequence)
        object.put("stateSequence", standing.phaseSequence)
        object.put("sequence", summary.sequence)
        return object
    }

    private static func figures(_ figures: LengthFigures) -> JSONObject {
        var object = JSONObject()
        object.put("count", figures.count)
        object.put("sum", figures.sum)
        object.put("most", figures.most)
        return object
    }

    private static func json(_ report: ConversationReport) -> JSONObject {
        var object = json(report.summary)
        object.put("tags", report.tags)
        object.put(
            "parties",
            report.parties.map { party in
                var object = JSONObject()
                object.put("party", "\(party.presence.party)")
                object.put("name", party.name)
                object.put("joined", party.presence.joined)
                object.put("left", party.presence.left)
                return object
            })
        object.put(
            "history",
            report.course.map { step in
                var object = JSONObject()
                object.put("sequence", step.step.sequence)
                object.put("time", step.step.time)
                object.put("what", step.step.what)
                object.put("state", "\(step.step.phase)")
                if let response = step.step.response {
                    object.put("response", response.what)
                    object.put("length", response.length.count)
                    object.put("by", step.responder)
                }
                if let anomaly = step.step.anomaly { object.put("anomaly", "\(anomaly)") }
                return object
            })
        return object
    }

    // MARK: Text

    private static func summaryLines(
        _ summaries: [ConversationSummary], _ style: Style
    ) -> [String] {
        var table = Table([
            ("conversation", .left), ("state", .left), ("channel", .left), ("assignee", .left),
            ("person", .left), ("opened", .left), ("first response", .right), ("next", .right),
            ("reopened", .right), ("passed on", .right),
        ])
        for summary in summaries {
            let standing = summary.standing
            table.add([
                Terminal.cut(summary.conversation, to: 40), "\(standing.phase)",
                Terminal.cut(summary.channel ?? "", to: 12),
                Terminal.cut(summary.assignee ?? "", to: 24),
                Terminal.cut(summary.person ?? "", to: 24), "\(standing.opened)",
                standing.firstResponse.map { Text.length(Int128($0.count)) } ?? "–",
                length(standing.nextResponses), "\(standing.reopenings)", "\(standing.transfers)",
            ])
        }
        return table.lines(style)
    }

    /// A mean, or a dash if there is none.
    private static func length(_ figures: LengthFigures) -> String {
        figures.mean.map { Text.length(Int128($0)) } ?? "–"
    }

    static func totalLines(_ totals: ConversationTotals, _ style: Style) -> [String] {
        var table = Table([("of these", .left), ("", .right), ("mean", .right)])
        for (name, count) in [
            ("open", totals.open), ("merged into others", totals.merged),
            ("resolved", totals.resolved), ("came back", totals.reopened),
            ("abandoned", totals.abandoned), ("passed on", totals.transferred),
        ] { table.add([name, Text.grouped(count), ""]) }
        for (name, lengths) in [
            ("first responses", totals.firstResponses), ("next responses", totals.nextResponses),
            ("bots' first responses", totals.botResponses),
            ("first resolutions", totals.firstResolutions),
            ("last resolutions", totals.lastResolutions), ("waits in queues", totals.queueWaits),
        ] { table.add([name, Text.grouped(lengths.count), length(lengths)]) }
        return [""] + table.lines(style)
    }

    private static func reportLines(_ report: ConversationReport, _ style: Style) -> [String] {
        var lines: [String] = []
        if let time = report.summary.standing.wroteAfterEnd {
            lines += ["", "The customer wrote at \(time), and nobody has reopened it."]
        }
        let tags = report.tags.map { Terminal.escaped($0) }
        if !tags.isEmpty { lines += ["", "tags: " + tags.joined(separator: ", ")] }
        var parties = Table([
            ("party", .left), ("name", .left), ("joined", .left), ("left", .left),
        ])
        for party in report.parties {
            parties.add([
                "\(party.presence.party)", Terminal.cut(party.name ?? "", to: 30),
                "\(party.presence.joined)", party.presence.left.map { "\($0)" } ?? "",
            ])
        }
        if !parties.isEmpty { lines += [""] + parties.lines(style) }
        var course = Table([
            ("fact", .right), ("time", .left), ("what", .left), ("state", .left), ("", .left),
        ])
        for step in report.course {
            var notes: [String] = []
            if let response = step.step.response {
                let by = step.responder.map { " by \(Terminal.escaped($0))" } ?? ""
                notes.append(
                    "\(response.what) response after "
                        + "\(Text.length(Int128(response.length.count)))\(by)")
            }
            if let anomaly = step.step.anomaly { notes.append("contradiction: \(anomaly)") }
            course.add([
                "\(step.step.sequence)", "\(step.step.time)", step.step.what,
                "\(step.step.phase)", notes.joined(separator: ", "),
            ])
        }
        return lines + [""] + course.lines(style)
    }
}
