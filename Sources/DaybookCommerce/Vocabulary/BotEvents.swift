// The events of bots, which answer, ask, take orders and payment, and hand over.

public import DaybookCoding

/// A bot took up a conversation.
public struct BotStarted: Event {
    public static let type = "bot.started"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID) {
        self.conversation = conversation
        self.bot = bot
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
    }
}

/// A bot understood what the customer wants.
public struct BotRecognised: Event {
    public static let type = "bot.recognised"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public var intent: Symbol = .blank
    /// How sure the bot is.
    public var confidence: Milli = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID, intent: Symbol, confidence: Milli) {
        self.conversation = conversation
        self.bot = bot
        self.intent = intent
        self.confidence = confidence
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("intent", &intent)
        fields.visit("confidence", &confidence)
    }
}

/// A bot did not understand the customer.
public struct BotFailedToUnderstand: Event {
    public static let type = "bot.failed_to_understand"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID) {
        self.conversation = conversation
        self.bot = bot
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
    }
}

/// A bot answered from an article.
public struct BotAnswered: Event {
    public static let type = "bot.answered"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    /// The article, by its key.
    public var article: Symbol = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID, article: Symbol) {
        self.conversation = conversation
        self.bot = bot
        self.article = article
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("article", &article)
    }
}

/// A customer answered a question of a bot.
public struct BotSurveyed: Event {
    public static let type = "bot.surveyed"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public var question: Symbol = .blank
    public var answer: PersonalText = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID, question: Symbol, answer: PersonalText) {
        self.conversation = conversation
        self.bot = bot
        self.question = question
        self.answer = answer
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("question", &question)
        fields.visit("answer", &answer)
    }
}

/// A bot put an order together.
public struct BotTookOrder: Event {
    public static let type = "bot.took_order"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public var cart: CartID = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID, cart: CartID) {
        self.conversation = conversation
        self.bot = bot
        self.cart = cart
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("cart", &cart)
    }
}

/// A bot asked the customer to pay.
public struct BotRequestedPayment: Event {
    public static let type = "bot.requested_payment"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public var payment: PaymentID = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID, payment: PaymentID) {
        self.conversation = conversation
        self.bot = bot
        self.payment = payment
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("payment", &payment)
    }
}

/// A bot gave a conversation to a human.
public struct BotHandedOver: Event {
    public static let type = "bot.handed_over"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public var reason: Symbol = .blank
    /// The queue in which the customer waits for a human.
    public var queue: QueueID?
    public init() {}
    public init(conversation: ConversationID, bot: BotID, reason: Symbol, queue: QueueID? = nil) {
        self.conversation = conversation
        self.bot = bot
        self.reason = reason
        self.queue = queue
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("reason", &reason)
        fields.visit("queue", &queue)
    }
}

/// A bot was done with a conversation.
public struct BotFinished: Event {
    public static let type = "bot.finished"
    public var conversation: ConversationID = .blank
    public var bot: BotID = .blank
    public var outcome: BotOutcome = .blank
    public init() {}
    public init(conversation: ConversationID, bot: BotID, outcome: BotOutcome) {
        self.conversation = conversation
        self.bot = bot
        self.outcome = outcome
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("conversation", &conversation)
        fields.visit("bot", &bot)
        fields.visit("outcome", &outcome)
    }
}
