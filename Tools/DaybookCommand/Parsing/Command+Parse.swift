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
        case .replay: .replay(try state(arguments))
        case .queues: .queues(try queues(arguments))
        case .transcript: .transcript(try transcript(arguments))
        case .census: .census(try state(arguments))
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

    private static func state(_ arguments: Arguments) throws(UsageError) -> StateOptions {
        try arguments.expect(["a book"])
        return StateOptions(
            book: arguments.positionals[0], asOf: try asOf(arguments), json: arguments.has("json"))
    }

    private static func queues(_ arguments: Arguments) throws(UsageError) -> QueuesOptions {
        try arguments.expect(["a book"])
        return QueuesOptions(
            book: arguments.positionals[0], queue: arguments.text("queue"),
            asOf: try asOf(arguments), json: arguments.has("json"))
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
            kind: kinds.first ?? "conversation", book: arguments.positionals[0],
            name: arguments.positionals[1], asOf: try asOf(arguments), json: arguments.has("json"))
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

    static func asOf(_ arguments: Arguments) throws(UsageError) -> AsOf {
        guard let text = arguments.text("as-of") else { return AsOf() }
        if let sequence = UInt64(text), text.utf8.first != UInt8(ascii: "+") {
            return AsOf(sequence: sequence)
        }
        if let time = Timestamp(text) { return AsOf(time: time) }
        throw arguments.error(
            "--as-of is neither a sequence nor an instant: \(Terminal.escaped(text))",
            "write as in --as-of 1000 or --as-of 2026-11-20T18:00:00Z")
    }
}

extension Command.Name {
    /// The flags of a command, beside `--help`.
    var flags: [Flag] {
        let json = Flag.on("json")
        let asOf = Flag.with("as-of", "SEQUENCE or TIME")
        let (since, until) = (Flag.with("since", "TIME"), Flag.with("until", "TIME"))
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
        case .replay, .census: [asOf, json]
        case .queues: [.with("queue", "NAME"), asOf, json]
        case .transcript: [.on("case"), .on("person"), asOf, json]
        case .order: [asOf, since, until, json]
        case .orders: Flag.orders + Flag.listing + [asOf, json]
        case .vocabulary: [json]
        case .agents: Flag.agents + Flag.listing + [asOf, json]
        case .conversations: Flag.conversations + Flag.listing + [asOf, json]
        case .conversation: [asOf, since, until, json]
        case .anomalies: Flag.anomalies + [asOf, json]
        case .demo: [.with("events", "COUNT"), .with("seed", "NUMBER"), .with("keep", "DIR"), json]
        case .visitors:
            [
                .on("present"), .with("idle", "MINUTES"), .with("by", "KEY"),
                .with("country", "CODE"), .with("campaign", "NAME"), .with("medium", "WORD"),
                .with("currency", "CODE"), .on("reverse"), .with("limit", "COUNT"), asOf, since,
                until, json,
            ]
        case .visitor: [.on("person"), .with("limit", "COUNT"), asOf, since, until, json]
        case .identities: [.on("conflicts"), .with("limit", "COUNT"), asOf, since, until, json]
        case .about:
            [
                .with("entity", "ENTITY"), .with("depth", "COUNT"), .with("limit", "COUNT"), asOf,
                since, until, json,
            ]
        }
    }
}

/// From when until when facts are shown.
struct Span: Equatable, Sendable {
    let since: Timestamp?
    let until: Timestamp?

    init(_ arguments: Arguments) throws(UsageError) {
        since = try Command.time(arguments, "since")
        until = try Command.time(arguments, "until")
    }

    /// Whether an instant lies within it.
    func covers(_ time: Timestamp) -> Bool {
        if let since, time < since { return false }
        if let until, time >= until { return false }
        return true
    }
}
