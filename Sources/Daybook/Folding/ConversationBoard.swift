// The conversations' answers with names in place of handles.

public import DaybookCoding
internal import DaybookCommerce
public import DaybookModels

/// Where a conversation stands, with the names it is told by.
public struct ConversationSummary: Sendable {
    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The conversation.
    public let conversation: String
    /// Where it stands, with all figures; its handles are of no use here.
    public let standing: ConversationStanding
    /// The channel it is on, and the one it began on.
    ///
    /// `phone` or `video` for a call whose channel nothing tells.
    public let channel, firstChannel: String?
    /// Who is in charge, who settled it last, and who gave the very first response.
    public let assignee, resolvedBy, firstResponder: String?
    /// The queue it is or was last in.
    public let queue: String?
    /// Whom it concerns, as told last.
    public let person, visitor, order: String?
    /// The case it is filed under, and the conversation it went into.
    public let filedUnder, mergedInto: String?
    /// What it is about, and its language.
    public let topic, language: String?
}

/// Everything about one conversation.
public struct ConversationReport: Sendable {
    /// Somebody in it.
    public struct Presence: Sendable {
        /// Who, if named.
        public let name: String?
        /// As what, and from when until when.
        public let presence: ConversationPresence
    }

    /// One fact of it.
    public struct Step: Sendable {
        /// The fact, and what it brought about.
        public let step: ConversationStep
        /// Who gave the response.
        public let responder: String?
    }

    /// Where it stands.
    public let summary: ConversationSummary
    /// Its tags, in the order they were given.
    public let tags: [String]
    /// Who was in it.
    public let parties: [Presence]
    /// Its facts, one after the other.
    public var course: [Step]
}

/// How long customers waited for the answers of one human.
public struct ConversationResponder: Sendable {
    /// Who; nil: nothing tells.
    public let agent: String?
    /// First responses and answers to further turns.
    public internal(set) var first = LengthFigures()
    public internal(set) var next = LengthFigures()

    init(agent: String?) { self.agent = agent }
}

/// Which conversations are meant; what is nil or empty does not limit.
public struct ConversationFilter: Sendable {
    /// Where they stand.
    public var phases: Set<ConversationPhase> = []
    /// The channel they are on or began on.
    public var channel: String?
    /// Who is in charge, settled them last or gave the very first response.
    public var agent: String?
    /// Whom they concern, as told last.
    public var person: String?
    /// The queue they are or were last in.
    public var queue: String?
    /// When they were opened: at or after the first, before the second.
    public var since, until: Timestamp?

    /// All conversations.
    public init() {}
}

extension Replay where Model == Models {
    /// The conversations that a filter permits, by name.
    ///
    /// - Complexity: O(conversations).
    public func conversations(_ filter: ConversationFilter = ConversationFilter())
        -> [ConversationSummary]
    {
        let kinds = NameKinds(catalog)
        guard let permits = permits(filter, kinds) else { return [] }
        var found: [ConversationStanding] = []
        model.conversations.forEach { if permits($0) { found.append($0) } }
        return found.map { summary($0, kinds) }.sorted { $0.conversation < $1.conversation }
    }

    /// What the conversations that a filter permits come to.
    ///
    /// - Complexity: O(conversations).
    public func conversationTotals(_ filter: ConversationFilter = ConversationFilter())
        -> ConversationTotals
    {
        guard let permits = permits(filter, NameKinds(catalog)) else { return ConversationTotals() }
        return model.conversations.totals(where: permits)
    }

    /// Everything about one conversation; nil if no fact that is read tells of it.
    public func conversation(_ conversation: ConversationID) -> ConversationReport? {
        let kinds = NameKinds(catalog)
        guard let handle = handle(conversation.text, kinds[.conversation], Conversation.definition),
            let standing = model.conversations.standing(handle)
        else { return nil }
        let parties = model.conversations.parties(handle).map {
            ConversationReport.Presence(
                name: text($0.person, kinds[.person]) ?? text($0.agent, kinds), presence: $0)
        }
        return ConversationReport(
            summary: summary(standing, kinds),
            tags: model.conversations.tags(handle).map { names.text(Names.symbols, $0) },
            parties: parties,
            course: model.conversations.course(handle).map {
                ConversationReport.Step(step: $0, responder: text($0.response?.by, kinds))
            })
    }

    /// How long customers waited for each human who answered, by name, whoever was in charge.
    ///
    /// - Complexity: O(facts that conversations read).
    public func responders() -> [ConversationResponder] {
        let kinds = NameKinds(catalog)
        var all: [String?: ConversationResponder] = [:]
        for (actor, figures) in model.conversations.responders() {
            // The envelope and the fields may name the same agent.
            let name = text(actor, kinds)
            var sum = all[name] ?? ConversationResponder(agent: name)
            sum.first = sum.first + figures.first
            sum.next = sum.next + figures.next
            all[name] = sum
        }
        return all.values.sorted { ($0.agent ?? "") < ($1.agent ?? "") }
    }

    // MARK: Handles and names

    /// Whether a filter permits a conversation; nil if it names something that nobody has met.
    private func permits(
        _ filter: ConversationFilter, _ kinds: NameKinds
    ) -> ((ConversationStanding) -> Bool)? {
        let channel = filter.channel.flatMap { symbol($0) }
        let person = filter.person.flatMap { handle($0, kinds[.person], Person.definition) }
        let queue = filter.queue.flatMap { handle($0, kinds[.queue], Queue.definition) }
        let agent = filter.agent.flatMap { handle($0, kinds[.agent], Agent.definition) }
        let actor = filter.agent.flatMap { symbol($0) }
        let isCall = filter.channel == "phone" || filter.channel == "video"
        if filter.channel != nil && channel == nil && !isCall { return nil }
        if filter.person != nil && person == nil { return nil }
        if filter.queue != nil && queue == nil { return nil }
        if filter.agent != nil && agent == nil && actor == nil { return nil }
        let agents = [
            agent.map { ConversationActor.agent($0) }, actor.map { ConversationActor.actor($0) },
        ].compactMap { $0 }
        return { standing in
            if let since = filter.since, standing.opened < since { return false }
            if let until = filter.until, standing.opened >= until { return false }
            if let person, standing.person != person { return false }
            if let queue, standing.queue != queue { return false }
            if !filter.phases.isEmpty && !filter.phases.contains(standing.phase) { return false }
            if !agents.isEmpty {
                let those = [standing.assignee, standing.resolvedBy, standing.firstResponder]
                guard those.contains(where: { $0.map { agents.contains($0) } ?? false }) else {
                    return false
                }
            }
            guard let word = filter.channel else { return true }
            if standing.channel == nil {
                return standing.hasCall && word == (standing.hasVideo ? "video" : "phone")
            }
            return standing.channel == channel || standing.firstChannel == channel
        }
    }

    private func summary(
        _ standing: ConversationStanding, _ kinds: NameKinds
    ) -> ConversationSummary {
        let told = standing.hasCall ? (standing.hasVideo ? "video" : "phone") : nil
        return ConversationSummary(
            sequence: sequence,
            conversation: text(standing.conversation, kinds[.conversation]) ?? "",
            standing: standing, channel: symbol(standing.channel) ?? told,
            firstChannel: symbol(standing.firstChannel) ?? told,
            assignee: text(standing.assignee, kinds), resolvedBy: text(standing.resolvedBy, kinds),
            firstResponder: text(standing.firstResponder, kinds),
            queue: text(standing.queue, kinds[.queue]),
            person: text(standing.person, kinds[.person]),
            visitor: text(standing.visitor, kinds[.visitor]),
            order: text(standing.order, kinds[.order]),
            filedUnder: text(standing.filedUnder, kinds[.case]),
            mergedInto: text(standing.mergedInto, kinds[.conversation]),
            topic: symbol(standing.topic), language: symbol(standing.language))
    }

    private func symbol(_ text: String) -> UInt32? {
        names.handle(Names.symbols, entity: "symbol", text)
    }

    private func symbol(_ handle: UInt32?) -> String? { text(handle, Names.symbols) }

    private func handle(
        _ text: String, _ kind: UInt8?, _ entity: EntityDefinition
    ) -> UInt32? {
        kind.flatMap { names.handle($0, entity: entity.name, text) }
    }

    private func text(_ handle: UInt32?, _ kind: UInt8?) -> String? {
        guard let handle, let kind else { return nil }
        return names.text(kind, handle)
    }

    private func text(_ actor: ConversationActor?, _ kinds: NameKinds) -> String? {
        switch actor {
        case nil: nil
        case .agent(let agent): text(agent, kinds[.agent])
        case .actor(let symbol): text(symbol, Names.symbols)
        }
    }
}

/// The catalog's numbers of the entities that conversations name.
private struct NameKinds {
    enum Entity: CaseIterable { case agent, queue, person, visitor, order, `case`, conversation }

    private var numbers: [Entity: UInt8] = [:]

    init(_ catalog: Catalog) {
        for entity in Entity.allCases {
            let definition =
                switch entity {
                case .agent: Agent.definition
                case .queue: Queue.definition
                case .person: Person.definition
                case .visitor: Visitor.definition
                case .order: Order.definition
                case .case: Case.definition
                case .conversation: Conversation.definition
                }
            numbers[entity] = catalog.entity(named: definition.name)?.number
        }
    }

    subscript(entity: Entity) -> UInt8? { numbers[entity] }
}

extension Replayed where Model == Models {
    /// The conversations that a filter permits, by name.
    public func conversations(_ filter: ConversationFilter = ConversationFilter())
        -> [ConversationSummary]
    {
        replay.conversations(filter)
    }

    /// Everything about one conversation; nil if no fact that is read tells of it.
    public func conversation(_ conversation: ConversationID) -> ConversationReport? {
        replay.conversation(conversation)
    }

    /// What the conversations that a filter permits come to.
    public func conversationTotals(_ filter: ConversationFilter = ConversationFilter())
        -> ConversationTotals
    {
        replay.conversationTotals(filter)
    }

    /// How long customers waited for each human who answered, as `Replay.responders`.
    public func responders() -> [ConversationResponder] { replay.responders() }
}
