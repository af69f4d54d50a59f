// The events of what is decided by rule: routing, scores, service levels.

public import DaybookCoding

/// A policy of routing was set up, in one of its versions.
public struct RoutingPolicyDefined: Event {
    public static let type = "routing_policy.defined"
    public var policy: PolicyID = .blank
    public var version: Int64 = .blank
    /// The algorithm, as `longest_idle`.
    public var kind: Symbol = .blank
    public var parameters: Text = .blank
    public init() {}
    public init(policy: PolicyID, version: Int64, kind: Symbol, parameters: Text) {
        self.policy = policy
        self.version = version
        self.kind = kind
        self.parameters = parameters
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("policy", &policy)
        fields.visit("version", &version)
        fields.visit("kind", &kind)
        fields.visit("parameters", &parameters)
    }
}

/// It was decided who gets a conversation, and why.
public struct RoutingDecided: Event {
    public static let type = "routing.decided"
    public var conversation: ConversationID = .blank
    public var policy: PolicyID = .blank
    /// The version of the policy.
    public var version: Int64 = .blank
    /// Who could have had it, with how well each suits.
    public var candidates: [RoutingCandidate] = []
    public var chosen: AgentID?
    /// A checksum of what the policy saw.
    public var state: Int64 = .blank
    public init() {}
    public init(
        conversation: ConversationID, policy: PolicyID, version: Int64,
        candidates: [RoutingCandidate], chosen: AgentID? = nil, state: Int64
    ) {
        self.conversation = conversation
        self.policy = policy
        self.version = version
        self.candidates = candidates
        self.chosen = chosen
        self.state = state
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("policy", &policy)
        fields.visit("version", &version)
        fields.visit("candidates", &candidates)
        fields.visit("chosen", &chosen)
        fields.visit("state", &state)
    }
}

/// A model of scores was set up, in one of its versions.
public struct ModelDefined: Event {
    public static let type = "model.defined"
    public var model: Symbol = .blank
    public var version: Int64 = .blank
    /// The coefficients, so that a score can be computed again.
    public var parameters: Text = .blank
    public init() {}
    public init(model: Symbol, version: Int64, parameters: Text) {
        self.model = model
        self.version = version
        self.parameters = parameters
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("model", &model)
        fields.visit("version", &version)
        fields.visit("parameters", &parameters)
    }
}

/// The hours of work were set.
public struct CalendarDefined: Event {
    public static let type = "calendar.defined"
    public var calendar: Symbol = .blank
    /// The hours as explicit intervals: no time-zone tables at replay.
    public var open: [OpenInterval] = []
    public init() {}
    public init(calendar: Symbol, open: [OpenInterval]) {
        self.calendar = calendar
        self.open = open
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("calendar", &calendar)
        fields.visit("open", &open)
    }
}

/// It was set what is promised.
public struct SLADefined: Event {
    public static let type = "sla.defined"
    public var policy: PolicyID = .blank
    /// The place among the promises: the first that fits is made.
    public var position: Int64 = .blank
    public var targets: [PromiseTarget] = []
    /// The states of a conversation in which its clocks stand still.
    public var pauseOn: [StateRow]?
    public init() {}
    public init(
        policy: PolicyID, position: Int64, targets: [PromiseTarget], pauseOn: [StateRow]? = nil
    ) {
        self.policy = policy
        self.position = position
        self.targets = targets
        self.pauseOn = pauseOn
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("policy", &policy)
        fields.visit("position", &position)
        fields.visit("targets", &targets)
        fields.visit("pause_on", &pauseOn)
    }
}

/// A promise was made for a conversation.
public struct SLAApplied: Event {
    public static let type = "sla.applied"
    public var conversation: ConversationID = .blank
    public var policy: PolicyID = .blank
    public init() {}
    public init(conversation: ConversationID, policy: PolicyID) {
        self.conversation = conversation
        self.policy = policy
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("policy", &policy)
    }
}

/// A promise for a conversation was withdrawn; its clocks end as removed, not as kept.
public struct SLARemoved: Event {
    public static let type = "sla.removed"
    public var conversation: ConversationID = .blank
    public var policy: PolicyID = .blank
    public init() {}
    public init(conversation: ConversationID, policy: PolicyID) {
        self.conversation = conversation
        self.policy = policy
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("policy", &policy)
    }
}
