// The events of consent, of erasure, and of who looked at what.

public import DaybookCoding

/// A customer gave, limited or withdrew consent.
public struct ConsentChanged: Event {
    public static let type = "consent.changed"
    public var visitor: VisitorID?
    public var person: PersonID?
    public var action: ConsentAction = .blank
    /// What it covers, where only something was allowed.
    public var scopes: [ScopeRow]?
    /// The legal ground, as `contract`.
    public var basis: Symbol?
    public init() {}
    public init(
        visitor: VisitorID? = nil, person: PersonID? = nil, action: ConsentAction,
        scopes: [ScopeRow]? = nil, basis: Symbol? = nil
    ) {
        self.visitor = visitor
        self.person = person
        self.action = action
        self.scopes = scopes
        self.basis = basis
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("action", &action)
        fields.visit("scopes", &scopes)
        fields.visit("basis", &basis)
    }
}

/// A person said whether, and when, to be written to or called on a channel.
public struct ContactPreferenceSet: Event {
    public static let type = "contact_preference.set"
    public var person: PersonID = .blank
    public var channel: Symbol = .blank
    public var allowed: Bool = .blank
    /// The place among the preferred channels, from 1.
    public var rank: Int64?
    /// The minute of the day, in UTC, from which the person wants quiet.
    public var quietFrom: Int64?
    /// The minute of the day, in UTC, until which the person wants quiet.
    public var quietUntil: Int64?
    public init() {}
    public init(
        person: PersonID, channel: Symbol, allowed: Bool, rank: Int64? = nil,
        quietFrom: Int64? = nil, quietUntil: Int64? = nil
    ) {
        self.person = person
        self.channel = channel
        self.allowed = allowed
        self.rank = rank
        self.quietFrom = quietFrom
        self.quietUntil = quietUntil
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("channel", &channel)
        fields.visit("allowed", &allowed)
        fields.visit("rank", &rank)
        fields.visit("quiet_from", &quietFrom)
        fields.visit("quiet_until", &quietUntil)
    }
}

/// A customer allowed or forbade the recording of a conversation.
public struct RecordingConsentChanged: Event {
    public static let type = "recording_consent.changed"
    public var conversation: ConversationID = .blank
    public var given: Bool = .blank
    public init() {}
    public init(conversation: ConversationID, given: Bool) {
        self.conversation = conversation
        self.given = given
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("given", &given)
    }
}

/// Someone asked for the erasure of personal data.
public struct ErasureRequested: Event {
    public static let type = "erasure.requested"
    public var visitor: VisitorID?
    public var person: PersonID?
    public var agent: AgentID?
    public init() {}
    public init(visitor: VisitorID? = nil, person: PersonID? = nil, agent: AgentID? = nil) {
        self.visitor = visitor
        self.person = person
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("agent", &agent)
    }
}

/// The personal data of someone were erased.
public struct ErasureCompleted: Event {
    public static let type = "erasure.completed"
    public var visitor: VisitorID?
    public var person: PersonID?
    public var agent: AgentID?
    public init() {}
    public init(visitor: VisitorID? = nil, person: PersonID? = nil, agent: AgentID? = nil) {
        self.visitor = visitor
        self.person = person
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("agent", &agent)
    }
}

/// What was older than a moment was removed by rule.
public struct RetentionApplied: Event {
    public static let type = "retention.applied"
    /// What happened earlier was removed.
    public var before: Timestamp = .blank
    /// The kinds of facts; absent: all.
    public var kinds: [KindRow]?
    public init() {}
    public init(before: Timestamp, kinds: [KindRow]? = nil) {
        self.before = before
        self.kinds = kinds
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("before", &before)
        fields.visit("kinds", &kinds)
    }
}

/// Someone looked at personal data.
public struct RecordViewed: Event {
    public static let type = "record.viewed"
    public var conversation: ConversationID?
    public var person: PersonID?
    public var agent: AgentID?
    /// What was looked at, as `transcript`.
    public var what: Symbol = .blank
    public init() {}
    public init(
        conversation: ConversationID? = nil, person: PersonID? = nil, agent: AgentID? = nil,
        what: Symbol
    ) {
        self.conversation = conversation
        self.person = person
        self.agent = agent
        self.what = what
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("person", &person)
        fields.visit("agent", &agent)
        fields.visit("what", &what)
    }
}

/// A legal hold was placed: erasure waits.
public struct HoldPlaced: Event {
    public static let type = "hold.placed"
    public var person: PersonID?
    public var order: OrderID?
    public var reason: Symbol = .blank
    public init() {}
    public init(person: PersonID? = nil, order: OrderID? = nil, reason: Symbol) {
        self.person = person
        self.order = order
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("order", &order)
        fields.visit("reason", &reason)
    }
}

/// A legal hold was lifted.
public struct HoldLifted: Event {
    public static let type = "hold.lifted"
    public var person: PersonID?
    public var order: OrderID?
    public var reason: Symbol = .blank
    public init() {}
    public init(person: PersonID? = nil, order: OrderID? = nil, reason: Symbol) {
        self.person = person
        self.order = order
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("person", &person)
        fields.visit("order", &order)
        fields.visit("reason", &reason)
    }
}
