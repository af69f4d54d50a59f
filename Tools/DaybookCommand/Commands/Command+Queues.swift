// The queues: what each did, and who waits.

internal import Daybook

extension Command {
    func queues(_ options: QueuesOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        let now = options.question.asOf.time ?? models.model.census.span?.upperBound
        var boards = models.boards()
        if let name = options.queue {
            boards = boards.filter { $0.queue == name }
            if boards.isEmpty {
                let names = models.boards().map(\.queue)
                let near = Guess.nearest(name, among: names)
                throw Failure.usage(
                    "no fact tells of a queue \(Terminal.escaped(name)); "
                        + (near.map { "did you mean \(Terminal.escaped($0))?" }
                            ?? "`daybook queues BOOK` shows all"))
            }
        }
        if options.question.json {
            for board in boards { try context.output.write(Self.json(board, now).line) }
            return
        }
        let place = Self.place(options.question.asOf, models.sequence)
        if boards.isEmpty { return try context.output.line("no queue has figures, \(place)") }
        try context.output.line("\(Text.count(boards.count, "queue", "queues")), \(place)")
        try context.output.line()
        try context.print(Self.queueLines(boards, context.style))
        try context.print(Self.waitingLines(boards, now, context.style))
    }

    private static func json(_ board: QueueBoard, _ now: Timestamp?) -> JSONObject {
        let figures = board.figures
        var object = JSONObject()
        object.put("queue", board.queue)
        object.put("received", figures.received)
        object.put("answered", figures.answered)
        object.put("abandoned", figures.abandoned)
        object.put("blocking", figures.blocking)
        object.put("closed", figures.closed)
        object.put("saturated", figures.saturated)
        object.put("other", figures.other)
        object.put("waiting", figures.waiting)
        object.put("waitSum", figures.waitSum)
        object.put("waitCount", figures.waitCount)
        object.put("sequence", board.sequence)
        object.put("now", now)
        object.put(
            "line",
            board.waiting.map { waiting in
                var object = JSONObject()
                object.put("position", waiting.position)
                object.put("conversation", waiting.conversation)
                object.put("since", waiting.since)
                if let now { object.put("waited", waiting.waited(asOf: now).count) }
                if let priority = waiting.priority { object.put("priority", priority) }
                object.put("sequence", waiting.sequence)
                return object
            })
        return object
    }

    /// The figures of queues, with the mean waits as bars.
    static func queueLines(_ boards: [QueueBoard], _ style: Style) -> [String] {
        var table = Table([
            ("queue", .left), ("received", .right), ("answered", .right), ("abandoned", .right),
            ("blocking", .right), ("closed", .right), ("saturated", .right), ("other", .right),
            ("waiting", .right), ("mean wait", .right), ("", .left),
        ])
        let means = boards.map { board -> Int128 in
            let count = board.figures.waitCount
            return count == 0 ? 0 : board.figures.waitSum / Int128(count)
        }
        let greatest = UInt64(clamping: means.max() ?? 0)
        for (board, mean) in zip(boards, means) {
            let figures = board.figures
            let counts = [
                figures.received, figures.answered, figures.abandoned, figures.blocking,
                figures.closed, figures.saturated, figures.other, figures.waiting,
            ]
            let bar = Plot.bar(UInt64(clamping: mean), of: greatest, width: 20)
            table.add(
                [Terminal.cut(board.queue, to: 30)] + counts.map { Text.grouped($0) }
                    + [figures.waitCount == 0 ? "–" : Text.length(mean), style.blue(bar)])
        }
        return table.lines(style)
    }

    /// Who waits now, in line; of each queue only the first so many, if a limit is given.
    static func waitingLines(
        _ boards: [QueueBoard], _ now: Timestamp?, _ style: Style, limit: Int = .max
    ) -> [String] {
        var table = Table([
            ("queue", .left), ("position", .right), ("conversation", .left), ("since", .left),
            ("priority", .right), ("waited", .right), ("", .left),
        ])
        let all = boards.flatMap(\.waiting)
        guard let now, !all.isEmpty else { return ["", "nobody waits"] }
        let greatest = all.map { UInt64(clamping: $0.waited(asOf: now).count) }.max() ?? 0
        for board in boards {
            for waiting in board.waiting.prefix(limit) {
                let waited = waiting.waited(asOf: now).count
                table.add([
                    Terminal.cut(board.queue, to: 30), "\(waiting.position)",
                    Terminal.cut(waiting.conversation, to: 40), "\(waiting.since)",
                    waiting.priority.map { "\($0)" } ?? "", Text.length(Int128(waited)),
                    style.blue(Plot.bar(UInt64(clamping: waited), of: greatest, width: 20)),
                ])
            }
        }
        let hidden = boards.reduce(0) { $0 + max(0, $1.waiting.count - limit) }
        let more = hidden == 0 ? [] : ["… and \(Text.grouped(hidden)) more"]
        return ["", "who waits, at \(now)", ""] + table.lines(style) + more
    }
}
