// A book in memory for tests: typed facts encoded into pages as a writer would.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookModels

/// Facts as pages, and what it takes to ask by name.
struct TestBook {
    let catalog = Catalog()
    let pages: [Page]

    /// Encodes facts in the order given.
    ///
    /// - Parameters:
    ///   - perPage: how many facts a page holds.
    ///   - fixed: when all pages were recorded; else a page is recorded after its last fact.
    ///   - lag: seconds between a fact's time and its being recorded.
    ///   - key: the log's key, from which keyed hashes come.
    init(
        _ facts: [Fact], perPage: Int = 1_000, recorded fixed: Timestamp? = nil, lag: Int64 = 0,
        key: UInt64 = 7
    ) throws {
        try Vocabulary.declare(in: catalog)
        var encoder = Encoder(catalog: catalog)
        encoder.begin(key: key, first: 1)
        var pages: [Page] = []
        var recorded = Timestamp(microseconds: 0)
        for start in stride(from: 0, to: facts.count, by: perPage) {
            let chunk = Array(facts[start..<min(start + perPage, facts.count)])
            for fact in chunk {
                let time = (fact.envelope.time ?? recorded) + .seconds(lag)
                recorded = max(recorded, time)
            }
            pages.append(
                try Self.page(chunk, UInt64(start + 1), fixed ?? recorded, key, catalog, &encoder))
        }
        self.pages = pages
    }

    private static func page(
        _ facts: [Fact], _ first: UInt64, _ recorded: Timestamp, _ key: UInt64,
        _ catalog: Catalog, _ encoder: inout Encoder
    ) throws -> Page {
        var writer = RowWriter()
        for fact in facts { try append(fact.event, fact.envelope, catalog, recorded, &writer) }
        let before = encoder.counts
        var parts = BlockParts()
        var previous = recorded.microseconds
        encoder.encode(
            writer.bytes, at: 0, count: facts.count, into: &parts, first: first,
            previous: &previous)
        let (definitions, records) = (parts.definitions.array, parts.records.array)
        let personal = parts.personalNames.array + parts.personalTexts.array
        return Page(
            segment: 1, key: key, before: before, first: first, count: facts.count,
            recorded: recorded, bytes: definitions + records + personal, start: 0,
            definitionsLength: definitions.count, recordsLength: records.count,
            personalLength: personal.count)
    }

    private static func append<E: Event>(
        _ event: E, _ envelope: Envelope, _ catalog: Catalog, _ now: Timestamp,
        _ writer: inout RowWriter
    ) throws {
        try writer.append(
            event, entry: try catalog.number(of: E.self), envelope: envelope, now: now)
    }

    /// A model folded from all pages, and settled behind each so many of them; 0 for never.
    func replay<Model: ReadModel>(
        _ model: Model = Model(), asOf: AsOf = AsOf(), settledEach interval: Int = 0
    ) throws -> Folded<Model> {
        var replay = Replay(model, catalog: catalog, asOf: asOf)
        for (index, page) in pages.enumerated() {
            try replay.apply(page)
            if interval > 0, (index + 1) % interval == 0 { replay.settle() }
        }
        return Folded(replay)
    }
}

/// A folded model with the names it knows, as texts.
struct Folded<Model: ReadModel> {
    let model: Model
    let digest: Digest
    let sequence: UInt64
    let names: [String: [String]]
    let symbols: [String]

    init(_ replay: borrowing Replay<Model>) {
        model = replay.model
        digest = replay.digest()
        sequence = replay.sequence
        var names: [String: [String]] = [:]
        for entity in [
            "conversation", "queue", "agent", "person", "bot", "visitor", "campaign", "product",
            "order",
        ] {
            guard let number = replay.catalog.entity(named: entity)?.number else { continue }
            names[entity] = Self.texts(replay.names, number)
        }
        self.names = names
        symbols = Self.texts(replay.names, Names.symbols)
    }

    private static func texts(_ names: borrowing Names, _ kind: UInt8) -> [String] {
        var texts: [String] = []
        for handle in 0..<names.count(kind) { texts.append(names.text(kind, UInt32(handle))) }
        return texts
    }

    func handle(_ entity: String, _ name: String) -> UInt32 {
        UInt32(names[entity]?.firstIndex(of: name) ?? 999_999)
    }

    func name(_ entity: String, _ handle: UInt32) -> String {
        names[entity]?[Int(handle)] ?? "?"
    }

    func symbol(_ handle: UInt32?) -> String { handle.map { symbols[Int($0)] } ?? "-" }
}

extension ReadModel {
    /// The bytes of a snapshot.
    var snapshot: [UInt8] {
        var bytes = ByteBuffer()
        encode(into: &bytes)
        return bytes.array
    }

    /// The model that a snapshot holds, if it is one from end to end.
    static func decode(_ bytes: [UInt8]) -> Self? {
        var reader = ByteReader(bytes.raw)
        guard let model = Self(from: &reader), reader.isAtEnd else { return nil }
        return model
    }
}

/// 2026-03-02T00:00:00Z, from which scripts count seconds.
let testStart: Timestamp = "2026-03-02T00:00:00Z"

/// A fact some seconds after the start.
func fact(
    _ seconds: Int64, _ event: any Event, source: String? = nil, ordinal: Int64? = nil,
    actor: EventActor? = nil
) -> Fact {
    Fact(
        event,
        Envelope(
            time: testStart + .seconds(seconds), source: source, ordinal: ordinal, actor: actor))
}
