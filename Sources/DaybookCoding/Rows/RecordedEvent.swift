// An event as it stands in the log, owned by whoever asked for it: the edge where flat numbers
// become values for people and services.

internal import DaybookBytes

/// One fact of the log, with its envelope and fields.
public struct RecordedEvent: Sendable {
    /// Its position in the log, from 1.
    public let sequence: UInt64
    /// When the log took it.
    public let recorded: Timestamp
    /// The schema that it was written with.
    public let schema: Schema
    /// Its envelope, and where its fields begin in `row`.
    public let header: RowHeader
    /// All of it as a row.
    public let row: [UInt8]

    /// The type's name, as `page.viewed`.
    public var type: String { schema.name }
    /// When it happened at its source.
    public var time: Timestamp { header.time }
    /// What its producer said of it.
    public var envelope: Envelope { header.envelope }
    /// Whether it is a line of a type nobody had declared, kept as it came.
    public var isVerbatim: Bool { header.flags.contains(.verbatim) }

    /// The event as a value of its type.
    ///
    /// An older log lacks the newer optional fields, which are nil then; fields that the type does
    /// not know are left out.
    /// - Returns: nil if it is of another type, or the log's schema contradicts the type's.
    public func decode<E: Event>(as type: E.Type = E.self) -> E? {
        guard E.type == schema.name, Schema(of: type).agrees(with: schema) else { return nil }
        var event = E()
        var reader = RowReader(row, fieldsAt: header.fieldsOffset)
        reader.readFields(&event)
        return event
    }

    /// Whether two events of the same key tell the same: type, actor, fields, and the time if the
    /// producer gave it.
    ///
    /// - Parameter isTimed: whether the time counts in any case.
    public func hasSameContent(
        as other: RowHeader, schema: Schema, row: [UInt8], isTimed: Bool = false
    ) -> Bool {
        guard self.schema.name == schema.name, header.envelope.actor == other.envelope.actor
        else { return false }
        let given = EventFlags.timeGiven
        let isGiven = header.flags.contains(given)
        guard isTimed || isGiven == other.flags.contains(given) else { return false }
        if (isTimed || isGiven) && header.time != other.time { return false }
        return self.row[header.fieldsOffset..<header.length]
            == row[other.fieldsOffset..<other.length]
    }
}

extension Batch {
    /// One event of the page, as a value of its own.
    public func event(_ index: Int) -> RecordedEvent? {
        var writer = RowWriter()
        let entry = write(index, to: &writer)
        let row = writer.bytes
        guard let header = RowHeader(row) else { return nil }
        return RecordedEvent(
            sequence: sequence(self[index]), recorded: Timestamp(microseconds: recorded),
            schema: catalog[entry].schema, header: header, row: row)
    }

    /// Writes an event as a row, and answers the number of its schema in the catalog.
    private func write(_ index: Int, to row: inout RowWriter) -> UInt16 {
        let event = self[index]
        let schema = dictionary.schemas[Int(event.schema)]
        row.begin(
            entry: schema.entry, envelope: envelope(event),
            now: Timestamp(microseconds: event.time),
            extra: event.flags.intersection([.verbatim]), group: group(event))
        writeFields(plan(of: event), event.presence, at: Int(event.slots), &row)
        row.finish()
        return schema.entry
    }

    /// The envelope of an event.
    public func envelope(_ event: EventHead) -> Envelope {
        var envelope = Envelope()
        let flags = event.flags
        if flags.contains(.timeGiven) { envelope.time = Timestamp(microseconds: event.time) }
        if flags.contains(.source) { envelope.source = names.text(Names.symbols, event.source) }
        if flags.contains(.id) {
            let start = Int(event.idOffset)
            envelope.id = String(
                decoding: bytes[start..<start + Int(event.idLength)], as: UTF8.self)
        }
        if flags.contains(.ordinal) { envelope.ordinal = event.ordinal }
        if flags.contains(.sent) {
            envelope.sent = Timestamp(microseconds: slots[Int(event.extra)])
        }
        if let actor = actor(event) {
            let name = names.text(Names.symbols, actor.name)
            envelope.actor = EventActor(actor.kind, name.isEmpty ? nil : name)
        }
        return envelope
    }

    private func group(_ event: EventHead) -> Int? {
        event.flags.contains(.group) ? Int(slots[Int(event.extra) + 3]) : nil
    }

    private func writeFields(
        _ plan: RowPlan, _ presence: UInt64, at place: Int, _ row: inout RowWriter
    ) {
        row.put(Int64(bitPattern: presence))
        for index in 0..<Int(plan.count) where presence &>> UInt64(index) & 1 != 0 {
            let field = dictionary.plans.fields[Int(plan.first) + index]
            let value = slots[place + Int(field.slot)]
            switch field.code {
            case FieldCode.name:
                withName(dictionary.names[Int(value >> 32)]) { row.put(utf8: $0) }
            case FieldCode.symbol, FieldCode.word: putSymbol(value, &row)
            case FieldCode.text, FieldCode.personalText, FieldCode.json:
                let start = Int(value >> 32)
                row.put(utf8: bytes.raw.extracting(start..<start + Int(value & 0xFFFF_FFFF)))
            case FieldCode.money:
                row.put(value)
                putSymbol(slots[place + Int(field.slot) + 1], &row)
            case FieldCode.list:
                let inner = dictionary.plans.rows[Int(field.inner)]
                let count = Int(value & 0xFFFF_FFFF)
                row.put(Int64(count))
                for position in 0..<count {
                    let start = Int(value >> 32) + position * (Int(inner.slots) + 1)
                    writeFields(inner, UInt64(bitPattern: slots[start]), at: start + 1, &row)
                }
            default: row.put(value)
            }
        }
    }

    private func putSymbol(_ handle: Int64, _ row: inout RowWriter) {
        names.read(Names.symbols, UInt32(truncatingIfNeeded: handle)) { row.put(utf8: $0) }
    }
}
