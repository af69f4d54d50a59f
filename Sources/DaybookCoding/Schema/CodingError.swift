// What can be wrong with a fact, a schema or an encoded page. Numbers and names, no sentences.

/// A fact or a schema that cannot be taken, or bytes that do not decode.
public enum CodingError: Error, Hashable, Sendable {
    /// A type's name is empty, too long, or has no dot.
    case badTypeName(String)
    /// A field's name is empty, too long, or has characters beyond letters, digits, `_ - .`.
    case badFieldName(String, String)
    /// A type declares a field's name twice.
    case fieldDefinedTwice(String)
    /// A type declares more fields than the limit.
    case tooManyFields(String, Int)
    /// A list within a list.
    case nestedList(String, String)
    /// A type is declared with other fields than before.
    case schemaConflict(String)
    /// An entity is declared with another life span or privacy than before.
    case entityConflict(String)
    /// More types or entities than a catalog holds.
    case catalogFull
    /// A name of an entity is empty or too long: type, field, bytes.
    case badName(String, String, Int)
    /// A string is over its limit: type, field, bytes.
    case stringTooLong(String, String, Int)
    /// A list has more rows than the limit: type, field, rows.
    case tooManyRows(String, String, Int)
    /// One event is over the limit: type, bytes.
    case eventTooLarge(String, Int)
    /// An append is over the limit: bytes, events.
    case appendTooLarge(Int, Int)
    /// A producer's key is incomplete or too long.
    case badKey
    /// Two facts of one append have the same producer's key: source and id.
    case keyTwice(String, String)
    /// Encoded bytes end early or contradict themselves: the sequence concerned.
    case malformed(sequence: UInt64)
    /// A fact refers to a definition that was lost with a damaged block: the sequence concerned.
    case definitionLost(sequence: UInt64)
}

extension CodingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badTypeName(let name): "'\(name)' is no name for an event type"
        case .badFieldName(let type, let name): "'\(name)' is no name for a field of \(type)"
        case .fieldDefinedTwice(let type): "\(type) declares a field twice"
        case .tooManyFields(let type, let count): "\(type) declares \(count) fields"
        case .nestedList(let type, let field): "\(type).\(field) is a list within a list"
        case .schemaConflict(let type): "\(type) is declared with other fields elsewhere"
        case .entityConflict(let name): "the entity '\(name)' is declared otherwise elsewhere"
        case .catalogFull: "too many event types or entities"
        case .badName(let type, let field, let bytes):
            "\(type).\(field): a name has 1 to \(Limits.nameBytesMax) bytes, not \(bytes)"
        case .stringTooLong(let type, let field, let bytes):
            "\(type).\(field): \(bytes) bytes are too long"
        case .tooManyRows(let type, let field, let rows):
            "\(type).\(field): \(rows) rows are too many"
        case .eventTooLarge(let type, let bytes): "\(type): an event of \(bytes) bytes is too large"
        case .appendTooLarge(let bytes, let events):
            "an append of \(events) events and \(bytes) bytes is too large"
        case .badKey:
            "a producer's key has a source and an id of 1 to \(Limits.idBytesMax) bytes"
        case .keyTwice(let source, let id): "the key \(source) \(id) stands twice in one append"
        case .malformed(let sequence): "fact \(sequence) does not decode"
        case .definitionLost(let sequence):
            "fact \(sequence) uses a definition that was lost with a damaged block"
        }
    }
}
