// Taking a command line apart: long flags with or without a value, and the rest. Knows no command.

/// A flag that a command has.
struct Flag: Equatable {
    let name: String
    /// What its value is called in messages; nil for a flag without a value.
    let value: String?

    static func on(_ name: String) -> Flag { Flag(name: name, value: nil) }
    static func with(_ name: String, _ value: String) -> Flag { Flag(name: name, value: value) }
}

/// The parts of a command line behind the command's name.
struct Arguments {
    let command: Command.Name
    private(set) var positionals: [String] = []
    private(set) var wantsHelp = false
    private var given: [String: String] = [:]

    /// Takes words apart.
    ///
    /// - Throws: `UsageError` for an unknown, repeated or incomplete flag.
    init(
        _ words: ArraySlice<String>, of command: Command.Name, flags: [Flag]
    ) throws(UsageError) {
        self.command = command
        var rest = words
        while let word = rest.popFirst() {
            if word == "--" {
                positionals += rest
                return
            }
            if word == "--help" || word == "-h" {
                wantsHelp = true
            } else if word.hasPrefix("--") {
                try take(word, &rest, flags)
            } else if word.hasPrefix("-") && word != "-" {
                throw unknown(word, flags)
            } else {
                positionals.append(word)
            }
        }
    }

    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>, _ flags: [Flag]
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].dropFirst(2))
        guard let flag = flags.first(where: { $0.name == name }) else {
            throw unknown("--" + name, flags)
        }
        if given[name] != nil {
            throw error("--\(name) is given twice", "give it once")
        }
        guard let value = flag.value else {
            if parts.count > 1 {
                throw error("--\(name) takes no value", "write --\(name) alone")
            }
            given[name] = ""
            return
        }
        if parts.count > 1 {
            given[name] = String(parts[1])
        } else if let next = rest.first, next == "-" || !next.hasPrefix("-") {
            given[name] = rest.removeFirst()
        } else {
            throw error("--\(name) needs a value", "write --\(name) \(value)")
        }
        if given[name]?.isEmpty ?? true {
            throw error("--\(name) needs a value", "write --\(name) \(value)")
        }
    }

    private func unknown(_ word: String, _ flags: [Flag]) -> UsageError {
        let shown = Terminal.escaped(word)
        let bare = word.drop { $0 == "-" }
        if let near = Guess.nearest(String(bare), among: flags.map(\.name) + ["help"]) {
            return error("\(command.rawValue) has no flag \(shown)", "did you mean --\(near)?")
        }
        return error("\(command.rawValue) has no flag \(shown)", seeHelp)
    }

    func error(_ problem: String, _ hint: String) -> UsageError {
        UsageError(problem, hint: hint)
    }

    var seeHelp: String { "see `daybook help \(command.rawValue)`" }

    // MARK: Values

    func has(_ name: String) -> Bool { given[name] != nil }

    func text(_ name: String) -> String? { given[name] }

    func number(_ name: String) throws(UsageError) -> UInt64? {
        guard let text = given[name] else { return nil }
        guard let number = UInt64(text), text.utf8.first != UInt8(ascii: "+") else {
            throw error(
                "--\(name) is not a whole number: \(Terminal.escaped(text))",
                "write as in --\(name) 1000")
        }
        return number
    }

    /// The first so many words that are no flags, and no more.
    func expect(_ names: [String], more: String? = nil) throws(UsageError) {
        if positionals.count < names.count {
            let missing = names[positionals.count]
            throw error("\(command.rawValue) needs \(missing)", seeHelp)
        }
        if more == nil && positionals.count > names.count {
            let extra = Terminal.escaped(positionals[names.count])
            throw error("\(command.rawValue) takes no further argument: \(extra)", seeHelp)
        }
        if let empty = positionals.firstIndex(of: "") {
            let name = empty < names.count ? names[empty] : more ?? "an argument"
            throw error("\(name) is empty", seeHelp)
        }
    }
}
