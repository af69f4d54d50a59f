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
            guard var walk else { return nil }
            guard walk.next <= state.last else {
                self.walk?.rest()
                return nil
            }
            guard let step = try step(&walk, state) else { continue }
            switch step {
            case .block(let view):
                // A block beyond the bound is not durable yet, although it is there.
                if view.header.next > state.last + 1 { return nil }
                self.walk = walk
                rereads = 0
                next = max(next, view.header.next)
                if view.header.isClosing { continue }
                return view
            case .end, .fault:
                if try moves(state) { continue }
                if try passesClosing(walk) { continue }
                var fault = BlockFault.cut
                if case .fault(let found) = step { fault = found }
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
        if var ahead = walk, try ahead.skip(), ahead.next <= state.last {
            walk = ahead
            return ahead.next > from ? from...(ahead.next - 1) : nil
        }
        guard let index = index(of: from, state), index + 1 < state.segments.count else {
            return nil
        }
        let first = state.segments[index + 1].first
        next = max(next, first)
        walk = nil
        return first > from ? from...(first - 1) : nil
    }

    /// Makes sure that the walk stands in the segment that holds the next sequence.
    private mutating func stand(_ state: LogReader.State) throws(LogError) -> Bool {
        if let walk, let index = state.segments.firstIndex(where: { $0.id == walk.segment.id }) {
            let entry = state.segments[index]
            let limit = limit(entry, state)
            self.walk?.extend(to: limit)
            if entry.state == .active || walk.next <= entry.last { return true }
            if index + 1 >= state.segments.count { return false }
            self.walk = try open(index + 1, state)
            return self.walk != nil
        }
        guard let index = index(of: walk?.next ?? next, state) else { return false }
        walk = try open(index, state)
        return walk != nil
    }

    /// Passes over a closing block that was hurt: the next block proves that no fact is missing.
    private mutating func passesClosing(_ walk: BlockWalk) throws(LogError) -> Bool {
        var ahead = walk
        guard try ahead.skip(), ahead.next == walk.next, ahead.chain == walk.chain else {
            return false
        }
        self.walk = ahead
        return true
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
        var ahead = walk
        if let found = try? ahead.skip(), found { last = min(last, ahead.next - 1) }
        return Damage(
            file: Place.shown(walk.segment.fileName), offset: walk.offset,
            evidence: .block(fault), first: walk.next, last: last)
    }
}
