// The events of who can serve, in which queues, and how much at once.

public import DaybookCoding

/// An agent was made known by name.
public struct AgentRegistered: Event {
    public static let type = "agent.registered"
    public var agent: AgentID = .blank
    public var name: PersonalText = .blank
    public init() {}
    public init(agent: AgentID, name: PersonalText) {
        self.agent = agent
        self.name = name
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("name", &name)
    }
}

/// An agent's skills were set.
public struct AgentSkilled: Event {
    public static let type = "agent.skilled"
    public var agent: AgentID = .blank
    public var skills: [SkillLevel] = []
    public init() {}
    public init(agent: AgentID, skills: [SkillLevel]) {
        self.agent = agent
        self.skills = skills
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("skills", &skills)
    }
}

/// An agent came to serve a queue.
public struct AgentJoinedQueue: Event {
    public static let type = "agent.joined_queue"
    public var agent: AgentID = .blank
    public var queue: QueueID = .blank
    /// The agent is asked later, the larger it is.
    public var penalty: Int64?
    public init() {}
    public init(agent: AgentID, queue: QueueID, penalty: Int64? = nil) {
        self.agent = agent
        self.queue = queue
        self.penalty = penalty
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("penalty", &penalty)
    }
}

/// An agent no longer serves a queue.
public struct AgentLeftQueue: Event {
    public static let type = "agent.left_queue"
    public var agent: AgentID = .blank
    public var queue: QueueID = .blank
    /// The penalty that the agent had.
    public var penalty: Int64?
    public init() {}
    public init(agent: AgentID, queue: QueueID, penalty: Int64? = nil) {
        self.agent = agent
        self.queue = queue
        self.penalty = penalty
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("penalty", &penalty)
    }
}

/// It was set how much an agent can do at once.
public struct AgentCapacitySet: Event {
    public static let type = "agent.capacity_set"
    public var agent: AgentID = .blank
    /// The sum of costs that is allowed at once.
    public var total: Milli = .blank
    public var channels: [ChannelCapacity]?
    public init() {}
    public init(agent: AgentID, total: Milli, channels: [ChannelCapacity]? = nil) {
        self.agent = agent
        self.total = total
        self.channels = channels
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("total", &total)
        fields.visit("channels", &channels)
    }
}

/// An agent was scheduled to work, or for another activity.
public struct AgentScheduled: Event {
    public static let type = "agent.scheduled"
    public var agent: AgentID = .blank
    public var from: Timestamp = .blank
    public var until: Timestamp = .blank
    /// Absent: at work; else a break, a training.
    public var activity: Symbol?
    public init() {}
    public init(agent: AgentID, from: Timestamp, until: Timestamp, activity: Symbol? = nil) {
        self.agent = agent
        self.from = from
        self.until = until
        self.activity = activity
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("from", &from)
        fields.visit("until", &until)
        fields.visit("activity", &activity)
    }
}
