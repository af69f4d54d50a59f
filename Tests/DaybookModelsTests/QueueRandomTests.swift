// The queues under random facts, against a naive account, and under facts that come late.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct QueueRandomTests {
    /// Facts of a few conversations within a few seconds, so that everything collides.
    static func scenario(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        let words: [QueueOutcome] = [
            .answered, .abandoned, .timeout, .joinEmpty, .full, .closed, .callback, "sideways",
        ]
        return (0..<count).map { _ in
            let conversation = ConversationID("c\(random.below(3))")
            let queue = QueueID("q\(random.below(2))")
            let wait = random.below(3) == 0 ? nil : Microseconds.seconds(Int64(random.below(9) - 1))
            let event: any Event
            switch random.below(12) {
            case 0...3: event = QueueEntered(conversation: conversation, queue: queue, reason: .new)
            case 4...7:
                event = QueueLeft(
                    conversation: conversation, queue: queue,
                    outcome: words[random.below(words.count)], wait: wait)
            case 8: event = QueueRejoined(conversation: conversation, queue: queue)
            case 9:
                event = QueueMoved(
                    conversation: conversation, from: queue, to: QueueID("q\(random.below(2))"),
                    reason: "skill")
            case 10:
                event = CallEnded(
                    call: "k", conversation: conversation,
                    by: random.below(2) == 0 ? .customer : .system,
                    talk: random.below(2) == 0 ? .seconds(5) : nil, wait: wait, queue: queue)
            default: event = ConversationClosed(conversation: conversation, reason: .ended)
            }
            return fact(Int64(random.below(40)), event)
        }
    }

    static func compare(_ folded: Folded<Queues>, _ oracle: QueueOracle, _ label: String) {
        for queue in ["q0", "q1"] {
            let figures = folded.model.figures(folded.handle("queue", queue))
            let expected = oracle.figures[queue] ?? [:]
            func check(_ name: String, _ actual: Int64) {
                #expect(actual == expected[name] ?? 0, "\(label) \(queue) \(name)")
            }
            check("answered", figures.answered)
            check("abandoned", figures.abandoned)
            check("blocking", figures.blocking)
            check("closed", figures.closed)
            check("saturated", figures.saturated)
            check("other", figures.other)
            check("waiting", figures.waiting)
            check("wait", Int64(figures.waitSum))
            check("negative", figures.count(of: .negativeWait))
            check("repeated", figures.count(of: .repeatedEntry))
        }
    }

    @Test("Figures agree with a naive account of the same facts", arguments: 0..<200)
    func oracle(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 5 + seed % 80)
        let oracle = QueueOracle(facts)
        Self.compare(try TestBook(facts, perPage: 3).replay(Queues()), oracle, "seed \(seed)")
        let sorted = facts.sorted { left, right in
            (left.envelope.time ?? testStart) < (right.envelope.time ?? testStart)
        }
        Self.compare(try TestBook(sorted).replay(Queues()), oracle, "seed \(seed), in order")
    }

    @Test("Any order within the window makes the same digest", arguments: 0..<20)
    func permutations(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 40)
        let first = try TestBook(facts).replay(Models())
        var random = SeededRandom(seed: UInt64(seed) &+ 1_000)
        for round in 0..<4 {
            let book = try TestBook(
                random.shuffled(facts), perPage: 1 + random.below(9), key: random.next())
            let other = try book.replay(Models())
            #expect(other.digest == first.digest, "seed \(seed), round \(round)")
        }
    }

    @Test("Snapshots hold at every page of random facts", arguments: 0..<8)
    func snapshots(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed) &+ 500, count: 36)
        // A window of seconds, so that corrections occur.
        let book = try TestBook(facts, perPage: 1, lag: 100)
        try checkSnapshotLaw(book, Queues(window: .seconds(4)))
    }

    @Test("Whatever the page borders, the state is the same", arguments: 0..<6)
    func pages(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed) &+ 900, count: 50)
        // Recorded times go with pages, so they are put far ahead: then they cap nothing.
        let one = try TestBook(facts, perPage: 1, lag: 1_000).replay(Models()).model.snapshot
        for size in [2, 7, 50] {
            let other = try TestBook(facts, perPage: size, lag: 1_000).replay(Models())
            #expect(other.model.snapshot == one, "\(size) a page")
        }
    }
}

@Suite struct LateFactTests {
    static let day: Int64 = 86_400

    /// Advances the clock by a fact that no queue reads.
    static func tick(_ days: Int64) -> Fact {
        fact(days * day, PageViewed(visitor: "v", url: "/"))
    }

    func corrections(_ facts: [Fact], window: Int64 = 30 * day) throws -> [String] {
        let folded = try TestBook(facts, perPage: 1).replay(Queues(window: .seconds(window)))
        return folded.model.latestCorrections.map { row in
            func text(_ outcome: WaitOutcome?, _ wait: Microseconds) -> String {
                outcome.map { "\($0) \(wait.count / 1_000_000)" } ?? "none"
            }
            return text(row.outcomeBefore, row.waitBefore) + " → "
                + text(row.outcomeAfter, row.waitAfter)
        }
    }

    @Test("Within the window a late fact changes figures without further ado")
    func within() throws {
        let facts =
            QueueScript.facts("0 enter c q; 9 left c q abandoned wait=9") + [Self.tick(29)]
            + QueueScript.facts("5 left c q answered wait=5")
        #expect(try corrections(facts) == [])
        #expect(try TestBook(facts).replay(Queues()).text == "q: answered=1 waited=5")
    }

    @Test("Beyond the window it changes them too, and is listed")
    func beyond() throws {
        let facts =
            QueueScript.facts("0 enter c q; 9 left c q abandoned wait=9") + [Self.tick(31)]
            + QueueScript.facts("5 left c q answered wait=5")
        #expect(try corrections(facts) == ["abandoned 9 → answered 5"])
        #expect(try TestBook(facts).replay(Queues()).text == "q: answered=1 waited=5")
    }

    @Test("A visit that nobody knew of is listed if it lies beyond the window")
    func unknown() throws {
        let facts = [Self.tick(31)] + QueueScript.facts("0 left c q full")
        #expect(try corrections(facts) == ["none → saturated 0"])
        let known = QueueScript.facts("0 left c q full") + [Self.tick(31)]
        #expect(try corrections(known) == [])
    }

    @Test("A fact in order that alters what was final is listed")
    func inOrder() throws {
        let facts =
            QueueScript.facts("0 enter c q; 9 left c q abandoned wait=9") + [Self.tick(31)]
            + QueueScript.facts("\(40 * Self.day) end c q talk=3 wait=7")
        #expect(try corrections(facts) == ["abandoned 9 → answered 7"])
    }

    @Test("Who comes back after the window begins a new visit, and alters nothing")
    func back() throws {
        let facts =
            QueueScript.facts("0 enter c q; 9 left c q abandoned wait=9")
            + QueueScript.facts(
                "\(40 * Self.day) enter c q; \(40 * Self.day + 5) left c q answered")
        #expect(try corrections(facts) == [])
    }

    @Test("A clock that runs ahead cannot declare everything late: recorded time caps it")
    func cap() throws {
        let wrong = fact(4_000 * Self.day, PageViewed(visitor: "v", url: "/"))
        let facts = QueueScript.facts(
            "0 enter c q; 9 left c q abandoned wait=9; 5 left c q answered wait=5")
        let book = try TestBook(
            Array(facts[..<2]) + [wrong, facts[2]], recorded: testStart + .seconds(10))
        #expect(try book.replay(Queues()).model.correctionCount == 0)
    }

    @Test("The list of corrections is bounded, its count is not")
    func bounded() throws {
        var facts: [Fact] = [Self.tick(31)]
        for index in 0..<9_000 {
            let conversation = ConversationID("c\(index)")
            facts.append(fact(0, QueueLeft(conversation: conversation, queue: "q", outcome: .full)))
        }
        let model = try TestBook(facts).replay(Queues()).model
        #expect(model.correctionCount == 9_000)
        #expect((4_096..<8_192).contains(model.latestCorrections.count))
        #expect(model.latestCorrections.last?.sequence == 9_001)
        #expect(Queues.decode(model.snapshot)?.snapshot == model.snapshot)
    }
}
