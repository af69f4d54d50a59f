// The events of calling a customer back.

public import DaybookCoding

/// A customer asked to be called back.
public struct CallbackRequested: Event {
    public static let type = "callback.requested"
    public var conversation: ConversationID = .blank
    /// When the customer is to be called.
    public var at: Timestamp?
    /// The queue from which the customer is called.
    public var queue: QueueID?
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, at: Timestamp? = nil, queue: QueueID? = nil,
        agent: AgentID? = nil, reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.at = at
        self.queue = queue
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("at", &at)
        fields.visit("queue", &queue)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// It was set when a customer will be called back.
public struct CallbackScheduled: Event {
    public static let type = "callback.scheduled"
    public var conversation: ConversationID = .blank
    /// When the customer is to be called.
    public var at: Timestamp?
    /// The queue from which the customer is called.
    public var queue: QueueID?
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, at: Timestamp? = nil, queue: QueueID? = nil,
        agent: AgentID? = nil, reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.at = at
        self.queue = queue
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("at", &at)
        fields.visit("queue", &queue)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// A customer was called back, and was perhaps not reached.
public struct CallbackAttempted: Event {
    public static let type = "callback.attempted"
    public var conversation: ConversationID = .blank
    /// When the customer is to be called.
    public var at: Timestamp?
    /// The queue from which the customer is called.
    public var queue: QueueID?
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, at: Timestamp? = nil, queue: QueueID? = nil,
        agent: AgentID? = nil, reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.at = at
        self.queue = queue
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("at", &at)
        fields.visit("queue", &queue)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// A customer was called back and reached.
public struct CallbackCompleted: Event {
    public static let type = "callback.completed"
    public var conversation: ConversationID = .blank
    /// When the customer is to be called.
    public var at: Timestamp?
    /// The queue from which the customer is called.
    public var queue: QueueID?
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, at: Timestamp? = nil, queue: QueueID? = nil,
        agent: AgentID? = nil, reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.at = at
        self.queue = queue
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("at", &at)
        fields.visit("queue", &queue)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// A call back was given up.
public struct CallbackFailed: Event {
    public static let type = "callback.failed"
    public var conversation: ConversationID = .blank
    /// When the customer is to be called.
    public var at: Timestamp?
    /// The queue from which the customer is called.
    public var queue: QueueID?
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, at: Timestamp? = nil, queue: QueueID? = nil,
        agent: AgentID? = nil, reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.at = at
        self.queue = queue
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("at", &at)
        fields.visit("queue", &queue)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}
