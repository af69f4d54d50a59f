// The commands of orders and of the vocabulary, on a small shop.

import Foundation
import Testing

@Suite struct OrderCommandTests {
    private static func order(_ name: String, _ person: String, _ minor: Int, _ rest: String = "")
        -> String
    {
        #"{"order":"\#(name)","person":"\#(person)","lines":[{"product":"p","quantity":2000,"#
            + #""price":{"minor":\#(minor / 2),"currency":"EUR"}}],"#
            + #""total":{"minor":\#(minor),"currency":"EUR"}\#(rest)}"#
    }

    private static func money(_ order: String, _ minor: Int) -> String {
        #"{"payment":"y-\#(order)","order":"\#(order)","#
            + #""amount":{"minor":\#(minor),"currency":"EUR"}}"#
    }

    private func shop() async throws -> Scratch {
        let scratch = try Scratch()
        func at(_ hour: Int) -> String { "2026-11-\(10 + hour)T10:00:00Z" }
        let lines = [
            event(
                "1", "order.placed", Self.order("A", "ann", 5_000, #","country":"DE""#), time: at(1)
            ),
            event("2", "payment.captured", Self.money("A", 5_000), time: at(2)),
            event(
                "3", "order.placed", Self.order("B", "bob", 9_000, #","country":"FR""#), time: at(3)
            ),
            event("4", "order.placed", Self.order("C", "ann", 7_000), time: at(4)),
            event("5", "payment.captured", Self.money("C", 7_000), time: at(5)),
            event("6", "order.cancelled", #"{"order":"B"}"#, time: at(6)),
            event("7", "payment.refunded", Self.money("C", 1_000), time: at(7)),
            event(
                "8", "shipment.created",
                #"{"shipment":"s-1","order":"C","lines":[{"product":"p","quantity":2000}]}"#,
                time: at(8)),
            event("9", "shipment.sent", #"{"shipment":"s-1","order":"C"}"#, time: at(9)),
            event("10", "payment.refunded", Self.money("X", 300), time: at(10)),
        ]
        let done = await daybook("import", scratch("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0, "\(done.errors)")
        return scratch
    }

    private func names(_ words: String...) async throws -> [String] {
        let book = try await shop()
        let arguments = ["orders", book("b")] + words + ["--json"]
        return try await daybook(arguments, input: []).objects().compactMap {
            $0["order"] as? String
        }
    }

    @Test func ordersAreSortedAndLimited() async throws {
        #expect(try await names() == ["X", "C", "B", "A"])
        #expect(try await names("--sort", "total") == ["B", "C", "A", "X"])
        #expect(try await names("--sort", "net") == ["C", "A", "B", "X"])
        #expect(try await names("--sort", "person", "--limit", "3") == ["A", "C", "B"])
        #expect(try await names("--reverse", "--limit", "1") == ["A"])
    }

    @Test func ordersAreChosen() async throws {
        #expect(try await names("--person", "ann") == ["C", "A"])
        #expect(try await names("--person", "nobody") == [])
        #expect(try await names("--country", "FR") == ["B"])
        #expect(try await names("--state", "cancelled,draft") == ["X", "B"])
        #expect(try await names("--payment", "partiallyRefunded") == ["C"])
        #expect(try await names("--fulfilment", "shipped") == ["C"])
        #expect(try await names("--anomalies") == ["X"])
        let window = ["--since", "2026-11-13T10:00:00Z", "--until", "2026-11-14T10:00:00Z"]
        #expect(try await names(window[0], window[1], window[2], window[3]) == ["B"])
        #expect(try await names("--as-of", "2") == ["A"])
    }

    @Test func sumsAreGrouped() async throws {
        let book = try await shop()
        let all = try await daybook("orders", book("b"), "--by", "currency", "--json").objects()
        #expect(all.count == 1)
        #expect(all[0]["placed"] as? Int == 21_000)
        #expect(all[0]["cancelled"] as? Int == 9_000)
        #expect(all[0]["refunded"] as? Int == 1_300)
        #expect(all[0]["net"] as? Int == 10_700)
        #expect(all[0]["unplacedOrders"] as? Int == 1)
        let people = try await daybook("orders", book("b"), "--by", "person", "--json").objects()
        #expect(people.map { $0["person"] as? String } == ["ann", "bob", nil])
        #expect(people.map { $0["net"] as? Int } == [11_000, 0, -300])
        let days = try await daybook(
            "orders", book("b"), "--by", "day", "--sort", "name", "--limit", "2", "--json"
        ).objects()
        #expect(days.map { $0["day"] as? String } == ["2026-11-11", "2026-11-13"])
        let text = await daybook("orders", book("b"), "--by", "month").output
        #expect(text.contains("2026-11"))
        #expect(text.contains("107.00"))
    }

    @Test func anOrderIsOfItsVisitorsCountryIfItTellsNone() async throws {
        func order(_ name: String, _ rest: String) -> String {
            #"{"order":"\#(name)","lines":[],"total":{"minor":100,"currency":"EUR"}\#(rest)}"#
        }
        let lines = [
            event("1", "visitor.seen", #"{"visitor":"v","country":"FR"}"#),
            event("2", "order.placed", order("A", #","visitor":"v""#)),
            event("3", "order.placed", order("B", #","visitor":"v","country":"DE""#)),
            event("4", "order.placed", order("C", "")),
            event(
                "5", "visitor.seen", #"{"visitor":"v","country":"IT"}"#,
                time: "2026-11-21T10:00:00Z"),
        ]
        let book = try Scratch()
        let done = await daybook("import", book("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0, "\(done.errors)")
        func countries(_ words: String...) async throws -> [String: String?] {
            let rows = try await daybook(["orders", book("b"), "--json"] + words, input: [])
                .objects()
            return Dictionary(
                uniqueKeysWithValues: rows.compactMap { row in
                    (row["order"] as? String).map { ($0, row["country"] as? String) }
                })
        }
        #expect(try await countries() == ["A": "IT", "B": "DE", "C": nil])
        #expect(try await countries("--as-of", "4") == ["A": "FR", "B": "DE", "C": nil])
        #expect(try await countries("--country", "IT") == ["A": "IT"])
        #expect(try await countries("--country", "FR") == [:])
        let groups = try await daybook(
            "orders", book("b"), "--by", "country", "--sort", "name", "--json"
        ).objects()
        #expect(groups.map { $0["country"] as? String } == ["DE", "IT", nil])
        let one = try await daybook("order", book("b"), "A", "--json").objects().first
        #expect(one?["country"] as? String == "IT")
    }

    @Test func creditsWithoutAnOrderStandBesideTheSums() async throws {
        let book = try await shop()
        func credit(_ name: String, _ minor: Int, _ currency: String) -> String {
            event(
                name, "credit.issued",
                #"{"credit":"\#(name)","total":{"minor":\#(minor),"currency":"\#(currency)"}}"#)
        }
        let lines = [credit("k", 40, "EUR"), credit("l", 2, "EUR"), credit("m", 7, "USD")]
        let done = await daybook("import", book("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0, "\(done.errors)")
        let sums = try await daybook("orders", book("b"), "--by", "currency", "--json").objects()
        #expect(sums.map { $0["currency"] as? String } == ["EUR", "USD"])
        #expect(sums.map { $0["looseCredits"] as? Int } == [2, 1])
        #expect(sums.map { $0["looseCredited"] as? Int } == [42, 7])
        #expect(sums.map { $0["placed"] as? Int } == [21_000, 0])
    }

    @Test func linesCarryTheirOwnCurrency() async throws {
        let book = try Scratch()
        let line = event(
            "1", "order.placed",
            #"{"order":"A","lines":[{"product":"p","quantity":1000,"price":{"minor":9999,"#
                + #""currency":"GBP"}}],"total":{"minor":9999,"currency":"USD"}}"#)
        #expect(await daybook("import", book("b"), "-", input: line).code == 0)
        let order = try #require(
            try await daybook("order", book("b"), "A", "--json").objects().first)
        let lines = try #require(order["lines"] as? [[String: Any]])
        #expect(lines.map { $0["currency"] as? String } == ["GBP"])
        let anomalies = try #require(order["anomalies"] as? [[String: Any]])
        #expect(anomalies.map { $0["kind"] as? String } == ["otherCurrency"])
        #expect(anomalies.map { $0["sequences"] as? [Int] } == [[1]])
        #expect(await daybook("order", book("b"), "A").output.contains("99.99 GBP"))
    }

    @Test func anOrderIsShownInFull() async throws {
        let book = try await shop()
        let order = try #require(
            try await daybook("order", book("b"), "C", "--json").objects().first)
        #expect(order["balance"] as? Int == 1_000)
        #expect(order["shipped"] as? Int == 2_000)
        let lines = order["lines"] as? [[String: Any]]
        #expect(lines?.map { $0["product"] as? String } == ["p"])
        let shipments = order["shipments"] as? [[String: Any]]
        #expect(shipments?.map { $0["state"] as? String } == ["sent"])
        let history = order["history"] as? [[String: Any]]
        #expect(history?.map { $0["sequence"] as? Int } == [4, 5, 7, 8, 9])
        let past = try #require(
            try await daybook(
                "order", book("b"), "C", "--as-of", "2026-11-15T10:00:00Z", "--json"
            ).objects().first)
        #expect(past["payment"] as? String == "captured")
        #expect((past["history"] as? [[String: Any]])?.count == 2)
        let times = try #require(history).compactMap { $0["time"] as? String }
        #expect(times.count == 5 && times == times.sorted())
        let cut = try #require(
            try await daybook(
                "order", book("b"), "C", "--since", times[1], "--until", times[4], "--json"
            ).objects().first)
        let wanted = zip([4, 5, 7, 8, 9], times).filter { $1 >= times[1] && $1 < times[4] }
        #expect(
            (cut["history"] as? [[String: Any]])?.map { $0["sequence"] as? Int } == wanted.map(\.0))
        #expect(cut["balance"] as? Int == 1_000)
        let text = await daybook("order", book("b"), "C").output
        for part in ["partiallyRefunded", "balanceDue", "payment.captured", "shipment  s-1"] {
            #expect(text.contains(part), "\(part)")
        }
        let missing = await daybook("order", book("b"), "Z")
        #expect(missing.code == 2)
        #expect(missing.errors.contains("no fact tells of an order Z"))
    }

    @Test func theTextShowsSumsAndAnomalies() async throws {
        let book = try await shop()
        let text = await daybook("orders", book("b"), "--limit", "2").output
        #expect(text.contains("4 orders, as of fact 10"))
        #expect(text.contains("… and 2 more"))
        #expect(text.contains("210.00"))
        #expect(text.contains("refundedBeyondCapture"))
    }

    @Test(arguments: [
        ["--sort", "weight"], ["--by", "moon"], ["--state", "lost"], ["--limit", "few"],
        ["--by", "person", "--sort", "person"],
    ])
    func wordsThatDoNotExistAreRefused(_ words: [String]) async {
        let outcome = await daybook(["orders", "b"] + words, input: [])
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("write") || outcome.errors.contains("did you mean"))
    }

    @Test func theVocabularyIsPrintedAsAgreed() async throws {
        let agreed = try String(
            contentsOfFile: "\(Checkout.root)/Fixtures/vocabulary/types.txt", encoding: .utf8)
        #expect(await daybook("vocabulary").output == agreed)
        let family = agreed.split(separator: "\n").filter { $0.hasPrefix("order.") }
        let shown = await daybook("vocabulary", "order").output
        #expect(shown == family.joined(separator: "\n") + "\n")
        let objects = try await daybook("vocabulary", "--json").objects()
        #expect(objects.count == agreed.split(separator: "\n").count)
        let scored = try #require(
            try await daybook("vocabulary", "sla.defined", "--json").objects().first)
        let fields = try #require(scored["fields"] as? [[String: Any]])
        #expect(
            fields.map { $0["name"] as? String } == ["policy", "position", "targets", "pause_on"])
        #expect(fields.map { $0["optional"] as? Bool } == [false, false, false, true])
        #expect(fields[0]["entity"] as? String == "policy")
        let inner = fields[2]["fields"] as? [[String: Any]]
        #expect((inner?[0]["words"] as? [String])?.first == "first_response")
        let wrong = await daybook("vocabulary", "oder")
        #expect(wrong.code == 2)
        #expect(wrong.errors.contains("did you mean order?"))
    }
}
