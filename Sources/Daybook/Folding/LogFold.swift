// Folding a log: where a fold begins, and how it follows the log. Must not know who asks, nor on
// which queue it runs.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog
internal import DaybookModels

/// What folds are made from.
struct FoldSource: Sendable {
    let reader: LogReader
    let catalog: Catalog
    let snapshots: SnapshotStore
    let corrections: Corrections
    /// What is done about facts that cannot be read.
    ///
    /// If they are passed over, snapshots are not used, which know nothing of that.
    var lost: LostFacts
}

/// A read model that follows a log, from the latest snapshot that can be used.
///
/// Nothing is read before the first `catchUp`. A fact that retracts one that is folded already
/// makes the fold begin again, with all corrections of the log. That ends: what was retracted once
/// is known the next time, so only what is appended meanwhile can make it begin once more.
struct LogFold<Model: ReadModel>: ~Copyable {
    /// The model as far as it is folded.
    private(set) var replay: Replay<Model>
    private let source: FoldSource
    /// The model before its first fact.
    private let model: Model
    /// Whether pages will be applied later, which need what pages before them define.
    private let isFollowed: Bool
    private var cursor: BlockCursor
    private var start = SnapshotStart.first
    private var hasBegun = false
    /// Whether the start is known to be part of this log's history.
    private var isStartProved = false
    /// Whether snapshots are believed: until one is of another history.
    private var usesSnapshots: Bool
    /// Whether corrections are read before the first fact: in a book that is known to have some.
    private var readsCorrections: Bool

    init(
        _ model: Model, _ source: FoldSource, asOf: AsOf = AsOf(), isFollowed: Bool = true
    ) {
        self.model = model
        self.source = source
        self.isFollowed = isFollowed
        usesSnapshots = !source.lost.arePassedOver
        readsCorrections = source.corrections.areKnown
        cursor = source.reader.cursor(from: 1)
        replay = Replay(
            model, catalog: source.catalog, asOf: asOf, skipsHoles: source.lost.arePassedOver)
    }

    /// Folds what the log has now.
    ///
    /// What is appended meanwhile is left to the next time, and so are its corrections: else many
    /// of them would make this begin again without end.
    /// - Parameter progress: told now and then up to which sequence it has come.
    mutating func catchUp(_ progress: ((UInt64) -> Void)? = nil) throws(DaybookError) {
        let end = try logged { () throws(LogError) in try source.reader.refresh() }.last
        while true {
            if !hasBegun { try begin(end) }
            if try run(end, progress) { return settle() }
            hasBegun = false
        }
    }

    private mutating func begin(_ end: UInt64) throws(DaybookError) {
        let asOf = replay.asOf
        let known = readsCorrections ? try source.corrections.all() : []
        let corrections = known.filter { $0.sequence <= end }
        let retractions = Retractions(corrections, asOf: asOf)
        start = .first
        replay = Replay(
            model, catalog: source.catalog, retractions: retractions, asOf: asOf,
            skipsHoles: source.lost.arePassedOver)
        if usesSnapshots,
            let found = try source.snapshots.latest(
                Model.self, source.reader, source.catalog, serving: asOf,
                where: { sequence in
                    // One that was saved meanwhile may know of later corrections.
                    let then = Retractions(corrections, asOf: AsOf(sequence: sequence))
                    return sequence <= end && then.equals(retractions, through: sequence)
                })
        {
            start = found.start
            replay = found.replay(retractions, asOf: asOf)
        }
        cursor = source.reader.cursor(from: max(start.sequence, 1))
        isStartProved = start.sequence == 0
        hasBegun = true
    }

    /// Whether the start is the end of what is proved: no block has to be read then.
    private func startsAtEnd() throws(DaybookError) -> Bool {
        let state = try logged { () throws(LogError) in try source.reader.state }
        return start.sequence == state.last && start.chain == state.chain
    }

    /// Folds everything behind the start; false if it has to begin elsewhere.
    private mutating func run(
        _ end: UInt64, _ progress: ((UInt64) -> Void)?
    ) throws(DaybookError) -> Bool {
        if !isFollowed, try startsAtEnd() { return true }
        while !isStartProved || (!replay.isComplete && replay.sequence < end) {
            let block = try logged { () throws(LogError) in
                try cursor.nextBlock(source.lost)
            }
            guard let block else { return isStartProved || distrustSnapshots() }
            if !isStartProved, block.header.next > start.sequence {
                // A start ends a block of its history, with the chain behind it.
                isStartProved =
                    block.header.next == start.sequence + 1 && block.chain == start.chain
                if !isStartProved { return distrustSnapshots() }
            }
            do throws(DaybookError) {
                try fold(block, into: &replay)
            } catch {
                if !isStartProved { return distrustSnapshots() }
                if case .replay(.coding(let flaw)) = error, source.lost.passOver(block, flaw) {
                    continue
                }
                guard case .replay(.retracted) = error else { throw error }
                readsCorrections = true
                return false
            }
            progress?(block.header.next - 1)
        }
        return true
    }

    /// The start is of another history: what was to be folded behind it is folded from the first
    /// fact.
    private mutating func distrustSnapshots() -> Bool {
        usesSnapshots = false
        return false
    }

    /// Folds a page that comes from the commit thread; false if the log has to be read first, since
    /// the page does not follow or retracts what is folded in.
    mutating func apply(_ page: Page) throws(DaybookError) -> Bool {
        if page.first > replay.sequence + 1 { return false }
        do throws(ReplayError) {
            try replay.apply(page)
        } catch {
            guard case .retracted = error else { throw .replay(error) }
            (readsCorrections, hasBegun) = (true, false)
            return false
        }
        return true
    }

    /// Does what pages left to be done before one asks.
    mutating func settle() { replay.settle() }

    /// The replay, for good.
    consuming func ended() -> Replay<Model> { replay }
}

/// Folds a block that follows, or takes in only its definitions if it was folded before.
func fold<Model: ReadModel>(
    _ block: BlockView, into replay: inout Replay<Model>
) throws(DaybookError) {
    do throws(ReplayError) {
        if block.header.next <= replay.sequence + 1 {
            try replay.define(block.page)
        } else {
            try replay.apply(block.page)
        }
    } catch { throw .replay(error) }
}
