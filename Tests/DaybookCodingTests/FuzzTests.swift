// Bytes that nobody vouches for: decoders throw or succeed, and never trap or hang.
// Every case is reproducible from its seed; SLOW_TESTS=1 runs all flips.

import DaybookBytes
import DaybookCoding
import DaybookTesting
import Testing

@Suite struct FuzzTests {
    /// Pages of a segment with every kind of field and part.
    private static func pages() throws -> [Page] {
        var filler = Filler(seed: 11)
        filler.variety = 12
        var maker = PageMaker()
        return try (0..<3).map { _ in
            try maker.page(
                (0..<6).map { _ in filler.fact(EveryKind.self) }
                    + (0..<6).map { _ in filler.fact(GuestCame.self) })
        }
    }

    /// Loads a page in a state of the reader that pages before it made, and looks at everything.
    private func use(_ page: Page, after before: [Page]) throws {
        var batch = Batch(catalog: Catalog())
        for page in before { try batch.define(page) }
        do throws(CodingError) { try batch.load(page) } catch {
            let count = batch.count
            #expect(count == 0)
            return
        }
        var writer = CloudEventWriter(log: "x")
        for index in 0..<batch.count {
            guard let event = batch.event(index) else { continue }
            writer.write(event)
            _ = event.decode(as: EveryKind.self)
            _ = event.decode(as: GuestCame.self)
        }
        var index = SegmentIndex()
        index.begin(first: 1)
        do throws(CodingError) {
            try batch.defineNames(in: &index)
            index.add(batch)
            index.endBlock(offset: 4_096, first: page.first, count: page.count)
            _ = index.footer()
        } catch {}
    }

    @Test("flipped bits of pages", arguments: 0..<3) func flips(number: Int) throws {
        let pages = try Self.pages()
        var random = SeededRandom(seed: UInt64(number))
        let page = pages[number]
        let all = (0..<page.bytes.count * 8)
        let sample = isSlow ? Array(all) : (0..<1_500).map { _ in random.below(all.count) }
        for bit in sample {
            var changed = page
            changed.bytes[bit / 8] ^= UInt8(1 << (bit % 8))
            try use(changed, after: Array(pages[..<number]))
        }
    }

    @Test("random bytes within pages", arguments: 0..<3) func scrambles(number: Int) throws {
        let pages = try Self.pages()
        var random = SeededRandom(seed: UInt64(100 + number))
        for _ in 0..<(isSlow ? 50_000 : 1_000) {
            var changed = pages[number]
            for _ in 0...random.below(6) {
                let start = random.below(changed.bytes.count)
                for index in start..<min(changed.bytes.count, start + 1 + random.below(12)) {
                    changed.bytes[index] =
                        [0, 0xFF, 0x80, UInt8(random.below(256))][
                            random.below(4)]
                }
            }
            try use(changed, after: Array(pages[..<number]))
        }
    }

    @Test("pages cut at every byte, and lengths that lie") func cuts() throws {
        let pages = try Self.pages()
        let page = pages[2]
        let before = Array(pages[..<2])
        for length in stride(from: 0, to: page.bytes.count, by: isSlow ? 1 : 7) {
            var cut = page
            cut.bytes = Array(page.bytes[..<length])
            try use(cut, after: before)
            // The same bytes, but fewer of them belong to a part.
            let short = page.bytes.count - length
            for part in 0..<3 {
                var lying = page
                switch part {
                case 0: lying.definitionsLength -= min(short, page.definitionsLength)
                case 1: lying.recordsLength -= min(short, page.recordsLength)
                default: lying.personalLength -= min(short, page.personalLength)
                }
                try use(lying, after: before)
            }
        }
        for count in [0, 1, page.count - 1, page.count + 1, 10_000] {
            var lying = page
            lying.count = count
            try use(lying, after: before)
        }
        for value in [-1, Int.max / 4] {
            for part in 0..<4 {
                var lying = page
                switch part {
                case 0: lying.start = value
                case 1: lying.definitionsLength = value
                case 2: lying.recordsLength = value
                default: lying.personalLength = value
                }
                var batch = Batch(catalog: Catalog())
                #expect(throws: CodingError.malformed(sequence: page.first)) {
                    try batch.load(lying)
                }
            }
        }
    }

    @Test("pages in a segment whose other pages are of another log") func foreign() throws {
        let pages = try Self.pages()
        var maker = PageMaker()
        let other = try (0..<3).map { number in
            try maker.page([
                Fact(Lamp.First(room: Symbol("r\(number)"), watts: 1)),
                Fact(GuestCame(guest: EntityID("g\(number)"), label: Symbol("l\(number)"))),
            ])
        }
        for page in pages { try use(page, after: other) }
        for page in other { try use(page, after: pages) }
    }

    @Test("footers with flipped, cut and scrambled bytes") func footers() throws {
        var maker = PageMaker()
        var filler = Filler(seed: 4)
        for _ in 0..<8 {
            _ = try maker.page((0..<40).map { _ in filler.fact(GuestCame.self) })
        }
        let footer = maker.encoder.index.footer()
        var random = SeededRandom(seed: 1)
        let hashes = (0..<20).map { number in
            NameHash.keyed(
                Array("\(number)".utf8).raw, entity: NameHash.entity("guest"), key: testKey)
        }
        func use(_ bytes: [UInt8]) {
            guard let index = FooterIndex(bytes, first: 1) else { return }
            for hash in hashes + [0, .max, random.next()] {
                _ = index.occurrences(name: hash)
                _ = index.sequences(fingerprint: hash)
            }
        }
        let flips = isSlow ? footer.count * 8 : 3_000
        for number in 0..<flips {
            let bit = isSlow ? number : random.below(footer.count * 8)
            var changed = footer
            changed[bit / 8] ^= UInt8(1 << (bit % 8))
            use(changed)
        }
        for length in stride(from: 0, to: footer.count, by: isSlow ? 1 : 11) {
            use(Array(footer[..<length]))
            use(Array(footer[..<length]) + [UInt8](repeating: 0xFF, count: 64))
        }
        for _ in 0..<(isSlow ? 50_000 : 3_000) {
            var changed = footer
            for _ in 0...random.below(8) {
                let start = random.below(footer.count)
                for index in start..<min(footer.count, start + 1 + random.below(16)) {
                    changed[index] = [0, 0xFF, UInt8(random.below(256))][random.below(3)]
                }
            }
            use(changed)
        }
    }

    @Test("a footer that claims more blocks than it has bytes is no footer") func claims() {
        var bytes = ByteBuffer()
        bytes.append(UInt32(1))
        bytes.append(UInt32.max)
        bytes.append(UInt32.max)
        bytes.appendZeros(100)
        #expect(FooterIndex(bytes.array, first: 1) == nil)
    }

    @Test("sections of names with flipped and cut bytes") func sections() throws {
        let catalog = Catalog()
        var batch = Batch(catalog: catalog)
        for page in try Self.pages() { try batch.load(page) }
        var file = ByteBuffer()
        batch.names.write(after: NameCounts(), catalog, into: &file)
        let whole = file.array
        var random = SeededRandom(seed: 2)
        for number in 0..<(isSlow ? whole.count * 8 : 2_000) {
            var bytes = whole
            if number % 3 == 2 {
                bytes.removeLast(random.below(bytes.count))
            } else {
                let bit = isSlow ? number : random.below(bytes.count * 8)
                bytes[bit / 8] ^= UInt8(1 << (bit % 8))
            }
            var names = Names(key: testKey)
            var reader = ByteReader(bytes.raw)
            let reading = Catalog()
            while !reader.isAtEnd, names.take(&reader, reading) {}
        }
    }

    @Test("rows with flipped and cut bytes") func rows() throws {
        let catalog = Catalog()
        var filler = Filler(seed: 6)
        var writer = RowWriter()
        var starts: [Int] = []
        for _ in 0..<12 {
            starts.append(writer.bytes.count)
            let fact = filler.fact(EveryKind.self)
            try PageMaker.append(fact.event, fact.envelope, catalog, &writer)
        }
        var random = SeededRandom(seed: 3)
        for number in 0..<(isSlow ? writer.bytes.count * 8 : 4_000) {
            var bytes = writer.bytes
            let bit = isSlow ? number : random.below(bytes.count * 8)
            bytes[bit / 8] ^= UInt8(1 << (bit % 8))
            if number % 4 == 3 { bytes.removeLast(random.below(bytes.count)) }
            for start in starts + [random.below(bytes.count + 10)] {
                _ = RowHeader.fingerprint(bytes, at: start, key: testKey)
                guard let header = RowHeader(bytes, at: start) else { continue }
                #expect(header.fieldsOffset <= start + header.length)
                var event = EveryKind()
                var reader = RowReader(bytes, fieldsAt: header.fieldsOffset)
                reader.readFields(&event)
            }
        }
    }

    @Test("lines of CloudEvents with changed bytes") func lines() throws {
        let catalog = Catalog()
        _ = try catalog.number(of: EveryKind.self)
        var filler = Filler(seed: 7)
        var maker = PageMaker(catalog)
        let page = try maker.page((0..<6).map { _ in filler.fact(EveryKind.self) })
        var writer = CloudEventWriter(log: "x")
        for event in try events([page], catalog) { writer.write(event) }
        writer.write(Schema(of: EveryKind.self))
        let lines = writer.bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        let reader = CloudEventReader(catalog: catalog)
        var random = SeededRandom(seed: 4)
        let replacements = Array("{}[]\",:\\u0001e-.\u{0}tfn ".utf8) + [0xFF, 0xC3, 0x80]
        var row = RowWriter()
        var taken = 0
        for _ in 0..<(isSlow ? 100_000 : 4_000) {
            var line = lines[random.below(lines.count)]
            for _ in 0...random.below(3) {
                let index = random.below(line.count)
                switch random.below(4) {
                case 0: line.remove(at: index)
                case 1: line.insert(replacements[random.below(replacements.count)], at: index)
                case 2: line.removeLast(random.below(line.count / 20 + 1))
                default: line[index] = replacements[random.below(replacements.count)]
                }
                if line.isEmpty { break }
            }
            row.removeAll()
            do throws(CloudEventError) {
                if case .event = try reader.read(line.raw, now: testNow, into: &row) {
                    taken += 1
                    #expect(RowHeader(row.bytes) != nil)
                }
            } catch {
                #expect(row.bytes.isEmpty)
            }
        }
        #expect(taken > 100)
    }
}
