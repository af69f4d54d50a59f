// Census: what the book holds, counted by type, producer and day. Reads every fact, hence keeps to
// a few nanoseconds each. Must not know what any type means.

internal import DaybookBytes
public import DaybookCoding

/// How many facts there are of each type, from each producer, on each day.
///
/// - Complexity: a few nanoseconds a fact; 24 bytes for each type, producer and day that occurs.
public struct Census: ReadModel {
    public static let name = "census"
    public static let version: UInt32 = 1

    /// The facts of one type from one producer on one day.
    struct Cell: BitwiseCopyable, Sendable {
        var type: UInt32
        /// The symbol of the producer, or `UInt32.max`.
        var source: UInt32
        var day: Int32
        var count: UInt64

        var hash: UInt64 {
            let hash = (UInt64(type) << 32 | UInt64(source)) &* 0x9E37_79B9_7F4A_7C15
            let mixed = (hash ^ UInt64(UInt32(bitPattern: day))) &* 0xC2B2_AE3D_27D4_EB4F
            return mixed ^ mixed &>> 31
        }
    }

    /// The first and the last time of a type's facts.
    struct Span: BitwiseCopyable, Sendable {
        var first = Int64.max
        var last = Int64.min
    }

    /// The cell that a type's last fact fell into: the next one mostly does too.
    private struct Recent: BitwiseCopyable, Sendable {
        var source: UInt32 = 0
        var cell: UInt32 = 0
        var type: UInt32 = Census.unknown
        // The bounds of the day; none yet.
        var from = Int64.max
        var through = Int64.min
    }

    fileprivate static let unknown = UInt32.max
    private static let dayLength: Int64 = 86_400_000_000

    // By name, for a catalog's numbers are not the same in every process.
    var types: [String] = []
    var spans: [Span] = []
    var cells: [Cell] = []
    private var table = FlatTable()

    // Derived from catalogs and names.
    private var catalog: Catalog?
    private var recent: [Recent] = []
    private var sources = Sources()

    public init() {}

    public mutating func apply(_ batch: borrowing Batch) {
        cover(batch.catalog)
        for index in 0..<batch.count {
            let event = batch[index]
            let number = Int(event.type)
            let near = recent[number]
            let time = event.time
            var (cell, type) = (Int(near.cell), Int(near.type))
            if near.source != event.source || time < near.from || time > near.through {
                (cell, type) = find(event, batch)
            }
            cells[cell].count &+= 1
            if time < spans[type].first { spans[type].first = time }
            if time > spans[type].last { spans[type].last = time }
        }
    }

    private mutating func cover(_ other: Catalog) {
        if catalog !== other {
            catalog = other
            recent = []
        }
        let missing = other.count - recent.count
        if missing > 0 { recent += Array(repeating: Recent(), count: missing) }
    }

    @inline(never)
    private mutating func find(
        _ event: EventHead, _ batch: borrowing Batch
    ) -> (cell: Int, type: Int) {
        let number = Int(event.type)
        if recent[number].type == Self.unknown {
            recent[number].type = place(of: batch.catalog[event.type].schema.name)
        }
        let type = recent[number].type
        let day = Timestamp(microseconds: event.time).day
        let cell = place(
            of: Cell(
                type: type, source: sources.handle(event.source, batch.names),
                day: Int32(truncatingIfNeeded: day), count: 0))
        recent[number].source = event.source
        recent[number].cell = UInt32(cell)
        // The days at the ends of the range of time are not whole.
        let (from, underflow) = day.multipliedReportingOverflow(by: Self.dayLength)
        let (through, overflow) = from.addingReportingOverflow(Self.dayLength - 1)
        recent[number].from = underflow ? event.time : from
        recent[number].through = underflow || overflow ? event.time : through
        return (cell, Int(type))
    }

    private mutating func place(of type: String) -> UInt32 {
        if let known = types.firstIndex(of: type) { return UInt32(known) }
        types.append(type)
        spans.append(Span())
        return UInt32(types.count - 1)
    }

    private mutating func place(of cell: Cell) -> Int {
        let hash = cell.hash
        var slot = table.first(hash)
        while let place = table.next(hash, &slot) {
            let known = cells[Int(place)]
            if known.type == cell.type, known.source == cell.source, known.day == cell.day {
                return Int(place)
            }
        }
        add(cell)
        return cells.count - 1
    }

    /// Adds a cell that is not there yet.
    mutating func add(_ cell: Cell) {
        table.insert(cell.hash, UInt32(cells.count))
        cells.append(cell)
    }
}
