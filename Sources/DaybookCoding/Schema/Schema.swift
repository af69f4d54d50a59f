// What a fact consists of: named, typed fields. Written into every segment before its first use,
// so that a log describes itself. Must not know any particular event type.

/// The type of a field.
public indirect enum FieldKind: Hashable, Sendable {
    /// The name of an entity; indexed, so that all facts about it can be found.
    case name(EntityDefinition)
    /// A short string from a small set.
    case symbol
    /// A word of an open enumeration; stored as a symbol.
    case word
    /// Free text.
    case text
    /// Free text that is personal data.
    case personalText
    /// A 64-bit integer.
    case integer
    /// Thousandths.
    case milli
    /// Microseconds.
    case duration
    /// Microseconds since 1970-01-01T00:00:00Z.
    case time
    /// Minor units and a currency.
    case money
    /// True or false.
    case flag
    /// Rows with fields of their own.
    case list([Field])
    /// A JSON value of a field that no schema declared, kept as it came; personal data.
    case json

    /// The number that stands for the kind on disk.
    public var code: UInt8 {
        switch self {
        case .name: FieldCode.name
        case .symbol: FieldCode.symbol
        case .word: FieldCode.word
        case .text: FieldCode.text
        case .personalText: FieldCode.personalText
        case .integer: FieldCode.integer
        case .milli: FieldCode.milli
        case .duration: FieldCode.duration
        case .time: FieldCode.time
        case .money: FieldCode.money
        case .flag: FieldCode.flag
        case .list: FieldCode.list
        case .json: FieldCode.json
        }
    }

    /// The kind with a number, for kinds without parts.
    static func simple(_ code: UInt8) -> FieldKind? {
        switch code {
        case FieldCode.symbol: .symbol
        case FieldCode.word: .word
        case FieldCode.text: .text
        case FieldCode.personalText: .personalText
        case FieldCode.integer: .integer
        case FieldCode.milli: .milli
        case FieldCode.duration: .duration
        case FieldCode.time: .time
        case FieldCode.money: .money
        case FieldCode.flag: .flag
        case FieldCode.json: .json
        default: nil
        }
    }

    /// How many slots a decoded value takes.
    var slots: Int { if case .money = self { 2 } else { 1 } }
}

/// The numbers of the kinds on disk; never reused.
enum FieldCode {
    static let name: UInt8 = 1
    static let symbol: UInt8 = 2
    static let word: UInt8 = 3
    static let text: UInt8 = 4
    static let personalText: UInt8 = 5
    static let integer: UInt8 = 6
    static let milli: UInt8 = 7
    static let duration: UInt8 = 8
    static let time: UInt8 = 9
    static let money: UInt8 = 10
    static let flag: UInt8 = 11
    static let list: UInt8 = 12
    static let json: UInt8 = 13
}

/// One field of an event or of a list's rows.
public struct Field: Hashable, Sendable {
    /// The field's name, as in JSON.
    public let name: String
    /// Its type.
    public let kind: FieldKind
    /// Whether it may be absent.
    public let isOptional: Bool

    /// Defines a field.
    public init(_ name: String, _ kind: FieldKind, optional: Bool = false) {
        self.name = name
        self.kind = kind
        isOptional = optional
    }
}

/// The fields of one event type, in order.
public struct Schema: Hashable, Sendable {
    /// The type's name, as `page.viewed`.
    public let name: String
    /// The fields in the order of their declaration.
    public let fields: [Field]

    /// Defines a schema.
    public init(_ name: String, _ fields: [Field]) {
        self.name = name
        self.fields = fields
    }

    /// The schema of an event type, from its one declaration.
    public init<E: Event>(of type: E.Type) {
        var builder = SchemaBuilder()
        var blank = E()
        blank.visit(&builder)
        self.init(E.type, builder.fields)
    }

    /// Whether one of two schemas is the other with fields added at the end, all optional.
    ///
    /// Only then do both describe the same event type, and a reader of either understands both.
    public func agrees(with other: Schema) -> Bool {
        guard name == other.name else { return false }
        let shared = min(fields.count, other.fields.count)
        return fields[..<shared] == other.fields[..<shared]
            && fields[shared...].allSatisfy(\.isOptional)
            && other.fields[shared...].allSatisfy(\.isOptional)
    }

    /// What is wrong with a schema, if anything: names, number of fields, nested lists.
    public var flaw: CodingError? {
        guard Self.isName(name), name.utf8.contains(UInt8(ascii: ".")) else {
            return .badTypeName(name)
        }
        return Self.flaw(in: fields, of: name, depth: 0)
    }

    private static func flaw(in fields: [Field], of type: String, depth: Int) -> CodingError? {
        if fields.count > Limits.fieldsMax { return .tooManyFields(type, fields.count) }
        if Set(fields.map(\.name)).count != fields.count { return .fieldDefinedTwice(type) }
        for field in fields {
            guard isName(field.name) else { return .badFieldName(type, field.name) }
            if case .list(let inner) = field.kind {
                if depth > 0 { return .nestedList(type, field.name) }
                if let flaw = flaw(in: inner, of: type, depth: depth + 1) { return flaw }
            }
        }
        return nil
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= Limits.typeNameBytesMax
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "-")
            }
    }
}
