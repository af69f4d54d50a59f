// What a fold needs to know of symbols: which producer is which, which word is meant. Each text is
// looked at once. Derived from names, hence no part of any snapshot.

internal import DaybookCoding

/// What canonical order and counts take for a fact's producer.
struct Sources: Sendable {
    // Bit 63: looked at. Bit 62: a book's own mark, which counts as no source. Below: 32 bits of
    // the text's hash, for order between producers, where a rare coincidence merely means that the
    // next criterion decides.
    private var known = Sparse<UInt64>(empty: 0)

    private static let mark = "daybook:"
    private static let isKnown: UInt64 = 1 << 63
    private static let isOwn: UInt64 = 1 << 62

    private mutating func look(_ handle: UInt32, _ names: borrowing Names) -> UInt64 {
        let seen = known[handle]
        if seen != 0 { return seen }
        var entry = Self.isKnown
        if names.text(Names.symbols, handle).hasPrefix(Self.mark) {
            entry |= Self.isOwn
        } else {
            entry |= max(1, DigestKind.symbols.digest(handle, names) >> 32)
        }
        known[handle] = entry
        return entry
    }

    /// The order key of a fact's producer; 0 if it has none.
    @inline(__always)
    mutating func key(_ handle: UInt32, _ names: borrowing Names) -> UInt32 {
        if handle == .max { return 0 }
        return UInt32(truncatingIfNeeded: look(handle, names))
    }

    /// The producer's handle, or `UInt32.max` if it counts as none.
    mutating func handle(_ handle: UInt32, _ names: borrowing Names) -> UInt32 {
        if handle == .max || look(handle, names) & Self.isOwn != 0 { return .max }
        return handle
    }
}

/// The codes of the words of one open enumeration, by symbol handle.
struct WordCodes: Sendable {
    private var codes = Sparse<UInt8>(empty: 0)
    private let words: [(text: String, code: UInt8)]
    private let other: UInt8

    /// Codes from 1 to 254 for words, and the code for any other word.
    init(_ words: [(text: String, code: UInt8)], other: UInt8) {
        self.words = words
        self.other = other
    }

    /// The code of a word.
    @inline(__always)
    mutating func code(_ handle: UInt32, _ names: borrowing Names) -> UInt8 {
        let known = codes[handle]
        return known != 0 ? known : look(handle, names)
    }

    private mutating func look(_ handle: UInt32, _ names: borrowing Names) -> UInt8 {
        let text = names.text(Names.symbols, handle)
        let code = words.first { $0.text == text }?.code ?? other
        codes[handle] = code
        return code
    }
}
