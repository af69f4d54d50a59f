// What contradicts a state machine: how often, and by which facts.

internal import Daybook

extension Command {
    private static let anomaliesMax = 20

    func anomalies(_ options: AnomaliesOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        let board = models.anomalies(
            options.filter,
            limit: options.limit ?? (options.question.json ? .max : Self.anomaliesMax))
        if options.question.json {
            for count in board.counts {
                try context.output.write(AnomalyJSON.object(count, board).line)
            }
            for row in board.rows { try context.output.write(AnomalyJSON.object(row).line) }
            return
        }
        let place = Self.place(options.question.asOf, board.sequence)
        if board.total == 0 { return try context.output.line("no contradictions, \(place)") }
        let times = board.counts.reduce(0) { $0 + $1.count }
        try context.print(
            ["\(Text.count(times, "contradiction", "contradictions")), \(place)", ""]
                + AnomalyText.countLines(board, context.style) + [""]
                + AnomalyText.lines(board.rows, context.style))
        let hidden = board.total - board.rows.count
        if hidden > 0 {
            try context.output.line("… and \(Text.grouped(hidden)) more; --limit shows them")
        }
    }
}

/// Contradictions as JSON objects.
enum AnomalyJSON {
    static func object(_ count: AnomalyBoard.Count, _ board: AnomalyBoard) -> JSONObject {
        var object = JSONObject()
        object.put("model", count.kind.model.rawValue)
        object.put("kind", "\(count.kind)")
        object.put("count", count.count)
        object.put("rows", count.rows)
        object.put("latest", count.latest)
        if count.kind.model == .visitors { object.put("forgotten", board.forgotten) }
        object.put("sequence", board.sequence)
        return object
    }

    static func object(_ row: AnomalyCard) -> JSONObject {
        let anomaly = row.anomaly
        var object = JSONObject()
        object.put("model", anomaly.kind.model.rawValue)
        object.put("kind", "\(anomaly.kind)")
        object.put("entity", row.about.entity.name)
        object.put("name", row.about.name)
        if let beside = row.beside { object.put(beside.entity.name, beside.name) }
        object.put("time", anomaly.time)
        object.put("count", anomaly.count)
        object.put("sequences", anomaly.sequences)
        return object
    }
}

/// Contradictions as lines for people.
enum AnomalyText {
    /// How often which kind occurs.
    static func countLines(_ board: AnomalyBoard, _ style: Style) -> [String] {
        var table = Table([
            ("model", .left), ("contradiction", .left), ("", .right), ("latest", .left),
            ("fact", .right), ("", .left),
        ])
        let greatest = board.counts.map(\.count).max() ?? 0
        for count in board.counts {
            let bar = Plot.bar(
                UInt64(clamping: count.count), of: UInt64(clamping: greatest), width: 20)
            table.add([
                count.kind.model.rawValue, "\(count.kind)", Text.grouped(count.count),
                "\(count.latest)", "\(count.sequence)", style.blue(bar),
            ])
        }
        let forgotten =
            board.forgotten == 0
            ? [] : ["… and \(Text.grouped(board.forgotten)) earlier ones of visitors"]
        return table.lines(style) + forgotten
    }

    /// Contradictions, one a line.
    static func lines(_ rows: [AnomalyCard], _ style: Style) -> [String] {
        var table = Table([
            ("facts", .right), ("time", .left), ("contradiction", .left), ("of", .left),
            ("", .left),
        ])
        for row in rows {
            let anomaly = row.anomaly
            let times = anomaly.count == 1 ? "" : " \(anomaly.count) times"
            table.add([
                anomaly.sequences.map { "\($0)" }.joined(separator: ", "), "\(anomaly.time)",
                "\(anomaly.kind)\(times)", name(row.about), row.beside.map { name($0) } ?? "",
            ])
        }
        return table.lines(style)
    }

    private static func name(_ subject: Subject) -> String {
        "\(subject.entity.name) \(Terminal.cut(subject.name, to: 40))"
    }
}
