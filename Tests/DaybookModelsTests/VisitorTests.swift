// Visitors by hand.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct VisitorTests {
    private func state(
        _ facts: [Fact], _ name: String = "v", asOf: AsOf = AsOf()
    ) throws -> (VisitorState, Folded<Visitors>) {
        let folded = try TestBook(facts, perPage: 2).replay(Visitors(), asOf: asOf)
        let state = folded.model.state(of: folded.handle("visitor", name))
        return (try #require(state), folded)
    }

    private func at(_ seconds: Int64) -> Timestamp { testStart + .seconds(seconds) }

    @Test("Present is who did something within the idle bound, and whose session has not ended")
    func presence() throws {
        let facts = [
            fact(0, SessionStarted(session: "s", visitor: "v")),
            fact(60, PageViewed(visitor: "v", session: "s", url: "/a")),
        ]
        let (here, folded) = try state(facts)
        #expect(here.isPresent(at: at(60)))
        #expect(here.isPresent(at: at(60 + 1_800)))
        #expect(!here.isPresent(at: at(61 + 1_800)))
        #expect(!here.isPresent(at: at(71), idle: .seconds(10)))
        #expect(here.sessionSince == at(0))
        #expect(folded.symbol(here.page) == "/a")
        #expect(here.pageSince == at(60))
        let end = fact(90, SessionEnded(session: "s", visitor: "v", reason: .logout))
        let (gone, _) = try state(facts + [end])
        #expect(!gone.isPresent(at: at(90)))
        #expect(gone.sessionSince == nil)
        // As of a moment before the end it is there.
        let (before, _) = try state(facts + [end], asOf: AsOf(time: at(89)))
        #expect(before.isPresent(at: at(89)))
        // A deed after the end: back again.
        let back = fact(200, PageViewed(visitor: "v", url: "/b"))
        let (again, _) = try state(facts + [end, back])
        #expect(again.isPresent(at: at(200)))
        #expect(again.sequence == 4)
    }

    @Test("A visitor who turns to the shop is there, one whom the shop turns to need not be")
    func conversed() throws {
        func opened(_ initiator: Initiator) -> Fact {
            fact(
                40,
                ConversationOpened(
                    conversation: "c", channel: "webchat", initiator: initiator, visitor: "v"))
        }
        #expect(try state([opened(.customer)]).0.lastActive == at(40))
        #expect(try state([opened(.agent)]).0.lastActive == nil)
    }

    @Test("What others tell of a visitor is no deed of it")
    func told() throws {
        let (state, _) = try state([
            fact(
                5,
                VisitorValueSignalled(visitor: "v", kind: .lifetime, value: Money(900, "EUR"))),
            fact(9, VisitorIdled(visitor: "v", idle: .seconds(3))),
        ])
        #expect(state.lastActive == nil)
        #expect(state.firstSeen == at(5))
        #expect(!state.isPresent(at: at(9)))
    }

    @Test("A cart is worth its lines, each at its last price; an order empties it")
    func cart() throws {
        func add(_ seconds: Int64, _ product: ProductID, _ count: Int64, _ price: Money?) -> Fact {
            fact(
                seconds,
                CartItemAdded(
                    cart: "c", product: product, quantity: Milli(count), price: price, visitor: "v")
            )
        }
        var facts = [
            fact(0, CartCreated(cart: "c", visitor: "v")),
            add(1, "tv", 2, Money(50_000, "EUR")), add(2, "cable", 3, Money(999, "EUR")),
            fact(3, CartItemRemoved(cart: "c", product: "cable", quantity: Milli(1))),
            fact(
                4,
                CartQuantitySet(
                    cart: "c", product: "tv", quantity: Milli(1), price: Money(45_000, "EUR"))),
        ]
        func sums() throws -> [Int128] { try state(facts).0.cart.map(\.minor) }
        // 1 × 450.00 and 2 × 9.99
        #expect(try sums() == [46_998])
        // Half a piece: 225.00 and 2 × 9.99
        facts.append(
            fact(5, CartQuantitySet(cart: "c", product: "tv", quantity: Milli(thousandths: 500))))
        #expect(try sums() == [24_498])
        // More taken out than was in leaves nothing, and the next one counts whole.
        facts.append(fact(6, CartItemRemoved(cart: "c", product: "cable", quantity: Milli(9))))
        facts.append(add(7, "cable", 1, nil))
        #expect(try sums() == [23_499])
        facts.append(add(8, "plug", 1, Money(300, "GBP")))
        #expect(try sums().sorted() == [300, 23_499])
        facts.append(
            fact(9, OrderPlaced(order: "o", cart: "c", lines: [], total: Money(23_499, "EUR"))))
        #expect(try sums() == [])
        // Late, but before the order: no part of the cart any more. After it: a cart anew.
        facts.append(add(8, "plug", 5, Money(300, "GBP")))
        #expect(try sums() == [])
        facts.append(add(10, "plug", 1, Money(310, "GBP")))
        #expect(try sums() == [310])
    }

    @Test("Carts that are worth more than a sum can hold are worth the greatest sum")
    func greatestCart() throws {
        // Each line is worth (2^63 - 1)^2 / 1,000, about 2^116; 2,049 of them are beyond 2^127.
        let facts = (0..<2_500).map { number in
            fact(
                1,
                CartItemAdded(
                    cart: CartID("c-\(number / 500)"), product: ProductID("p-\(number)"),
                    quantity: Milli(thousandths: .max), price: Money(.max, "EUR"), visitor: "v"))
        }
        #expect(try state(facts).0.cart.map(\.minor) == [.max])
    }

    @Test("A cart that nobody touches for longer than its own window counts no more")
    func oldCart() throws {
        let item = CartItemAdded(
            cart: "c", product: "p", quantity: Milli(1), price: Money(1, "EUR"), visitor: "v")
        let facts = [fact(0, item), fact(100, PageViewed(visitor: "w", url: "/"))]
        for (window, count) in [(Int64(99), 0), (100, 1)] {
            let folded = try TestBook(facts)
                .replay(Visitors(window: .seconds(9), cartWindow: .seconds(window)))
            let state = folded.model.state(of: folded.handle("visitor", "v"))
            #expect(state?.cart.count == count)
            #expect(folded.model.cartsSince == at(100 - window))
        }
        // A year, if nothing else is said.
        for (days, count) in [(Int64(365), 1), (366, 0)] {
            let later = fact(days * 86_400, PageViewed(visitor: "w", url: "/"))
            #expect(try state([facts[0], later]).0.cart.count == count)
        }
    }

    @Test("What names a cart alone is a deed of the cart's visitor, whoever that turns out to be")
    func deedsOnCarts() throws {
        let facts = [
            fact(0, CartCreated(cart: "c", visitor: "v")),
            fact(1_500, CartItemAdded(cart: "c", product: "p", quantity: Milli(1))),
        ]
        let (v, folded) = try state(facts)
        #expect(v.lastActive == at(1_500) && v.sequence == 2)
        #expect(v.isPresent(at: at(2_400)))
        #expect(folded.model.states { $0.isPresent(at: self.at(2_400)) }.count == 1)
        // Who is told last has the cart, with what was done to it.
        let others = [
            fact(100, SessionStarted(session: "s", visitor: "w")),
            fact(1_600, CheckoutStarted(cart: "c", visitor: "w", session: "s")),
            fact(1_700, CartCouponApplied(cart: "c", coupon: "ten")),
        ]
        #expect(try state(facts + others).0.lastActive == at(0))
        #expect(try state(facts + others, "w").0.lastActive == at(1_700))
        // A deed in a session is the session's, not the cart's.
        let foreign = fact(1_800, CheckoutStepViewed(cart: "c", step: .address, session: "t"))
        #expect(try state(facts + [foreign]).0.lastActive == at(1_500))
    }

    /// A cart that its visitor touched by its name alone, and later so many carts of others.
    private static func oldCarts(crowd: Int) -> [Fact] {
        [
            fact(0, CartCreated(cart: "c", visitor: "v")),
            fact(5, CartItemAdded(cart: "c", product: "p", quantity: Milli(1))),
        ]
            + (0..<crowd).map {
                fact(200 + Int64($0), CartCreated(cart: CartID("d\($0)"), visitor: "w"))
            }
    }

    @Test("What was done to a cart stays with its visitor when the cart is forgotten")
    func forgottenCarts() throws {
        func fold(_ crowd: Int) throws -> Folded<Visitors> {
            try TestBook(Self.oldCarts(crowd: crowd), perPage: 7)
                .replay(Visitors(window: .seconds(10), cartWindow: .seconds(100)))
        }
        for crowd in [10, 1_500] {
            let folded = try fold(crowd)
            let state = try #require(folded.model.state(of: folded.handle("visitor", "v")))
            #expect(state.lastActive == at(5) && state.sequence == 2)
        }
        // 1,500 carts are held in less than twice what the last 100 seconds need.
        let (small, large) = (try fold(10), try fold(1_500))
        #expect(large.model.snapshot.count - small.model.snapshot.count < 1_024 * 110)
        try checkSnapshotLaw(
            TestBook(Self.oldCarts(crowd: 1_500), perPage: 150),
            Visitors(window: .seconds(10), cartWindow: .seconds(100)))
    }

    @Test("A fact that names only a session belongs to its visitor, also if the session comes late")
    func sessions() throws {
        let cart = fact(5, CartCreated(cart: "c", session: "s"))
        let item = fact(
            6,
            CartItemAdded(
                cart: "c", product: "p", quantity: Milli(2), price: Money(70, "EUR"), session: "s"))
        let start = fact(1, SessionStarted(session: "s", visitor: "v"))
        for facts in [[start, cart, item], [cart, item, start], [item, start, cart]] {
            let (state, _) = try state(facts)
            #expect(state.carts == 1)
            #expect(state.cart.map(\.minor) == [140])
            #expect(state.lastActive == at(6))
        }
    }

    @Test("Signals and scores: the last of each kind, and the greatest of all by currency")
    func values() throws {
        func signal(_ seconds: Int64, _ kind: SignalKind, _ value: Money) -> Fact {
            fact(seconds, VisitorValueSignalled(visitor: "v", kind: kind, value: value))
        }
        let facts = [
            signal(1, .lifetime, Money(9_000, "EUR")), signal(2, .lifetime, Money(5_000, "EUR")),
            signal(3, "rumour", Money(7_000, "EUR")), signal(4, .tier, Money(1, "USD")),
            fact(
                5,
                VisitorScored(
                    visitor: "v", model: "m", version: 1, intent: Milli(thousandths: 700),
                    value: Money(6_000, "EUR"), inputs: 0)),
            fact(
                6,
                VisitorScored(
                    visitor: "v", model: "m", version: 1, intent: Milli(thousandths: 300), inputs: 0
                )),
        ]
        let (state, folded) = try state(facts)
        let values = state.values.map { "\($0.minor) \(folded.symbol($0.currency))" }
        #expect(values.sorted() == ["1 USD", "7000 EUR"])
        #expect(state.score?.intent == 300)
        #expect(state.expected?.minor == 6_000)
    }

    @Test("An engagement is open until it is answered or expires")
    func engagement() throws {
        var facts = [
            fact(
                1,
                EngagementOffered(
                    engagement: "e", visitor: "v", campaign: "spring", channel: "webchat"))
        ]
        #expect(try state(facts).0.engagement?.isOpen == true)
        facts.append(fact(2, EngagementShown(engagement: "e", visitor: "v")))
        let (shown, folded) = try state(facts)
        #expect(shown.engagement == .shown)
        #expect(shown.offer?.symbol.map { folded.name("campaign", $0) } == "spring")
        facts.append(fact(3, EngagementDismissed(engagement: "e", visitor: "v")))
        let (dismissed, _) = try state(facts)
        #expect(dismissed.engagement?.isOpen == false)
        #expect(dismissed.lastActive == at(3))
    }

    @Test("Of a cart's changes the last 1,024 count, whatever came first; others are counted")
    func bounded() throws {
        var facts = (0..<3_000).map { index in
            fact(
                Int64(index),
                CartItemAdded(
                    cart: "c", product: index % 2 == 0 ? "p" : "q", quantity: Milli(1),
                    price: Money(Int64(index), "EUR"), visitor: "v"))
        }
        let folded = try TestBook(facts).replay(Visitors())
        let state = try #require(folded.model.state(of: folded.handle("visitor", "v")))
        // 512 of each at the price told last: 2,998 and 2,999.
        #expect(state.cart.map(\.minor) == [3_070_464])
        #expect(folded.model.droppedCartChanges == 3_000 - 1_024)
        facts.append(
            fact(1_500, OrderPlaced(order: "o", cart: "c", lines: [], total: Money(1, "EUR"))))
        let ordered = try TestBook(facts).replay(Visitors())
        #expect(ordered.model.droppedCartChanges < 3_000)
        var random = SeededRandom(seed: 4)
        for _ in 0..<4 {
            let other = try TestBook(random.shuffled(facts)).replay(Visitors())
            #expect(other.digest == ordered.digest)
            #expect(Visitors.decode(other.model.snapshot)?.snapshot == other.model.snapshot)
        }
    }

    @Test("Two prices of one instant that differ in currency alone are told alike in any order")
    func currencies() throws {
        let facts = ["EUR", "USD"].map { currency in
            fact(
                1,
                CartItemAdded(
                    cart: "c", product: "p", quantity: Milli(2), price: Money(5, currency),
                    visitor: "v"))
        }
        let (one, _) = try state(facts)
        let (other, folded) = try state(facts.reversed())
        #expect(one.cart.map(\.minor) == [20])
        #expect(other.cart.map(\.minor) == [20])
        #expect(try TestBook(facts).replay(Visitors()).digest == folded.digest)
    }
}
