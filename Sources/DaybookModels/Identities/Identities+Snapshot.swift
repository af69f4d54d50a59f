// The digest of identities, and their snapshot: the pairs in the order in which they were first
// told. Who belongs together is derived, hence no part of it.
//
// State: varint pairs, each: u8 flags (1 merge, 2 stands, strength << 2), varint from, varint
// into, u32 evidence, i64 time, i64 ordinal, u32 source, u32 content, u64 sequence, i64 first, i64
// undone, i64 asserted.

public import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

extension Identities {
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let visitor = DigestKind(Visitor.definition, in: catalog)
        let person = DigestKind(Person.definition, in: catalog)
        var builder = DigestBuilder(of: Self.self)
        for place in 0..<edges.count {
            let edge = edges[place]
            builder.begin(edge.isMerge ? 2 : 1)
            builder.put((edge.isMerge ? person : visitor).digest(edge.from, names))
            builder.put(person.digest(edge.into, names))
            builder.put(UInt64(edge.isLive ? 1 : 0))
            builder.put(UInt64(edge.strength.rawValue))
            let hasEvidence = edge.evidence != IdentityEdge.none
            builder.put(hasEvidence ? DigestKind.symbols.digest(edge.evidence, names) : 0)
            builder.put(edge.last.time)
            builder.put(edge.last.ordinal)
            builder.put(edge.firstAt)
            builder.put(edge.undoneAt)
            builder.put(edge.assertedAt)
            builder.end()
        }
        return builder.digest
    }

    public func encode(into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(edges.count))
        for place in 0..<edges.count {
            let edge = edges[place]
            bytes.append(
                UInt8(edge.isMerge ? 1 : 0) | (edge.isLive ? 2 : 0) | edge.strength.rawValue << 2)
            bytes.appendVarint(UInt64(edge.from))
            bytes.appendVarint(UInt64(edge.into))
            bytes.append(edge.evidence)
            bytes.append(edge.last.time)
            bytes.append(edge.last.ordinal)
            bytes.append(edge.last.source)
            bytes.append(edge.last.content)
            bytes.append(edge.sequence)
            bytes.append(edge.firstAt)
            bytes.append(edge.undoneAt)
            bytes.append(edge.assertedAt)
        }
    }

    public init?(from reader: inout ByteReader) {
        self.init()
        for _ in 0..<reader.count(limit: Int(UInt32.max) - 1) {
            guard let edge = Self.edge(&reader), find(edge) == nil else { return nil }
            add(edge)
        }
        guard reader.isValid else { return nil }
    }

    private static func edge(_ reader: inout ByteReader) -> IdentityEdge? {
        let flags = reader.uint8()
        let from = reader.count(limit: Int(UInt32.max) - 1)
        let into = reader.count(limit: Int(UInt32.max) - 1)
        guard reader.isValid, let strength = IdentityStrength(rawValue: flags >> 2) else {
            return nil
        }
        var edge = IdentityEdge(from: UInt32(from), into: UInt32(into), isMerge: flags & 1 != 0)
        edge.isLive = flags & 2 != 0
        edge.strength = strength
        edge.evidence = reader.uint32()
        edge.last.time = reader.int64()
        edge.last.ordinal = reader.int64()
        edge.last.source = reader.uint32()
        edge.last.content = reader.uint32()
        edge.sequence = reader.uint64()
        edge.firstAt = reader.int64()
        edge.undoneAt = reader.int64()
        edge.assertedAt = reader.int64()
        return reader.isValid ? edge : nil
    }
}
