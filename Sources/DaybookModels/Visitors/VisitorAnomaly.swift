// What contradicts itself or another fact of a visitor. What is kept of many such facts depends on
// the facts alone, not on the order in which they come.

public import DaybookCoding

/// What is odd about a fact of a visitor.
public enum VisitorAnomalyKind: UInt8, Sendable, CaseIterable {
    /// A session began that belongs to another visitor, who began it first.
    ///
    /// One for each such visitor of a session; it names the first fact by which that one began it.
    case foreignSession = 0
    /// A page was left before it was opened.
    case negativeDwell = 1
}

/// A fact that contradicts another or itself.
public struct VisitorAnomaly: Hashable, Sendable {
    /// What is odd.
    public let kind: VisitorAnomalyKind
    /// The handle of the visitor.
    public let visitor: UInt32
    /// When the fact happened.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
    /// The hash of the visitor's name, the same in every log.
    let name: UInt64

    /// Whether this one comes before another, in whatever order their facts came; those of one
    /// kind, visitor and time are told apart by nothing but their sequences.
    func precedes(_ other: Self) -> Bool {
        if time != other.time { return time < other.time }
        if kind != other.kind { return kind.rawValue < other.kind.rawValue }
        if name != other.name { return name < other.name }
        return sequence < other.sequence
    }
}

extension VisitorAnomaly {
    /// What a vain claim to a session is.
    init(_ claim: SessionClaim) {
        self.init(
            kind: .foreignSession, visitor: claim.start.visitor,
            time: Timestamp(microseconds: claim.start.time), sequence: claim.start.sequence,
            name: claim.name)
    }
}

/// The contradictions that no late fact resolves any more.
struct VisitorAnomalies: Sendable {
    /// So many are told; up to twice as many are kept, so that most additions sort nothing.
    static let toldMax = 4_096

    private(set) var rows: [VisitorAnomaly] = []
    /// How many were ever added.
    private(set) var total: UInt64 = 0

    init() {}

    /// What a snapshot held.
    init(rows: [VisitorAnomaly], total: UInt64) {
        self.rows = rows
        self.total = total
    }

    mutating func append(_ row: VisitorAnomaly) {
        rows.append(row)
        total &+= 1
        if rows.count == 2 * Self.toldMax { rows = Self.latest(rows) }
    }

    /// The latest of some, in order.
    static func latest(_ rows: [VisitorAnomaly]) -> [VisitorAnomaly] {
        Array(rows.sorted { $0.precedes($1) }.suffix(toldMax))
    }
}
