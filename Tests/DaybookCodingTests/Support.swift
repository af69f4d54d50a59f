// What the coding's tests share: pages made as a log makes them, and random values of any type.

import DaybookBytes
import DaybookCoding
import DaybookTesting
import Foundation

/// Whether exhaustive sweeps run: SLOW_TESTS=1.
let isSlow = ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"

let testKey: UInt64 = 0x5EC2_E7A1_0F4B_7733
let testNow: Timestamp = "2026-03-02T08:00:00Z"

/// Encodes facts into the pages of segments.
struct PageMaker: ~Copyable {
    let catalog: Catalog
    var encoder: Encoder
    private(set) var segment: UInt64 = 0
    private(set) var next: UInt64 = 1

    init(_ catalog: Catalog = Catalog()) {
        self.catalog = catalog
        encoder = Encoder(catalog: catalog)
        begin()
    }

    /// Begins a segment.
    mutating func begin() {
        segment += 1
        encoder.begin(key: testKey, first: next)
    }

    /// Passes over facts that stand in the log already.
    mutating func skip(_ count: Int) { next += UInt64(count) }

    mutating func page(_ facts: [Fact]) throws -> Page {
        var writer = RowWriter()
        for fact in facts { try Self.append(fact.event, fact.envelope, catalog, &writer) }
        return page(rows: writer.bytes, count: facts.count)
    }

    mutating func page(rows: [UInt8], count: Int) -> Page {
        let before = encoder.counts
        let recorded = testNow + .seconds(Int64(next))
        var parts = BlockParts()
        var previous = recorded.microseconds
        encoder.encode(
            rows, at: 0, count: count, into: &parts, first: next, previous: &previous)
        encoder.index.endBlock(offset: 4_096 + next * 64, first: next, count: count)
        defer { next += UInt64(count) }
        let (definitions, records) = (parts.definitions.array, parts.records.array)
        let personal = parts.personalNames.array + parts.personalTexts.array
        // As in a block, the parts do not begin at the first byte.
        return Page(
            segment: segment, key: testKey, before: before, first: next, count: count,
            recorded: recorded, bytes: [7, 7, 7] + definitions + records + personal, start: 3,
            definitionsLength: definitions.count, recordsLength: records.count,
            personalLength: personal.count)
    }

    static func append<E: Event>(
        _ event: E, _ envelope: Envelope, _ catalog: Catalog, _ writer: inout RowWriter
    ) throws {
        try writer.append(
            event, entry: try catalog.number(of: E.self), envelope: envelope, now: testNow)
    }
}

/// Every event of some pages, by one decoder.
func events(_ pages: [Page], _ catalog: Catalog) throws -> [RecordedEvent] {
    var batch = Batch(catalog: catalog)
    var found: [RecordedEvent] = []
    for page in pages {
        try batch.load(page)
        for index in 0..<batch.count { if let event = batch.event(index) { found.append(event) } }
    }
    return found
}

/// Whether a recorded event is the one that was written, as a typed value.
func isSame<E: Event>(_ event: E, _ recorded: RecordedEvent) -> Bool {
    recorded.decode(as: E.self) == event
}

/// Sets every field that it visits to a value from a seed.
struct Filler: FieldVisitor {
    enum Presence { case all, none, some }

    var random: SeededRandom
    var presence = Presence.some
    /// How many different names and symbols there are.
    var variety = 50

    init(seed: UInt64, _ presence: Presence = .some) {
        random = SeededRandom(seed: seed)
        self.presence = presence
    }

    private mutating func isPresent() -> Bool {
        switch presence {
        case .all: true
        case .none: false
        case .some: random.next() & 1 == 0
        }
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        var writer = RowWriter()
        write(Value.kind, to: &writer)
        var reader = RowReader(writer.bytes, fieldsAt: 0)
        value.read(from: &reader)
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
        guard isPresent() else {
            value = nil
            return
        }
        var present = Value.blank
        visit(name, &present)
        value = present
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        rows = (0..<random.below(4)).map { _ in
            var row = Row()
            row.visit(&self)
            return row
        }
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        guard isPresent() else {
            rows = nil
            return
        }
        var present: [Row] = []
        visit(name, &present)
        rows = present
    }

    private mutating func write(_ kind: FieldKind, to row: inout RowWriter) {
        switch kind {
        case .name: row.put(word(1...256), 0...Limits.textBytesMax)
        case .symbol, .word: row.put(word(0...80), 0...Limits.textBytesMax)
        case .text, .personalText, .json: row.put(text(), 0...Limits.textBytesMax)
        case .money:
            row.put(integer())
            row.put(["EUR", "USD", "JPY", ""][random.below(4)], 0...Limits.textBytesMax)
        case .flag: row.put(Int64(random.below(2)))
        case .time: row.put(time().microseconds)
        default: row.put(integer())
        }
    }

    /// A word of a limited number of words, within a length in bytes.
    private mutating func word(_ lengths: ClosedRange<Int>) -> String {
        let number = random.below(variety)
        let most = [lengths.upperBound, 64, 65, 12].map { min($0, lengths.upperBound) }[number % 4]
        let text = String("\(number)·ä-" + String(repeating: "x", count: number * 5))
        var short = text
        while short.utf8.count > most { short.removeLast() }
        return short.utf8.count < lengths.lowerBound ? "a" : short
    }

    mutating func text() -> String {
        let parts = [
            "", "Hallo", "日本語", "👩‍👩‍👧", "\"\\/\u{8}\u{c}\n\r\t", "\u{0}\u{1F}\u{7F}", "é", "ä",
        ]
        return (0..<random.below(6)).map { _ in parts[random.below(parts.count)] }.joined()
    }

    private mutating func integer() -> Int64 {
        let special: [Int64] = [0, 1, -1, .max, .min, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1]
        let choice = random.below(special.count * 2)
        if choice < special.count { return special[choice] }
        return Int64(bitPattern: random.next()) >> Int64(random.below(64))
    }

    /// An instant of the years 1 to 9999.
    mutating func time() -> Timestamp {
        let first: Timestamp = "0001-01-01T00:00:00Z"
        let last: Timestamp = "9999-12-31T23:59:59.999999Z"
        return Timestamp(
            microseconds: .random(in: first.microseconds...last.microseconds, using: &random))
    }

    mutating func event<E: Event>(_ type: E.Type) -> E {
        var event = E()
        event.visit(&self)
        return event
    }

    mutating func envelope() -> Envelope {
        var envelope = Envelope()
        if isPresent() { envelope.time = time() }
        if isPresent() {
            envelope.source = "source-\(random.below(variety))"
            if isPresent() { envelope.id = "id-\(random.next())" }
        }
        if isPresent() { envelope.ordinal = integer() }
        if isPresent() { envelope.sent = time() }
        if isPresent() {
            let kind = EventActor.Kind.allCases[random.below(5)]
            envelope.actor = EventActor(kind, isPresent() ? word(1...200) : nil)
        }
        return envelope
    }

    mutating func fact(_ type: any Event.Type) -> Fact {
        let event: any Event = event(type)
        return Fact(event, envelope())
    }
}
