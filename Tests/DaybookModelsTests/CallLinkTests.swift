// Whose a call is: facts that name a call alone, calls told of several conversations, legs of one
// call; by hand, and under random facts against a naive account.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct CallLinkTests {
    private func offered(
        _ seconds: Int64, _ call: CallID, _ conversation: ConversationID, source: String? = nil,
        ordinal: Int64? = nil
    ) -> Fact {
        fact(
            seconds,
            CallOffered(call: call, conversation: conversation, media: .voice, direction: .in),
            source: source, ordinal: ordinal)
    }

    private func voicemail(_ seconds: Int64, _ call: CallID) -> Fact {
        fact(seconds, CallVoicemailLeft(call: call, ref: "tape"))
    }

    private func joined(_ seconds: Int64, _ call: CallID, _ other: CallID) -> Fact {
        fact(seconds, CallJoinedLegs(call: call, with: other))
    }

    /// The seconds of the lines of some conversations, the same for every order of the facts.
    private func lines(
        _ facts: [Fact], _ conversations: [String], _ model: Transcripts = Transcripts()
    ) throws -> [[Int64]] {
        let first = try TestBook(facts).replay(model)
        var random = SeededRandom(seed: 5)
        for _ in 0..<12 {
            let book = try TestBook(random.shuffled(facts), perPage: 2, key: random.next())
            #expect(try book.replay(model).digest == first.digest)
        }
        try checkSnapshotLaw(TestBook(facts, perPage: 1), model)
        return conversations.map { name in
            first.model.transcript(of: first.handle("conversation", name)).lines.map {
                ($0.time.microseconds - testStart.microseconds) / 1_000_000
            }
        }
    }

    @Test("A call told of two conversations belongs to the one told of first, whatever came first")
    func twice() throws {
        let later = [offered(5, "k", "c"), offered(3, "k", "d"), voicemail(9, "k")]
        #expect(try lines(later, ["c", "d"]) == [[], [9]])
        let counted = [
            offered(3, "k", "c", source: "pbx", ordinal: 8),
            offered(3, "k", "d", source: "pbx", ordinal: 7), voicemail(1, "k"),
        ]
        #expect(try lines(counted, ["c", "d"]) == [[], [1]])
        let tied = try lines(
            [offered(3, "k", "c"), offered(3, "k", "d"), voicemail(4, "k")], ["c", "d"])
        #expect(tied == [[4], []] || tied == [[], [4]])
    }

    @Test("Any fact that names both tells the conversation of a call")
    func tellers() throws {
        let facts = [
            fact(
                2,
                CallTranscribed(
                    call: "k", conversation: "c", speaker: .customer, offset: .seconds(1),
                    text: "hello")), voicemail(1, "k"),
            fact(3, CallTransferred(call: "l", kind: .blind, agent: "ann", conversation: "d")),
            voicemail(4, "l"),
        ]
        #expect(try lines(facts, ["c", "d"]) == [[1, 2], [3, 4]])
    }

    @Test("Legs of one call belong together; one that was told its own conversation stays there")
    func legs() throws {
        let facts = [
            offered(0, "a", "c"), joined(4, "a", "b"), joined(5, "d", "b"), joined(6, "d", "d"),
            voicemail(7, "d"), voicemail(8, "b"), joined(9, "d", "e"), voicemail(10, "e"),
            offered(2, "e", "other"), joined(11, "x", "y"), voicemail(12, "x"),
        ]
        #expect(try lines(facts, ["c", "other"]) == [[7, 8], [10]])
        let folded = try TestBook(facts).replay(Transcripts())
        #expect(folded.model.unplacedCount == 1)
    }

    @Test("What old calls were told of stays in its conversation, and unheard-of ones go")
    func settled() throws {
        var facts: [Fact] = []
        var expected: [Int64] = []
        for index in 0..<3_000 {
            let time = Int64(index) * 10
            let call = CallID("k\(index)")
            let leg = CallID("l\(index)")
            facts += [
                offered(time, call, index % 2 == 0 ? "c" : "d"), voicemail(time + 1, leg),
                joined(time + 2, leg, call), voicemail(time + 3, CallID("n\(index)")),
            ]
            if index % 2 == 0 { expected.append(time + 1) }
        }
        let short = Transcripts(window: .seconds(600))
        let folded = try TestBook(facts, perPage: 7).replay(short)
        #expect(folded.model.linkCount < 1_024)
        #expect(folded.model.unplacedCount == 3_000)
        let lines = folded.model.transcript(of: folded.handle("conversation", "c")).lines
        #expect(lines.map(\.time) == expected.map { testStart + .seconds($0) })
        #expect(try TestBook(facts).replay(Transcripts()).digest == folded.digest)
        #expect(Transcripts.decode(folded.model.snapshot)?.snapshot == folded.model.snapshot)
    }

    @Test("Random calls, legs and conversations are placed as a naive account places them")
    func random() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            let deeds = random.shuffled(Array(0..<24)).map { time in
                CallDeed(
                    time: Int64(time), call: Int(random.below(8)), other: Int(random.below(8)),
                    conversation: Int(random.below(3)), kind: Int(random.below(3)))
            }
            let facts = deeds.map { deed in
                let call = CallID("k\(deed.call)")
                return switch deed.kind {
                case 0: offered(deed.time, call, ConversationID("c\(deed.conversation)"))
                case 1: joined(deed.time, call, CallID("k\(deed.other)"))
                default: voicemail(deed.time, call)
                }
            }
            let names = ["c0", "c1", "c2"]
            #expect(try lines(facts, names) == CallDeed.placed(deeds), "seed \(seed)")
        }
    }
}

/// What is told of a call, for a naive account.
private struct CallDeed {
    let time: Int64
    let call: Int
    let other: Int
    let conversation: Int
    /// 0 offered, 1 joined, 2 a voicemail.
    let kind: Int

    /// When voicemails were left in each of three conversations.
    static func placed(_ deeds: [CallDeed]) -> [[Int64]] {
        let sorted = deeds.sorted { $0.time < $1.time }
        var placed: [[Int64]] = [[], [], []]
        for deed in sorted where deed.kind == 2 {
            let own = sorted.first { $0.kind == 0 && $0.call == deed.call }
            var legs: Set = [deed.call]
            for _ in 0..<8 {
                for join in deeds where join.kind == 1 {
                    if legs.contains(join.call) { legs.insert(join.other) }
                    if legs.contains(join.other) { legs.insert(join.call) }
                }
            }
            let owner = own ?? sorted.first { $0.kind == 0 && legs.contains($0.call) }
            if let owner { placed[owner.conversation].append(deed.time) }
        }
        return placed
    }
}
