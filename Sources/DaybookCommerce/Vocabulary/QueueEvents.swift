// The events of queues: what they are, who waits in them, and how the wait ended.

public import DaybookCoding

/// A queue's rules were set.
public struct QueueDefined: Event {
    public static let type = "queue.defined"
    public var queue: QueueID = .blank
    public var skills: [SkillLevel]?
    public var policy: PolicyID?
    /// The wait within which a customer shall be served.
    public var threshold: Microseconds?
    /// A wait given up sooner does not count as abandoned.
    public var shortAbandon: Microseconds?
    /// How many may wait.
    public var capacity: Int64?
    public var maxWait: Microseconds?
    /// Where those go who waited longest.
    public var overflow: QueueID?
    /// The queue's share of agents that serve several.
    public var weight: Int64?
    public var calendar: Symbol?
    public init() {}
    public init(
        queue: QueueID, skills: [SkillLevel]? = nil, policy: PolicyID? = nil,
        threshold: Microseconds? = nil, shortAbandon: Microseconds? = nil, capacity: Int64? = nil,
        maxWait: Microseconds? = nil, overflow: QueueID? = nil, weight: Int64? = nil,
        calendar: Symbol? = nil
    ) {
        self.queue = queue
        self.skills = skills
        self.policy = policy
        self.threshold = threshold
        self.shortAbandon = shortAbandon
        self.capacity = capacity
        self.maxWait = maxWait
        self.overflow = overflow
        self.weight = weight
        self.calendar = calendar
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("queue", &queue)
        fields.visit("skills", &skills)
        fields.visit("policy", &policy)
        fields.visit("threshold", &threshold)
        fields.visit("short_abandon", &shortAbandon)
        fields.visit("capacity", &capacity)
        fields.visit("max_wait", &maxWait)
        fields.visit("overflow", &overflow)
        fields.visit("weight", &weight)
        fields.visit("calendar", &calendar)
    }
}

/// A conversation began to wait in a queue.
public struct QueueEntered: Event {
    public static let type = "queue.entered"
    public var conversation: ConversationID = .blank
    public var queue: QueueID = .blank
    public var call: CallID?
    /// The larger number goes first.
    public var priority: Int64?
    /// The place in the queue, from 1.
    public var position: Int64?
    /// When the customer first began to wait.
    public var original: Timestamp?
    public var reason: QueueReason = .blank
    public init() {}
    public init(
        conversation: ConversationID, queue: QueueID, call: CallID? = nil, priority: Int64? = nil,
        position: Int64? = nil, original: Timestamp? = nil, reason: QueueReason
    ) {
        self.conversation = conversation
        self.queue = queue
        self.call = call
        self.priority = priority
        self.position = position
        self.original = original
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
        fields.visit("call", &call)
        fields.visit("priority", &priority)
        fields.visit("position", &position)
        fields.visit("original", &original)
        fields.visit("reason", &reason)
    }
}

/// A waiting customer was told his or her place.
public struct QueuePositionTold: Event {
    public static let type = "queue.position_told"
    public var conversation: ConversationID = .blank
    public var queue: QueueID = .blank
    public var position: Int64 = .blank
    /// The estimated wait that was told.
    public var wait: Microseconds?
    public init() {}
    public init(
        conversation: ConversationID, queue: QueueID, position: Int64, wait: Microseconds? = nil
    ) {
        self.conversation = conversation
        self.queue = queue
        self.position = position
        self.wait = wait
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
        fields.visit("position", &position)
        fields.visit("wait", &wait)
    }
}

/// A queue asked less of the agents for a conversation that waits long.
public struct QueueRelaxed: Event {
    public static let type = "queue.relaxed"
    public var conversation: ConversationID = .blank
    public var queue: QueueID = .blank
    /// How often that happened by now.
    public var step: Int64 = .blank
    public init() {}
    public init(conversation: ConversationID, queue: QueueID, step: Int64) {
        self.conversation = conversation
        self.queue = queue
        self.step = step
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
        fields.visit("step", &step)
    }
}

/// A waiting conversation was moved to another queue.
public struct QueueMoved: Event {
    public static let type = "queue.moved"
    public var conversation: ConversationID = .blank
    public var from: QueueID = .blank
    public var to: QueueID = .blank
    public var reason: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, from: QueueID, to: QueueID, reason: Symbol) {
        self.conversation = conversation
        self.from = from
        self.to = to
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("from", &from)
        fields.visit("to", &to)
        fields.visit("reason", &reason)
    }
}

/// A conversation no longer waits in a queue.
public struct QueueLeft: Event {
    public static let type = "queue.left"
    public var conversation: ConversationID = .blank
    public var queue: QueueID = .blank
    public var outcome: QueueOutcome = .blank
    /// The place in the queue at the end, from 1.
    public var position: Int64?
    /// The place in the queue at the start, from 1.
    public var originalPosition: Int64?
    /// How long the customer has waited.
    public var wait: Microseconds?
    public var agent: AgentID?
    public init() {}
    public init(
        conversation: ConversationID, queue: QueueID, outcome: QueueOutcome, position: Int64? = nil,
        originalPosition: Int64? = nil, wait: Microseconds? = nil, agent: AgentID? = nil
    ) {
        self.conversation = conversation
        self.queue = queue
        self.outcome = outcome
        self.position = position
        self.originalPosition = originalPosition
        self.wait = wait
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
        fields.visit("outcome", &outcome)
        fields.visit("position", &position)
        fields.visit("original_position", &originalPosition)
        fields.visit("wait", &wait)
        fields.visit("agent", &agent)
    }
}

/// A caller who gave up came back within grace: the abandon does not count.
public struct QueueRejoined: Event {
    public static let type = "queue.rejoined"
    public var conversation: ConversationID = .blank
    public var queue: QueueID = .blank
    public init() {}
    public init(conversation: ConversationID, queue: QueueID) {
        self.conversation = conversation
        self.queue = queue
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("queue", &queue)
    }
}
