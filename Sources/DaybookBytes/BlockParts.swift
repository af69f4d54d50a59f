// What the coding fills and the log writes: the parts of one block, and how much a segment defines.
// Must not know what is in them.

/// How many definitions of each kind a segment holds up to some place.
public struct DefinitionCounts: Hashable, Sendable {
    /// Schemas, names, symbols and entities defined.
    public var schemas, names, symbols, entities: UInt32

    /// Counts of definitions, none by default.
    public init(
        schemas: UInt32 = 0, names: UInt32 = 0, symbols: UInt32 = 0, entities: UInt32 = 0
    ) {
        self.schemas = schemas
        self.names = names
        self.symbols = symbols
        self.entities = entities
    }
}

/// The parts of a block under construction, in buffers that are used again for every block.
///
/// In the block they follow each other in this order; the personal strings of definitions come
/// before those of records, so that a reader of the definitions alone finds them.
public struct BlockParts: ~Copyable, Sendable {
    /// Schemas, names, symbols, entities: what the records refer to.
    public var definitions = ByteBuffer(capacity: 16 << 10)
    /// The events.
    public var records = ByteBuffer(capacity: 64 << 10)
    /// The personal strings of the definitions.
    public var personalNames = ByteBuffer(capacity: 16 << 10)
    /// The personal strings of the records.
    public var personalTexts = ByteBuffer(capacity: 64 << 10)

    /// Empty parts.
    public init() {}

    /// The bytes of both personal runs.
    public var personalCount: Int { personalNames.count + personalTexts.count }

    /// The bytes of all parts.
    public var count: Int { definitions.count + records.count + personalCount }

    /// Forgets the contents and keeps the memory.
    public mutating func removeAll() {
        definitions.removeAll()
        records.removeAll()
        personalNames.removeAll()
        personalTexts.removeAll()
    }
}
