// What holds of any page that decodes: its facts are dense, can be written again and folded.

internal import Daybook
internal import DaybookBytes
internal import DaybookCoding
internal import DaybookModels

/// Loads pages and looks at everything that they yield.
struct PageExamination {
    let catalog: Catalog

    /// Loads the pages in order; one that does not decode ends the matter.
    func run(_ pages: [Page]) throws(BrokenLaw) {
        var batch = Batch(catalog: catalog)
        var replay = Replay(Models(), catalog: catalog)
        for page in pages {
            do throws(CodingError) { try batch.load(page) } catch {
                return try expect(batch.count == 0, "facts are left of a page with \(error)")
            }
            let events = try events(of: batch, page)
            try checkRows(events)
            if (try? replay.apply(page)) != nil { try checkModels(replay) }
        }
    }

    private func events(
        of batch: borrowing Batch, _ page: Page
    ) throws(BrokenLaw) -> [RecordedEvent] {
        try expect(batch.count == page.count, "\(batch.count) of \(page.count) facts")
        var events: [RecordedEvent] = []
        for index in 0..<batch.count {
            guard let event = batch.event(index) else { throw BrokenLaw("fact \(index) is no row") }
            let expected = page.first &+ UInt64(index)
            try expect(event.sequence == expected, "\(event.sequence), expected \(expected)")
            events.append(event)
        }
        return events
    }

    /// Rows are encoded to a page that decodes to the same rows.
    private func checkRows(_ events: [RecordedEvent]) throws(BrokenLaw) {
        guard !events.isEmpty else { return }
        let page = Self.page(of: events.flatMap(\.row), count: events.count, catalog)
        var batch = Batch(catalog: catalog)
        do throws(CodingError) { try batch.load(page) } catch {
            throw BrokenLaw("rows are encoded to a page that does not decode: \(error)")
        }
        for (index, event) in events.enumerated() {
            try expect(
                batch.event(index)?.row == event.row,
                "a row of \(event.type) is encoded and decoded to another one")
        }
    }

    /// Rows as a writer makes a page of them.
    static func page(of rows: [UInt8], count: Int, _ catalog: Catalog) -> Page {
        var encoder = Encoder(catalog: catalog)
        encoder.begin(key: 1, first: 1)
        var parts = BlockParts()
        var previous: Int64 = 0
        encoder.encode(rows, at: 0, count: count, into: &parts, first: 1, previous: &previous)
        let (definitions, records) = (parts.definitions.array, parts.records.array)
        let personal = parts.personalNames.array + parts.personalTexts.array
        return Page(
            segment: 1, key: 1, before: DefinitionCounts(), first: 1, count: count,
            recorded: Timestamp(microseconds: 0), bytes: definitions + records + personal,
            start: 0, definitionsLength: definitions.count, recordsLength: records.count,
            personalLength: personal.count)
    }

    /// A model's state is read back as it was, and gives the same digest.
    private func checkModels(_ replay: borrowing Replay<Models>) throws(BrokenLaw) {
        var state = ByteBuffer()
        replay.model.encode(into: &state)
        var reader = ByteReader(state.bytes)
        guard let again = Models(from: &reader), reader.isAtEnd else {
            throw BrokenLaw("a state that was folded cannot be read back")
        }
        var second = ByteBuffer()
        again.encode(into: &second)
        try expect(second.bytes.equals(state.bytes), "a state is read back as another one")
        let (one, other) = (replay.digest(), again.digest(replay.names, catalog))
        try expect(one == other, "a state that is read back has another digest")
    }
}

/// A page's definitions, records and personal part, behind none to three pages of a sound segment.
///
/// The contents: u8 pages before, u8 facts, u16 bytes of definitions, u16 of records, the three
/// parts. No checksum stands before them here.
struct RecordTarget: FuzzTarget {
    static let name = "record"
    static let isGuarded = false
    private let pages: [Page]
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        let segment = book.blocks.first?.segment.id
        pages = book.blocks.prefix { $0.segment.id == segment }.prefix(4).map(\.page)
        seeds = pages.enumerated().map { number, page in
            var bytes = [UInt8(number), UInt8(truncatingIfNeeded: page.count)]
            for length in [page.definitionsLength, page.recordsLength] {
                bytes += [UInt8(length & 0xFF), UInt8(length >> 8)]
            }
            let length = page.definitionsLength + page.recordsLength + page.personalLength
            return bytes + page.bytes[page.start..<page.start + length]
        }
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        guard bytes.count >= 6, !pages.isEmpty else { return }
        let number = Int(bytes[0]) % pages.count
        let (definitions, records) = (Int(bytes.raw.uint16(at: 2)), Int(bytes.raw.uint16(at: 4)))
        let page = Page(
            segment: pages[0].segment, key: pages[0].key, before: pages[number].before,
            first: pages[number].first, count: Int(bytes[1]), recorded: pages[number].recorded,
            bytes: bytes, start: 6, definitionsLength: definitions, recordsLength: records,
            personalLength: max(0, bytes.count - 6 - definitions - records))
        try PageExamination(catalog: Catalog()).run(Array(pages[..<number]) + [page])
    }
}
