// The names that an event tells, found by its schema, so that types nobody compiled in have them
// as well.

internal import DaybookBytes

extension RecordedEvent {
    /// Every name that the event tells, with its entity, in the order of the fields; a name that it
    /// tells twice is there once.
    public var names: [(entity: EntityDefinition, name: String)] {
        var found: [(entity: EntityDefinition, name: String)] = []
        var reader = ByteReader(row.raw, at: header.fieldsOffset)
        Self.read(schema.fields, &reader, &found)
        return found
    }

    private static func read(
        _ fields: [Field], _ reader: inout ByteReader,
        _ found: inout [(entity: EntityDefinition, name: String)]
    ) {
        let presence = reader.uint64()
        for index in fields.indices where presence >> UInt64(index) & 1 != 0 {
            switch fields[index].kind {
            case .name(let entity):
                let name = text(&reader)
                if !found.contains(where: { $0.entity.name == entity.name && $0.name == name }) {
                    found.append((entity, name))
                }
            case .symbol, .word, .text, .personalText, .json: _ = text(&reader)
            case .integer, .milli, .duration, .time, .flag: _ = reader.int64()
            case .money:
                _ = reader.int64()
                _ = text(&reader)
            case .list(let inner):
                for _ in 0..<max(0, reader.int64()) where reader.isValid {
                    read(inner, &reader, &found)
                }
            }
        }
    }

    private static func text(_ reader: inout ByteReader) -> String {
        let count = Int(reader.uint32())
        let start = reader.skip(count)
        guard reader.isValid else { return "" }
        let bytes = reader.bytes.extracting(start..<start + count)
        return unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
