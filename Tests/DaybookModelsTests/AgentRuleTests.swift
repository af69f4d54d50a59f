// Agents: who is known, what writing counts for, log-outs that tell a length, and what is absent
// because nothing tells; figures by hand.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct AgentRuleTests {
    private func standing(
        _ facts: [Fact], _ agent: String = "x", asOf now: Int64 = 10_000
    ) throws -> AgentStanding? {
        let folded = try TestBook(facts, perPage: 2).replay(Agents())
        return folded.model.standing(
            folded.handle("agent", agent), asOf: testStart + .seconds(now))
    }

    private static func out(
        _ time: Int64, _ conversation: ConversationID, _ agent: AgentID? = "x",
        bot: BotID? = nil, direction: MessageDirection = .out, automatic: Bool? = nil
    ) -> Fact {
        fact(
            time,
            MessageSent(
                conversation: conversation, message: "m", direction: direction, kind: .text,
                body: "x", agent: agent, bot: bot, automatic: automatic))
    }

    // MARK: Who is known

    @Test("Whoever is registered, joins a queue or a conversation, or writes is known")
    func known() throws {
        let events: [any Event] = [
            AgentRegistered(agent: "x", name: "Xenia"),
            AgentJoinedQueue(agent: "x", queue: "q"), AgentLeftQueue(agent: "x", queue: "q"),
            ConversationJoined(conversation: "c", party: .agent, agent: "x"),
            ConversationLeft(conversation: "c", party: .agent, agent: "x"),
        ]
        for facts in events.map({ [fact(0, $0)] }) + [
            [Self.out(0, "c")], [Self.out(0, "c", direction: .internal)],
        ] {
            let found = try #require(try standing(facts))
            #expect(found.presence == .unknown && found.presenceSince == nil)
            #expect(found.figures.occupancyMilli == nil && found.engagements.isEmpty)
        }
        let others = [
            Self.out(0, "c", direction: .in), Self.out(0, "c", automatic: true),
            Self.out(0, "c", bot: "b"),
        ]
        #expect(try standing(others) == nil)
    }

    @Test("Messages count for who wrote them, whoever has the conversation")
    func actor() throws {
        let facts = [
            fact(0, ConversationAssigned(conversation: "c", agent: "y", how: .offered)),
            Self.out(10, "c"), Self.out(20, "c"), Self.out(30, "d"),
            Self.out(35, "d", direction: .internal), Self.out(40, "c", "y"),
            fact(50, ConversationClosed(conversation: "c", reason: .ended)), Self.out(60, "c"),
        ]
        let writer = try #require(try standing(facts)).figures
        #expect([writer.handled, writer.unassigned, writer.messages] == [2, 2, 4])
        #expect(writer.written == 0 && writer.onContact == 0 && writer.meanHandleTime == nil)
        let other = try #require(try standing(facts, "y")).figures
        #expect([other.handled, other.unassigned, other.messages] == [1, 0, 1])
        #expect(other.written == 50_000_000)
    }

    @Test("Who is given a conversation after writing in it took it up once")
    func assignedLater() throws {
        let facts = [
            Self.out(10, "c"),
            fact(20, ConversationAssigned(conversation: "c", agent: "x", how: .claimed)),
            Self.out(30, "c"), fact(40, ConversationClosed(conversation: "c", reason: .ended)),
        ]
        let figures = try #require(try standing(facts)).figures
        #expect([figures.handled, figures.unassigned, figures.messages] == [1, 0, 2])
        #expect(figures.written == 20_000_000 && figures.meanHandleTime == 20_000_000)
    }

    // MARK: What nothing tells

    @Test("Occupancy takes only time in which it is known whether the agent was here")
    func occupancy() throws {
        let call = [
            fact(0, CallConnected(call: "k", conversation: "k", agent: "x")),
            fact(100, CallEnded(call: "k", conversation: "k", by: .agent)),
        ]
        let alone = try #require(try standing(call))
        #expect(alone.figures.onContact == 100_000_000)
        #expect(alone.figures.occupancyMilli == nil && alone.presenceSince == nil)
        let later = [
            fact(200, AgentLoggedIn(agent: "x")),
            fact(270, CallConnected(call: "l", conversation: "l", agent: "x")),
            fact(300, CallEnded(call: "l", conversation: "l", by: .agent)),
        ]
        let known = try #require(try standing(call + later, asOf: 300))
        #expect(known.figures.occupancyMilli == 300)
        #expect(known.presenceSince == testStart + .seconds(200))
    }

    @Test("Who gets a conversation takes it from whom it was assigned to before")
    func reassigned() throws {
        func assigned(_ time: Int64, _ agent: AgentID) -> Fact {
            fact(time, ConversationAssigned(conversation: "c", agent: agent, how: .transferred))
        }
        let facts = [
            fact(0, AgentBecameAvailable(agent: "x")), assigned(10, "x"), assigned(20, "x"),
            assigned(100, "y"), fact(300, AgentBecameAvailable(agent: "x")),
        ]
        for order in [facts, facts.reversed()] {
            let found = try #require(try standing(order))
            #expect(found.engagements.isEmpty)
            #expect(found.figures.written == 90_000_000)
            #expect(found.figures.idle == 9_910_000_000)
        }
    }

    @Test("The time line of a lost agent ends service at the last sign of life")
    func lostTimeLine() throws {
        let folded = try TestBook([
            fact(0, AgentBecameAvailable(agent: "x")),
            fact(10, ConversationAssigned(conversation: "c", agent: "x", how: .offered)),
            fact(100, AgentLost(agent: "x", lastSeen: testStart + .seconds(60))),
            fact(120, ConversationReleased(conversation: "c", agent: "x", reason: .agentLost)),
        ]).replay(Agents())
        let line = folded.model.timeLine(
            folded.handle("agent", "x"), in: testStart..<testStart + .seconds(200))
        #expect(
            line.map { ($0.span.upperBound - testStart).count / 1_000_000 } == [10, 60, 200])
        #expect(line.map(\.activity) == [.idle, .handling(1), .idle])
        #expect(line.map(\.presence) == [.routable, .routable, .lost])
    }

    // MARK: Log-outs

    private static func loggedOut(_ time: Int64, _ kind: Symbol, _ length: Int64?) -> Fact {
        fact(
            time,
            AgentLoggedOut(agent: "x", kind: kind, length: length.map { .seconds($0) }))
    }

    @Test("Seconds logged in count once, whichever log-outs tell of them")
    func union() throws {
        func loggedIn(_ facts: [Fact]) throws -> Int64 {
            try #require(try standing(facts)).figures.loggedIn / 1_000_000
        }
        #expect(
            try loggedIn([Self.loggedOut(400, "a", 300), Self.loggedOut(400, "b", 30)]) == 300)
        #expect(
            try loggedIn([Self.loggedOut(400, "a", 30), Self.loggedOut(410, "b", 300)]) == 300)
        #expect(
            try loggedIn([
                fact(400, AgentLoggedIn(agent: "x", kind: "a")), Self.loggedOut(410, "b", 60),
                Self.loggedOut(460, "a", nil),
            ]) == 110)
        // Between two log-ins of 10 s each lie 80 s, of which a log-out tells as well.
        #expect(
            try loggedIn([
                fact(100, AgentLoggedIn(agent: "x", kind: "a")), Self.loggedOut(110, "a", nil),
                fact(190, AgentLoggedIn(agent: "x", kind: "a")), Self.loggedOut(200, "a", nil),
                Self.loggedOut(200, "b", 150),
            ]) == 150)
        #expect(try loggedIn([Self.loggedOut(400, "a", -5)]) == 0)
    }

    @Test("Log-outs of any length make the union of their stretches", arguments: 0..<20)
    func unions(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 33)
        var seconds: Set<Int64> = []
        let facts = (0..<15).map { index in
            let (end, length) = (Int64(1_000 + random.below(2_000)), Int64(random.below(400)))
            seconds.formUnion(end - length..<end)
            return Self.loggedOut(end, Symbol("k\(index)"), length)
        }
        let found = try #require(try standing(random.shuffled(facts))).figures
        #expect(found.loggedIn == Int64(seconds.count) * 1_000_000)
    }

    // MARK: Slots

    @Test("What is free is what still fits")
    func free() {
        let capacity = AgentCapacity(
            total: 100,
            shares: [
                .init(channel: "voice", cost: 100, isExclusive: true),
                .init(channel: "chat", cost: 20, most: 3), .init(channel: "mail", cost: 0),
            ])
        #expect(capacity.free("voice") == 1 && capacity.free("chat") == 3)
        #expect(capacity.free("mail") == .max && capacity.free("task") == 0)
        #expect(capacity.free("chat", beside: ["chat", "mail"]) == 2)
        #expect(capacity.free("chat", beside: ["voice"]) == 0)
        #expect(capacity.free("voice", beside: ["chat"]) == 0)
    }
}
