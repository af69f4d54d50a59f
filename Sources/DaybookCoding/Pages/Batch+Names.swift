// Walks over the names that events and definitions hold, for indexes and for encoding to go on.

internal import DaybookBytes

extension Batch {
    /// The layout of an event.
    func plan(of event: EventHead) -> RowPlan {
        dictionary.plans.rows[Int(dictionary.schemas[Int(event.schema)].plan)]
    }

    /// Shows the segment's number of every name that an event names.
    func forEachName(_ event: EventHead, _ body: (Int) -> Void) {
        forEachName(plan(of: event), event.presence, at: Int(event.slots), body)
    }

    /// Whether an event names an entity.
    ///
    /// - Complexity: O(names of the event).
    public func names(_ event: EventHead, entity: String, name: String) -> Bool {
        guard let number = catalog.entity(named: entity)?.number else { return false }
        let text = Array(name.utf8)
        let hash = NameHash.keyed(text.raw, entity: NameHash.entity(entity), key: key)
        var isNamed = false
        forEachName(event) { local in
            let entry = dictionary.names[local]
            if entry.keyed == hash && entry.entity == number {
                isNamed = isNamed || withName(entry) { $0.equals(text.raw) }
            }
        }
        return isNamed
    }

    /// Whether an event names one of several entities.
    ///
    /// - Complexity: O(names of the event).
    public func names(_ event: EventHead, anyOf set: NameSet) -> Bool {
        var isNamed = false
        forEachName(event) { local in
            let entry = dictionary.names[local]
            if isNamed || !set.mayHold(entry.keyed) { return }
            let entity = catalog.entity(entry.entity).name
            isNamed = withName(entry) { set.holds(entity, $0, entry.keyed) }
        }
        return isNamed
    }

    private func forEachName(
        _ plan: RowPlan, _ presence: UInt64, at place: Int, _ body: (Int) -> Void
    ) {
        for index in 0..<Int(plan.count) where presence &>> UInt64(index) & 1 != 0 {
            let field = dictionary.plans.fields[Int(plan.first) + index]
            let value = slots[place + Int(field.slot)]
            if field.code == FieldCode.name { body(Int(value >> 32)) }
            if field.code == FieldCode.list {
                let inner = dictionary.plans.rows[Int(field.inner)]
                for row in 0..<Int(value & 0xFFFF_FFFF) {
                    let start = Int(value >> 32) + row * (Int(inner.slots) + 1)
                    forEachName(inner, UInt64(bitPattern: slots[start]), at: start + 1, body)
                }
            }
        }
    }

    /// Adds the definitions that an encoder does not have yet, in the order of their numbers.
    func replayDefinitions(into encoder: inout Encoder) throws(CodingError) {
        for number in Int(encoder.counts.entities)..<Int(dictionary.counts.entities) {
            guard let entity = dictionary.entity(number) else {
                throw .definitionLost(sequence: first)
            }
            encoder.add(entity: entity)
        }
        for number in Int(encoder.counts.schemas)..<Int(dictionary.counts.schemas) {
            let schema = dictionary.schemas[number]
            if schema.isLost { throw .definitionLost(sequence: first) }
            encoder.add(schema: Int(schema.entry))
        }
        for number in Int(encoder.counts.symbols)..<dictionary.symbols.count {
            let handle = dictionary.symbols[number]
            guard handle != SegmentDictionary.lostSymbol else {
                throw .definitionLost(sequence: first)
            }
            names.read(Names.symbols, handle) { text in
                let hash = NameHash.keyed(text, entity: dictionary.symbolHash, key: key)
                encoder.add(symbol: text, hash)
            }
        }
        for number in Int(encoder.counts.names)..<dictionary.names.count {
            let name = dictionary.names[number]
            guard name.entity != NameEntry.lost else { throw .definitionLost(sequence: first) }
            _ = withName(name) { text in encoder.add(name: text, name.entity, name.keyed) }
        }
    }

    /// Adds the names that an index does not have yet, in the order of their numbers.
    ///
    /// - Parameter skipsLost: whether names that were lost take their numbers and are never met.
    /// - Throws: `CodingError.definitionLost` if a page before this one was lost.
    public func defineNames(
        in index: inout SegmentIndex, skipsLost: Bool = false
    ) throws(CodingError) {
        for number in index.nameCount..<max(index.nameCount, dictionary.names.count) {
            let name = dictionary.names[number]
            guard name.entity != NameEntry.lost || skipsLost else {
                throw .definitionLost(sequence: first)
            }
            index.define(name.keyed)
        }
    }

    /// Whether the segment has defined a type up to this page: else no fact so far is of it.
    ///
    /// - Complexity: O(schemas of the segment).
    public func hasDefined(_ type: UInt16) -> Bool {
        for number in 0..<dictionary.schemas.count {
            let schema = dictionary.schemas[number]
            if schema.type == type, !schema.isLost { return true }
        }
        return false
    }

    /// How many names the segment has defined up to this page.
    public var definedNames: Int { dictionary.names.count }

    /// A name that the segment has defined, by its number there; nil if its definition was lost.
    public func definedName(
        _ number: Int
    ) -> (entity: String, text: String, hash: UInt64)? {
        let name = dictionary.names[number]
        if name.entity == NameEntry.lost { return nil }
        let text = withName(name) { text in
            unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        }
        return (catalog.entity(name.entity).name, text, name.keyed)
    }

    /// Shows the text of a name.
    func withName<Result>(_ name: NameEntry, _ body: (RawSpan) -> Result) -> Result {
        if name.handle != .max { return names.read(name.entity, name.handle, body) }
        let start = Int(name.textOffset)
        return body(
            dictionary.passingTexts.bytes.extracting(start..<start + Int(name.textLength)))
    }
}
