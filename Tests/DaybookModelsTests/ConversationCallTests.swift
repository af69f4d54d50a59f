// Conversations by telephone: where they stand when a call ended while it waited by the books, and
// who is in charge after a transfer.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct ConversationCallTests {
    private func folded(_ facts: [Fact]) throws -> Folded<Conversations> {
        try TestBook(facts, perPage: 2).replay(Conversations())
    }

    private func standing(_ facts: [Fact]) throws -> (phase: ConversationPhase, assignee: String) {
        let folded = try folded(facts)
        let standing = try #require(
            folded.model.standing(folded.handle("conversation", "c")))
        guard case .agent(let agent)? = standing.assignee else { return (standing.phase, "-") }
        return (standing.phase, folded.name("agent", agent))
    }

    private static func connected(_ time: Int64, _ agent: AgentID) -> Fact {
        fact(time, CallConnected(call: "k", conversation: "c", agent: agent))
    }

    private static func transferred(
        _ time: Int64, _ agent: AgentID, _ kind: TransferKind = .blind
    ) -> Fact {
        fact(time, CallTransferred(call: "k", kind: kind, agent: agent, conversation: "c"))
    }

    private static func ended(_ time: Int64, _ agent: AgentID? = nil) -> Fact {
        fact(time, CallEnded(call: "k", conversation: "c", by: .unknown, agent: agent))
    }

    private static func queued(_ time: Int64, _ queue: QueueID = "q") -> Fact {
        fact(time, QueueEntered(conversation: "c", queue: queue, call: "k", reason: .new))
    }

    private static func answered(_ time: Int64, _ queue: QueueID = "q") -> Fact {
        fact(time, QueueLeft(conversation: "c", queue: queue, outcome: .answered))
    }

    private static let call = fact(
        0, CallOffered(call: "k", conversation: "c", media: .voice, direction: .in))

    @Test("A call that ended stays ended when it is told later that its wait was answered")
    func endedBeforeAnswer() throws {
        let facts = [
            Self.call, fact(11, ConversationAssigned(conversation: "c", agent: "x", how: .offered)),
            Self.connected(11, "x"), Self.queued(12), Self.ended(26), Self.answered(43),
        ]
        #expect(try standing(facts).phase == .closed)
        var random = SeededRandom(seed: 3)
        let digest = try folded(facts).digest
        for _ in 0..<6 {
            #expect(try folded(random.shuffled(facts)).digest == digest)
        }
        // A call that is queued and taken anew goes on.
        let again = [Self.queued(50), Self.answered(60), Self.connected(60, "y")]
        #expect(try standing(facts + again).phase == .active)
    }

    @Test("A call that was passed on to a queue goes on when its wait is answered")
    func passedOnToQueue() throws {
        let facts = [
            Self.call, Self.queued(1), Self.answered(5), Self.connected(5, "x"),
            Self.transferred(20, "x", .queue), Self.queued(20, "r"), Self.ended(20, "x"),
        ]
        #expect(try standing(facts).phase == .queued)
        let taken = facts + [Self.answered(30, "r"), Self.connected(30, "y")]
        #expect(try standing(taken).phase == .active)
        #expect(try standing(taken).assignee == "y")
        #expect(try standing(taken + [Self.ended(40, "y")]).phase == .closed)
    }

    @Test("After a transfer the call is with whoever took it last")
    func transfers() throws {
        let begun = [
            Self.call, fact(1, ConversationAssigned(conversation: "c", agent: "x", how: .offered)),
            Self.connected(1, "x"),
        ]
        #expect(try standing(begun).assignee == "x")
        let blind = begun + [Self.transferred(20, "x"), Self.connected(25, "y")]
        #expect(try standing(blind).assignee == "y")
        let twice = blind + [Self.transferred(30, "y"), Self.connected(35, "z")]
        #expect(try standing(twice).assignee == "z")
        // One who is asked before a transfer has the call only then.
        let asked = begun + [Self.connected(15, "y")]
        #expect(try standing(asked).assignee == "x")
        #expect(try standing(asked + [Self.transferred(20, "x", .attended)]).assignee == "y")
    }
}
