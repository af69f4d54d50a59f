// Folding on demand: the whole book, or as it was at a sequence or an instant.

internal import DaybookCoding
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
    /// - Throws: as `replay(_:asOf:progress:)`.
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
    ///   - progress: told now and then up to which sequence it has come.
    /// - Throws: `DaybookError.log(.damaged)` or `.replay` where facts cannot be read: verify the
    ///   book, or open it with `Options.skipsLost`.
    /// - Complexity: O(facts) at several million a second.
    public func replay<Model: ReadModel>(
        _ model: Model, asOf: AsOf = AsOf(), progress: (@Sendable (UInt64) -> Void)? = nil
    ) async throws(DaybookError) -> Replayed<Model> {
        try await replay(model, folding, asOf: asOf, progress: progress)
    }

    func replay<Model: ReadModel>(
        _ model: Model, _ source: FoldSource, asOf: AsOf = AsOf(),
        progress: (@Sendable (UInt64) -> Void)? = nil
    ) async throws(DaybookError) -> Replayed<Model> {
        try await sync()
        return try await BlockingQueue("replay").run { () throws(DaybookError) in
            var fold = LogFold(model, source, asOf: asOf, isFollowed: false)
            try fold.catchUp(progress)
            return Replayed(fold.ended())
        }
    }
}
