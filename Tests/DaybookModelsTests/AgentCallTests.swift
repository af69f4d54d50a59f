// Agents on calls that overlap, and calls of whose end nothing is told: by hand, against an account
// second by second, and in every order.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct AgentCallTests {
    static func connected(
        _ time: Int64, _ call: String, _ agent: AgentID = "x"
    ) -> Fact {
        fact(
            time,
            CallConnected(call: CallID(call), conversation: ConversationID(call), agent: agent))
    }

    static func ended(_ time: Int64, _ call: String, talk: Int64? = nil) -> Fact {
        fact(
            time,
            CallEnded(
                call: CallID(call), conversation: ConversationID(call), by: .unknown,
                talk: talk.map { .seconds($0) }))
    }

    private func standing(
        _ facts: [Fact], _ now: Int64? = nil, perPage: Int = 1
    ) throws -> AgentStanding {
        let folded = try TestBook(facts, perPage: perPage).replay(Agents())
        return try #require(
            folded.model.standing(
                folded.handle("agent", "x"), asOf: now.map { testStart + .seconds($0) }))
    }

    /// Seconds.
    private func times(_ standing: AgentStanding) -> [Int64] {
        let figures = standing.figures
        return [figures.talk, figures.onContact, figures.idle, figures.contactTime].map {
            $0 / 1_000_000
        }
    }

    @Test("A call within another one is told of: both last as long as told", arguments: [1, 2])
    func within(_ capacity: Int64) throws {
        let facts = [
            fact(0, AgentBecameAvailable(agent: "x")),
            fact(
                0,
                AgentCapacitySet(
                    agent: "x", total: Milli(capacity * 1_000),
                    channels: [.init(channel: "phone", cost: Milli(1_000), most: capacity)])),
            Self.connected(100, "a"), Self.connected(400, "b"), Self.ended(460, "b", talk: 60),
            Self.ended(700, "a", talk: 600),
        ]
        let end = try standing(facts, 800)
        #expect(times(end) == [660, 600, 200, 660])
        #expect(end.idleSince == testStart + .seconds(700))
        #expect(end.figures.count(of: .noEndOfSegment) == 0)
        // While both are on, both are shown.
        let both = try standing(Array(facts[..<4]), 430)
        #expect(both.engagements.count == 2 && both.activity == .handling(2))
        #expect(both.figures.count(of: .noEndOfSegment) == 0)
        // The other one is over, and the first one's end is not told yet: it may go on.
        let one = try standing(Array(facts[..<5]), 600)
        #expect(times(one) == [60, 500, 100, 560])
        #expect(one.activity == .handling(1))
        // The time line tells the same.
        let folded = try TestBook(facts).replay(Agents())
        let line = folded.model.timeLine(
            folded.handle("agent", "x"), in: testStart..<testStart + .seconds(800))
        #expect(
            line.map { stretch in
                let length = stretch.span.upperBound - stretch.span.lowerBound
                return "\(length.count / 1_000_000) \(stretch.activity)"
            }
                == ["100 idle", "300 handling(1)", "60 handling(2)", "240 handling(1)", "100 idle"])
        #expect(folded.model.anomalies(limit: 9).isEmpty)
    }

    @Test("A call whose end nothing tells ended when the next one began, once there are three")
    func lost() throws {
        let facts = [
            fact(0, AgentLoggedIn(agent: "x")), Self.connected(10, "a"), Self.connected(40, "b"),
            Self.ended(50, "b"), Self.connected(70, "c"), Self.ended(75, "c"),
        ]
        #expect(times(try standing(facts, 80)) == [15, 70, 10, 85])
        let next = facts + [Self.connected(90, "d"), Self.ended(100, "d")]
        let lost = try standing(next, 100)
        // 30 + 10 + 5 + 10 s on contacts.
        #expect(times(lost) == [55, 55, 45, 55])
        #expect(lost.figures.count(of: .noEndOfSegment) == 1)
        let told = try standing(next + [Self.ended(95, "a")], 100)
        #expect(times(told) == [110, 90, 10, 110])
        #expect(told.figures.count(of: .noEndOfSegment) == 0)
    }

    @Test("A call whose end nothing tells is over when the agent logs out, unless it is told later")
    func loggedOut() throws {
        let facts = [
            fact(0, AgentLoggedIn(agent: "x")), Self.connected(10, "a"), Self.connected(40, "b"),
            Self.ended(50, "b"), Self.connected(70, "c"), fact(100, AgentLoggedOut(agent: "x")),
        ]
        let out = try standing(facts, 200)
        // 30 + 10 + 30 s on contacts, and idle from 0 to 10 and from 50 to 70.
        #expect(times(out) == [70, 70, 30, 70])
        #expect(out.figures.count(of: .noEndOfSegment) == 2)
        let folded = try TestBook(facts).replay(Agents())
        #expect(
            folded.model.anomalies(limit: 9).map { "\($0.kind) \($0.sequence)" }
                == ["noEndOfSegment 3", "noEndOfSegment 6"])
        // The end is told after all, of a call that went on behind the log-out.
        let told = try standing(facts + [Self.ended(130, "c")], 200)
        #expect(times(told) == [100, 100, 30, 100])
        #expect(told.figures.count(of: .noEndOfSegment) == 1)
    }

    @Test("Where no ends are told at all, few calls are on at once")
    func neverTold() throws {
        let facts = (0..<200).map { Self.connected(Int64($0 * 10), "k\($0)") }
        let end = try standing(facts)
        #expect(end.engagements.count <= 3 && end.figures.calls == 200)
        #expect(end.figures.count(of: .noEndOfSegment) == Int64(200 - end.engagements.count))
    }

    @Test("Overlapping calls take the time that an account of seconds says", arguments: 0..<30)
    func oracle(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 900)
        var calls: [Range<Int64>] = []
        var facts = [fact(0, AgentBecameAvailable(agent: "x"))]
        // No two calls begin at once, and none begins or ends where another one does.
        var free = random.shuffled(Array(1..<Int64(1_000)))
        for number in 0..<(10 + seed * 3) {
            guard let start = free.popLast(),
                let place = free.firstIndex(where: { $0 > start && $0 < start + 60 })
            else { continue }
            let end = free.remove(at: place)
            calls.append(start..<end)
            facts += [Self.connected(start, "k\(number)"), Self.ended(end, "k\(number)")]
        }
        let end: Int64 = 1_100
        var expected: [Int64] = [0, 0, 0, 0]
        for second in 0..<end {
            let count = Int64(calls.count { $0.contains(second) })
            expected[0] += count
            expected[1] += count > 0 ? 1 : 0
            expected[2] += count > 0 ? 0 : 1
            expected[3] += count
        }
        let shuffled = random.shuffled(facts)
        for perPage in [1, 7, 1_000] {
            let found = try standing(shuffled, end, perPage: perPage)
            #expect(times(found) == expected, "seed \(seed), \(perPage) a page")
            #expect(found.figures.count(of: .noEndOfSegment) == 0)
        }
    }

    /// Calls that begin, overlap, are held, passed on and lost.
    static func tangle(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        let isLong = random.below(2) == 0
        return (0..<count).map { _ in
            let agent = AgentID("a\(random.below(2))")
            let name = "c\(random.below(isLong ? 40 : 6))"
            let (conversation, call) = (ConversationID(name), CallID(name))
            let talk: Microseconds? = random.below(2) == 0 ? nil : .seconds(3)
            let events: [any Event] = [
                CallConnected(call: call, conversation: conversation, agent: agent),
                CallConnected(call: call, conversation: conversation, agent: agent),
                CallConnected(call: call, conversation: conversation, agent: agent),
                CallEnded(
                    call: call, conversation: conversation, by: .customer, talk: talk,
                    agent: random.below(2) == 0 ? agent : nil),
                CallEnded(call: call, conversation: conversation, by: .agent, agent: agent),
                CallTransferred(
                    call: call, kind: .blind, agent: agent, talk: talk,
                    conversation: conversation),
                CallHeld(call: call, agent: agent, conversation: conversation),
                CallUnheld(call: call, agent: agent, conversation: conversation),
                ConversationReleased(
                    conversation: conversation, agent: agent, reason: .done),
                ConversationClosed(conversation: conversation, reason: .ended),
                AgentLoggedIn(agent: agent, kind: random.below(2) == 0 ? "a" : "b"),
                AgentLoggedOut(
                    agent: agent, kind: random.below(2) == 0 ? "a" : "b", length: talk),
            ]
            // Without an end in most of them, or without much else.
            let most = seed % 3 == 0 ? 3 : seed % 3 == 1 ? 7 : events.count
            return fact(Int64(random.below(count)), events[random.below(most)])
        }
    }

    @Test("Any order makes the same digest of tangled calls", arguments: 0..<9)
    func permutations(_ seed: Int) throws {
        let facts = Self.tangle(UInt64(seed), count: 400)
        let first = try TestBook(facts).replay(Agents())
        var random = SeededRandom(seed: UInt64(seed) &+ 1_000)
        let sorted = facts.sorted {
            ($0.envelope.time ?? testStart) < ($1.envelope.time ?? testStart)
        }
        for (order, perPage) in [(sorted, 1), (sorted.reversed(), 25), (random.shuffled(facts), 9)]
        {
            let book = try TestBook(order, perPage: perPage, key: random.next())
            #expect(
                try book.replay(Agents()).digest == first.digest, "seed \(seed), \(perPage) a page")
        }
    }

    @Test("Snapshots hold at every page of tangled calls", arguments: 0..<3)
    func snapshots(_ seed: Int) throws {
        let book = try TestBook(Self.tangle(UInt64(seed) &+ 50, count: 150), perPage: 3, lag: 100)
        try checkSnapshotLaw(book, Agents())
    }
}
