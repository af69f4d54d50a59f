// The events of an agent's day: logged in, available, wrapping up, lost.

public import DaybookCoding

/// An agent logged in.
public struct AgentLoggedIn: Event {
    public static let type = "agent.logged_in"
    public var agent: AgentID = .blank
    public var kind: Symbol?
    public var reason: Symbol?
    /// Not used by a log-in.
    public var length: Microseconds?
    public init() {}
    public init(
        agent: AgentID, kind: Symbol? = nil, reason: Symbol? = nil, length: Microseconds? = nil
    ) {
        self.agent = agent
        self.kind = kind
        self.reason = reason
        self.length = length
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("kind", &kind)
        fields.visit("reason", &reason)
        fields.visit("length", &length)
    }
}

/// An agent logged out.
public struct AgentLoggedOut: Event {
    public static let type = "agent.logged_out"
    public var agent: AgentID = .blank
    public var kind: Symbol?
    public var reason: Symbol?
    /// The length of the log-in that ends.
    public var length: Microseconds?
    public init() {}
    public init(
        agent: AgentID, kind: Symbol? = nil, reason: Symbol? = nil, length: Microseconds? = nil
    ) {
        self.agent = agent
        self.kind = kind
        self.reason = reason
        self.length = length
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("kind", &kind)
        fields.visit("reason", &reason)
        fields.visit("length", &length)
    }
}

/// An agent became ready to serve.
public struct AgentBecameAvailable: Event {
    public static let type = "agent.became_available"
    public var agent: AgentID = .blank
    /// Only this queue; absent: all.
    public var queue: QueueID?
    public var reason: Symbol?
    /// Only these channels; absent: all.
    public var channels: [ChannelRow]?
    public init() {}
    public init(
        agent: AgentID, queue: QueueID? = nil, reason: Symbol? = nil, channels: [ChannelRow]? = nil
    ) {
        self.agent = agent
        self.queue = queue
        self.reason = reason
        self.channels = channels
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("reason", &reason)
        fields.visit("channels", &channels)
    }
}

/// An agent took a pause, or stopped serving.
public struct AgentBecameUnavailable: Event {
    public static let type = "agent.became_unavailable"
    public var agent: AgentID = .blank
    /// Only this queue; absent: all.
    public var queue: QueueID?
    public var reason: Symbol?
    /// Only these channels; absent: all.
    public var channels: [ChannelRow]?
    public init() {}
    public init(
        agent: AgentID, queue: QueueID? = nil, reason: Symbol? = nil, channels: [ChannelRow]? = nil
    ) {
        self.agent = agent
        self.queue = queue
        self.reason = reason
        self.channels = channels
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("reason", &reason)
        fields.visit("channels", &channels)
    }
}

/// An agent will pause when the last contact ends.
public struct AgentWillBecomeUnavailable: Event {
    public static let type = "agent.will_become_unavailable"
    public var agent: AgentID = .blank
    public var reason: Symbol?
    public init() {}
    public init(agent: AgentID, reason: Symbol? = nil) {
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// The connection to an agent died.
public struct AgentLost: Event {
    public static let type = "agent.lost"
    public var agent: AgentID = .blank
    /// When the agent was last heard of.
    public var lastSeen: Timestamp = .blank
    public init() {}
    public init(agent: AgentID, lastSeen: Timestamp) {
        self.agent = agent
        self.lastSeen = lastSeen
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("last_seen", &lastSeen)
    }
}

/// The connection to an agent came back.
public struct AgentFound: Event {
    public static let type = "agent.found"
    public var agent: AgentID = .blank
    public init() {}
    public init(agent: AgentID) {
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
    }
}

/// An agent began the work that follows a contact.
public struct AgentWrappingUp: Event {
    public static let type = "agent.wrapping_up"
    public var agent: AgentID = .blank
    public var conversation: ConversationID?
    public var queue: QueueID?
    public var length: Microseconds?
    public init() {}
    public init(
        agent: AgentID, conversation: ConversationID? = nil, queue: QueueID? = nil,
        length: Microseconds? = nil
    ) {
        self.agent = agent
        self.conversation = conversation
        self.queue = queue
        self.length = length
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
        fields.visit("length", &length)
    }
}

/// An agent finished the work that follows a contact.
public struct AgentWrappedUp: Event {
    public static let type = "agent.wrapped_up"
    public var agent: AgentID = .blank
    public var conversation: ConversationID?
    public var queue: QueueID?
    public var length: Microseconds?
    public init() {}
    public init(
        agent: AgentID, conversation: ConversationID? = nil, queue: QueueID? = nil,
        length: Microseconds? = nil
    ) {
        self.agent = agent
        self.conversation = conversation
        self.queue = queue
        self.length = length
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
        fields.visit("length", &length)
    }
}
