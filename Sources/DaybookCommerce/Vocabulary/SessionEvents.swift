// The events of sessions and of the pages seen in them.

public import DaybookCoding

/// A session of a visitor began.
public struct SessionStarted: Event {
    public static let type = "session.started"
    public var session: SessionID = .blank
    public var visitor: VisitorID = .blank
    /// The first page.
    public var landing: Symbol?
    /// Where the visitor came from.
    public var referrer: Symbol?
    public var campaign: CampaignID?
    /// How the visitor was led here, as `search`.
    public var medium: Symbol?
    public init() {}
    public init(
        session: SessionID, visitor: VisitorID, landing: Symbol? = nil, referrer: Symbol? = nil,
        campaign: CampaignID? = nil, medium: Symbol? = nil
    ) {
        self.session = session
        self.visitor = visitor
        self.landing = landing
        self.referrer = referrer
        self.campaign = campaign
        self.medium = medium
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("session", &session)
        fields.visit("visitor", &visitor)
        fields.visit("landing", &landing)
        fields.visit("referrer", &referrer)
        fields.visit("campaign", &campaign)
        fields.visit("medium", &medium)
    }
}

/// A session of a visitor ended.
public struct SessionEnded: Event {
    public static let type = "session.ended"
    public var session: SessionID = .blank
    public var visitor: VisitorID = .blank
    public var reason: SessionEndReason = .blank
    public init() {}
    public init(session: SessionID, visitor: VisitorID, reason: SessionEndReason) {
        self.session = session
        self.visitor = visitor
        self.reason = reason
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("session", &session)
        fields.visit("visitor", &visitor)
        fields.visit("reason", &reason)
    }
}

/// A visitor was shown a page.
public struct PageViewed: Event {
    public static let type = "page.viewed"
    public var visitor: VisitorID = .blank
    public var session: SessionID?
    public var url: Symbol = .blank
    public var title: Symbol?
    public var category: Symbol?
    /// Where the visitor came from.
    public var referrer: Symbol?
    public init() {}
    public init(
        visitor: VisitorID, session: SessionID? = nil, url: Symbol, title: Symbol? = nil,
        category: Symbol? = nil, referrer: Symbol? = nil
    ) {
        self.visitor = visitor
        self.session = session
        self.url = url
        self.title = title
        self.category = category
        self.referrer = referrer
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
        fields.visit("url", &url)
        fields.visit("title", &title)
        fields.visit("category", &category)
        fields.visit("referrer", &referrer)
    }
}

/// A visitor left a page.
public struct PageLeft: Event {
    public static let type = "page.left"
    public var visitor: VisitorID = .blank
    public var session: SessionID?
    public var url: Symbol = .blank
    /// How long the page was seen.
    public var dwell: Microseconds = .blank
    public init() {}
    public init(visitor: VisitorID, session: SessionID? = nil, url: Symbol, dwell: Microseconds) {
        self.visitor = visitor
        self.session = session
        self.url = url
        self.dwell = dwell
    }
    @inlinable
    public mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("visitor", &visitor)
        fields.visit("session", &session)
        fields.visit("url", &url)
        fields.visit("dwell", &dwell)
    }
}
