// Repair: from a damaged log to one that opens for writing, without touching what is sound. Each
// step can be cut off anywhere and be done again. What is lost is told, and noted in the log.
//
// P1 names: files of other logs, and files under another's name, are moved; a file finds its own
// P2 MANIFEST: if it is bad or older than the files, it is made from the segments' headers; where
//    a file is missing, the list has an abandoned segment for the sequences that it had. A bad
//    header counts if the segment's first block proves what it says, and is made again
// P3 files that the list does not have are moved, so that no writer removes them
// P4 header pages are made again from the list, in place
// P5 footers are made again from blocks that are whole
// P6 a segment without a usable footer and with lost blocks is listed as abandoned; what is lost
//    in segments that are not appended to is noted in LOSSES; they stay as they are
// P7 if the last segment or WATERMARK is damaged, the log is opened as a writer does that goes on
//    behind the damage, and closed; then P6 again, for the segment that was the last

internal import DaybookBytes

/// What a repair does, or would do.
public enum RepairAction: Equatable, Sendable {
    /// Why a file is moved away.
    public enum Reason: Equatable, Sendable {
        /// It belongs to another log.
        case foreign(Bits128)
        /// Its header is that of another file of this log.
        case otherName
        /// The list of segments does not have it.
        case unlisted
        /// The list of segments does not have it, and its header is bad: what it holds is unknown.
        case unreadable(FormatFault)
        /// It is a snapshot that cannot be used.
        case useless(SnapshotFault)
    }
    /// A file was moved away.
    case moved(file: String, to: String, Reason)
    /// A file got its own name back.
    case renamed(file: String, from: String)
    /// MANIFEST was made from the segments' headers.
    case manifest(FormatFault?, segments: Int)
    /// A file that was missing when MANIFEST was made has its place in the list.
    case adopted(file: String)
    /// A segment's header page was made again.
    case header(file: String, isExact: Bool)
    /// A footer was made again.
    case footer(file: String)
    /// MANIFEST says now that a segment is damaged for good.
    case abandoned(file: String)
    /// LOSSES says now what is lost.
    case noted(SequenceSet)
    /// The log was opened for writing and closed.
    case reopened(OpeningReport)
    /// RESERVE was spent to make room.
    case reserve
}

/// What a repair found and did.
public struct RepairReport: Sendable {
    /// What was done, in this order.
    public var actions: [RepairAction] = []
    /// What verifying says afterwards.
    public internal(set) var findings: [Finding] = []
    /// The sequences that nobody knew to be lost before.
    public internal(set) var lost = SequenceSet()

    /// Whether there was nothing to do.
    public var isIdle: Bool { actions.isEmpty }
    /// Whether something is left that no repair can explain.
    public var isDamaged: Bool {
        findings.contains { $0.severity == .damage || $0.severity == .rebuildable }
    }
}

/// One repair, on its way.
struct RepairRun<Writer: SegmentWriter> {
    let place: Place
    let options: LogOptions
    let tools: Repair.Tools<Writer>
    var report = RepairReport()
    /// Sequences known to be lost before anything was done.
    var known = SequenceSet()

    var quarantine: Quarantine { Quarantine(place: place) }

    mutating func run() throws(LogError) {
        try mendNames()
        try mendManifest()
        try adopt()
        try moveUnlisted()
        try mendHeaders()
        let findings = try verified()
        try mendFooters(findings)
        try noteLosses(findings)
    }

    func verified() throws(LogError) -> [Finding] {
        try Verifier.findings(
            place.storage, place.directory, progress: tools.progress,
            contents: tools.contents(), footer: Writer.footer)
    }

    /// What MANIFEST lists, which is usable from the second step on.
    func listed() throws(LogError) -> Catalog {
        guard let catalog = try Catalog(place) else { throw .missing(path: place.directory) }
        return catalog
    }

    func publish(_ manifest: Manifest) throws(LogError) {
        try logged { () throws(SystemError) in
            try place.draft(manifest)
            try place.publishDraft()
        }
    }
}

/// Repairs a log.
public enum Repair {
    /// What a repair needs from those who know the contents.
    public struct Tools<Writer: SegmentWriter> {
        /// Makes a writer for opening the log.
        public var writer: () -> Writer
        /// Makes a check of contents, for one walk over the whole log.
        public var contents: () -> Verifier.ContentCheck
        /// Told how far a walk over the log is; answers whether to go on.
        public var progress: Verifier.Progress

        /// Names the tools.
        public init(
            writer: @escaping () -> Writer,
            contents: @escaping () -> Verifier.ContentCheck,
            progress: @escaping Verifier.Progress = { _, _ in true }
        ) {
            self.writer = writer
            self.contents = contents
            self.progress = progress
        }
    }

    /// Brings a log into a state in which it opens for writing, and tells what is lost.
    ///
    /// Nothing that is sound is changed, nothing is deleted: what is taken out of use goes to
    /// `quarantine`. Can be cut off anywhere, and called again. On an `OverlayStorage` it is a dry
    /// run, which takes no lock and writes nothing.
    /// - Parameters:
    ///   - storage: where the directory is.
    ///   - directory: the log's directory.
    ///   - options: the clock and the random numbers; how damage is met is decided here.
    ///   - tools: what needs to know the contents.
    /// - Throws: `LogError.locked` if a writer has the log: stop it first; `.missing` if there is
    ///   no log; `.unsupported` if a newer version wrote it; `.damaged` if nothing is left to build
    ///   a log from, or the last segment's blocks make no sense: restore a copy; `.diskFull`: make
    ///   room and call again; `.system`.
    /// - Complexity: two walks over the log; three if its end is damaged.
    public static func run<Writer: SegmentWriter>(
        _ storage: any Storage, _ directory: String, _ options: LogOptions,
        _ tools: Tools<Writer>
    ) throws(LogError) -> RepairReport {
        let place = Place(storage: storage, directory: directory)
        storage.prepareForWriting()
        var options = options
        options.damage = .appendBeyond
        options.keepsReserve = false
        var run = RepairRun(place: place, options: options, tools: tools)
        try run.locked()
        if try run.needsWriter() {
            try run.reopen()
            try run.noteWhatStays()
        }
        return try run.finished()
    }

    /// Moves files that are no part of the log's own to `quarantine`.
    ///
    /// - Parameter files: names within the log's directory, each with the reason.
    /// - Throws: `LogError.locked`, `.diskFull`, `.system`.
    public static func setAside(
        _ files: [(name: String, reason: RepairAction.Reason)], _ storage: any Storage,
        _ directory: String
    ) throws(LogError) -> [RepairAction] {
        if files.isEmpty { return [] }
        let place = Place(storage: storage, directory: directory)
        let lock = try place.lockForRepair()
        defer { lock.release() }
        var actions: [RepairAction] = []
        for file in files {
            let target = try Quarantine(place: place).take(file.name)
            actions.append(.moved(file: file.name, to: target, file.reason))
        }
        return actions
    }
}

extension Place {
    fileprivate func lockForRepair() throws(LogError) -> any StorageLock {
        do throws(SystemError) {
            return try storage.lock(lock)
        } catch {
            throw error.isLocked ? .locked(path: directory) : LogError(error)
        }
    }
}

extension RepairRun {
    /// Does all that can be done without opening the log for writing.
    fileprivate mutating func locked() throws(LogError) {
        let lock = try place.lockForRepair()
        defer { lock.release() }
        known = try knownLosses()
        do throws(LogError) {
            try run()
        } catch {
            // Every step can be done again: what is done is found done.
            guard case .diskFull = error, try spendReserve() else { throw error }
            report.actions.append(.reserve)
            try run()
        }
    }

    private func spendReserve() throws(LogError) -> Bool {
        do throws(SystemError) {
            try place.storage.remove(place.reserve)
            return true
        } catch {
            if error.isMissing { return false }
            throw LogError(error)
        }
    }

    private func knownLosses() throws(LogError) -> SequenceSet {
        var known = SequenceSet()
        if case .success(let losses)? = try place.readLosses() { known = losses.sequences }
        if case .success(let manifest)? = try place.readManifest() {
            known = known.union(manifest.holes)
        }
        return known
    }

    /// Whether something is wrong that only opening for writing mends: the end of the log.
    fileprivate func needsWriter() throws(LogError) -> Bool {
        let last = try listed().manifest.segments.last.map { Place.shown($0.fileName) }
        return report.findings.contains { finding in
            if case .watermark = finding.what { return true }
            if case .space = finding.what, finding.file == Place.watermarkName { return true }
            let isHurt = finding.severity == .damage || finding.severity == .rebuildable
            return isHurt && finding.file == last
        }
    }

    /// Opens as a writer that goes on behind the damage, and closes.
    fileprivate mutating func reopen() throws(LogError) {
        try keepWhatIsReplaced()
        let log = try LogWriter.open(
            place.storage, place.directory, options, tools.writer())
        report.actions.append(.reopened(log.report))
        try log.close()
    }

    /// The segment that was the last stays as it is now, with what no decoder can make of it.
    fileprivate mutating func noteWhatStays() throws(LogError) {
        let lock = try place.lockForRepair()
        defer { lock.release() }
        try noteLosses(try verified())
    }

    /// Opening copies the last segment's blocks and drops the file; what is wrong with it is kept.
    private func keepWhatIsReplaced() throws(LogError) {
        let last = try listed().manifest.segments.last
        for finding in report.findings {
            if finding.file == Place.watermarkName {
                try quarantine.keep(whole: Place.watermarkName)
            }
            guard let last, finding.file == Place.shown(last.fileName) else { continue }
            if case .space = finding.what {
                try keep(last, at: finding.offset, count: Limits.windowBytes)
            }
        }
    }

    /// Keeps a part of a segment that will be replaced.
    func keep(_ entry: SegmentEntry, at offset: UInt64, count: Int) throws(LogError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            let file = try place.storage.open(place.path(entry.fileName), .read)
            bytes = try file.read(at: offset, count: count)
        } catch {
            // What cannot be read cannot be kept.
            if error.isMediaFault { return }
            throw LogError(error)
        }
        try quarantine.keep(bytes, of: entry.fileName, at: offset)
    }

    /// Looks at the result, and tells what is newly lost.
    fileprivate mutating func finished() throws(LogError) -> RepairReport {
        if !report.actions.isEmpty { report.findings = try verified() }
        let ranges = report.findings.filter { $0.severity != .note }.compactMap(\.sequences)
        report.lost = SequenceSet(ranges).subtracting(known)
        return report
    }
}
