// Every fact that hangs together with a name.

internal import Daybook

extension Command {
    private static let aboutMax: UInt64 = 1_000

    func about(_ options: AboutOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let subject = Self.subject(options.about, book)
        guard book.catalog.entity(named: options.about.entity) != nil else {
            let entities = Vocabulary.entities(book.catalog)
            let near = Guess.nearest(options.about.entity, among: entities)
            throw Failure.usage(
                "no fact names an entity of kind \(Terminal.escaped(options.about.entity)); "
                    + (near.map { "did you mean \($0)?" } ?? "write as in order:1001"))
        }
        let found = try await book.connections(
            of: subject, depth: options.depth, asOf: options.question.asOf)
        let facts = found.facts.filter { options.span.covers($0.event.time) }
        if found.facts.isEmpty {
            throw Failure.usage(
                "no fact names \(AboutText.name(subject)); `daybook events "
                    + "\(Terminal.escaped(options.question.book)) --limit 10` shows some")
        }
        let limit = Int(clamping: options.limit ?? Self.aboutMax)
        if options.question.json {
            for fact in facts.prefix(limit) {
                try context.output.write(AboutText.json(fact, found.sequence).line)
            }
        } else {
            try show(facts, limit, found, options, context)
        }
        if found.isCut {
            context.errors.say("daybook: too many names hang together; the nearest are followed")
        }
        if facts.count > limit {
            let hidden = Text.count(facts.count - limit, "fact is", "facts are")
            context.errors.say("daybook: \(hidden) not shown; --limit shows more")
        }
    }

    private func show(
        _ facts: [Connections.Fact], _ limit: Int, _ found: Connections, _ options: AboutOptions,
        _ context: Context
    ) throws {
        let place = Self.place(options.question.asOf, found.sequence)
        let subject = found.links[0].subject
        try context.output.line(
            "\(AboutText.name(subject)), \(place): \(Text.count(facts.count, "fact", "facts"))")
        let others = found.links.dropFirst()
        if !others.isEmpty { try context.output.line() }
        for link in others.prefix(AboutText.linksShownMax) {
            try context.output.line(AboutText.line(link, context.style))
        }
        if others.count > AboutText.linksShownMax {
            try context.output.line("… and \(others.count - AboutText.linksShownMax) more names")
        }
        try context.output.line()
        for fact in facts.prefix(limit) {
            let line = EventText.line(fact.event, context.style)
            let how = AboutText.name(fact.link.subject)
            try context.output.line(
                fact.link.depth == 0 ? line : "\(line)  \(context.style.dim("← " + how))")
        }
    }
}

extension Vocabulary {
    /// The entities that a book knows.
    fileprivate static func entities(_ catalog: Catalog) -> [String] {
        let fields = catalog.entries().flatMap(\.schema.fields)
        let names = fields.compactMap { field -> String? in
            if case .name(let entity) = field.kind { return entity.name }
            return nil
        }
        return Set(names).sorted()
    }
}

/// What hangs together, for people and machines.
enum AboutText {
    static let linksShownMax = 20

    static func name(_ subject: Subject) -> String {
        "\(Terminal.escaped(subject.entity.name)):\(Terminal.cut(subject.name, to: 60))"
    }

    static func line(_ link: Connections.Link, _ style: Style) -> String {
        let indent = String(repeating: "  ", count: max(0, link.depth))
        let via = link.via.map { " with \(name($0))" } ?? ""
        return "\(indent)\(name(link.subject))" + style.dim("\(via) by fact \(link.sequence)")
    }

    static func json(_ fact: Connections.Fact, _ sequence: UInt64) -> JSONObject {
        var object = JSONObject()
        object.put("factSequence", fact.event.sequence)
        object.put("type", fact.event.type)
        object.put("time", fact.event.time)
        object.put("depth", fact.link.depth)
        object.put("names", "\(fact.link.subject.entity.name):\(fact.link.subject.name)")
        if let via = fact.link.via {
            object.put("via", "\(via.entity.name):\(via.name)")
            object.put("viaSequence", fact.link.sequence)
        }
        object.put("fields", EventText.fields(fact.event))
        object.put("sequence", sequence)
        return object
    }
}
