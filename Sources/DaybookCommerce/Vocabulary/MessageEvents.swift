// The events of what was said in writing. An edit, a reaction or a receipt may arrive before its
// message.

public import DaybookCoding

/// A message was sent in a conversation.
public struct MessageSent: Event {
    public static let type = "message.sent"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    public var direction: MessageDirection = .blank
    public var kind: MessageKind = .blank
    public var body: PersonalText = .blank
    public var agent: AgentID?
    public var bot: BotID?
    /// The customer who wrote it.
    public var person: PersonID?
    /// Whether no human wrote it.
    public var automatic: Bool?
    /// The message that this one answers.
    public var replyTo: MessageID?
    public var attachments: [Attachment]?
    public init() {}
    public init(
        conversation: ConversationID, message: MessageID, direction: MessageDirection,
        kind: MessageKind, body: PersonalText, agent: AgentID? = nil, bot: BotID? = nil,
        person: PersonID? = nil, automatic: Bool? = nil, replyTo: MessageID? = nil,
        attachments: [Attachment]? = nil
    ) {
        self.conversation = conversation
        self.message = message
        self.direction = direction
        self.kind = kind
        self.body = body
        self.agent = agent
        self.bot = bot
        self.person = person
        self.automatic = automatic
        self.replyTo = replyTo
        self.attachments = attachments
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
        fields.visit("direction", &direction)
        fields.visit("kind", &kind)
        fields.visit("body", &body)
        fields.visit("agent", &agent)
        fields.visit("bot", &bot)
        fields.visit("person", &person)
        fields.visit("automatic", &automatic)
        fields.visit("reply_to", &replyTo)
        fields.visit("attachments", &attachments)
    }
}

/// A message's text was changed.
public struct MessageEdited: Event {
    public static let type = "message.edited"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    public var body: PersonalText = .blank
    public init() {}
    public init(conversation: ConversationID, message: MessageID, body: PersonalText) {
        self.conversation = conversation
        self.message = message
        self.body = body
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
        fields.visit("body", &body)
    }
}

/// A message was taken back.
public struct MessageRevoked: Event {
    public static let type = "message.revoked"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    public init() {}
    public init(conversation: ConversationID, message: MessageID) {
        self.conversation = conversation
        self.message = message
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
    }
}

/// Somebody reacted to a message.
public struct MessageReacted: Event {
    public static let type = "message.reacted"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    public var reaction: Symbol?
    public var person: PersonID?
    public init() {}
    public init(
        conversation: ConversationID, message: MessageID, reaction: Symbol? = nil,
        person: PersonID? = nil
    ) {
        self.conversation = conversation
        self.message = message
        self.reaction = reaction
        self.person = person
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
        fields.visit("reaction", &reaction)
        fields.visit("person", &person)
    }
}

/// Somebody took a reaction back.
public struct MessageUnreacted: Event {
    public static let type = "message.unreacted"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    public var reaction: Symbol?
    public var person: PersonID?
    public init() {}
    public init(
        conversation: ConversationID, message: MessageID, reaction: Symbol? = nil,
        person: PersonID? = nil
    ) {
        self.conversation = conversation
        self.message = message
        self.reaction = reaction
        self.person = person
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
        fields.visit("reaction", &reaction)
        fields.visit("person", &person)
    }
}

/// A receipt of a message arrived.
public struct MessageStatusChanged: Event {
    public static let type = "message.status_changed"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    public var status: MessageStatus = .blank
    /// The channel's reason.
    public var code: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, message: MessageID, status: MessageStatus, code: Symbol? = nil
    ) {
        self.conversation = conversation
        self.message = message
        self.status = status
        self.code = code
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
        fields.visit("status", &status)
        fields.visit("code", &code)
    }
}

/// A message was translated.
public struct MessageTranslated: Event {
    public static let type = "message.translated"
    public var conversation: ConversationID = .blank
    public var message: MessageID = .blank
    /// The language of the translation.
    public var language: Symbol = .blank
    public var body: PersonalText = .blank
    public var model: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, message: MessageID, language: Symbol, body: PersonalText,
        model: Symbol? = nil
    ) {
        self.conversation = conversation
        self.message = message
        self.language = language
        self.body = body
        self.model = model
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("message", &message)
        fields.visit("language", &language)
        fields.visit("body", &body)
        fields.visit("model", &model)
    }
}
