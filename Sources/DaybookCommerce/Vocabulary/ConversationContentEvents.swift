// The events that tell what a conversation is about, and how the customer took it.

public import DaybookCoding

/// A conversation was found to be about a topic.
public struct ConversationClassified: Event {
    public static let type = "conversation.classified"
    public var conversation: ConversationID = .blank
    public var topic: Symbol = .blank
    public var intent: Symbol?
    public var confidence: Milli?
    /// What or who found it.
    public var by: Symbol?
    public init() {}
    public init(
        conversation: ConversationID, topic: Symbol, intent: Symbol? = nil,
        confidence: Milli? = nil, by: Symbol? = nil
    ) {
        self.conversation = conversation
        self.topic = topic
        self.intent = intent
        self.confidence = confidence
        self.by = by
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("topic", &topic)
        fields.visit("intent", &intent)
        fields.visit("confidence", &confidence)
        fields.visit("by", &by)
    }
}

/// A conversation was given a priority.
public struct ConversationPrioritised: Event {
    public static let type = "conversation.prioritised"
    public var conversation: ConversationID = .blank
    /// The larger number goes first.
    public var priority: Int64 = .blank
    public init() {}
    public init(conversation: ConversationID, priority: Int64) {
        self.conversation = conversation
        self.priority = priority
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("priority", &priority)
    }
}

/// A conversation was given a tag.
public struct ConversationTagged: Event {
    public static let type = "conversation.tagged"
    public var conversation: ConversationID = .blank
    public var tag: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, tag: Symbol) {
        self.conversation = conversation
        self.tag = tag
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("tag", &tag)
    }
}

/// A conversation lost a tag.
public struct ConversationUntagged: Event {
    public static let type = "conversation.untagged"
    public var conversation: ConversationID = .blank
    public var tag: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, tag: Symbol) {
        self.conversation = conversation
        self.tag = tag
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("tag", &tag)
    }
}

/// A note was written that the customer never sees.
public struct ConversationNoted: Event {
    public static let type = "conversation.noted"
    public var conversation: ConversationID = .blank
    public var note: PersonalText = .blank
    public init() {}
    public init(conversation: ConversationID, note: PersonalText) {
        self.conversation = conversation
        self.note = note
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("note", &note)
    }
}

/// It was learned on the way who or what a conversation concerns.
public struct ConversationLinked: Event {
    public static let type = "conversation.linked"
    public var conversation: ConversationID = .blank
    public var visitor: VisitorID?
    public var person: PersonID?
    public var order: OrderID?
    public init() {}
    public init(
        conversation: ConversationID, visitor: VisitorID? = nil, person: PersonID? = nil,
        order: OrderID? = nil
    ) {
        self.conversation = conversation
        self.visitor = visitor
        self.person = person
        self.order = order
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("visitor", &visitor)
        fields.visit("person", &person)
        fields.visit("order", &order)
    }
}

/// A customer rated a conversation.
public struct ConversationRated: Event {
    public static let type = "conversation.rated"
    public var conversation: ConversationID = .blank
    public var scale: RatingScale = .blank
    public var score: Int64 = .blank
    public var comment: PersonalText?
    public init() {}
    public init(
        conversation: ConversationID, scale: RatingScale, score: Int64, comment: PersonalText? = nil
    ) {
        self.conversation = conversation
        self.scale = scale
        self.score = score
        self.comment = comment
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("scale", &scale)
        fields.visit("score", &score)
        fields.visit("comment", &comment)
    }
}

/// A model told the mood of a conversation.
public struct ConversationFelt: Event {
    public static let type = "conversation.felt"
    public var conversation: ConversationID = .blank
    /// From -1000, bad, to 1000, good.
    public var sentiment: Milli = .blank
    public var model: Symbol = .blank
    /// The version of the model.
    public var version: Int64 = .blank
    public init() {}
    public init(conversation: ConversationID, sentiment: Milli, model: Symbol, version: Int64) {
        self.conversation = conversation
        self.sentiment = sentiment
        self.model = model
        self.version = version
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("sentiment", &sentiment)
        fields.visit("model", &model)
        fields.visit("version", &version)
    }
}
