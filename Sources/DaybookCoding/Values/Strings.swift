// The values of an event that are words: names of entities, symbols, texts.
// Must not know which entities or words a shop has.

/// What a name stands for: a visitor, an order, or whatever a service declares.
///
/// ```swift
/// enum Voucher: Entity {
///     static let definition = EntityDefinition("voucher", .lasting)
/// }
/// typealias VoucherID = EntityID<Voucher>
/// ```
public protocol Entity: Sendable {
    /// The entity's name in schemas, how long it lives, and whether its names are personal data.
    static var definition: EntityDefinition { get }
}

/// What a schema says of an entity.
public struct EntityDefinition: Hashable, Sendable {
    /// How often an entity comes back.
    public enum Span: UInt8, Sendable {
        /// It recurs for ever, and has a dense handle in every replay.
        case lasting = 1
        /// It occurs a few times and then never again; it has no handle.
        case passing = 0
    }

    /// The entity's name in schemas, as `visitor`.
    public let name: String
    /// How often it comes back.
    public let span: Span
    /// Whether its names are personal data, kept apart so that they can be erased.
    public let isPersonal: Bool

    /// Defines an entity.
    public init(_ name: String, _ span: Span, personal: Bool = false) {
        self.name = name
        self.span = span
        isPersonal = personal
    }
}

/// The name of one entity: opaque UTF-8 of 1 to 256 bytes, never parsed.
public struct EntityID<Kind: Entity>: Hashable, Sendable {
    /// The name as its source gave it.
    public let text: String

    /// Wraps a name.
    @inlinable public init(_ text: String) { self.text = text }
}

/// A short string from a small set, as a path, a tag or a reason; written once a segment.
public struct Symbol: Hashable, Sendable {
    /// The string itself.
    public let text: String

    /// Wraps a string.
    @inlinable public init(_ text: String) { self.text = text }
}

/// Free text that is no personal data.
public struct Text: Hashable, Sendable {
    /// The text itself, at most 1 MiB of UTF-8.
    public let text: String

    /// Wraps a text.
    @inlinable public init(_ text: String) { self.text = text }
}

/// Free text that is personal data: kept apart, and erased with its subject.
public struct PersonalText: Hashable, Sendable {
    /// The text itself, at most 1 MiB of UTF-8.
    public let text: String

    /// Wraps a text.
    @inlinable public init(_ text: String) { self.text = text }
}

/// A word of an open enumeration: the listed words, and any other word is kept as it is.
///
/// A conforming type lists its words as static members; an unlisted word is an ordinary value.
public protocol OpenWord: StringValue {}

/// A field value that is one string.
public protocol StringValue: FieldValue, ExpressibleByStringLiteral, CustomStringConvertible,
    Comparable
where StringLiteralType == String {
    /// The string itself.
    var text: String { get }
    /// Wraps a string.
    init(_ text: String)
    /// How many bytes of UTF-8 it may have.
    static var bytesAllowed: ClosedRange<Int> { get }
}

extension StringValue {
    @inlinable public static var bytesAllowed: ClosedRange<Int> { 0...Limits.textBytesMax }
    @inlinable public init(stringLiteral value: String) { self.init(value) }
    @inlinable public static var blank: Self { Self("") }
    public var description: String { text }
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    @inlinable public func write(to row: inout RowWriter) { row.put(text, Self.bytesAllowed) }
    @inlinable public mutating func read(from row: inout RowReader) { self = Self(row.text()) }
}

extension EntityID: StringValue {
    public static var kind: FieldKind { .name(Kind.definition) }
    @inlinable public static var bytesAllowed: ClosedRange<Int> { 1...Limits.nameBytesMax }
}

extension Symbol: StringValue {
    public static var kind: FieldKind { .symbol }
    @inlinable public static var bytesAllowed: ClosedRange<Int> { 0...Limits.symbolBytesMax }
}

extension Text: StringValue {
    public static var kind: FieldKind { .text }
}

extension PersonalText: StringValue {
    public static var kind: FieldKind { .personalText }
}

extension OpenWord {
    public static var kind: FieldKind { .word }
    @inlinable public static var bytesAllowed: ClosedRange<Int> { 0...Limits.symbolBytesMax }
}
