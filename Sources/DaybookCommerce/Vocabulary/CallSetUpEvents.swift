// The events of a call until somebody answers, and of its end.

public import DaybookCoding

/// A call came in or went out.
public struct CallOffered: Event {
    public static let type = "call.offered"
    public var call: CallID = .blank
    public var conversation: ConversationID = .blank
    public var media: CallMedia = .blank
    public var direction: CallDirection = .blank
    /// The calling number.
    public var from: PersonalText?
    /// The called number.
    public var to: PersonalText?
    /// The line it came by.
    public var trunk: Symbol?
    public init() {}
    public init(
        call: CallID, conversation: ConversationID, media: CallMedia, direction: CallDirection,
        from: PersonalText? = nil, to: PersonalText? = nil, trunk: Symbol? = nil
    ) {
        self.call = call
        self.conversation = conversation
        self.media = media
        self.direction = direction
        self.from = from
        self.to = to
        self.trunk = trunk
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("conversation", &conversation)
        fields.visit("media", &media)
        fields.visit("direction", &direction)
        fields.visit("from", &from)
        fields.visit("to", &to)
        fields.visit("trunk", &trunk)
    }
}

/// The telephone system answered a call.
public struct CallAnsweredBySystem: Event {
    public static let type = "call.answered_by_system"
    public var call: CallID = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, conversation: ConversationID? = nil) {
        self.call = call
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("conversation", &conversation)
    }
}

/// A caller chose from a spoken menu.
public struct CallMenuSelected: Event {
    public static let type = "call.menu_selected"
    public var call: CallID = .blank
    public var option: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, option: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.option = option
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("option", &option)
        fields.visit("conversation", &conversation)
    }
}

/// A call rang at an agent.
public struct CallRang: Event {
    public static let type = "call.rang"
    public var call: CallID = .blank
    public var agent: AgentID?
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, agent: AgentID? = nil, conversation: ConversationID? = nil) {
        self.call = call
        self.agent = agent
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("agent", &agent)
        fields.visit("conversation", &conversation)
    }
}

/// A call stopped ringing before the agent could answer.
public struct CallRingCancelled: Event {
    public static let type = "call.ring_cancelled"
    public var call: CallID = .blank
    public var agent: AgentID?
    public var queue: QueueID?
    public var reason: Symbol?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, agent: AgentID? = nil, queue: QueueID? = nil, reason: Symbol? = nil,
        conversation: ConversationID? = nil
    ) {
        self.call = call
        self.agent = agent
        self.queue = queue
        self.reason = reason
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("reason", &reason)
        fields.visit("conversation", &conversation)
    }
}

/// A call rang at an agent, who did not answer.
public struct CallRingUnanswered: Event {
    public static let type = "call.ring_unanswered"
    public var call: CallID = .blank
    public var agent: AgentID?
    public var queue: QueueID?
    /// How long it rang.
    public var ring: Microseconds?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, agent: AgentID? = nil, queue: QueueID? = nil, ring: Microseconds? = nil,
        conversation: ConversationID? = nil
    ) {
        self.call = call
        self.agent = agent
        self.queue = queue
        self.ring = ring
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("agent", &agent)
        fields.visit("queue", &queue)
        fields.visit("ring", &ring)
        fields.visit("conversation", &conversation)
    }
}

/// A call was put through to an agent.
public struct CallConnected: Event {
    public static let type = "call.connected"
    public var call: CallID = .blank
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    /// How long the customer has waited.
    public var wait: Microseconds?
    /// How long it rang.
    public var ring: Microseconds?
    public init() {}
    public init(
        call: CallID, conversation: ConversationID, agent: AgentID, wait: Microseconds? = nil,
        ring: Microseconds? = nil
    ) {
        self.call = call
        self.conversation = conversation
        self.agent = agent
        self.wait = wait
        self.ring = ring
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("wait", &wait)
        fields.visit("ring", &ring)
    }
}

/// A caller left a message on the machine.
public struct CallVoicemailLeft: Event {
    public static let type = "call.voicemail_left"
    public var call: CallID = .blank
    /// Where it is kept.
    public var ref: Text?
    public var length: Microseconds?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, ref: Text? = nil, length: Microseconds? = nil,
        conversation: ConversationID? = nil
    ) {
        self.call = call
        self.ref = ref
        self.length = length
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("ref", &ref)
        fields.visit("length", &length)
        fields.visit("conversation", &conversation)
    }
}

/// A call ended.
public struct CallEnded: Event {
    public static let type = "call.ended"
    public var call: CallID = .blank
    public var conversation: ConversationID = .blank
    public var by: CallEnder = .blank
    /// The network's reason.
    public var cause: Symbol?
    /// How long was talked.
    public var talk: Microseconds?
    /// How long the call was on hold.
    public var hold: Microseconds?
    /// How long the customer has waited.
    public var wait: Microseconds?
    public var queue: QueueID?
    public var agent: AgentID?
    public init() {}
    public init(
        call: CallID, conversation: ConversationID, by: CallEnder, cause: Symbol? = nil,
        talk: Microseconds? = nil, hold: Microseconds? = nil, wait: Microseconds? = nil,
        queue: QueueID? = nil, agent: AgentID? = nil
    ) {
        self.call = call
        self.conversation = conversation
        self.by = by
        self.cause = cause
        self.talk = talk
        self.hold = hold
        self.wait = wait
        self.queue = queue
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("conversation", &conversation)
        fields.visit("by", &by)
        fields.visit("cause", &cause)
        fields.visit("talk", &talk)
        fields.visit("hold", &hold)
        fields.visit("wait", &wait)
        fields.visit("queue", &queue)
        fields.visit("agent", &agent)
    }
}
