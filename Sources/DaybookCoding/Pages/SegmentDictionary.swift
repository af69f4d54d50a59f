// What the numbers in a segment's records stand for, built up from its definitions page by page.
//
// Definition: a tag byte, then
//   0 schema  name, varint fields, each: name, kind code, flags (1 optional), then for a name
//             varint entity number, for a list varint fields and these fields
//   1 symbol  string              2 name    varint entity number, and its string: in the personal
//   3 entity  name, span, personal           part if the entity is personal, here otherwise
// Strings are a varint length and UTF-8. Numbers count from 0 within the segment.

internal import DaybookBytes

/// The tags of definitions.
enum DefinitionTag {
    static let schema: UInt8 = 0
    static let symbol: UInt8 = 1
    static let name: UInt8 = 2
    static let entity: UInt8 = 3
}

/// What is kept of a name's definition.
@usableFromInline
struct NameEntry: BitwiseCopyable, Sendable {
    /// The hash keyed with the log's secret.
    @usableFromInline let keyed: UInt64
    /// The handle of a lasting name; `UInt32.max` for a passing one.
    @usableFromInline let handle: UInt32
    /// Where a passing name's text lies in `passingTexts`.
    let textOffset: UInt32
    let textLength: UInt16
    /// The catalog's number of its entity, or `lost`.
    let entity: UInt8

    static let lost = UInt8.max
}

/// A schema of the segment, resolved against the catalog.
struct StoredSchema: BitwiseCopyable, Sendable {
    /// The number of this very schema in the catalog.
    let entry: UInt16
    /// The number of the type as which read models know it.
    let type: UInt16
    /// The place of its layout in the plans, or `lost`.
    let plan: UInt32

    static let lost = UInt32.max
    var isLost: Bool { plan == Self.lost }
}

/// The definitions of one segment.
struct SegmentDictionary: ~Copyable, Sendable {
    private struct StoredEntity: Sendable {
        let number: UInt8
        let definition: EntityDefinition
        let hash: UInt64
    }

    private(set) var segment: UInt64 = 0
    private(set) var schemas = FlatBuffer<StoredSchema>()
    private(set) var plans = PlanTable()
    private(set) var names = FlatBuffer<NameEntry>()
    private(set) var symbols = FlatBuffer<UInt32>()
    private(set) var passingTexts = ByteBuffer()
    private var entities: [StoredEntity?] = []
    let symbolHash = NameHash.entity(Names.symbolEntity.name)

    static let lostSymbol = UInt32.max

    var counts: DefinitionCounts {
        DefinitionCounts(
            schemas: UInt32(schemas.count), names: UInt32(names.count),
            symbols: UInt32(symbols.count), entities: UInt32(entities.count))
    }

    /// The catalog's number of the entity with a number here; nil if its definition was lost.
    func entity(_ number: Int) -> UInt8? { entities[number]?.number }

    /// Begins a segment: all numbers restart.
    mutating func begin(_ segment: UInt64) {
        self.segment = segment
        schemas.removeAll()
        plans.removeAll()
        entities.removeAll()
        names.removeAll()
        symbols.removeAll()
        passingTexts.removeAll()
    }

    /// Takes in a page's definitions, and answers where the records' personal strings begin.
    ///
    /// What a lost page defined is left as a gap, so that no later number shifts.
    mutating func load(
        _ page: borrowing Page, catalog: Catalog, global: inout Names
    ) throws(CodingError) -> Int {
        if page.segment != segment { begin(page.segment) }
        leaveGaps(upTo: page.before)
        let bytes = page.bytes
        let records = page.recordsStart
        var reader = ByteReader(bytes.raw.extracting(0..<records), at: page.start)
        var personal = ByteReader(
            bytes.raw.extracting(0..<page.personalStart + page.personalLength),
            at: page.personalStart)
        var next = page.before
        while !reader.isAtEnd {
            switch reader.uint8() {
            case DefinitionTag.schema:
                try loadSchema(&reader, at: &next, page.first, catalog)
            case DefinitionTag.symbol: loadSymbol(&reader, at: &next, page.key, &global)
            case DefinitionTag.name:
                try loadName(&reader, &personal, at: &next, page, &global)
            case DefinitionTag.entity:
                try loadEntity(&reader, at: &next, page.first, catalog)
            default: reader.reject()
            }
        }
        guard reader.isValid, personal.isValid else { throw .malformed(sequence: page.first) }
        return personal.offset
    }

    private mutating func leaveGaps(upTo counts: DefinitionCounts) {
        while schemas.count < counts.schemas {
            schemas.append(StoredSchema(entry: 0, type: 0, plan: StoredSchema.lost))
        }
        while entities.count < counts.entities { entities.append(nil) }
        if symbols.count < counts.symbols {
            symbols.append(
                repeating: Self.lostSymbol, count: Int(counts.symbols) - symbols.count)
        }
        if names.count < counts.names {
            let lost = NameEntry(
                keyed: 0, handle: .max, textOffset: 0, textLength: 0, entity: NameEntry.lost)
            names.append(repeating: lost, count: Int(counts.names) - names.count)
        }
    }

    private mutating func loadSymbol(
        _ reader: inout ByteReader, at next: inout DefinitionCounts, _ key: UInt64,
        _ global: inout Names
    ) {
        let count = reader.count(limit: Limits.symbolBytesShared)
        let start = reader.skip(count)
        guard reader.isValid else { return }
        if next.symbols == symbols.count {
            let text = reader.bytes.extracting(start..<start + count)
            let hash = NameHash.keyed(text, entity: symbolHash, key: key)
            symbols.append(global.handle(Names.symbols, text, hash: hash))
        }
        next.symbols += 1
    }

    /// The handle of a symbol that is written in full in a record.
    mutating func inlineSymbol(_ text: RawSpan, key: UInt64, _ global: inout Names) -> UInt32 {
        let hash = NameHash.keyed(text, entity: symbolHash, key: key)
        return global.handle(Names.symbols, text, hash: hash)
    }

    private mutating func loadName(
        _ reader: inout ByteReader, _ personal: inout ByteReader, at next: inout DefinitionCounts,
        _ page: borrowing Page, _ global: inout Names
    ) throws(CodingError) {
        let number = reader.count(limit: Limits.entitiesMax)
        guard number < entities.count else { throw .malformed(sequence: page.first) }
        guard let entity = entities[number] else { throw .definitionLost(sequence: page.first) }
        if entity.definition.isPersonal {
            addName(&personal, entity, at: next, page.key, &global)
        } else {
            addName(&reader, entity, at: next, page.key, &global)
        }
        next.names += 1
    }

    private mutating func addName(
        _ reader: inout ByteReader, _ entity: StoredEntity, at next: DefinitionCounts,
        _ key: UInt64, _ global: inout Names
    ) {
        let count = reader.count(limit: Limits.nameBytesMax)
        let start = reader.skip(count)
        guard reader.isValid, next.names == names.count else { return }
        let text = reader.bytes.extracting(start..<start + count)
        let hash = NameHash.keyed(text, entity: entity.hash, key: key)
        var handle = UInt32.max
        let offset = passingTexts.count
        if entity.definition.span == .lasting {
            handle = global.handle(entity.number, text, hash: hash)
        } else {
            passingTexts.append(text)
        }
        names.append(
            NameEntry(
                keyed: hash, handle: handle, textOffset: UInt32(offset),
                textLength: UInt16(count), entity: entity.number))
    }

    private mutating func loadEntity(
        _ reader: inout ByteReader, at next: inout DefinitionCounts, _ sequence: UInt64,
        _ catalog: Catalog
    ) throws(CodingError) {
        let name = reader.string(limit: Limits.typeNameBytesMax)
        let span = EntityDefinition.Span(rawValue: reader.uint8())
        let isPersonal = reader.uint8() != 0
        guard reader.isValid, let span else { throw .malformed(sequence: sequence) }
        if next.entities == entities.count {
            let definition = EntityDefinition(name, span, personal: isPersonal)
            let number = try catalog.number(of: definition)
            entities.append(
                StoredEntity(number: number, definition: definition, hash: NameHash.entity(name)))
        }
        next.entities += 1
    }

    private mutating func loadSchema(
        _ reader: inout ByteReader, at next: inout DefinitionCounts, _ sequence: UInt64,
        _ catalog: Catalog
    ) throws(CodingError) {
        let name = reader.string(limit: Limits.typeNameBytesMax)
        let fields = try loadFields(&reader, sequence, depth: 0)
        guard reader.isValid else { throw .malformed(sequence: sequence) }
        if next.schemas == schemas.count {
            let schema = Schema(name, fields)
            if schema.flaw != nil { throw .malformed(sequence: sequence) }
            let number = try catalog.adopt(schema)
            let entry = catalog[number]
            let plan = UInt32(plans.add(entry.layout))
            schemas.append(StoredSchema(entry: number, type: entry.type, plan: plan))
        }
        next.schemas += 1
    }

    private func loadFields(
        _ reader: inout ByteReader, _ sequence: UInt64, depth: Int
    ) throws(CodingError) -> [Field] {
        var fields: [Field] = []
        for _ in 0..<reader.count(limit: Limits.fieldsMax) {
            let name = reader.string(limit: Limits.typeNameBytesMax)
            let code = reader.uint8()
            let isOptional = reader.uint8() & 1 != 0
            guard reader.isValid else { break }
            let kind: FieldKind
            switch code {
            case FieldCode.name:
                let number = reader.count(limit: Limits.entitiesMax)
                guard number < entities.count else { throw .malformed(sequence: sequence) }
                guard let entity = entities[number] else {
                    throw .definitionLost(sequence: sequence)
                }
                kind = .name(entity.definition)
            case FieldCode.list:
                guard depth == 0 else { throw .malformed(sequence: sequence) }
                kind = .list(try loadFields(&reader, sequence, depth: 1))
            default:
                guard let simple = FieldKind.simple(code) else {
                    throw .malformed(sequence: sequence)
                }
                kind = simple
            }
            fields.append(Field(name, kind, optional: isOptional))
        }
        return fields
    }
}

extension ByteReader {
    /// A string with a varint length, which is valid UTF-8.
    mutating func string(limit: Int) -> String {
        let count = self.count(limit: limit)
        let start = skip(count)
        guard isValid else { return "" }
        let text = bytes.extracting(start..<start + count)
        return unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
