// How a list is shown: by which key, which way round, and how much of it. One way for all lists.

/// A key that a list can be sorted by.
protocol SortKey: RawRepresentable, CaseIterable, Equatable, Sendable where RawValue == String {
    /// The key of a list for which none is given.
    static var standard: Self { get }
}

/// The order and the length of a list.
struct Listing<Key: SortKey>: Equatable, Sendable {
    var sort = Key.standard
    /// The most rows to show; nil: all.
    var limit: Int?
    /// Whether the last comes first.
    var isReversed = false

    /// Sorts rows and keeps the first so many.
    ///
    /// - Parameter precedes: whether the one row comes before the other by the key; a total order,
    ///   so that the same book gives the same list everywhere.
    func applied<Row>(to rows: [Row], by precedes: (Key, Row, Row) -> Bool) -> [Row] {
        var sorted = rows.sorted { precedes(sort, $0, $1) }
        if isReversed { sorted.reverse() }
        return limit.map { Array(sorted.prefix($0)) } ?? sorted
    }
}

extension Flag {
    /// The flags of a list.
    static let listing: [Flag] = [.with("sort", "KEY"), .with("limit", "COUNT"), .on("reverse")]
}

extension Arguments {
    /// The order and the length of a list, by `--sort`, `--limit` and `--reverse`.
    func listing<Key: SortKey>(_ key: Key.Type = Key.self) throws(UsageError) -> Listing<Key> {
        var listing = Listing<Key>()
        if let sort = try word("sort", Key.self) { listing.sort = sort }
        if let limit = try number("limit") { listing.limit = Int(clamping: limit) }
        listing.isReversed = has("reverse")
        return listing
    }

    /// A flag's value as one of the words of an enumeration.
    func word<Word>(_ name: String, _ type: Word.Type) throws(UsageError) -> Word?
    where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
        guard let text = text(name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        throw unknownWord(name, text, Word.allCases.map(\.rawValue))
    }

    /// A flag's value as words between commas, each the name of a case.
    func words<Word>(_ name: String, _ type: Word.Type) throws(UsageError) -> Set<Word>
    where Word: CaseIterable & Hashable {
        var words: Set<Word> = []
        for part in (text(name) ?? "").split(separator: ",") {
            guard let word = Word.allCases.first(where: { "\($0)" == part }) else {
                throw unknownWord(name, String(part), Word.allCases.map { "\($0)" })
            }
            words.insert(word)
        }
        return words
    }

    private func unknownWord(_ name: String, _ word: String, _ words: [String]) -> UsageError {
        error(
            "--\(name) has no \(Terminal.escaped(word))",
            Guess.nearest(word, among: words).map { "did you mean \($0)?" }
                ?? "write " + words.joined(separator: ", "))
    }
}
