// Commands that show what a book says as a whole: replay, census.

internal import Daybook

extension Command {
    /// Folds a book, showing how far it has come.
    static func fold(
        _ book: Daybook, _ asOf: AsOf, _ context: Context
    ) async throws -> (models: Replayed<Models>, seconds: Double) {
        let progress = Progress(context.errors, "replaying")
        defer { progress.end() }
        let last = try book.sequence
        let models = try await book.replay(asOf: asOf) { sequence in
            progress.update(sequence, of: min(last, asOf.sequence ?? last))
        }
        return (models, progress.seconds)
    }

    /// What a state is true at, for people.
    static func place(_ asOf: AsOf, _ sequence: UInt64) -> String {
        if let time = asOf.time { return "as of \(time)" }
        return "as of fact \(Text.grouped(sequence))"
    }

    // MARK: replay

    func replay(_ question: Question, _ context: Context) async throws {
        let book = try await Self.reading(question)
        defer { Self.tellLost(book, context) }
        let (models, seconds) = try await Self.fold(book, question.asOf, context)
        let rate = seconds > 0 ? UInt64(Double(models.sequence) / seconds) : models.sequence
        if question.json {
            var object = JSONObject()
            object.put("book", question.book)
            object.put("sequence", models.sequence)
            object.put("asOf", question.asOf.time)
            object.put("facts", models.model.census.count)
            let digests = models.digests()
            var byName = JSONObject()
            for (name, digest) in digests { byName.put(name, "\(digest)") }
            object.put("digests", byName)
            object.put("digest", "\(digests.reduce(Digest(0)) { $0 + $1.digest })")
            object.put("seconds", seconds: seconds)
            object.put("factsPerSecond", rate)
            return try context.output.write(object.line)
        }
        let counted = models.model.census.count
        try context.print([
            "replayed \(Text.count(counted, "fact", "facts")), "
                + Self.place(question.asOf, models.sequence) + ", in "
                + "\(Text.decimal(seconds, 2)) s (\(Text.grouped(rate)) a second)",
            "",
        ])
        try context.print(Self.digestLines(models, context.style))
    }

    static func digestLines(_ models: Replayed<Models>, _ style: Style) -> [String] {
        var table = Table([("model", .left), ("digest", .left)])
        let digests = models.digests()
        for (name, digest) in digests { table.add([name, "\(digest)"]) }
        table.add(["all", "\(digests.reduce(Digest(0)) { $0 + $1.digest })"])
        return table.lines(style)
    }

    // MARK: census

    func census(_ question: Question, _ context: Context) async throws {
        let book = try await Self.reading(question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, question.asOf, context)
        if question.json {
            for row in models.census() {
                var object = JSONObject()
                object.put("type", row.type)
                object.put("source", row.source)
                object.put("day", Text.day(row.day))
                object.put("count", row.count)
                object.put("sequence", models.sequence)
                try context.output.write(object.line)
            }
            return
        }
        try context.print(Self.censusLines(models, question.asOf, context.style))
    }

    static func censusLines(
        _ models: Replayed<Models>, _ asOf: AsOf, _ style: Style, limit: Int = .max
    ) -> [String] {
        let census = models.model.census
        guard let span = census.span else { return ["no facts, \(place(asOf, models.sequence))"] }
        let rows = models.census()
        let totals = census.totals().filter { $0.count > 0 }.sorted {
            ($1.count, $0.type) < ($0.count, $1.type)
        }
        let days = dayCounts(rows)
        var lines = [
            "\(Text.count(census.count, "fact", "facts")) of "
                + "\(Text.count(totals.count, "type", "types")), \(place(asOf, models.sequence)); "
                + "\(span.lowerBound) to \(span.upperBound)", "",
        ]
        var table = Table([("type", .left), ("facts", .right), ("", .left), ("days", .left)])
        let greatest = totals.map(\.count).max() ?? 0
        for total in totals.prefix(limit) {
            table.add([
                Terminal.escaped(total.type), Text.grouped(total.count),
                style.blue(Plot.bar(total.count, of: greatest, width: 20)),
                Plot.line(days.map { $0.byType[total.type] ?? 0 }),
            ])
        }
        lines += table.lines(style)
        if totals.count > limit { lines.append("… and \(totals.count - limit) more types") }
        lines += [""] + dayLines(days, style) + [""] + sourceLines(rows, style)
        return lines
    }

    /// The facts of one day, or of several if there are many.
    private struct DayCount {
        let first, last: Int64
        var total: UInt64 = 0
        var byType: [String: UInt64] = [:]
    }

    private static let daysShownMax = 31

    private static func dayCounts(_ rows: [CensusRow]) -> [DayCount] {
        let first = rows.map(\.day).min() ?? 0
        let last = rows.map(\.day).max() ?? 0
        let (span, overflow) = last.subtractingReportingOverflow(first)
        if overflow { return [] }
        let step = max(1, (span + Int64(daysShownMax)) / Int64(daysShownMax))
        var days = (0...Int(span / step)).map { index in
            DayCount(
                first: first + Int64(index) * step,
                last: min(last, first + Int64(index + 1) * step - 1))
        }
        for row in rows {
            let index = Int((row.day - first) / step)
            days[index].total += row.count
            days[index].byType[row.type, default: 0] += row.count
        }
        return days
    }

    private static func dayLines(_ days: [DayCount], _ style: Style) -> [String] {
        var table = Table([("day", .left), ("facts", .right), ("", .left)])
        let greatest = days.map(\.total).max() ?? 0
        for day in days {
            let name = Text.day(day.first)
            table.add([
                day.first == day.last ? name : "\(name) to \(Text.day(day.last))",
                Text.grouped(day.total),
                style.blue(Plot.bar(day.total, of: greatest, width: 40)),
            ])
        }
        return table.lines(style)
    }

    private static func sourceLines(_ rows: [CensusRow], _ style: Style) -> [String] {
        var counts: [String: UInt64] = [:]
        for row in rows { counts[row.source ?? "(none)", default: 0] += row.count }
        var table = Table([("source", .left), ("facts", .right)])
        for (source, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            table.add([Terminal.cut(source, to: 60), Text.grouped(count)])
        }
        return table.lines(style)
    }
}
