// The events of reviews, posts and contests: what is said in public.

public import DaybookCoding

/// A customer wrote a review.
public struct ReviewSubmitted: Event {
    public static let type = "review.submitted"
    public var review: ReviewID = .blank
    public var product: ProductID?
    public var person: PersonID?
    public var score: Int64?
    public var body: PersonalText = .blank
    public init() {}
    public init(
        review: ReviewID, product: ProductID? = nil, person: PersonID? = nil, score: Int64? = nil,
        body: PersonalText
    ) {
        self.review = review
        self.product = product
        self.person = person
        self.score = score
        self.body = body
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("review", &review)
        fields.visit("product", &product)
        fields.visit("person", &person)
        fields.visit("score", &score)
        fields.visit("body", &body)
    }
}

/// A review was answered in public.
public struct ReviewAnswered: Event {
    public static let type = "review.answered"
    public var review: ReviewID = .blank
    public var agent: AgentID?
    public var body: Text = .blank
    public init() {}
    public init(review: ReviewID, agent: AgentID? = nil, body: Text) {
        self.review = review
        self.agent = agent
        self.body = body
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("review", &review)
        fields.visit("agent", &agent)
        fields.visit("body", &body)
    }
}

/// The shop published a post.
public struct PostPublished: Event {
    public static let type = "post.published"
    public var post: PostID = .blank
    public var channel: Symbol = .blank
    /// The campaign that it belongs to.
    public var campaign: CampaignID?
    public init() {}
    public init(post: PostID, channel: Symbol, campaign: CampaignID? = nil) {
        self.post = post
        self.channel = channel
        self.campaign = campaign
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("post", &post)
        fields.visit("channel", &channel)
        fields.visit("campaign", &campaign)
    }
}

/// Someone commented on a post.
public struct PostCommented: Event {
    public static let type = "post.commented"
    public var post: PostID = .blank
    public var channel: Symbol = .blank
    public var person: PersonID?
    /// The conversation in which it is answered.
    public var conversation: ConversationID?
    public var body: PersonalText = .blank
    public init() {}
    public init(
        post: PostID, channel: Symbol, person: PersonID? = nil, conversation: ConversationID? = nil,
        body: PersonalText
    ) {
        self.post = post
        self.channel = channel
        self.person = person
        self.conversation = conversation
        self.body = body
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("post", &post)
        fields.visit("channel", &channel)
        fields.visit("person", &person)
        fields.visit("conversation", &conversation)
        fields.visit("body", &body)
    }
}

/// A person entered a contest.
public struct ContestEntered: Event {
    public static let type = "contest.entered"
    public var post: PostID = .blank
    public var person: PersonID = .blank
    public init() {}
    public init(post: PostID, person: PersonID) {
        self.post = post
        self.person = person
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("post", &post)
        fields.visit("person", &person)
    }
}
