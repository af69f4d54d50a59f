// The values of an event that are numbers: counts, thousandths, durations, money, flags.
// No floating point: every number here adds exactly.

/// Thousandths of something: a score, a weight, a quantity.
public struct Milli: Hashable, Sendable {
    /// The number of thousandths.
    public var thousandths: Int64

    /// Wraps thousandths.
    @inlinable public init(thousandths: Int64) { self.thousandths = thousandths }

    /// A whole number of units, as thousandths; saturates at the ends of the range.
    public init(_ units: Int64) {
        let (product, overflow) = units.multipliedReportingOverflow(by: 1_000)
        thousandths = overflow ? (units < 0 ? .min : .max) : product
    }
}

/// A length of time in whole microseconds.
public struct Microseconds: Hashable, Sendable {
    /// The number of microseconds; negative where a source's clocks contradict each other.
    public var count: Int64

    /// Wraps microseconds.
    @inlinable public init(_ count: Int64) { self.count = count }

    /// Whole seconds; saturates at the ends of the range.
    public static func seconds(_ seconds: Int64) -> Microseconds {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return Microseconds(overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// Whole milliseconds; saturates at the ends of the range.
    public static func milliseconds(_ milliseconds: Int64) -> Microseconds {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000)
        return Microseconds(overflow ? (milliseconds < 0 ? .min : .max) : product)
    }
}

/// An amount in the minor units of one currency; sums never cross currencies.
public struct Money: Hashable, Sendable {
    /// The amount in minor units, as cents.
    public var minor: Int64
    /// The ISO 4217 code, as `EUR`.
    public var currency: String

    /// An amount of a currency.
    @inlinable public init(_ minor: Int64, _ currency: String) {
        self.minor = minor
        self.currency = currency
    }
}

/// A field value that is one 64-bit integer.
public protocol IntegerValue: FieldValue, Comparable {
    /// The integer as it is stored.
    var stored: Int64 { get }
    /// Wraps a stored integer.
    init(stored: Int64)
}

extension IntegerValue {
    @inlinable public static var blank: Self { Self(stored: 0) }
    @inlinable public static func < (left: Self, right: Self) -> Bool {
        left.stored < right.stored
    }
    @inlinable public func write(to row: inout RowWriter) { row.put(stored) }
    @inlinable public mutating func read(from row: inout RowReader) {
        self = Self(stored: row.integer())
    }
}

extension Int64: IntegerValue {
    public static var kind: FieldKind { .integer }
    @inlinable public var stored: Int64 { self }
    @inlinable public init(stored: Int64) { self = stored }
}

extension Milli: IntegerValue {
    public static var kind: FieldKind { .milli }
    @inlinable public var stored: Int64 { thousandths }
    @inlinable public init(stored: Int64) { thousandths = stored }
}

extension Microseconds: IntegerValue {
    public static var kind: FieldKind { .duration }
    @inlinable public var stored: Int64 { count }
    @inlinable public init(stored: Int64) { count = stored }
}

extension Bool: FieldValue {
    public static var kind: FieldKind { .flag }
    @inlinable public static var blank: Bool { false }
    @inlinable public func write(to row: inout RowWriter) { row.put(self ? 1 : 0) }
    @inlinable public mutating func read(from row: inout RowReader) { self = row.integer() != 0 }
}

extension Money: FieldValue {
    public static var kind: FieldKind { .money }
    @inlinable public static var blank: Money { Money(0, "") }
    @inlinable public func write(to row: inout RowWriter) {
        row.put(minor)
        row.put(currency, 0...Limits.symbolBytesShared)
    }
    @inlinable public mutating func read(from row: inout RowReader) {
        minor = row.integer()
        currency = row.text()
    }
}
