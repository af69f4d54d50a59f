// The agents' answers with names in place of handles.

public import DaybookCoding
internal import DaybookCommerce
public import DaybookModels

/// Where an agent stands, with the names it is told by.
public struct AgentBoard: Sendable {
    /// One conversation that the agent has, or is offered.
    public struct Engagement: Sendable {
        /// The conversation, and the channel it is on.
        public let conversation: String
        public let channel: String?
        /// Since when, as what, and by which fact.
        public let engagement: AgentEngagement
    }

    /// A stretch of time in which nothing changed.
    public struct Stretch: Sendable {
        /// The reason for being unavailable.
        public let reason: String?
        /// The stretch itself.
        public let stretch: AgentStretch
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The agent.
    public let agent: String
    /// Where the agent stands, with all figures; its handles are of no use here.
    public let standing: AgentStanding
    /// The reason for being unavailable.
    public let reason: String?
    /// What the agent has, in the order in which it came.
    public let engagements: [Engagement]
    /// What the agent can serve at once, as told.
    public let capacity: AgentCapacity<String>?

    /// The slots of one channel.
    public struct Slots: Hashable, Sendable {
        /// The channel.
        public let channel: String
        /// How many contacts of it the agent can serve with nothing else to do, how many there are,
        /// offers too, and how many more fit; `Int64.max`: as many as one likes.
        public let all, used, free: Int64
    }

    /// The slots of each channel; empty if no capacity is told.
    public var slots: [Slots] {
        guard let capacity else { return [] }
        let served = engagements.map { $0.channel ?? "" }
        return capacity.shares.map { share in
            Slots(
                channel: share.channel, all: capacity.free(share.channel),
                used: Int64(served.count { $0 == share.channel }),
                free: capacity.free(share.channel, beside: served))
        }
    }

    /// Whether one more contact of a channel can be given to the agent now.
    ///
    /// An agent of whom no capacity is told takes one call and nothing else.
    public func fits(_ channel: String) -> Bool {
        guard standing.presence == .routable, !standing.wantsToLeave else { return false }
        return (capacity ?? .assumed).fits(channel, beside: engagements.map { $0.channel ?? "" })
    }
}

extension Replay where Model == Models {
    /// Every agent, by name.
    ///
    /// - Parameter now: lets the time since each agent's last fact count.
    /// - Complexity: O(agents).
    public func agents(asOf now: Timestamp? = nil) -> [AgentBoard] {
        var boards: [AgentBoard] = []
        let kinds = DeskKinds(catalog)
        model.agents.forEach(asOf: now) { boards.append(board($0, kinds)) }
        return boards.sorted { $0.agent < $1.agent }
    }

    /// One agent; nil if no fact that is read tells of the agent.
    public func agent(_ agent: AgentID, asOf now: Timestamp? = nil) -> AgentBoard? {
        let kinds = DeskKinds(catalog)
        guard let handle = handle(agent, kinds),
            let standing = model.agents.standing(handle, asOf: now)
        else { return nil }
        return board(standing, kinds)
    }

    /// How an agent's time went within a span, in stretches that follow each other.
    ///
    /// - Complexity: O(facts of the agent).
    public func timeLine(_ agent: AgentID, in span: Range<Timestamp>) -> [AgentBoard.Stretch] {
        guard let handle = handle(agent, DeskKinds(catalog)) else { return [] }
        return model.agents.timeLine(handle, in: span).map { stretch in
            AgentBoard.Stretch(
                reason: stretch.reason.map { names.text(Names.symbols, $0) }, stretch: stretch)
        }
    }

    /// How many different conversations an agent took up.
    ///
    /// - Complexity: O(facts of the agent).
    public func distinctConversations(_ agent: AgentID) -> Int {
        handle(agent, DeskKinds(catalog)).map { model.agents.distinctConversations($0) } ?? 0
    }

    private func handle(_ agent: AgentID, _ kinds: DeskKinds) -> UInt32? {
        kinds.agent.flatMap { names.handle($0, entity: Agent.definition.name, agent.text) }
    }

    private func board(_ standing: AgentStanding, _ kinds: DeskKinds) -> AgentBoard {
        let engagements = standing.engagements.map { engagement in
            AgentBoard.Engagement(
                conversation: kinds.conversation.map {
                    names.text($0, engagement.conversation)
                } ?? "",
                channel: channel(of: engagement), engagement: engagement)
        }
        return AgentBoard(
            sequence: sequence,
            agent: kinds.agent.map { names.text($0, standing.agent) } ?? "", standing: standing,
            reason: standing.reason.map { names.text(Names.symbols, $0) },
            engagements: engagements,
            capacity: model.agents.capacity(standing.agent)?.map { names.text(Names.symbols, $0) })
    }

    private func channel(of engagement: AgentEngagement) -> String? {
        let standing = model.conversations.standing(engagement.conversation)
        if let channel = standing?.channel { return names.text(Names.symbols, channel) }
        guard engagement.isCall || standing?.hasCall ?? false else { return nil }
        return standing?.hasVideo ?? false ? "video" : "phone"
    }
}

/// The catalog's numbers of what agents' answers name.
private struct DeskKinds {
    let agent, conversation: UInt8?

    init(_ catalog: Catalog) {
        agent = catalog.entity(named: Agent.definition.name)?.number
        conversation = catalog.entity(named: Conversation.definition.name)?.number
    }
}

extension Replayed where Model == Models {
    /// Every agent, by name.
    public func agents(asOf now: Timestamp? = nil) -> [AgentBoard] { replay.agents(asOf: now) }

    /// One agent; nil if no fact that is read tells of the agent.
    public func agent(_ agent: AgentID, asOf now: Timestamp? = nil) -> AgentBoard? {
        replay.agent(agent, asOf: now)
    }

    /// How an agent's time went within a span, in stretches that follow each other.
    public func timeLine(_ agent: AgentID, in span: Range<Timestamp>) -> [AgentBoard.Stretch] {
        replay.timeLine(agent, in: span)
    }

    /// How many different conversations an agent took up.
    public func distinctConversations(_ agent: AgentID) -> Int {
        replay.distinctConversations(agent)
    }
}
