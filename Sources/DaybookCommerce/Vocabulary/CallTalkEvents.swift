// The events during a call's talk, and what is known of it afterwards.

public import DaybookCoding

/// A call was put on hold.
public struct CallHeld: Event {
    public static let type = "call.held"
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

/// A call was taken from hold.
public struct CallUnheld: Event {
    public static let type = "call.unheld"
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

/// A party of a call muted itself.
public struct CallMuted: Event {
    public static let type = "call.muted"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, party: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.party = party
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("conversation", &conversation)
    }
}

/// A party of a call can be heard again.
public struct CallUnmuted: Event {
    public static let type = "call.unmuted"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, party: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.party = party
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("conversation", &conversation)
    }
}

/// A party of a call showed itself.
public struct CallVideoOn: Event {
    public static let type = "call.video_on"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, party: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.party = party
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("conversation", &conversation)
    }
}

/// A party of a call no longer shows itself.
public struct CallVideoOff: Event {
    public static let type = "call.video_off"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, party: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.party = party
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("conversation", &conversation)
    }
}

/// A party of a call shared its screen.
public struct CallScreenShared: Event {
    public static let type = "call.screen_shared"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, party: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.party = party
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("conversation", &conversation)
    }
}

/// A party of a call no longer shares its screen.
public struct CallScreenUnshared: Event {
    public static let type = "call.screen_unshared"
    public var call: CallID = .blank
    public var party: Symbol = .blank
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, party: Symbol, conversation: ConversationID? = nil) {
        self.call = call
        self.party = party
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("party", &party)
        fields.visit("conversation", &conversation)
    }
}

/// The recording of a call began.
public struct CallRecordingStarted: Event {
    public static let type = "call.recording_started"
    public var call: CallID = .blank
    /// Where it is kept.
    public var ref: Text?
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, ref: Text? = nil, conversation: ConversationID? = nil) {
        self.call = call
        self.ref = ref
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("ref", &ref)
        fields.visit("conversation", &conversation)
    }
}

/// The recording of a call ended.
public struct CallRecordingStopped: Event {
    public static let type = "call.recording_stopped"
    public var call: CallID = .blank
    /// Where it is kept.
    public var ref: Text?
    public var conversation: ConversationID?
    public init() {}
    public init(call: CallID, ref: Text? = nil, conversation: ConversationID? = nil) {
        self.call = call
        self.ref = ref
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("ref", &ref)
        fields.visit("conversation", &conversation)
    }
}

/// Something said in a call was written down.
public struct CallTranscribed: Event {
    public static let type = "call.transcribed"
    public var call: CallID = .blank
    public var conversation: ConversationID = .blank
    public var speaker: Party = .blank
    public var agent: AgentID?
    /// When it was said, from the start of the call.
    public var offset: Microseconds = .blank
    public var length: Microseconds?
    public var text: PersonalText = .blank
    public var confidence: Milli?
    public init() {}
    public init(
        call: CallID, conversation: ConversationID, speaker: Party, agent: AgentID? = nil,
        offset: Microseconds, length: Microseconds? = nil, text: PersonalText,
        confidence: Milli? = nil
    ) {
        self.call = call
        self.conversation = conversation
        self.speaker = speaker
        self.agent = agent
        self.offset = offset
        self.length = length
        self.text = text
        self.confidence = confidence
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("conversation", &conversation)
        fields.visit("speaker", &speaker)
        fields.visit("agent", &agent)
        fields.visit("offset", &offset)
        fields.visit("length", &length)
        fields.visit("text", &text)
        fields.visit("confidence", &confidence)
    }
}

/// The quality of a call was measured.
public struct CallMeasured: Event {
    public static let type = "call.measured"
    public var call: CallID = .blank
    /// The mean opinion score, 1000 to 5000.
    public var mos: Milli?
    public var jitter: Microseconds?
    /// The share of packets lost.
    public var loss: Milli?
    public var conversation: ConversationID?
    public init() {}
    public init(
        call: CallID, mos: Milli? = nil, jitter: Microseconds? = nil, loss: Milli? = nil,
        conversation: ConversationID? = nil
    ) {
        self.call = call
        self.mos = mos
        self.jitter = jitter
        self.loss = loss
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("call", &call)
        fields.visit("mos", &mos)
        fields.visit("jitter", &jitter)
        fields.visit("loss", &loss)
        fields.visit("conversation", &conversation)
    }
}
