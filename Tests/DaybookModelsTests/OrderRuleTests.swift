// The rules of orders, one by one, each with a figure that was worked out by hand.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import Testing

/// An order of 100.00 EUR for two pieces, and what happens to it.
enum OrderScript {
    /// Facts from words: `auth 100`, `capture 40`, `ship s1 2`, `back r1 1` and the like.
    static func facts(_ text: String, order: OrderID = "o") -> [Fact] {
        text.split(separator: ";").enumerated().map { index, step in
            let words = step.split(separator: " ").map(String.init)
            return fact(Int64(index), event(words, order))
        }
    }

    static func lines(_ quantity: Int64) -> [OrderLine] {
        [OrderLine(product: "p", quantity: Milli(quantity), price: Money(5_000, "EUR"))]
    }

    private static func money(_ words: [String]) -> Money {
        Money(Int64(words[1]) ?? 0, words.count > 2 ? words[2] : "EUR")
    }

    private static func goods(_ words: [String]) -> [ProductQuantity] {
        [ProductQuantity(product: "p", quantity: Milli(Int64(words[2]) ?? 0))]
    }

    private static func event(_ words: [String], _ order: OrderID) -> any Event {
        switch words[0] {
        case "place":
            OrderPlaced(
                order: order, person: "ann", lines: lines(2), total: Money(100, "EUR"))
        case "edit":
            OrderEdited(
                order: order, lines: lines(Int64(words[2]) ?? 0),
                total: money([words[0], words[1]]))
        case "confirm": OrderConfirmed(order: order)
        case "cancel": OrderCancelled(order: order)
        case "complete": OrderCompleted(order: order)
        default: payment(words, order) ?? parcel(words, order)
        }
    }

    private static func payment(_ words: [String], _ order: OrderID) -> (any Event)? {
        switch words[0] {
        case "request": PaymentRequested(payment: "y", order: order, amount: money(words))
        case "action": PaymentNeedsAction(payment: "y", order: order)
        case "fail": PaymentFailed(payment: "y", order: order)
        case "auth": PaymentAuthorised(payment: "y", order: order, amount: money(words))
        case "void": PaymentVoided(payment: "y", order: order, amount: money(words))
        case "capture": PaymentCaptured(payment: "y", order: order, amount: money(words))
        case "refund": PaymentRefunded(payment: "y", order: order, amount: money(words))
        case "charge": PaymentChargedBack(payment: "y", order: order, amount: money(words))
        default: nil
        }
    }

    private static func parcel(_ words: [String], _ order: OrderID) -> any Event {
        let (shipment, goodsBack) = (ShipmentID(words[1]), ReturnID(words[1]))
        return switch words[0] {
        case "pack": ShipmentCreated(shipment: shipment, order: order, lines: goods(words))
        case "send": ShipmentSent(shipment: shipment, order: order)
        case "deliver": ShipmentDelivered(shipment: shipment, order: order)
        case "lose": ShipmentFailed(shipment: shipment, order: order)
        case "unpack": ShipmentCancelled(shipment: shipment, order: order)
        case "ask": ReturnRequested(return: goodsBack, order: order, lines: goods(words))
        case "approve": ReturnApproved(return: goodsBack, order: order)
        case "reject": ReturnRejected(return: goodsBack, order: order)
        case "receive": ReturnReceived(return: goodsBack, order: order, lines: goods(words))
        case "keep": ReturnCancelled(return: goodsBack, order: order)
        default: ReturnClosed(return: goodsBack, order: order)
        }
    }
}

@Suite struct OrderRuleTests {
    private func standing(_ script: String) throws -> OrderStanding {
        let folded = try TestBook(OrderScript.facts(script)).replay(Orders())
        return try #require(folded.model.standing(folded.handle("order", "o")))
    }

    @Test(
        "Payment follows from what moved",
        arguments: [
            ("place", PaymentStatus.notPaid, BalanceStatus.balanceDue, 100),
            ("place;request 100", .awaiting, .balanceDue, 100),
            ("place;request 100;action", .requiresAction, .balanceDue, 100),
            ("place;request 100;action;fail", .notPaid, .failed, 100),
            ("place;request 100;fail;request 100", .awaiting, .balanceDue, 100),
            ("place;auth 60", .partiallyAuthorised, .balanceDue, 100),
            ("place;auth 60;auth 40", .authorised, .balanceDue, 100),
            ("place;auth 100;void 40", .partiallyAuthorised, .balanceDue, 100),
            ("place;auth 100;void 100", .cancelled, .balanceDue, 100),
            ("place;auth 100;capture 40", .partiallyCaptured, .balanceDue, 60),
            ("place;auth 100;capture 40;capture 60", .captured, .paid, 0),
            ("place;capture 120", .captured, .creditOwed, -20),
            ("place;capture 100;refund 30", .partiallyRefunded, .balanceDue, 30),
            ("place;capture 100;refund 30;refund 70", .refunded, .balanceDue, 100),
            ("place;capture 100;cancel", .captured, .creditOwed, -100),
            ("place;capture 100;cancel;refund 100", .refunded, .void, 0),
            ("place;cancel", .cancelled, .void, 0),
            ("place;capture 100;charge 100", .chargedBack, .balanceDue, 100),
            ("place;capture 100;charge 10", .chargedBack, .balanceDue, 10),
            ("place;capture 100;edit 40 1", .captured, .creditOwed, -60),
            ("place;capture 100;edit 150 3", .partiallyCaptured, .balanceDue, 50),
        ])
    func payment(
        _ script: String, _ status: PaymentStatus, _ word: BalanceStatus, _ balance: Int128
    ) throws {
        let standing = try standing(script)
        #expect(standing.payment == status, "\(script)")
        #expect(standing.balanceStatus == word, "\(script)")
        #expect(standing.balance == balance, "\(script)")
    }

    @Test(
        "Fulfilment follows from quantities",
        arguments: [
            ("place", FulfilmentStatus.notFulfilled), ("place;cancel", .cancelled),
            ("place;pack s 1", .partiallyFulfilled), ("place;pack s 1;pack t 1", .fulfilled),
            ("place;pack s 1;send s", .partiallyShipped),
            ("place;pack s 1;pack t 1;send s", .partiallyShipped),
            ("place;pack s 2;send s", .shipped),
            ("place;pack s 1;pack t 1;send s;send t;deliver s", .partiallyDelivered),
            ("place;pack s 2;send s;deliver s", .delivered),
            ("place;pack s 2;unpack s", .cancelled), ("place;pack s 2;send s;lose s", .cancelled),
            ("place;pack s 2;send s;lose s;pack t 2", .fulfilled),
            ("place;pack s 2;deliver s;ask r 1;approve r", .delivered),
            ("place;pack s 2;deliver s;ask r 1;receive r 1", .partiallyReturned),
            // Two returns of one order add up: the summary is of both.
            ("place;pack s 2;deliver s;ask r 1;receive r 1;ask q 1;receive q 1", .returned),
            ("place;pack s 2;deliver s;edit 50 1;ask r 1;receive r 1", .returned),
            ("send s", .partiallyShipped),
        ])
    func fulfilment(_ script: String, _ status: FulfilmentStatus) throws {
        #expect(try standing(script).fulfilment == status, "\(script)")
    }

    @Test(
        "The state is the farthest step, and a cancelled order is cancelled",
        arguments: [
            ("confirm", OrderState.draft), ("place", .placed), ("place;confirm", .confirmed),
            ("place;complete", .completed), ("place;cancel;complete", .cancelled),
        ])
    func state(_ script: String, _ state: OrderState) throws {
        #expect(try standing(script).state == state)
    }

    @Test(
        "What contradicts a rule is shown",
        arguments: [
            ("place;capture 100;refund 100", [OrderAnomaly]()), ("confirm", [.unplaced]),
            ("place;place", [.placedAgain]), ("place;complete;cancel", [.cancelledAndCompleted]),
            ("place;capture 10;refund 20", [.refundedBeyondCapture]),
            ("place;auth 10;capture 20", [.capturedBeyondAuthorised]),
            ("place;auth 10;void 20", [.voidedBeyondAuthorised]),
            ("place;capture 10 USD", [.otherCurrency]), ("place;capture -5", [.negativeAmount]),
            ("place;pack s 3", [.packedBeyondOrdered]),
            ("place;ask r 3;receive r 3", [.returnedBeyondOrdered]),
            ("place;ask r 1;reject r;receive r 1", [.arrivedThoughGivenUp]),
            ("place;pack s 1;unpack s;deliver s", [.arrivedThoughGivenUp]),
            ("place;send s", [.parcelWithoutBeginning]),
        ])
    func anomalies(_ script: String, _ anomalies: [OrderAnomaly]) throws {
        #expect(try standing(script).anomalies == anomalies, "\(script)")
    }

    @Test("A line in another currency than the total is shown, as long as it counts")
    func mixedLines() throws {
        func line(_ currency: String) -> [OrderLine] {
            [
                OrderLine(product: "p", quantity: Milli(1), price: Money(100, "USD")),
                OrderLine(product: "q", quantity: Milli(1), price: Money(9_999, currency)),
            ]
        }
        let placed = fact(0, OrderPlaced(order: "o", lines: line("GBP"), total: Money(1, "USD")))
        let edited = fact(1, OrderEdited(order: "o", lines: line("USD"), total: Money(1, "USD")))
        for (facts, anomalies) in [
            ([placed], [OrderAnomaly.otherCurrency]), ([placed, edited], []),
        ] {
            let folded = try TestBook(facts).replay(Orders())
            let standing = try #require(folded.model.standing(folded.handle("order", "o")))
            #expect(standing.anomalies == anomalies)
            #expect(folded.model.sequences(of: .otherCurrency, standing).first == 1)
            try checkSnapshotLaw(TestBook(facts, perPage: 1), Orders())
        }
    }

    @Test("An anomaly names the facts that show it")
    func sequences() throws {
        let folded = try TestBook(OrderScript.facts("place;complete;capture 5;cancel;refund 9"))
            .replay(Orders())
        let standing = try #require(folded.model.standing(folded.handle("order", "o")))
        #expect(standing.anomalies == [.cancelledAndCompleted, .refundedBeyondCapture])
        #expect(folded.model.sequences(of: .cancelledAndCompleted, standing) == [2, 4])
        #expect(folded.model.sequences(of: .refundedBeyondCapture, standing) == [5])
        #expect((standing.first, standing.last, standing.linesFrom ?? 0) == (1, 5, 1))
    }

    @Test("The last edit counts, in whatever order edits come")
    func edits() throws {
        let facts = OrderScript.facts("place;edit 80 1;edit 90 3")
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
            let folded = try TestBook(order.map { facts[$0] }).replay(Orders())
            let standing = try #require(folded.model.standing(folded.handle("order", "o")))
            #expect(standing.amounts.total == 90)
            #expect(standing.quantities.ordered == 3_000)
            #expect(standing.edits == 2)
            #expect(standing.linesFrom == UInt64((order.firstIndex(of: 2) ?? 9) + 1))
        }
    }

    @Test("Sums are per currency; a cancelled order's refund is not taken off twice")
    func sums() throws {
        var facts = OrderScript.facts("place;capture 100;refund 30", order: "a")
        facts += OrderScript.facts("place;capture 100;cancel;refund 100", order: "b")
        facts += OrderScript.facts("refund 7", order: "nobody's")
        facts += OrderScript.facts("place;capture 100;charge 60;capture 8 USD", order: "c")
        facts.append(
            fact(9, OrderPlaced(order: "d", lines: [], total: Money(50, "USD"), country: "DE")))
        let model = try TestBook(facts).replay(Orders()).model
        let sums = model.groups(by: nil) { _ in true }
        #expect(sums.count == 2)
        let euro = try #require(sums.first { $0.sums.orders == 3 }).sums
        #expect((euro.orders, euro.cancelledOrders, euro.unplacedOrders) == (3, 1, 1))
        #expect((euro.placed, euro.cancelled, euro.captured) == (300, 100, 300))
        #expect((euro.refunded, euro.chargedBack) == (137, 60))
        #expect(euro.reversed == 100 + 30 + 60 + 7)
        #expect(euro.net == 300 - 197)
        #expect(euro.mean == 100)
        let dollar = try #require(sums.first { $0.sums.orders == 1 }).sums
        #expect((dollar.placed, dollar.captured, dollar.net) == (50, 8, 50))
        #expect(OrderSums().mean == nil)
        let byPerson = model.groups(by: .person) { $0.placed != nil }
        #expect(byPerson.count == 3)
        #expect(byPerson.first { $0.handle != nil && $0.sums.orders == 3 }?.sums.net == 110)
    }

    @Test("Groups by month begin with the month's first day")
    func months() throws {
        let times: [Timestamp] = [
            "2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z", "1969-12-31T23:00:00Z",
        ]
        let facts = times.enumerated().map { index, time in
            Fact(
                OrderPlaced(order: OrderID("o\(index)"), lines: [], total: Money(1, "EUR")),
                Envelope(time: time))
        }
        let model = try TestBook(facts).replay(Orders()).model
        // Days from 1970-01-01: 2024-02-01 is 19,754, 2024-03-01 is 19,783, 1969-12-01 is -31.
        #expect(model.groups(by: .month) { _ in true }.map(\.day) == [19_754, 19_783, -31])
        #expect(model.groups(by: .day) { _ in true }.map(\.day) == [19_782, 19_783, -1])
    }

    @Test("Credit notes without an order are kept apart, by currency")
    func credits() throws {
        let facts = [
            fact(0, CreditIssued(credit: "1", total: Money(10, "EUR"))),
            fact(1, CreditIssued(credit: "2", total: Money(5, "EUR"))),
            fact(2, CreditIssued(credit: "3", order: "o", total: Money(3, "EUR"))),
        ]
        let folded = try TestBook(facts).replay(Orders())
        #expect(folded.model.looseCredits.map(\.count) == [2])
        #expect(folded.model.looseCredits.map(\.total) == [15])
        let standing = try #require(folded.model.standing(folded.handle("order", "o")))
        #expect(standing.amounts.credited == 3)
        #expect(standing.anomalies == [.unplaced])
    }
}
