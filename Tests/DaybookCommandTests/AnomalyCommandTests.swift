// The command of contradictions, on a small shop.

import Foundation
import Testing

@Suite struct AnomalyCommandTests {
    private func shop() async throws -> Scratch {
        let scratch = try Scratch()
        func at(_ minute: Int) -> String { "2026-11-20T10:0\(minute):00Z" }
        let lines = [
            event(
                "1", "order.placed",
                #"{"order":"A","lines":[],"total":{"minor":500,"currency":"EUR"}}"#, time: at(1)),
            event(
                "2", "payment.captured",
                #"{"payment":"y","order":"A","amount":{"minor":500,"currency":"EUR"}}"#,
                time: at(2)),
            event(
                "3", "payment.refunded",
                #"{"payment":"y","order":"A","amount":{"minor":600,"currency":"EUR"}}"#,
                time: at(3)),
            event("4", "agent.found", #"{"agent":"ann"}"#, time: at(4)),
            event("5", "agent.found", #"{"agent":"ann"}"#, time: at(5)),
            event(
                "6", "identity.unlinked", #"{"visitor":"v","person":"bob","reason":"test"}"#,
                time: at(6)),
        ]
        let done = await daybook("import", scratch("b"), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0, "\(done.errors)")
        return scratch
    }

    private func rows(_ words: String...) async throws -> [String] {
        let book = try await shop()
        let all = try await daybook(["anomalies", book("b")] + words + ["--json"], input: [])
            .objects()
        return all.compactMap { row in
            guard let facts = row["sequences"] as? [Int], let name = row["name"] as? String
            else { return nil }
            return "\(row["kind"] ?? "") \(row["entity"] ?? ""):\(name) "
                + facts.map { "\($0)" }.joined(separator: ",")
        }
    }

    @Test("counts come first, then the latest contradictions with their facts")
    func all() async throws {
        let book = try await shop()
        let all = try await daybook("anomalies", book("b"), "--json").objects()
        #expect(
            all.prefix(3).map { $0["kind"] as? String } == [
                "foundWithoutLoss", "refundedBeyondCapture", "undoneWithoutLink",
            ])
        #expect(all.prefix(3).map { $0["count"] as? Int } == [2, 1, 1])
        #expect(all[0]["latest"] as? String == "2026-11-20T10:05:00Z")
        #expect(
            try await rows() == [
                "undoneWithoutLink visitor:v 6", "foundWithoutLoss agent:ann 5",
                "foundWithoutLoss agent:ann 4", "refundedBeyondCapture order:A 3",
            ])
        #expect(all[3]["person"] as? String == "bob")
        let text = await daybook("anomalies", book("b"), "--limit", "1").output
        for part in [
            "4 contradictions, as of fact 6", "agents", "undoneWithoutLink", "visitor v",
            "person bob", "… and 3 more",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(!text.contains("order A"))
    }

    @Test("contradictions are chosen by model, kind and time, and as of any place")
    func choice() async throws {
        #expect(try await rows("--model", "orders,identities").count == 2)
        #expect(
            try await rows("--kind", "foundWithoutLoss", "--limit", "1")
                == ["foundWithoutLoss agent:ann 5"])
        #expect(
            try await rows("--since", "2026-11-20T10:04:00Z", "--until", "2026-11-20T10:05:00Z")
                == ["foundWithoutLoss agent:ann 4"])
        #expect(try await rows("--as-of", "2") == [])
        #expect(try await rows("--as-of", "2026-11-20T10:03:00Z").count == 1)
        let book = try await shop()
        let none = await daybook("anomalies", book("b"), "--as-of", "1")
        #expect(none.output == "no contradictions, as of fact 1\n")
        let wrong = await daybook("anomalies", book("b"), "--kind", "foundWithoutLos")
        #expect(wrong.code == 2)
        #expect(wrong.errors.contains("did you mean foundWithoutLoss?"))
    }
}
