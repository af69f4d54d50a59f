// The scripts of Fixtures/scenarios: stories of the shop, each with the state it leads to.
// Their "given" and "when" are written by hand; UPDATE_FIXTURES=1 fills in what follows "then",
// which whoever changes it reads before it is committed.

import Testing

@Suite struct FixtureScenarioTests {
    private static let names = [
        "abandon-and-rejoin", "abandon-while-ringing", "agent-goes-offline", "agents-day",
        "anonymous-becomes-known", "answered-by-another", "back-on-another-channel",
        "bot-hands-over", "cart-before-its-session", "changes-before-their-message",
        "contradictions-explained", "contradictions", "hold-named-by-its-call", "late-entry",
        "merge-and-unmerge", "merged-conversations", "merged-customers-orders",
        "messages-out-of-order", "negative-wait", "no-end-of-a-talk", "order-of-arrival",
        "order-told-twice", "orders-of-nothing", "payment-before-its-order", "priorities",
        "refund-beyond-capture", "refund-later", "reopened-after-days", "requeue",
        "session-of-two-visitors", "several-returns", "taken-back", "too-many-in-one-person",
        "transfer-between-queues", "transfer-counts-once", "turned-away", "two-channels",
        "whom-to-look-after",
    ]

    @Test("a scenario leads to the state it tells", arguments: names)
    func leadsTo(name: String) async throws {
        let file = "scenarios/\(name).txt"
        let bytes = try #require(Fixtures.bytes(file))
        let scenario = try Scenario(String(decoding: bytes, as: UTF8.self))
        let played = try await scenario.played()
        if Fixtures.isUpdating { return try Fixtures.check(file, played.text) }
        for (told, found) in zip(scenario.steps, played.steps) {
            guard case .then(let wanted) = told, case .then(let answers) = found else { continue }
            for (want, answer) in zip(wanted, answers) {
                #expect(want.answer == answer.answer, "\(name): \(want.line)")
                #expect(!want.answer.isEmpty)
            }
        }
        #expect(scenario.text == String(decoding: bytes, as: UTF8.self))
    }

    @Test("every scenario that is there is played") func all() {
        #expect(Fixtures.files("scenarios").keys.sorted() == Self.names.map { $0 + ".txt" })
    }

    @Test(
        "a line that is no part of a scenario is refused",
        arguments: ["  09:00:00 x", "else", "then\n    answer", "given\n   three"])
    func refused(text: String) { #expect(throws: Scenario.Flaw.self) { try Scenario(text) } }

    @Test(
        "an event that the vocabulary does not have is refused",
        arguments: [
            "09:00:00 queue.flown queue=sales", "09:00:00 queue.entered queue",
            "09:00:00 queue.entered line=sales", "09:00:00 queue.left wait=long", "09:00:00",
        ])
    func badEvents(line: String) async throws {
        let scenario = try Scenario("when\n  " + line)
        await #expect(throws: Scenario.Flaw.self) { try await scenario.played() }
    }
}
