// The arguments of the subcommands that run processes: words, and numbers after their names.

/// Why a command line cannot be understood.
struct UsageError: Error {
    let what: String
}

/// The arguments of one subcommand.
struct Arguments {
    let words: [String]
    private let values: [String: String]

    /// Splits a command line into words and `--name value`.
    init(_ arguments: some Sequence<String>, names: Set<String>) throws(UsageError) {
        var words: [String] = []
        var values: [String: String] = [:]
        var name: String?
        for argument in arguments {
            if let known = name {
                values[known] = argument
                name = nil
            } else if argument.hasPrefix("--") {
                let known = String(argument.dropFirst(2))
                if !names.contains(known) { throw UsageError(what: "unknown \(argument)") }
                name = known
            } else {
                words.append(argument)
            }
        }
        if let name { throw UsageError(what: "--\(name) needs a value") }
        self.words = words
        self.values = values
    }

    /// The one word that a subcommand needs.
    func word(_ meaning: String) throws(UsageError) -> String {
        guard words.count == 1 else { throw UsageError(what: "one \(meaning) is needed") }
        return words[0]
    }

    /// A path; nil if it is not given.
    func text(_ name: String) -> String? { values[name] }

    /// A number, or what stands for it if it is not given.
    func number<Value: LosslessStringConvertible>(
        _ name: String, or value: Value
    ) throws(UsageError) -> Value {
        guard let text = values[name] else { return value }
        guard let number = Value(text) else { throw UsageError(what: "--\(name) \(text)") }
        return number
    }
}
