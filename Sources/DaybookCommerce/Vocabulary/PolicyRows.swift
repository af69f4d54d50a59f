// The rows of lists in events of policies and consent.

public import DaybookCoding

/// An agent who could have had a conversation.
public struct RoutingCandidate: Fields {
    public var agent: AgentID = .blank
    /// How well the agent suits; the larger goes first.
    public var score: Milli = .blank
    public init() {}
    public init(agent: AgentID, score: Milli) {
        self.agent = agent
        self.score = score
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("agent", &agent)
        fields.visit("score", &score)
    }
}

/// An interval of a calendar, its end not included.
public struct OpenInterval: Fields {
    public var from: Timestamp = .blank
    public var until: Timestamp = .blank
    public init() {}
    public init(from: Timestamp, until: Timestamp) {
        self.from = from
        self.until = until
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("from", &from)
        fields.visit("until", &until)
    }
}

/// What is promised of one measure.
public struct PromiseTarget: Fields {
    public var metric: PromiseMetric = .blank
    public var within: Microseconds = .blank
    /// Absent: for conversations of any priority.
    public var priority: Int64?
    /// The hours that count; absent: all.
    public var calendar: Symbol?
    public init() {}
    public init(
        metric: PromiseMetric, within: Microseconds, priority: Int64? = nil,
        calendar: Symbol? = nil
    ) {
        self.metric = metric
        self.within = within
        self.priority = priority
        self.calendar = calendar
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("metric", &metric)
        fields.visit("within", &within)
        fields.visit("priority", &priority)
        fields.visit("calendar", &calendar)
    }
}

/// One state of a list.
public struct StateRow: Fields {
    public var state: Symbol = .blank
    public init() {}
    public init(state: Symbol) {
        self.state = state
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("state", &state)
    }
}

/// One thing that consent covers, as `analytics`.
public struct ScopeRow: Fields {
    public var scope: Symbol = .blank
    public init() {}
    public init(scope: Symbol) {
        self.scope = scope
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("scope", &scope)
    }
}

/// One kind of a list.
public struct KindRow: Fields {
    public var kind: Symbol = .blank
    public init() {}
    public init(kind: Symbol) {
        self.kind = kind
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("kind", &kind)
    }
}
