// Asking the live read models, and keeping them in a snapshot.

public import DaybookCoding
public import DaybookCommerce
internal import DaybookLog
public import DaybookModels

/// What a snapshot holds.
public struct SnapshotReceipt: Hashable, Sendable {
    /// The sequence at which it is true.
    public let sequence: UInt64
    /// The bytes written.
    public let bytes: Int
}

extension Daybook {
    /// The queues, as they are now.
    public var queues: QueueQueries { QueueQueries(book: self) }

    /// Asks the built-in read models: the closure runs between two pages, sees every append that
    /// has returned, and only its result leaves.
    ///
    /// - Parameter body: the question; quick, since the next facts wait for it.
    /// - Throws: `DaybookError.replay` or `.log(.damaged)` if the log does not fold: verify the
    ///   book.
    public func query<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Replay<Models>) -> Answer
    ) async throws(DaybookError) -> Answer {
        try checkOpen()
        return try await models.query(after: sync, body)
    }

    /// Keeps a read model of the caller's current from now on.
    ///
    /// - Parameter model: the model before its first fact; facts are folded at its first query.
    public func live<Model: ReadModel>(_ model: sending Model) -> LiveQuery<Model> {
        let live = LiveModel(model, folding, admission, isPushed: writer != nil)
        if writer != nil { sinks.add(live) }
        return LiveQuery(book: self, live: live)
    }

    /// Keeps the built-in read models as of the last durable fact, so that a later fold need not
    /// begin at the first.
    ///
    /// - Throws: `DaybookError.readOnly` if the book is open for reading; `.log(.diskFull)`;
    ///   `.log(.damaged)` or `.replay` where facts cannot be read, however the book was opened: a
    ///   snapshot lacks none.
    public func snapshot() async throws(DaybookError) -> SnapshotReceipt {
        guard writer != nil else { throw .readOnly }
        try checkOpen()
        var source = folding
        source.lost = LostFacts(passedOver: false)
        let folded = try await replay(Models(), source)
        let (reader, store) = (reader, folding.snapshots)
        return try await snapshotting.run { () throws(DaybookError) in
            let log = try logged { () throws(LogError) in try reader.state }.log
            let chain = try chain(at: folded.sequence, reader)
            let bytes = try store.save(folded.replay, log: log, chain: chain)
            return SnapshotReceipt(sequence: folded.sequence, bytes: bytes)
        }
    }
}

/// The chain after a sequence that ends a block; 0 for an empty log.
func chain(at sequence: UInt64, _ reader: LogReader) throws(DaybookError) -> UInt64 {
    var cursor = reader.cursor(from: max(sequence, 1))
    while let block = try logged({ () throws(LogError) in try cursor.nextBlock() }) {
        if block.header.next == sequence + 1 { return block.chain }
    }
    return 0
}

/// A service's own read model, kept current by a book.
public struct LiveQuery<Model: ReadModel>: Sendable {
    let book: Daybook
    let live: LiveModel<Model>

    /// Asks the model, as `Daybook.query`.
    public func query<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Replay<Model>) -> Answer
    ) async throws(DaybookError) -> Answer {
        try book.checkOpen()
        return try await live.query(after: book.sync, body)
    }
}

/// Questions about queues.
public struct QueueQueries: Sendable {
    let book: Daybook

    /// One queue; nil if no fact names it.
    ///
    /// - Throws: as `Daybook.query`.
    public func board(_ queue: QueueID) async throws(DaybookError) -> QueueBoard? {
        try await book.query { $0.board(queue) }
    }

    /// Every queue that has figures, by name.
    public func boards() async throws(DaybookError) -> [QueueBoard] {
        try await book.query { $0.boards() }
    }
}
