// Sessions that several visitors begin, and facts that name a session alone: in every order the
// same visitor has the same deeds, and the same contradictions are told.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct SessionTests {
    private static func start(
        _ seconds: Int64, _ session: SessionID, _ visitor: VisitorID, source: String? = nil,
        ordinal: Int64? = nil
    ) -> Fact {
        fact(
            seconds, SessionStarted(session: session, visitor: visitor), source: source,
            ordinal: ordinal)
    }

    private static func order(_ seconds: Int64, _ session: SessionID, _ total: Money) -> Fact {
        fact(
            seconds,
            OrderPlaced(
                order: OrderID("o\(seconds)"), lines: [], total: total, session: session))
    }

    private static func permutations<Element>(_ list: [Element]) -> [[Element]] {
        if list.isEmpty { return [[]] }
        return list.indices.flatMap { index in
            var rest = list
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }

    /// What a visitor has by its sessions, as text.
    private static func deeds(_ folded: Folded<Visitors>, _ name: String) -> String {
        guard let state = folded.model.state(of: folded.handle("visitor", name)) else { return "-" }
        let orders = state.orders.map { "\($0.count)x \($0.sum.minor)" }.sorted()
        let cart = state.cart.map { "\($0.minor)" }
        return "carts \(state.carts) checkouts \(state.checkouts) orders \(orders) cart \(cart)"
    }

    @Test("A session stays with who began it first, in whatever order that is told")
    func contested() throws {
        let facts = [
            Self.start(0, "s", "v"),
            Self.start(10, "s", "w"),
            fact(
                5,
                CartItemAdded(
                    cart: "c", product: "p", quantity: Milli(2), price: Money(70, "EUR"),
                    session: "s")),
            fact(6, CheckoutStarted(cart: "c", session: "s")),
            Self.order(20, "s", Money(900, "EUR")),
        ]
        for order in Self.permutations(Array(facts.indices)) {
            let folded = try TestBook(order.map { facts[$0] }, perPage: 2).replay(Visitors())
            #expect(
                Self.deeds(folded, "v")
                    == #"carts 0 checkouts 1 orders ["1x 900"] cart ["140"]"#, "\(order)")
            #expect(
                Self.deeds(folded, "w") == "carts 0 checkouts 0 orders [] cart []", "\(order)")
            let odd = folded.model.latestAnomalies
            #expect(odd.map(\.kind) == [.foreignSession], "\(order)")
            #expect(odd.map(\.time) == [testStart + .seconds(10)], "\(order)")
            // It names the fact by which the other one began the session.
            #expect(odd.map { order[Int($0.sequence) - 1] } == [1], "\(order)")
            #expect(folded.model.state(of: odd[0].visitor)?.lastActive == testStart + .seconds(10))
        }
    }

    @Test("A late fact takes a session from one visitor to another, and the contradiction with it")
    func changesHands() throws {
        let facts = [
            fact(8, CartCreated(cart: "c", session: "s")),
            Self.start(5, "s", "w"),
            Self.start(6, "s", "w"),
            Self.start(3, "s", "v"),
            fact(9, CartCreated(cart: "d", session: "s")),
            Self.start(1, "s", "w"),
            fact(2, PageLeft(visitor: "v", url: "/", dwell: .seconds(-1))),
        ]
        let book = try TestBook(facts, perPage: 3)
        func carts(_ name: String, _ sequence: UInt64) throws -> Int? {
            let folded = try book.replay(Visitors(), asOf: AsOf(sequence: sequence))
            return folded.model.state(of: folded.handle("visitor", name))?.carts
        }
        func anomalies(_ sequence: UInt64) throws -> [String] {
            let folded = try book.replay(Visitors(), asOf: AsOf(sequence: sequence))
            #expect(folded.model.anomalyCount == UInt64(folded.model.latestAnomalies.count))
            return folded.model.latestAnomalies.map {
                "\($0.kind) \(folded.name("visitor", $0.visitor)) in \($0.sequence)"
            }
        }
        #expect(try book.replay(Visitors(), asOf: AsOf(sequence: 1)).model.unclaimedCount == 1)
        #expect(try carts("w", 2) == 1)
        #expect(try anomalies(3) == [])
        #expect(try carts("w", 4) == 0)
        #expect(try carts("v", 4) == 1)
        // Of two starts the earlier one is told.
        #expect(try anomalies(4) == ["foreignSession w in 2"])
        #expect(try carts("v", 5) == 2)
        #expect(try carts("w", 6) == 2)
        #expect(try carts("v", 6) == 0)
        #expect(try anomalies(6) == ["foreignSession v in 4"])
        #expect(try anomalies(7) == ["negativeDwell v in 7", "foreignSession v in 4"])
        #expect(try book.replay(Visitors()).model.unclaimedCount == 0)
    }

    @Test("At one instant the producer decides, then its counter, then the visitor's name")
    func sharedInstant() throws {
        func owner(_ facts: [Fact]) throws -> Set<String> {
            var owners: Set<String> = []
            for (round, order) in Self.permutations(facts).enumerated() {
                let deed = fact(9, CartCreated(cart: "c", session: "s"))
                let facts = round % 2 == 0 ? order + [deed] : [deed] + order
                let folded = try TestBook(facts, key: UInt64(round)).replay(Visitors())
                for name in folded.names["visitor"] ?? [] {
                    let state = folded.model.state(of: folded.handle("visitor", name))
                    if state?.carts == 1 { owners.insert(name) }
                }
            }
            return owners
        }
        // The counter counts, also below zero and beyond 32 bits.
        #expect(
            try owner([
                Self.start(0, "s", "a", source: "web", ordinal: 3),
                Self.start(0, "s", "b", source: "web", ordinal: 2),
                Self.start(0, "s", "c", source: "web", ordinal: 4),
            ]) == ["b"])
        #expect(
            try owner([
                Self.start(0, "s", "a", source: "web", ordinal: -3),
                Self.start(0, "s", "b", source: "web", ordinal: -4),
            ]) == ["b"])
        #expect(
            try owner([
                Self.start(0, "s", "a", source: "web", ordinal: 1 << 40 | 1),
                Self.start(0, "s", "b", source: "web", ordinal: 1 << 40),
            ]) == ["b"])
        // No producer comes before any, whatever the counters.
        #expect(
            try owner([
                Self.start(0, "s", "a", source: "web", ordinal: 1),
                Self.start(0, "s", "b", ordinal: 2),
            ]) == ["b"])
        // Which of two producers or names comes first is a matter of hashes, but always the same.
        #expect(
            try owner([
                Self.start(0, "s", "a", source: "web", ordinal: 1),
                Self.start(0, "s", "b", source: "app", ordinal: 2),
            ]).count == 1)
        #expect(
            try owner(["a", "b", "c"].map { Self.start(0, "s", VisitorID($0)) }).count == 1)
    }

    /// Facts of two sessions and three visitors: who began them, and what names them alone.
    private static func script(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        let seconds = random.shuffled(Array(0..<count))
        return seconds.map { second in
            let (session, cart) = (SessionID("s\(random.below(2))"), CartID("c\(random.below(2))"))
            let money = Money(Int64(random.below(500)), random.below(3) == 0 ? "USD" : "EUR")
            switch random.below(8) {
            case 0, 1, 2, 3: return start(Int64(second), session, VisitorID("v\(random.below(3))"))
            case 4: return fact(Int64(second), CartCreated(cart: cart, session: session))
            case 5: return order(Int64(second), session, money)
            case 6: return fact(Int64(second), CheckoutStarted(cart: cart, session: session))
            default:
                let item = CartItemAdded(
                    cart: cart, product: "p", quantity: Milli(1), price: money, session: session)
                return fact(Int64(second), item)
            }
        }
    }

    private func check(_ facts: [Fact], _ oracle: VisitorOracle, key: UInt64) throws -> Digest {
        let folded = try TestBook(facts, perPage: 1 + Int(key % 5), key: key).replay(Visitors())
        for name in ["v0", "v1", "v2"] {
            #expect(folded.text(name) == oracle.text(name), "\(name) of \(facts)")
        }
        #expect(folded.anomalies == oracle.anomalies, "\(facts)")
        #expect(folded.model.unclaimedCount == UInt64(oracle.unclaimed), "\(facts)")
        return folded.digest
    }

    @Test("Small scripts give a naive account's figures in every order", arguments: 0..<12)
    func everyOrder(_ seed: Int) throws {
        let facts = Self.script(UInt64(seed), count: 3 + seed % 3)
        let oracle = VisitorOracle(facts)
        var digests: Set<Digest> = []
        for (round, order) in Self.permutations(facts).enumerated() {
            digests.insert(try check(order, oracle, key: UInt64(round)))
        }
        #expect(digests.count == 1)
    }

    @Test("Longer scripts do so in random orders", arguments: 0..<25)
    func randomOrders(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let facts = Self.script(UInt64(seed) &+ 100, count: 10 + seed * 3)
        let oracle = VisitorOracle(facts)
        var digests: Set<Digest> = []
        for _ in 0..<6 {
            digests.insert(try check(random.shuffled(facts), oracle, key: random.next()))
        }
        #expect(digests.count == 1)
    }

    @Test("Snapshots of contested sessions hold at every page", arguments: 0..<6)
    func snapshots(_ seed: Int) throws {
        let facts = Self.script(UInt64(seed) &+ 40, count: 40)
        try checkSnapshotLaw(TestBook(facts, perPage: 1, lag: Int64(seed)), Visitors())
    }

    // MARK: Forgetting

    /// A contested session with deeds, one that nobody begins, and then so many others that the
    /// old ones are looked through.
    private static func longAgo(crowd: Int) -> [Fact] {
        let price = Money(70, "EUR")
        var facts = [
            start(0, "s", "v"), start(1, "s", "w"),
            fact(
                2,
                CartItemAdded(
                    cart: "c", product: "p", quantity: Milli(2), price: price, session: "s")),
            fact(3, CheckoutStarted(cart: "c", session: "s")),
            order(4, "s", Money(900, "EUR")), order(5, "s", Money(30, "USD")),
            order(6, "nobody", Money(1, "EUR")),
            fact(7, OrderPlaced(order: "own", visitor: "v", lines: [], total: Money(5, "EUR"))),
        ]
        facts += (0..<crowd).map { start(50 + Int64($0), SessionID("t\($0)"), "x") }
        // The cart is touched again, so that it counts; nothing tells whose it is.
        facts.append(
            fact(
                50 + Int64(crowd),
                CartItemAdded(cart: "c", product: "p", quantity: Milli(1), price: price)))
        return facts
    }

    @Test("What a session did stays with its visitor when the session is forgotten")
    func forgotten() throws {
        for crowd in [10, 1_500] {
            let folded = try TestBook(Self.longAgo(crowd: crowd), perPage: 7)
                .replay(Visitors(window: .seconds(100)))
            // Orders: 900 + 5 EUR and 30 USD. The cart: 2 and 1 pieces of 70.
            #expect(
                Self.deeds(folded, "v")
                    == #"carts 0 checkouts 1 orders ["1x 30", "2x 905"] cart ["210"]"#)
            #expect(Self.deeds(folded, "w") == "carts 0 checkouts 0 orders [] cart []")
            #expect(folded.model.anomalyCount == 1)
            #expect(folded.anomalies == ["foreignSession w \(testStart + .seconds(1))"])
            #expect(folded.model.unclaimedCount == 1)
        }
        // 1,500 sessions are held in less than twice what the last 100 seconds need.
        let small = try TestBook(Self.longAgo(crowd: 10)).replay(Visitors(window: .seconds(100)))
        let large = try TestBook(Self.longAgo(crowd: 1_500)).replay(Visitors(window: .seconds(100)))
        #expect(large.model.snapshot.count - small.model.snapshot.count < 1_024 * 28)
    }

    @Test("Late facts count the same whenever old sessions are forgotten", arguments: 0..<3)
    func forgettingInAnyOrder(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        // 1,500 sessions, one a second, each of them over within ten seconds.
        let facts = (0..<1_500).flatMap { number -> [Fact] in
            let (second, session) = (Int64(number), SessionID("s\(number)"))
            let cart = CartID("c\(number)")
            let item = CartItemAdded(
                cart: cart, product: "p", quantity: Milli(1), price: Money(70, "EUR"),
                session: session)
            var facts = [
                Self.start(second, session, VisitorID("v\(random.below(9))")),
                Self.start(second + 2, session, VisitorID("v\(random.below(9))")),
                fact(second + 8, item), Self.order(second + 9, session, Money(second, "EUR")),
            ]
            // Some are begun by nobody.
            if random.below(20) == 0 { facts.removeFirst(2) }
            return facts
        }
        let oracle = VisitorOracle(facts)
        #expect(oracle.unclaimed > 50)
        var digests: Set<Digest> = []
        for delay in [Int64(1), 60] {
            // No fact arrives more than so many seconds behind those before it.
            let arrivals = facts.map { fact in
                let time = fact.envelope.time ?? testStart
                return (fact, time + .seconds(Int64(random.below(Int(delay)))))
            }.sorted { $0.1 < $1.1 }.map(\.0)
            let folded = try TestBook(arrivals, perPage: 50, key: random.next())
                .replay(Visitors(window: .seconds(100)))
            digests.insert(folded.digest)
            #expect(folded.anomalies.sorted() == oracle.anomalies.sorted())
            #expect(folded.model.unclaimedCount == UInt64(oracle.unclaimed))
            for number in 0..<9 {
                let state = folded.model.state(of: folded.handle("visitor", "v\(number)"))
                #expect(state?.orders.map(\.sum.minor) == oracle.orders("v\(number)"))
            }
        }
        #expect(digests.count == 1)
    }

    @Test("Snapshots hold while sessions are forgotten")
    func forgettingSnapshots() throws {
        try checkSnapshotLaw(
            TestBook(Self.longAgo(crowd: 1_500), perPage: 150), Visitors(window: .seconds(100)))
    }

    // MARK: Bounds

    @Test("Of very many contradictions the latest are told, whatever came when")
    func manyAnomalies() throws {
        var random = SeededRandom(seed: 1)
        let facts = (0..<9_000).map { number in
            fact(number, PageLeft(visitor: "v", url: "/", dwell: .seconds(-1)))
        }
        let wanted = (9_000 - 4_096..<9_000).map { "negativeDwell v \(testStart + .seconds($0))" }
        for round in 0..<2 {
            let order = round == 0 ? facts : random.shuffled(facts)
            let folded = try TestBook(order).replay(Visitors())
            #expect(folded.anomalies == wanted)
            #expect(folded.model.anomalyCount == 9_000)
        }
    }
}
