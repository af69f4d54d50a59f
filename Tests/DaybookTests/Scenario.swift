// Scenarios as plain text: what was the case, what happens, what the read models say then.
//
//   # what it is about
//   given | when
//   again                      (facts that are known already)
//   against                    (facts that are refused: one of the same key tells otherwise)
//     09:00:20 queue.entered conversation=c-1 queue=sales  @from=pbx @id=7 @no=3 @by=agent:ann
//   then
//     board sales              transcript c-1            census
//     order 1001               orders
//     board sales at 09:00:10    (as of that time)
//     conversation c-1         conversations        responders             agent ann
//     anomalies [MODEL]
//       what it shows, compared line by line
//
// A value with spaces stands in quotes; a duration is 20s or 250ms; a time is one of the day; money
// is 500EUR, in minor units; the rows of a list are p:2000:250EUR,q:1000:10EUR, with the fields in
// their order. What begins with @ is part of the envelope: source, id, ordinal, actor.

import Daybook
import DaybookBytes
import Testing

struct Scenario {
    struct Question {
        /// As written, with its indentation.
        let line: String
        var answer: [String] = []
    }

    enum Step {
        case events(keyword: String, lines: [String])
        case then([Question])
    }

    struct Flaw: Error, Equatable { let line: String }

    static let day = "2026-03-02T"
    /// Comments in front.
    var head: [String] = []
    var steps: [Step] = []

    init(_ text: String) throws(Flaw) {
        for line in text.split(separator: "\n").map(String.init) {
            let indent = line.prefix { $0 == " " }.count
            switch (indent, steps.last) {
            case (0, nil) where line.hasPrefix("#"): head.append(line)
            case (0, _) where ["given", "when", "again", "against"].contains(line):
                steps.append(.events(keyword: line, lines: []))
            case (0, _) where line == "then": steps.append(.then([]))
            case (2, .events(let keyword, let lines)):
                steps[steps.count - 1] = .events(keyword: keyword, lines: lines + [line])
            case (2, .then(let questions)):
                steps[steps.count - 1] = .then(questions + [Question(line: line)])
            case (4, .then(var questions)) where !questions.isEmpty:
                questions[questions.count - 1].answer.append(line)
                steps[steps.count - 1] = .then(questions)
            default: throw Flaw(line: line)
            }
        }
    }

    /// The text again.
    var text: String {
        var lines = head
        for step in steps {
            switch step {
            case .events(let keyword, let events): lines += [keyword] + events
            case .then(let questions):
                lines.append("then")
                for question in questions { lines += [question.line] + question.answer }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Plays it through a book in memory; the same scenario with the book's answers.
    func played() async throws -> Scenario {
        let book = try await Daybook.inMemory(fixedOptions())
        var result = self
        var number = 0
        for (index, step) in steps.enumerated() {
            switch step {
            case .events(let keyword, let lines):
                var writer = RowWriter()
                var starts: [Int] = []
                for line in lines {
                    number += 1
                    starts.append(writer.bytes.count)
                    try Self.write(line, number, book.catalog, &writer)
                }
                let added = try await book.append(new: Rows(bytes: writer.bytes, starts: starts))
                let isNew = keyword == "given" || keyword == "when"
                #expect(added.appended == (isNew ? lines.count : 0))
                #expect(added.conflicts.count == (keyword == "against" ? lines.count : 0))
            case .then(var questions):
                for place in questions.indices {
                    questions[place].answer = try await Self.answer(questions[place].line, book)
                        .map { "    " + $0 }
                }
                result.steps[index] = .then(questions)
            }
        }
        try await book.close()
        return result
    }

    // MARK: Events

    /// The words of a line; what stands in quotes is one word or the end of one.
    private static func words(_ line: String) -> [String] {
        var words = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case " " where !isQuoted: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words.filter { !$0.isEmpty }
    }

    private static func write(
        _ line: String, _ number: Int, _ catalog: Catalog, _ row: inout RowWriter
    ) throws {
        let words = words(line)
        guard words.count > 1, let type = catalog.number(named: words[1]) else {
            throw Flaw(line: line)
        }
        let fields = catalog[type].schema.fields
        var attributes = ["source": "scenario", "id": "\(number)"]
        var data: [String] = []
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Flaw(line: line) }
            switch parts[0] {
            case "@from": attributes["source"] = parts[1]
            case "@id": attributes["id"] = parts[1]
            case "@no": attributes["sequence"] = parts[1]
            case "@by":
                let actor = parts[1].split(separator: ":").map(String.init)
                attributes["actorkind"] = actor[0]
                if actor.count > 1 { attributes["actorname"] = actor[1] }
            default:
                guard let field = fields.first(where: { $0.name == parts[0] }),
                    let value = json(parts[1], field.kind)
                else { throw Flaw(line: line) }
                data.append("\(quoted(field.name)):\(value)")
            }
        }
        var text = "{\"specversion\":\"1.0\",\"type\":\(quoted(words[1])),"
        text += "\"time\":\(quoted(day + words[0] + "Z"))"
        for (name, value) in attributes { text += ",\(quoted(name)):\(quoted(value))" }
        text += ",\"data\":{" + data.joined(separator: ",") + "}}"
        let bytes = Array(text.utf8)
        guard
            case .event = try CloudEventReader(catalog: catalog).read(
                bytes.raw, now: "2026-03-02T00:00:00Z", into: &row)
        else { throw Flaw(line: line) }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func json(_ value: String, _ kind: FieldKind) -> String? {
        switch kind {
        case .name, .symbol, .word, .text, .personalText: quoted(value)
        case .integer, .milli: Int64(value).map { "\($0)" }
        case .flag: value == "yes" ? "true" : value == "no" ? "false" : nil
        case .time: quoted(day + value + "Z")
        case .duration:
            value.hasSuffix("ms")
                ? Int64(value.dropLast(2)).map { "\($0 * 1_000)" }
                : value.hasSuffix("s") ? Int64(value.dropLast()).map { "\($0 * 1_000_000)" } : nil
        case .money: money(value)
        case .list(let fields): list(value, fields)
        case .json: nil
        }
    }

    /// Minor units with the currency's code behind them.
    private static func money(_ value: String) -> String? {
        let digits = value.prefix { $0.isNumber || $0 == "-" }
        guard let minor = Int64(digits) else { return nil }
        return "{\"minor\":\(minor),\"currency\":\(quoted(String(value.dropFirst(digits.count))))}"
    }

    /// Rows between commas, their fields between colons in the order of the declaration.
    private static func list(_ value: String, _ fields: [Field]) -> String? {
        let rows = value.split(separator: ",").map { row -> String? in
            let cells = row.split(separator: ":").map(String.init)
            guard cells.count <= fields.count else { return nil }
            let pairs = zip(fields, cells).map { field, cell in
                json(cell, field.kind).map { "\(quoted(field.name)):\($0)" }
            }
            return pairs.contains(nil)
                ? nil : "{" + pairs.compactMap(\.self).joined(separator: ",") + "}"
        }
        return rows.contains(nil) ? nil : "[" + rows.compactMap(\.self).joined(separator: ",") + "]"
    }

    // MARK: Answers

    private static func answer(_ line: String, _ book: Daybook) async throws -> [String] {
        let words = words(line)
        var asOf = AsOf()
        if let index = words.firstIndex(of: "at") {
            asOf.time = Timestamp(day + words[index + 1] + "Z")
        }
        switch words[0] {
        case "board": return try await book.replay(asOf: asOf).board(QueueID(words[1])).shown
        case "transcript":
            return try await book.transcript(of: ConversationID(words[1]), asOf: asOf).shown
        case "census":
            let totals = try await book.replay(asOf: asOf).model.census.totals()
            return totals.filter { $0.count > 0 }.map { "\($0.type) \($0.count)" }
        case "order": return try await book.story(of: OrderID(words[1]), asOf: asOf).shown
        case "orders": return try await book.replay(asOf: asOf).orderSums().shown
        case "orders-of":
            var filter = OrderFilter()
            filter.person = PersonID(words[1])
            let orders = try await book.replay(asOf: asOf).orders(filter)
            return [orders.map(\.order).joined(separator: " ")]
        case "customers":
            return try await book.replay(asOf: asOf).orderSums(by: .person).map { card in
                "\(card.group ?? "nobody named"): \([card].shown[0])"
            }
        case "conversation":
            return try await book.replay(asOf: asOf).conversation(ConversationID(words[1])).shown
        case "conversations": return try await book.replay(asOf: asOf).conversationTotals().shown
        case "agent":
            return try await book.replay(asOf: asOf).agent(AgentID(words[1]), asOf: asOf.time).shown
        case "anomalies":
            return try await book.replay(asOf: asOf).anomalies(AnomalyFilter(words)).shown
        case "responders": return try await book.replay(asOf: asOf).responders().map(\.shown)
        default:
            guard let answer = try await customers(words, asOf, book) else {
                throw Flaw(line: line)
            }
            return answer
        }
    }

    /// The time of day of an instant of the scenario's day.
    static func clock(_ time: Timestamp) -> String {
        let text = time.description
        return text.hasPrefix(day) ? String(text.dropFirst(day.count).dropLast()) : text
    }

    /// A length of time in seconds.
    static func seconds(_ microseconds: Int128) -> String {
        microseconds % 1_000_000 == 0
            ? "\(microseconds / 1_000_000)s" : "\(microseconds / 1_000)ms"
    }
}

extension QueueBoard? {
    fileprivate var shown: [String] {
        guard let board = self else { return ["nothing"] }
        let figures = board.figures
        let counts: [(String, Int64)] = [
            ("received", figures.received), ("answered", figures.answered),
            ("abandoned", figures.abandoned), ("blocking", figures.blocking),
            ("closed", figures.closed), ("saturated", figures.saturated),
            ("other", figures.other), ("waiting", figures.waiting),
            ("negative waits", figures.count(of: .negativeWait)),
            ("left without entry", figures.count(of: .leftWithoutEntry)),
            ("repeated entries", figures.count(of: .repeatedEntry)),
            ("stray rejoins", figures.count(of: .rejoinedWithoutAbandon)),
        ]
        var parts = counts.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }
        if figures.waitCount > 0 { parts.append("waits \(Scenario.seconds(figures.waitSum))") }
        let line = board.waiting.map { waiting in
            "\(waiting.position). \(waiting.conversation) since \(Scenario.clock(waiting.since))"
                + (waiting.priority.map { " priority \($0)" } ?? "")
        }
        return [parts.isEmpty ? "nothing" : parts.joined(separator: ", ")] + line
    }
}

extension ConversationTranscript? {
    fileprivate var shown: [String] {
        guard let transcript = self else { return ["nothing"] }
        let lines = transcript.lines.map { line in
            var text = "\(Scenario.clock(line.line.time)) \(line.line.kind)"
            if line.line.direction != .none { text += " \(line.line.direction)" }
            text += " \(line.speaker.party)"
            if let name = line.speaker.name { text += " \(name)" }
            if let detail = line.detail { text += " (\(detail))" }
            if let said = line.text { text += " \"\(said)\"" }
            if line.line.edits > 0 { text += ", edited \(line.line.edits)" }
            if line.line.isRevoked { text += ", revoked" }
            for reaction in line.reactions {
                text += ", \(reaction.reaction) by \(reaction.speaker.name ?? "someone")"
            }
            if let status = line.status { text += ", \(status)" }
            return text
        }
        let pending = transcript.pending.map { change in
            "pending \(change.pending.kind) of \(Scenario.clock(change.pending.time))"
        }
        return lines + pending
    }
}
