// Hashes of the names that rows refer to, by handle. Derived from names, hence no part of any
// snapshot.

internal import DaybookCoding

/// What a number in a row stands for.
enum ReferenceKind: UInt8, CaseIterable {
    case symbol, agent, queue, person, visitor, order, `case`, conversation
}

/// Hashes of names' texts; those of names that occur again and again are kept.
struct NameHashes: Sendable {
    private var kinds: [DigestKind] = []
    private var symbols = Sparse<UInt64>(empty: 0)
    private var agents = Sparse<UInt64>(empty: 0)
    private var queues = Sparse<UInt64>(empty: 0)

    /// Takes over the kinds of a catalog.
    ///
    /// - Parameter kinds: by `ReferenceKind`.
    mutating func cover(_ kinds: [DigestKind]) {
        self = Self()
        self.kinds = kinds
    }

    /// The hash of a name's text, the same in every log.
    mutating func hash(_ handle: UInt32, _ kind: ReferenceKind, _ names: borrowing Names) -> UInt64
    {
        switch kind {
        case .symbol: Self.hash(handle, kinds[0], names, &symbols)
        case .agent: Self.hash(handle, kinds[1], names, &agents)
        case .queue: Self.hash(handle, kinds[2], names, &queues)
        default: kinds[Int(kind.rawValue)].digest(handle, names)
        }
    }

    private static func hash(
        _ handle: UInt32, _ kind: DigestKind, _ names: borrowing Names,
        _ known: inout Sparse<UInt64>
    ) -> UInt64 {
        let seen = known[handle]
        if seen != 0 { return seen }
        let hash = kind.digest(handle, names)
        known[handle] = hash
        return hash
    }
}
