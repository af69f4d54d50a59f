// Snapshots against the log: can they be used, and is a fold from the first fact the same? Reads
// only; a snapshot is a cache, so whatever is wrong with one hurts no fact.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookCommerce
internal import DaybookLog
internal import DaybookModels

/// What is the matter with the snapshots of a book.
struct SnapshotCheck {
    private let reader: LogReader
    private let store: SnapshotStore
    private let state: LogReader.State
    private var findings: [Finding] = []

    init(_ storage: any Storage, _ path: String) throws(DaybookError) {
        let reader = try logged { () throws(LogError) in try LogReader(storage, path) }
        self.reader = reader
        state = try logged { () throws(LogError) in try reader.state }
        store = SnapshotStore(storage, path)
    }

    private static func catalog() throws(DaybookError) -> Catalog {
        let catalog = Catalog()
        try coded { () throws(CodingError) in try Vocabulary.declare(in: catalog) }
        return catalog
    }

    private func finding(_ sequence: UInt64, _ fault: SnapshotFault) -> Finding {
        Finding(
            severity: fault == .unchecked ? .note : .rebuildable,
            file: store.fileName(Models.self, sequence), offset: 0, what: .snapshot(fault),
            sequences: nil)
    }

    // MARK: Can it be used?

    /// Each snapshot with what is wrong with it, as far as the snapshot and its block tell.
    ///
    /// - Complexity: O(snapshots), and half a segment read for each.
    func judged() throws(DaybookError) -> [(file: String, sequence: UInt64, fault: SnapshotFault?)]
    {
        var judged: [(file: String, sequence: UInt64, fault: SnapshotFault?)] = []
        for sequence in try store.sequences(of: Models.name) {
            judged.append(
                (store.fileName(Models.self, sequence), sequence, try fault(sequence)))
        }
        return judged
    }

    private func fault(_ sequence: UInt64) throws(DaybookError) -> SnapshotFault? {
        if sequence > state.last { return .ahead }
        switch try store.examine(
            Models.self, sequence, state.log, state.secret.key, Self.catalog())
        {
        case .useless(let fault): return fault
        case .usable(let found):
            let start = found.start
            do throws(DaybookError) {
                return try chain(at: sequence, reader) == start.chain ? nil : .chain
            } catch {
                guard case .log(.damaged) = error else { throw error }
                return .unchecked
            }
        }
    }

    // MARK: Is it what the facts make?

    /// Folds the book from its first fact and compares at each snapshot's sequence.
    ///
    /// - Parameter progress: told how many of how many facts are folded.
    /// - Complexity: O(facts), for each snapshot behind which earlier facts were retracted.
    mutating func compared(
        progress: (UInt64, UInt64) -> Void
    ) throws(DaybookError) -> [Finding] {
        var waiting: [UInt64] = []
        for sequence in try store.sequences(of: Models.name) {
            if let fault = try fault(sequence), fault != .unchecked {
                findings.append(finding(sequence, fault))
            } else {
                waiting.append(sequence)
            }
        }
        var replay = Replay(Models(), catalog: try Self.catalog())
        if waiting.first == 0 { try compare(waiting.removeFirst(), replay) }
        var cursor = reader.cursor()
        fold: while let next = waiting.first {
            do throws(DaybookError) {
                let block = try logged { () throws(LogError) in try cursor.nextBlock() }
                guard let block else { break fold }
                try fold(block, into: &replay)
            } catch {
                switch error {
                case .replay(.retracted(_, let correction)):
                    // From the first fact again, with what was known when the snapshot was taken.
                    replay = try begun(asOf: max(next, correction))
                    cursor = reader.cursor()
                    continue fold
                case .log(.damaged), .replay: break fold
                default: throw error
                }
            }
            progress(replay.sequence, waiting.last ?? next)
            if replay.sequence >= next { try compare(waiting.removeFirst(), replay) }
        }
        findings += waiting.map { finding($0, .unchecked) }
        return findings
    }

    private func begun(asOf sequence: UInt64) throws(DaybookError) -> Replay<Models> {
        let catalog = try Self.catalog()
        let corrections = try Corrections(reader, catalog).all()
        return Replay(
            Models(), catalog: catalog,
            retractions: Retractions(corrections, asOf: AsOf(sequence: sequence)))
    }

    private mutating func compare(
        _ sequence: UInt64, _ replay: borrowing Replay<Models>
    ) throws(DaybookError) {
        if let fault = try difference(sequence, replay) {
            findings.append(finding(sequence, fault))
        }
    }

    private func difference(
        _ sequence: UInt64, _ replay: borrowing Replay<Models>
    ) throws(DaybookError) -> SnapshotFault? {
        // Between the sequences of two blocks nothing can be compared, and none is ever taken.
        if replay.sequence != sequence { return .chain }
        var state = ByteBuffer()
        replay.model.encode(into: &state)
        if try store.state(Models.self, sequence) != state.array { return .differs }
        switch try store.examine(
            Models.self, sequence, self.state.log, self.state.secret.key, replay.catalog)
        {
        case .useless(let fault): return fault
        case .usable(let found):
            if found.greatestTime != replay.greatestTime { return .differs }
            return Self.hasSameNames(found.names, replay.names) ? nil : .namesDiffer
        }
    }

    private static func hasSameNames(
        _ left: borrowing Names, _ right: borrowing Names
    ) -> Bool {
        for kind in 0..<max(left.kindCount, right.kindCount) {
            let kind = UInt8(kind)
            if left.count(kind) != right.count(kind) { return false }
            for handle in 0..<UInt32(left.count(kind))
            where left.text(kind, handle) != right.text(kind, handle) {
                return false
            }
        }
        return true
    }
}
