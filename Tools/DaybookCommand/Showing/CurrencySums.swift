// Sums of several currencies, for people and for machines.

internal import Daybook

extension Text {
    /// An amount with its currency, as `1,299.00 EUR`.
    static func money(_ minor: some BinaryInteger, _ currency: String) -> String {
        "\(amount(Int128(minor), currency)) \(Terminal.escaped(currency))"
    }

    /// Sums of several currencies.
    static func money(_ sums: [CurrencySum]) -> String {
        sums.map { money($0.minor, $0.currency) }.joined(separator: ", ")
    }
}

extension JSONObject {
    /// Sums of several currencies; absent if there are none.
    mutating func put(_ name: String, _ sums: [CurrencySum]) {
        if sums.isEmpty { return }
        put(
            name,
            sums.map { sum in
                var object = JSONObject()
                object.put("minor", sum.minor)
                object.put("currency", sum.currency)
                return object
            })
    }

    /// An amount; absent if there is none.
    mutating func put(_ name: String, _ money: Money?) {
        guard let money else { return }
        var object = JSONObject()
        object.put("minor", money.minor)
        object.put("currency", money.currency)
        put(name, object)
    }
}
