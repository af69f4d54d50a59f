// The events of approaching visitors: whom, when, by what, and what came of it.

public import DaybookCoding

/// A campaign was set up, or changed.
public struct CampaignDefined: Event {
    public static let type = "campaign.defined"
    public var campaign: CampaignID = .blank
    /// Whom to approach, as the service spells it.
    public var rule: Text = .blank
    /// The channel on which visitors are approached.
    public var channel: Symbol = .blank
    /// The share of visitors to leave alone for comparison.
    public var holdout: Milli = .blank
    /// The larger goes first.
    public var priority: Int64 = .blank
    /// What one approach costs the shop.
    public var cost: Money?
    public var starts: Timestamp?
    public var ends: Timestamp?
    public init() {}
    public init(
        campaign: CampaignID, rule: Text, channel: Symbol, holdout: Milli, priority: Int64,
        cost: Money? = nil, starts: Timestamp? = nil, ends: Timestamp? = nil
    ) {
        self.campaign = campaign
        self.rule = rule
        self.channel = channel
        self.holdout = holdout
        self.priority = priority
        self.cost = cost
        self.starts = starts
        self.ends = ends
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("campaign", &campaign)
        fields.visit("rule", &rule)
        fields.visit("channel", &channel)
        fields.visit("holdout", &holdout)
        fields.visit("priority", &priority)
        fields.visit("cost", &cost)
        fields.visit("starts", &starts)
        fields.visit("ends", &ends)
    }
}

/// A visitor met the rule of a campaign.
public struct EngagementEligible: Event {
    public static let type = "engagement.eligible"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    public var campaign: CampaignID = .blank
    /// How promising the approach is.
    public var score: Milli = .blank
    /// What the approach is expected to earn.
    public var expected: Money?
    public init() {}
    public init(
        engagement: EngagementID, visitor: VisitorID, campaign: CampaignID, score: Milli,
        expected: Money? = nil
    ) {
        self.engagement = engagement
        self.visitor = visitor
        self.campaign = campaign
        self.score = score
        self.expected = expected
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("campaign", &campaign)
        fields.visit("score", &score)
        fields.visit("expected", &expected)
    }
}

/// A visitor was left alone for comparison: the control group, so that lift can be computed.
public struct EngagementHeldOut: Event {
    public static let type = "engagement.held_out"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    public var campaign: CampaignID = .blank
    public init() {}
    public init(engagement: EngagementID, visitor: VisitorID, campaign: CampaignID) {
        self.engagement = engagement
        self.visitor = visitor
        self.campaign = campaign
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("campaign", &campaign)
    }
}

/// A visitor who met the rule of a campaign was not approached.
public struct EngagementSuppressed: Event {
    public static let type = "engagement.suppressed"
    public var visitor: VisitorID = .blank
    public var campaign: CampaignID = .blank
    public var reason: SuppressionReason = .blank
    public init() {}
    public init(visitor: VisitorID, campaign: CampaignID, reason: SuppressionReason) {
        self.visitor = visitor
        self.campaign = campaign
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("campaign", &campaign)
        fields.visit("reason", &reason)
    }
}

/// It was decided to approach a visitor.
public struct EngagementOffered: Event {
    public static let type = "engagement.offered"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    public var campaign: CampaignID = .blank
    public var channel: Symbol = .blank
    /// Who will serve the visitor, where that is settled.
    public var agent: AgentID?
    public var expires: Timestamp?
    public init() {}
    public init(
        engagement: EngagementID, visitor: VisitorID, campaign: CampaignID, channel: Symbol,
        agent: AgentID? = nil, expires: Timestamp? = nil
    ) {
        self.engagement = engagement
        self.visitor = visitor
        self.campaign = campaign
        self.channel = channel
        self.agent = agent
        self.expires = expires
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("campaign", &campaign)
        fields.visit("channel", &channel)
        fields.visit("agent", &agent)
        fields.visit("expires", &expires)
    }
}

/// An approach was shown to its visitor.
public struct EngagementShown: Event {
    public static let type = "engagement.shown"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    /// The conversation that came of it, once it is taken up.
    public var conversation: ConversationID?
    public init() {}
    public init(engagement: EngagementID, visitor: VisitorID, conversation: ConversationID? = nil) {
        self.engagement = engagement
        self.visitor = visitor
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("conversation", &conversation)
    }
}

/// A visitor took up an approach.
public struct EngagementAccepted: Event {
    public static let type = "engagement.accepted"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    /// The conversation that came of it, once it is taken up.
    public var conversation: ConversationID?
    public init() {}
    public init(engagement: EngagementID, visitor: VisitorID, conversation: ConversationID? = nil) {
        self.engagement = engagement
        self.visitor = visitor
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("conversation", &conversation)
    }
}

/// A visitor turned an approach down.
public struct EngagementDismissed: Event {
    public static let type = "engagement.dismissed"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    /// The conversation that came of it, once it is taken up.
    public var conversation: ConversationID?
    public init() {}
    public init(engagement: EngagementID, visitor: VisitorID, conversation: ConversationID? = nil) {
        self.engagement = engagement
        self.visitor = visitor
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("conversation", &conversation)
    }
}

/// An approach was neither taken up nor turned down in time.
public struct EngagementExpired: Event {
    public static let type = "engagement.expired"
    public var engagement: EngagementID = .blank
    public var visitor: VisitorID = .blank
    /// The conversation that came of it, once it is taken up.
    public var conversation: ConversationID?
    public init() {}
    public init(engagement: EngagementID, visitor: VisitorID, conversation: ConversationID? = nil) {
        self.engagement = engagement
        self.visitor = visitor
        self.conversation = conversation
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("engagement", &engagement)
        fields.visit("visitor", &visitor)
        fields.visit("conversation", &conversation)
    }
}
