// A list that is bounded and still tells how much it has forgotten. What it holds depends on the
// rows appended alone, so that a snapshot and a full replay hold the same.

/// The latest of many rows.
struct RecentRows<Row: Sendable>: Sendable {
    /// Between this many and twice as many rows are kept.
    static var keptMin: Int { 4_096 }

    private(set) var rows: [Row] = []
    /// How many rows were ever appended.
    private(set) var total: UInt64 = 0

    init() {}

    /// What a snapshot held.
    init(rows: [Row], total: UInt64) {
        self.rows = rows
        self.total = total
    }

    mutating func append(_ row: Row) {
        rows.append(row)
        total &+= 1
        if rows.count == 2 * Self.keptMin { rows.removeFirst(Self.keptMin) }
    }
}
