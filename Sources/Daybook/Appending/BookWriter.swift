// What the log's commit thread drives: decides about each append, encodes it, and hands committed
// pages on. Must not wait for anything: what needs the disk is sent back to the appender.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog

/// The encoder of a book.
///
/// Sendable without the compiler's proof: the log owns it and calls it from one thread at a time,
/// its opening thread first and its commit thread afterwards; the book keeps no reference.
final class BookWriter: SegmentWriter, @unchecked Sendable {
    typealias Request = AppendRequest

    private let catalog: Catalog
    private let deliver: @Sendable (Page) -> Void
    private let announce: @Sendable (UInt64) -> Void
    private var encoder: Encoder
    private var restoring: Batch
    private var segment = Segment()
    /// The segment before, until the appenders can search it themselves.
    private var previous: EndedSegment?
    private var blockTime: Int64 = 0

    private struct Segment {
        var key: UInt64 = 0
        var first: UInt64 = 1
        var next: UInt64 = 1
    }

    /// An encoder for a book.
    ///
    /// - Parameters:
    ///   - deliver: takes each committed page, in order.
    ///   - announce: told how far the log is durable.
    init(
        catalog: Catalog, deliver: @escaping @Sendable (Page) -> Void,
        announce: @escaping @Sendable (UInt64) -> Void
    ) {
        self.catalog = catalog
        self.deliver = deliver
        self.announce = announce
        encoder = Encoder(catalog: catalog)
        restoring = Batch(catalog: catalog)
    }

    var counts: DefinitionCounts { encoder.counts }

    func byteBound(_ request: AppendRequest) -> Int {
        encoder.bound(rows: request.rows, events: request.starts.count)
    }

    func begin(_ identity: SegmentIdentity) {
        segment = Segment(key: identity.key, first: identity.first, next: identity.first)
        encoder.begin(key: segment.key, first: identity.first)
    }

    func restore(_ block: BlockView) throws(ContentFault) {
        do throws(CodingError) {
            try restoring.load(block.page)
            try encoder.restore(restoring)
        } catch {
            throw ContentFault(code: 1, offset: 0)
        }
    }

    func placed(_ header: BlockHeader, at offset: UInt64) {
        encoder.index.endBlock(offset: offset, first: header.first, count: Int(header.count))
        segment.next = header.next
    }

    func encode(
        _ request: inout AppendRequest, into block: inout BlockBuilder, first: UInt64,
        recorded: Int64
    ) -> Encoded {
        guard request.ticket.take() else {
            request.decision = .cancelled
            return .settled
        }
        if let refusal = refusal(of: request) {
            request.decision = refusal
            return .settled
        }
        if request.taking != .new {
            let known = matches(request)
            if !known.isEmpty || request.taking == .nothing {
                request.decision = .matched(known)
                return .settled
            }
        }
        if block.count == 0 { blockTime = recorded }
        return append(&request, into: &block, first: first)
    }

    private func append(
        _ request: inout AppendRequest, into block: inout BlockBuilder, first: UInt64
    ) -> Encoded {
        var matches: [KeyMatch] = []
        var sequence = first
        if request.taking == .new {
            for row in request.starts.indices {
                if let match = match(row, of: request) {
                    matches.append(match)
                    continue
                }
                encoder.encode(
                    request.rows, at: request.starts[row], count: 1, into: &block.parts,
                    first: sequence, previous: &blockTime)
                sequence += 1
            }
        } else {
            encoder.encode(
                request.rows, at: 0, count: request.starts.count, into: &block.parts,
                first: first, previous: &blockTime)
            sequence += UInt64(request.starts.count)
        }
        let count = Int(sequence - first)
        request.decision =
            count == 0
            ? .matched(matches)
            : .appended(first: first, count: count, recorded: 0, durable: false, matches: matches)
        return count == 0 ? .settled : .appended(events: count)
    }

    /// Why an append is not taken, if so: its condition fails, or the appender must look again.
    private func refusal(of request: AppendRequest) -> AppendOutcome? {
        let needsHistory = request.condition != nil || request.fingerprints.contains { $0 != nil }
        if needsHistory && request.searchedThrough + 1 < segment.first {
            guard let previous, request.searchedThrough + 1 >= previous.first else {
                return .lookAgain
            }
        }
        guard let condition = request.condition else { return nil }
        for name in condition.names {
            if let last = encoder.last(name.text, entity: name.entity, hash: name.hash),
                last > condition.since
            {
                return .changed(last)
            }
        }
        // The names of the segment before are found when it is sealed, which does not take long.
        if let previous, request.searchedThrough < previous.last, condition.since < previous.last {
            return .lookAgain
        }
        return nil
    }

    private func matches(_ request: AppendRequest) -> [KeyMatch] {
        request.starts.indices.compactMap { match($0, of: request) }
    }

    private func match(_ row: Int, of request: AppendRequest) -> KeyMatch? {
        guard let print = request.fingerprints[row] else { return nil }
        var found: [UInt64] = []
        if let previous, request.searchedThrough < previous.last {
            found = previous.index.sequences(fingerprint: print)
        }
        found += encoder.index.sequences(fingerprint: print)
        return found.lazy.map { KeyMatch(row: row, sequence: $0) }
            .first { !request.cleared.contains($0) }
    }

    func committed(_ block: BlockView) { deliver(block.page) }

    func finish(_ request: AppendRequest, _ outcome: CommitOutcome) {
        switch (outcome, request.decision) {
        case (.committed(let first, let count, let recorded, let durable), let decision):
            var matches: [KeyMatch] = []
            if case .appended(_, _, _, _, let left) = decision { matches = left }
            request.ticket.finish(
                .appended(
                    first: first, count: count, recorded: recorded, durable: durable,
                    matches: matches))
        case (.settled, let decision): request.ticket.finish(decision ?? .cancelled)
        case (.notAppended(let error), _): request.ticket.finish(.failed(error))
        case (.indeterminate(let error), _): request.ticket.finish(.indeterminate(error))
        }
    }

    func durable(through sequence: UInt64) { announce(sequence) }

    func footer() -> @Sendable () -> [UInt8] {
        let ended = EndedSegment(
            encoder.takeIndex(), first: segment.first, last: segment.next - 1)
        previous = ended
        return { ended.index.footer() }
    }

    static func footer(
        rebuiltFrom blocks: inout SegmentBlocks, of segment: SegmentIdentity
    ) throws(LogError) -> [UInt8] {
        let catalog = Catalog()
        var batch = Batch(catalog: catalog)
        var index = SegmentIndex()
        index.begin(first: segment.first)
        while let block = try blocks.next() {
            // As while it was written: a closing block holds nothing to be found.
            if block.header.isClosing { continue }
            do throws(CodingError) {
                try batch.load(block.page)
                try batch.defineNames(in: &index)
                index.add(batch)
            } catch {
                throw .damaged(
                    Damage(
                        file: segment.fileName, offset: block.offset,
                        evidence: .contents(ContentFault(code: 1, offset: 0)),
                        first: block.header.first, last: block.header.next - 1))
            }
            index.endBlock(
                offset: block.offset, first: block.header.first, count: Int(block.header.count))
        }
        return index.footer()
    }
}

/// The index of a segment that has ended: it does not change any more.
private final class EndedSegment: Sendable {
    let index: SegmentIndex
    let first: UInt64
    let last: UInt64

    init(_ index: consuming SegmentIndex, first: UInt64, last: UInt64) {
        self.index = index
        self.first = first
        self.last = last
    }
}

extension SegmentIdentity {
    /// The key of the log's hashes.
    var key: UInt64 { secret.key }
}

extension Bits128 {
    /// The key of hashes that this secret keeps unpredictable.
    var key: UInt64 {
        var bytes = ByteBuffer(capacity: 16)
        bytes.append(high)
        bytes.append(low)
        return NameHash.key(secret: bytes.bytes)
    }
}

extension BlockView {
    /// The block as the coding sees it.
    package var page: Page {
        Page(
            segment: segment.id, key: segment.key, before: header.before, first: header.first,
            count: Int(header.count), recorded: Timestamp(microseconds: header.recorded),
            bytes: window, start: start + DaybookLog.Limits.blockHeaderBytes,
            definitionsLength: header.definitionBytes, recordsLength: header.recordBytes,
            personalLength: header.personalBytes)
    }
}
