// What the log asks of those who know the contents: decide, encode, remember, be told.
// The log drives it from its commit thread, one call at a time.

public import DaybookBytes

/// What became of a request in a block.
public enum Encoded: Equatable, Sendable {
    /// Events were added at the end of the block.
    case appended(events: Int)
    /// Nothing is appended; the writer has noted in the request why (a duplicate, a conflict).
    case settled
}

/// How a request ended.
public enum CommitOutcome: Equatable, Sendable {
    /// In the log; durable, or only accepted if the writer is a buffered one.
    case committed(first: UInt64, count: Int, recorded: Int64, durable: Bool)
    /// Nothing was to be appended, and what that decision rests on is committed.
    case settled
    /// Nothing of it is in the log, for certain.
    case notAppended(LogError)
    /// It may be in the log or not; opening again decides, and a retry with the same key is exact.
    case indeterminate(LogError)
}

/// The encoder of a log's contents.
///
/// Owned and called by the commit thread.
public protocol SegmentWriter: Sendable {
    /// One append that waits to be committed.
    associatedtype Request: Sendable

    /// An upper bound of what a request adds to the three parts of a block, in bytes.
    func byteBound(_ request: Request) -> Int

    /// How much this segment defines so far, for the header of the next block.
    var counts: DefinitionCounts { get }

    /// A segment begins; all numbering restarts.
    mutating func begin(_ segment: SegmentIdentity)

    /// A block of the active segment is read back while the log is opened, in order.
    ///
    /// - Throws: `ContentFault` if the contents make no sense; the log refuses to open then.
    mutating func restore(_ block: BlockView) throws(ContentFault)

    /// Decides about a request and encodes it at the end of a block.
    ///
    /// - Parameters:
    ///   - request: the request; may be changed to note a decision.
    ///   - block: where to append; nothing may be appended for a settled request.
    ///   - first: the sequence that its first event gets.
    ///   - recorded: the block's time, µs since 1970.
    mutating func encode(
        _ request: inout Request, into block: inout BlockBuilder, first: UInt64, recorded: Int64
    ) -> Encoded

    /// A block is complete and has its place; it is not written yet.
    mutating func placed(_ header: BlockHeader, at offset: UInt64)

    /// A block has been accepted: durable, or written if the writer is a buffered one.
    mutating func committed(_ block: BlockView)

    /// Tells a request's owner how it ended. Called in the order of the sequences.
    func finish(_ request: Request, _ outcome: CommitOutcome)

    /// Everything up to a sequence is durable and visible to cursors.
    func durable(through sequence: UInt64)

    /// The footer of the segment that has just ended; `begin` follows.
    ///
    /// - Returns: what makes the payload, called on another thread: the commit thread does not
    ///   wait for it.
    mutating func footer() -> @Sendable () -> [UInt8]

    /// The footer's payload of a segment whose footer was lost. May run on another thread.
    static func footer(
        rebuiltFrom blocks: inout SegmentBlocks, of segment: SegmentIdentity
    ) throws(LogError) -> [UInt8]
}
