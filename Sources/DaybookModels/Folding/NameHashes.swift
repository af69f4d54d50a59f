// Hashes of the names that rows refer to, by handle. Derived from names, hence no part of any
// snapshot.

internal import DaybookCoding

/// What a number in a row stands for.
enum ReferenceKind: UInt8, CaseIterable {
    case symbol, agent, queue, person, visitor, order, `case`, conversation
}

/// Hashes of the texts of one kind of names, each looked at once; for kinds with few names, or with
/// names that occur again and again.
struct KindHashes: Sendable {
    private let kind: DigestKind
    // 0 stands for "not yet looked at"; a text whose hash is 0 is merely looked at each time.
    private var hashes = Sparse<UInt64>(empty: 0)

    init(_ kind: DigestKind = .symbols) { self.kind = kind }

    /// The hash of a name's text, the same in every log.
    @inline(__always)
    mutating func hash(_ handle: UInt32, _ names: borrowing Names) -> UInt64 {
        let known = hashes[handle]
        if known != 0 { return known }
        let hash = kind.digest(handle, names)
        hashes[handle] = hash
        return hash
    }
}

/// Hashes of the texts of all kinds of names that rows refer to.
struct NameHashes: Sendable {
    private var kinds: [DigestKind] = []
    private var symbols = KindHashes()
    private var agents = KindHashes()
    private var queues = KindHashes()

    /// Takes over the kinds of a catalog.
    ///
    /// - Parameter kinds: by `ReferenceKind`.
    mutating func cover(_ kinds: [DigestKind]) {
        self.kinds = kinds
        symbols = KindHashes(kinds[Int(ReferenceKind.symbol.rawValue)])
        agents = KindHashes(kinds[Int(ReferenceKind.agent.rawValue)])
        queues = KindHashes(kinds[Int(ReferenceKind.queue.rawValue)])
    }

    /// The hash of a name's text, the same in every log.
    mutating func hash(_ handle: UInt32, _ kind: ReferenceKind, _ names: borrowing Names) -> UInt64
    {
        switch kind {
        case .symbol: symbols.hash(handle, names)
        case .agent: agents.hash(handle, names)
        case .queue: queues.hash(handle, names)
        default: kinds[Int(kind.rawValue)].digest(handle, names)
        }
    }
}
