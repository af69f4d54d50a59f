// A pull cursor over proved blocks: catching up and following are the same walk.
// Never yields what a writer could still take back.

internal import DaybookBytes

/// Reads a log's blocks in order, for one caller.
public struct BlockCursor {
    private let reader: LogReader
    /// The sequence behind the last block yielded, or the one asked for.
    public private(set) var next: UInt64
    private var walk: BlockWalk?
    private var rereads = 0
    private var hasMoved = false

    init(_ reader: LogReader, from sequence: UInt64) {
        self.reader = reader
        next = sequence
    }

    /// The next block, or nil when there is none that is proved: call again after `refresh`, or
    /// when the writer has said `durable(through:)`.
    ///
    /// After a segment was rewritten, and at the start, blocks are yielded from the beginning of
    /// the segment: a `BlockView.segment` that differs from the last one begins a new numbering.
    /// - Throws: `LogError.damaged` with the range that cannot be read; the cursor stays there, and
    ///   `skipDamage` goes on behind it.
    public mutating func nextBlock() throws(LogError) -> BlockView? {
        while true {
            let state = try reader.state
            hasMoved = false
            guard try stand(state) else {
                if hasMoved { continue }
                return nil
            }
            guard let before = walk else { return nil }
            guard before.next <= state.last else {
                walk?.rest()
                return nil
            }
            var walk = before
            guard let step = try step(&walk, state) else { continue }
            switch step {
            case .block(let view):
                // A block beyond the bound is not durable yet, although it is there.
                if view.header.first > state.last { return nil }
                if view.header.next > state.last + 1 {
                    // What is proved ends with a block.
                    throw .damaged(damage(before, .order, state))
                }
                if let promised = promisedChain(behind: view, state), promised != view.chain {
                    let fault = BlockFault.chain(expected: promised, found: view.chain)
                    throw .damaged(damage(before, fault, state))
                }
                self.walk = walk
                rereads = 0
                next = max(next, view.header.next)
                if view.header.isClosing { continue }
                return view
            case .end, .fault:
                if try moves(state) { continue }
                var fault = BlockFault.cut
                if case .fault(let found) = step { fault = found }
                // Only a closing block was lost: sequence and chain go on behind it.
                if let ahead = try behind(walk), ahead.next == walk.next {
                    self.walk = ahead
                    continue
                }
                throw .damaged(damage(walk, fault, state))
            }
        }
    }

    /// Goes on behind damage: at the next block that is valid by itself, or in the next segment.
    ///
    /// Definitions that were lost may be missed by what follows.
    /// - Returns: the sequences passed over, or nil if nothing follows.
    public mutating func skipDamage() throws(LogError) -> ClosedRange<UInt64>? {
        let state = try reader.state
        let from = max(walk?.next ?? next, 1)
        if let walk, let ahead = try behind(walk), from < ahead.next, ahead.next <= state.last {
            self.walk = ahead
            return from...(ahead.next - 1)
        }
        guard let index = state.segments.firstIndex(where: { $0.first > from }) else {
            return nil
        }
        let first = state.segments[index].first
        next = max(next, first)
        walk = nil
        return first > from ? from...(first - 1) : nil
    }

    /// The walk at the next block that can follow damage; nil if there is none in the segment.
    ///
    /// A block that begins where the damage does follows only if the chain proves that it does.
    private func behind(_ walk: BlockWalk) throws(LogError) -> BlockWalk? {
        var ahead = walk
        while try ahead.skip() {
            if ahead.next > walk.next || ahead.chain == walk.chain { return ahead }
        }
        return nil
    }

    /// Makes sure that the walk stands in the segment that holds the next sequence.
    private mutating func stand(_ state: LogReader.State) throws(LogError) -> Bool {
        if let walk, let index = state.segments.firstIndex(where: { $0.id == walk.segment.id }) {
            let entry = state.segments[index]
            let limit = limit(entry, state)
            self.walk?.extend(to: limit)
            if entry.state == .active || walk.next <= entry.last { return true }
            if index + 1 >= state.segments.count {
                if state.last <= entry.last { return false }
                throw .damaged(lost(entry.last + 1, state.last))
            }
            try checkGap(before: state.segments[index + 1], at: walk.next)
            self.walk = try open(index + 1, state)
            return self.walk != nil
        }
        guard let index = index(of: walk?.next ?? next, state) else { return false }
        try checkGap(before: state.segments[index], at: walk?.next ?? next)
        walk = try open(index, state)
        return walk != nil
    }

    /// Takes a step; nil if the file is gone because another took its place.
    private mutating func step(
        _ walk: inout BlockWalk, _ state: LogReader.State
    ) throws(LogError) -> BlockWalk.Step? {
        do throws(LogError) {
            return try walk.step()
        } catch {
            guard case .system(let failure) = error, failure.isMissing else { throw error }
            if try moves(state) { return nil }
            throw .damaged(missing(walk.segment.fileName, from: walk.next, state))
        }
    }

    /// The chain that MANIFEST or WATERMARK names for where a block ends: no later block proves the
    /// last one of a segment.
    private func promisedChain(behind view: BlockView, _ state: LogReader.State) -> UInt64? {
        let last = view.header.next - 1
        if last == state.last, view.segment.id == state.endSegment { return state.chain }
        let entry = state.segments.first { $0.id == view.segment.id && $0.last == last }
        guard let entry, entry.state == .ended || entry.state == .sealed else { return nil }
        return entry.chain
    }

    /// A list made from headers lacks the segments whose files are missing.
    private func checkGap(before entry: SegmentEntry, at next: UInt64) throws(LogError) {
        if entry.first > next { throw .damaged(lost(next, entry.first - 1)) }
    }

    private func lost(_ first: UInt64, _ last: UInt64) -> Damage {
        Damage(
            file: Place.segmentsName, offset: 0, evidence: .missingFile, first: first, last: last)
    }

    /// Whether the files have changed since the state was loaded: a roll, or a copied segment.
    private mutating func moves(_ state: LogReader.State) throws(LogError) -> Bool {
        if rereads >= Limits.rereadsMax { return false }
        let fresh = try reader.refresh()
        if fresh == state { return false }
        rereads += 1
        reader.files.forget()
        return true
    }

    private func index(of sequence: UInt64, _ state: LogReader.State) -> Int? {
        state.segments.lastIndex { $0.first <= sequence } ?? state.segments.indices.first
    }

    private func limit(_ entry: SegmentEntry, _ state: LogReader.State) -> UInt64 {
        if entry.state != .active && entry.end > 0 { return entry.end }
        return entry.id == state.endSegment ? state.end : UInt64(Int64.max)
    }

    /// Opens a segment, starting over when it was replaced meanwhile.
    private mutating func open(
        _ index: Int, _ state: LogReader.State
    ) throws(LogError) -> BlockWalk? {
        let entry = state.segments[index]
        do throws(SystemError) {
            let file = try reader.files.open(reader.place.path(entry.fileName))
            let limit = min(limit(entry, state), try file.size())
            return BlockWalk(file, reader.identity(index, state), limit: limit)
        } catch {
            if !error.isMissing { throw LogError(error) }
            hasMoved = try moves(state)
            if hasMoved { return nil }
            throw .damaged(missing(entry.fileName, from: entry.first, state))
        }
    }

    private func missing(
        _ fileName: String, from first: UInt64, _ state: LogReader.State
    ) -> Damage {
        Damage(
            file: Place.shown(fileName), offset: 0, evidence: .missingFile, first: first,
            last: last(fileName, state))
    }

    /// The last proved sequence of a segment.
    private func last(_ fileName: String, _ state: LogReader.State) -> UInt64 {
        let entry = state.segments.first { $0.fileName == fileName && $0.state != .active }
        return entry?.last ?? state.last
    }

    private func damage(
        _ walk: BlockWalk, _ fault: BlockFault, _ state: LogReader.State
    ) -> Damage {
        var last = last(walk.segment.fileName, state)
        if let ahead = try? behind(walk) { last = min(last, ahead.next - 1) }
        return Damage(
            file: Place.shown(walk.segment.fileName), offset: walk.offset,
            evidence: .block(fault), first: walk.next, last: last)
    }
}
