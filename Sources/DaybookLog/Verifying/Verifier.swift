// Looks at every byte of a log and names what is wrong. Changes nothing; needs no lock, but a log
// that is being written to is judged by what is proved at the start.

internal import DaybookBytes

/// Verifies a log.
public struct Verifier {
    /// Told how many of how many bytes are done; answers whether to go on.
    public typealias Progress = (_ done: UInt64, _ total: UInt64) -> Bool
    /// Checks the contents of a block; throws what is wrong with them.
    public typealias ContentCheck = (BlockView) throws(ContentFault) -> Void
    /// Makes a footer's payload again from the blocks of its segment.
    public typealias FooterMaker = (
        inout SegmentBlocks, SegmentIdentity
    ) throws(LogError) -> [UInt8]

    let place: Place
    private let progress: Progress
    private let check: ContentCheck
    let footer: FooterMaker?
    var findings: [Finding] = []
    private var done: UInt64 = 0
    private var total: UInt64 = 0
    /// The last block of facts that was found valid.
    private var lastBlock: (offset: UInt64, first: UInt64, next: UInt64)?
    /// Where WATERMARK says that the proved blocks end, until the walk has come to that place.
    private var promise: (mark: Watermark, slot: Int)?

    private init(
        _ place: Place, _ progress: @escaping Progress, _ check: @escaping ContentCheck,
        _ footer: FooterMaker?
    ) {
        self.place = place
        self.progress = progress
        self.check = check
        self.footer = footer
    }

    /// Reads the whole log and answers what is wrong, in the order of the files.
    ///
    /// - Parameters:
    ///   - storage: where the directory is.
    ///   - directory: the log's directory.
    ///   - progress: told after each block; may stop the verification by answering false.
    ///   - contents: checks each valid block deeper.
    ///   - footer: makes footers again, to be compared with the stored ones byte for byte; nil: the
    ///     stored ones are held against their checksums only.
    /// - Throws: `LogError.missing`, `.unsupported`, `.foreign`, or `.system` for other failures
    ///   than of the medium. Damage is no error here.
    /// - Complexity: O(bytes of the log), all read once, and once more for the footers.
    public static func findings(
        _ storage: any Storage, _ directory: String,
        progress: @escaping Progress = { _, _ in true },
        contents: @escaping ContentCheck = { (_) throws(ContentFault) in },
        footer: FooterMaker? = nil
    ) throws(LogError) -> [Finding] {
        let place = Place(storage: storage, directory: directory)
        var verifier = Verifier(place, progress, contents, footer)
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
        if !catalog.isListed { findGaps(catalog.manifest, proved) }
        for index in catalog.manifest.segments.indices {
            if try !verifySegment(catalog, index, newest, proved) { return }
        }
        let listed = Set(catalog.manifest.segments.map(\.fileName))
        for name in try Catalog.segmentNames(place) where !listed.contains(name) {
            try verifyUnlisted(name, catalog, newest, proved)
        }
        try tellKnown(catalog.manifest)
    }

    /// An unlisted file is a leftover, or facts that an older list does not know.
    private mutating func verifyUnlisted(
        _ name: String, _ catalog: Catalog, _ newest: Watermark?, _ proved: UInt64
    ) throws(LogError) {
        guard case .success(let segment)? = try place.readHeader(name),
            segment.log == catalog.manifest.log,
            let wanted = try catalog.wanted(
                segment, in: name, of: place, newest, beyond: proved + 1)
        else { return add(.note, Place.shown(name), 0, .unlisted) }
        add(.damage, Place.shown(name), 0, .unlisted, wanted.lowerBound, wanted.upperBound)
    }

    /// In a list made from headers, sequences between two segments, or behind the last, had a file
    /// that is missing.
    private mutating func findGaps(_ manifest: Manifest, _ proved: UInt64) {
        var next: UInt64 = 1
        for entry in manifest.segments {
            addMissing(next, entry.first - 1)
            if entry.state == .active { return }
            next = entry.last + 1
        }
        addMissing(next, proved)
    }

    private mutating func addMissing(_ first: UInt64, _ last: UInt64) {
        if first <= last { add(.damage, Place.segmentsName, 0, .missingFile, first, last) }
    }

    /// Tells what is lost and was known to be from new damage.
    private mutating func tellKnown(_ manifest: Manifest) throws(LogError) {
        var known = manifest.holes
        switch try place.readLosses() {
        case nil: break
        case .failure(let rejection):
            add(.rebuildable, Place.lossesName, 0, .losses(rejection.fault))
        case .success(let losses):
            if losses.log == manifest.log {
                known = known.union(losses.sequences)
            } else {
                add(.rebuildable, Place.lossesName, 0, .losses(.fields))
            }
        }
        let abandoned = Set(
            manifest.segments.filter { $0.state == .abandoned }.map { Place.shown($0.fileName) })
        for index in findings.indices where findings[index].severity == .damage {
            if let range = findings[index].sequences {
                if known.contains(range) { findings[index].severity = .known }
            } else if case .block = findings[index].what, abandoned.contains(findings[index].file) {
                findings[index].severity = .known
            }
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
                    promise = (mark, slot)
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
        let before = findings.count
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
        lastBlock = nil
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
            tellBrokenPromise(unlessHurtSince: before)
            return try verifyTail(file, walk, size, name, fault)
        }
        let isPromised = newest?.segment == entry.id && newest?.sequence == walk.next - 1
        let promised = isActive ? (isPromised ? newest?.chain : nil) : entry.chain
        if let promised, promised != walk.chain, entry.state != .abandoned, let lastBlock,
            lastBlock.next == walk.next
        {
            let fault = BlockFault.chain(expected: promised, found: walk.chain)
            add(.damage, name, lastBlock.offset, .block(fault), lastBlock.first, walk.next - 1)
        }
        if isActive {
            tellBrokenPromise(unlessHurtSince: before)
            return try verifyTail(file, walk, size, name, nil)
        }
        if entry.state == .sealed {
            try verifyFooter(file, catalog, index, size, isWhole: findings.count == before)
        }
        return true
    }

    /// Where all blocks are sound, WATERMARK is wrong if none of them ends where it says: a reader
    /// takes the place for a cut.
    private mutating func tellBrokenPromise(unlessHurtSince before: Int) {
        guard let promise, findings.count == before else { return }
        let offset = Watermark.offset(promise.slot)
        add(.rebuildable, Place.watermarkName, offset, .watermark(slot: promise.slot, .fields))
    }

    private mutating func keepPromise(_ walk: BlockWalk) {
        if let mark = promise?.mark, mark.segment == walk.segment.id, mark.end == walk.offset,
            mark.sequence == walk.next - 1
        {
            promise = nil
        }
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
            keepPromise(walk)
            switch try walk.step() {
            case .end: return (nil, true)
            case .fault(let fault): return (fault, true)
            case .block(let view):
                done += UInt64(view.header.totalBytes)
                if !view.header.isClosing {
                    lastBlock = (view.offset, view.header.first, view.header.next)
                }
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
