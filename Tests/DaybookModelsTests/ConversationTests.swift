// Conversations under random facts, against a naive account, and under facts that come late; and
// their snapshots.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

/// Facts of a shop from the middle of a day on.
func dayFacts(seed: UInt64, count: Int) -> [Fact] {
    var traffic = Traffic(seed: seed, start: "2026-03-02T09:00:00Z")
    return (0..<count).map { _ in traffic.next() }
}

@Suite struct ConversationRandomTests {
    /// Facts of a few conversations within a few seconds, so that everything collides.
    static func scenario(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { index in
            let conversation = ConversationID("c\(random.below(3))")
            let agent = AgentID("a\(random.below(3))")
            func said(_ direction: MessageDirection) -> MessageSent {
                MessageSent(
                    conversation: conversation, message: MessageID("m\(index)"),
                    direction: direction, kind: .text, body: "x")
            }
            var message = said(.out)
            let event: any Event
            switch random.below(16) {
            case 0...4: event = said(.in)
            case 5...7:
                message.agent = agent
                event = message
            case 8:
                message.bot = "b"
                event = message
            case 9:
                message.automatic = true
                event = message
            case 10: event = said(.internal)
            case 11: event = ConversationResolved(conversation: conversation, agent: agent)
            case 12: event = ConversationReopened(conversation: conversation, trigger: .customer)
            case 13: event = ConversationClosed(conversation: conversation, reason: .ended)
            case 14:
                event = ConversationAssigned(
                    conversation: conversation, agent: agent, how: .offered)
            default:
                event = BotHandedOver(conversation: conversation, bot: "b", reason: "asked")
            }
            return fact(Int64(random.below(60)), event)
        }
    }

    static func account(_ standing: ConversationStanding) -> String {
        func text(_ figures: LengthFigures) -> String {
            "\(figures.count) \(figures.sum) \(figures.most)"
        }
        return "\(text(standing.firstResponses)); \(text(standing.nextResponses)); "
            + "\(text(standing.botResponses)); \(standing.resolutions) \(standing.reopenings) "
            + "\(standing.phase)"
    }

    static func account(_ account: ConversationOracle.Account) -> String {
        func text(_ lengths: [Int64]) -> String {
            "\(lengths.count) \(lengths.reduce(0, +)) \(lengths.max() ?? 0)"
        }
        return "\(text(account.firsts)); \(text(account.nexts)); \(text(account.bots)); "
            + "\(account.resolutions) \(account.reopenings) \(account.phase)"
    }

    @Test("Figures agree with a naive account of the same facts", arguments: 0..<200)
    func oracle(_ seed: Int) throws {
        // The order of messages of one instant is the log's own: each instant has one.
        var times: Set<Timestamp> = []
        let facts = Self.scenario(UInt64(seed), count: 5 + seed % 90).filter {
            !($0.event is MessageSent) || times.insert($0.envelope.time ?? testStart).inserted
        }
        let oracle = ConversationOracle(facts)
        let folded = try TestBook(facts, perPage: 3).replay(Conversations())
        var seen = 0
        for (conversation, expected) in oracle.accounts {
            let standing = try #require(
                folded.model.standing(folded.handle("conversation", conversation)))
            let found = Self.account(standing)
            #expect(found == Self.account(expected), "seed \(seed), \(conversation)")
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test("Any order makes the same digest", arguments: 0..<20)
    func permutations(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 300)
        let first = try TestBook(facts).replay(Conversations())
        var random = SeededRandom(seed: UInt64(seed) &+ 1_000)
        for round in 0..<4 {
            let book = try TestBook(
                random.shuffled(facts), perPage: 1 + random.below(40), key: random.next())
            let other = try book.replay(Conversations())
            #expect(other.digest == first.digest, "seed \(seed), round \(round)")
        }
    }

    @Test("Snapshots hold at every page of random facts", arguments: 0..<4)
    func snapshots(_ seed: Int) throws {
        let book = try TestBook(Self.scenario(UInt64(seed) &+ 500, count: 60), perPage: 1, lag: 100)
        try checkSnapshotLaw(book, Conversations())
    }

    @Test("A day of the shop: as of an instant is what had happened by then")
    func asOf() throws {
        let facts = dayFacts(seed: 3, count: 4_000)
        let middle = facts[2_500].envelope.time ?? testStart
        let book = try TestBook(facts, perPage: 100)
        let past = try book.replay(Conversations(), asOf: AsOf(time: middle))
        let kept = facts.filter { ($0.envelope.time ?? middle) <= middle }
        let other = try TestBook(kept, perPage: 64).replay(Conversations())
        #expect(past.digest == other.digest)
        #expect(past.digest != (try book.replay(Conversations())).digest)
        let prefix = try book.replay(Conversations(), asOf: AsOf(sequence: 1_234))
        let first = try TestBook(Array(facts[..<1_234]), perPage: 50).replay(Conversations())
        #expect(prefix.digest == first.digest)
    }

    @Test("A day of the shop contradicts nothing, in any order")
    func traffic() throws {
        let facts = dayFacts(seed: 5, count: 6_000)
        let book = try TestBook(facts, perPage: 200)
        let folded = try book.replay(Conversations())
        #expect(folded.model.anomalies(limit: 10).map { "\($0.kind) \($0.sequence)" } == [])
        #expect(folded.model.totals().count > 20)
        var random = SeededRandom(seed: 9)
        let shuffled = try TestBook(random.shuffled(facts), perPage: 500).replay(Conversations())
        #expect(shuffled.digest == folded.digest)
    }

    @Test("Damaged bytes of a snapshot make no model, or some model, but never a trap")
    func damage() throws {
        let book = try TestBook(Self.scenario(77, count: 40), perPage: 9)
        let bytes = try book.replay(Conversations()).model.snapshot
        var random = SeededRandom(seed: 4)
        var refused = 0
        for _ in 0..<2_000 {
            var damaged = bytes
            damaged[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            if random.below(3) == 0 { damaged.removeLast(random.below(bytes.count)) }
            guard let model = Conversations.decode(damaged) else {
                refused += 1
                continue
            }
            _ = model.totals()
        }
        #expect(refused > 100)
    }
}
