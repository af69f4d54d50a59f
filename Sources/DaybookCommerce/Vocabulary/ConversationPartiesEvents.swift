// The events of who takes part in a conversation and who is to serve it.

public import DaybookCoding

/// A party joined a conversation.
public struct ConversationJoined: Event {
    public static let type = "conversation.joined"
    public var conversation: ConversationID = .blank
    public var party: Party = .blank
    public var agent: AgentID?
    public var person: PersonID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, party: Party, agent: AgentID? = nil, person: PersonID? = nil,
        reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.party = party
        self.agent = agent
        self.person = person
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("party", &party)
        fields.visit("agent", &agent)
        fields.visit("person", &person)
        fields.visit("reason", &reason)
    }
}

/// A party left a conversation.
public struct ConversationLeft: Event {
    public static let type = "conversation.left"
    public var conversation: ConversationID = .blank
    public var party: Party = .blank
    public var agent: AgentID?
    public var person: PersonID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, party: Party, agent: AgentID? = nil, person: PersonID? = nil,
        reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.party = party
        self.agent = agent
        self.person = person
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("party", &party)
        fields.visit("agent", &agent)
        fields.visit("person", &person)
        fields.visit("reason", &reason)
    }
}

/// A conversation was given to an agent.
public struct ConversationAssigned: Event {
    public static let type = "conversation.assigned"
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    public var queue: QueueID?
    public var how: AssignmentWay = .blank
    public init() {}
    public init(
        conversation: ConversationID, agent: AgentID, queue: QueueID? = nil, how: AssignmentWay
    ) {
        self.conversation = conversation
        self.agent = agent
        self.queue = queue
        self.how = how
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("how", &how)
    }
}

/// An agent handed a conversation on.
public struct ConversationHandedOn: Event {
    public static let type = "conversation.handed_on"
    public var conversation: ConversationID = .blank
    /// The agent who handed it on.
    public var from: AgentID = .blank
    /// The agent who shall serve now.
    public var to: AgentID?
    /// The queue that shall serve now.
    public var toQueue: QueueID?
    public var kind: HandOnKind = .blank
    public init() {}
    public init(
        conversation: ConversationID, from: AgentID, to: AgentID? = nil, toQueue: QueueID? = nil,
        kind: HandOnKind
    ) {
        self.conversation = conversation
        self.from = from
        self.to = to
        self.toQueue = toQueue
        self.kind = kind
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("from", &from)
        fields.visit("to", &to)
        fields.visit("to_queue", &toQueue)
        fields.visit("kind", &kind)
    }
}

/// An agent no longer serves a conversation.
public struct ConversationReleased: Event {
    public static let type = "conversation.released"
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    public var reason: ReleaseReason = .blank
    public init() {}
    public init(conversation: ConversationID, agent: AgentID, reason: ReleaseReason) {
        self.conversation = conversation
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}
