// Names on their way into a file and back: what snapshots' handles refer to. A file grows by
// sections and is never rewritten; a reader takes as many names as its snapshot counts.
//
// Section: varint kinds, then per kind: string entity, span, personal, varint first handle, varint
// names, and the names as strings. The kinds stand in the order of the catalog that wrote them.

public import DaybookBytes

/// How many names of each kind a snapshot refers to, by the catalog's numbers.
public struct NameCounts: Hashable, Sendable {
    /// The counts.
    public var counts: [UInt32]

    /// No names.
    public init(_ counts: [UInt32] = []) { self.counts = counts }
}

extension Names {
    /// How many names of each kind there are.
    public var counts: NameCounts {
        NameCounts((0..<kindCount).map { UInt32(count(UInt8($0))) })
    }

    /// Appends the names behind some counts as one section.
    public func write(after old: NameCounts, _ catalog: Catalog, into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(kindCount))
        for kind in 0..<kindCount {
            let definition = catalog.entity(UInt8(kind))
            let first = kind < old.counts.count ? Int(old.counts[kind]) : 0
            bytes.appendString(definition.name)
            bytes.append(definition.span.rawValue)
            bytes.append(UInt8(definition.isPersonal ? 1 : 0))
            bytes.appendVarint(UInt64(first))
            bytes.appendVarint(UInt64(count(UInt8(kind)) - first))
            for handle in first..<count(UInt8(kind)) {
                read(UInt8(kind), UInt32(handle)) { bytes.appendString($0) }
            }
        }
    }

    /// Takes in a section.
    ///
    /// - Returns: false if it is damaged, does not follow what is there, or names an entity that
    ///   the catalog knows otherwise; the names are of no use then.
    public mutating func take(_ reader: inout ByteReader, _ catalog: Catalog) -> Bool {
        for _ in 0..<reader.count(limit: Limits.entitiesMax) {
            let name = reader.string(limit: Limits.typeNameBytesMax)
            let span = EntityDefinition.Span(rawValue: reader.uint8())
            let isPersonal = reader.uint8() != 0
            let first = reader.count(limit: Int(UInt32.max))
            let count = reader.count(limit: Int(UInt32.max))
            guard reader.isValid, let span else { return false }
            let definition = EntityDefinition(name, span, personal: isPersonal)
            guard let kind = try? catalog.number(of: definition), self.count(kind) == first else {
                return false
            }
            let entity = NameHash.entity(name)
            for _ in 0..<count {
                let length = reader.count(limit: Limits.symbolBytesMax)
                let start = reader.skip(length)
                guard reader.isValid else { return false }
                let text = reader.bytes.extracting(start..<start + length)
                let before = self.count(kind)
                _ = handle(kind, text, hash: NameHash.keyed(text, entity: entity, key: key))
                if self.count(kind) == before { return false }
            }
        }
        return reader.isValid
    }
}
