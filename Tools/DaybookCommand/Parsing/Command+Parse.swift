// From words to a command.

internal import Daybook

extension Command {
    /// Understands a command line, without the program's own name.
    ///
    /// - Throws: `UsageError` with one sentence and a hint.
    public static func parse(_ words: [String]) throws(UsageError) -> Command {
        guard let first = words.first else { return .help(nil) }
        switch first {
        case "--help", "-h": return .help(nil)
        case "--version": return .version
        default: break
        }
        guard let name = Name(rawValue: first) else {
            let shown = Terminal.escaped(first)
            if let near = Guess.nearest(first, among: Name.allCases.map(\.rawValue)) {
                throw UsageError("there is no command \(shown)", hint: "did you mean \(near)?")
            }
            throw UsageError("there is no command \(shown)", hint: "see `daybook help`")
        }
        let arguments = try Arguments(words.dropFirst(), of: name, flags: name.flags)
        if arguments.wantsHelp { return .help(name) }
        return try parse(name, arguments)
    }

    private static func parse(
        _ name: Name, _ arguments: Arguments
    ) throws(UsageError) -> Command {
        switch name {
        case .help: try help(arguments)
        case .initialise: .initialise(try book(arguments))
        case .importing: .importing(try importing(arguments))
        case .exporting: .exporting(try exporting(arguments))
        case .info: .info(try book(arguments))
        case .verify: .verify(try verify(arguments))
        case .doctor: .doctor(try doctor(arguments))
        case .repair: .repair(try repair(arguments))
        case .events: .events(try events(arguments))
        case .replay: .replay(try question(arguments))
        case .queues: .queues(try queues(arguments))
        case .transcript: .transcript(try transcript(arguments))
        case .census: .census(try question(arguments))
        case .orders: .orders(try orders(arguments))
        case .order: .order(try order(arguments))
        case .vocabulary: .vocabulary(try vocabulary(arguments))
        case .snapshot: .snapshot(try book(arguments))
        case .demo: .demo(try demo(arguments))
        case .visitors: .visitors(try visitors(arguments))
        case .visitor: .visitor(try visitor(arguments))
        case .identities: .identities(try identities(arguments))
        case .about: .about(try about(arguments))
        case .agents: .agents(try agents(arguments))
        case .conversations: .conversations(try conversations(arguments))
        case .conversation: .conversation(try conversation(arguments))
        case .anomalies: .anomalies(try anomalies(arguments))
        }
    }

    private static func help(_ arguments: Arguments) throws(UsageError) -> Command {
        guard let topic = arguments.positionals.first else { return .help(nil) }
        try arguments.expect(["a command"])
        guard let name = Name(rawValue: topic) else {
            let near = Guess.nearest(topic, among: Name.allCases.map(\.rawValue))
            throw UsageError(
                "there is no command \(Terminal.escaped(topic))",
                hint: near.map { "did you mean \($0)?" } ?? "see `daybook help`")
        }
        return .help(name)
    }

    private static func book(_ arguments: Arguments) throws(UsageError) -> BookOptions {
        try arguments.expect(["a book"])
        return BookOptions(book: arguments.positionals[0], json: arguments.has("json"))
    }

    private static func verify(_ arguments: Arguments) throws(UsageError) -> VerifyOptions {
        try arguments.expect(["a book"])
        return VerifyOptions(
            book: arguments.positionals[0], isDeep: arguments.has("deep"),
            json: arguments.has("json"))
    }

    private static func doctor(_ arguments: Arguments) throws(UsageError) -> DoctorOptions {
        try arguments.expect(["a book"])
        return DoctorOptions(
            book: arguments.positionals[0], probe: arguments.text("probe"),
            json: arguments.has("json"))
    }

    private static func repair(_ arguments: Arguments) throws(UsageError) -> RepairOptions {
        try arguments.expect(["a book"])
        return RepairOptions(
            book: arguments.positionals[0], applies: arguments.has("apply"),
            json: arguments.has("json"))
    }

    private static func importing(_ arguments: Arguments) throws(UsageError) -> ImportOptions {
        try arguments.expect(["a book", "a file, or - for standard input"], more: "a file")
        var options = ImportOptions(
            book: arguments.positionals[0], files: Array(arguments.positionals.dropFirst()))
        if options.files.count(where: { $0 == "-" }) > 1 {
            throw arguments.error("standard input can be read once only", "give - once")
        }
        if let word = arguments.text("format") {
            let words = ImportFormat.allCases.map(\.rawValue)
            guard let format = ImportFormat(rawValue: word) else {
                throw arguments.error(
                    "there is no format \(Terminal.escaped(word))",
                    Guess.nearest(word, among: words).map { "did you mean \($0)?" }
                        ?? "write " + words.joined(separator: " or "))
            }
            options.format = format
        }
        options.isStrict = arguments.has("strict")
        options.source = arguments.text("source")
        if options.source != nil && options.format == .cloudEvents {
            throw arguments.error(
                "--source is for queue_log files",
                "leave it out: " + "CloudEvents name their own source")
        }
        options.json = arguments.has("json")
        return options
    }

    private static func exporting(_ arguments: Arguments) throws(UsageError) -> ExportOptions {
        try arguments.expect(["a book"])
        return ExportOptions(
            book: arguments.positionals[0], after: try arguments.number("after") ?? 0,
            until: try arguments.number("until"), skipsLost: arguments.has("skip-lost"))
    }

    private static func events(_ arguments: Arguments) throws(UsageError) -> EventsOptions {
        try arguments.expect(["a book"])
        var options = EventsOptions(book: arguments.positionals[0])
        options.after = try arguments.number("after") ?? 0
        options.limit = try arguments.number("limit")
        options.types = (arguments.text("type") ?? "").split(separator: ",").map(String.init)
        if let about = arguments.text("about") {
            guard let known = EventsOptions.About(about) else {
                throw arguments.error(
                    "--about is not an entity with a name: \(Terminal.escaped(about))",
                    "write as in --about order:1001")
            }
            options.about = known
        }
        options.from = try time(arguments, "from")
        options.until = try time(arguments, "until")
        options.follows = arguments.has("follow")
        options.skipsLost = arguments.has("skip-lost")
        if options.follows && options.skipsLost {
            throw arguments.error(
                "--skip-lost does not go with --follow", "leave one of them out")
        }
        options.json = arguments.has("json")
        return options
    }

    private static func question(_ arguments: Arguments) throws(UsageError) -> Question {
        try arguments.expect(["a book"])
        return try Question(arguments)
    }

    private static func queues(_ arguments: Arguments) throws(UsageError) -> QueuesOptions {
        try arguments.expect(["a book"])
        return QueuesOptions(
            question: try Question(arguments), queue: arguments.text("queue"))
    }

    private static func transcript(
        _ arguments: Arguments
    ) throws(UsageError) -> TranscriptOptions {
        if arguments.positionals.count == 1 {
            throw arguments.error(
                "transcript needs a conversation",
                "`daybook events BOOK --type conversation.opened --limit 10` shows some")
        }
        try arguments.expect(["a book", "a conversation"])
        let kinds = ["case", "person"].filter { arguments.has($0) }
        if kinds.count > 1 {
            throw arguments.error("--case and --person exclude each other", "give one of them")
        }
        return TranscriptOptions(
            kind: kinds.first ?? "conversation", question: try Question(arguments),
            name: arguments.positionals[1])
    }

    private static func demo(_ arguments: Arguments) throws(UsageError) -> DemoOptions {
        try arguments.expect([])
        var options = DemoOptions(json: arguments.has("json"))
        if let events = try arguments.number("events") {
            guard (1...100_000_000).contains(events) else {
                throw arguments.error(
                    "--events is out of range", "write 1 to 100000000, as in --events 500000")
            }
            options.events = events
        }
        options.seed = try arguments.number("seed") ?? options.seed
        options.keep = arguments.text("keep")
        return options
    }

    // MARK: Values

    static func time(
        _ arguments: Arguments, _ name: String
    ) throws(UsageError) -> Timestamp? {
        guard let text = arguments.text(name) else { return nil }
        guard let time = Timestamp(text) else {
            throw arguments.error(
                "--\(name) is no instant: \(Terminal.escaped(text))",
                "write RFC 3339, as in --\(name) 2026-11-20T18:00:00Z")
        }
        return time
    }
}

extension Command.Name {
    /// The flags of a command, beside `--help`.
    var flags: [Flag] {
        let json = Flag.on("json")
        return switch self {
        case .help: []
        case .initialise, .info, .snapshot: [json]
        case .verify: [.on("deep"), json]
        case .doctor: [.with("probe", "DIR"), json]
        case .repair: [.on("apply"), json]
        case .importing:
            [
                .with("format", "FORMAT"), .on("strict"), .with("source", "NAME"), json,
            ]
        case .exporting:
            [
                .with("after", "SEQUENCE"), .with("until", "SEQUENCE"), .on("skip-lost"), json,
            ]
        case .events:
            [
                .with("after", "SEQUENCE"), .with("limit", "COUNT"), .with("type", "TYPE,…"),
                .with("about", "ENTITY:NAME"), .with("from", "TIME"), .with("until", "TIME"),
                .on("follow"), .on("skip-lost"), json,
            ]
        case .replay, .census: Flag.question
        case .queues: [.with("queue", "NAME")] + Flag.question
        case .transcript: [.on("case"), .on("person")] + Flag.question
        case .order, .conversation: Flag.span + Flag.question
        case .orders: Flag.orders + Flag.span + Flag.listing + Flag.question
        case .vocabulary: [json]
        case .agents: Flag.agents + Flag.span + Flag.listing + Flag.question
        case .conversations: Flag.conversations + Flag.span + Flag.listing + Flag.question
        case .anomalies: Flag.anomalies + Flag.span + Flag.question
        case .demo: [.with("events", "COUNT"), .with("seed", "NUMBER"), .with("keep", "DIR"), json]
        case .visitors: Flag.visitors + Flag.span + Flag.question
        case .visitor:
            [.on("person"), .with("limit", "COUNT")] + Flag.span + Flag.question
        case .identities:
            [.on("conflicts"), .with("limit", "COUNT")] + Flag.span + Flag.question
        case .about:
            [.with("entity", "ENTITY"), .with("depth", "COUNT"), .with("limit", "COUNT")]
                + Flag.span + Flag.question
        }
    }
}
