// Single facts found by their sequence, and names found by the footers of sealed segments.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog

/// Reads facts at any place of a log, keeping the definitions of the segment last read.
///
/// Not Sendable: owned by one queue.
final class Lookup {
    private let reader: LogReader
    private let catalog: Catalog
    private var footers: [UInt64: FooterIndex] = [:]
    /// The order in which footers were read.
    private var footerOrder: [UInt64] = []
    /// Footers held in memory: one takes some megabytes.
    private static let footersMax = 64
    private var cursor: BlockCursor?
    private var batch: Batch
    private var segment: UInt64?
    /// Where the blocks of `segment` begin, as far as they were read.
    private var blocks: [(facts: Range<UInt64>, offset: UInt64)] = []

    init(_ reader: LogReader, _ catalog: Catalog) {
        self.reader = reader
        self.catalog = catalog
        batch = Batch(catalog: catalog)
    }

    /// The fact with a sequence; nil beyond the end.
    ///
    /// - Complexity: O(1) near the last one asked for, else O(segment).
    func event(at sequence: UInt64) throws(DaybookError) -> RecordedEvent? {
        if sequence == 0 { return nil }
        if !holds(sequence), !(try seek(sequence)) { return nil }
        for index in 0..<batch.count where batch.sequence(batch[index]) == sequence {
            return batch.event(index)
        }
        return nil
    }

    private func holds(_ sequence: UInt64) -> Bool {
        batch.count > 0 && batch.first <= sequence && sequence < batch.end
    }

    /// Decodes the page that holds a sequence; false if there is none.
    private func seek(_ sequence: UInt64) throws(DaybookError) -> Bool {
        if let segment, let offset = offset(of: sequence) {
            let block = try logged { () throws(LogError) in
                try reader.block(at: offset, in: segment)
            }
            try coded { () throws(CodingError) in try batch.load(block.page) }
            return holds(sequence)
        }
        let state = try logged { () throws(LogError) in try reader.refresh() }
        let home = state.segments.last { $0.first <= sequence }
        if cursor == nil || home?.id != segment {
            cursor = reader.cursor(from: sequence)
            blocks = []
            segment = nil
        }
        return try advance(to: sequence)
    }

    /// Where the block with a sequence begins, if it was read before.
    private func offset(of sequence: UInt64) -> UInt64? {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].facts.upperBound <= sequence {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < blocks.count, blocks[low].facts.contains(sequence) else { return nil }
        return blocks[low].offset
    }

    private func advance(to sequence: UInt64) throws(DaybookError) -> Bool {
        while true {
            let next: BlockView?
            do throws(LogError) {
                next = try cursor?.nextBlock()
            } catch {
                // What is lost before the fact does not hide it.
                guard case .damaged(let damage) = error, damage.last < sequence,
                    try logged({ () throws(LogError) in try cursor?.skipDamage() }) != nil
                else { throw .log(error) }
                continue
            }
            guard let block = next else { return false }
            if segment != block.segment.id {
                segment = block.segment.id
                blocks = []
            }
            blocks.append((block.header.first..<block.header.next, block.offset))
            if block.header.next <= sequence {
                do throws(CodingError) {
                    try batch.define(block.page)
                } catch {
                    // A page that lacks a lost definition is none; the fact may need neither.
                    guard case .definitionLost = error else { throw .coding(error) }
                }
            } else {
                try coded { () throws(CodingError) in try batch.load(block.page) }
                return holds(sequence)
            }
        }
    }

    // MARK: Sealed segments

    /// The sealed segments from the first on without a gap, with their footers.
    ///
    /// What lies behind the last of them is the commit thread's to search.
    func sealed() throws(DaybookError) -> [(entry: SegmentEntry, footer: FooterIndex)] {
        var found: [(entry: SegmentEntry, footer: FooterIndex)] = []
        let state = try logged { () throws(LogError) in try reader.refresh() }
        for entry in state.segments {
            if entry.state == .active || entry.state == .ended { break }
            if let footer = try footer(of: entry) {
                found.append((entry, footer))
            } else {
                found.append((entry, try rebuiltFooter(of: entry)))
            }
        }
        return found
    }

    /// The footer of a segment; nil if it is not sealed or its footer is damaged.
    func footer(of entry: SegmentEntry) throws(DaybookError) -> FooterIndex? {
        if let known = footers[entry.id] { return known }
        let bytes = try logged { () throws(LogError) in try reader.footer(of: entry) }
        guard let bytes, let footer = FooterIndex(bytes, first: entry.first) else { return nil }
        keep(footer, of: entry)
        return footer
    }

    /// The footer of a segment whose own is lost, from its blocks.
    ///
    /// - Throws: `DaybookError.log(.damaged)` if a block of a sealed segment is damaged too. In a
    ///   segment that was left behind for its damage, what is lost is passed over.
    private func rebuiltFooter(of entry: SegmentEntry) throws(DaybookError) -> FooterIndex {
        let isLossy = entry.state == .abandoned
        var batch = Batch(catalog: catalog)
        var index = SegmentIndex()
        index.begin(first: entry.first)
        var cursor = reader.cursor(from: entry.first)
        var expected = entry.first
        while true {
            let next: BlockView?
            do throws(LogError) {
                next = try cursor.nextBlock()
            } catch {
                guard isLossy, case .damaged = error else { throw .log(error) }
                let skipped = try logged { () throws(LogError) in try cursor.skipDamage() }
                if skipped == nil { break }
                continue
            }
            guard let block = next, block.segment.id == entry.id else { break }
            let first = block.header.first
            if first > expected { index.passOver(expected...first - 1) }
            expected = block.header.next
            do throws(CodingError) {
                try batch.load(block.page)
                try batch.defineNames(in: &index, skipsLost: isLossy)
                index.add(batch)
            } catch {
                guard isLossy else { throw .coding(error) }
            }
            index.endBlock(
                offset: block.offset, first: first, count: Int(block.header.count))
        }
        guard let footer = FooterIndex(index.footer(), first: entry.first) else {
            throw .coding(.malformed(sequence: entry.first))
        }
        keep(footer, of: entry)
        return footer
    }

    private func keep(_ footer: FooterIndex, of entry: SegmentEntry) {
        if footerOrder.count == Self.footersMax {
            footers.removeValue(forKey: footerOrder.removeFirst())
        }
        footers[entry.id] = footer
        footerOrder.append(entry.id)
    }

    /// The last sequence of sealed segments that names a subject, if it is later than another.
    func last(_ subject: Subject, since: UInt64) throws(DaybookError) -> UInt64? {
        let state = try logged { () throws(LogError) in try reader.state }
        let hash = subject.hash(key: state.secret.key)
        for (entry, footer) in try sealed().reversed() where entry.last > since {
            let candidates = footer.occurrences(name: hash).map(\.last).filter { $0 > since }
            for last in candidates.sorted(by: >) {
                // The footer's hash is cut: the fact itself tells whether it names the subject. Of
                // one that cannot be read any more the footer alone tells.
                do throws(DaybookError) {
                    if let _ = try event(at: last), batch.names(subject, at: last) { return last }
                } catch {
                    if !error.isLoss { throw error }
                    return last
                }
            }
        }
        return nil
    }
}
