// What the names in events stand for: how long each lives, and whether it is personal data.

public import DaybookCoding

/// A browser or device in the shop.
public enum Visitor: Entity {
    public static let definition = EntityDefinition("visitor", .lasting, personal: true)
}

/// One visit of a visitor.
public enum Session: Entity {
    public static let definition = EntityDefinition("session", .passing, personal: true)
}

/// A customer who is known.
public enum Person: Entity {
    public static let definition = EntityDefinition("person", .lasting, personal: true)
}

/// One thread with a customer, on any channel.
public enum Conversation: Entity {
    public static let definition = EntityDefinition("conversation", .lasting, personal: true)
}

/// A matter that several conversations may concern.
public enum Case: Entity {
    public static let definition = EntityDefinition("case", .lasting, personal: true)
}

/// One written message.
public enum Message: Entity {
    public static let definition = EntityDefinition("message", .passing, personal: true)
}

/// One voice or video call.
public enum Call: Entity {
    public static let definition = EntityDefinition("call", .passing, personal: true)
}

/// Someone who serves customers.
public enum Agent: Entity {
    public static let definition = EntityDefinition("agent", .lasting, personal: true)
}

/// A line in which conversations wait.
public enum Queue: Entity {
    public static let definition = EntityDefinition("queue", .lasting)
}

/// A program that answers customers.
public enum Bot: Entity {
    public static let definition = EntityDefinition("bot", .lasting)
}

/// A form to be filled in.
public enum Form: Entity {
    public static let definition = EntityDefinition("form", .lasting)
}

/// A rule by which visitors are approached.
public enum Campaign: Entity {
    public static let definition = EntityDefinition("campaign", .lasting)
}

/// One approach to one visitor.
public enum Engagement: Entity {
    public static let definition = EntityDefinition("engagement", .passing, personal: true)
}

/// One offer of a conversation to an agent.
public enum Offer: Entity {
    public static let definition = EntityDefinition("offer", .passing, personal: true)
}

/// What a visitor means to buy.
public enum Cart: Entity {
    public static let definition = EntityDefinition("cart", .passing)
}

/// An order.
public enum Order: Entity {
    public static let definition = EntityDefinition("order", .lasting)
}

/// One payment for an order.
public enum Payment: Entity {
    public static let definition = EntityDefinition("payment", .passing)
}

/// A credit note.
public enum Credit: Entity {
    public static let definition = EntityDefinition("credit", .passing)
}

/// One parcel of an order.
public enum Shipment: Entity {
    public static let definition = EntityDefinition("shipment", .passing)
}

/// Goods that come back.
public enum Return: Entity {
    public static let definition = EntityDefinition("return", .passing)
}

/// Something that is sold.
public enum Product: Entity {
    public static let definition = EntityDefinition("product", .lasting)
}

/// A customer's opinion of a product.
public enum Review: Entity {
    public static let definition = EntityDefinition("review", .passing, personal: true)
}

/// A publication on a social channel.
public enum Post: Entity {
    public static let definition = EntityDefinition("post", .passing)
}

/// A versioned rule, as of routing or of service levels.
public enum Policy: Entity {
    public static let definition = EntityDefinition("policy", .lasting)
}

/// The name of a visitor.
public typealias VisitorID = EntityID<Visitor>
/// The name of a session.
public typealias SessionID = EntityID<Session>
/// The name of a person.
public typealias PersonID = EntityID<Person>
/// The name of a conversation.
public typealias ConversationID = EntityID<Conversation>
/// The name of a case.
public typealias CaseID = EntityID<Case>
/// The name of a message.
public typealias MessageID = EntityID<Message>
/// The name of a call.
public typealias CallID = EntityID<Call>
/// The name of an agent.
public typealias AgentID = EntityID<Agent>
/// The name of a queue.
public typealias QueueID = EntityID<Queue>
/// The name of a bot.
public typealias BotID = EntityID<Bot>
/// The name of a form.
public typealias FormID = EntityID<Form>
/// The name of a campaign.
public typealias CampaignID = EntityID<Campaign>
/// The name of an engagement.
public typealias EngagementID = EntityID<Engagement>
/// The name of an offer.
public typealias OfferID = EntityID<Offer>
/// The name of a cart.
public typealias CartID = EntityID<Cart>
/// The name of an order.
public typealias OrderID = EntityID<Order>
/// The name of a payment.
public typealias PaymentID = EntityID<Payment>
/// The name of a credit.
public typealias CreditID = EntityID<Credit>
/// The name of a shipment.
public typealias ShipmentID = EntityID<Shipment>
/// The name of a return.
public typealias ReturnID = EntityID<Return>
/// The name of a product.
public typealias ProductID = EntityID<Product>
/// The name of a review.
public typealias ReviewID = EntityID<Review>
/// The name of a post.
public typealias PostID = EntityID<Post>
/// The name of a policy.
public typealias PolicyID = EntityID<Policy>
