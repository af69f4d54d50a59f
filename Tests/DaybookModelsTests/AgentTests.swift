// Agents: capacity by published examples, time against a second-by-second account, and the laws of
// late facts and snapshots.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct AgentCapacityTests {
    @Test("Azure's example: one voice call or up to five chats")
    func azure() {
        let capacity = AgentCapacity(
            total: 100,
            shares: [.init(channel: "voice", cost: 100), .init(channel: "chat", cost: 20)])
        #expect(capacity.fits("voice", beside: []))
        #expect(!capacity.fits("voice", beside: ["chat"]))
        #expect(!capacity.fits("chat", beside: ["voice"]))
        for count in 0..<5 {
            #expect(capacity.fits("chat", beside: Array(repeating: "chat", count: count)))
        }
        #expect(!capacity.fits("chat", beside: Array(repeating: "chat", count: 5)))
    }

    @Test("Amazon's example: two chats that block the rest, one task that blocks nothing")
    func amazon() {
        let capacity = AgentCapacity(
            total: 1_000_000,
            shares: [
                .init(channel: "voice", cost: 1, most: 1, isExclusive: true),
                .init(channel: "chat", cost: 1, most: 2, isExclusive: true),
                .init(channel: "task", cost: 1, most: 1),
            ])
        func fitting(_ served: [String]) -> [String] {
            ["voice", "chat", "task"].filter { capacity.fits($0, beside: served) }
        }
        #expect(fitting([]) == ["voice", "chat", "task"])
        #expect(fitting(["chat"]) == ["chat"])
        #expect(fitting(["chat", "chat"]) == [])
        #expect(fitting(["task"]) == ["voice", "chat"])
        #expect(fitting(["task", "chat"]) == ["chat"])
        #expect(fitting(["task", "chat", "chat"]) == [])
        #expect(fitting(["voice"]) == [])
    }

    @Test("A channel that is not told of never fits; without a word it is one call alone")
    func others() {
        #expect(!AgentCapacity<String>.assumed.fits("webchat", beside: []))
        #expect(AgentCapacity<String>.assumed.fits("phone", beside: []))
        #expect(!AgentCapacity<String>.assumed.fits("phone", beside: ["phone"]))
        let odd = AgentCapacity(total: .max, shares: [.init(channel: 1, cost: .max)])
        #expect(odd.fits(1, beside: []))
        #expect(!odd.fits(1, beside: [1, 1]))
    }
}

@Suite struct AgentRandomTests {
    /// Facts of two agents, no two in one second.
    static func scenario(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        var time: Int64 = 0
        return (0..<count).map { _ in
            time += 1 + Int64(random.below(9))
            let agent = AgentID("a\(random.below(2))")
            let conversation = ConversationID("c\(random.below(4))")
            let event: any Event
            switch random.below(12) {
            case 0, 1: event = AgentLoggedIn(agent: agent)
            case 2: event = AgentLoggedOut(agent: agent)
            case 3, 4: event = AgentBecameAvailable(agent: agent)
            case 5: event = AgentBecameUnavailable(agent: agent, reason: "break")
            case 6, 7, 8:
                event = ConversationAssigned(
                    conversation: conversation, agent: agent, how: .offered)
            case 9:
                event = ConversationReleased(
                    conversation: conversation, agent: agent, reason: .done)
            case 10: event = ConversationClosed(conversation: conversation, reason: .ended)
            default:
                event = AgentWrappingUp(
                    agent: agent, conversation: conversation,
                    length: .seconds(Int64(random.below(20))))
            }
            return fact(time, event)
        }
    }

    /// What one second was, found by looking through all facts up to it.
    private struct Second {
        var served: Set<String> = []
        var isWrapping = false
        var presence = "unknown"
        var isLoggedIn = false

        init(_ facts: [Fact], _ agent: AgentID, _ now: Timestamp) {
            for fact in facts {
                guard let time = fact.envelope.time, time <= now else { continue }
                switch fact.event {
                case let fact as ConversationAssigned:
                    if fact.agent == agent {
                        served.insert(fact.conversation.text)
                    } else {
                        served.remove(fact.conversation.text)
                    }
                case let fact as ConversationReleased where fact.agent == agent:
                    served.remove(fact.conversation.text)
                case let fact as ConversationClosed: served.remove(fact.conversation.text)
                case let fact as AgentLoggedIn where fact.agent == agent:
                    isLoggedIn = true
                    if presence == "unknown" || presence == "out" { presence = "routable" }
                case let fact as AgentLoggedOut where fact.agent == agent:
                    isLoggedIn = false
                    presence = "out"
                case let fact as AgentBecameAvailable where fact.agent == agent:
                    presence = "routable"
                case let fact as AgentBecameUnavailable where fact.agent == agent:
                    presence = "unavailable"
                case let fact as AgentWrappingUp where fact.agent == agent:
                    if let length = fact.length, time + length > now { isWrapping = true }
                default: break
                }
            }
        }
    }

    @Test("The time went as an account second by second says", arguments: 0..<40)
    func oracle(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 20 + seed * 2)
        let end = try #require(facts.last?.envelope.time) + .seconds(30)
        var random = SeededRandom(seed: UInt64(seed) &+ 7)
        let folded = try TestBook(random.shuffled(facts), perPage: 5).replay(Agents())
        for agent in folded.names["agent"] ?? [] {
            let standing = try #require(
                folded.model.standing(folded.handle("agent", agent), asOf: end))
            var expected: [String: Int64] = [:]
            var now = testStart
            while now < end {
                let second = Second(facts, AgentID(agent), now)
                if second.isLoggedIn { expected["in", default: 0] += 1 }
                if second.presence == "unavailable" { expected["away", default: 0] += 1 }
                if !second.served.isEmpty || second.isWrapping {
                    expected["on", default: 0] += 1
                } else if second.presence == "routable" {
                    expected["idle", default: 0] += 1
                }
                expected["contacts", default: 0] += Int64(second.served.count)
                now = now + .seconds(1)
            }
            let figures = standing.figures
            let found: [(String, Int64)] = [
                ("in", figures.loggedIn), ("away", figures.unavailable), ("on", figures.onContact),
                ("idle", figures.idle), ("contacts", figures.contactTime),
            ]
            for (name, value) in found {
                #expect(value == (expected[name] ?? 0) * 1_000_000, "seed \(seed) \(agent) \(name)")
            }
            // The time line tells the same, stretch by stretch.
            let line = folded.model.timeLine(
                folded.handle("agent", agent), in: testStart..<end)
            let idle = line.filter { $0.presence == .routable && $0.activity == .idle }
                .reduce(Int64(0)) { $0 + ($1.span.upperBound - $1.span.lowerBound).count }
            #expect(idle == figures.idle)
        }
    }

    /// Facts in which everything collides.
    static func collisions(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { index in
            let agent = AgentID("a\(random.below(2))")
            let conversation = ConversationID("c\(random.below(4))")
            let call = CallID("k\(random.below(4))")
            let length =
                random.below(2) == 0 ? nil : Microseconds.seconds(Int64(random.below(9)) - 1)
            let events: [any Event] = [
                AgentLoggedIn(agent: agent, kind: random.below(2) == 0 ? "a" : "b"),
                AgentLoggedOut(agent: agent, kind: "a", length: length),
                AgentBecameAvailable(agent: agent),
                AgentBecameUnavailable(agent: agent, reason: Symbol("r\(random.below(3))")),
                AgentWillBecomeUnavailable(agent: agent, reason: Symbol("r\(random.below(3))")),
                AgentLost(agent: agent, lastSeen: testStart + .seconds(Int64(random.below(60)))),
                AgentFound(agent: agent),
                OfferMade(offer: "o", conversation: conversation, agent: agent),
                OfferRejected(offer: "o", conversation: conversation, agent: agent, ring: length),
                CallRang(call: call, agent: agent, conversation: conversation),
                CallRingUnanswered(
                    call: call, agent: agent, ring: length, conversation: conversation),
                CallConnected(call: call, conversation: conversation, agent: agent, ring: length),
                CallHeld(call: call, agent: agent, conversation: conversation),
                CallEnded(
                    call: call, conversation: conversation, by: .customer, talk: length,
                    hold: length, agent: random.below(2) == 0 ? agent : nil),
                CallTransferred(
                    call: call, kind: .blind, agent: agent, talk: length,
                    conversation: conversation),
                ConversationAssigned(conversation: conversation, agent: agent, how: .offered),
                ConversationHandedOn(
                    conversation: conversation, from: agent, to: "a1", kind: .cold),
                ConversationReleased(
                    conversation: conversation, agent: agent,
                    reason: random.below(2) == 0 ? .agentLost : .done),
                ConversationClosed(conversation: conversation, reason: .ended),
                QueueLeft(conversation: conversation, queue: "q", outcome: .abandoned),
                AgentWrappingUp(agent: agent, conversation: conversation, length: length),
                AgentWrappedUp(agent: agent, conversation: conversation, length: length),
                AgentCapacitySet(
                    agent: agent, total: Milli(1),
                    channels: [.init(channel: Symbol("ch\(random.below(2))"), cost: Milli(1))]),
                MessageSent(
                    conversation: conversation, message: "m",
                    direction: random.below(2) == 0 ? .out : .internal, kind: .text, body: "x",
                    agent: agent),
                ConversationJoined(conversation: conversation, party: .agent, agent: agent),
            ]
            return fact(Int64(random.below(60)), events[random.below(events.count)])
        }
    }

    @Test("Any order makes the same digest", arguments: 0..<20)
    func permutations(_ seed: Int) throws {
        let facts = Self.collisions(UInt64(seed), count: 300)
        let first = try TestBook(facts).replay(Agents())
        var random = SeededRandom(seed: UInt64(seed) &+ 1_000)
        for round in 0..<4 {
            let book = try TestBook(
                random.shuffled(facts), perPage: 1 + random.below(40), key: random.next())
            #expect(
                try book.replay(Agents()).digest == first.digest, "seed \(seed), round \(round)")
        }
    }

    @Test("However often it is settled, many late facts make what few would")
    func settling() throws {
        let facts = Self.collisions(3, count: 8_000)
        var random = SeededRandom(seed: 11)
        let book = try TestBook(random.shuffled(facts), perPage: 100)
        func time(_ fact: Fact) -> Timestamp { fact.envelope.time ?? testStart }
        let sorted = try TestBook(facts.sorted { time($0) < time($1) })
        let digest = try sorted.replay(Agents(), settledEach: 1).digest
        for interval in [0, 1, 7, 80] {
            #expect(
                try book.replay(Agents(), settledEach: interval).digest == digest,
                "settled each \(interval) pages")
        }
    }

    @Test("Snapshots hold at every page of random facts", arguments: 0..<4)
    func snapshots(_ seed: Int) throws {
        let book = try TestBook(
            Self.collisions(UInt64(seed) &+ 50, count: 60), perPage: 1, lag: 100)
        try checkSnapshotLaw(book, Agents())
    }

    @Test("A day of the shop: any order, and as of an instant or a sequence")
    func traffic() throws {
        let facts = dayFacts(seed: 5, count: 8_000)
        let book = try TestBook(facts, perPage: 200)
        let folded = try book.replay(Agents())
        #expect(folded.model.anomalies(limit: 10).map { "\($0.kind) \($0.sequence)" } == [])
        var handled: Int64 = 0
        folded.model.forEach { handled += $0.figures.handled }
        #expect(handled > 20)
        var random = SeededRandom(seed: 9)
        let shuffled = try TestBook(random.shuffled(facts), perPage: 500).replay(Agents())
        #expect(shuffled.digest == folded.digest)
        let middle = facts[5_000].envelope.time ?? testStart
        let kept = facts.filter { ($0.envelope.time ?? middle) <= middle }
        #expect(
            try book.replay(Agents(), asOf: AsOf(time: middle)).digest
                == TestBook(kept, perPage: 64).replay(Agents()).digest)
        #expect(
            try book.replay(Agents(), asOf: AsOf(sequence: 4_321)).digest
                == TestBook(Array(facts[..<4_321]), perPage: 50).replay(Agents()).digest)
    }

    @Test("Damaged bytes of a snapshot make no model, or some model, but never a trap")
    func damage() throws {
        let book = try TestBook(Self.collisions(77, count: 60), perPage: 9)
        let bytes = try book.replay(Agents()).model.snapshot
        var random = SeededRandom(seed: 4)
        var refused = 0
        for _ in 0..<2_000 {
            var damaged = bytes
            damaged[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            if random.below(3) == 0 { damaged.removeLast(random.below(bytes.count)) }
            guard let model = Agents.decode(damaged) else {
                refused += 1
                continue
            }
            model.forEach(asOf: testStart) { _ = $0.figures.occupancyMilli }
        }
        #expect(refused > 100)
    }
}
