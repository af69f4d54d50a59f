// All schemas and entities that a book knows, numbered: the vocabulary's, those a service declares,
// and those met in a log. Must not know which they are.

internal import Synchronization

/// The event types of a book, each with a number that holds while the book is open.
///
/// Thread-safe. Numbers are dense from 0 in the order of declaration, so that arrays can be indexed
/// by them.
public final class Catalog: Sendable {
    /// A schema with its number and the plan for coding it.
    public struct Entry: Sendable {
        /// The schema as declared, or as met in a log.
        public let schema: Schema
        /// The number of the declaration whose meaning this has.
        ///
        /// Its own, or that of the schema it extends or falls short of; read models go by it.
        public let type: UInt16
        /// How records of it are laid out.
        let layout: Layout
    }

    private struct State {
        var entries: [Entry] = []
        var numbers: [Schema: UInt16] = [:]
        var byName: [String: UInt16] = [:]
        var byType: [ObjectIdentifier: UInt16] = [:]
        var entities: [EntityDefinition] = [Names.symbolEntity]
        var entityNumbers: [String: UInt8] = [Names.symbolEntity.name: 0]
    }

    private let state: Mutex<State>

    /// An empty catalog, but for the entities that actors are.
    public init() {
        state = Mutex(State())
    }

    /// How many schemas there are.
    public var count: Int { state.withLock { $0.entries.count } }

    /// Every schema from a number on; their numbers follow each other.
    public func entries(from first: Int = 0) -> [Entry] {
        state.withLock { Array($0.entries[min(first, $0.entries.count)...]) }
    }

    /// The schema with a number.
    public subscript(number: UInt16) -> Entry { state.withLock { $0.entries[Int(number)] } }

    /// The number of a type's first declaration.
    public func number(named name: String) -> UInt16? { state.withLock { $0.byName[name] } }

    /// The number of the schema with the most fields that extends a type's first declaration.
    func widest(_ name: String) -> UInt16? {
        state.withLock { state in
            guard let first = state.byName[name] else { return nil }
            let kin = state.entries.indices.filter { state.entries[$0].type == first }
            let widest = kin.max { one, other in
                state.entries[one].schema.fields.count < state.entries[other].schema.fields.count
            }
            return widest.map { UInt16($0) }
        }
    }

    /// The number of an event type, which is declared if it is not yet.
    ///
    /// - Throws: `CodingError` if the declaration has a flaw or contradicts an earlier one; mend
    ///   the declaration.
    /// - Complexity: O(1) after the first time.
    public func number<E: Event>(of type: E.Type) throws(CodingError) -> UInt16 {
        let known = state.withLock { $0.byType[ObjectIdentifier(type)] }
        if let known { return known }
        let number = try declare(Schema(of: type))
        state.withLock { $0.byType[ObjectIdentifier(type)] = number }
        return number
    }

    /// Declares a schema; declaring the same one again answers the same number.
    ///
    /// - Throws: `CodingError` if it has a flaw, or neither extends nor falls short of the schema
    ///   declared first under its name.
    @discardableResult
    public func declare(_ schema: Schema) throws(CodingError) -> UInt16 {
        if let flaw = schema.flaw { throw flaw }
        return try state.withLock { (state) throws(CodingError) in
            let first = state.byName[schema.name]
            // A contradiction that was met in a log has a number, but may not be declared either.
            if let first, !state.entries[Int(first)].schema.agrees(with: schema) {
                throw .schemaConflict(schema.name)
            }
            if let known = state.numbers[schema] { return known }
            return try Self.add(schema, as: first, to: &state)
        }
    }

    /// Takes a schema met in a log, even if it contradicts a declaration: then it is a type of its
    /// own, which is kept and shown and which no read model reads.
    func adopt(_ schema: Schema) throws(CodingError) -> UInt16 {
        try state.withLock { (state) throws(CodingError) in
            if let known = state.numbers[schema] { return known }
            let first = state.byName[schema.name].flatMap { number in
                state.entries[Int(number)].schema.agrees(with: schema) ? number : nil
            }
            return try Self.add(schema, as: first, to: &state)
        }
    }

    private static func add(
        _ schema: Schema, as type: UInt16?, to state: inout State
    ) throws(CodingError) -> UInt16 {
        guard state.entries.count < Limits.typesMax else { throw .catalogFull }
        let number = UInt16(state.entries.count)
        let layout = try Layout(schema.fields) { (definition) throws(CodingError) in
            try Self.number(of: definition, in: &state)
        }
        state.entries.append(Entry(schema: schema, type: type ?? number, layout: layout))
        state.numbers[schema] = number
        if state.byName[schema.name] == nil { state.byName[schema.name] = number }
        return number
    }

    /// The number of an entity, which is declared if it is not yet.
    public func number(of definition: EntityDefinition) throws(CodingError) -> UInt8 {
        try state.withLock { (state) throws(CodingError) in
            try Self.number(of: definition, in: &state)
        }
    }

    /// The number and definition of the entity with a name, if it is declared.
    public func entity(named name: String) -> (number: UInt8, definition: EntityDefinition)? {
        state.withLock { state in
            state.entityNumbers[name].map { ($0, state.entities[Int($0)]) }
        }
    }

    /// The definition of the entity with a number.
    public func entity(_ number: UInt8) -> EntityDefinition {
        state.withLock { $0.entities[Int(number)] }
    }

    private static func number(
        of definition: EntityDefinition, in state: inout State
    ) throws(CodingError) -> UInt8 {
        if let known = state.entityNumbers[definition.name] {
            guard state.entities[Int(known)] == definition else {
                throw .entityConflict(definition.name)
            }
            return known
        }
        guard state.entities.count < Limits.entitiesMax else { throw .catalogFull }
        let number = UInt8(state.entities.count)
        state.entities.append(definition)
        state.entityNumbers[definition.name] = number
        return number
    }
}
