// The events of offering conversations to agents.

public import DaybookCoding

/// A conversation was offered to an agent.
public struct OfferMade: Event {
    public static let type = "offer.made"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// The queue from which the conversation comes.
    public var queue: QueueID?
    public var expires: Timestamp?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, queue: QueueID? = nil,
        expires: Timestamp? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.queue = queue
        self.expires = expires
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("expires", &expires)
    }
}

/// An agent took an offer.
public struct OfferAccepted: Event {
    public static let type = "offer.accepted"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the agent was asked.
    public var ring: Microseconds?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, ring: Microseconds? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("ring", &ring)
    }
}

/// An agent turned an offer down.
public struct OfferRejected: Event {
    public static let type = "offer.rejected"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the agent was asked.
    public var ring: Microseconds?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, ring: Microseconds? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("ring", &ring)
    }
}

/// An agent did not answer an offer in time.
public struct OfferTimedOut: Event {
    public static let type = "offer.timed_out"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the agent was asked.
    public var ring: Microseconds?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, ring: Microseconds? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("ring", &ring)
    }
}

/// An offer was taken back by the one who made it.
public struct OfferRescinded: Event {
    public static let type = "offer.rescinded"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the agent was asked.
    public var ring: Microseconds?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, ring: Microseconds? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("ring", &ring)
    }
}

/// An offer lapsed, for the customer had gone.
public struct OfferWithdrawn: Event {
    public static let type = "offer.withdrawn"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the agent was asked.
    public var ring: Microseconds?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, ring: Microseconds? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("ring", &ring)
    }
}

/// An offer could not be delivered to its agent.
public struct OfferFailed: Event {
    public static let type = "offer.failed"
    public var offer: OfferID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the agent was asked.
    public var ring: Microseconds?
    public init() {}
    public init(
        offer: OfferID, conversation: ConversationID, agent: AgentID, ring: Microseconds? = nil
    ) {
        self.offer = offer
        self.conversation = conversation
        self.agent = agent
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("offer", &offer)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("ring", &ring)
    }
}
