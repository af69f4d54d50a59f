// Who is whom.

internal import Daybook

extension Command {
    func identities(_ options: IdentitiesOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let (models, _) = try await Self.fold(book, options.question.asOf, context)
        let limit = Int(clamping: options.limit ?? .max)
        if options.showsConflicts {
            let found = models.identityConflicts().filter { options.span.covers($0.time) }
            return try show(found, limit, models, options, context)
        }
        var found = try options.name.map { [try one($0, models)] } ?? models.identities()
        if options.span.since != nil || options.span.until != nil {
            found = found.filter { $0.ties.contains { options.span.covers($0.time) } }
        }
        if options.question.json {
            for identity in found.prefix(limit) {
                try context.output.write(IdentityJSON.object(identity).line)
            }
            return
        }
        let place = Self.place(options.question.asOf, models.sequence)
        try context.output.line("\(Text.count(found.count, "customer", "customers")), \(place)")
        for identity in found.prefix(limit) {
            try context.output.line()
            try context.print(IdentityText.lines(identity, context.style))
        }
        if found.count > limit {
            try context.output.line("… and \(Text.grouped(found.count - limit)) more")
        }
    }

    /// The customer of a name: a visitor's, else a person's.
    private func one(_ name: String, _ models: Replayed<Models>) throws -> PersonIdentity {
        if name.utf8.count <= Limits.nameBytesMax {
            let about = EventsOptions.About(name)
            let visitor = about?.entity == "visitor" ? about?.name : name
            let person = about?.entity == "person" ? about?.name : name
            if let visitor, let found = models.identity(of: VisitorID(visitor)) { return found }
            if let person, let found = models.identity(of: PersonID(person)) { return found }
        }
        throw Failure.usage(
            "no fact tells of a visitor or a person \(Terminal.cut(name, to: 80)); "
                + "`daybook identities BOOK` shows all")
    }

    private func show(
        _ conflicts: [PersonConflict], _ limit: Int, _ models: Replayed<Models>,
        _ options: IdentitiesOptions, _ context: Context
    ) throws {
        if options.question.json {
            for conflict in conflicts.prefix(limit) {
                var object = JSONObject()
                object.put("conflict", "\(conflict.kind)")
                object.put("visitor", conflict.visitor)
                object.put("merged", conflict.merged)
                object.put("person", conflict.person)
                object.put("time", conflict.time)
                object.put("sequence", conflict.sequence)
                try context.output.write(object.line)
            }
            return
        }
        let place = Self.place(options.question.asOf, models.sequence)
        try context.output.line("\(Text.count(conflicts.count, "conflict", "conflicts")), \(place)")
        if conflicts.isEmpty { return }
        var table = Table([
            ("sequence", .right), ("time", .left), ("conflict", .left), ("of", .left),
            ("person", .left),
        ])
        for conflict in conflicts.prefix(limit) {
            table.add([
                "\(conflict.sequence)", "\(conflict.time)", "\(conflict.kind)",
                Terminal.cut(conflict.visitor ?? conflict.merged ?? "", to: 40),
                Terminal.cut(conflict.person, to: 40),
            ])
        }
        try context.output.line()
        try context.print(table.lines(context.style))
    }
}

/// Identities as JSON objects.
enum IdentityJSON {
    static func object(_ identity: PersonIdentity) -> JSONObject {
        var object = JSONObject()
        object.put("person", identity.person)
        object.put("persons", identity.persons)
        object.put("visitors", identity.visitors)
        object.put(
            "ties",
            identity.ties.map { tie in
                var object = JSONObject()
                object.put("visitor", tie.visitor)
                object.put("merged", tie.merged)
                object.put("person", tie.person)
                object.put("evidence", tie.evidence)
                object.put("strength", "\(tie.strength)")
                object.put("since", tie.since)
                object.put("time", tie.time)
                object.put("counts", tie.isFollowed)
                object.put("sequence", tie.sequence)
                return object
            })
        object.put("sequence", identity.sequence)
        return object
    }
}

/// Identities as lines for people.
enum IdentityText {
    static func lines(_ identity: PersonIdentity, _ style: Style) -> [String] {
        let name = identity.person.map { Terminal.escaped($0) } ?? "nobody known"
        let counts = [
            Text.count(identity.persons.count, "person", "persons"),
            Text.count(identity.visitors.count, "visitor", "visitors"),
        ]
        var lines = ["\(style.bold(name)): \(counts.joined(separator: ", "))"]
        if identity.ties.isEmpty { return lines }
        var table = Table([
            ("", .left), ("", .left), ("is", .left), ("evidence", .left), ("strength", .left),
            ("since", .left), ("sequence", .right), ("", .left),
        ])
        for tie in identity.ties {
            table.add([
                tie.visitor == nil ? "person" : "visitor",
                Terminal.cut(tie.visitor ?? tie.merged ?? "", to: 40),
                Terminal.cut(tie.person, to: 40), Terminal.cut(tie.evidence ?? "", to: 16),
                "\(tie.strength)", "\(tie.since)", "\(tie.sequence)",
                tie.isFollowed ? "" : style.yellow("does not count"),
            ])
        }
        lines += table.lines(style).map { "  " + $0 }
        return lines
    }
}
