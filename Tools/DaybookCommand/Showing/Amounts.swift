// Amounts of money and quantities for people.

extension Text {
    /// An amount in the currency's own unit, as `1,299.00`.
    static func amount(_ minor: Int128, _ currency: String?) -> String {
        let places = currency.map { minorDigits[$0] ?? 2 } ?? 2
        let digits = String(minor.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let whole = grouped(Int128(padded.dropLast(places)) ?? 0)
        let sign = minor < 0 ? "-" : ""
        return places == 0 ? sign + whole : sign + whole + "." + padded.suffix(places)
    }

    /// A number of thousandths without zeros at its end, as `2` or `0.5`.
    static func quantity(_ thousandths: Int64) -> String {
        var text = amount(Int128(thousandths), "BHD")
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// The currencies whose minor unit is not a hundredth (ISO 4217).
    private static let minorDigits: [String: Int] = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
        "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3,
        "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    ]
}
