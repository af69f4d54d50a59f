// Instants, and their RFC 3339 text. Arithmetic on the proleptic Gregorian calendar, because the
// data path may not import Foundation; Foundation's formatter is the oracle in the tests.

internal import DaybookBytes

/// An instant: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    public var microseconds: Int64

    /// Wraps microseconds since 1970-01-01T00:00:00Z.
    @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Whole seconds since 1970-01-01T00:00:00Z; saturates at the ends of the range.
    public init(seconds: Int64) { microseconds = Microseconds.seconds(seconds).count }

    /// Reads an RFC 3339 instant, as `2026-11-20T18:00:00Z` or `2026-11-20T19:00:00.25+01:00`.
    ///
    /// Digits beyond the microsecond are cut off. A leap second (`:60`) counts as the next second.
    /// - Returns: nil for anything else.
    public init?(_ text: String) {
        guard let value = Self.parse(Array(text.utf8).raw) else { return nil }
        self = value
    }

    /// The instant one length of time later; saturates at the ends of the range.
    public static func + (start: Timestamp, length: Microseconds) -> Timestamp {
        let (sum, overflow) = start.microseconds.addingReportingOverflow(length.count)
        return Timestamp(microseconds: overflow ? (length.count < 0 ? .min : .max) : sum)
    }

    /// The length of time between two instants; saturates at the ends of the range.
    public static func - (end: Timestamp, start: Timestamp) -> Microseconds {
        let (gap, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
        return Microseconds(overflow ? (end < start ? .min : .max) : gap)
    }
}

extension Timestamp: IntegerValue {
    public static var kind: FieldKind { .time }
    @inlinable public var stored: Int64 { microseconds }
    @inlinable public init(stored: Int64) { microseconds = stored }
}

extension Timestamp: ExpressibleByStringLiteral {
    /// A literal instant; a literal that is no instant is a mistake in the program, and traps.
    public init(stringLiteral text: String) {
        guard let value = Timestamp(text) else {
            preconditionFailure("no RFC 3339 instant: \(text)")
        }
        self = value
    }
}

extension Timestamp: CustomStringConvertible {
    /// The RFC 3339 text in UTC, with as many digits of a second as are not zero.
    public var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the RFC 3339 text to some UTF-8.
    public func append(to text: inout [UInt8]) {
        let (second, micro) = Self.divide(microseconds, 1_000_000)
        let (day, inDay) = Self.divide(second, 86_400)
        let (year, month, dayOfMonth) = Self.civil(day: day)
        if year < 0 { text.append(UInt8(ascii: "-")) }
        Self.append(Int64(year.magnitude), 4, &text)
        text.append(UInt8(ascii: "-"))
        Self.append(month, 2, &text)
        text.append(UInt8(ascii: "-"))
        Self.append(dayOfMonth, 2, &text)
        text.append(UInt8(ascii: "T"))
        Self.append(inDay / 3_600, 2, &text)
        text.append(UInt8(ascii: ":"))
        Self.append(inDay / 60 % 60, 2, &text)
        text.append(UInt8(ascii: ":"))
        Self.append(inDay % 60, 2, &text)
        if micro != 0 {
            text.append(UInt8(ascii: "."))
            Self.append(micro, 6, &text)
            while text.last == UInt8(ascii: "0") { text.removeLast() }
        }
        text.append(UInt8(ascii: "Z"))
    }

    private static func append(_ number: Int64, _ width: Int, _ text: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor <= number / 10 { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// Floored division: the remainder is never negative.
    static func divide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let remainder = value % divisor
        return remainder < 0
            ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
    }
}

extension Timestamp {
    /// The whole days since 1970-01-01, rounded down.
    public var day: Int64 { Self.divide(microseconds, 86_400_000_000).0 }

    /// Year, month and day of a day number (Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`).
    static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divide(day + 719_468, 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// The day number of a date (`days_from_civil` of the same source).
    static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = divide(month <= 2 ? year - 1 : year, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// Reads RFC 3339 text, and what `append(to:)` writes for years that RFC 3339 has none for.
    ///
    /// - Returns: nil if the text is anything else, or no date of the calendar.
    static func parse(_ text: RawSpan) -> Timestamp? {
        var scan = Scan(text)
        guard let year = scan.year(), scan.take("-"), let month = scan.digits(2),
            scan.take("-"), let day = scan.digits(2), scan.take("T", or: "t", or: " "),
            let hour = scan.digits(2), scan.take(":"), let minute = scan.digits(2),
            scan.take(":"), let second = scan.digits(2), let micro = scan.fraction(),
            let offset = scan.zone(), scan.isAtEnd
        else { return nil }
        guard (1...12).contains(month), day >= 1, hour <= 23, minute <= 59, second <= 60 else {
            return nil
        }
        let days = Self.day(year: year, month: month, day: day)
        guard civil(day: days) == (year, month, day) else { return nil }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
        let microseconds = Int128(seconds) * 1_000_000 + Int128(micro)
        return Int64(exactly: microseconds).map { Timestamp(microseconds: $0) }
    }

    /// A position in text that is being taken apart.
    private struct Scan: ~Escapable {
        let text: RawSpan
        var offset = 0

        @_lifetime(copy text)
        init(_ text: RawSpan) { self.text = text }

        var isAtEnd: Bool { offset == text.byteCount }

        mutating func take(_ one: Unicode.Scalar) -> Bool { take(one, or: one, or: one) }

        mutating func take(
            _ one: Unicode.Scalar, or two: Unicode.Scalar, or three: Unicode.Scalar
        ) -> Bool {
            guard offset < text.byteCount else { return false }
            let byte = UInt32(text.uint8(at: offset))
            guard byte == one.value || byte == two.value || byte == three.value else {
                return false
            }
            offset += 1
            return true
        }

        /// Four digits, or for a year that needs them a sign and up to six, as they are written.
        mutating func year() -> Int64? {
            let sign: Int64 = take("-") ? -1 : 1
            guard var year = digits(4) else { return nil }
            for _ in 0..<2 where year > 999 {
                if let digit = digits(1) { year = year * 10 + digit }
            }
            return sign * year
        }

        mutating func digits(_ count: Int) -> Int64? {
            guard offset + count <= text.byteCount else { return nil }
            var value: Int64 = 0
            for _ in 0..<count {
                let digit = text.uint8(at: offset) &- UInt8(ascii: "0")
                guard digit <= 9 else { return nil }
                value = value * 10 + Int64(digit)
                offset += 1
            }
            return value
        }

        mutating func fraction() -> Int64? {
            guard take(".") else { return 0 }
            var value: Int64 = 0
            var count = 0
            while let digit = digits(1) {
                if count < 6 { value = value * 10 + digit }
                count += 1
            }
            guard count > 0 else { return nil }
            for _ in 0..<max(0, 6 - count) { value *= 10 }
            return value
        }

        /// The minutes east of UTC.
        mutating func zone() -> Int64? {
            if take("Z", or: "z", or: "Z") { return 0 }
            let sign: Int64 = take("-") ? -1 : 1
            guard sign < 0 || take("+"), let hours = digits(2), take(":"),
                let minutes = digits(2), hours <= 23, minutes <= 59
            else { return nil }
            return sign * (hours * 60 + minutes)
        }
    }
}
