// The command lines of what is asked about customers: visitors, visitor, identities, about.

internal import Daybook

/// Which visitors to list.
public struct VisitorsOptions: Equatable, Sendable {
    var question: Question
    var limit: UInt64?
    var span: Span
    var isPresent = false
    var idle = VisitorState.idleDefault
    var sort = VisitorSort.last
    var country: String?
    var campaign: String?
    var medium: String?
    var currency: String?
    var isReversed = false
}

/// Whom to show.
public struct VisitorOptions: Equatable, Sendable {
    var question: Question
    var limit: UInt64?
    var span: Span
    var name: String
    /// Whether the name is a person's.
    var isPerson = false
}

/// Which identities to list.
public struct IdentitiesOptions: Equatable, Sendable {
    var question: Question
    var limit: UInt64?
    var span: Span
    /// A visitor or a person, if only one is wanted.
    var name: String?
    var showsConflicts = false
}

/// What to find everything about.
public struct AboutOptions: Equatable, Sendable {
    var question: Question
    var limit: UInt64?
    var span: Span
    var about: EventsOptions.About
    var depth = 2
}

extension EventsOptions.About {
    /// An entity and its name with a colon between them; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, !text.hasPrefix(":") else { return nil }
        self.init(entity: parts[0], name: parts[1])
    }
}

extension Command {
    static func visitors(_ arguments: Arguments) throws(UsageError) -> VisitorsOptions {
        try arguments.expect(["a book"])
        var options = VisitorsOptions(
            question: try Question(arguments), limit: try arguments.number("limit"),
            span: try Span(arguments))
        options.isPresent = arguments.has("present")
        if let minutes = try arguments.number("idle") {
            guard (1...1_000_000).contains(minutes) else {
                throw arguments.error(
                    "--idle is out of range", "write 1 to 1000000 minutes, as in --idle 30")
            }
            options.idle = .seconds(Int64(minutes) * 60)
        }
        options.sort = try arguments.word("by", VisitorSort.self) ?? options.sort
        options.country = arguments.text("country")
        options.campaign = arguments.text("campaign")
        options.medium = arguments.text("medium")
        options.currency = arguments.text("currency")
        options.isReversed = arguments.has("reverse")
        return options
    }

    static func visitor(_ arguments: Arguments) throws(UsageError) -> VisitorOptions {
        if arguments.positionals.count == 1 {
            throw arguments.error(
                "visitor needs a visitor, or a person with --person",
                "`daybook visitors BOOK --limit 10` shows some")
        }
        try arguments.expect(["a book", "a visitor or a person"])
        return VisitorOptions(
            question: try Question(arguments), limit: try arguments.number("limit"),
            span: try Span(arguments), name: arguments.positionals[1],
            isPerson: arguments.has("person"))
    }

    static func identities(_ arguments: Arguments) throws(UsageError) -> IdentitiesOptions {
        let isOne = arguments.positionals.count > 1
        try arguments.expect(isOne ? ["a book", "a visitor or a person"] : ["a book"])
        return IdentitiesOptions(
            question: try Question(arguments), limit: try arguments.number("limit"),
            span: try Span(arguments), name: isOne ? arguments.positionals[1] : nil,
            showsConflicts: arguments.has("conflicts"))
    }

    static func about(_ arguments: Arguments) throws(UsageError) -> AboutOptions {
        try arguments.expect(["a book", "a name, as order:1001"])
        let text = arguments.positionals[1]
        let about: EventsOptions.About
        if let entity = arguments.text("entity") {
            about = EventsOptions.About(entity: entity, name: text)
        } else if let known = EventsOptions.About(text) {
            about = known
        } else {
            throw arguments.error(
                "it is not told what \(Terminal.escaped(text)) names",
                "write as in order:\(Terminal.escaped(text)), or add --entity order")
        }
        var options = AboutOptions(
            question: try Question(arguments), limit: try arguments.number("limit"),
            span: try Span(arguments), about: about)
        if let depth = try arguments.number("depth") {
            guard depth <= 16 else {
                throw arguments.error("--depth is out of range", "write 0 to 16, as in --depth 1")
            }
            options.depth = Int(depth)
        }
        return options
    }
}

extension Flag {
    /// The flags of `visitors`, beside those of every question and span.
    static let visitors: [Flag] = [
        .on("present"), .with("idle", "MINUTES"), .with("by", "KEY"), .with("country", "CODE"),
        .with("campaign", "NAME"), .with("medium", "WORD"), .with("currency", "CODE"),
        .on("reverse"), .with("limit", "COUNT"),
    ]
}
