// The events of co-browsing: the representative watches the order process.

public import DaybookCoding

/// An agent asked to see the customer's pages.
public struct CobrowseRequested: Event {
    public static let type = "cobrowse.requested"
    public var conversation: ConversationID = .blank
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(conversation: ConversationID, agent: AgentID? = nil, reason: Symbol? = nil) {
        self.conversation = conversation
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// A customer allowed co-browsing.
public struct CobrowseConsented: Event {
    public static let type = "cobrowse.consented"
    public var conversation: ConversationID = .blank
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(conversation: ConversationID, agent: AgentID? = nil, reason: Symbol? = nil) {
        self.conversation = conversation
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// A customer refused co-browsing.
public struct CobrowseRefused: Event {
    public static let type = "cobrowse.refused"
    public var conversation: ConversationID = .blank
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(conversation: ConversationID, agent: AgentID? = nil, reason: Symbol? = nil) {
        self.conversation = conversation
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// Co-browsing began.
public struct CobrowseStarted: Event {
    public static let type = "cobrowse.started"
    public var conversation: ConversationID = .blank
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(conversation: ConversationID, agent: AgentID? = nil, reason: Symbol? = nil) {
        self.conversation = conversation
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// Co-browsing ended.
public struct CobrowseEnded: Event {
    public static let type = "cobrowse.ended"
    public var conversation: ConversationID = .blank
    public var agent: AgentID?
    public var reason: Symbol?
    public init() {}
    public init(conversation: ConversationID, agent: AgentID? = nil, reason: Symbol? = nil) {
        self.conversation = conversation
        self.agent = agent
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
        fields.visit("reason", &reason)
    }
}

/// A page was opened during co-browsing.
public struct CobrowseNavigated: Event {
    public static let type = "cobrowse.navigated"
    public var conversation: ConversationID = .blank
    public var url: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, url: Symbol) {
        self.conversation = conversation
        self.url = url
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("url", &url)
    }
}

/// A field was hidden from the agent during co-browsing.
public struct CobrowseFieldMasked: Event {
    public static let type = "cobrowse.field_masked"
    public var conversation: ConversationID = .blank
    /// The field of the page, as `card_number`.
    public var field: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, field: Symbol) {
        self.conversation = conversation
        self.field = field
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("field", &field)
    }
}

/// An agent asked to act on the customer's page.
public struct CobrowseControlRequested: Event {
    public static let type = "cobrowse.control_requested"
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    public init() {}
    public init(conversation: ConversationID, agent: AgentID) {
        self.conversation = conversation
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
    }
}

/// A customer let the agent act on the page.
public struct CobrowseControlGranted: Event {
    public static let type = "cobrowse.control_granted"
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    public init() {}
    public init(conversation: ConversationID, agent: AgentID) {
        self.conversation = conversation
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
    }
}

/// A customer did not let the agent act on the page.
public struct CobrowseControlRefused: Event {
    public static let type = "cobrowse.control_refused"
    public var conversation: ConversationID = .blank
    public var agent: AgentID = .blank
    public init() {}
    public init(conversation: ConversationID, agent: AgentID) {
        self.conversation = conversation
        self.agent = agent
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("agent", &agent)
    }
}
