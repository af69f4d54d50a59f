// A page's facts as flat numbers: what read models loop over. No String, no existential and no
// allocation per event.

public import DaybookBytes

/// One decoded event: its envelope, and where its fields are.
public struct EventHead: BitwiseCopyable, Sendable {
    /// When it happened, in microseconds since 1970-01-01T00:00:00Z.
    public var time: Int64
    /// Bit i: field i of the stored schema is there.
    public var presence: UInt64
    /// The producer's counter, or 0.
    public var ordinal: Int64
    /// The first slot of the fields.
    public var slots: UInt32
    /// The position in the page.
    public var index: UInt32
    /// The symbol handle of the producer, or `UInt32.max`.
    public var source: UInt32
    /// Where the producer's id lies in the page's bytes.
    var idOffset, idLength: UInt32
    /// The first of the slots for sent, actor kind, actor name and group; 0 if there are none.
    var extra: UInt32
    /// The number of the type in the catalog.
    public var type: UInt16
    /// The number of the schema in the segment.
    var schema: UInt16
    /// Which parts it has.
    public var flags: EventFlags
}

extension EventFlags: BitwiseCopyable {}

/// Where a field is found in decoded events of one type.
///
/// Small, since read models copy a dozen of them for a fact.
public struct FieldIndex: BitwiseCopyable, Sendable {
    /// The slot behind `EventHead.slots`.
    @usableFromInline let slot: UInt16
    /// The number of the bit in `EventHead.presence`.
    @usableFromInline let bit: UInt8

    @inlinable @inline(__always)
    func isSet(_ presence: UInt64) -> Bool { presence &>> UInt64(bit) & 1 != 0 }

    @inlinable @inline(__always)
    func place(behind start: UInt32) -> Int { Int(start) &+ Int(slot) }
}

/// The decoded facts of one page after the other, with the names that they use.
///
/// A value of a field is one `Int64`: an integer itself, a flag as 0 or 1, a symbol's handle, a
/// name (see `handle` and `key`), or a place in the page's bytes for a text.
public struct Batch: ~Copyable, Sendable {
    /// The types these events are of.
    public let catalog: Catalog
    /// The lasting names and symbols met so far.
    public internal(set) var names: Names
    /// The sequence of the page's first fact.
    public internal(set) var first: UInt64 = 0
    /// When the log took the page's facts, in microseconds since 1970-01-01T00:00:00Z.
    public internal(set) var recorded: Int64 = 0
    /// The sequence after the page's last fact.
    public internal(set) var end: UInt64 = 1
    var dictionary = SegmentDictionary()
    @usableFromInline var heads = FlatBuffer<EventHead>()
    @usableFromInline var slots = FlatBuffer<Int64>()
    @usableFromInline var bytes: [UInt8] = []
    var key: UInt64 { names.key }

    /// A decoder without a page.
    public init(catalog: Catalog, names: consuming Names = Names()) {
        self.catalog = catalog
        self.names = names
    }

    /// How many events there are.
    @inlinable public var count: Int { heads.count }

    /// One event of the page.
    @inlinable public subscript(index: Int) -> EventHead {
        @inline(__always) get { heads[index] }
    }

    /// The sequence of an event.
    @inlinable
    public func sequence(_ event: EventHead) -> UInt64 { first &+ UInt64(event.index) }

    /// The greatest time of the page's events; nil if there are none.
    public var greatestTime: Timestamp? {
        if heads.count == 0 { return nil }
        var greatest = Int64.min
        for index in 0..<heads.count { greatest = max(greatest, heads[index].time) }
        return Timestamp(microseconds: greatest)
    }

    /// Keeps only the events that happened up to an instant.
    public mutating func keep(through time: Timestamp) {
        var kept = 0
        for index in 0..<heads.count where heads[index].time <= time.microseconds {
            heads[kept] = heads[index]
            kept += 1
        }
        heads.truncate(to: kept)
    }

    /// Keeps only the events up to a sequence.
    public mutating func keep(throughSequence sequence: UInt64) {
        guard end > sequence &+ 1 else { return }
        while heads.count > 0, first + UInt64(heads[heads.count - 1].index) > sequence {
            heads.truncate(to: heads.count - 1)
        }
        end = max(first, sequence &+ 1)
    }

    /// Leaves out the events with some sequences.
    ///
    /// - Parameter isDropped: asked once for each event.
    public mutating func drop(where isDropped: (UInt64) -> Bool) {
        var kept = 0
        for index in 0..<heads.count where !isDropped(sequence(heads[index])) {
            heads[kept] = heads[index]
            kept += 1
        }
        heads.truncate(to: kept)
    }

    /// Whether a field is there.
    @inlinable @inline(__always)
    public func has(_ event: EventHead, _ field: FieldIndex) -> Bool {
        field.isSet(event.presence)
    }

    /// A field's value, or nil if it is absent.
    @inlinable @inline(__always)
    public func value(_ event: EventHead, _ field: FieldIndex) -> Int64? {
        field.isSet(event.presence) ? slots[field.place(behind: event.slots)] : nil
    }

    /// The currency's symbol handle of a money field that is there.
    @inlinable
    public func currency(_ event: EventHead, _ field: FieldIndex) -> UInt32 {
        UInt32(truncatingIfNeeded: slots[field.place(behind: event.slots) &+ 1])
    }

    /// The handle of a symbol or of a lasting name, or nil if the field is absent.
    @inlinable @inline(__always)
    public func handle(_ event: EventHead, _ field: FieldIndex) -> UInt32? {
        value(event, field).map { UInt32(truncatingIfNeeded: $0) }
    }

    /// The keyed hash of a name, lasting or passing, or nil if the field is absent.
    public func key(_ event: EventHead, _ field: FieldIndex) -> UInt64? {
        value(event, field).map { dictionary.names[Int($0 >> 32)].keyed }
    }

    /// The hash of a name's text that digests use, or nil if the field is absent.
    public func digest(_ event: EventHead, _ field: FieldIndex, entity: UInt64) -> UInt64? {
        guard let value = value(event, field) else { return nil }
        let name = dictionary.names[Int(value >> 32)]
        return withName(name) { XXH64.hash($0, seed: entity) }
    }

    /// Shows the bytes of a text field; does nothing if it is absent.
    @inlinable
    public func withText<Result>(
        _ event: EventHead, _ field: FieldIndex, _ body: (RawSpan) -> Result
    ) -> Result? {
        value(event, field).map { withText(at: $0, body) }
    }

    /// Shows the bytes of a text by what its slot holds.
    @inlinable
    func withText<Result>(at place: Int64, _ body: (RawSpan) -> Result) -> Result {
        let start = Int(place >> 32)
        return body(bytes.raw.extracting(start..<start + Int(place & 0xFFFF_FFFF)))
    }

    /// The number that a name ends with, up to nine digits of it; nil if it ends with no digit.
    public func endNumber(_ event: EventHead, _ field: FieldIndex) -> UInt32? {
        guard let value = value(event, field) else { return nil }
        return withName(dictionary.names[Int(value >> 32)]) { text in
            var number: UInt32 = 0
            var scale: UInt32 = 1
            var place = text.byteCount
            while place > 0, scale < 1_000_000_000 {
                let digit = text.uint8(at: place - 1) &- UInt8(ascii: "0")
                if digit > 9 { break }
                number += UInt32(digit) * scale
                scale *= 10
                place -= 1
            }
            return scale > 1 ? number : nil
        }
    }

    /// The actor's kind and the symbol handle of its name, or nil.
    public func actor(_ event: EventHead) -> (kind: EventActor.Kind, name: UInt32)? {
        guard event.flags.contains(.actor) else { return nil }
        let extra = Int(event.extra)
        guard let kind = EventActor.Kind(rawValue: UInt8(truncatingIfNeeded: slots[extra + 1]))
        else {
            return nil
        }
        return (kind, UInt32(truncatingIfNeeded: slots[extra + 2]))
    }
}

extension Catalog {
    /// Where a field is found in decoded events of a type.
    ///
    /// - Throws: `CodingError` if the type's declaration has a flaw.
    /// - Returns: nil if the type has no such field.
    public func field<E: Event>(_ type: E.Type, _ name: String) throws(CodingError) -> FieldIndex? {
        let entry = self[try number(of: type)]
        guard let index = entry.schema.fields.firstIndex(where: { $0.name == name }) else {
            return nil
        }
        return FieldIndex(slot: entry.layout.fields[index].slot, bit: UInt8(index))
    }
}

extension Batch {
    /// The fingerprint of an event's producer's key, or nil if it has none.
    func fingerprint(_ event: EventHead) -> UInt64? {
        guard event.flags.isSuperset(of: [.source, .id]) else { return nil }
        let start = Int(event.idOffset)
        let id = bytes.raw.extracting(start..<start + Int(event.idLength))
        return names.read(Names.symbols, event.source) { source in
            NameHash.fingerprint(source: source, id: id, key: key)
        }
    }
}
