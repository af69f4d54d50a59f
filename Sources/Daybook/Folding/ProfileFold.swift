// A profile folded from one customer's own facts, in canonical order. Must not know how they were
// found.

internal import DaybookCoding
internal import DaybookCommerce

/// Facts into a profile.
struct ProfileFold {
    private(set) var profile: VisitorProfile
    private let limit: Int
    /// The time that the last fact of an open cart has at least.
    private let cartsSince: Timestamp
    // Everything keyed by name, put into the lists at the end.
    private var sessions: [String: VisitorProfile.Session] = [:]
    /// The session that each visitor is in.
    private var current: [String: String] = [:]
    private var products: [String: VisitorProfile.Product] = [:]
    private var carts: [String: VisitorProfile.Cart] = [:]
    private var engagements: [String: VisitorProfile.Engagement] = [:]
    private var conversations: [String: VisitorProfile.Conversation] = [:]
    private var sums: [String: Int128] = [:]
    /// The places of facts in canonical order: of one instant, these order what they tell of, not
    /// the sequences, which depend on how the facts came.
    private var places: [UInt64: Int] = [:]

    init(_ profile: VisitorProfile, limit: Int, cartsSince: Timestamp) {
        self.profile = profile
        self.limit = limit
        self.cartsSince = cartsSince
    }

    /// Everything in its list.
    consuming func ended() -> VisitorProfile {
        for row in sorted(sessions, { ($0.started, $0.sequence) }) {
            var row = row
            row.pages.cut()
            profile.sessions.append(row)
        }
        for row in sorted(products, { ($0.last, $0.sequence) }) { profile.products.append(row) }
        for row in sorted(carts, { ($0.changed, $0.sequence) }) {
            var row = row
            let isFilled = row.lines.contains { $0.quantity > Milli(thousandths: 0) }
            row.isOpen = isFilled && row.order == nil && row.last >= cartsSince
            profile.carts.append(row)
        }
        for row in sorted(engagements, { ($0.time, $0.sequence) }) {
            profile.engagements.append(row)
        }
        for row in sorted(conversations, { ($0.time, $0.sequence) }) {
            profile.conversations.append(row)
        }
        profile.orderSums = sums.map { CurrencySum(minor: $0.value, currency: $0.key) }
            .sorted { $0.currency < $1.currency }
        profile.cut()
        return profile
    }

    /// Rows by time; those of one instant by their facts, those of one fact by their names.
    private func sorted<Row>(
        _ rows: [String: Row], _ key: (Row) -> (Timestamp, UInt64)
    ) -> [Row] {
        rows.sorted { left, right in
            let (one, other) = (key(left.value), key(right.value))
            if one.0 != other.0 { return one.0 < other.0 }
            return (places[one.1] ?? 0, left.key) < (places[other.1] ?? 0, right.key)
        }.map(\.value)
    }

    mutating func take(_ event: RecordedEvent) {
        places[event.sequence] = profile.facts
        profile.facts += 1
        profile.first = profile.first == 0 ? event.sequence : min(profile.first, event.sequence)
        profile.last = max(profile.last, event.sequence)
        switch event.type.prefix(while: { $0 != "." }) {
        case "session", "page": takeVisit(event)
        case "product", "search": takeInterest(event)
        case "visitor": takeDeed(event)
        case "cart", "checkout": takeCart(event)
        case "engagement": takeEngagement(event)
        default: takeRest(event)
        }
    }

    // MARK: Sessions and pages

    private mutating func takeVisit(_ event: RecordedEvent) {
        if let fact = event.decode(as: SessionStarted.self) {
            var row = session(fact.session.text, fact.visitor.text, event)
            row.started = event.time
            row.sequence = event.sequence
            row.landing = fact.landing?.text
            row.referrer = fact.referrer?.text
            row.campaign = fact.campaign?.text
            row.medium = fact.medium?.text
            sessions[fact.session.text] = row
            current[fact.visitor.text] = fact.session.text
        } else if let fact = event.decode(as: SessionEnded.self) {
            var row = session(fact.session.text, fact.visitor.text, event)
            row.ended = event.time
            row.reason = fact.reason.text
            sessions[fact.session.text] = row
            if current[fact.visitor.text] == fact.session.text { current[fact.visitor.text] = nil }
        } else if let fact = event.decode(as: PageViewed.self) {
            profile.pages += 1
            let key = fact.session?.text ?? current[fact.visitor.text]
            var row = session(key, fact.visitor.text, event)
            row.pages.append(
                VisitorProfile.Page(
                    url: fact.url.text, title: fact.title?.text, time: event.time,
                    sequence: event.sequence))
            sessions[key ?? Self.outside(fact.visitor.text)] = row
        } else if let fact = event.decode(as: PageLeft.self) {
            let key = fact.session?.text ?? current[fact.visitor.text]
            var row = session(key, fact.visitor.text, event)
            row.pages.change({ $0.url == fact.url.text && $0.dwell == nil }) {
                $0.dwell = fact.dwell
            }
            sessions[key ?? Self.outside(fact.visitor.text)] = row
        }
    }

    /// The key of what a visitor does outside any session: no session's name begins so.
    private static func outside(_ visitor: String) -> String { "\u{0}" + visitor }

    private func session(
        _ name: String?, _ visitor: String, _ event: RecordedEvent
    ) -> VisitorProfile.Session {
        sessions[name ?? Self.outside(visitor)]
            ?? VisitorProfile.Session(
                session: name, visitor: visitor, started: event.time, pages: Newest(limit: limit),
                sequence: event.sequence)
    }

    // MARK: Products and searches

    private mutating func takeInterest(_ event: RecordedEvent) {
        if let fact = event.decode(as: ProductViewed.self) {
            profile.productViews += 1
            let name = fact.product.text
            var row =
                products[name]
                ?? VisitorProfile.Product(product: name, last: event.time, sequence: event.sequence)
            row.views += 1
            row.last = event.time
            row.sequence = event.sequence
            row.price = fact.price ?? row.price
            products[name] = row
        } else if let fact = event.decode(as: SearchPerformed.self) {
            profile.searches.append(
                VisitorProfile.Search(
                    terms: fact.terms.text, results: fact.results, time: event.time,
                    sequence: event.sequence))
        }
    }

    private mutating func takeDeed(_ event: RecordedEvent) {
        func note(
            _ what: String, value: Money? = nil, intent: Milli? = nil
        ) -> VisitorProfile.Note {
            VisitorProfile.Note(
                what: what, value: value, intent: intent, time: event.time,
                sequence: event.sequence)
        }
        if let fact = event.decode(as: VisitorValueSignalled.self) {
            profile.signals.append(note(fact.kind.text, value: fact.value))
        } else if let fact = event.decode(as: VisitorScored.self) {
            profile.scores.append(note(fact.model.text, value: fact.value, intent: fact.intent))
        } else if let fact = event.decode(as: VisitorHitError.self) {
            profile.troubles.append(note("error \(fact.code.text)"))
        } else if let fact = event.decode(as: VisitorAskedForHelp.self) {
            profile.troubles.append(
                note("asked for help" + (fact.step.map { " at \($0.text)" } ?? "")))
        } else if let fact = event.decode(as: VisitorTurnedToLeave.self) {
            profile.troubles.append(
                note("turned to leave" + (fact.url.map { " \($0.text)" } ?? "")))
        }
    }

    // MARK: Carts

    private mutating func takeCart(_ event: RecordedEvent) {
        guard let name = event.names.first(where: { $0.entity.name == "cart" })?.name else {
            return
        }
        var cart = cart(name, event)
        cart.sequence = event.sequence
        cart.last = event.time
        if let fact = event.decode(as: CartItemAdded.self) {
            cart.change(fact.product.text, fact.price) { $0.adding(fact.quantity) }
        } else if let fact = event.decode(as: CartItemRemoved.self) {
            cart.change(fact.product.text, fact.price) { $0.taking(fact.quantity) }
        } else if let fact = event.decode(as: CartQuantitySet.self) {
            cart.change(fact.product.text, fact.price) { _ in fact.quantity.thousandths }
        } else if let fact = event.decode(as: CartCouponApplied.self) {
            cart.coupon = fact.coupon.text
        } else if event.type == CheckoutStarted.type {
            cart.checkout = event.time
        } else if let fact = event.decode(as: CheckoutStepCompleted.self) {
            cart.step = fact.step.text
        } else if let fact = event.decode(as: CheckoutStepViewed.self) {
            cart.step = fact.step.text
        }
        if event.type.hasPrefix("cart.") { cart.changed = event.time }
        carts[name] = cart
    }

    private mutating func cart(_ name: String, _ event: RecordedEvent) -> VisitorProfile.Cart {
        let known = carts[name]
        if let known, known.order == nil || event.type == OrderPlaced.type { return known }
        // What comes after an order is a cart anew, under the same name.
        return VisitorProfile.Cart(
            cart: name, started: event.time, changed: event.time, last: event.time,
            sequence: event.sequence)
    }

    // MARK: Engagements

    private mutating func takeEngagement(_ event: RecordedEvent) {
        if let fact = event.decode(as: EngagementSuppressed.self) {
            profile.suppressed.append(
                VisitorProfile.Note(
                    what: "\(fact.campaign.text): \(fact.reason.text)", value: nil, intent: nil,
                    time: event.time, sequence: event.sequence))
            return
        }
        func name(_ entity: String) -> String? {
            event.names.first { $0.entity.name == entity }?.name
        }
        guard let engagement = name("engagement") else { return }
        let outcome = String(event.type.drop { $0 != "." }.dropFirst())
        var row =
            engagements[engagement]
            ?? VisitorProfile.Engagement(
                engagement: engagement, outcome: outcome, time: event.time,
                sequence: event.sequence)
        row.campaign = name("campaign") ?? row.campaign
        row.conversation = name("conversation") ?? row.conversation
        row.channel = event.decode(as: EngagementOffered.self)?.channel.text ?? row.channel
        row.outcome = outcome
        row.time = event.time
        row.sequence = event.sequence
        engagements[engagement] = row
    }

    // MARK: Consent, conversations, orders

    private mutating func takeRest(_ event: RecordedEvent) {
        if let fact = event.decode(as: OrderPlaced.self) {
            profile.orders.append(
                VisitorProfile.Order(
                    order: fact.order.text, total: fact.total, time: event.time,
                    sequence: event.sequence))
            sums[fact.total.currency, default: 0] += Int128(fact.total.minor)
            if let name = fact.cart?.text {
                var cart = cart(name, event)
                cart.order = fact.order.text
                cart.sequence = event.sequence
                carts[name] = cart
            }
        } else if let fact = event.decode(as: ConsentChanged.self) {
            profile.consents.append(
                VisitorProfile.Consent(
                    action: fact.action.text, scopes: (fact.scopes ?? []).map(\.scope.text),
                    name: fact.visitor?.text ?? fact.person?.text ?? "", time: event.time,
                    sequence: event.sequence))
        }
        guard let name = event.names.first(where: { $0.entity.name == "conversation" })?.name else {
            return
        }
        var row =
            conversations[name]
            ?? VisitorProfile.Conversation(
                conversation: name, time: event.time, sequence: event.sequence)
        if let fact = event.decode(as: ConversationOpened.self) {
            row.channel = fact.channel.text
            row.initiator = fact.initiator.text
        }
        conversations[name] = row
    }
}

extension VisitorProfile {
    /// Cuts every list to its limit.
    fileprivate mutating func cut() {
        sessions.cut()
        products.cut()
        searches.cut()
        carts.cut()
        signals.cut()
        scores.cut()
        troubles.cut()
        engagements.cut()
        suppressed.cut()
        consents.cut()
        conversations.cut()
        orders.cut()
    }
}

extension VisitorProfile.Cart {
    /// Changes a line by its quantity in thousandths; nothing is left of it below one of them.
    fileprivate mutating func change(
        _ product: String, _ price: Money?, _ change: (Int64) -> Int64
    ) {
        let place = lines.firstIndex { $0.product == product }
        let known = place.map { lines[$0].quantity.thousandths } ?? 0
        let quantity = Milli(thousandths: max(0, change(known)))
        if let place {
            lines[place].quantity = quantity
            lines[place].price = price ?? lines[place].price
        } else {
            lines.append(
                VisitorProfile.Line(product: product, quantity: quantity, price: price))
        }
    }
}

extension Int64 {
    /// The sum with a quantity, at most the greatest number.
    fileprivate func adding(_ quantity: Milli) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(quantity.thousandths)
        return overflow ? (quantity.thousandths < 0 ? .min : .max) : sum
    }

    /// The difference to a quantity, at least the least number.
    fileprivate func taking(_ quantity: Milli) -> Int64 {
        let (rest, overflow) = subtractingReportingOverflow(quantity.thousandths)
        return overflow ? (quantity.thousandths < 0 ? .max : .min) : rest
    }
}
