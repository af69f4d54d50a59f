// What many rows have in common, stored once: their producer and one more handle. Only a producer's
// counter makes an entry of its own. Keeps a row of a read model at 32 bytes.

internal import DaybookBytes

/// Where a row comes from: the parts of canonical order between its time and its rank.
struct Origin: BitwiseCopyable, Sendable {
    /// The order key of the producer; 0 for none.
    var source: UInt32
    /// A handle that the model keeps with the row.
    var handle: UInt32
    /// The producer's counter, or 0.
    var ordinal: Int64
    /// A part of the hash of the handle's name, where the order of names matters; else 0.
    var hash: UInt32 = 0
}

/// The origins that rows refer to by number.
struct Origins: Sendable {
    private var entries = Chunked<Origin>()
    private var table = FlatTable()

    subscript(number: UInt32) -> Origin {
        @inline(__always) get { entries[Int(number)] }
    }

    /// The number of an origin.
    mutating func number(_ origin: Origin) -> UInt32 {
        // Counters are hardly ever equal, so they are not looked for.
        if origin.ordinal != 0 { return UInt32(truncatingIfNeeded: entries.append(origin)) }
        let hash = (UInt64(origin.source) << 32 | UInt64(origin.handle)) &* 0x9E37_79B9_7F4A_7C15
        let spread = hash ^ hash &>> 29
        var slot = table.first(spread)
        while let number = table.next(spread, &slot) {
            let known = entries[Int(number)]
            if known.source == origin.source && known.handle == origin.handle
                && known.hash == origin.hash
            {
                return number
            }
        }
        let number = UInt32(truncatingIfNeeded: entries.append(origin))
        table.insert(spread, number)
        return number
    }
}
