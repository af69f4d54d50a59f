// An event on its way into the log: one run of bytes with every string in place, made by the task
// that appends. The commit thread turns it into a record without knowing the event's type.
//
// Row, little-endian:
//   0  u32  length of the whole row      4  u16  schema's number in the catalog     6  u16  flags
//   8  i64  time
//   then, as the flags say: source, id (strings), ordinal, sent (i64), actor (i64 kind, string
//   name, empty for none), group (i64 number of events)
//   then the fields: u64 presence (bit i: field i is there), and each present field in order:
//   a string (u32 length, UTF-8), an i64, money (i64, string), or a list (i64 rows, each: fields).

/// Writes events as rows, one behind the other.
public struct RowWriter: FieldVisitor, Sendable {
    /// The rows written so far.
    public private(set) var bytes: [UInt8] {
        @inlinable get { _bytes }
        set { _bytes = newValue }
    }
    @usableFromInline var _bytes: [UInt8] = []
    @usableFromInline var presence: UInt64 = 0
    @usableFromInline var field = 0
    @usableFromInline var start = 0
    @usableFromInline var fieldName: StaticString = ""
    /// The first thing that is wrong with the event under construction, as (field, kind of flaw).
    @usableFromInline var flaw: Flaw?

    @usableFromInline enum Flaw: Sendable {
        case string(field: String, bytes: Int, isName: Bool)
        case rows(field: String, count: Int)
        case key
    }

    /// A writer without rows.
    ///
    /// - Parameter capacity: bytes to make room for.
    public init(capacity: Int = 0) { _bytes.reserveCapacity(capacity) }

    /// Forgets all rows and keeps the memory.
    public mutating func removeAll() { _bytes.removeAll(keepingCapacity: true) }

    /// Writes one event.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - entry: the number of its schema in the catalog.
    ///   - envelope: what its producer says of it; `now` counts where it gives no time.
    ///   - group: how many events a keyed append has, given with its first one only.
    /// - Throws: `CodingError` if a name, a text, a list or the event is over its limit; nothing is
    ///   written then. Make it smaller.
    @inlinable
    public mutating func append<E: Event>(
        _ event: E, entry: UInt16, envelope: Envelope, now: Timestamp, group: Int? = nil
    ) throws(CodingError) {
        begin(entry: entry, envelope: envelope, now: now, extra: [], group: group)
        event.writeFields(to: &self)
        try end(type: E.type)
    }

    /// Begins a row: everything before the fields.
    public mutating func begin(
        entry: UInt16, envelope: Envelope, now: Timestamp, extra: EventFlags, group: Int? = nil
    ) {
        start = _bytes.count
        flaw = nil
        fieldName = "id"
        var flags = extra
        if envelope.time != nil { flags.insert(.timeGiven) }
        if envelope.source != nil { flags.insert(.source) }
        if envelope.id != nil { flags.insert(.id) }
        if envelope.ordinal != nil { flags.insert(.ordinal) }
        if envelope.sent != nil { flags.insert(.sent) }
        if envelope.actor != nil { flags.insert(.actor) }
        if group != nil { flags.insert(.group) }
        put(raw: UInt32(0))
        put(raw: entry)
        put(raw: flags.rawValue)
        put((envelope.time ?? now).microseconds)
        if let source = envelope.source {
            if source.isEmpty || source.utf8.count > Limits.symbolBytesMax { flaw = .key }
            put(source, 0...Limits.symbolBytesMax)
        }
        if let id = envelope.id {
            let fits = (1...Limits.idBytesMax).contains(id.utf8.count)
            if !fits || envelope.source == nil { flaw = .key }
            put(id, 0...Limits.textBytesMax)
        }
        if let ordinal = envelope.ordinal { put(ordinal) }
        if let sent = envelope.sent { put(sent.microseconds) }
        if let actor = envelope.actor {
            put(Int64(actor.kind.rawValue))
            put(actor.name ?? "", 0...Limits.nameBytesMax)
        }
        if let group { put(Int64(group)) }
    }

    /// Ends a row, or takes it back if it is over a limit.
    public mutating func end(type: String) throws(CodingError) {
        let length = _bytes.count - start
        var error: CodingError?
        switch flaw {
        case .string(let field, let bytes, let isName):
            error = isName ? .badName(type, field, bytes) : .stringTooLong(type, field, bytes)
        case .rows(let field, let count): error = .tooManyRows(type, field, count)
        case .key: error = .badKey
        case nil: if length > Limits.eventBytesMax { error = .eventTooLarge(type, length) }
        }
        if let error {
            cancel()
            throw error
        }
        finish()
    }

    /// Ends a row whose parts are known to be within the limits.
    mutating func finish() { patch(UInt32(_bytes.count - start), at: start) }

    /// Takes back the row under construction.
    mutating func cancel() { _bytes.removeSubrange(start...) }

    /// Appends a string that is known to be UTF-8 and within the limits.
    mutating func put(utf8 text: RawSpan) {
        put(raw: UInt32(truncatingIfNeeded: text.byteCount))
        unsafe text.withUnsafeBytes { unsafe _bytes.append(contentsOf: $0) }
    }

    /// Writes the fields of an event or of a list's row.
    @inlinable
    public mutating func writeFields<Visited: Fields>(_ visited: inout Visited) {
        let (outerPresence, outerField) = (presence, field)
        presence = 0
        field = 0
        let place = _bytes.count
        put(0)
        visited.visit(&self)
        patch(presence, at: place)
        (presence, field) = (outerPresence, outerField)
    }

    @inlinable
    public mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        fieldName = name
        presence |= 1 &<< UInt64(truncatingIfNeeded: field)
        field &+= 1
        value.write(to: &self)
    }

    @inlinable
    public mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
        fieldName = name
        if let value {
            presence |= 1 &<< UInt64(truncatingIfNeeded: field)
            value.write(to: &self)
        }
        field &+= 1
    }

    @inlinable
    public mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        fieldName = name
        presence |= 1 &<< UInt64(truncatingIfNeeded: field)
        field &+= 1
        write(&rows)
    }

    @inlinable
    public mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        fieldName = name
        if var present = rows {
            presence |= 1 &<< UInt64(truncatingIfNeeded: field)
            write(&present)
        }
        field &+= 1
    }

    @inlinable
    mutating func write<Row: Fields>(_ rows: inout [Row]) {
        let name = fieldName
        beginRows(rows.count)
        for index in rows.indices {
            writeFields(&rows[index])
            fieldName = name
        }
    }

    /// Begins a list.
    public mutating func beginRows(_ count: Int) {
        if count > Limits.rowsMax { flaw = .rows(field: "\(fieldName)", count: count) }
        put(Int64(count))
    }

    /// Appends an integer.
    @inlinable
    public mutating func put(_ value: Int64) { put(raw: value) }

    /// Appends a string, noting a flaw if its length is not allowed.
    @inlinable
    public mutating func put(_ text: String, _ allowed: ClosedRange<Int>) {
        var text = text
        text.withUTF8 { unsafe put($0.span, allowed) }
    }

    /// Appends a string of UTF-8, noting a flaw if its length is not allowed.
    @inlinable
    public mutating func put(_ text: Span<UInt8>, _ allowed: ClosedRange<Int>) {
        if !allowed.contains(text.count) { noteLength(text.count, allowed) }
        put(raw: UInt32(truncatingIfNeeded: text.count))
        unsafe text.withUnsafeBufferPointer { unsafe _bytes.append(contentsOf: $0) }
    }

    @usableFromInline @inline(never)
    mutating func noteLength(_ count: Int, _ allowed: ClosedRange<Int>) {
        flaw = .string(field: "\(fieldName)", bytes: count, isName: allowed.lowerBound == 1)
    }

    @inlinable
    mutating func put<Integer: FixedWidthInteger>(raw value: Integer) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe _bytes.append(contentsOf: $0) }
    }

    /// Overwrites what was written as a place holder.
    @inlinable
    mutating func patch<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
        unsafe withUnsafeBytes(of: value.littleEndian) { source in
            for index in source.indices { unsafe _bytes[offset &+ index] = source[index] }
        }
    }
}
