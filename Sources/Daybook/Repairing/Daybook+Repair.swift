// Repairing a book, or trying out what a repair would do: the log first, then the snapshots, which
// are caches. Nothing here knows a byte of the log.

internal import DaybookCoding
internal import DaybookCommerce
public import DaybookLog
internal import DaybookModels

/// What a repair did, or would do.
public struct RepairOutcome: Sendable {
    /// What was found and done.
    public let report: RepairReport
    /// All facts that cannot be read, those known before included.
    public let losses: [Loss]
    /// The last fact of the book, be it lost or not.
    public let sequence: UInt64
    /// Of a dry run: the bytes by which the book's files would grow at most on the way.
    public let bytesNeeded: UInt64?

    /// Whether facts are lost that nobody knew to be lost.
    public var losesFacts: Bool { !report.lost.isEmpty }
    /// The sequences that cannot be read any more.
    public var lost: SequenceSet { SequenceSet(losses.map(\.sequences)) }
    /// How many facts can be read.
    public var keptFacts: UInt64 { sequence - min(lost.count, sequence) }
}

extension Daybook {
    /// Brings a damaged book into a state in which it opens for writing, and tells what is lost.
    ///
    /// Nothing that is sound is changed, and nothing is deleted: what is taken out of use goes to
    /// `quarantine` in the book's directory. It can be cut off at any moment and called again.
    /// Without `applies` the same is done on an overlay in memory: no byte is written and no lock
    /// is taken.
    /// - Parameters:
    ///   - path: the book's directory.
    ///   - applies: whether it is done, not only tried.
    ///   - options: the clock and the random numbers.
    ///   - progress: told how many of how many bytes are read, several times over.
    /// - Throws: `DaybookError.log` with `.locked` if a writer has the book: stop it first;
    ///   `.diskFull`: make room, and call again; `.damaged` if nothing is left to build a book
    ///   from: restore a copy; `.missing`, `.unsupported`, `.system`; `.notABook`.
    /// - Complexity: the book is read two to four times.
    public static func repair(
        _ path: String, storage: any Storage = Disk(), applies: Bool = false,
        options: Options = Options(),
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws(DaybookError) -> RepairOutcome {
        try await BlockingQueue("repair").run { () throws(DaybookError) in
            try checkPlace(storage, path, .existing)
            let overlay = applies ? nil : OverlayStorage(storage)
            let target: any Storage = overlay ?? storage
            var report = try repaired(target, path, options, progress)
            report.actions += try asideSnapshots(target, path)
            var teller = try LossTeller(target, path)
            let losses = try teller.told(report.findings)
            return RepairOutcome(
                report: report, losses: losses, sequence: teller.sequence,
                bytesNeeded: overlay.map { UInt64(max(0, $0.grownBytesMax)) })
        }
    }

    private static func repaired(
        _ storage: any Storage, _ path: String, _ options: Options,
        _ progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) throws(DaybookError) -> RepairReport {
        let catalog = Catalog()
        try coded { () throws(CodingError) in try Vocabulary.declare(in: catalog) }
        let tools = Repair.Tools {
            BookWriter(catalog: catalog) { _ in
            } announce: { _ in
            }
        } contents: {
            ContentCheck().check
        } progress: { done, total in
            progress(done, total)
            return true
        }
        return try logged { () throws(LogError) in
            try Repair.run(storage, path, options.log, tools)
        }
    }

    private static func asideSnapshots(
        _ storage: any Storage, _ path: String
    ) throws(DaybookError) -> [RepairAction] {
        var files: [(name: String, reason: RepairAction.Reason)] = []
        for snapshot in try SnapshotCheck(storage, path).judged() {
            guard let fault = snapshot.fault, fault != .unchecked else { continue }
            files.append((snapshot.file, .useless(fault)))
        }
        return try logged { () throws(LogError) in
            try Repair.setAside(files, storage, path)
        }
    }
}
