// Facts that are retracted: every answer is as if they had never been told. What is expected comes
// from books that were never told them, and from reading the corrections one by one.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

/// Facts with corrections among them, and which of them count, by the vocabulary's words alone.
struct CorrectedStory {
    /// The facts; the sequence of each is its place + 1.
    var facts: [Fact] = []
    /// How many facts each append has.
    var appends: [Int] = []

    /// Generated traffic with corrections of any fact: of corrections, of facts of the same append,
    /// void ones.
    init(seed: UInt64, count: Int) {
        var traffic = Traffic(seed: seed, visitorsPerDay: 2_000)
        var random = SeededRandom(seed: seed)
        // The shop opens first.
        for _ in 0..<400 { facts.append(traffic.next()) }
        appends = [400]
        let begin = facts.compactMap(\.envelope.time).max() ?? "2026-03-02T00:00:00Z"
        while facts.count < count {
            let length = 1 + random.below(24)
            for _ in 0..<length {
                facts.append(traffic.next())
                if random.below(14) > 0 { continue }
                let own = Int64(facts.count + 1)
                let known = corrections.map(\.own)
                var about = Int64(1 + random.below(facts.count))
                switch random.below(8) {
                case 0: about = own + Int64(random.below(3))
                case 1: about = -Int64(random.below(3))
                case 2, 3: about = own - 1 - Int64(random.below(6))
                case 4, 5: about = known.randomElement(using: &random) ?? about
                default: break
                }
                // Some are told of late, some early.
                let time = begin + .seconds(Int64(random.below(400)))
                facts.append(Fact(FactCorrected(about: about, reason: "test"), at(time)))
            }
            appends.append(facts.count - appends.reduce(0, +))
        }
    }

    private func at(_ time: Timestamp) -> Envelope { Envelope(time: time, source: "auditor") }

    var corrections: [(own: Int64, about: Int64)] {
        facts.enumerated().compactMap { place, fact in
            (fact.event as? FactCorrected).map { (Int64(place + 1), $0.about) }
        }
    }

    /// The facts that count as of a place.
    ///
    /// Corrections become void ones, since in a shorter book what they are about stands elsewhere.
    func kept(_ asOf: AsOf = AsOf()) -> [Fact] {
        let last = Int64(asOf.sequence ?? .max >> 1)
        func counts(_ sequence: Int64) -> Bool {
            guard let limit = asOf.time else { return sequence <= last }
            return sequence <= last && facts[Int(sequence) - 1].envelope.time ?? limit <= limit
        }
        let telling = corrections.filter { counts($0.own) && $0.about < $0.own }
        func isRetracted(_ sequence: Int64) -> Bool {
            telling.contains { $0.about == sequence && !isRetracted($0.own) }
        }
        return facts.enumerated().compactMap { place, fact in
            let sequence = Int64(place + 1)
            guard counts(sequence), !isRetracted(sequence) else { return nil }
            guard fact.event is FactCorrected else { return fact }
            return Fact(FactCorrected(about: 0, reason: "test"), fact.envelope)
        }
    }

    /// The digests of a book that was told only what counts.
    func digests(_ asOf: AsOf = AsOf()) async throws -> [String] {
        let book = try await Daybook.inMemory(Self.options())
        try await book.append(kept(asOf))
        let digests = try await book.replay().texts
        try await book.close()
        return digests
    }

    static func options() -> Daybook.Options {
        var options = fixedOptions()
        options.clock = { "2026-03-03T00:00:00Z" }
        options.segmentBytes = 32 << 10
        return options
    }
}

extension Replayed where Model == Models {
    /// Each model with its digest.
    fileprivate var texts: [String] { digests().map { "\($0.name) \($0.digest)" } }
}

extension Daybook {
    /// Each live model with its digest.
    fileprivate func liveTexts() async throws -> [String] {
        try await query { replay in
            replay.model.digests(replay.names, replay.catalog).map { "\($0.name) \($0.digest)" }
        }
    }
}

@Suite struct CorrectionTests {
    private static let seeds: [UInt64] = isSlow ? Array(1...40) : [1, 2, 3]

    @Test("a book with corrections is one that was never told what they retract", arguments: seeds)
    func property(seed: UInt64) async throws {
        let story = CorrectedStory(seed: seed, count: 1_000)
        var random = SeededRandom(seed: seed)
        let storage = MemoryStorage()
        var options = CorrectedStory.options()
        if seed.isMultiple(of: 2) { options.durability = .buffered(milliseconds: 10_000) }
        let book = try await Daybook.open(storage, "book", options)
        var start = 0
        for (number, length) in story.appends.enumerated() {
            try await book.append(Array(story.facts[start..<start + length]))
            start += length
            if number.isMultiple(of: 16) { _ = try await book.snapshot() }
            guard random.below(8) == 0 else { continue }
            let expected = try await story.digests(AsOf(sequence: UInt64(start)))
            #expect(try await book.liveTexts() == expected, "live at \(start)")
            #expect(try await book.replay().texts == expected, "replay at \(start)")
        }
        #expect(story.kept().count < start)
        try await Self.checkPlaces(story, book, &random)
        try await book.close()
        #expect(try await Daybook.verify("book", storage: storage, isDeep: true).findings.isEmpty)
        options.access = .readOnly
        let reading = try await Daybook.open(storage, "book", options)
        let expected = try await story.digests()
        #expect(try await reading.liveTexts() == expected)
        #expect(try await reading.replay().texts == expected)
        // A model without snapshots, in a process that knows of no correction.
        let bare = try await Daybook.open(storage, "book", options)
        let both = try await bare.replay(Pair<Models, VoucherTotals>())
        let found = both.model.first.digests(both.replay.names, bare.catalog)
        #expect(found.map { "\($0.name) \($0.digest)" } == expected)
        #expect(try await reading.events().all().count == story.facts.count)
        for book in [reading, bare] { try await book.close() }
    }

    private static func checkPlaces(
        _ story: CorrectedStory, _ book: Daybook, _ random: inout SeededRandom
    ) async throws {
        let times = story.facts.compactMap(\.envelope.time).sorted()
        for _ in 0..<6 {
            let sequence = UInt64(400 + random.below(story.facts.count - 400))
            let time = times[400 + random.below(times.count - 400)]
            for asOf in [
                AsOf(sequence: sequence), AsOf(time: time), AsOf(time: time, sequence: sequence),
            ] {
                let found = try await book.replay(asOf: asOf).texts
                #expect(found == (try await story.digests(asOf)), "\(asOf)")
            }
        }
    }

    // MARK: By hand

    private static func at(_ second: Int64, _ event: any Event) -> Fact {
        Fact(event, Envelope(time: "2026-03-02T09:00:00Z" + .seconds(second), source: "hand"))
    }

    private static let wrong: [(what: String, event: any Event)] = [
        (
            "a message",
            MessageSent(
                conversation: "c", message: "m-2", direction: .in, kind: .text, body: "wrong")
        ),
        ("a payment", PaymentCaptured(payment: "y", order: "o", amount: Money(700, "EUR"))),
        ("a login", AgentLoggedIn(agent: "ann")),
        ("an opening", ConversationOpened(conversation: "d", channel: .email, initiator: .agent)),
        ("a link", link),
    ]

    private static let link = IdentityLinked(
        visitor: "v", person: "p", evidence: .login, strength: .deterministic)

    private static let right: [Fact] = [
        at(1, VisitorSeen(visitor: "v")),
        at(2, ConversationOpened(conversation: "c", channel: .webchat, initiator: .customer)),
        at(
            3,
            MessageSent(
                conversation: "c", message: "m-1", direction: .in, kind: .text, body: "hello")),
        at(4, OrderPlaced(order: "o", visitor: "v", lines: [], total: Money(900, "EUR"))),
    ]

    private static func correction(_ about: Int64, _ second: Int64 = 60) -> Fact {
        at(second, FactCorrected(about: about, reason: "mistyped"))
    }

    private static func digests(_ facts: [Fact]) async throws -> [String] {
        let book = try await Daybook.inMemory(CorrectedStory.options())
        try await book.append(facts)
        let digests = try await book.replay().texts
        try await book.close()
        return digests
    }

    @Test("a fact that is retracted is as if it had never been told", arguments: wrong.indices)
    func never(number: Int) async throws {
        let (what, event) = Self.wrong[number]
        let without = try await Self.digests(Self.right)
        let with = try await Self.digests(Self.right + [Self.at(5, event)])
        let expected = try await Self.digests(Self.right + [Self.correction(0)])
        #expect(with != without && expected != without)
        // In one append; in two; in a live book that was asked before.
        let whole = Self.right + [Self.at(5, event), Self.correction(5)]
        #expect(try await Self.digests(whole) == expected, "\(what)")
        let book = try await Daybook.inMemory(CorrectedStory.options())
        try await book.append(Array(whole[..<5]))
        #expect(try await book.liveTexts() == with, "\(what)")
        let receipt = try await book.append([whole[5]])
        #expect(try await book.liveTexts() == expected, "\(what)")
        #expect(try await book.replay().texts == expected, "\(what)")
        #expect(try await book.replay(asOf: AsOf(sequence: 5)).texts == with, "\(what)")
        // The correction itself was wrong.
        try await book.append([Self.correction(Int64(receipt.sequence), 90)])
        let again = try await Self.digests(
            Self.right + [Self.at(5, event), Self.at(90, FactCorrected(about: 0, reason: "x"))])
        #expect(try await book.liveTexts() == again, "\(what)")
        #expect(try await book.replay(asOf: AsOf(sequence: 6)).texts == expected, "\(what)")
        let before = AsOf(time: "2026-03-02T09:00:59Z")
        #expect(try await book.replay(asOf: before).texts == with, "\(what)")
        try await book.close()
    }

    @Test("a service's own read model and a replay that began before see it too")
    func own() async throws {
        var options = CorrectedStory.options()
        options.types = [VoucherRedeemed.self]
        let book = try await Daybook.inMemory(options)
        let totals = book.live(VoucherTotals())
        try await book.append(VoucherRedeemed(voucher: "A", value: Money(500, "EUR")))
        try await book.append(VoucherRedeemed(voucher: "B", value: Money(30, "EUR")))
        #expect(try await totals.query { $0.model.minor } == 530)
        try await book.append(FactCorrected(about: 1, reason: "fraud"))
        #expect(try await totals.query { $0.model.minor } == 30)
        #expect(try await totals.query { $0.retractions.sequences } == [1])
        try await book.append(VoucherRedeemed(voucher: "C", value: Money(4, "EUR")))
        #expect(try await totals.query { $0.model.minor } == 34)
        try await book.append(FactCorrected(about: 3, reason: "no fraud"))
        #expect(try await totals.query { $0.model.minor } == 534)
        try await book.close()
    }

    @Test("a snapshot from before a correction serves only where the correction does not count")
    func snapshots() async throws {
        let disk = SimulatedDisk()
        let book = try await Daybook.open(disk, "book", CorrectedStory.options())
        try await book.append(Self.right)
        try await book.append([Self.at(5, Self.link)])
        let early = try await book.snapshot()
        let linked = try await book.replay().texts
        try await book.append([Self.correction(5)])
        #expect(try await book.replay().texts == Self.digests(Self.right + [Self.correction(0)]))
        #expect(try await book.replay(asOf: AsOf(sequence: early.sequence)).texts == linked)
        let late = try await book.snapshot()
        #expect(early.sequence == 5 && late.sequence == 6)
        try await book.close()
        let found = try await Daybook.verify("book", storage: disk, isDeep: true).findings
        #expect(found.isEmpty)
    }

    /// What a live query comes to in a book whose first segment is damaged, after one more fact and
    /// a correction.
    private static func sequence(
        _ noted: NotedBook, correcting about: Int64
    ) async throws -> UInt64 {
        let disk = try disk(noted.files)
        let book = try await Daybook.open(disk, "book", CorrectedStory.options())
        try await book.append(VisitorSeen(visitor: "v"))
        try await book.append(FactCorrected(about: about, reason: "test"))
        try await book.close()
        let (file, block) = (noted.segments[0], noted.blocks(0)[1])
        var bytes = try #require(disk.all[file])
        bytes[block.offset + 140] ^= 1
        disk.replace("book/" + file, with: bytes)
        var options = Daybook.Options()
        options.access = .readOnly
        let reading = try await Daybook.open(disk, "book", options)
        return try await reading.query { $0.sequence }
    }

    @Test("a snapshot serves as long as no fact before it is retracted")
    func usefulSnapshots() async throws {
        let noted = try await NotedBook.make(appends: 60)
        let last = UInt64(noted.lines.count)
        let snapshots = noted.files.keys.filter { $0.hasSuffix(".daybook") }.sorted()
        let places = snapshots.compactMap { UInt64($0.dropFirst(10).prefix(20)) }
        #expect(places.count == 2 && places[1] == last)
        #expect(places[0] > noted.sequences(0).upperBound)
        // Behind both; between the two; before both, so that the damage is met.
        for about in [last + 1, last] {
            #expect(try await Self.sequence(noted, correcting: Int64(about)) == last + 2)
        }
        await #expect(throws: DaybookError.self) {
            try await Self.sequence(noted, correcting: Int64(places[0]))
        }
    }

    @Test("answers made of facts by name leave it out; what shows the log does not")
    func byName() async throws {
        let book = try await Daybook.inMemory(CorrectedStory.options())
        let visit = ProductViewed(visitor: "v", product: "shoes")
        let paid = PaymentCaptured(payment: "y", order: "o", amount: Money(700, "EUR"))
        try await book.append(Self.right + [Self.at(5, visit), Self.at(6, paid)])
        try await book.append([Self.at(7, Self.link)])
        for isCorrected in [false, true] {
            if isCorrected {
                try await book.append([5, 6, 7].map { Self.correction($0) })
            }
            let profile = try #require(try await book.profile(of: "v" as VisitorID))
            #expect(profile.facts == (isCorrected ? 2 : 4))
            #expect(profile.productViews == (isCorrected ? 0 : 1))
            let story = try #require(try await book.story(of: "o"))
            // What took a fact back stands beside what counts.
            #expect(story.history.map(\.sequence) == (isCorrected ? [4, 9] : [4, 6]))
            #expect(story.card.standing.amounts.captured == (isCorrected ? 0 : 700))
            let subject = Subject.order("o")
            let web = try await book.connections(of: subject)
            #expect(
                web.facts.map(\.event.sequence)
                    == (isCorrected ? [1, 4, 8, 9, 10] : [1, 4, 5, 6, 7]))
            #expect(try await book.events(.about(subject)).all().map(\.sequence) == [4, 6])
        }
        let past = AsOf(sequence: 7)
        #expect(try await book.profile(of: "v" as VisitorID, asOf: past)?.facts == 4)
        #expect(try await book.story(of: "o", asOf: past)?.history.count == 2)
        #expect(try await book.connections(of: .order("o"), asOf: past).facts.count == 5)
        let stranger = Self.at(8, ProductViewed(visitor: "w", product: "shoes"))
        let receipt = try await book.append([stranger])
        #expect(try await book.profile(of: "w" as VisitorID)?.facts == 1)
        try await book.append([Self.correction(Int64(receipt.first))])
        #expect(try await book.profile(of: "w" as VisitorID) == nil)
        try await book.close()
    }

    @Test("a transcript of a person lacks what a retracted link brought in")
    func transcript() async throws {
        let book = try await Daybook.inMemory(CorrectedStory.options())
        var opened = ConversationOpened(
            conversation: "c", channel: .webchat, initiator: .customer)
        opened.visitor = "v"
        let said = Self.right[2]
        try await book.append([Self.at(1, opened), said, Self.at(4, Self.link)])
        let person = TranscriptScope.person("p")
        let before = try #require(try await book.transcript(of: person)).lines
        #expect(before.contains { $0.text == "hello" })
        try await book.append([Self.correction(3)])
        #expect(try await book.transcript(of: person)?.lines.isEmpty == true)
        try await book.append([Self.correction(2)])
        let lines = try #require(try await book.transcript(of: "c" as ConversationID)).lines
        #expect(!lines.contains { $0.text == "hello" } && !lines.isEmpty)
        try await book.close()
    }
}
