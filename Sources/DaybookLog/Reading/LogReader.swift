// Reading a log: which segments there are, how far they are proved, and where to start.
// Takes no lock and writes nothing; works beside a writer in this or another process, and without.

internal import DaybookBytes
internal import Synchronization

/// A read-only view of a log.
public final class LogReader: Sendable {
    enum Source: Sendable {
        case files
        case live(LiveBounds)
    }
    /// What `refresh` found.
    public struct State: Equatable, Sendable {
        /// The log's id.
        public var log: Bits128
        /// The log's secret.
        public var secret: Bits128
        /// The last sequence proved durable.
        public var last: UInt64
        /// Whether a writer closed the log here.
        public var isClosed: Bool
        /// The segments in the order of their sequences.
        public var segments: [SegmentEntry]
        /// Whether MANIFEST was unusable, so that the segments' headers were read instead.
        public var isRebuilt: Bool
        /// What the caller keeps in MANIFEST; see `Manifest.note`.
        public var note: [UInt8]
        /// See `Catalog.chainsBefore`.
        var chainsBefore: [UInt64: UInt64] = [:]
        /// The segment that `end` belongs to.
        var endSegment: UInt64
        /// Where proved blocks end in that segment.
        var end: UInt64
        /// The chain after `last`, if WATERMARK names it.
        public var chain: UInt64?
    }

    let place: Place
    let files: SegmentFiles
    private let source: Source
    private let known: Mutex<State?>

    init(_ place: Place, _ source: Source) {
        self.place = place
        files = SegmentFiles(place.storage)
        self.source = source
        known = Mutex(nil)
    }

    /// Opens a log for reading.
    ///
    /// - Throws: `LogError.missing` if there is no log; `.unsupported` if it is too new;
    ///   `.damaged` if there is neither a list of segments nor any segment.
    public convenience init(
        _ storage: any Storage, _ directory: String
    ) throws(LogError) {
        self.init(Place(storage: storage, directory: directory), .files)
        try refresh()
    }

    /// What the last `refresh` found.
    ///
    /// A reader of a running writer is always fresh.
    public var state: State {
        get throws(LogError) {
            if case .live(let live) = source { return Self.state(live.current) }
            if let state = known.withLock({ $0 }) { return state }
            return try refresh()
        }
    }

    /// Looks again how far the log reaches.
    ///
    /// - Complexity: two small files read; a segment more if WATERMARK cannot be used.
    @discardableResult
    public func refresh() throws(LogError) -> State {
        let state =
            switch source {
            case .live(let live): Self.state(live.current)
            case .files: try load()
            }
        known.withLock { $0 = state }
        return state
    }

    private static func state(_ bounds: Bounds) -> State {
        State(
            log: bounds.manifest.log, secret: bounds.manifest.secret, last: bounds.sequence,
            isClosed: false, segments: bounds.manifest.segments, isRebuilt: false,
            note: bounds.manifest.note, endSegment: bounds.segment, end: bounds.end)
    }

    /// WATERMARK first, then MANIFEST: a list that is newer than the bound still holds all of it.
    private func load() throws(LogError) -> State {
        let slots = try place.readWatermark() ?? []
        guard let catalog = try Catalog(place) else { throw .missing(path: place.directory) }
        let manifest = catalog.manifest
        let newest = Watermark.newest(of: slots, manifest.log)
        var state = State(
            log: manifest.log, secret: manifest.secret, last: newest?.sequence ?? 0,
            isClosed: newest?.isClosed ?? false, segments: manifest.segments,
            isRebuilt: !catalog.isListed, note: manifest.note,
            chainsBefore: catalog.chainsBefore, endSegment: newest?.segment ?? 0,
            end: newest?.end ?? 0)
        if let last = manifest.segments.last {
            state.last = max(state.last, last.first - 1)
            if last.state != .active { state.last = max(state.last, last.last) }
        }
        if newest == nil { state.last = max(state.last, try provedByBlocks(state)) }
        if let newest, newest.sequence == state.last { state.chain = newest.chain }
        return state
    }

    /// Without WATERMARK, later blocks prove earlier ones, those that are damaged too.
    private func provedByBlocks(_ state: State) throws(LogError) -> UInt64 {
        guard var walk = try tail(state) else { return 0 }
        repeat {
            while case .block = try walk.step() {}
        } while try walk.skip()
        return walk.durable
    }

    /// A walk over the active segment, to the end of its file.
    private func tail(_ state: State) throws(LogError) -> BlockWalk? {
        guard let index = state.segments.indices.last, state.segments[index].state == .active
        else { return nil }
        do throws(SystemError) {
            let file = try place.storage.open(
                place.path(state.segments[index].fileName), .read)
            return BlockWalk(file, identity(index, state), limit: try file.size())
        } catch {
            if error.isMissing { return nil }
            throw LogError(error)
        }
    }

    /// How many facts lie behind the proved ones, to be decided on by the next writer.
    ///
    /// While a writer runs, these are the appends just being made.
    /// - Complexity: the active segment is read.
    public func unprovenFacts() throws(LogError) -> UInt64 {
        let state = try refresh()
        guard var walk = try tail(state) else { return 0 }
        while case .block = try walk.step() {}
        return walk.next - 1 > state.last ? walk.next - 1 - state.last : 0
    }

    /// The bytes of all the segments' files, prepared space included.
    public func bytesOnDisk() throws(LogError) -> UInt64 {
        var sum: UInt64 = 0
        for entry in try state.segments {
            do throws(SystemError) {
                sum += try place.storage.open(place.path(entry.fileName), .read).size()
            } catch {
                if !error.isMissing { throw LogError(error) }
            }
        }
        return sum
    }

    func identity(_ index: Int, _ state: State) -> SegmentIdentity {
        let catalog = Catalog(
            Manifest(
                log: state.log, secret: state.secret, epoch: 0, nextSegment: 0,
                segments: state.segments), chainsBefore: state.chainsBefore)
        return catalog.identity(index)
    }

    /// Starts reading with the segment that holds a sequence, at its beginning, so that the
    /// caller meets every definition; facts before the sequence are the caller's to skip.
    ///
    /// - Parameter sequence: the first fact wanted; 1 reads everything. Beyond the end, the cursor
    ///   waits in the last segment.
    public func cursor(from sequence: UInt64 = 1) -> BlockCursor {
        BlockCursor(self, from: max(sequence, 1))
    }

    /// A footer's payload, or nil if the segment has none that can be used.
    ///
    /// - Parameter entry: from `State.segments`.
    public func footer(of entry: SegmentEntry) throws(LogError) -> [UInt8]? {
        guard entry.state == .sealed else { return nil }
        do throws(SystemError) {
            let file = try place.storage.open(place.path(entry.fileName), .read)
            let size = UInt64(Limits.footerMarkBytes)
            if entry.bytes < size { return nil }
            let tail = try file.read(at: entry.bytes - size, count: Limits.footerMarkBytes)
            let decoded = FooterMark.decode(
                tail.raw, isEnd: true, salt: entry.salt, fileOffset: entry.bytes - size)
            guard case .success(let mark) = decoded, mark.fileBytes == entry.bytes else {
                return nil
            }
            var bytes = try file.read(at: mark.payload, count: Int(mark.end - mark.payload))
            if XXH64.hash(bytes.raw, seed: entry.salt ^ mark.payload) != mark.payloadChecksum {
                return nil
            }
            bytes.removeLast(bytes.count - Int(mark.payloadBytes))
            return bytes
        } catch {
            if error.isMediaFault { return nil }
            throw LogError(error)
        }
    }

    /// One block, read alone and proved by itself (V1 to V6).
    ///
    /// - Parameters:
    ///   - offset: where it begins, as `SegmentWriter.placed` was told.
    ///   - segment: the id of its segment.
    /// - Throws: `LogError.damaged` if no valid block begins there.
    public func block(at offset: UInt64, in segment: UInt64) throws(LogError) -> BlockView {
        let state = try self.state
        guard let index = state.segments.firstIndex(where: { $0.id == segment }) else {
            throw .missing(path: "segment \(segment)")
        }
        let identity = identity(index, state)
        let fault: BlockFault
        do throws(SystemError) {
            let file = try files.open(place.path(identity.fileName))
            let head = try file.read(at: offset, count: Limits.blockHeaderBytes)
            switch BlockHeader.decode(head.raw, salt: identity.salt, fileOffset: offset) {
            case .failure(let rejection): fault = rejection.fault
            case .success(let header):
                let bytes = try file.read(at: offset, count: header.totalBytes)
                if bytes.count < header.totalBytes {
                    fault = .cut
                } else if let found = header.checkBody(
                    bytes.raw, salt: identity.salt, fileOffset: offset)
                {
                    fault = found
                } else {
                    return BlockView(
                        segment: identity, header: header, offset: offset, window: bytes,
                        start: 0)
                }
            }
        } catch {
            if !error.isMediaFault { throw LogError(error) }
            fault = .unreadable
        }
        throw .damaged(try damage(at: offset, fault, state, index))
    }

    /// What is lost with the block that should begin at an offset: the segment is walked over.
    private func damage(
        at offset: UInt64, _ fault: BlockFault, _ state: State, _ index: Int
    ) throws(LogError) -> Damage {
        let entry = state.segments[index]
        let name = entry.fileName
        let file = try logged { () throws(SystemError) in
            try place.storage.open(place.path(name), .read)
        }
        let end = entry.state == .active ? state.last : entry.last
        var walk = BlockWalk(file, identity(index, state), limit: UInt64(Int64.max))
        var lost: (first: UInt64, last: UInt64) = (1, 0)
        while walk.offset <= offset {
            let first = walk.next
            if case .block = try walk.step() { continue }
            let resumes = try walk.skip()
            lost = (first, resumes ? walk.next - 1 : end)
            if !resumes { break }
        }
        return Damage(
            file: Place.shown(name), offset: offset, evidence: .block(fault), first: lost.first,
            last: lost.last)
    }
}
