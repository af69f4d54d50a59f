// The last segment: what its bytes prove, and the table that turns the proof into an action.

internal import DaybookBytes

/// What the walk over the last segment proved.
struct ActiveScan {
    /// What its header, or else MANIFEST, says.
    var segment: SegmentIdentity
    /// Its file; nil if it is missing.
    var file: (any StorageFile)?
    var size: UInt64 = 0
    /// Where the unbroken valid prefix ends.
    var position: WritePosition
    /// Why it ends there.
    var fault: BlockFault?
    /// Whether the header page can be used.
    var headerFault: FormatFault?
    /// The greatest sequence proved durable.
    var proved: UInt64
    /// The first sequence of the first valid block behind the fault.
    var resumes: UInt64?
    /// The last sequence of any valid block.
    var highest: UInt64
    /// Sequences below that one which stand in no valid block.
    var lost: [ClosedRange<UInt64>] = []
    /// Where the last byte that is not zero stands, if any does behind the prefix.
    var droppedEnd: UInt64
    /// Whether the medium refused a slot of WATERMARK, which may have promised more.
    var isPromiseUnreadable: Bool
}

/// The table of recovery.
enum RecoveryDecision: Equatable {
    /// Go on in the same file.
    case goOn
    /// Copy the valid prefix to a new file and go on there.
    case copy
    /// Promised facts are damaged, from the first to the last sequence.
    case damaged(first: UInt64, last: UInt64)

    /// Decides from what was found; total, and without any I/O.
    static func decide(_ scan: ActiveScan, _ watermark: Watermark?) -> RecoveryDecision {
        let next = scan.position.next
        let isOwn = watermark.map { $0.segment == scan.segment.id } ?? false
        let promisedEnd = isOwn ? watermark?.end ?? 0 : 0
        // A torn write can be read. A medium that refuses both the promise and what may have been
        // promised has failed, and nothing is dropped on its word.
        let isUnreadable = scan.isPromiseUnreadable && scan.fault == .unreadable
        let isBroken = scan.proved >= next || promisedEnd > scan.position.offset
        if scan.file == nil || isBroken || isUnreadable {
            let end = max(scan.proved, next - 1)
            return .damaged(first: next, last: scan.resumes.map { $0 - 1 } ?? end)
        }
        guard let watermark, isOwn, watermark.isClosed, promisedEnd == scan.position.offset,
            watermark.sequence == next - 1, watermark.chain == scan.position.chain,
            scan.position.isBehindClosing, scan.headerFault == nil,
            scan.droppedEnd <= scan.position.offset
        else { return .copy }
        return .goOn
    }
}

extension Recovery {
    /// Where writing goes on.
    struct Outcome {
        let active: ActiveSegment
        let position: WritePosition
    }

    mutating func scanActive() throws(LogError) -> ActiveScan {
        let index = catalog.manifest.segments.count - 1
        let listed = catalog.identity(index)
        var scan = ActiveScan(
            segment: listed,
            position: WritePosition(
                offset: UInt64(Limits.segmentHeaderBytes), next: listed.first,
                chain: listed.predecessorChain, recorded: .min, isBehindClosing: false),
            proved: max(newest?.sequence ?? 0, listed.predecessorLast),
            highest: listed.predecessorLast, droppedEnd: 0,
            isPromiseUnreadable: isPromiseUnreadable)
        switch try header(index) {
        case nil: return scan
        case .failure(let rejection): scan.headerFault = rejection.fault
        case .success(let found): scan.segment = found
        }
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(listed.fileName), .write)
        }
        scan.file = file
        scan.size = try logged { () throws(SystemError) in try file.size() }
        var walk = BlockWalk(file, scan.segment, limit: scan.size)
        scan.fault = try walk.toFault()
        scan.position = WritePosition(
            offset: walk.offset, next: walk.next, chain: walk.chain, recorded: walk.recorded,
            isBehindClosing: walk.isBehindClosing)
        scan.proved = max(scan.proved, walk.durable)
        scan.highest = walk.next - 1
        try lookAhead(walk, &scan)
        report.scannedBytes += scan.size
        report.proved = scan.proved
        return scan
    }

    /// Looks behind the fault for blocks that prove the damage, and for anything but zeros.
    private func lookAhead(_ walk: BlockWalk, _ scan: inout ActiveScan) throws(LogError) {
        var ahead = walk
        var offset = walk.offset
        while let found = try ahead.find(from: offset) {
            if scan.resumes == nil { scan.resumes = found.header.first }
            if found.header.first > scan.highest + 1 {
                scan.lost.append(scan.highest + 1...found.header.first - 1)
            }
            scan.highest = max(scan.highest, found.header.next - 1)
            // Only a durable sequence that reaches beyond the prefix proves anything.
            scan.proved = max(scan.proved, found.header.durable)
            offset = found.offset + UInt64(found.header.totalBytes)
        }
        scan.droppedEnd = walk.offset
        guard let file = scan.file else { return }
        offset = walk.offset
        while offset < scan.size {
            let count = Int(min(UInt64(Limits.windowBytes), scan.size - offset))
            do throws(SystemError) {
                let bytes = try file.read(at: offset, count: count)
                if let last = bytes.lastIndex(where: { $0 != 0 }) {
                    scan.droppedEnd = offset + UInt64(last) + 1
                }
            } catch {
                if !error.isMediaFault { throw LogError(error) }
                scan.droppedEnd = offset + UInt64(count)
            }
            offset += UInt64(count)
        }
    }

    mutating func decide(_ scan: ActiveScan) throws(LogError) -> Outcome {
        let last = catalog.manifest.segments.count - 1
        if let fault = scan.headerFault {
            let file = Place.shown(scan.segment.fileName)
            report.damages.append(
                Damage(file: file, offset: 0, evidence: .header(fault), first: 1, last: 0))
        }
        switch RecoveryDecision.decide(scan, newest) {
        case .goOn:
            report.ending = .closed
            if !catalog.isListed { try publish() }
            return try goOn(scan)
        case .copy:
            report.ending = .unclean
            report.droppedBytes = scan.droppedEnd - scan.position.offset
            if report.droppedBytes > 0 { report.droppedFor = scan.fault }
            if scan.headerFault != nil {
                report.repairs.append(.header(file: Place.shown(scan.segment.fileName)))
            }
            return try copy(scan, replacing: last)
        case .damaged(let from, let to):
            let damage = Damage(
                file: Place.shown(scan.segment.fileName),
                offset: scan.file == nil ? 0 : scan.position.offset,
                evidence: scan.file == nil ? .missingFile : .block(scan.fault ?? .cut),
                first: from, last: to)
            if options.damage == .refuse { throw .damaged(damage) }
            report.ending = .damaged(damage)
            return try goBeyond(scan, last)
        }
    }

    func publish() throws(LogError) {
        try logged { () throws(SystemError) in
            try place.draft(catalog.manifest)
            try place.publishDraft()
        }
    }

    private func goOn(_ scan: ActiveScan) throws(LogError) -> Outcome {
        try logged { () throws(SystemError) in
            let path = place.path(scan.segment.fileName)
            let file = try place.storage.open(path, .write)
            let filler = try place.storage.open(path, .write)
            let active = ActiveSegment(
                scan.segment, file: file, filler: filler,
                capacity: UInt64(options.segmentBytes), prepared: scan.size)
            return Outcome(active: active, position: scan.position)
        }
    }

    /// Copies the valid prefix to a file of its own; MANIFEST is the switch.
    private mutating func copy(
        _ scan: ActiveScan, replacing index: Int
    ) throws(LogError) -> Outcome {
        guard let source = scan.file else { throw .missing(path: scan.segment.fileName) }
        var segment = scan.segment
        segment.id = catalog.manifest.nextSegment
        segment.salt = options.random()
        segment.generation += 1
        segment.epoch = catalog.manifest.epoch
        segment.created = max(options.clock(), scan.position.recorded)
        let creation = Creation(place: place, options: options)
        var walk = BlockWalk(source, scan.segment, limit: scan.position.offset)
        let file = try creation.copy(&walk, through: scan.position.next - 1, as: segment)
        catalog.manifest.segments[index] = SegmentEntry(segment)
        catalog.manifest.nextSegment = segment.id + 1
        try publish()
        let active = ActiveSegment(
            segment, file: file.file, filler: file.filler,
            capacity: UInt64(options.segmentBytes), prepared: file.bytes)
        var position = scan.position
        position.recorded = walk.recorded
        return Outcome(active: active, position: position)
    }

    /// Where the last valid block ends, whatever lies before it.
    private func lastEnd(_ scan: ActiveScan) throws(LogError) -> WritePosition {
        guard let file = scan.file else { return scan.position }
        var walk = BlockWalk(file, scan.segment, limit: scan.size)
        repeat { _ = try walk.toFault() } while try walk.skip()
        return WritePosition(
            offset: walk.offset, next: walk.next, chain: walk.chain, recorded: walk.recorded,
            isBehindClosing: walk.isBehindClosing)
    }

    /// Leaves the damaged segment as it is and goes on in a new one behind it.
    private mutating func goBeyond(_ scan: ActiveScan, _ index: Int) throws(LogError) -> Outcome {
        let last = max(scan.proved, scan.highest)
        let tail = scan.highest < last ? [scan.highest + 1...last] : []
        let lost = scan.lost + tail
        let hole = lost.first.map { first in
            Hole(from: first.lowerBound, to: lost.last?.upperBound ?? first.upperBound)
        }
        let log = catalog.manifest.log
        let end = try lastEnd(scan)
        let chain = hole.map { Format.chain(behindHole: $0.to, of: log) } ?? end.chain
        let segment = SegmentIdentity(
            log: log, secret: scan.segment.secret, id: catalog.manifest.nextSegment,
            generation: 0, salt: options.random(), first: last + 1,
            epoch: catalog.manifest.epoch,
            created: max(options.clock(), end.recorded), predecessorLast: last,
            predecessorChain: chain, hole: hole)
        let file = try logged { () throws(SystemError) in
            try Creation(place: place, options: options).makeSegment(segment)
        }
        catalog.manifest.segments[index].state = .abandoned
        catalog.manifest.segments[index].last = last
        // 0: to the end of whatever file is put back there.
        catalog.manifest.segments[index].end =
            scan.file == nil ? 0 : tail.isEmpty ? end.offset : max(scan.size, end.offset)
        catalog.manifest.segments[index].chain = chain
        catalog.manifest.segments.append(SegmentEntry(segment))
        catalog.manifest.nextSegment = segment.id + 1
        try publish()
        let active = ActiveSegment(
            segment, file: file.file, filler: file.filler,
            capacity: UInt64(options.segmentBytes), prepared: file.bytes)
        let position = WritePosition(
            offset: UInt64(Limits.segmentHeaderBytes), next: segment.first, chain: chain,
            recorded: end.recorded, isBehindClosing: false)
        return Outcome(active: active, position: position)
    }
}
