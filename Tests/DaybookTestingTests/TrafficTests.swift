// The traffic: the same for the same seed, of the promised size and mix, and free of contradictions
// as far as independent walks over the facts can see.

import DaybookCoding
import DaybookCommerce
import DaybookTesting
import Testing

@Suite struct TrafficTests {
    /// A day of the default size.
    private static let day: [Fact] = facts(Traffic(seed: 7), days: 1)
    /// Four days of a smaller shop.
    private static let days: [Fact] = facts(Traffic(seed: 11, visitorsPerDay: 1_200), days: 4)

    private static let start: Timestamp = "2026-03-02T00:00:00Z"

    private static func facts(_ traffic: Traffic, days: Int64) -> [Fact] {
        var traffic = traffic
        var facts: [Fact] = []
        let end = start + .seconds(days * 86_400)
        while true {
            let fact = traffic.next()
            guard let time = fact.envelope.time, time < end else { return facts }
            facts.append(fact)
        }
    }

    private static func fingerprint(seed: UInt64, count: Int) -> UInt64 {
        // In the evening everything happens that can happen.
        var traffic = Traffic(seed: seed, start: "2026-03-02T18:00:00Z")
        var fingerprint = Fingerprint()
        for _ in 0..<count { fingerprint.add(traffic.next()) }
        return fingerprint.value
    }

    @Test func theSameSeedMeansTheSameFactsOnEveryMachine() {
        #expect(Self.fingerprint(seed: 7, count: 20_000) == 5_077_682_563_161_022_457)
    }

    @Test func anotherSeedMeansOtherFacts() {
        #expect(Self.fingerprint(seed: 7, count: 400) == Self.fingerprint(seed: 7, count: 400))
        #expect(Self.fingerprint(seed: 7, count: 400) != Self.fingerprint(seed: 8, count: 400))
    }

    @Test func aDayOfTheDefaultSizeHasThePromisedNumberOfFacts() {
        #expect((220_000...260_000).contains(Self.day.count))
    }

    @Test func theMixOfADayIsAsPromised() {
        var longMessages = 0
        var pages = 0
        var keyed = 0
        for fact in Self.day {
            if let message = fact.event as? MessageSent, message.body.text.utf8.count >= 60 {
                longMessages += 1
            }
            if fact.event is PageViewed { pages += 1 }
            if fact.envelope.id != nil { keyed += 1 }
        }
        #expect(longMessages * 100 >= Self.day.count * 5)
        #expect(pages * 100 <= Self.day.count * 25)
        #expect(keyed * 100 >= Self.day.count * 7)
        #expect(keyed * 100 <= Self.day.count * 13)
    }

    @Test func manyTypesSourcesAndLanguagesOccur() {
        var types: Set<String> = []
        var sources: Set<String> = []
        var languages: Set<Symbol> = []
        for fact in Self.day {
            types.insert(type(of: fact.event).type)
            if let source = fact.envelope.source { sources.insert(source) }
            if let opened = fact.event as? ConversationOpened, let language = opened.language {
                languages.insert(language)
            }
        }
        #expect(types.count > 60)
        #expect(types.isSubset(of: Vocabulary.types.map { $0.type }))
        #expect(sources == ["web", "pbx-1", "shop", "desk"])
        #expect(languages == ["en", "de", "fr", "es", "ru", "ja", "ar"])
    }

    @Test(arguments: [1, 40])
    func aTinyShopHasTrafficToo(visitorsPerDay: Int) {
        var traffic = Traffic(
            seed: 3, start: "1969-12-30T13:17:00Z", visitorsPerDay: visitorsPerDay)
        var last = Timestamp(microseconds: .min)
        for _ in 0..<3_000 {
            let time = traffic.next().envelope.time ?? Timestamp(microseconds: .min)
            #expect(time > last)
            last = time
        }
    }

    @Test func timesIncreaseAndProducersIdsAreUnique() {
        var last = Self.start + .seconds(-1)
        var disorder = 0
        var keys: Set<String> = []
        var repeated = 0
        for fact in Self.days {
            guard let time = fact.envelope.time, time > last else {
                disorder += 1
                continue
            }
            last = time
            if let source = fact.envelope.source, let id = fact.envelope.id {
                repeated += keys.insert("\(source) \(id)").inserted ? 0 : 1
            }
        }
        #expect(disorder == 0)
        #expect(repeated == 0)
    }

    @Test func everyFactFitsIntoARow() throws {
        var writer = RowWriter()
        for fact in Self.days.prefix(20_000) {
            try Self.write(fact.event, fact.envelope, to: &writer)
            writer.removeAll()
        }
    }

    private static func write(
        _ event: some Event, _ envelope: Envelope, to writer: inout RowWriter
    ) throws {
        try writer.append(event, entry: 0, envelope: envelope, now: start)
    }

    @Test func everyWaitEndsOnceAndInTheOrderOfTheQueue() {
        var walk = QueueWalk()
        for fact in Self.days { walk.see(fact) }
        #expect(walk.flaws == [])
        #expect(walk.finished > 300)
        for outcome in [QueueOutcome.answered, .abandoned, .closed] {
            #expect(walk.outcomes[outcome, default: 0] > 0, "\(outcome)")
        }
        #expect(walk.longestWait > Microseconds.seconds(60))
    }

    @Test func noAgentIsAskedTooMuch() {
        var walk = AgentWalk()
        for fact in Self.days { walk.see(fact.event) }
        #expect(walk.flaws == [])
        #expect(walk.calls > 100)
        #expect(walk.mostChats > 1)
    }

    @Test func conversationsGoOverDaysAndChannels() {
        var walk = ThreadWalk()
        for fact in Self.days { walk.see(fact) }
        #expect(walk.written.intersection(walk.spoken).count > 3)
        #expect(walk.reopened > 3)
        #expect(walk.overDays > 10)
        #expect(walk.rated > 10)
    }

    @Test func ordersComeToAnEndOneWayOrTheOther() {
        let placed = Self.days.count { $0.event is OrderPlaced }
        let completed = Self.days.count { $0.event is OrderCompleted }
        let failed = Self.days.count { $0.event is PaymentFailed }
        let cancelled = Self.days.count { $0.event is OrderCancelled }
        #expect(placed > 100)
        #expect(completed > 10 && failed > 5 && cancelled > 0)
    }
}

/// FNV-1a over everything that a fact says, independent of how rows and records are laid out.
private struct Fingerprint: FieldVisitor {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ fact: Fact) {
        let envelope = fact.envelope
        add(type(of: fact.event).type)
        add(envelope.time?.microseconds ?? -1)
        add(envelope.source ?? "-")
        add(envelope.id ?? "-")
        add(envelope.ordinal ?? -1)
        add(envelope.sent?.microseconds ?? -1)
        add(envelope.actor.map { "\($0.kind.word) \($0.name ?? "-")" } ?? "-")
        addFields(fact.event)
    }

    private mutating func addFields(_ event: some Event) {
        var event = event
        event.visit(&self)
    }

    private mutating func add(_ text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = (value ^ 0xff) &* 0x100_0000_01b3
    }

    private mutating func add(_ number: Int64) {
        value = (value ^ UInt64(bitPattern: number)) &* 0x100_0000_01b3
        value ^= value >> 29
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ field: inout Value) {
        switch field {
        case let string as any StringValue: add(string.text)
        case let integer as any IntegerValue: add(integer.stored)
        case let money as Money:
            add(money.minor)
            add(money.currency)
        case let flag as Bool: add(flag ? 1 : 0)
        default: Issue.record("a kind of value that is not known: \(name)")
        }
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ field: inout Value?) {
        guard var present = field else { return add(-2) }
        visit(name, &present)
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        add(Int64(rows.count))
        for index in rows.indices { rows[index].visit(&self) }
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        guard var present = rows else { return add(-2) }
        visit(name, &present)
    }
}
