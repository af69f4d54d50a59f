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
    var question: Question
    /// One agent, with a time line; nil: a list.
    var agent: String?
    var presences: Set<AgentPresence> = []
    var since: Timestamp?
    var until: Timestamp?
    var listing = Listing<AgentSort>()
}

/// Which conversations to show.
public struct ConversationsOptions: Equatable, Sendable {
    var question: Question
    var phases: Set<ConversationPhase> = []
    var channel: String?
    var agent: String?
    var person: String?
    var queue: String?
    var since: Timestamp?
    var until: Timestamp?
    var listing = Listing<ConversationSort>()

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
    var question: Question
    var conversation: String
    /// Of which time facts are shown.
    var span: Span
}

extension Command {
    static func agents(_ arguments: Arguments) throws(UsageError) -> AgentsOptions {
        let isList = arguments.positionals.count < 2
        try arguments.expect(isList ? ["a book"] : ["a book", "an agent"])
        var options = AgentsOptions(question: try Question(arguments))
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
        return options
    }

    static func conversations(_ arguments: Arguments) throws(UsageError) -> ConversationsOptions {
        try arguments.expect(["a book"])
        var options = ConversationsOptions(question: try Question(arguments))
        options.phases = try arguments.words("state", ConversationPhase.self)
        options.channel = arguments.text("channel")
        options.agent = arguments.text("agent")
        options.person = arguments.text("person")
        options.queue = arguments.text("queue")
        options.since = try time(arguments, "since")
        options.until = try time(arguments, "until")
        options.listing = try arguments.listing()
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
            question: try Question(arguments), conversation: arguments.positionals[1],
            span: try Span(arguments))
    }
}

extension Flag {
    /// The flags of `agents`, beside those of every question, span and list.
    static let agents: [Flag] = [.with("state", "STATE,…")]

    /// The flags of `conversations`, beside those of every question, span and list.
    static let conversations: [Flag] = [
        .with("state", "STATE,…"), .with("channel", "NAME"), .with("agent", "NAME"),
        .with("person", "NAME"), .with("queue", "NAME"),
    ]
}
