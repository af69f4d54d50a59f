// The events of a conversation's life: opened, resolved, reopened, closed.

public import DaybookCoding

/// A conversation with a customer began.
public struct ConversationOpened: Event {
    public static let type = "conversation.opened"
    public var conversation: ConversationID = .blank
    public var channel: Symbol = .blank
    public var initiator: Initiator = .blank
    public var visitor: VisitorID?
    public var person: PersonID?
    public var subject: PersonalText?
    /// The language tag, as `de`.
    public var language: Symbol?
    /// The larger number goes first.
    public var priority: Int64?
    public var engagement: EngagementID?
    public var order: OrderID?
    /// What the agent has to be able to do.
    public var skills: [SkillLevel]?
    public init() {}
    public init(
        conversation: ConversationID, channel: Symbol, initiator: Initiator,
        visitor: VisitorID? = nil, person: PersonID? = nil, subject: PersonalText? = nil,
        language: Symbol? = nil, priority: Int64? = nil, engagement: EngagementID? = nil,
        order: OrderID? = nil, skills: [SkillLevel]? = nil
    ) {
        self.conversation = conversation
        self.channel = channel
        self.initiator = initiator
        self.visitor = visitor
        self.person = person
        self.subject = subject
        self.language = language
        self.priority = priority
        self.engagement = engagement
        self.order = order
        self.skills = skills
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("channel", &channel)
        fields.visit("initiator", &initiator)
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("subject", &subject)
        fields.visit("language", &language)
        fields.visit("priority", &priority)
        fields.visit("engagement", &engagement)
        fields.visit("order", &order)
        fields.visit("skills", &skills)
    }
}

/// A conversation came to wait for somebody.
public struct ConversationWaiting: Event {
    public static let type = "conversation.waiting"
    public var conversation: ConversationID = .blank
    public var on: WaitingOn = .blank
    public init() {}
    public init(conversation: ConversationID, on: WaitingOn) {
        self.conversation = conversation
        self.on = on
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("on", &on)
    }
}

/// A conversation was put off until later.
public struct ConversationSnoozed: Event {
    public static let type = "conversation.snoozed"
    public var conversation: ConversationID = .blank
    public var until: Timestamp = .blank
    public init() {}
    public init(conversation: ConversationID, until: Timestamp) {
        self.conversation = conversation
        self.until = until
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("until", &until)
    }
}

/// A conversation that waited or was put off went on.
public struct ConversationResumed: Event {
    public static let type = "conversation.resumed"
    public var conversation: ConversationID = .blank
    public init() {}
    public init(conversation: ConversationID) {
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
    }
}

/// A conversation's matter was settled.
public struct ConversationResolved: Event {
    public static let type = "conversation.resolved"
    public var conversation: ConversationID = .blank
    public var agent: AgentID?
    /// How the matter was settled.
    public var disposition: Symbol?
    public var reason: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, agent: AgentID? = nil, disposition: Symbol? = nil,
        reason: Symbol? = nil
    ) {
        self.conversation = conversation
        self.agent = agent
        self.disposition = disposition
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("disposition", &disposition)
        fields.visit("reason", &reason)
    }
}

/// A resolved or closed conversation began again.
public struct ConversationReopened: Event {
    public static let type = "conversation.reopened"
    public var conversation: ConversationID = .blank
    public var trigger: ReopenTrigger = .blank
    public init() {}
    public init(conversation: ConversationID, trigger: ReopenTrigger) {
        self.conversation = conversation
        self.trigger = trigger
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("trigger", &trigger)
    }
}

/// A conversation ended for good.
public struct ConversationClosed: Event {
    public static let type = "conversation.closed"
    public var conversation: ConversationID = .blank
    public var reason: CloseReason = .blank
    public init() {}
    public init(conversation: ConversationID, reason: CloseReason) {
        self.conversation = conversation
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("reason", &reason)
    }
}

/// A conversation went over to another channel.
public struct ConversationSwitchedChannel: Event {
    public static let type = "conversation.switched_channel"
    public var conversation: ConversationID = .blank
    /// The channel until now.
    public var from: Symbol = .blank
    /// The channel from now on.
    public var to: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, from: Symbol, to: Symbol) {
        self.conversation = conversation
        self.from = from
        self.to = to
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("from", &from)
        fields.visit("to", &to)
    }
}

/// A conversation was filed under a case.
public struct ConversationFiled: Event {
    public static let type = "conversation.filed"
    public var conversation: ConversationID = .blank
    public var `case`: CaseID = .blank
    public init() {}
    public init(conversation: ConversationID, `case`: CaseID) {
        self.conversation = conversation
        self.case = `case`
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("case", &`case`)
    }
}

/// A conversation became part of another one.
public struct ConversationMerged: Event {
    public static let type = "conversation.merged"
    public var conversation: ConversationID = .blank
    /// The conversation that goes on.
    public var into: ConversationID = .blank
    public init() {}
    public init(conversation: ConversationID, into: ConversationID) {
        self.conversation = conversation
        self.into = into
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("into", &into)
    }
}

/// A conversation was separated again from another one.
public struct ConversationUnmerged: Event {
    public static let type = "conversation.unmerged"
    public var conversation: ConversationID = .blank
    /// The conversation it had been merged into.
    public var from: ConversationID = .blank
    public init() {}
    public init(conversation: ConversationID, from: ConversationID) {
        self.conversation = conversation
        self.from = from
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("from", &from)
    }
}
