// Every rule of the queues as a small script with the figures that follow, worked out by hand.
// Each script is also folded in other orders, and cut by a snapshot at every place.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

/// One rule: what happened, and the figures that follow.
struct QueueRule: CustomTestStringConvertible, Sendable {
    let rule: String
    let script: String
    let figures: String
    var testDescription: String { rule }

    init(_ rule: String, _ script: String, _ figures: String) {
        self.rule = rule
        self.script = script
        self.figures = figures
    }

    static let outcomes: [QueueRule] = [
        .init("Who entered waits and is not yet received", "0 enter c q", "q: waiting=1"),
        .init(
            "An answer with its wait", "0 enter c q; 9 left c q answered wait=7",
            "q: answered=1 waited=7"),
        .init(
            "An answer without a wait counts from the entry", "0 enter c q; 9 left c q answered",
            "q: answered=1 waited=9"),
        .init(
            "The wait at the call's end counts before the difference of times",
            "0 enter c q; 9 left c q answered; 20 end c q talk=11 wait=5",
            "q: answered=1 waited=5"),
        .init(
            "The wait at the answer counts before the wait at the end",
            "0 enter c q; 2 left c q answered wait=2; 4 end c q talk=1 wait=3",
            "q: answered=1 waited=2"),
        .init(
            "An end with a talk implies the answer that was never logged",
            "0 enter c q; 240 end c q talk=6 wait=12", "q: answered=1 waited=12"),
        .init(
            "An end with an agent implies an answer too", "0 enter c q; 8 end c q agent=ann",
            "q: answered=1"),
        .init(
            "A transfer with a talk implies an answer", "0 enter c q; 8 transfer c q talk=3",
            "q: answered=1"),
        .init(
            "A transfer that tells of no talk says nothing of the wait",
            "0 enter c q; 8 transfer c q", "q: waiting=1"),
        .init(
            "An end without entry counts, dated by itself", "8 end c q talk=6 wait=12",
            "q: answered=1 waited=12 unentered=1"),
        .init(
            "The customer ends before anyone accepts: abandoned",
            "0 enter c q; 8 end c q by=customer", "q: abandoned=1 waited=8"),
        .init(
            "The network ends before anyone accepts: other", "0 enter c q; 8 end c q by=network",
            "q: other=1"),
        .init(
            "An end without talk of a call that never entered is no visit", "8 end c q", ""),
        .init(
            "An abandon with its wait", "0 enter c q; 9 left c q abandoned wait=8",
            "q: abandoned=1 waited=8"),
        .init(
            "An abandon without a wait counts from the entry", "0 enter c q; 9 left c q abandoned",
            "q: abandoned=1 waited=9"),
        .init(
            "Turned away: nobody there", "0 left a q join_empty; 5 left b q empty",
            "q: blocking=2"),
        .init("Turned away: closed", "0 left c q closed", "q: closed=1"),
        .init("Turned away: full", "0 left c q full", "q: saturated=1"),
        .init(
            "Key, time-out, call-back, transfer, unknown words: other",
            """
            0 enter a q; 1 left a q key; 0 enter b q; 1 left b q timeout; 0 enter d q
            1 left d q callback; 0 enter e q; 1 left e q transfer; 0 enter f q; 1 left f q sideways
            0 enter g q; 1 left g q exit_empty; 0 enter h q; 1 left h q system
            0 enter i q; 1 left i q withdrawn
            """, "q: other=8"),
        .init(
            "The strongest evidence counts: answered before abandoned",
            "0 enter c q; 5 left c q abandoned wait=5; 6 left c q answered wait=6",
            "q: answered=1 waited=6"),
        .init(
            "The strongest evidence counts: abandoned before blocking",
            "0 enter c q; 5 left c q empty; 6 left c q abandoned wait=6",
            "q: abandoned=1 waited=6"),
        .init(
            "The strongest evidence counts: closed before full, full before key",
            "0 left a q full; 0 left a q closed; 0 left b q key; 0 left b q full",
            "q: closed=1 saturated=1"),
    ]

    static let visits: [QueueRule] = [
        .init(
            "An answer logged before its entry takes the later entry as its own",
            "2 left c q answered wait=3; 5 end c q talk=5; 3600 enter c q",
            "q: answered=1 waited=3"),
        .init(
            "After entry and end a further entry begins a new visit",
            "0 enter c q; 3 left c q answered wait=3; 60 end c q talk=57; 90 enter c q",
            "q: answered=1 waiting=1 waited=3"),
        .init(
            "Requeued at the very second: two visits",
            "0 enter c q; 60 left c q timeout; 60 enter c q; 75 left c q answered",
            "q: answered=1 other=1 waited=15"),
        .init(
            "Ended and entered again at the very second: the end is the first visit's",
            "0 enter c q; 3 left c q answered wait=3; 60 end c q talk=57; 60 enter c q",
            "q: answered=1 waiting=1 waited=3"),
        .init(
            "Answered by inference and entered again at the very second",
            "0 enter c q; 60 end c q talk=57 wait=3; 60 enter c q",
            "q: answered=1 waiting=1 waited=3"),
        .init(
            "Entering again while waiting is the same visit",
            "0 enter c q; 5 enter c q; 9 enter c q",
            "q: waiting=1 repeated=2"),
        .init(
            "Leaving without entry counts and is odd", "9 left c q abandoned wait=4",
            "q: abandoned=1 waited=4 unentered=1"),
        .init(
            "Coming back within grace withdraws the abandon",
            "0 enter c q; 9 left c q abandoned wait=9; 14 rejoin c q", "q: waiting=1"),
        .init(
            "Who came back and was answered is answered, and waited all the time",
            "0 enter c q; 9 left c q abandoned wait=9; 14 rejoin c q; 20 left c q answered",
            "q: answered=1 waited=20"),
        .init(
            "Who came back and gave up again is abandoned once",
            "0 enter c q; 9 left c q abandoned; 14 rejoin c q; 30 left c q abandoned wait=30",
            "q: abandoned=1 waited=30"),
        .init(
            "Coming back without having left is odd",
            "0 enter c q; 9 left c q answered wait=9; 14 rejoin c q",
            "q: answered=1 waited=9 stray=1"),
        .init(
            "A move ends the visit here and begins one there",
            "0 enter c q; 9 move c q r; 20 left c r answered",
            "q: other=1; r: answered=1 waited=11"),
        .init(
            "A move out of the blue counts in both queues", "9 move c q r",
            "q: other=1 unentered=1; r: waiting=1"),
        .init(
            "A move to the same queue begins a visit anew", "0 enter c q; 9 move c q q",
            "q: other=1 waiting=1"),
        .init(
            "Closing the conversation ends its waits, in all its queues",
            "0 enter c q; 0 enter c r; 2 left c r answered wait=2; 9 close c",
            "q: other=1; r: answered=1 waited=2"),
        .init("Merging the conversation ends its wait", "0 enter c q; 9 merge c", "q: other=1"),
        .init(
            "After closing, a further entry is a new visit", "0 enter c q; 9 close c; 20 enter c q",
            "q: other=1 waiting=1"),
        .init(
            "A transfer counts in each queue it passes",
            """
            0 enter c q; 3 left c q answered wait=3; 558 end c q talk=555; 558 enter c r
            560 left c r answered wait=2; 700 end c r talk=140
            """, "q: answered=1 waited=3; r: answered=1 waited=2"),
        .init(
            "A negative wait counts as none and is odd",
            "0 enter c q; 9 left c q answered wait=-5", "q: answered=1 negative=1"),
        .init(
            "An end before the entry is a negative wait",
            "5 left c q answered; 9 enter c q", "q: answered=1 negative=1"),
        .init(
            "Ids that change on an attended transfer leave one answered and one waiting, both seen",
            """
            0 enter 1717397390.239830 q1509; 5 left 1717397243.239826 q1509 answered wait=5
            65 end 1717397243.239826 q1509 talk=60
            """, "q1509: answered=1 waiting=1 waited=5 unentered=1"),
        .init(
            "Two conversations in one queue do not touch each other",
            "0 enter a q; 1 enter b q; 2 left a q abandoned wait=2; 3 left b q answered wait=2",
            "q: answered=1 abandoned=1 waited=4"),
    ]
}

@Suite struct QueueRuleTests {
    @Test("Facts become outcomes and waits", arguments: QueueRule.outcomes + QueueRule.visits)
    func figures(_ rule: QueueRule) throws {
        let book = try TestBook(QueueScript.facts(rule.script))
        #expect(try book.replay(Queues()).text == rule.figures)
    }

    @Test(
        "The order in which facts come in changes no figure and no digest",
        arguments: QueueRule.outcomes + QueueRule.visits)
    func permutations(_ rule: QueueRule) throws {
        let facts = QueueScript.facts(rule.script)
        let digest = try TestBook(facts).replay(Queues()).digest
        var random = SeededRandom(seed: 1)
        for round in 0..<8 {
            let shuffled = round == 0 ? facts.reversed() : random.shuffled(facts)
            let folded = try TestBook(shuffled, perPage: 1 + round % 3, key: 99).replay(Queues())
            #expect(folded.text == rule.figures, "round \(round)")
            #expect(folded.digest == digest, "round \(round)")
        }
    }

    @Test(
        "A snapshot and the tail make the same bytes as a full replay",
        arguments: QueueRule.outcomes + QueueRule.visits)
    func snapshots(_ rule: QueueRule) throws {
        let book = try TestBook(QueueScript.facts(rule.script).reversed(), perPage: 1)
        try checkSnapshotLaw(book, Queues())
    }

    @Test("The line goes by priority, then by the earliest entry, then by sequence")
    func line() throws {
        let script = """
            10 enter a q p=1; 11 enter b q p=2; 5 enter c q; 12 enter d q p=2
            20 enter e q p=1 original=3; 30 enter f r p=9; 10 enter g q p=1
            """
        let folded = try TestBook(QueueScript.facts(script)).replay(Queues())
        let line = folded.model.waiting(folded.handle("queue", "q"))
        #expect(
            line.map { folded.name("conversation", $0.conversation) } == [
                "b", "d", "e", "a", "g", "c",
            ])
        #expect(line.map(\.position) == [1, 2, 3, 4, 5, 6])
        #expect(line[2].since == testStart + .seconds(20))
        #expect(line[5].priority == nil)
        #expect(line[0].sequence == 2)
    }

    @Test("What was told last of a conversation's priority decides, whatever came when")
    func priorities() throws {
        let script = """
            0 open a p=7; 1 open b; 2 open c p=1; 3 open d p=8; 4 open e p=3; 5 prioritise x p=4
            10 enter a q; 11 enter b q; 12 enter c q p=5; 13 enter d q p=2; 14 enter e q
            15 enter f q; 20 prioritise b p=9; 21 prioritise e p=1; 22 prioritise e p=6
            25 prioritise c p=-1
            """
        let facts = QueueScript.facts(script)
        var random = SeededRandom(seed: 9)
        var digests: Set<Digest> = []
        for turn in 0..<20 {
            let arrivals = turn == 0 ? facts : random.shuffled(facts)
            let folded = try TestBook(arrivals, perPage: 3, key: random.next()).replay(Queues())
            digests.insert(folded.digest)
            let line = folded.model.waiting(folded.handle("queue", "q"))
            #expect(
                line.map { "\(folded.name("conversation", $0.conversation)) \($0.priority ?? 0)" }
                    == ["b 9", "a 7", "e 6", "d 2", "f 0", "c -1"])
        }
        #expect(digests.count == 1)
        let at20 = try TestBook(facts).replay(Queues(), asOf: AsOf(time: testStart + .seconds(20)))
        #expect(
            at20.model.waiting(at20.handle("queue", "q")).map(\.priority) == [9, 7, 5, 3, 2, nil])
        try checkSnapshotLaw(TestBook(facts, perPage: 1), Queues())
    }

    @Test("Of one instant the rank of the facts tells which priority was told last")
    func prioritiesOfOneInstant() throws {
        let facts = QueueScript.facts(
            "0 open a p=7; 0 enter a q p=2; 0 open b p=7; 0 prioritise b p=3; 0 enter b q;"
                + "0 enter c q p=2; 0 prioritise c p=8")
        for facts in [facts, facts.reversed()] {
            let folded = try TestBook(facts).replay(Queues())
            let line = folded.model.waiting(folded.handle("queue", "q"))
            #expect(
                line.map { "\(folded.name("conversation", $0.conversation)) \($0.priority ?? 0)" }
                    == ["c 8", "b 3", "a 2"])
        }
    }

    @Test("Oddities name the facts that show them")
    func oddities() throws {
        let script = """
            0 enter a q; 5 enter a q; 9 left a q answered wait=-1; 9 left b q abandoned
            0 enter c q; 3 rejoin c q
            """
        let folded = try TestBook(QueueScript.facts(script)).replay(Queues())
        let found = folded.model.anomalies(limit: 10).map { "\($0.kind) \($0.sequence)" }
        #expect(
            found.sorted() == [
                "leftWithoutEntry 4", "negativeWait 3", "rejoinedWithoutAbandon 6",
                "repeatedEntry 2",
            ])
        #expect(folded.model.anomalies(limit: 2).count == 2)
    }

    @Test("Visits of a conversation come by time, with their sequences")
    func visits() throws {
        let script = "0 enter c q; 9 move c q r; 20 left c r answered; 30 enter c q"
        let folded = try TestBook(QueueScript.facts(script)).replay(Queues())
        let visits = folded.model.visits(ofConversation: folded.handle("conversation", "c"))
        #expect(visits.map(\.outcome) == [.other, .answered, .waiting])
        #expect(visits.map(\.beginSequence) == [1, 2, 4])
        #expect(visits.map(\.endSequence) == [2, 3, 0])
        #expect(visits[1].wait == .seconds(11))
    }

    @Test("A conversation with hundreds of facts stays exact, in order and out of order")
    func longCase() throws {
        var script: [String] = []
        for round in 0..<120 {
            script.append("\(round * 10) enter c q")
            script.append("\(round * 10 + 4) left c q answered wait=4")
        }
        let facts = QueueScript.facts(script.joined(separator: "\n"))
        let expected = "q: answered=120 waited=480"
        #expect(try TestBook(facts).replay(Queues()).text == expected)
        var random = SeededRandom(seed: 5)
        let shuffled = try TestBook(random.shuffled(facts), perPage: 7)
        #expect(try shuffled.replay(Queues()).text == expected)
        let model = try shuffled.replay(Queues()).model
        #expect(Queues.decode(model.snapshot)?.snapshot == model.snapshot)
    }
}

/// Decodes a snapshot after every page, folds the rest, and compares with the full replay.
func checkSnapshotLaw<Model: ReadModel>(_ book: TestBook, _ model: Model) throws {
    let full = try book.replay(model).model.snapshot
    for cut in 0...book.pages.count {
        var replay = Replay(model, catalog: book.catalog)
        for page in book.pages[..<cut] { try replay.apply(page) }
        let snapshot = replay.model.snapshot
        let decoded = try #require(Model.decode(snapshot))
        #expect(decoded.snapshot == snapshot)
        #expect(decoded.digest(replay.names, replay.catalog) == replay.digest())
        // The names go on with the log; another replay of the prefix has them too.
        var tail = Replay(decoded, catalog: book.catalog, after: replay.sequence)
        for page in book.pages[..<cut] { try tail.define(page) }
        for page in book.pages[cut...] { try tail.apply(page) }
        #expect(tail.model.snapshot == full, "cut at \(cut)")
    }
}
