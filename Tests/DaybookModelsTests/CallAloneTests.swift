// Facts that name a call and no conversation count as if they named the call's: for agents and for
// conversations, in every order, over legs, and from snapshots.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct CallAloneTests {
    /// A desk's calls, each of one conversation, and the same with half of the facts that need not
    /// name it not naming it.
    private static func calls(_ seed: UInt64, count: Int) -> (named: [Fact], bare: [Fact]) {
        var random = SeededRandom(seed: seed)
        let told = (0..<6).map { number in
            fact(
                Int64(number),
                CallOffered(
                    call: CallID("k\(number)"), conversation: ConversationID("c\(number)"),
                    media: .voice, direction: .in))
        }
        var (named, bare) = (told, told)
        for _ in 0..<count {
            let number = random.below(6)
            let (call, conversation) = (CallID("k\(number)"), ConversationID("c\(number)"))
            let agent = AgentID("a\(random.below(2))")
            let perhaps = random.below(3) == 0 ? nil : agent
            let length = random.below(2) == 0 ? nil : Microseconds.seconds(7)
            func events(_ told: ConversationID?) -> [any Event] {
                [
                    CallConnected(call: call, conversation: conversation, agent: agent),
                    CallEnded(
                        call: call, conversation: conversation, by: .agent, talk: length,
                        agent: perhaps),
                    ConversationResolved(conversation: conversation, agent: agent),
                    CallHeld(call: call, agent: perhaps, conversation: told),
                    CallUnheld(call: call, agent: perhaps, conversation: told),
                    CallRang(call: call, agent: agent, conversation: told),
                    CallRingUnanswered(call: call, agent: agent, ring: length, conversation: told),
                    CallRingCancelled(call: call, agent: agent, conversation: told),
                    CallTransferred(
                        call: call, kind: .blind, agent: perhaps, talk: length, hold: length,
                        conversation: told),
                ]
            }
            let (time, which) = (Int64(6 + random.below(400)), random.below(9))
            let isBare = random.below(2) == 0
            named.append(fact(time, events(conversation)[which]))
            bare.append(fact(time, events(isBare ? nil : conversation)[which]))
        }
        return (named, bare)
    }

    @Test("Named or not, in any order, the digests are the same", arguments: 0..<12)
    func anyOrder(_ seed: Int) throws {
        let (named, bare) = Self.calls(UInt64(seed), count: 300)
        let agents = try TestBook(named).replay(Agents()).digest
        let conversations = try TestBook(named).replay(Conversations()).digest
        var random = SeededRandom(seed: UInt64(seed) &+ 77)
        for round in 0..<4 {
            let order = round == 0 ? bare : random.shuffled(bare)
            let book = try TestBook(order, perPage: 1 + random.below(40), key: random.next())
            #expect(try book.replay(Agents()).digest == agents, "seed \(seed), round \(round)")
            #expect(
                try book.replay(Conversations()).digest == conversations,
                "seed \(seed), round \(round)")
        }
    }

    @Test("Many facts of few calls, most of them before one tells whose the call is")
    func many() throws {
        let (named, bare) = Self.calls(40, count: 8_000)
        let agents = try TestBook(named).replay(Agents()).digest
        let conversations = try TestBook(named).replay(Conversations()).digest
        // What tells of conversations comes last.
        let alone = bare.filter { $0.event is CallHeld || $0.event is CallTransferred }
        let rest = bare.filter { !($0.event is CallHeld || $0.event is CallTransferred) }
        for order in [alone + rest.reversed(), (alone + rest).reversed()] {
            let book = try TestBook(order, perPage: 300)
            #expect(try book.replay(Agents()).digest == agents)
            #expect(try book.replay(Agents(), settledEach: 2).digest == agents)
            #expect(try book.replay(Conversations()).digest == conversations)
        }
    }

    @Test("Snapshots hold at every page", arguments: 0..<3)
    func snapshots(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 5)
        let facts = random.shuffled(Self.calls(UInt64(seed), count: 60).bare)
        let book = try TestBook(facts, perPage: 3, lag: 500)
        try checkSnapshotLaw(book, Agents())
        try checkSnapshotLaw(book, Conversations())
    }

    /// Calls told of several conversations, legs of each other, and conversations that end.
    private static func tangle(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            let call = CallID("k\(random.below(5))")
            let conversation = ConversationID("c\(random.below(3))")
            let agent = AgentID("a\(random.below(3))")
            let perhaps = random.below(3) == 0 ? nil : agent
            let events: [any Event] = [
                CallOffered(call: call, conversation: conversation, media: .voice, direction: .in),
                QueueEntered(conversation: conversation, queue: "q", call: call, reason: .new),
                CallAnsweredBySystem(call: call, conversation: conversation),
                CallJoinedLegs(call: call, with: CallID("k\(random.below(5))")),
                CallConnected(call: call, conversation: conversation, agent: agent),
                CallRang(call: call, agent: agent), CallHeld(call: call, agent: perhaps),
                CallUnheld(call: call, agent: perhaps),
                CallTransferred(call: call, kind: .blind, agent: perhaps, talk: .seconds(3)),
                CallRingUnanswered(call: call, agent: agent, ring: .seconds(4)),
                ConversationClosed(conversation: conversation, reason: .ended),
                QueueLeft(conversation: conversation, queue: "q", outcome: .abandoned),
            ]
            return fact(Int64(random.below(90)), events[random.below(events.count)])
        }
    }

    @Test("Tangled calls: any order makes the same digest", arguments: 0..<30)
    func tangled(_ seed: Int) throws {
        let facts = Self.tangle(UInt64(seed), count: 20 + 4 * seed)
        let first = try TestBook(facts).replay(Pair<Agents, Conversations>()).digest
        var random = SeededRandom(seed: UInt64(seed) &+ 9)
        for round in 0..<6 {
            let book = try TestBook(
                random.shuffled(facts), perPage: 1 + random.below(9), key: random.next())
            let digest = try book.replay(Pair<Agents, Conversations>()).digest
            #expect(digest == first, "seed \(seed), round \(round)")
        }
    }

    @Test("Tangled calls: snapshots hold at every page", arguments: 0..<12)
    func tangledSnapshots(_ seed: Int) throws {
        let facts = Self.tangle(UInt64(seed) &+ 100, count: 40)
        let book = try TestBook(facts, perPage: 2, lag: 500)
        try checkSnapshotLaw(book, Agents())
        try checkSnapshotLaw(book, Conversations())
    }

    @Test("A leg that turns out to be another conversation's leaves nothing behind")
    func leftLeg() throws {
        let book = try TestBook(
            [
                fact(
                    0, CallOffered(call: "k", conversation: "c", media: .voice, direction: .in)),
                fact(60, CallJoinedLegs(call: "k", with: "leg")),
                fact(61, CallRang(call: "leg", agent: "x")),
                fact(90, CallEnded(call: "k", conversation: "c", by: .customer)),
                fact(100, CallConnected(call: "leg", conversation: "d", agent: "x")),
            ], perPage: 1, lag: 500)
        try checkSnapshotLaw(book, Agents())
        let folded = try book.replay(Agents())
        let agent = try #require(folded.model.standing(folded.handle("agent", "x")))
        #expect(agent.figures.accepted == 1)
        #expect(agent.engagements.map(\.conversation) == [folded.handle("conversation", "d")])
    }

    @Test("A ring that its caller gave up is taken back, whoever told whose call it is")
    func ringGivenUp() throws {
        let folded = try TestBook([
            fact(0, QueueEntered(conversation: "c", queue: "q", call: "k", reason: .new)),
            fact(5, CallRang(call: "k", agent: "x")),
            fact(20, QueueLeft(conversation: "c", queue: "q", outcome: .abandoned)),
        ]).replay(Agents())
        let agent = try #require(folded.model.standing(folded.handle("agent", "x")))
        #expect(agent.figures.cancelled == 1)
        #expect(agent.engagements.isEmpty)
    }

    private static let hold = [
        fact(10, CallConnected(call: "k", conversation: "c", agent: "x")),
        fact(20, CallHeld(call: "k", agent: "x")), fact(50, CallUnheld(call: "k")),
        fact(100, CallEnded(call: "k", conversation: "c", by: .customer)),
    ]

    private func figures(_ facts: [Fact]) throws -> [Int64] {
        let folded = try TestBook(facts, perPage: 1).replay(Agents())
        let agent = try #require(folded.model.standing(folded.handle("agent", "x")))
        return [agent.figures.talk, agent.figures.hold].map { $0 / 1_000_000 }
    }

    @Test("A call on hold for 30 of 90 seconds is talked for 60")
    func held() throws {
        #expect(try figures(Self.hold) == [60, 30])
        #expect(try figures(Self.hold.reversed()) == [60, 30])
    }

    @Test("What is told of a leg counts for the call that it is one with")
    func legs() throws {
        var facts = Self.hold
        facts[1] = fact(20, CallHeld(call: "leg", agent: "x"))
        #expect(try figures(facts) == [90, 0])
        facts.append(fact(15, CallJoinedLegs(call: "leg", with: "k")))
        #expect(try figures(facts) == [60, 30])
        #expect(try figures(facts.reversed()) == [60, 30])
    }

    @Test("A call told of another conversation first takes what names it alone there")
    func moved() throws {
        let passed = fact(30, CallTransferred(call: "k", kind: .blind, agent: "x"))
        let facts = [fact(10, CallConnected(call: "k", conversation: "c", agent: "x")), passed]
        func transfers(_ facts: [Fact]) throws -> [Int] {
            let folded = try TestBook(facts, perPage: 1).replay(Conversations())
            return ["c", "d"].map { name in
                folded.model.standing(folded.handle("conversation", name))?.transfers ?? 0
            }
        }
        #expect(try transfers(facts) == [1, 0])
        let earlier = fact(
            5, CallOffered(call: "k", conversation: "d", media: .voice, direction: .in))
        #expect(try transfers(facts + [earlier]) == [0, 1])
        #expect(try transfers([earlier] + facts) == [0, 1])
        #expect(try transfers([passed, facts[0], earlier]) == [0, 1])
    }

    @Test("A ring of a call that nothing else tells of counts for its agent")
    func unknown() throws {
        let folded = try TestBook([
            fact(3, CallRingUnanswered(call: "k", agent: "x", ring: .seconds(20)))
        ]).replay(Agents())
        let agent = try #require(folded.model.standing(folded.handle("agent", "x")))
        #expect(agent.figures.timedOut == 1)
        #expect(agent.figures.ring == 20_000_000)
    }
}
