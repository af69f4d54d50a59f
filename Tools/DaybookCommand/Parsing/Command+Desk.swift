// From words to the commands that show agents and conversations.

internal import Daybook

/// By what a list of agents can be sorted.
enum AgentSort: String, SortKey {
    case name, handled, talk, occupancy
    static let standard = AgentSort.name
}

/// By what a list of conversations can be sorted.
enum ConversationSort: String, SortKey {
    case opened, last, unanswered, reopenings, transfers, name
    static let standard = ConversationSort.opened
}

/// Which agents to show.
public struct AgentsOptions: Equatable, Sendable {
    var book: String
    /// One agent, with a time line; nil: a list.
    var agent: String?
    var presences: Set<AgentPresence> = []
    var since: Timestamp?
    var until: Timestamp?
    var listing = Listing<AgentSort>()
    var asOf = AsOf()
    var json = false
}

/// Which conversations to show.
public struct ConversationsOptions: Equatable, Sendable {
    var book: String
    var phases: Set<ConversationPhase> = []
    var channel: String?
    var agent: String?
    var person: String?
    var queue: String?
    var since: Timestamp?
    var until: Timestamp?
    var listing = Listing<ConversationSort>()
    var asOf = AsOf()
    var json = false

    var filter: ConversationFilter {
        var filter = ConversationFilter()
        filter.phases = phases
        (filter.channel, filter.agent, filter.person) = (channel, agent, person)
        (filter.queue, filter.since, filter.until) = (queue, since, until)
        return filter
    }
}

/// Which conversation to show.
public struct ConversationOptions: Equatable, Sendable {
    var book: String
    var conversation: String
    var asOf = AsOf()
    /// Of which time facts are shown.
    var span: Span
    var json = false
}

extension Command {
    static func agents(_ arguments: Arguments) throws(UsageError) -> AgentsOptions {
        let isList = arguments.positionals.count < 2
        try arguments.expect(isList ? ["a book"] : ["a book", "an agent"])
        var options = AgentsOptions(book: arguments.positionals[0])
        if !isList { options.agent = arguments.positionals[1] }
        options.presences = try arguments.words("state", AgentPresence.self)
        options.since = try time(arguments, "since")
        options.until = try time(arguments, "until")
        if isList && (options.since != nil || options.until != nil) {
            throw arguments.error(
                "--since and --until cut the time line of one agent",
                "name an agent, or give --as-of for a state")
        }
        options.listing = try arguments.listing()
        options.asOf = try asOf(arguments)
        options.json = arguments.has("json")
        return options
    }

    static func conversations(_ arguments: Arguments) throws(UsageError) -> ConversationsOptions {
        try arguments.expect(["a book"])
        var options = ConversationsOptions(book: arguments.positionals[0])
        options.phases = try arguments.words("state", ConversationPhase.self)
        options.channel = arguments.text("channel")
        options.agent = arguments.text("agent")
        options.person = arguments.text("person")
        options.queue = arguments.text("queue")
        options.since = try time(arguments, "since")
        options.until = try time(arguments, "until")
        options.listing = try arguments.listing()
        options.asOf = try asOf(arguments)
        options.json = arguments.has("json")
        return options
    }

    static func conversation(_ arguments: Arguments) throws(UsageError) -> ConversationOptions {
        if arguments.positionals.count == 1 {
            throw arguments.error(
                "conversation needs a conversation",
                "`daybook conversations BOOK --limit 10` shows some")
        }
        try arguments.expect(["a book", "a conversation"])
        return ConversationOptions(
            book: arguments.positionals[0], conversation: arguments.positionals[1],
            asOf: try asOf(arguments), span: try Span(arguments), json: arguments.has("json"))
    }
}

extension Flag {
    /// The flags of `agents`, beside those of every list and state.
    static let agents: [Flag] = [
        .with("state", "STATE,…"), .with("since", "TIME"), .with("until", "TIME"),
    ]

    /// The flags of `conversations`, beside those of every list and state.
    static let conversations: [Flag] = [
        .with("state", "STATE,…"), .with("channel", "NAME"), .with("agent", "NAME"),
        .with("person", "NAME"), .with("queue", "NAME"), .with("since", "TIME"),
        .with("until", "TIME"),
    ]
}
