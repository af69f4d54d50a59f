// The events by which visitors come upon products: searches, promotions, advertisements.

public import DaybookCoding

/// A visitor searched the shop.
public struct SearchPerformed: Event {
    public static let type = "search.performed"
    public var visitor: VisitorID = .blank
    public var session: SessionID?
    public var terms: PersonalText = .blank
    /// How many products were found.
    public var results: Int64?
    public init() {}
    public init(
        visitor: VisitorID, session: SessionID? = nil, terms: PersonalText, results: Int64? = nil
    ) {
        self.visitor = visitor
        self.session = session
        self.terms = terms
        self.results = results
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
        fields.visit("terms", &terms)
        fields.visit("results", &results)
    }
}

/// A visitor was shown a promotion.
public struct PromotionViewed: Event {
    public static let type = "promotion.viewed"
    public var visitor: VisitorID = .blank
    public var promotion: Symbol = .blank
    public init() {}
    public init(visitor: VisitorID, promotion: Symbol) {
        self.visitor = visitor
        self.promotion = promotion
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("promotion", &promotion)
    }
}

/// A visitor followed a promotion.
public struct PromotionClicked: Event {
    public static let type = "promotion.clicked"
    public var visitor: VisitorID = .blank
    public var promotion: Symbol = .blank
    public init() {}
    public init(visitor: VisitorID, promotion: Symbol) {
        self.visitor = visitor
        self.promotion = promotion
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("promotion", &promotion)
    }
}

/// A visitor came by an advertisement.
public struct AdClicked: Event {
    public static let type = "ad.clicked"
    public var visitor: VisitorID = .blank
    public var campaign: CampaignID = .blank
    /// What the click cost the shop.
    public var cost: Money?
    public init() {}
    public init(visitor: VisitorID, campaign: CampaignID, cost: Money? = nil) {
        self.visitor = visitor
        self.campaign = campaign
        self.cost = cost
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("campaign", &campaign)
        fields.visit("cost", &cost)
    }
}
