// Visitors under random facts, against a naive account.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

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
        // Some name the cart alone.
        let whose = random.below(who == nil ? 4 : 2) == 0 ? nil : session
        let quantity = Milli(thousandths: Int64(random.below(4)) * 500)
        switch random.below(25) {
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
        case 24: return CartCouponApplied(cart: cart, coupon: "ten")
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
