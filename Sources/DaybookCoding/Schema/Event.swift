// How a type of event is declared: once. The same declaration yields its schema, its rows and its
// typed values, without key paths, reflection or Codable.

/// Fields that are visited in order: an event, or a row of a list.
public protocol Fields: Sendable, Equatable {
    /// A value with blank fields, to be read into.
    init()
    /// Shows every field, in the order of the declaration, to a visitor that may read or set it.
    mutating func visit(_ fields: inout some FieldVisitor)
}

/// A type of event.
///
/// ```swift
/// struct VoucherRedeemed: Event {
///     static let type = "voucher.redeemed"
///     var voucher: EntityID<Voucher> = .blank
///     var order: OrderID?
///     mutating func visit(_ fields: inout some FieldVisitor) {
///         fields.visit("voucher", &voucher)
///         fields.visit("order", &order)
///     }
/// }
/// ```
/// Once released, a name keeps its meaning for ever: fields are only added, at the end, as
/// optional ones.
public protocol Event: Fields {
    /// The type's name, `family.past_participle`.
    static var type: String { get }
    /// Writes all fields into a row. Has a default; it is a requirement so that a list of events
    /// of several types is written by code made for each type.
    func writeFields(to row: inout RowWriter)
}

extension Event {
    @inlinable
    public func writeFields(to row: inout RowWriter) {
        var event = self
        row.writeFields(&event)
    }
}

/// A value that a field can hold.
public protocol FieldValue: Sendable, Equatable {
    /// The type of the field in schemas.
    static var kind: FieldKind { get }
    /// A value to be read into.
    static var blank: Self { get }
    /// Appends the value to a row under construction.
    func write(to row: inout RowWriter)
    /// Takes the value from a row.
    mutating func read(from row: inout RowReader)
}

/// Sees the fields of an event one after the other.
public protocol FieldVisitor {
    /// A field that is always there.
    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value)
    /// A field that may be absent.
    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?)
    /// A list of rows.
    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row])
    /// A list of rows that may be absent.
    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?)
}

/// Collects the fields of a declaration.
struct SchemaBuilder: FieldVisitor {
    var fields: [Field] = []

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        fields.append(Field("\(name)", Value.kind))
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
        fields.append(Field("\(name)", Value.kind, optional: true))
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        fields.append(Field("\(name)", .list(Self.fields(of: Row.self))))
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        fields.append(Field("\(name)", .list(Self.fields(of: Row.self)), optional: true))
    }

    private static func fields<Row: Fields>(of row: Row.Type) -> [Field] {
        var builder = SchemaBuilder()
        var blank = Row()
        blank.visit(&builder)
        return builder.fields
    }
}
