// Decoding: a page's records into a batch, driven by the schemas in the log.
//
// Record: varint schema number, varint flags, zigzag time difference to the record before (the
// first one's to the page's recorded time), then as the flags say: source (symbol), ordinal
// (zigzag), sent (zigzag difference to its time), actor (kind byte, symbol), group (varint); then
// the presence bits of the optional fields (lowest first, whole bytes), and the fields in order:
//   name: varint number      symbol, word: varint, 0 and a string or 1 + number
//   text: string             personal text, JSON: nothing here; next string of the personal part
//   integers: zigzag; a time as difference to the record's time      money: zigzag, symbol
//   flag: byte               list: varint rows, each: presence bits, fields
// A producer's id is a string of the personal part, before those of the fields.

internal import DaybookBytes

extension Batch {
    /// Decodes a page in place of the one before.
    ///
    /// - Throws: `CodingError.malformed` or `.definitionLost` with the sequence of the fact that
    ///   does not decode; the batch holds no event then. The page is damaged or was written by a
    ///   newer format: report it.
    /// - Complexity: O(bytes); no allocation once the buffers have grown.
    public mutating func load(_ page: borrowing Page) throws(CodingError) {
        heads.removeAll()
        slots.removeAll()
        slots.append(0)
        first = page.first
        end = page.end
        recorded = page.recorded.microseconds
        guard page.isWhole else { throw .malformed(sequence: page.first) }
        names.key = page.key
        bytes = page.bytes
        let personalStart = try dictionary.load(page, catalog: catalog, global: &names)
        do throws(CodingError) {
            try loadRecords(page, personalStart)
        } catch {
            heads.removeAll()
            throw error
        }
    }

    /// Takes in only what a page defines, so that later pages of its segment can be decoded.
    public mutating func define(_ page: borrowing Page) throws(CodingError) {
        heads.removeAll()
        guard page.isWhole else { throw .malformed(sequence: page.first) }
        names.key = page.key
        _ = try dictionary.load(page, catalog: catalog, global: &names)
    }

    private mutating func loadRecords(
        _ page: borrowing Page, _ personalStart: Int
    ) throws(CodingError) {
        let bytes = page.bytes
        var records = ByteReader(
            bytes.raw.extracting(0..<page.personalStart), at: page.recordsStart)
        var personal = ByteReader(
            bytes.raw.extracting(0..<page.personalStart + page.personalLength), at: personalStart)
        var time = page.recorded.microseconds
        for index in 0..<page.count {
            let sequence = page.first + UInt64(index)
            try loadRecord(&records, &personal, UInt32(index), &time, sequence)
            guard records.isValid, personal.isValid else { throw .malformed(sequence: sequence) }
        }
        guard records.isAtEnd, personal.isAtEnd else { throw .malformed(sequence: page.first) }
    }

    @inline(__always)
    private mutating func loadRecord(
        _ records: inout ByteReader, _ personal: inout ByteReader, _ index: UInt32,
        _ time: inout Int64, _ sequence: UInt64
    ) throws(CodingError) {
        let number = records.count(limit: Limits.typesMax)
        let flags = EventFlags(rawValue: UInt16(records.count(limit: 0xFFFF)))
        guard number < dictionary.schemas.count, flags.isSubset(of: .known) else {
            throw .malformed(sequence: sequence)
        }
        let schema = dictionary.schemas[number]
        if schema.isLost { throw .definitionLost(sequence: sequence) }
        let plan = dictionary.plans.rows[Int(schema.plan)]
        time &+= records.zigzag()
        var origin = Origin()
        let source = flags.contains(.source) ? try loadSymbol(&records, sequence) : .max
        if !flags.isDisjoint(with: [.id, .ordinal, .sent, .actor, .group]) {
            origin = try loadOrigin(flags, time, &records, &personal, sequence)
        }
        let place = slots.count
        slots.append(repeating: 0, count: Int(plan.slots))
        let presence = try loadFields(plan, at: place, &records, &personal, time, sequence)
        // Made in one piece: a head put together in memory stalls the copy into the buffer.
        heads.append(
            EventHead(
                time: time, presence: presence, ordinal: origin.ordinal, slots: UInt32(place),
                index: index, source: source, idOffset: origin.idOffset,
                idLength: origin.idLength, extra: origin.extra, type: schema.type,
                schema: UInt16(number), flags: flags))
    }

    /// The rarer parts of a record's envelope.
    private struct Origin {
        var ordinal: Int64 = 0
        var idOffset: UInt32 = 0
        var idLength: UInt32 = 0
        var extra: UInt32 = 0
    }

    private mutating func loadOrigin(
        _ flags: EventFlags, _ time: Int64, _ records: inout ByteReader,
        _ personal: inout ByteReader, _ sequence: UInt64
    ) throws(CodingError) -> Origin {
        var origin = Origin()
        if flags.contains(.id) {
            let place = personal.text(limit: Limits.idBytesMax)
            origin.idOffset = UInt32(truncatingIfNeeded: place >> 32)
            origin.idLength = UInt32(truncatingIfNeeded: place)
        }
        if flags.contains(.ordinal) { origin.ordinal = records.zigzag() }
        guard !flags.isDisjoint(with: [.sent, .actor, .group]) else { return origin }
        let place = slots.count
        origin.extra = UInt32(place)
        slots.append(repeating: 0, count: 4)
        if flags.contains(.sent) { slots[place] = time &+ records.zigzag() }
        if flags.contains(.actor) {
            let kind = records.uint8()
            guard EventActor.Kind(rawValue: kind) != nil else {
                throw .malformed(sequence: sequence)
            }
            slots[place + 1] = Int64(kind)
            slots[place + 2] = Int64(try loadSymbol(&records, sequence))
        }
        if flags.contains(.group) {
            slots[place + 3] = Int64(records.count(limit: Limits.appendEventsMax))
        }
        return origin
    }

    @inline(__always)
    private mutating func loadSymbol(
        _ records: inout ByteReader, _ sequence: UInt64
    ) throws(CodingError) -> UInt32 {
        let number = Int(truncatingIfNeeded: records.varint())
        guard number > 0, number <= dictionary.symbols.count else {
            return try loadRareSymbol(number, &records, sequence)
        }
        let handle = dictionary.symbols[number &- 1]
        if handle == SegmentDictionary.lostSymbol { throw .definitionLost(sequence: sequence) }
        return handle
    }

    /// A symbol that is written in full, or a number that stands for none.
    @inline(never)
    private mutating func loadRareSymbol(
        _ number: Int, _ records: inout ByteReader, _ sequence: UInt64
    ) throws(CodingError) -> UInt32 {
        guard number == 0 else { throw .malformed(sequence: sequence) }
        let place = records.text(limit: Limits.symbolBytesMax)
        let start = Int(place >> 32)
        guard records.isValid else { throw .malformed(sequence: sequence) }
        let text = records.bytes.extracting(start..<start + Int(place & 0xFFFF_FFFF))
        return dictionary.inlineSymbol(text, key: key, &names)
    }

    @inline(__always)
    private func loadName(
        _ records: inout ByteReader, _ entity: UInt8, _ sequence: UInt64
    ) throws(CodingError) -> Int64 {
        let number = Int(truncatingIfNeeded: records.varint())
        guard number >= 0, number < dictionary.names.count else {
            throw .malformed(sequence: sequence)
        }
        let name = dictionary.names[number]
        if name.entity != entity {
            throw name.entity == NameEntry.lost
                ? .definitionLost(sequence: sequence) : .malformed(sequence: sequence)
        }
        return Int64(number) << 32 | Int64(name.handle)
    }

    @inline(__always)
    private mutating func loadFields(
        _ plan: RowPlan, at place: Int, _ records: inout ByteReader,
        _ personal: inout ByteReader, _ time: Int64, _ sequence: UInt64
    ) throws(CodingError) -> UInt64 {
        var optional: UInt64 = 0
        for byte in 0..<Int(plan.presenceBytes) {
            optional |= UInt64(records.uint8()) &<< UInt64(byte &* 8)
        }
        var presence = plan.requiredMask
        for index in 0..<Int(plan.count) {
            let field = dictionary.plans.fields[Int(plan.first) &+ index]
            if field.optionalBit != FieldPlan.required {
                if optional &>> UInt64(field.optionalBit) & 1 == 0 { continue }
                presence |= 1 &<< UInt64(index)
            }
            let slot = place &+ Int(field.slot)
            switch field.code {
            case FieldCode.name:
                slots[slot] = try loadName(&records, field.entity, sequence)
            case FieldCode.symbol, FieldCode.word:
                slots[slot] = Int64(try loadSymbol(&records, sequence))
            case FieldCode.text: slots[slot] = records.text(limit: Limits.textBytesMax)
            case FieldCode.personalText, FieldCode.json:
                slots[slot] = personal.text(limit: Limits.textBytesMax)
            case FieldCode.integer, FieldCode.milli, FieldCode.duration:
                slots[slot] = records.zigzag()
            case FieldCode.time: slots[slot] = time &+ records.zigzag()
            case FieldCode.money:
                slots[slot] = records.zigzag()
                slots[slot &+ 1] = Int64(try loadSymbol(&records, sequence))
            case FieldCode.flag: slots[slot] = Int64(records.uint8() & 1)
            default:
                slots[slot] = try loadRows(
                    dictionary.plans.rows[Int(field.inner)], &records, &personal, time, sequence)
            }
        }
        return presence
    }

    /// Decodes a list: the slot holds the place of its first row and the number of rows; each row
    /// is its presence and its fields' slots.
    @inline(never)
    private mutating func loadRows(
        _ plan: RowPlan, _ records: inout ByteReader, _ personal: inout ByteReader,
        _ time: Int64, _ sequence: UInt64
    ) throws(CodingError) -> Int64 {
        let count = records.count(limit: Limits.rowsMax)
        let place = slots.count
        let stride = Int(plan.slots) + 1
        slots.append(repeating: 0, count: count * stride)
        for row in 0..<count {
            guard records.isValid else { throw .malformed(sequence: sequence) }
            let start = place + row * stride
            slots[start] = Int64(
                bitPattern: try loadFields(
                    plan, at: start + 1, &records, &personal, time, sequence))
        }
        return Int64(place) << 32 | Int64(count)
    }
}

extension ByteReader {
    /// Skips a string with a varint length, and answers its offset and length in one number.
    @inline(__always)
    mutating func text(limit: Int) -> Int64 {
        let count = self.count(limit: limit)
        let start = skip(count)
        return Int64(start) << 32 | Int64(count)
    }
}
