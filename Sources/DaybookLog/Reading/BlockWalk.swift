// The one walk over the blocks of a segment: recovery, cursors, restoring and verifying all use it.
// It checks conditions V1 to V9 of Format.swift and decides nothing.

internal import DaybookBytes

/// Reads a segment's blocks in order, proving each.
public struct BlockWalk {
    /// What a step found.
    public enum Step: Sendable {
        /// The next block.
        case block(BlockView)
        /// The bytes considered end here.
        case end
        /// Here is no valid block, for this reason; later steps answer the same.
        case fault(BlockFault)
    }

    /// The segment walked over.
    public let segment: SegmentIdentity
    /// Where the next block is expected.
    public private(set) var offset: UInt64
    /// The sequence expected there.
    public private(set) var next: UInt64
    /// The chain before it.
    public private(set) var chain: UInt64
    /// The recorded time of the block before, or the least possible.
    public private(set) var recorded = Int64.min
    /// The greatest durable sequence that a valid block named.
    public private(set) var durable: UInt64
    /// Whether the block before was a closing one.
    public private(set) var isBehindClosing = false
    private let file: any StorageFile
    private var limit: UInt64
    private var counts = DefinitionCounts()
    private var window: [UInt8] = []
    private var windowStart: UInt64 = 0
    /// Sectors of the window that the medium refused, by their offsets in the file.
    private var unreadable: [UInt64] = []
    /// What the next read takes at least.
    private var reach = Limits.windowBytesFirst

    /// Starts at the first block of a segment.
    ///
    /// - Parameters:
    ///   - file: the open segment.
    ///   - segment: what its header says.
    ///   - limit: bytes of the file to be considered; nothing is read behind them.
    public init(_ file: any StorageFile, _ segment: SegmentIdentity, limit: UInt64) {
        self.file = file
        self.segment = segment
        self.limit = limit
        offset = UInt64(Limits.segmentHeaderBytes)
        next = segment.first
        chain = segment.predecessorChain
        durable = segment.predecessorLast
    }

    /// Considers more bytes than before.
    public mutating func extend(to limit: UInt64) { self.limit = max(self.limit, limit) }

    /// Lets go of what was read ahead; it is read again when it is needed.
    mutating func rest() {
        window = []
        reach = Limits.windowBytesFirst
    }

    /// Reads and proves the next block.
    ///
    /// - Throws: `LogError.system` if reading fails for another reason than the medium, which
    ///   counts as a fault.
    /// - Complexity: O(bytes of the block); one read a mebibyte.
    public mutating func step() throws(LogError) -> Step {
        if offset >= limit { return .end }
        let cached = windowStart
        let step = try prove()
        // Bytes that were read ahead may have been written since: they are judged when fresh.
        guard case .fault = step, !window.isEmpty, cached == windowStart, cached != offset else {
            return step
        }
        window = []
        return try prove()
    }

    private mutating func prove() throws(LogError) -> Step {
        let header: BlockHeader
        switch try self.header(at: offset) {
        case .failure(let rejection):
            return .fault(isReadable(Limits.blockHeaderBytes) ? rejection.fault : .unreadable)
        case .success(let found): header = found
        }
        if let fault = try body(header, at: offset) {
            return .fault(isReadable(header.totalBytes) ? fault : .unreadable)
        }
        if let fault = order(header) { return .fault(fault) }
        return .block(accept(header))
    }

    /// The next block of a stretch that was proved before, or nil at the end of what is considered.
    ///
    /// - Throws: `LogError.damaged` where there is no block any more: whoever copies or restores
    ///   must not take a medium that fails now for the end.
    mutating func provedBlock(through last: UInt64) throws(LogError) -> BlockView? {
        switch try step() {
        case .block(let view): return view
        case .end: return nil
        case .fault(let fault):
            throw .damaged(
                Damage(
                    file: Place.shown(segment.fileName), offset: offset, evidence: .block(fault),
                    first: next, last: last))
        }
    }

    /// Looks for the next valid block behind a fault and stands before it.
    ///
    /// Its sequence must not lie below the one expected; the chain before it is taken as given,
    /// since what it covers is what was lost.
    /// - Returns: whether there is one; the next `step` yields it then.
    public mutating func skip() throws(LogError) -> Bool {
        guard let found = try find(from: offset + UInt64(Limits.alignmentBytes)) else {
            return false
        }
        offset = found.offset
        next = found.header.first
        chain = found.header.chainBefore
        counts = DefinitionCounts()
        return true
    }

    /// The first block at or behind an offset that is valid by itself (V1 to V6) and does not
    /// repeat a sequence that was seen.
    mutating func find(
        from start: UInt64
    ) throws(LogError) -> (header: BlockHeader, offset: UInt64)? {
        var offset = Limits.aligned(start)
        while offset + UInt64(Limits.blockHeaderBytes) <= limit {
            switch try self.header(at: offset) {
            case .success(let header) where header.first >= next:
                if try body(header, at: offset) == nil { return (header, offset) }
            // The file ends, whatever it was said to hold.
            case .failure(.init(.cut)): return nil
            case .success, .failure: break
            }
            offset += UInt64(Limits.alignmentBytes)
        }
        return nil
    }

    private mutating func header(
        at offset: UInt64
    ) throws(LogError) -> Result<BlockHeader, BlockRejection> {
        guard offset + UInt64(Limits.blockHeaderBytes) <= limit else {
            return .failure(.init(.cut))
        }
        let start = try load(offset, Limits.blockHeaderBytes)
        guard let start else { return .failure(.init(.cut)) }
        let bytes = window.raw.extracting(start..<start + Limits.blockHeaderBytes)
        return BlockHeader.decode(bytes, salt: segment.salt, fileOffset: offset)
    }

    private mutating func body(
        _ header: BlockHeader, at offset: UInt64
    ) throws(LogError) -> BlockFault? {
        guard offset + UInt64(header.totalBytes) <= limit,
            let start = try load(offset, header.totalBytes)
        else { return .lengths }
        let block = window.raw.extracting(start..<start + header.totalBytes)
        return header.checkBody(block, salt: segment.salt, fileOffset: offset)
    }

    private func order(_ header: BlockHeader) -> BlockFault? {
        if header.first != next { return .sequence(expected: next, found: header.first) }
        if header.chainBefore != chain { return .chain(expected: chain, found: header.chainBefore) }
        if !header.before.isAtLeast(counts) || header.recorded < recorded
            || header.durable >= header.first
        {
            return .order
        }
        return nil
    }

    private mutating func accept(_ header: BlockHeader) -> BlockView {
        let view = BlockView(
            segment: segment, header: header, offset: offset, window: window,
            start: Int(offset - windowStart))
        chain = view.chain
        next = header.next
        offset = view.end
        counts = header.before
        recorded = header.recorded
        durable = max(durable, header.durable)
        isBehindClosing = header.isClosing
        return view
    }

    /// Makes sure that the window holds some bytes; answers where in it they begin.
    private mutating func load(_ offset: UInt64, _ count: Int) throws(LogError) -> Int? {
        let windowEnd = windowStart + UInt64(window.count)
        if offset >= windowStart && offset + UInt64(count) <= windowEnd {
            return Int(offset - windowStart)
        }
        let wanted = min(UInt64(max(count, reach)), limit - offset)
        reach = min(2 * reach, Limits.windowBytes)
        windowStart = offset
        window = []
        unreadable = []
        try read(offset..<offset + wanted)
        return window.count >= count ? 0 : nil
    }

    /// Reads around sectors that the medium refuses, and no more than these; zeros stand for them.
    private mutating func read(_ range: Range<UInt64>) throws(LogError) {
        do throws(SystemError) {
            let bytes = try file.read(at: range.lowerBound, count: range.count)
            // Almost always all of it, which is not worth a copy.
            if window.isEmpty { window = bytes } else { window += bytes }
        } catch {
            if !error.isMediaFault { throw LogError(error) }
            let sector = UInt64(Limits.sectorBytes)
            let edge = (range.lowerBound / sector + 1) * sector
            if edge < range.upperBound {
                let middle = (range.lowerBound + range.upperBound) / 2 / sector * sector
                try read(range.lowerBound..<max(edge, middle))
                try read(max(edge, middle)..<range.upperBound)
            } else {
                unreadable.append(range.lowerBound)
                window += [UInt8](repeating: 0, count: range.count)
            }
        }
    }

    /// Whether the medium gave all of the next bytes.
    private func isReadable(_ count: Int) -> Bool {
        let sector = UInt64(Limits.sectorBytes)
        let sectors = offset / sector...(offset + UInt64(count) - 1) / sector
        return !unreadable.contains { sectors.contains($0 / sector) }
    }
}

/// All blocks of a segment that is known to be whole, for rebuilding its footer.
public struct SegmentBlocks {
    private var walk: BlockWalk
    private let last: UInt64

    init(_ walk: BlockWalk, last: UInt64) {
        self.walk = walk
        self.last = last
    }

    /// The next block, or nil behind the last.
    ///
    /// - Throws: `LogError.damaged` where a block is not valid: there is no footer then.
    public mutating func next() throws(LogError) -> BlockView? {
        try walk.provedBlock(through: last)
    }

    /// The chain after the blocks read so far.
    var chain: UInt64 { walk.chain }
    /// The sequence behind the blocks read so far.
    var nextSequence: UInt64 { walk.next }
}
