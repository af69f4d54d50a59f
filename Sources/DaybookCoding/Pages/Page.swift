// A block's contents on their way to a decoder, wherever they come from.

public import DaybookBytes

/// The facts of one block: definitions, records and the personal part, with what is needed to
/// decode them.
public struct Page: Sendable {
    /// The segment the page belongs to: numbers of names hold within it.
    public var segment: UInt64
    /// The key that this log's name hashes are made with.
    public var key: UInt64
    /// How many definitions of each kind stood in the segment before this page.
    public var before: DefinitionCounts
    /// The sequence of the first fact.
    public var first: UInt64
    /// How many facts the page has.
    public var count: Int
    /// When the log took these facts.
    public var recorded: Timestamp
    /// The bytes that hold the three parts one behind the other, from `start` on.
    public var bytes: [UInt8]
    /// The offset of the definitions in `bytes`.
    public var start: Int
    /// The lengths of the three parts.
    public var definitionsLength, recordsLength, personalLength: Int

    /// A page of parts that lie one behind the other.
    public init(
        segment: UInt64, key: UInt64, before: DefinitionCounts, first: UInt64, count: Int,
        recorded: Timestamp, bytes: [UInt8], start: Int, definitionsLength: Int,
        recordsLength: Int, personalLength: Int
    ) {
        self.segment = segment
        self.key = key
        self.before = before
        self.first = first
        self.count = count
        self.recorded = recorded
        self.bytes = bytes
        self.start = start
        self.definitionsLength = definitionsLength
        self.recordsLength = recordsLength
        self.personalLength = personalLength
    }

    /// The sequence after the last fact's.
    public var end: UInt64 { first + UInt64(count) }

    var recordsStart: Int { start + definitionsLength }
    var personalStart: Int { recordsStart + recordsLength }
    /// Whether the parts lie within the bytes.
    var isWhole: Bool {
        start >= 0 && definitionsLength >= 0 && recordsLength >= 0 && personalLength >= 0
            && count >= 0 && personalStart + personalLength <= bytes.count
    }
}

/// The hashes by which names are found.
public enum NameHash {
    /// The hash of an entity's name, which keeps equal names of different entities apart.
    public static func entity(_ name: String) -> UInt64 { XXH64.hash(name) }

    /// A name's hash in indexes, keyed with the log's secret so that nobody can aim at it.
    ///
    /// - Parameters:
    ///   - text: the name's UTF-8.
    ///   - entity: `entity(_:)` of its entity.
    ///   - key: the log's key.
    @inlinable
    public static func keyed(_ text: RawSpan, entity: UInt64, key: UInt64) -> UInt64 {
        XXH64.hash(text, seed: entity ^ key)
    }

    /// The fingerprint of a producer's key, keyed with the log's secret.
    public static func fingerprint(source: RawSpan, id: RawSpan, key: UInt64) -> UInt64 {
        XXH64.hash(id, seed: XXH64.hash(source, seed: key))
    }

    /// The key of a log's hashes.
    public static func key(secret: RawSpan) -> UInt64 { XXH64.hash(secret) }
}
