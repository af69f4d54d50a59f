// Folding on demand: the whole book, or as it was at a sequence or an instant.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog
public import DaybookModels

/// A read model as of a place in the log.
public final class Replayed<Model: ReadModel>: Sendable {
    /// The replay, with the model and the names that its handles refer to.
    public let replay: Replay<Model>

    init(_ replay: consuming Replay<Model>) { self.replay = replay }

    /// The model.
    public var model: Model { replay.model }
    /// The sequence that the model is true at.
    public var sequence: UInt64 { replay.sequence }
    /// The digest of the model.
    public var digest: Digest { replay.digest() }
}

extension Daybook {
    /// Folds the built-in read models as of a place.
    ///
    /// - Parameters:
    ///   - asOf: up to where facts count; all of them by default.
    ///   - progress: told now and then up to which sequence it has come.
    /// - Throws: as `replay(_:asOf:skipsHoles:progress:)`.
    public func replay(
        asOf: AsOf = AsOf(), progress: (@Sendable (UInt64) -> Void)? = nil
    ) async throws(DaybookError) -> Replayed<Models> {
        try await replay(Models(), asOf: asOf, progress: progress)
    }

    /// Folds a read model of the caller's as of a place.
    ///
    /// - Parameters:
    ///   - model: the model before its first fact.
    ///   - asOf: up to where facts count.
    ///   - skipsHoles: whether lost facts are passed over; the answer lacks them then.
    ///   - progress: told now and then up to which sequence it has come.
    /// - Throws: `DaybookError.log(.damaged)` or `.replay` where facts cannot be read: verify the
    ///   book.
    /// - Complexity: O(facts) at several million a second.
    public func replay<Model: ReadModel>(
        _ model: Model, asOf: AsOf = AsOf(), skipsHoles: Bool = false,
        progress: (@Sendable (UInt64) -> Void)? = nil
    ) async throws(DaybookError) -> Replayed<Model> {
        try await sync()
        let (reader, catalog) = (reader, catalog)
        let snapshots = SnapshotStore(storage, directory)
        return try await BlockingQueue("replay").run { () throws(DaybookError) in
            try logged { () throws(LogError) in _ = try reader.refresh() }
            var start = SnapshotStart(sequence: 0, chain: 0)
            var replay = Replay(model, catalog: catalog, asOf: asOf, skipsHoles: skipsHoles)
            if !skipsHoles,
                let found = try snapshots.latest(Model.self, reader, catalog, serving: asOf)
            {
                start = found.start
                replay = found.replay(asOf: asOf)
            }
            let isWhole = try run(&replay, reader, from: start, skipsHoles, progress)
            if !isWhole {
                // The snapshot is of another history: it is ignored.
                replay = Replay(model, catalog: catalog, asOf: asOf, skipsHoles: skipsHoles)
                start = SnapshotStart(sequence: 0, chain: 0)
                _ = try run(&replay, reader, from: start, skipsHoles, progress)
            }
            return Replayed(replay)
        }
    }
}

/// Folds everything behind a start; false if the start is not part of this log's history.
private func run<Model: ReadModel>(
    _ replay: inout Replay<Model>, _ reader: LogReader, from start: SnapshotStart,
    _ skipsHoles: Bool, _ progress: (@Sendable (UInt64) -> Void)?
) throws(DaybookError) -> Bool {
    var cursor = reader.cursor(from: max(start.sequence, 1))
    while !replay.isComplete {
        let block: BlockView?
        do throws(LogError) {
            block = try cursor.nextBlock()
        } catch {
            guard skipsHoles, case .damaged = error else { throw .log(error) }
            let skipped = try logged { () throws(LogError) in try cursor.skipDamage() }
            if skipped == nil { return true }
            continue
        }
        guard let block else { return true }
        if block.header.next == start.sequence + 1, block.chain != start.chain { return false }
        try fold(block, into: &replay)
        progress?(block.header.next - 1)
    }
    return true
}
