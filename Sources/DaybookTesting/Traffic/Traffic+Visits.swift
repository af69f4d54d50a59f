// Visits: who comes, which pages and products are looked at, and what lands in the cart.

internal import DaybookCoding
internal import DaybookCommerce

/// One visit to the shop, while it goes on.
struct Visit: Sendable {
    let visitor: VisitorID
    let session: SessionID
    var person: PersonID?
    /// The number of the regular customer that this is, if it is one.
    var regular: Int?
    let tongue: Int
    var pagesLeft: Int
    /// How inclined to buy, in thousandths.
    let intent: Int
    var page: Symbol?
    var since: Int64
    var product: Int
    var cart: CartID?
    var items: [CartItem] = []
    var checkout = 0
    var hasContact = false
}

struct CartItem: Sendable {
    let product: Int
    var quantity: Int64
}

/// Someone who was here before.
struct Regular: Sendable {
    let visitor: VisitorID
    var person: PersonID?
    let tongue: Int
    /// The number of the latest order, or 0.
    var order: Int
}

extension Traffic {
    private static let regularsMax = 20_000
    private static let referrers: [Symbol] = [
        "search.example", "social.example", "news.example", "prices.example",
    ]
    private static let devices: [Symbol] = ["phone", "phone", "phone", "desktop", "tablet"]
    private static let landings: [Symbol] = ["/", "/sale", "/new"]
    private static let infoPages: [Symbol] = [
        "/help", "/help/delivery", "/help/returns", "/about", "/stores",
    ]

    /// A visitor comes in.
    mutating func arrive() {
        var regular: Int?
        if !regulars.isEmpty, random.chance(330) { regular = random.below(regulars.count) }
        let visitor: VisitorID
        let tongue: Int
        if let regular {
            visitor = regulars[regular].visitor
            tongue = regulars[regular].tongue
        } else {
            counters.visitors += 1
            visitor = VisitorID(Self.name("v-", counters.visitors))
            tongue = random.below(Tongue.all.count)
        }
        counters.sessions += 1
        let session = SessionID(Self.name("s-", counters.sessions))
        let product = random.below(products.count)
        let isFromAfar = random.chance(600)
        let referrer = isFromAfar ? random.pick(Self.referrers) : nil
        let landing = random.chance(500) ? random.pick(Self.landings) : products[product].page
        web(
            VisitorSeen(
                visitor: visitor, device: random.pick(Self.devices),
                locale: Tongue.all[tongue].locale, country: Tongue.all[tongue].country))
        web(
            SessionStarted(
                session: session, visitor: visitor, landing: landing, referrer: referrer,
                medium: isFromAfar ? "referral" : "direct"))
        let pages = 1 + Int(random.skewedSeconds(mean: 3_600) / 1_000_000_000)
        let visit = visits.add(
            Visit(
                visitor: visitor, session: session,
                person: regular.flatMap { random.chance(500) ? regulars[$0].person : nil },
                regular: regular, tongue: tongue, pagesLeft: pages, intent: random.below(1_000),
                since: now, product: product))
        browse(visit)
    }

    /// The visitor goes on to another page, to the checkout, or away.
    mutating func browse(_ visit: Int) {
        let (visitor, session) = (visits[visit].visitor, visits[visit].session)
        let previous = visits[visit].page
        if let previous, random.chance(600) {
            web(
                PageLeft(
                    visitor: visitor, session: session, url: previous,
                    dwell: Microseconds(now - visits[visit].since)))
        }
        if visits[visit].pagesLeft <= 0 { return goAway(visit) }
        visits[visit].pagesLeft -= 1
        let intent = visits[visit].intent
        if visits[visit].cart != nil, visits[visit].checkout == 0,
            visits[visit].pagesLeft < 2 || random.chance(200), random.chance(250 + intent / 2)
        {
            return startCheckout(visit)
        }
        visits[visit].since = now
        switch random.below(100) {
        case 0..<12: view(visit, random.pick(Self.landings), from: previous)
        case 12..<35: viewCategory(visit, from: previous)
        case 35..<88: viewProduct(visit, from: previous)
        default: view(visit, random.pick(Self.infoPages), from: previous)
        }
        behave(visit)
        steps.plan(
            .browse, visit, at: now + 2_000_000 + random.skewedSeconds(mean: 45))
    }

    private mutating func view(
        _ visit: Int, _ page: Symbol, category: Symbol? = nil, from previous: Symbol?
    ) {
        visits[visit].page = page
        web(
            PageViewed(
                visitor: visits[visit].visitor, session: visits[visit].session, url: page,
                category: category, referrer: previous))
    }

    private mutating func viewCategory(_ visit: Int, from previous: Symbol?) {
        let category = random.below(TrafficShop.categories.count)
        view(
            visit, TrafficShop.categoryPages[category], category: TrafficShop.categories[category],
            from: previous)
        let first = category * 30 + random.below(24)
        visits[visit].product = first
        let listed = products[first..<first + 3 + random.below(4)]
        web(
            ProductListed(
                visitor: visits[visit].visitor, session: visits[visit].session,
                list: TrafficShop.categories[category],
                products: listed.map { ListedProduct(product: $0.id) }))
    }

    private mutating func viewProduct(_ visit: Int, from previous: Symbol?) {
        let (visitor, session) = (visits[visit].visitor, visits[visit].session)
        let index = random.chance(500) ? visits[visit].product : random.below(products.count)
        visits[visit].product = index
        let product = products[index]
        let category = TrafficShop.categories[product.category]
        if random.chance(350) {
            web(
                ProductSelected(
                    visitor: visitor, session: session, product: product.id, list: category))
        }
        view(visit, product.page, category: category, from: previous)
        let price = self.price(of: index, in: visits[visit].tongue)
        web(
            ProductViewed(
                visitor: visitor, session: session, product: product.id, category: category,
                price: price))
        if random.below(1_000) < visits[visit].intent / 3 { addToCart(visit, index, price) }
    }

    private mutating func addToCart(_ visit: Int, _ index: Int, _ price: Money) {
        let (visitor, session) = (visits[visit].visitor, visits[visit].session)
        let cart: CartID
        if let known = visits[visit].cart {
            cart = known
        } else {
            counters.carts += 1
            cart = CartID(Self.name("b-", counters.carts))
            visits[visit].cart = cart
            web(CartCreated(cart: cart, visitor: visitor, session: session))
        }
        let product = products[index].id
        if let place = visits[visit].items.firstIndex(where: { $0.product == index }) {
            visits[visit].items[place].quantity += 1
            web(
                CartQuantitySet(
                    cart: cart, product: product,
                    quantity: Milli(visits[visit].items[place].quantity), price: price,
                    visitor: visitor, session: session))
        } else {
            let quantity: Int64 = random.chance(100) ? 2 : 1
            visits[visit].items.append(CartItem(product: index, quantity: quantity))
            web(
                CartItemAdded(
                    cart: cart, product: product, quantity: Milli(quantity), price: price,
                    visitor: visitor, session: session))
        }
        if visits[visit].items.count > 1, random.chance(200) {
            let removed = visits[visit].items.removeFirst()
            web(
                CartItemRemoved(
                    cart: cart, product: products[removed.product].id,
                    quantity: Milli(removed.quantity), visitor: visitor, session: session))
        }
        if random.chance(80) { web(CartCouponApplied(cart: cart, coupon: "SPRING10")) }
    }

    /// What else a visitor may do on a page.
    private mutating func behave(_ visit: Int) {
        let visitor = visits[visit].visitor
        switch random.below(1_000) {
        case 0..<25:
            web(VisitorIdled(visitor: visitor, idle: Microseconds(random.seconds(60, 200))))
        case 25..<45: web(VisitorTurnedToLeave(visitor: visitor, url: visits[visit].page))
        case 45..<50:
            web(VisitorHitError(visitor: visitor, code: "500", text: "the page did not load"))
        case 50..<75:
            let worth = price(of: visits[visit].product, in: visits[visit].tongue)
            web(VisitorValueSignalled(visitor: visitor, kind: .cart, value: worth))
        case 75..<150:
            web(
                VisitorScored(
                    visitor: visitor, model: "intent", version: 3,
                    intent: Milli(thousandths: Int64(visits[visit].intent)),
                    inputs: Int64(random.below(1 << 31))))
        case 150..<170: ask(visit)
        default: break
        }
    }

    /// The visitor wants to talk to somebody, where there is somebody.
    mutating func ask(_ visit: Int) {
        guard !visits[visit].hasContact else { return }
        visits[visit].hasContact = true
        if isOpen(TrafficShop.serviceChat), random.chance(850) {
            openChat(visit, isProactive: random.chance(200))
            // Who chats stays on the page for a while.
            visits[visit].pagesLeft = max(visits[visit].pagesLeft, 2)
        } else {
            let regular = regular(of: visit)
            let contact = open(
                .phone, visitor: visits[visit].visitor, person: visits[visit].person,
                tongue: visits[visit].tongue, product: visits[visit].product,
                order: regular.map { regulars[$0].order } ?? 0)
            call(contact, .new)
        }
    }

    private mutating func goAway(_ visit: Int) {
        let isOut = random.chance(80)
        if isOut { return finish(visit, .logout) }
        steps.plan(.endVisit, visit, at: now + TrafficShop.hour / 2)
    }

    mutating func endVisit(_ visit: Int) { finish(visit, .idle) }

    private mutating func finish(_ visit: Int, _ reason: SessionEndReason) {
        let ended = visits[visit]
        web(SessionEnded(session: ended.session, visitor: ended.visitor, reason: reason))
        if ended.regular == nil, random.chance(ended.person == nil ? 300 : 1_000) {
            remember(
                Regular(
                    visitor: ended.visitor, person: ended.person, tongue: ended.tongue, order: 0))
        }
        visits.remove(visit)
    }

    /// The regular customer that a visitor is, if still kept in mind.
    func regular(of visit: Int) -> Int? {
        visits[visit].regular.flatMap { regular in
            regulars[regular].visitor == visits[visit].visitor ? regular : nil
        }
    }

    /// Keeps somebody in mind, and forgets somebody else if there are too many.
    @discardableResult
    mutating func remember(_ regular: Regular) -> Int {
        if regulars.count < Self.regularsMax {
            regulars.append(regular)
            return regulars.count - 1
        }
        let place = random.below(regulars.count)
        regulars[place] = regular
        return place
    }

    func price(of product: Int, in tongue: Int) -> Money {
        let tongue = Tongue.all[tongue]
        return Money(products[product].price * tongue.rate / 10_000, tongue.currency)
    }
}
