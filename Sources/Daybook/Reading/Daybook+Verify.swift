// Looking at a book from outside: is every byte as it was written, and what is there. Neither takes
// a lock nor changes anything.

internal import DaybookCoding
public import DaybookLog

/// What a verification has found.
public struct VerifyReport: Sendable {
    /// What is not as it should be, in the order of the files.
    public let findings: [Finding]
    /// Blocks whose bytes and contents were checked.
    public let blocks: Int
    /// Facts in them.
    public let facts: UInt64

    /// Whether any byte of what was promised has changed, be it of facts or of what is made from
    /// them.
    public var isDamaged: Bool {
        findings.contains { $0.severity == .damage || $0.severity == .rebuildable }
    }
}

/// What a book consists of.
public struct BookInfo: Sendable {
    /// The log's id.
    public let id: String
    /// The last fact that is proved durable.
    public let sequence: UInt64
    /// Facts behind it that the next writer will decide on.
    public let unproven: UInt64
    /// Whether the last writer closed the book.
    public let isClosed: Bool
    /// The chain after that fact: equal in every true copy; nil if the last block is damaged.
    public let chain: UInt64?
    /// The segments, in order.
    public let segments: [SegmentEntry]
    /// Bytes of all the segments' files, space prepared for facts included.
    public let bytes: UInt64
}

/// Decodes the pages of segments, one behind the other, counting.
final class ContentCheck {
    private var batch = Batch(catalog: Catalog())
    private(set) var blocks = 0
    private(set) var facts: UInt64 = 0

    func check(_ block: BlockView) throws(ContentFault) {
        do throws(CodingError) {
            try batch.load(block.page)
        } catch {
            var code = ContentFault.malformed
            if case .definitionLost = error { code = ContentFault.definitionLost }
            throw ContentFault(code: code, offset: 0)
        }
        blocks += 1
        facts += UInt64(block.header.count)
    }
}

extension ContentFault {
    /// The bytes end early or contradict themselves.
    public static let malformed = 1
    /// A fact refers to a definition that was lost with another block.
    public static let definitionLost = 2
}

extension Daybook {
    /// Checks every byte of a book, and that every fact decodes.
    ///
    /// - Parameters:
    ///   - path: the book's directory.
    ///   - isDeep: whether footers are made again from their blocks and compared byte for byte, and
    ///     snapshots compared with a fold from the first fact.
    ///   - progress: told how many of how many bytes are done; then, of the fold, how many facts.
    /// - Throws: `DaybookError.log` with `.missing` if there is no book, `.unsupported`, `.foreign`
    ///   or `.system`; `.notABook`. Damage is an answer, not an error.
    /// - Complexity: O(bytes); each is read once, and twice more if the check is deep.
    public static func verify(
        _ path: String, storage: any Storage = Disk(), isDeep: Bool = false,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws(DaybookError) -> VerifyReport {
        try await BlockingQueue("verify").run { () throws(DaybookError) in
            try checkPlace(storage, path, .readOnly)
            let check = ContentCheck()
            let footer = isDeep ? BookWriter.footer(rebuiltFrom:of:) : nil
            var findings = try logged { () throws(LogError) in
                try Verifier.findings(
                    storage, path,
                    progress: { done, total in
                        progress(done, total)
                        return true
                    }, contents: check.check, footer: footer)
            }
            if isDeep {
                var snapshots = try SnapshotCheck(storage, path)
                findings += try snapshots.compared(progress: progress)
            }
            return VerifyReport(findings: findings, blocks: check.blocks, facts: check.facts)
        }
    }

    /// What a book consists of, without reading its facts.
    ///
    /// - Throws: as `verify`.
    public static func inspect(
        _ path: String, storage: any Storage = Disk()
    ) async throws(DaybookError) -> BookInfo {
        try await BlockingQueue("inspect").run { () throws(DaybookError) in
            try checkPlace(storage, path, .readOnly)
            let reader = try logged { () throws(LogError) in try LogReader(storage, path) }
            let state = try logged { () throws(LogError) in try reader.state }
            var end: UInt64?
            do throws(DaybookError) {
                end = try chain(at: state.last, reader)
            } catch {
                // Damage is for `verify` to tell; what there is can be told all the same.
                guard case .log(.damaged) = error else { throw error }
            }
            return try logged { () throws(LogError) in
                BookInfo(
                    id: state.log.description, sequence: state.last,
                    unproven: try reader.unprovenFacts(), isClosed: state.isClosed, chain: end,
                    segments: state.segments, bytes: try reader.bytesOnDisk())
            }
        }
    }
}
