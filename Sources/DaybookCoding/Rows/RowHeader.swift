// The parts of a row before its fields.

internal import DaybookBytes

/// A row's envelope, and where its fields begin.
public struct RowHeader: Sendable {
    /// The length of the whole row in bytes.
    public let length: Int
    /// The number of its schema in the catalog.
    public let entry: UInt16
    /// Which parts it has.
    public let flags: EventFlags
    /// When it happened.
    public let time: Timestamp
    /// The producer, its id and counter, when it sent the event, and who acted.
    public let envelope: Envelope
    /// How many events a keyed append has, told by its first one.
    public let group: Int?
    /// The offset of the fields in the row's bytes.
    public let fieldsOffset: Int

    /// Reads the row that begins at an offset; nil if there is none.
    public init?(_ rows: [UInt8], at start: Int = 0) {
        var reader = ByteReader(rows.raw, at: start)
        length = Int(reader.uint32())
        entry = reader.uint16()
        flags = EventFlags(rawValue: reader.uint16())
        time = Timestamp(microseconds: reader.int64())
        var envelope = Envelope()
        if flags.contains(.timeGiven) { envelope.time = time }
        if flags.contains(.source) { envelope.source = reader.rowText() }
        if flags.contains(.id) { envelope.id = reader.rowText() }
        if flags.contains(.ordinal) { envelope.ordinal = reader.int64() }
        if flags.contains(.sent) { envelope.sent = Timestamp(microseconds: reader.int64()) }
        if flags.contains(.actor) {
            let kind = EventActor.Kind(rawValue: UInt8(truncatingIfNeeded: reader.int64()))
            let name = reader.rowText()
            envelope.actor = EventActor(kind ?? .system, name.isEmpty ? nil : name)
        }
        group = flags.contains(.group) ? Int(reader.int64()) : nil
        self.envelope = envelope
        fieldsOffset = reader.offset
        guard reader.isValid, start + length <= rows.count, fieldsOffset <= start + length else {
            return nil
        }
    }
}

extension RowHeader {
    /// The fingerprint of a row's producer's key, or nil if it has none.
    ///
    /// - Complexity: O(bytes of the key); nothing is allocated.
    public static func fingerprint(_ rows: [UInt8], at start: Int, key: UInt64) -> UInt64? {
        var reader = ByteReader(rows.raw, at: start + 6)
        let flags = EventFlags(rawValue: reader.uint16())
        guard flags.isSuperset(of: [.source, .id]) else { return nil }
        _ = reader.skip(8)
        let source = reader.string()
        let id = reader.string()
        return NameHash.fingerprint(
            source: reader.bytes.extracting(source), id: reader.bytes.extracting(id), key: key)
    }
}

extension ByteReader {
    /// A row's string.
    mutating func rowText() -> String {
        let range = string()
        return unsafe bytes.extracting(range).withUnsafeBytes {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}
