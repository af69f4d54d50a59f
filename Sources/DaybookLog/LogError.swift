// The errors of the log: numbers and places; texts are made in `description` only.

/// Facts that cannot be read, and the evidence.
public struct Damage: Error, Equatable, Sendable {
    /// What was found.
    public enum Evidence: Equatable, Sendable {
        /// A block breaks a condition of the format.
        case block(BlockFault)
        /// A segment's header page cannot be used.
        case header(FormatFault)
        /// A listed file does not exist.
        case missingFile
        /// The definitions or records of an intact block make no sense.
        case contents(ContentFault)
    }
    /// The file's name within the log's directory.
    public let file: String
    /// Where in the file.
    public let offset: UInt64
    /// What was found there.
    public let evidence: Evidence
    /// The first sequence that is lost; greater than `last` if none is.
    public let first: UInt64
    /// The last sequence that is lost.
    public let last: UInt64

    /// Whether any fact is lost.
    public var losesFacts: Bool { first <= last }

    public init(
        file: String, offset: UInt64, evidence: Evidence, first: UInt64, last: UInt64
    ) {
        self.file = file
        self.offset = offset
        self.evidence = evidence
        self.first = first
        self.last = last
    }
}

/// Contents of an intact block that whoever decodes them rejects.
public struct ContentFault: Error, Equatable, Sendable {
    /// A number that the decoder chooses.
    public let code: Int
    /// The offset within the block's body or personal part.
    public let offset: Int

    public init(code: Int, offset: Int) {
        self.code = code
        self.offset = offset
    }
}

/// Why the log refuses or fails.
public enum LogError: Error, Equatable, Sendable {
    /// The operating system failed; nothing was changed by this call. Try again or give up.
    case system(SystemError)
    /// There is no room. Nothing was appended; make room and try again.
    case diskFull(SystemError)
    /// An earlier write or sync failed, so that this writer can prove nothing any more. Open again.
    case poisoned(SystemError)
    /// The writer was closed.
    case closed
    /// Another writer has the log.
    case locked(path: String)
    /// There is no log in this directory.
    case missing(path: String)
    /// A newer version wrote this file; use that version.
    case unsupported(file: String, format: UInt32, leastReader: UInt32)
    /// Promised facts are damaged. Reading goes on; restore a copy, or open with `.appendBeyond`.
    case damaged(Damage)
    /// A file belongs to another log. Move it away.
    case foreign(file: String, expected: Bits128, found: Bits128)
    /// A segment does not follow the one before it: a file is missing or is another version.
    /// Restore the file that ends with `expected`.
    case broken(file: String, expected: UInt64, found: UInt64)
    /// MANIFEST is older than a segment beside it. Restore the newer MANIFEST or move the file.
    case unlisted(file: String)
    /// One append is larger than any block can be.
    case tooLarge(bytes: Int, limit: Int)
    /// A sequence that the log does not hold.
    case outOfRange(sequence: UInt64, last: UInt64)

    init(_ error: SystemError) {
        self = error.isDiskFull ? .diskFull(error) : .system(error)
    }

    /// Whether nothing was done for want of room or of a descriptor, which may be there later.
    var isPassing: Bool {
        switch self {
        case .diskFull: true
        case .system(let error): error.isOutOfDescriptors
        default: false
        }
    }
}

extension Damage: CustomStringConvertible {
    public var description: String {
        let range = losesFacts ? "sequences \(first) to \(last)" : "no sequence"
        return "\(file) at \(offset): \(evidence); \(range) lost"
    }
}

extension LogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(let error): "\(error)"
        case .diskFull(let error): "no room: \(error)"
        case .poisoned(let error): "the writer stopped after a failure: \(error)"
        case .closed: "the writer is closed"
        case .locked(let path): "\(path) has a writer already"
        case .missing(let path): "no log in \(path)"
        case .unsupported(let file, let format, let reader):
            "\(file) has format \(format), which needs a reader of version \(reader)"
        case .damaged(let damage): "damaged: \(damage)"
        case .foreign(let file, let expected, let found):
            "\(file) belongs to log \(found), not to \(expected)"
        case .broken(let file, let expected, let found):
            "\(file) follows sequence \(found), expected \(expected)"
        case .unlisted(let file): "\(file) holds facts that MANIFEST does not list"
        case .tooLarge(let bytes, let limit): "an append of \(bytes) bytes; limit \(limit)"
        case .outOfRange(let sequence, let last): "no sequence \(sequence); the last is \(last)"
        }
    }
}
