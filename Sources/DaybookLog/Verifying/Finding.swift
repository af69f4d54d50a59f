// What looking at a log finds, as values. Changes nothing and knows no file.

/// Something that is not as it should be.
public struct Finding: Equatable, Sendable {
    /// What it means.
    public enum Severity: Equatable, Sendable {
        /// Promised bytes are not what was written.
        case damage
        /// A write that was never acknowledged is there in part.
        case tornTail
        /// Can be made anew from what is intact.
        case rebuildable
        /// Facts that are lost, as MANIFEST or LOSSES says already: nothing new.
        case known
        /// Worth knowing.
        case note
    }
    /// What was found.
    public enum What: Equatable, Sendable {
        /// A block breaks a condition.
        case block(BlockFault)
        /// A segment's header page is bad.
        case header(FormatFault)
        /// A segment's header is a valid one of another segment or log.
        case otherHeader
        /// A listed file does not exist.
        case missingFile
        /// A segment's footer or one of its marks is bad.
        case footer(FormatFault)
        /// A footer is sound, and is not what the segment's blocks make.
        case footerContents
        /// LOSSES is bad: what it explained is damage again.
        case losses(FormatFault)
        /// A snapshot cannot be used or compared.
        case snapshot(SnapshotFault)
        /// MANIFEST is bad or missing.
        case manifest(FormatFault)
        /// A slot of WATERMARK is bad or missing.
        case watermark(slot: Int, FormatFault)
        /// Bytes that should be zero are not.
        case space
        /// A file that MANIFEST does not list.
        case unlisted
        /// Facts that no WATERMARK proves; the next writer decides about them.
        case unproven
        /// The log was not closed.
        case unclean
        /// Contents that the given check rejects.
        case contents(ContentFault)
    }
    /// What it means.
    public var severity: Severity
    /// The file's name within the log's directory.
    public var file: String
    /// Where in the file.
    public var offset: UInt64
    /// What was found.
    public var what: What
    /// The sequences that cannot be read because of it.
    public var sequences: ClosedRange<UInt64>?

    /// Tells something that was found.
    public init(
        severity: Severity, file: String, offset: UInt64, what: What,
        sequences: ClosedRange<UInt64>?
    ) {
        self.severity = severity
        self.file = file
        self.offset = offset
        self.what = what
        self.sequences = sequences
    }
}

/// What is the matter with a snapshot.
///
/// Snapshots are caches; whoever keeps them judges them.
public enum SnapshotFault: Equatable, Sendable {
    /// The medium could not be read.
    case unreadable
    /// Another kind of file, or the name of another sequence.
    case format
    /// The bytes were changed, or a write was torn.
    case checksum
    /// It belongs to another log.
    case foreign
    /// It was taken behind the last fact of the log.
    case ahead
    /// Its chain is not the log's: it belongs to another history.
    case chain
    /// The table of names does not hold what it refers to.
    case names
    /// Its state is another version's, or no state.
    case state
    /// A fold from the first fact arrives at another state.
    case differs
    /// A fold from the first fact knows other names.
    case namesDiffer
    /// It cannot be compared, because facts before it are lost.
    case unchecked
}
