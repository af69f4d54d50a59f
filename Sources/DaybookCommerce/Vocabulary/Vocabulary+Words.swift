// Which words the vocabulary lists for the open enumerations of an event type.

public import DaybookCoding

extension Vocabulary {
    /// The listed words of an event type's open enumerations, in the vocabulary's order.
    ///
    /// The keys are names of fields; a field of a list's rows is under `list.field`.
    public static func words<E: Event>(of type: E.Type) -> [String: [String]] {
        var collector = WordCollector()
        var blank = E()
        blank.visit(&collector)
        return collector.words
    }
}

/// Collects the words that declarations list.
private struct WordCollector: FieldVisitor {
    /// What stands before the name of a field.
    var prefix = ""
    var words: [String: [String]] = [:]

    private mutating func collect<Value>(_ name: StaticString, _ type: Value.Type) {
        guard let list = type as? any ListedWord.Type else { return }
        words[prefix + "\(name)"] = Self.listed(list)
    }

    private static func listed<Word: ListedWord>(_ type: Word.Type) -> [String] {
        Word.listed.map(\.text)
    }

    private mutating func collect<Row: Fields>(_ name: StaticString, rows: Row.Type) {
        var inner = WordCollector(prefix: "\(name).", words: words)
        var blank = Row()
        blank.visit(&inner)
        words = inner.words
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        collect(name, Value.self)
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value?) {
        collect(name, Value.self)
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]) {
        collect(name, rows: Row.self)
    }

    mutating func visit<Row: Fields>(_ name: StaticString, _ rows: inout [Row]?) {
        collect(name, rows: Row.self)
    }
}
