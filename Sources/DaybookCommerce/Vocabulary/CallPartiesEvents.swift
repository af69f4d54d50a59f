// The events of who takes part in a call, and where it goes.

public import DaybookCoding

/// A party joined a call.
public struct CallPartyJoined: Event {
    public static let type = "call.party_joined"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var agent: AgentID?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, party: Symbol, agent: AgentID? = nil, conversation: ConversationID? = nil
    ) {
        self.call = call
        self.party = party
        self.agent = agent
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("agent", &agent)
        fields.visit("conversation", &conversation)
    }
}

/// A party left a call.
public struct CallPartyLeft: Event {
    public static let type = "call.party_left"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var agent: AgentID?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, party: Symbol, agent: AgentID? = nil, conversation: ConversationID? = nil
    ) {
        self.call = call
        self.party = party
        self.agent = agent
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("agent", &agent)
        fields.visit("conversation", &conversation)
    }
}

/// A call was transferred.
public struct CallTransferred: Event {
    public static let type = "call.transferred"
    public var call: CallID = .blank
    public var kind: TransferKind = .blank
    public var agent: AgentID?
    public var toAgent: AgentID?
    public var toQueue: QueueID?
    /// The number it went to.
    public var to: PersonalText?
    /// The queue it came from.
    public var queue: QueueID?
    /// How long was talked.
    public var talk: Microseconds?
    /// How long the call was on hold.
    public var hold: Microseconds?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, kind: TransferKind, agent: AgentID? = nil, toAgent: AgentID? = nil,
        toQueue: QueueID? = nil, to: PersonalText? = nil, queue: QueueID? = nil,
        talk: Microseconds? = nil, hold: Microseconds? = nil, conversation: ConversationID? = nil
    ) {
        self.call = call
        self.kind = kind
        self.agent = agent
        self.toAgent = toAgent
        self.toQueue = toQueue
        self.to = to
        self.queue = queue
        self.talk = talk
        self.hold = hold
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("kind", &kind)
        fields.visit("agent", &agent)
        fields.visit("to_agent", &toAgent)
        fields.visit("to_queue", &toQueue)
        fields.visit("to", &to)
        fields.visit("queue", &queue)
        fields.visit("talk", &talk)
        fields.visit("hold", &hold)
        fields.visit("conversation", &conversation)
    }
}

/// An agent consulted another one during a call.
public struct CallConsulted: Event {
    public static let type = "call.consulted"
    public var call: CallID = .blank
    public var agent: AgentID = .blank
    /// The agent who was asked.
    public var with: AgentID = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, agent: AgentID, with: AgentID, conversation: ConversationID? = nil) {
        self.call = call
        self.agent = agent
        self.with = with
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("agent", &agent)
        fields.visit("with", &with)
        fields.visit("conversation", &conversation)
    }
}

/// A supervisor listened to, or took part in, a call.
public struct CallSupervised: Event {
    public static let type = "call.supervised"
    public var call: CallID = .blank
    public var agent: AgentID = .blank
    public var mode: SupervisionMode = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, agent: AgentID, mode: SupervisionMode, conversation: ConversationID? = nil
    ) {
        self.call = call
        self.agent = agent
        self.mode = mode
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("agent", &agent)
        fields.visit("mode", &mode)
        fields.visit("conversation", &conversation)
    }
}

/// Two calls turned out to be one, as after an attended transfer.
public struct CallJoinedLegs: Event {
    public static let type = "call.joined_legs"
    public var call: CallID = .blank
    /// The other id of the same call.
    public var with: CallID = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, with: CallID, conversation: ConversationID? = nil) {
        self.call = call
        self.with = with
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("with", &with)
        fields.visit("conversation", &conversation)
    }
}
