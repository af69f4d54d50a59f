// What an operator wants to know of a book at night, gathered without a lock and without writing.
// Values only: what they mean and what to do about them is told elsewhere.

public import DaybookLog

/// A book from outside, with the machine that it lies on.
public struct Examination: Sendable {
    /// A snapshot, and why it cannot be used.
    public struct Snapshot: Equatable, Sendable {
        /// Its file within the book's directory.
        public let file: String
        /// The sequence that it is true at.
        public let sequence: UInt64
        /// Why it cannot be used; nil if it can.
        public let fault: SnapshotFault?

        /// Names a snapshot.
        public init(file: String, sequence: UInt64, fault: SnapshotFault?) {
            self.file = file
            self.sequence = sequence
            self.fault = fault
        }
    }
    /// What stands in the directory.
    public let survey: LogSurvey
    /// Who holds LOCK; nil if that cannot be found out.
    public let writer: LockHolder?
    /// The last fact that is proved durable.
    public let sequence: UInt64
    /// Facts behind it that the next writer decides on; nil if the segment cannot be read.
    public let unproven: UInt64?
    /// The snapshots, oldest first.
    public let snapshots: [Snapshot]
    /// Bytes left on the file system.
    public let freeBytes: UInt64?
    /// The kind of file system.
    public let fileSystem: String?
    /// Files that this process may have open.
    public let openFilesMax: UInt64?
    /// When WATERMARK was last written, seconds since 1970.
    public let watermarkWritten: Int64?
    /// The parts of the book that this process may not read.
    public let unreadable: [String]
    /// The parts that this process may not write.
    public let unwritable: [String]

    /// What was found, in one value.
    public init(
        survey: LogSurvey, writer: LockHolder?, sequence: UInt64, unproven: UInt64?,
        snapshots: [Snapshot], freeBytes: UInt64?, fileSystem: String?, openFilesMax: UInt64?,
        watermarkWritten: Int64?, unreadable: [String], unwritable: [String]
    ) {
        self.survey = survey
        self.writer = writer
        self.sequence = sequence
        self.unproven = unproven
        self.snapshots = snapshots
        self.freeBytes = freeBytes
        self.fileSystem = fileSystem
        self.openFilesMax = openFilesMax
        self.watermarkWritten = watermarkWritten
        self.unreadable = unreadable
        self.unwritable = unwritable
    }
}

extension Daybook {
    /// Looks at a book and its machine.
    ///
    /// - Throws: `DaybookError.log` with `.missing`, `.unsupported`, `.foreign`, `.damaged` if not
    ///   even a list of segments can be made, or `.system`; `.notABook`.
    /// - Complexity: the last segment is read, and half a one for each snapshot.
    public static func examine(_ path: String) async throws(DaybookError) -> Examination {
        try await BlockingQueue("examine").run { () throws(DaybookError) in
            let disk = Disk()
            try checkPlace(disk, path, .readOnly)
            let survey = try logged { () throws(LogError) in try LogSurvey.of(disk, path) }
            let reader = try logged { () throws(LogError) in try LogReader(disk, path) }
            let state = try logged { () throws(LogError) in try reader.state }
            let snapshots = try SnapshotCheck(disk, path).judged().map {
                Examination.Snapshot(file: $0.file, sequence: $0.sequence, fault: $0.fault)
            }
            let places = places(survey, path)
            return Examination(
                survey: survey, writer: Machine.lockHolder(path + "/LOCK"), sequence: state.last,
                unproven: try? reader.unprovenFacts(), snapshots: snapshots,
                freeBytes: Machine.freeBytes(path), fileSystem: Machine.fileSystem(path),
                openFilesMax: Machine.openFilesMax(),
                watermarkWritten: Machine.modified(path + "/WATERMARK"),
                unreadable: places.filter { !Machine.rights("\(path)/\($0)").reads },
                unwritable: places.filter { !Machine.rights("\(path)/\($0)").writes })
        }
    }

    /// What a writer needs rights on.
    private static func places(_ survey: LogSurvey, _ path: String) -> [String] {
        let segments = survey.segments.map { "segments/" + $0.fileName }
            .filter { !survey.missing.contains($0) }
        let files = ["LOCK", "MANIFEST", "WATERMARK", "snapshots"].filter {
            Machine.modified("\(path)/\($0)") != nil
        }
        return [".", "segments"] + files + segments
    }
}
