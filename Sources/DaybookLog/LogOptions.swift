// How a log is opened, and what was found while opening it.

/// When an append is acknowledged.
public enum Durability: Equatable, Sendable {
    /// When its bytes are durable.
    case durable
    /// When they are written; they become durable within the interval.
    case buffered(milliseconds: Int)
}

/// What to do if promised facts are damaged.
public enum DamagePolicy: Equatable, Sendable {
    /// Refuse to open for writing.
    case refuse
    /// Go on behind the damage, in a new segment that names what is lost.
    case appendBeyond
}

/// How a log is opened for writing.
public struct LogOptions: Sendable {
    /// Usual size of a segment, bytes; at least `Limits.segmentBytesMin`.
    public var segmentBytes = Limits.segmentBytes
    /// When an append is acknowledged.
    public var durability = Durability.durable
    /// What to do if promised facts are damaged.
    public var damage = DamagePolicy.refuse
    /// WATERMARK is synced after this time without a write.
    public var watermarkIdleMilliseconds = Limits.watermarkIdleMilliseconds
    /// Whether RESERVE is allocated; without it a full disk may keep the log from opening.
    public var keepsReserve = true
    /// Whether the writer has no threads and does its work in `LogWriter.step…`, so that a
    /// simulation chooses what happens when.
    package var isStepped = false
    /// The id of the log if it is made; taken from `random` otherwise.
    public var log: Bits128?
    /// The clock, µs since 1970.
    public var clock: @Sendable () -> Int64
    /// 64 random bits: log id, secret, salts, in this order.
    public var random: @Sendable () -> UInt64

    /// The defaults: durable, refusing damage.
    public init(
        clock: @escaping @Sendable () -> Int64 = { Platform.microseconds() },
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0 ... .max) }
    ) {
        self.clock = clock
        self.random = random
    }
}

/// What opening for writing found and did.
public struct OpeningReport: Equatable, Sendable {
    /// How the last writer ended.
    public enum Ending: Equatable, Sendable {
        /// There was no log; it has been made.
        case created
        /// It was closed.
        case closed
        /// It was not closed; the valid prefix was copied to a new file.
        case unclean
        /// Promised facts are damaged; writing goes on behind them.
        case damaged(Damage)
    }
    /// What was repaired.
    public enum Repair: Equatable, Sendable {
        /// MANIFEST was unusable and was made anew from the segments.
        case manifest
        /// WATERMARK was unusable and was ignored.
        case watermark
        /// The header page of the last segment was unusable; the copy has a new one.
        case header(file: String)
        /// A footer is rebuilt in the background.
        case footer(file: String)
        /// A file that MANIFEST does not list was removed.
        case removed(file: String)
        /// RESERVE was spent to make room.
        case reserve
    }
    /// How the last writer ended.
    public var ending = Ending.created
    /// Bytes of blocks that were read.
    public var scannedBytes: UInt64 = 0
    /// The last sequence kept.
    public var last: UInt64 = 0
    /// How much of that was proved durable before anything was read.
    public var proved: UInt64 = 0
    /// Bytes behind the last valid block that were not zero and belong to no acknowledged append.
    public var droppedBytes: UInt64 = 0
    /// Why the walk over the blocks ended before the bytes did.
    public var droppedFor: BlockFault?
    /// Damage in segments that are not appended to any more.
    public var damages: [Damage] = []
    /// What was repaired.
    public var repairs: [Repair] = []
}
