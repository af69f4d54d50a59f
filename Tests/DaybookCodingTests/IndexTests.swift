// The index of a segment and its footer, against a dictionary of everything.

import DaybookBytes
import DaybookCoding
import DaybookCommerce
import DaybookTesting
import Testing

@Suite struct IndexTests {
    /// What an index must know, gathered naively.
    private struct Oracle {
        struct Name: Hashable {
            let entity: String
            let text: String
            var hash: UInt64 {
                NameHash.keyed(
                    Array(text.utf8).raw, entity: NameHash.entity(entity), key: testKey)
            }
        }

        var blocks: [Name: [Int]] = [:]
        var last: [Name: UInt64] = [:]
        var prints: [UInt64: [UInt64]] = [:]
        var times: [(least: Int64, greatest: Int64, count: Int)] = []

        /// Looks at events as a person would: through their JSON names and schemas.
        mutating func add(_ page: [RecordedEvent]) {
            let block = times.count
            var least = Int64.max
            var greatest = times.last?.greatest ?? .min
            for event in page {
                var names: Set<Name> = []
                var reader = ByteReader(event.row.raw, at: event.header.fieldsOffset)
                Self.collect(event.schema.fields, &reader, &names)
                for name in names {
                    if blocks[name]?.last != block { blocks[name, default: []].append(block) }
                    last[name] = event.sequence
                }
                if let source = event.envelope.source, let id = event.envelope.id {
                    let print = XXH64.hash(id, seed: XXH64.hash(source, seed: testKey))
                    prints[print, default: []].append(event.sequence)
                }
                least = min(least, event.time.microseconds)
                greatest = max(greatest, event.time.microseconds)
            }
            times.append((least, greatest, page.count))
        }

        private static func collect(
            _ fields: [Field], _ reader: inout ByteReader, _ names: inout Set<Name>
        ) {
            let presence = reader.uint64()
            for (index, field) in fields.enumerated() where presence >> UInt64(index) & 1 != 0 {
                switch field.kind {
                case .name(let entity):
                    names.insert(Name(entity: entity.name, text: string(&reader)))
                case .symbol, .word, .text, .personalText, .json: _ = string(&reader)
                case .money:
                    _ = reader.int64()
                    _ = string(&reader)
                case .list(let inner):
                    for _ in 0..<reader.int64() { collect(inner, &reader, &names) }
                default: _ = reader.int64()
                }
            }
        }

        private static func string(_ reader: inout ByteReader) -> String {
            let count = Int(reader.uint32())
            let start = reader.skip(count)
            let bytes = reader.bytes
            return String(
                decoding: (start..<start + count).map { bytes.uint8(at: $0) }, as: UTF8.self)
        }
    }

    private func check(_ footer: FooterIndex, _ oracle: Oracle, _ pages: [Page]) {
        #expect(footer.blocks.count == pages.count)
        for (block, page) in zip(footer.blocks, pages) {
            #expect(block.first == page.first && block.count == page.count)
            #expect(block.offset == 4_096 + page.first * 64)
        }
        for (block, times) in zip(footer.blocks, oracle.times) {
            #expect(block.least == times.least && block.greatest == times.greatest)
            #expect(block.count == times.count)
        }
        for (name, blocks) in oracle.blocks {
            // Hashes are cut to 40 bits, and few: a second occurrence would be a wonder.
            let found = footer.occurrences(name: name.hash)
            #expect(found.map(\.blocks) == [blocks], "\(name)")
            #expect(found.map(\.last) == [oracle.last[name] ?? 0], "\(name)")
        }
        for (print, sequences) in oracle.prints {
            #expect(footer.sequences(fingerprint: print).sorted() == sequences)
        }
        var random = SeededRandom(seed: 99)
        for _ in 0..<500 {
            #expect(footer.occurrences(name: random.next()).isEmpty)
            #expect(footer.sequences(fingerprint: random.next()).isEmpty)
        }
    }

    @Test("a footer knows every name's blocks and last sequence, and every key", arguments: 0..<4)
    func everyName(seed: UInt64) throws {
        let catalog = Catalog()
        var maker = PageMaker(catalog)
        var filler = Filler(seed: seed)
        filler.variety = [3, 40, 300, 2_000][Int(seed)]
        var old = PageMaker(catalog)
        _ = try old.page([filler.fact(EveryKind.self)])
        maker.skip(1_000)
        maker.begin()
        var oracle = Oracle()
        var pages: [Page] = []
        for number in 0..<8 {
            // A key may stand in the log more than once: as an error, or by a hash that agrees.
            let again = Fact(GuestCame(guest: "g"), Envelope(source: "s", id: "\(number % 3)"))
            let facts = [again] + (0..<50).map { _ in filler.fact(EveryKind.self) }
            pages.append(try maker.page(facts))
            oracle.add(try events([pages[number]], catalog, after: Array(pages[..<number])))
        }
        let bytes = maker.encoder.index.footer()
        let footer = try #require(FooterIndex(bytes, first: 1_001))
        check(footer, oracle, pages)
        // The same footer is made again from the blocks alone.
        let rebuilding = Catalog()
        var batch = Batch(catalog: rebuilding)
        var index = SegmentIndex()
        index.begin(first: 1_001)
        for page in pages {
            try batch.load(page)
            try batch.defineNames(in: &index)
            index.add(batch)
            index.endBlock(offset: 4_096 + page.first * 64, first: page.first, count: page.count)
        }
        let rebuilt = index.footer()
        #expect(rebuilt == bytes)
        // What the encoder answers from memory is the same, too.
        for (name, last) in oracle.last {
            let entity = try #require(catalog.entity(named: name.entity)).number
            let found = maker.encoder.last(Array(name.text.utf8), entity: entity, hash: name.hash)
            #expect(found == last)
        }
        let nobody = maker.encoder.last(Array("nobody".utf8), entity: 1, hash: 7)
        #expect(nobody == nil)
        for (print, sequences) in oracle.prints {
            let found = maker.encoder.index.sequences(fingerprint: print)
            #expect(found.sorted() == sequences)
        }
    }

    @Test("the footer of an empty segment is one") func empty() throws {
        var index = SegmentIndex()
        index.begin(first: 5)
        let bytes = index.footer()
        let footer = try #require(FooterIndex(bytes, first: 5))
        #expect(footer.blocks.isEmpty && footer.occurrences(name: 0).isEmpty)
        #expect(footer.sequences(fingerprint: 0).isEmpty)
    }

    @Test("on generated traffic the footer takes at most a tenth of the segment, keys apart")
    func size() throws {
        let catalog = Catalog()
        try Vocabulary.declare(in: catalog)
        var maker = PageMaker(catalog)
        var traffic = Traffic(seed: 8)
        var oracle = Oracle()
        var bytes = 0
        var pages: [Page] = []
        for number in 0..<12 {
            var writer = RowWriter()
            for _ in 0..<1_500 {
                let fact = traffic.next()
                try PageMaker.append(fact.event, fact.envelope, catalog, &writer)
            }
            let page = maker.page(rows: writer.bytes, count: 1_500)
            pages.append(page)
            bytes += page.bytes.count + 128
            if number < 4 {
                oracle.add(try events([page], catalog, after: Array(pages[..<number])))
            }
        }
        let footer = maker.encoder.index.footer()
        let keyless = try Self.withoutKeys(pages)
        #expect(keyless.count <= footer.count)
        #expect(keyless.count * 10 <= bytes, "\(keyless.count) of \(bytes) bytes")
        // The first blocks of a segment of four are the same as of a longer one.
        var four = PageMaker(catalog)
        var again = Traffic(seed: 8)
        for _ in 0..<4 {
            var writer = RowWriter()
            for _ in 0..<1_500 {
                let fact = again.next()
                try PageMaker.append(fact.event, fact.envelope, catalog, &writer)
            }
            _ = four.page(rows: writer.bytes, count: 1_500)
        }
        let short = try #require(FooterIndex(four.encoder.index.footer(), first: 1))
        check(short, oracle, Array(pages[..<4]))
    }

    /// The footer of the same facts without their producers' keys.
    private static func withoutKeys(_ pages: [Page]) throws -> [UInt8] {
        let catalog = Catalog()
        var maker = PageMaker(catalog)
        var batch = Batch(catalog: catalog)
        for page in pages {
            try batch.load(page)
            var rows: [UInt8] = []
            for index in 0..<batch.count {
                guard let event = batch.event(index) else { continue }
                var envelope = event.envelope
                envelope.id = nil
                var head = RowWriter()
                head.begin(
                    entry: event.header.entry, envelope: envelope, now: event.time, extra: [])
                let row = head.bytes + event.row[event.header.fieldsOffset...]
                // A row begins with its own length, which is not known to `head`.
                rows += (0..<4).map { UInt8(row.count >> (8 * $0) & 0xFF) } + row[4...]
            }
            _ = maker.page(rows: rows, count: batch.count)
        }
        return maker.encoder.index.footer()
    }
}

/// Every event of some pages, by a decoder that has met others before.
private func events(
    _ pages: [Page], _ catalog: Catalog, after before: [Page]
) throws -> [RecordedEvent] {
    var batch = Batch(catalog: catalog)
    for page in before { try batch.define(page) }
    var found: [RecordedEvent] = []
    for page in pages {
        try batch.load(page)
        for index in 0..<batch.count { if let event = batch.event(index) { found.append(event) } }
    }
    return found
}
