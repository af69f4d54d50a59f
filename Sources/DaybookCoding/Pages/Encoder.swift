// Encoding: rows into a block's three parts, with a dictionary of the segment's names and symbols.
// The formats of definitions and records stand at the heads of SegmentDictionary.swift and
// Batch+Load.swift. Must not know files or who commits.

public import DaybookBytes

/// Turns rows into records, defining each name, symbol and schema once a segment.
public struct Encoder: ~Copyable, Sendable {
    /// What the segment holds so far of names, blocks and fingerprints.
    public var index = SegmentIndex()
    /// How many definitions the segment holds so far.
    public private(set) var counts = DefinitionCounts()
    private let catalog: Catalog
    private var entries: [Catalog.Entry] = []
    private var plans = PlanTable()
    /// The place of each catalog entry's layout in `plans`.
    private var planRows: [Int] = []
    private var key: UInt64 = 0
    private var schemaNumbers: [Int32] = []
    private var entityNumbers: [Int16] = []
    private var entityHashes: [UInt64] = []
    private var entityDefinitions: [EntityDefinition] = []
    private var names = FlatTable()
    private var symbols = FlatTable()
    private var symbolTexts = FlatBuffer<TextPlace>()
    private var texts = ByteBuffer(capacity: 1 << 16)
    private let symbolHash = NameHash.entity(Names.symbolEntity.name)

    /// An encoder that has no segment yet.
    public init(catalog: Catalog) { self.catalog = catalog }

    /// Begins a segment: all numbers restart.
    ///
    /// - Parameters:
    ///   - key: `NameHash.key` of the log's secret.
    ///   - first: the segment's first sequence.
    public mutating func begin(key: UInt64, first: UInt64) {
        self.key = key
        counts = DefinitionCounts()
        schemaNumbers = []
        entityNumbers = []
        names = FlatTable()
        symbols = FlatTable()
        symbolTexts.removeAll()
        texts.removeAll()
        index.begin(first: first)
    }

    /// An upper bound of what some rows take when encoded, definitions included.
    public func bound(rows: [UInt8], events: Int) -> Int {
        var bound = rows.count * 2 + events * 32
        var reader = ByteReader(rows.raw)
        while !reader.isAtEnd {
            let start = reader.offset
            let length = Int(reader.uint32())
            let entry = Int(reader.uint16())
            if entry >= schemaNumbers.count || schemaNumbers[entry] < 0 {
                bound += catalog[UInt16(entry)].layout.definitionBytes
            }
            _ = reader.skip(length - (reader.offset - start))
        }
        return bound
    }

    /// Takes in a page that was written earlier, so that encoding can go on behind it.
    ///
    /// The index's block is ended by `SegmentIndex.endBlock`, as after encoding.
    /// - Parameter batch: the page, decoded.
    /// - Throws: `CodingError.definitionLost` if a page before this one was lost.
    public mutating func restore(_ batch: borrowing Batch) throws(CodingError) {
        try batch.replayDefinitions(into: &self)
        index.add(batch)
    }

    /// Hands out the index of the segment, which has ended; `begin` follows.
    public mutating func takeIndex() -> SegmentIndex {
        var ended = SegmentIndex()
        swap(&ended, &index)
        return ended
    }

    /// The last sequence of the segment that names an entity; nil if none does.
    ///
    /// - Parameters:
    ///   - text: the name's UTF-8.
    ///   - entity: the catalog's number of the entity.
    ///   - hash: `NameHash.keyed` of the name.
    public func last(_ text: [UInt8], entity: UInt8, hash: UInt64) -> UInt64? {
        var slot = names.first(hash)
        while let number = names.next(hash, &slot) {
            let place = index.text(Int(number))
            if place.entity == entity && equals(place, text.raw) {
                return index.last(Int(number))
            }
        }
        return nil
    }

    /// Encodes rows behind those that are in the parts.
    ///
    /// - Parameters:
    ///   - rows: rows one behind the other.
    ///   - start: where the first of them begins.
    ///   - count: how many there are.
    ///   - parts: the block under construction.
    ///   - first: the sequence that the first event gets.
    ///   - previous: the time that the first record's time is told against: the block's recorded
    ///     time, then that of the event before. Left as the last event's time.
    public mutating func encode(
        _ rows: [UInt8], at start: Int, count: Int, into parts: inout BlockParts, first: UInt64,
        previous: inout Int64
    ) {
        var offset = start
        for index in 0..<count {
            let length = Int(rows.raw.uint32(at: offset))
            encodeRow(
                rows.raw.extracting(offset..<offset + length), &parts, first + UInt64(index),
                &previous)
            offset += length
        }
    }

    private mutating func encodeRow(
        _ row: RawSpan, _ parts: inout BlockParts, _ sequence: UInt64, _ previous: inout Int64
    ) {
        var reader = ByteReader(row, at: 4)
        let number = Int(reader.uint16())
        let flags = EventFlags(rawValue: reader.uint16())
        let time = reader.int64()
        let plan = define(schema: number, &parts)
        parts.records.appendVarint(UInt64(schemaNumbers[number]))
        parts.records.appendVarint(UInt64(flags.rawValue))
        parts.records.appendZigzag(time &- previous)
        previous = time
        if !flags.isDisjoint(with: [.source, .id, .ordinal, .sent, .actor, .group]) {
            encodeEnvelope(flags, time, &reader, &parts, sequence)
        }
        encodeFields(plan, &reader, &parts, time, sequence)
        index.note(time: time)
    }

    private mutating func encodeEnvelope(
        _ flags: EventFlags, _ time: Int64, _ reader: inout ByteReader,
        _ parts: inout BlockParts, _ sequence: UInt64
    ) {
        var source = 0..<0
        if flags.contains(.source) {
            source = reader.string()
            encodeSymbol(reader.bytes.extracting(source), &parts)
        }
        if flags.contains(.id) {
            let id = reader.bytes.extracting(reader.string())
            parts.personalTexts.appendString(id)
            let print = NameHash.fingerprint(
                source: reader.bytes.extracting(source), id: id, key: key)
            index.add(fingerprint: print, sequence: sequence)
        }
        if flags.contains(.ordinal) { parts.records.appendZigzag(reader.int64()) }
        if flags.contains(.sent) { parts.records.appendZigzag(reader.int64() &- time) }
        if flags.contains(.actor) {
            parts.records.append(UInt8(truncatingIfNeeded: reader.int64()))
            encodeSymbol(reader.bytes.extracting(reader.string()), &parts)
        }
        if flags.contains(.group) {
            parts.records.appendVarint(UInt64(bitPattern: reader.int64()))
        }
    }

    private mutating func encodeFields(
        _ plan: RowPlan, _ reader: inout ByteReader, _ parts: inout BlockParts, _ time: Int64,
        _ sequence: UInt64
    ) {
        let presence = reader.uint64()
        if plan.presenceBytes > 0 {
            let optional = plans.optionalBits(of: presence, plan)
            for byte in 0..<Int(plan.presenceBytes) {
                parts.records.append(
                    UInt8(truncatingIfNeeded: optional &>> UInt64(byte &* 8)))
            }
        }
        for index in 0..<Int(plan.count) where presence &>> UInt64(index) & 1 != 0 {
            let field = plans.fields[Int(plan.first) &+ index]
            switch field.code {
            case FieldCode.name:
                let text = reader.bytes.extracting(reader.string())
                encodeName(text, field.entity, &parts, sequence)
            case FieldCode.symbol, FieldCode.word:
                encodeSymbol(reader.bytes.extracting(reader.string()), &parts)
            case FieldCode.text:
                parts.records.appendString(reader.bytes.extracting(reader.string()))
            case FieldCode.personalText, FieldCode.json:
                parts.personalTexts.appendString(reader.bytes.extracting(reader.string()))
            case FieldCode.integer, FieldCode.milli, FieldCode.duration:
                parts.records.appendZigzag(reader.int64())
            case FieldCode.time:
                parts.records.appendZigzag(reader.int64() &- time)
            case FieldCode.money:
                parts.records.appendZigzag(reader.int64())
                encodeSymbol(reader.bytes.extracting(reader.string()), &parts)
            case FieldCode.flag:
                parts.records.append(UInt8(reader.int64() == 0 ? 0 : 1))
            default:
                let rows = reader.int64()
                parts.records.appendVarint(UInt64(bitPattern: rows))
                for _ in 0..<rows {
                    encodeFields(
                        plans.rows[Int(field.inner)], &reader, &parts, time, sequence)
                }
            }
        }
    }

    private mutating func encodeSymbol(_ text: RawSpan, _ parts: inout BlockParts) {
        guard text.byteCount <= Limits.symbolBytesShared else {
            parts.records.append(UInt8(0))
            parts.records.appendString(text)
            return
        }
        let hash = NameHash.keyed(text, entity: symbolHash, key: key)
        var slot = symbols.first(hash)
        while let number = symbols.next(hash, &slot) {
            if equals(symbolTexts[Int(number)], text) {
                parts.records.appendVarint(UInt64(number) + 1)
                return
            }
        }
        guard symbolTexts.count < Limits.symbolsMax else {
            parts.records.append(UInt8(0))
            parts.records.appendString(text)
            return
        }
        let number = add(symbol: text, hash)
        parts.definitions.append(DefinitionTag.symbol)
        parts.definitions.appendString(text)
        parts.records.appendVarint(UInt64(number) + 1)
    }

    private mutating func encodeName(
        _ text: RawSpan, _ entity: UInt8, _ parts: inout BlockParts, _ sequence: UInt64
    ) {
        learn(entity: entity)
        let hash = NameHash.keyed(text, entity: entityHashes[Int(entity)], key: key)
        var slot = names.first(hash)
        while let number = names.next(hash, &slot) {
            let place = index.text(Int(number))
            if place.entity == entity && equals(place, text) {
                parts.records.appendVarint(UInt64(number))
                index.touch(Int(number), sequence: sequence)
                return
            }
        }
        let local = define(entity: entity, &parts)
        let number = add(name: text, entity, hash)
        parts.definitions.append(DefinitionTag.name)
        parts.definitions.appendVarint(UInt64(local))
        if entityDefinitions[Int(entity)].isPersonal {
            parts.personalNames.appendString(text)
        } else {
            parts.definitions.appendString(text)
        }
        parts.records.appendVarint(UInt64(number))
        index.touch(Int(number), sequence: sequence)
    }

    private func equals(_ entry: TextPlace, _ text: RawSpan) -> Bool {
        guard Int(entry.length) == text.byteCount else { return false }
        let start = Int(entry.offset)
        return texts.bytes.extracting(start..<start + Int(entry.length)).equals(text)
    }

    // MARK: Definitions

    /// Adds a symbol to the segment's dictionary, and answers its number.
    @discardableResult
    mutating func add(symbol text: RawSpan, _ hash: UInt64) -> UInt32 {
        let number = UInt32(symbolTexts.count)
        symbolTexts.append(place(text, 0))
        symbols.insert(hash, number)
        counts.symbols += 1
        return number
    }

    /// Adds a name to the segment's dictionary, and answers its number.
    @discardableResult
    mutating func add(name text: RawSpan, _ entity: UInt8, _ hash: UInt64) -> UInt32 {
        let number = counts.names
        names.insert(hash, number)
        counts.names += 1
        index.define(hash, place(text, entity))
        return number
    }

    private mutating func place(_ text: RawSpan, _ entity: UInt8) -> TextPlace {
        let offset = UInt32(texts.count)
        texts.append(text)
        return TextPlace(offset: offset, length: UInt16(text.byteCount), entity: entity)
    }

    private mutating func learn(entity: UInt8) {
        while entityHashes.count <= Int(entity) {
            let definition = catalog.entity(UInt8(entityHashes.count))
            entityDefinitions.append(definition)
            entityHashes.append(NameHash.entity(definition.name))
        }
    }

    /// Defines an entity if the segment does not have it yet, and answers its number there.
    private mutating func define(entity: UInt8, _ parts: inout BlockParts) -> Int16 {
        learn(entity: entity)
        while entityNumbers.count <= Int(entity) { entityNumbers.append(-1) }
        if entityNumbers[Int(entity)] >= 0 { return entityNumbers[Int(entity)] }
        let definition = entityDefinitions[Int(entity)]
        parts.definitions.append(DefinitionTag.entity)
        parts.definitions.appendString(definition.name)
        parts.definitions.append(definition.span.rawValue)
        parts.definitions.append(UInt8(definition.isPersonal ? 1 : 0))
        return add(entity: entity)
    }

    /// Gives an entity the next number of the segment.
    @discardableResult
    mutating func add(entity: UInt8) -> Int16 {
        while entityNumbers.count <= Int(entity) { entityNumbers.append(-1) }
        entityNumbers[Int(entity)] = Int16(counts.entities)
        counts.entities += 1
        return entityNumbers[Int(entity)]
    }

    /// Defines a schema if the segment does not have it yet, and answers its layout.
    private mutating func define(schema number: Int, _ parts: inout BlockParts) -> RowPlan {
        if number >= entries.count { learnEntries() }
        let plan = plans.rows[planRows[number]]
        if number < schemaNumbers.count, schemaNumbers[number] >= 0 { return plan }
        let entry = entries[number]
        var body = ByteBuffer()
        body.append(DefinitionTag.schema)
        body.appendString(entry.schema.name)
        defineFields(entry.schema.fields, entry.layout, &body, &parts)
        parts.definitions.append(body.bytes)
        add(schema: number)
        return plan
    }

    private mutating func learnEntries() {
        for entry in catalog.entries(from: entries.count) {
            entries.append(entry)
            planRows.append(plans.add(entry.layout))
        }
    }

    /// Gives a schema the next number of the segment.
    mutating func add(schema number: Int) {
        while schemaNumbers.count <= number { schemaNumbers.append(-1) }
        schemaNumbers[number] = Int32(counts.schemas)
        counts.schemas += 1
    }

    private mutating func defineFields(
        _ fields: [Field], _ layout: Layout, _ body: inout ByteBuffer, _ parts: inout BlockParts
    ) {
        body.appendVarint(UInt64(fields.count))
        for (field, plan) in zip(fields, layout.fields) {
            body.appendString(field.name)
            body.append(plan.code)
            body.append(UInt8(field.isOptional ? 1 : 0))
            switch field.kind {
            case .name: body.appendVarint(UInt64(define(entity: plan.entity, &parts)))
            case .list(let inner):
                defineFields(inner, layout.inner[Int(plan.inner)], &body, &parts)
            default: break
            }
        }
    }
}

extension ByteReader {
    /// Skips a row's string, and answers where its UTF-8 is.
    mutating func string() -> Range<Int> {
        let count = Int(uint32())
        let start = skip(count)
        return isValid ? start..<start + count : 0..<0
    }
}

extension ByteBuffer {
    /// Appends a string as a varint length and UTF-8.
    mutating func appendString(_ text: RawSpan) {
        appendVarint(UInt64(text.byteCount))
        append(text)
    }

    /// Appends a string as a varint length and UTF-8.
    mutating func appendString(_ text: String) {
        var text = text
        text.withUTF8 { unsafe appendString($0.span.raw) }
    }
}
