// Orders over random facts, against a naive oracle that sorts every order's facts and walks them;
// and what holds for whatever order they come in.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct OrderRandomTests {
    /// Random steps of a few orders; every fact has a time of its own.
    static func scenario(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        let steps = [
            "place", "place", "edit 70 3", "edit 0 0", "confirm", "cancel", "complete",
            "request 100", "action", "fail", "auth 100", "auth 30", "void 30", "capture 100",
            "capture 25", "capture 9 USD", "refund 25", "refund 100", "charge 10", "capture -3",
            "pack s 1", "pack t 2", "send s", "send t", "deliver s", "lose s", "unpack t",
            "ask r 1", "approve r", "receive r 1", "receive q 2", "reject q", "keep r", "close r",
        ]
        return (0..<count).map { index in
            let order = OrderID("o\(random.below(4))")
            let made = OrderScript.facts(steps[random.below(steps.count)], order: order)[0]
            var envelope = made.envelope
            envelope.time = testStart + .seconds(Int64(index))
            return Fact(made.event, envelope)
        }
    }

    @Test("Every order stands as the oracle says", arguments: 0..<60)
    func oracle(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 60)
        var random = SeededRandom(seed: UInt64(seed) &+ 1_000)
        let folded = try TestBook(random.shuffled(facts), perPage: 7).replay(Orders())
        for name in ["o0", "o1", "o2", "o3"] {
            let own = facts.map(\.event).filter { OrderOracle.order(of: $0) == name }
            let standing = folded.model.standing(folded.handle("order", name))
            #expect(standing.map { OrderOracle.text($0) } == OrderOracle.text(own), "\(name)")
        }
    }

    @Test("Permuted facts make the same digest", arguments: 0..<20)
    func permutations(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 80)
        var random = SeededRandom(seed: UInt64(seed) &+ 2_000)
        let expected = try TestBook(facts).replay(Orders()).digest
        for _ in 0..<4 {
            let book = try TestBook(random.shuffled(facts), perPage: 9, key: random.next())
            #expect(try book.replay(Orders()).digest == expected)
        }
        let more = facts + [fact(99, OrderNoted(order: "o1", note: "one fact more"))]
        #expect(try TestBook(more).replay(Orders()).digest != expected)
    }

    @Test("Facts of one instant make the same digest in any order")
    func ties() throws {
        let facts: [Fact] = [
            fact(0, OrderPlaced(order: "o", person: "a", lines: [], total: Money(5, "EUR"))),
            fact(0, OrderPlaced(order: "o", person: "b", lines: [], total: Money(5, "EUR"))),
            fact(0, OrderEdited(order: "o", lines: [], total: Money(7, "EUR"))),
            fact(0, OrderEdited(order: "o", lines: [], total: Money(6, "EUR"))),
            fact(0, PaymentFailed(payment: "y", order: "o")),
            fact(0, PaymentRequested(payment: "y", order: "o", amount: Money(5, "EUR"))),
        ]
        var digests: Set<Digest> = []
        var random = SeededRandom(seed: 3)
        for _ in 0..<30 {
            digests.insert(try TestBook(random.shuffled(facts)).replay(Orders()).digest)
        }
        #expect(digests.count == 1)
    }

    @Test("A snapshot and the rest make what all facts make", arguments: 0..<6)
    func snapshots(_ seed: Int) throws {
        try checkSnapshotLaw(TestBook(Self.scenario(UInt64(seed), count: 40), perPage: 3), Orders())
    }

    @Test("As of a sequence or an instant: the facts up to there", arguments: 0..<6)
    func asOf(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let facts = random.shuffled(Self.scenario(UInt64(seed), count: 30))
        let book = try TestBook(facts, perPage: 4)
        for cut in stride(from: 1, to: 30, by: 5) {
            let prefix = try TestBook(Array(facts[..<cut])).replay(Orders()).digest
            #expect(try book.replay(Orders(), asOf: AsOf(sequence: UInt64(cut))).digest == prefix)
            let time = testStart + .seconds(Int64(cut))
            let past = facts.filter { $0.envelope.time ?? time <= time }
            #expect(
                try book.replay(Orders(), asOf: AsOf(time: time)).digest
                    == TestBook(past).replay(Orders()).digest)
        }
    }
}

/// One order's facts in order of time, walked one after the other.
enum OrderOracle {
    static func order(of event: any Event) -> String {
        var name = ""
        for child in Mirror(reflecting: event).children where child.label == "order" {
            if let id = child.value as? OrderID { name = id.text }
        }
        return name
    }

    static func text(_ standing: OrderStanding) -> String {
        let (amounts, quantities) = (standing.amounts, standing.quantities)
        return "\(standing.state) \(standing.payment) \(standing.fulfilment) "
            + "total \(amounts.total.map { "\($0)" } ?? "-") balance \(standing.balance) "
            + "c \(amounts.captured) r \(amounts.givenBack) "
            + "a \(amounts.authorised - amounts.voided) "
            + "q \(quantities.packed) \(quantities.shipped) \(quantities.delivered) "
            + "\(quantities.returned) edits \(standing.edits)"
    }

    static func text(_ events: [any Event]) -> String? {
        if events.isEmpty { return nil }
        var walk = Walk()
        for event in events { walk.take(event) }
        return walk.text
    }

    private struct Walk {
        var (isPlaced, isConfirmed, isCancelled, isCompleted) = (false, false, false, false)
        var (total, edited): (Int64?, Int64?)
        var (ordered, editedQuantity): (Int64?, Int64?)
        var money: [String: Int] = [:]
        var attempt = ""
        var edits = 0
        var shipments: [String: (quantity: Int64, words: Set<String>)] = [:]
        var returned: Int64 = 0

        mutating func take(_ event: any Event) {
            switch event {
            case let it as OrderPlaced:
                if !isPlaced {
                    (total, ordered) = (it.total.minor, it.lines[0].quantity.thousandths)
                }
                isPlaced = true
            case let it as OrderEdited:
                (edited, editedQuantity) = (it.total.minor, it.lines[0].quantity.thousandths)
                edits += 1
            case is OrderConfirmed: isConfirmed = true
            case is OrderCancelled: isCancelled = true
            case is OrderCompleted: isCompleted = true
            case is PaymentRequested: attempt = "awaiting"
            case is PaymentNeedsAction: attempt = "requiresAction"
            case is PaymentFailed: attempt = "notPaid"
            case let it as PaymentAuthorised: add("a", it.amount)
            case let it as PaymentVoided: add("v", it.amount)
            case let it as PaymentCaptured: add("c", it.amount)
            case let it as PaymentRefunded: add("r", it.amount)
            case let it as PaymentChargedBack: add("b", it.amount)
            case let it as ShipmentCreated:
                shipments[it.shipment.text, default: (0, [])].quantity +=
                    it.lines[0].quantity.thousandths
            case let it as ShipmentSent: note(it.shipment, "sent")
            case let it as ShipmentDelivered: note(it.shipment, "delivered")
            case let it as ShipmentFailed: note(it.shipment, "gone")
            case let it as ShipmentCancelled: note(it.shipment, "gone")
            case let it as ReturnReceived: returned += it.lines[0].quantity.thousandths
            default: break
            }
        }

        private mutating func add(_ key: String, _ amount: Money) {
            if amount.minor > 0 { money[key + amount.currency, default: 0] += Int(amount.minor) }
        }

        private mutating func note(_ shipment: ShipmentID, _ word: String) {
            shipments[shipment.text, default: (0, [])].words.insert(word)
        }

        var text: String {
            let cost = edited ?? total
            // Without a total the currency is that of the amounts, if they have but one.
            let hasEuro = money.keys.contains { $0.hasSuffix("EUR") }
            let hasDollar = money.keys.contains { $0.hasSuffix("USD") }
            let unit = cost != nil || hasEuro && !hasDollar ? "EUR" : hasEuro ? "-" : "USD"
            func sum(_ key: String) -> Int { money[key + unit] ?? 0 }
            let (captured, back, held) = (sum("c"), sum("r") + sum("b"), sum("a") - sum("v"))
            let owed = (isCancelled ? 0 : Int(cost ?? 0)) - captured + back
            var payment = attempt.isEmpty ? "notPaid" : attempt
            if isCancelled || sum("v") > 0 { payment = "cancelled" }
            if held > 0 { payment = held >= cost ?? 0 ? "authorised" : "partiallyAuthorised" }
            if captured > 0 {
                payment = captured >= cost ?? 0 ? "captured" : "partiallyCaptured"
                if back > 0 { payment = back >= captured ? "refunded" : "partiallyRefunded" }
            }
            if sum("b") > 0 { payment = "chargedBack" }
            let state =
                isCancelled
                ? "cancelled"
                : !isPlaced
                    ? "draft" : isCompleted ? "completed" : isConfirmed ? "confirmed" : "placed"
            let (goods, fulfilment) = goods()
            return "\(state) \(payment) \(fulfilment) total \(cost.map { "\($0)" } ?? "-") "
                + "balance \(owed) c \(captured) r \(back) a \(held) "
                + "q \(goods[0]) \(goods[1]) \(goods[2]) \(returned) edits \(edits)"
        }

        private func goods() -> ([Int64], String) {
            let live = shipments.values.filter {
                $0.words.contains("delivered") || !$0.words.contains("gone")
            }
            let arrived = live.filter { $0.words.contains("delivered") }
            let sent = live.filter { $0.words.contains("sent") || $0.words.contains("delivered") }
            let sums = [live, sent, arrived].map { $0.reduce(0) { $0 + $1.quantity } }
            let ordered = editedQuantity ?? self.ordered
            func word(_ quantity: Int64, _ all: String) -> String {
                guard let ordered, quantity > 0, quantity >= ordered else {
                    return "partially" + all.prefix(1).uppercased() + all.dropFirst()
                }
                return all
            }
            if returned > 0 { return (sums, word(returned, "returned")) }
            if !arrived.isEmpty { return (sums, word(sums[2], "delivered")) }
            if !sent.isEmpty { return (sums, word(sums[1], "shipped")) }
            if !live.isEmpty { return (sums, word(sums[0], "fulfilled")) }
            return (sums, isCancelled || !shipments.isEmpty ? "cancelled" : "notFulfilled")
        }
    }
}
