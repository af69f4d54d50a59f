// A naive account of visitors: every figure computed from all facts at once, by name. Facts have
// times of their own, so that "last" needs no further rule.

import DaybookCoding
import DaybookCommerce
import DaybookModels

/// What the visitors of some facts did, as lines of text.
struct VisitorOracle {
    private let facts: [(time: Timestamp, event: any Event)]
    private var owners: [String: String] = [:]
    private var cartOwners: [String: String] = [:]

    init(_ facts: [Fact]) {
        self.facts = facts.map { ($0.envelope.time ?? testStart, $0.event) }
            .sorted { $0.time < $1.time }
        // A session belongs to who began it first.
        for case let (_, event as SessionStarted) in self.facts
        where owners[event.session.text] == nil {
            owners[event.session.text] = event.visitor.text
        }
        cartOwners = Self.cartOwners(self.facts, owners)
    }

    /// What contradicts, by time: left before it was opened, and of every session the first start
    /// of each visitor to whom it does not belong.
    var anomalies: [String] {
        var told: Set<[String]> = []
        return facts.compactMap { time, event in
            if let event = event as? PageLeft, event.dwell.count < 0 {
                return "negativeDwell \(event.visitor.text) \(time)"
            }
            guard let event = event as? SessionStarted,
                owners[event.session.text] != event.visitor.text,
                told.insert([event.session.text, event.visitor.text]).inserted
            else { return nil }
            return "foreignSession \(event.visitor.text) \(time)"
        }
    }

    /// How many facts name a session only, and one that nobody began.
    var unclaimed: Int {
        facts.count { fact in
            guard let about = about(fact.event), about.visitor == nil else { return false }
            return !(fact.event is ConsentChanged || fact.event is ConversationOpened)
                && Self.namesSession(fact.event)
        }
    }

    private static func namesSession(_ event: any Event) -> Bool {
        switch event {
        case let event as CartCreated: event.session != nil
        case let event as CartItemAdded: event.session != nil
        case let event as CartItemRemoved: event.session != nil
        case let event as CartQuantitySet: event.session != nil
        case let event as CheckoutStarted: event.session != nil
        case let event as CheckoutStepViewed: event.session != nil
        case let event as CheckoutStepCompleted: event.session != nil
        case let event as OrderPlaced: event.session != nil
        default: false
        }
    }

    private func visitor(_ named: VisitorID?, _ session: SessionID?) -> String? {
        named?.text ?? session.flatMap { owners[$0.text] }
    }

    /// Who a fact is about, and whether the visitor did it.
    private func about(_ event: any Event) -> (visitor: String?, isActivity: Bool)? {
        switch event {
        case let event as VisitorSeen: (event.visitor.text, true)
        case let event as SessionStarted: (event.visitor.text, true)
        case let event as SessionEnded: (event.visitor.text, false)
        case let event as PageViewed: (event.visitor.text, true)
        case let event as PageLeft: (event.visitor.text, true)
        case let event as ProductViewed: (event.visitor.text, true)
        case let event as ProductListed: (event.visitor.text, true)
        case let event as ProductSelected: (event.visitor.text, true)
        case let event as SearchPerformed: (event.visitor.text, true)
        case let event as VisitorIdled: (event.visitor.text, false)
        case let event as VisitorTurnedToLeave: (event.visitor.text, true)
        case let event as VisitorHitError: (event.visitor.text, true)
        case let event as VisitorAskedForHelp: (event.visitor.text, true)
        case let event as VisitorValueSignalled: (event.visitor.text, false)
        case let event as VisitorScored: (event.visitor.text, false)
        case let event as EngagementOffered: (event.visitor.text, false)
        case let event as EngagementShown: (event.visitor.text, false)
        case let event as EngagementAccepted: (event.visitor.text, true)
        case let event as EngagementDismissed: (event.visitor.text, true)
        case let event as EngagementExpired: (event.visitor.text, false)
        case let event as ConsentChanged: (event.visitor?.text, false)
        case let event as CartCreated: (visitor(event.visitor, event.session), true)
        case let event as CartItemAdded: (visitor(event.visitor, event.session), true)
        case let event as CartItemRemoved: (visitor(event.visitor, event.session), true)
        case let event as CartQuantitySet: (visitor(event.visitor, event.session), true)
        case let event as CheckoutStarted: (visitor(event.visitor, event.session), true)
        case let event as CheckoutStepViewed: (visitor(event.visitor, event.session), true)
        case let event as CheckoutStepCompleted: (visitor(event.visitor, event.session), true)
        case let event as ConversationOpened: (event.visitor?.text, event.initiator == .customer)
        case let event as OrderPlaced: (visitor(event.visitor, event.session), true)
        default: nil
        }
    }

    /// A visitor's figures; nil if no fact tells of it.
    func text(_ name: String) -> String? {
        let mine = facts.filter { about($0.event)?.visitor == name }
        guard let first = mine.first else { return nil }
        let active = facts.last { fact in
            isDeedOnCart(fact.event, of: name)
                || about(fact.event).map { $0.visitor == name && $0.isActivity } ?? false
        }
        func count<E: Event>(_ type: E.Type) -> Int { mine.count { $0.event is E } }
        var parts = ["first \(first.time)"]
        if let active { parts.append("last \(active.time)") }
        let isGone = mine.contains { fact in
            fact.event is SessionEnded && active.map { fact.time >= $0.time } ?? true
        }
        parts.append(isGone || active == nil ? "gone" : "here")
        parts.append("sessions \(count(SessionStarted.self)) pages \(count(PageViewed.self))")
        parts.append(
            "products \(count(ProductViewed.self)) searches \(count(SearchPerformed.self))")
        parts.append("carts \(count(CartCreated.self)) checkouts \(count(CheckoutStarted.self))")
        parts.append(
            "help \(count(VisitorAskedForHelp.self)) leaving \(count(VisitorTurnedToLeave.self)) "
                + "errors \(count(VisitorHitError.self))")
        for case let (time, event as PageViewed) in mine.reversed() {
            parts.append("page \(event.url.text) \(time)")
            break
        }
        for case let (_, event as VisitorSeen) in mine.reversed() {
            guard let country = event.country else { continue }
            parts.append("country \(country.text)")
            break
        }
        for case let (_, event as SessionStarted) in mine.reversed() {
            parts.append("led by \(event.campaign?.text ?? "-") \(event.medium?.text ?? "-")")
            break
        }
        for case let (_, event as VisitorScored) in mine.reversed() {
            parts.append("intent \(event.intent.thousandths)")
            break
        }
        for case let (_, event as ConsentChanged) in mine.reversed() {
            parts.append("consent \(event.action.text)")
            break
        }
        if let step = mine.last(where: { Self.step($0.event) != nil }).flatMap({
            Self.step($0.event)
        }) {
            parts.append("engagement \(step)")
        }
        parts.append("orders " + Self.text(orders(mine)))
        parts.append("cart " + Self.text(cart(name)))
        parts.append("value " + Self.text(values(mine, name)))
        return parts.joined(separator: "; ")
    }

    /// The sums of a visitor's orders, currency by currency.
    func orders(_ name: String) -> [Int128] {
        let sums = orders(facts.filter { about($0.event)?.visitor == name })
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func step(_ event: any Event) -> String? {
        switch event {
        case is EngagementOffered: "offered"
        case is EngagementShown: "shown"
        case is EngagementAccepted: "accepted"
        case is EngagementDismissed: "dismissed"
        case is EngagementExpired: "expired"
        default: nil
        }
    }

    static func text(_ sums: [String: Int128]) -> String {
        sums.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: " ")
    }

    private func orders(_ mine: [(time: Timestamp, event: any Event)]) -> [String: Int128] {
        var sums: [String: Int128] = [:]
        for case let (_, event as OrderPlaced) in mine {
            sums[event.total.currency, default: 0] += Int128(event.total.minor)
        }
        return sums
    }

    private func values(
        _ mine: [(time: Timestamp, event: any Event)], _ name: String
    ) -> [String: Int128] {
        var greatest = cart(name)
        var signals: [String: Money] = [:]
        for case let (_, event as VisitorValueSignalled) in mine {
            let kind = SignalKind.listed.contains(event.kind) ? event.kind.text : "custom"
            signals[kind] = event.value
        }
        for case let (_, event as VisitorScored) in mine {
            if let value = event.value { signals["score"] = value }
        }
        for money in signals.values {
            greatest[money.currency] = max(
                greatest[money.currency] ?? .min, Int128(money.minor))
        }
        return greatest
    }

    // MARK: Carts

    /// The cart that a deed names, and by whom.
    private static func cart(
        _ event: any Event
    ) -> (cart: CartID, visitor: VisitorID?, session: SessionID?)? {
        switch event {
        case let event as CartCreated: (event.cart, event.visitor, event.session)
        case let event as CartItemAdded: (event.cart, event.visitor, event.session)
        case let event as CartItemRemoved: (event.cart, event.visitor, event.session)
        case let event as CartQuantitySet: (event.cart, event.visitor, event.session)
        case let event as CartCouponApplied: (event.cart, nil, nil)
        case let event as CheckoutStarted: (event.cart, event.visitor, event.session)
        case let event as CheckoutStepViewed: (event.cart, event.visitor, event.session)
        case let event as CheckoutStepCompleted: (event.cart, event.visitor, event.session)
        case let event as OrderPlaced: event.cart.map { ($0, event.visitor, event.session) }
        default: nil
        }
    }

    /// Whose each cart is: of who was told last, else of whose session was.
    private static func cartOwners(
        _ facts: [(time: Timestamp, event: any Event)], _ owners: [String: String]
    ) -> [String: String] {
        var (visitors, sessions) = ([String: String](), [String: String]())
        for fact in facts {
            guard let (cart, visitor, session) = cart(fact.event) else { continue }
            visitors[cart.text] = visitor?.text ?? visitors[cart.text]
            sessions[cart.text] = session?.text ?? sessions[cart.text]
        }
        return visitors.merging(sessions.compactMapValues { owners[$0] }) { told, _ in told }
    }

    /// Whether somebody did what names nothing but a cart of this visitor.
    private func isDeedOnCart(_ event: any Event, of name: String) -> Bool {
        guard let (cart, visitor, session) = Self.cart(event), visitor == nil, session == nil
        else { return false }
        return cartOwners[cart.text] == name
    }

    private struct Line {
        var quantity: Int64 = 0
        var price: Money?
    }

    /// The worth of the carts of this visitor.
    private func cart(_ name: String) -> [String: Int128] {
        var lines: [String: [String: Line]] = [:]
        for fact in facts {
            switch fact.event {
            case let event as CartItemAdded:
                let cart = event.cart.text
                change(&lines[cart, default: [:]][event.product.text, default: Line()], event.price)
                {
                    $0 + event.quantity.thousandths
                }
            case let event as CartItemRemoved:
                let cart = event.cart.text
                change(&lines[cart, default: [:]][event.product.text, default: Line()], event.price)
                {
                    max(0, $0 - event.quantity.thousandths)
                }
            case let event as CartQuantitySet:
                let cart = event.cart.text
                change(&lines[cart, default: [:]][event.product.text, default: Line()], event.price)
                {
                    _ in event.quantity.thousandths
                }
            case let event as OrderPlaced:
                guard let cart = event.cart else { break }
                lines[cart.text] = nil
            default: break
            }
        }
        var sums: [String: Int128] = [:]
        for (cart, lines) in lines where cartOwners[cart] == name {
            for line in lines.values where line.quantity > 0 {
                guard let price = line.price else { continue }
                sums[price.currency, default: 0] +=
                    Int128(line.quantity) * Int128(price.minor) / 1_000
            }
        }
        return sums
    }

    private func change(_ line: inout Line, _ price: Money?, _ body: (Int64) -> Int64) {
        line.quantity = body(line.quantity)
        line.price = price ?? line.price
    }
}

extension Folded where Model == Visitors {
    /// What contradicts, as the oracle tells it.
    var anomalies: [String] {
        model.latestAnomalies.map { "\($0.kind) \(name("visitor", $0.visitor)) \($0.time)" }
    }

    /// A visitor's figures, as the oracle tells them.
    func text(_ name: String) -> String? {
        guard let state = model.state(of: handle("visitor", name)) else { return nil }
        var parts = ["first \(state.firstSeen)"]
        if let last = state.lastActive { parts.append("last \(last)") }
        let isHere = state.isPresent(at: testStart, idle: .seconds(86_400))
        parts.append(isHere ? "here" : "gone")
        parts.append("sessions \(state.sessions) pages \(state.pages)")
        parts.append("products \(state.products) searches \(state.searches)")
        parts.append("carts \(state.carts) checkouts \(state.checkouts)")
        parts.append(
            "help \(state.help?.count ?? 0) leaving \(state.leaving?.count ?? 0) "
                + "errors \(state.errors?.count ?? 0)")
        if let page = state.page, let since = state.pageSince {
            parts.append("page \(symbol(page)) \(since)")
        }
        if let country = state.country { parts.append("country \(symbol(country))") }
        if state.sessions > 0 {
            let campaign = state.campaign.map { self.name("campaign", $0) } ?? "-"
            parts.append("led by \(campaign) \(symbol(state.medium))")
        }
        if let score = state.score { parts.append("intent \(score.intent)") }
        if let consent = state.consent { parts.append("consent \(symbol(consent.symbol))") }
        if let step = state.engagement { parts.append("engagement \(step)") }
        parts.append("orders " + text(state.orders.map(\.sum)))
        parts.append("cart " + text(state.cart))
        parts.append("value " + text(state.values))
        return parts.joined(separator: "; ")
    }

    private func text(_ money: [VisitorMoney]) -> String {
        VisitorOracle.text(
            Dictionary(money.map { (symbol($0.currency), $0.minor) }) { $0 + $1 })
    }
}
