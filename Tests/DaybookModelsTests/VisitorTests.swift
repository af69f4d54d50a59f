// Visitors by hand, and under random facts against a naive account.

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

    @Test("A cart that nobody touches for longer than the window counts no more")
    func oldCart() throws {
        let item = CartItemAdded(
            cart: "c", product: "p", quantity: Milli(1), price: Money(1, "EUR"), visitor: "v")
        let facts = [fact(0, item), fact(100, PageViewed(visitor: "w", url: "/"))]
        for (window, count) in [(Int64(99), 0), (100, 1)] {
            let folded = try TestBook(facts).replay(Visitors(window: .seconds(window)))
            let state = folded.model.state(of: folded.handle("visitor", "v"))
            #expect(state?.cart.count == count)
        }
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

    @Test("Changes of a cart beyond any use are dropped, and counted")
    func bounded() throws {
        let facts = (0..<1_100).map { index in
            fact(
                Int64(index),
                CartItemAdded(
                    cart: "c", product: "p", quantity: Milli(1), price: Money(1, "EUR"),
                    visitor: "v"))
        }
        let folded = try TestBook(facts).replay(Visitors())
        let state = try #require(folded.model.state(of: folded.handle("visitor", "v")))
        #expect(state.cart.map(\.minor) == [1_024])
        #expect(folded.model.droppedCartChanges == 76)
    }
}

@Suite struct VisitorRandomTests {
    /// Facts of a few visitors, sessions and carts.
    ///
    /// - Parameter collides: whether facts may share an instant.
    static func scenario(_ seed: UInt64, count: Int, collides: Bool) -> [Fact] {
        var random = SeededRandom(seed: seed)
        let seconds = random.shuffled(Array(0..<count))
        return (0..<count).map { index in
            let number = random.below(3)
            // Most know their session; some take another's.
            let taken = random.below(4) == 0 ? random.below(3) : number
            let (visitor, session) = (VisitorID("v\(number)"), SessionID("s\(taken)"))
            return fact(
                Int64(collides ? random.below(5) : seconds[index]),
                event(visitor, session, &random),
                source: collides && random.below(2) == 0 ? "web\(random.below(2))" : nil,
                ordinal: collides && random.below(2) == 0 ? Int64(random.below(3)) : nil)
        }
    }

    private static func event(
        _ visitor: VisitorID, _ session: SessionID, _ random: inout SeededRandom
    ) -> any Event {
        let money = Money(Int64(random.below(500)), random.below(3) == 0 ? "USD" : "EUR")
        let price = random.below(3) == 0 ? nil : money
        let (cart, product) = (CartID("c\(random.below(3))"), ProductID("p\(random.below(3))"))
        let who = random.below(3) == 0 ? nil : visitor
        let whose = who == nil || random.below(2) == 0 ? session : nil
        let quantity = Milli(thousandths: Int64(random.below(4)) * 500)
        switch random.below(24) {
        case 0: return VisitorSeen(visitor: visitor, country: random.below(2) == 0 ? "DE" : nil)
        case 1, 2:
            return SessionStarted(
                session: session, visitor: visitor,
                campaign: random.below(2) == 0 ? CampaignID("k\(random.below(2))") : nil,
                medium: random.below(2) == 0 ? "mail" : nil)
        case 3: return SessionEnded(session: session, visitor: visitor, reason: .idle)
        case 4, 5: return PageViewed(visitor: visitor, url: Symbol("/\(random.below(4))"))
        case 22:
            return PageLeft(
                visitor: visitor, url: "/", dwell: .seconds(Int64(random.below(3)) - 1))
        case 23: return CheckoutStarted(cart: cart, visitor: who, session: whose)
        case 6: return ProductViewed(visitor: visitor, product: product)
        case 7: return SearchPerformed(visitor: visitor, terms: "tv")
        case 8: return VisitorTurnedToLeave(visitor: visitor)
        case 9: return VisitorHitError(visitor: visitor, code: "500")
        case 10: return VisitorAskedForHelp(visitor: visitor)
        case 11:
            let kinds: [SignalKind] = [.cart, .tier, .lifetime, .custom, "odd"]
            return VisitorValueSignalled(
                visitor: visitor, kind: kinds[random.below(5)], value: money)
        case 12:
            return VisitorScored(
                visitor: visitor, model: "m", version: 1,
                intent: Milli(thousandths: Int64(random.below(1_000))),
                value: price, inputs: 0)
        case 13:
            return EngagementOffered(
                engagement: "e", visitor: visitor, campaign: "k1", channel: "webchat")
        case 14:
            return random.below(2) == 0
                ? EngagementAccepted(engagement: "e", visitor: visitor)
                : EngagementExpired(engagement: "e", visitor: visitor)
        case 15:
            let actions: [ConsentAction] = [.allowAll, .denyAll, .withdrawn]
            return ConsentChanged(visitor: visitor, action: actions[random.below(3)])
        case 16: return CartCreated(cart: cart, visitor: who, session: whose)
        case 17, 18:
            return CartItemAdded(
                cart: cart, product: product, quantity: quantity, price: price, visitor: who,
                session: whose)
        case 19:
            return CartItemRemoved(
                cart: cart, product: product, quantity: quantity, visitor: who, session: whose)
        case 20:
            return CartQuantitySet(
                cart: cart, product: product, quantity: quantity, price: price, visitor: who,
                session: whose)
        default:
            return OrderPlaced(
                order: OrderID("o\(random.below(9))"), cart: random.below(2) == 0 ? cart : nil,
                visitor: who, lines: [], total: money, session: whose)
        }
    }

    private func check(_ facts: [Fact], _ folded: Folded<Visitors>, _ label: String) {
        let oracle = VisitorOracle(facts)
        for name in ["v0", "v1", "v2"] {
            #expect(folded.text(name) == oracle.text(name), "\(label) \(name)")
        }
        #expect(folded.anomalies == oracle.anomalies, "\(label)")
        #expect(folded.model.anomalyCount == UInt64(oracle.anomalies.count), "\(label)")
        #expect(folded.model.unclaimedCount == UInt64(oracle.unclaimed), "\(label)")
    }

    @Test("Figures agree with a naive account, now and as of any moment", arguments: 0..<150)
    func oracle(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 5 + seed % 90, collides: false)
        let book = try TestBook(facts, perPage: 4)
        check(facts, try book.replay(Visitors()), "seed \(seed)")
        let half = facts.count / 2
        check(
            Array(facts[..<half]), try book.replay(Visitors(), asOf: AsOf(sequence: UInt64(half))),
            "seed \(seed), as of a sequence")
        let limit = testStart + .seconds(Int64(half))
        check(
            facts.filter { ($0.envelope.time ?? testStart) <= limit },
            try book.replay(Visitors(), asOf: AsOf(time: limit)), "seed \(seed), as of a time")
    }

    @Test("Generated traffic gives the figures of a naive account, in any order", arguments: 1...3)
    func traffic(_ seed: UInt64) throws {
        var traffic = Traffic(seed: seed)
        let facts = (0..<3_000).map { _ in traffic.next() }
        let folded = try TestBook(facts).replay(Visitors())
        let oracle = VisitorOracle(facts)
        let names = folded.names["visitor"] ?? []
        #expect(names.count > 50)
        var withCart = 0
        for name in names.prefix(60) {
            let text = oracle.text(name)
            #expect(folded.text(name) == text, "seed \(seed) \(name)")
            if text?.contains("cart ;") == false { withCart += 1 }
        }
        #expect(withCart > 0)
        var random = SeededRandom(seed: seed)
        let other = try TestBook(random.shuffled(facts), key: random.next()).replay(Visitors())
        #expect(other.digest == folded.digest)
    }

    @Test("Any order makes the same digest, also of facts that share an instant", arguments: 0..<25)
    func permutations(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed) &+ 300, count: 60, collides: true)
        let first = try TestBook(facts).replay(Visitors())
        var random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<4 {
            let other = try TestBook(
                random.shuffled(facts), perPage: 1 + random.below(9), key: random.next()
            ).replay(Visitors())
            #expect(other.digest == first.digest, "seed \(seed)")
            #expect(other.anomalies == first.anomalies, "seed \(seed)")
        }
    }

    @Test("Snapshots hold at every page", arguments: 0..<8)
    func snapshots(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed) &+ 60, count: 40, collides: seed % 2 == 0)
        try checkSnapshotLaw(TestBook(facts, perPage: 1), Visitors())
        try checkSnapshotLaw(TestBook(facts, perPage: 1, lag: 9), Visitors(window: .seconds(3)))
    }

    @Test("Damaged snapshots are refused or read, never a trap")
    func damage() throws {
        let facts =
            Self.scenario(3, count: 60, collides: false)
            + IdentityTests.scenario(3, count: 20)
        let book = try TestBook(facts)
        let folded = try book.replay(Pair<Visitors, Identities>())
        let bytes = folded.model.snapshot
        var random = SeededRandom(seed: 5)
        var readable = 0
        for index in bytes.indices {
            #expect(Pair<Visitors, Identities>.decode(Array(bytes[..<index])) == nil)
            var damaged = bytes
            damaged[index] ^= UInt8(1) << random.below(8)
            guard let decoded = Pair<Visitors, Identities>.decode(damaged) else { continue }
            readable += 1
            if readable % 8 != 0 { continue }
            var replay = Replay(decoded, catalog: book.catalog)
            for page in book.pages { try replay.apply(page) }
            _ = replay.digest()
            _ = replay.model.snapshot
            _ = replay.model.first.states().map(\.values)
            _ = replay.model.second.identities(replay.names, replay.catalog)
            _ = replay.model.second.conflicts(replay.names, replay.catalog)
        }
        #expect(readable > 100)
    }
}
