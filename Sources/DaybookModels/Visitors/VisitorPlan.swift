// Which facts visitors read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// What to do with a cart.
enum CartAction: UInt8 {
    case none, named, added, removed, set, ordered
}

/// Where the parts of a fact about a visitor are found.
struct VisitorFact: Sendable {
    var kind: DeedKind
    var cartAction = CartAction.none
    var visitor: FieldIndex?
    var session: FieldIndex?
    /// A symbol, or a campaign.
    var symbol: FieldIndex?
    var other: FieldIndex?
    /// A number; or an amount with its currency.
    var value: FieldIndex?
    var isMoney = false
    var cart: FieldIndex?
    var product: FieldIndex?
    var quantity: FieldIndex?
}

extension FactPlan<VisitorFact> {
    /// Adds the facts that visitors read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.addVisits()
        plan.addDeeds()
        plan.addEngagements()
        plan.addCarts()
    }

    private mutating func addVisits() {
        add(VisitorSeen.self, .seen, symbol: "country")
        add(SessionStarted.self, .sessionStarted, symbol: "campaign", other: "medium")
        add(SessionEnded.self, .sessionEnded)
        add(PageViewed.self, .pageViewed, symbol: "url")
        add(PageLeft.self, .pageLeft, value: "dwell")
        add(ProductViewed.self, .productViewed)
        add(SearchPerformed.self, .searched)
        add(ProductListed.self, .acted)
        add(ProductSelected.self, .acted)
        add(PromotionViewed.self, .acted)
        add(PromotionClicked.self, .acted)
        add(AdClicked.self, .acted)
        add(FormViewed.self, .acted)
        add(FormStarted.self, .acted)
        add(FormAbandoned.self, .acted)
        add(FormSubmitted.self, .acted)
    }

    private mutating func addDeeds() {
        add(VisitorIdled.self, .told)
        add(VisitorTurnedToLeave.self, .left, symbol: "url")
        add(VisitorHitError.self, .failed, symbol: "code")
        add(VisitorAskedForHelp.self, .askedForHelp, symbol: "step")
        add(VisitorValueSignalled.self, .signalled, symbol: "kind", value: "value", isMoney: true)
        add(VisitorScored.self, .scored, symbol: "model", other: "value", value: "intent")
        add(ConsentChanged.self, .consented, symbol: "action")
        add(ConversationOpened.self, .conversed, symbol: "channel", other: "initiator")
    }

    private mutating func addEngagements() {
        add(EngagementEligible.self, .told)
        add(EngagementHeldOut.self, .told)
        add(EngagementSuppressed.self, .told)
        add(EngagementOffered.self, .offered, symbol: "campaign")
        add(EngagementShown.self, .shown)
        add(EngagementAccepted.self, .accepted)
        add(EngagementDismissed.self, .dismissed)
        add(EngagementExpired.self, .expired)
    }

    private mutating func addCarts() {
        add(CartCreated.self, .cartCreated, cart: .named)
        add(CartItemAdded.self, .cartChanged, value: "price", isMoney: true, cart: .added)
        add(CartItemRemoved.self, .cartChanged, value: "price", isMoney: true, cart: .removed)
        add(CartQuantitySet.self, .cartChanged, value: "price", isMoney: true, cart: .set)
        add(CartCouponApplied.self, .acted, cart: .named)
        add(CheckoutStarted.self, .checkoutStarted, cart: .named)
        add(CheckoutStepViewed.self, .acted, cart: .named)
        add(CheckoutStepCompleted.self, .acted, cart: .named)
        add(OrderPlaced.self, .ordered, value: "total", isMoney: true, cart: .ordered)
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: DeedKind, symbol: String? = nil, other: String? = nil,
        value: String? = nil, isMoney: Bool = false, cart: CartAction = .none
    ) {
        add(type) { catalog throws(CodingError) in
            var fact = VisitorFact(kind: kind, cartAction: cart)
            fact.visitor = try catalog.field(type, "visitor")
            fact.session = try catalog.field(type, "session")
            fact.symbol = try catalog.optional(type, symbol)
            fact.other = try catalog.optional(type, other)
            fact.value = try catalog.optional(type, value)
            fact.isMoney = isMoney
            if cart != .none { fact.cart = try catalog.required(type, "cart") }
            if cart == .added || cart == .removed || cart == .set {
                fact.product = try catalog.required(type, "product")
                fact.quantity = try catalog.required(type, "quantity")
            }
            return fact
        }
    }
}
