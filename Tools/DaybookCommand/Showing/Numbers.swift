// Numbers and instants for people.

internal import Daybook

/// Text forms of numbers.
enum Text {
    /// An integer with a gap between thousands.
    static func grouped(_ value: some BinaryInteger) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// A length of time: `850 ms`, `9 s`, `4:05`, `1:00:10`.
    static func length(_ microseconds: Int128) -> String {
        if microseconds < 0 { return "-" + length(-microseconds) }
        if microseconds < 1_000 { return "\(microseconds) µs" }
        if microseconds < 1_000_000 { return "\(microseconds / 1_000) ms" }
        let seconds = microseconds / 1_000_000
        if seconds < 60 { return "\(seconds) s" }
        let (minutes, rest) = (seconds / 60, seconds % 60)
        if minutes < 60 { return "\(minutes):\(two(rest))" }
        return "\(grouped(minutes / 60)):\(two(minutes % 60)):\(two(rest))"
    }

    private static func two(_ number: Int128) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Bytes in the unit that suits.
    static func bytes(_ count: UInt64) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var (value, unit) = (Double(count), 0)
        while value >= 1_024 && unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(count) bytes" : "\(decimal(value, 1)) \(units[unit])"
    }

    /// A number with a few digits behind the point.
    static func decimal(_ value: Double, _ places: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "0" }
        var scale: Double = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((value.magnitude * scale).rounded())
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
        let digits = String(rest)
        let zeros = String(repeating: "0", count: max(0, places - digits.count))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return places == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(zeros)\(digits)"
    }

    /// A singular or a plural.
    static func count(_ number: some BinaryInteger, _ one: String, _ many: String) -> String {
        "\(grouped(number)) \(number == 1 ? one : many)"
    }

    /// A day's name, as `2026-03-02`.
    static func day(_ day: Int64) -> String {
        let instant = Timestamp(seconds: day * 86_400)
        return String("\(instant)".prefix { $0 != "T" })
    }
}
