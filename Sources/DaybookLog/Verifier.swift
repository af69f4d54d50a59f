// Looks at every byte of a log and names what is wrong. Changes nothing; needs no lock, but a log
// that is being written to is judged by what is proved at the start.

internal import DaybookBytes

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
}

/// Verifies a log.
public struct Verifier {
    /// Told how many of how many bytes are done; answers whether to go on.
    public typealias Progress = (_ done: UInt64, _ total: UInt64) -> Bool
    /// Checks the contents of a block; throws what is wrong with them.
    public typealias ContentCheck = (BlockView) throws(ContentFault) -> Void

    let place: Place
    private let progress: Progress
    private let check: ContentCheck
    var findings: [Finding] = []
    private var done: UInt64 = 0
    private var total: UInt64 = 0
    /// The last block that was found valid.
    private var lastBlock: (offset: UInt64, first: UInt64)?

    private init(_ place: Place, _ progress: @escaping Progress, _ check: @escaping ContentCheck) {
        self.place = place
        self.progress = progress
        self.check = check
    }

    /// Reads the whole log and answers what is wrong, in the order of the files.
    ///
    /// - Parameters:
    ///   - storage: where the directory is.
    ///   - directory: the log's directory.
    ///   - progress: told after each block; may stop the verification by answering false.
    ///   - contents: checks each valid block deeper.
    /// - Throws: `LogError.missing`, `.unsupported`, `.foreign`, or `.system` for other failures
    ///   than of the medium. Damage is no error here.
    /// - Complexity: O(bytes of the log), all read once.
    public static func findings(
        _ storage: any Storage, _ directory: String,
        progress: @escaping Progress = { _, _ in true },
        contents: @escaping ContentCheck = { (_) throws(ContentFault) in }
    ) throws(LogError) -> [Finding] {
        let place = Place(storage: storage, directory: directory)
        var verifier = Verifier(place, progress, contents)
        try verifier.run()
        return verifier.findings
    }

    private mutating func run() throws(LogError) {
        let slots = try place.readWatermark()
        guard let catalog = try Catalog(place) else { throw .missing(path: place.directory) }
        if !catalog.isListed {
            add(.rebuildable, Place.manifestName, 0, .manifest(catalog.fault ?? .short))
        }
        let newest = try verifyWatermark(slots, catalog.manifest.log)
        for entry in catalog.manifest.segments { total += entry.bytes }
        var proved = newest?.sequence ?? 0
        proved = max(proved, (catalog.manifest.segments.last?.first ?? 1) - 1)
        for index in catalog.manifest.segments.indices {
            if try !verifySegment(catalog, index, newest, proved) { return }
        }
        let listed = Set(catalog.manifest.segments.map(\.fileName))
        for name in try Catalog.segmentNames(place) where !listed.contains(name) {
            add(.note, Place.shown(name), 0, .unlisted)
        }
    }

    mutating func add(
        _ severity: Finding.Severity, _ file: String, _ offset: UInt64, _ what: Finding.What,
        _ first: UInt64 = 1, _ last: UInt64 = 0
    ) {
        findings.append(
            Finding(
                severity: severity, file: file, offset: offset, what: what,
                sequences: first <= last ? first...last : nil))
    }

    private mutating func verifyWatermark(
        _ slots: [Result<Watermark, FormatRejection>]?, _ log: Bits128
    ) throws(LogError) -> Watermark? {
        let name = Place.watermarkName
        var newest: Watermark?
        for slot in 0...1 {
            let offset = Watermark.offset(slot)
            switch slots?[slot] {
            case nil: add(.rebuildable, name, offset, .watermark(slot: slot, .short))
            case .failure(let rejection):
                add(.rebuildable, name, offset, .watermark(slot: slot, rejection.fault))
            case .success(let mark):
                if mark.log != log {
                    add(.rebuildable, name, offset, .watermark(slot: slot, .fields))
                } else if newest.map({ mark.isNewer(than: $0) }) ?? true {
                    newest = mark
                }
            }
        }
        switch try logged({ () throws(SystemError) in try place.contents(place.watermark) }) {
        case nil: break
        case .failure: add(.rebuildable, name, UInt64(Limits.watermarkBytes), .space)
        case .success(let bytes):
            let gap = min(Limits.watermarkBytes, bytes.count)
            let gapEnd = min(Limits.watermarkSlotBytes, bytes.count)
            let end = min(Limits.watermarkSlotBytes + Limits.watermarkBytes, bytes.count)
            let dirt =
                Format.firstNonzero(bytes.raw, gap..<gapEnd)
                ?? Format.firstNonzero(bytes.raw, end..<bytes.count)
            if let dirt { add(.rebuildable, name, UInt64(dirt), .space) }
        }
        return newest
    }

    /// Verifies one segment; false if the caller wants to stop.
    private mutating func verifySegment(
        _ catalog: Catalog, _ index: Int, _ newest: Watermark?, _ proved: UInt64
    ) throws(LogError) -> Bool {
        let entry = catalog.manifest.segments[index]
        let name = Place.shown(entry.fileName)
        let isActive = entry.state == .active
        let last = isActive ? proved : entry.last
        guard try verifyHeader(catalog, index) else {
            add(.damage, name, 0, .missingFile, entry.first, last)
            return true
        }
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(entry.fileName), .read)
        }
        let size = try logged { () throws(SystemError) in try file.size() }
        if isActive { total += size }
        let limit = isActive || entry.end == 0 ? size : min(entry.end, size)
        var walk = BlockWalk(file, catalog.identity(index), limit: limit)
        var promisedEnd: UInt64 = 0
        if let newest, newest.segment == entry.id { promisedEnd = newest.end }
        while true {
            let (fault, goesOn) = try verifyBlocks(&walk, name)
            if !goesOn { return false }
            var ahead = walk
            let resumes = try ahead.skip()
            let isWhole = isActive ? walk.next > last : walk.next == last + 1
            if fault == nil && isWhole && walk.offset >= promisedEnd { break }
            let isProved = resumes && ahead.next > walk.next && ahead.chainIsProof(of: walk.next)
            if !isActive || !isWhole || walk.offset < promisedEnd || isProved {
                let end = resumes ? ahead.next - 1 : last
                add(.damage, name, walk.offset, .block(fault ?? .cut), walk.next, end)
                if !resumes { return true }
                walk = ahead
                continue
            }
            return try verifyTail(file, walk, size, name, fault)
        }
        let isPromised = newest?.segment == entry.id && newest?.sequence == walk.next - 1
        let promised = isActive ? (isPromised ? newest?.chain : nil) : entry.chain
        if let promised, promised != walk.chain, entry.state != .abandoned, let lastBlock {
            let fault = BlockFault.chain(expected: promised, found: walk.chain)
            add(.damage, name, lastBlock.offset, .block(fault), lastBlock.first, walk.next - 1)
        }
        if isActive { return try verifyTail(file, walk, size, name, nil) }
        if entry.state == .sealed { try verifyFooter(file, entry, size, name) }
        return true
    }

    /// Whether there is a file; its header is judged on the way.
    private mutating func verifyHeader(
        _ catalog: Catalog, _ index: Int
    ) throws(LogError) -> Bool {
        let expected = catalog.identity(index)
        let name = Place.shown(expected.fileName)
        switch try place.readHeader(expected.fileName) {
        case nil: return false
        case .failure(let rejection): add(.damage, name, 0, .header(rejection.fault))
        case .success(let found):
            if found.log != expected.log || found.id != expected.id || found.salt != expected.salt
                || found.first != expected.first || found.secret != expected.secret
                || found.predecessorChain != expected.predecessorChain
            {
                add(.damage, name, 0, .otherHeader)
            }
        }
        return true
    }

    /// Walks to the end or the first fault; tells progress and checks contents.
    private mutating func verifyBlocks(
        _ walk: inout BlockWalk, _ name: String
    ) throws(LogError) -> (BlockFault?, Bool) {
        while true {
            switch try walk.step() {
            case .end: return (nil, true)
            case .fault(let fault): return (fault, true)
            case .block(let view):
                done += UInt64(view.header.totalBytes)
                if !view.header.isClosing { lastBlock = (view.offset, view.header.first) }
                do throws(ContentFault) {
                    if !view.header.isClosing { try check(view) }
                } catch {
                    add(
                        .damage, name, view.offset, .contents(error), view.header.first,
                        view.header.next - 1)
                }
                if !progress(done, max(total, done)) { return (nil, false) }
            }
        }
    }

    /// What lies behind the last valid block of the active segment: zeros, or a torn write.
    private mutating func verifyTail(
        _ file: any StorageFile, _ walk: BlockWalk, _ size: UInt64, _ name: String,
        _ fault: BlockFault?
    ) throws(LogError) -> Bool {
        var offset = walk.offset
        var dirt: UInt64?
        while offset < size && dirt == nil {
            let count = Int(min(UInt64(Limits.windowBytes), size - offset))
            do throws(SystemError) {
                let bytes = try file.read(at: offset, count: count)
                if bytes.isEmpty { break }
                dirt = Format.firstNonzero(bytes.raw, 0..<bytes.count).map { offset + UInt64($0) }
                offset += UInt64(bytes.count)
            } catch {
                if !error.isMediaFault { throw LogError(error) }
                dirt = offset
            }
        }
        if let dirt {
            if walk.isBehindClosing {
                add(.rebuildable, name, dirt, .space)
            } else {
                add(.tornTail, name, walk.offset, .block(fault ?? .magic))
            }
        }
        if !walk.isBehindClosing { add(.note, name, walk.offset, .unclean) }
        return true
    }

    private mutating func verifyFooter(
        _ file: any StorageFile, _ entry: SegmentEntry, _ size: UInt64, _ name: String
    ) throws(LogError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try file.read(at: entry.end, count: Int(size - min(size, entry.end)))
        } catch {
            if !error.isMediaFault { throw LogError(error) }
            add(.rebuildable, name, entry.end, .footer(.unreadable))
            return
        }
        let mark = UInt64(Limits.footerMarkBytes)
        switch FooterMark.decode(bytes.raw, isEnd: false, salt: entry.salt, fileOffset: entry.end) {
        case .failure(let rejection):
            add(.rebuildable, name, entry.end, .footer(rejection.fault))
        case .success(let front):
            let start = Limits.footerMarkBytes
            let end = min(bytes.count, Int(front.end - entry.end))
            let payload = bytes.raw.extracting(start..<max(start, end))
            if XXH64.hash(payload, seed: entry.salt ^ front.payload) != front.payloadChecksum {
                add(.rebuildable, name, front.payload, .footer(.checksum))
            }
        }
        if size != entry.bytes || size < mark {
            add(.rebuildable, name, size, .footer(.short))
            return
        }
        let tail = bytes.raw.extracting(max(0, bytes.count - Int(mark))..<bytes.count)
        let end = FooterMark.decode(tail, isEnd: true, salt: entry.salt, fileOffset: size - mark)
        if case .failure(let rejection) = end {
            add(.rebuildable, name, size - mark, .footer(rejection.fault))
        }
    }
}

extension BlockWalk {
    /// Whether the block that this walk stands before was made when a sequence was durable already.
    fileprivate func chainIsProof(of sequence: UInt64) -> Bool {
        var ahead = self
        while case .block? = try? ahead.step() {
            if ahead.durable >= sequence { return true }
        }
        return false
    }
}
