// A segment file that is appended to, and the space prepared in it ahead of the write position.
// Blocks only ever go to prepared space, so that a full disk is met here, where nothing is at
// stake.

internal import DaybookBytes
internal import Synchronization

final class ActiveSegment: Sendable {
    let segment: SegmentIdentity
    /// Blocks are written through this handle.
    let file: any StorageFile
    /// Space is prepared through a handle of its own: the kernel reports a failed write-back once
    /// to each, so that a preparation's sync never takes an error away from a commit's.
    private let filler: any StorageFile
    /// Where blocks should end.
    let capacity: UInt64
    private let filled: Atomic<UInt64>
    private let filling = Mutex(())
    private let isQueued = Atomic(false)

    init(
        _ segment: SegmentIdentity, file: any StorageFile, filler: any StorageFile,
        capacity: UInt64, prepared: UInt64
    ) {
        self.segment = segment
        self.file = file
        self.filler = filler
        self.capacity = capacity
        filled = Atomic(prepared)
    }

    /// How far the file holds zeros or blocks.
    var prepared: UInt64 { filled.load(ordering: .acquiring) }

    /// The most that is ever prepared.
    var preparedMax: UInt64 { capacity + UInt64(Limits.closingBytes) }

    /// Prepares space up to an offset at least; nothing that was written is touched.
    func prepare(to target: UInt64) throws(SystemError) {
        try filling.withLock { (_) throws(SystemError) in
            let start = prepared
            if target <= start { return }
            try Self.fill(filler, from: start, to: target)
            filled.store(target, ordering: .releasing)
        }
    }

    /// Room first, then zeros: a full disk shows in the first call, and blocks that are written
    /// over zeros need no conversion of unwritten extents when they are synced.
    static func fill(
        _ file: any StorageFile, from start: UInt64, to target: UInt64
    ) throws(SystemError) {
        try file.allocate(target)
        let zeros = [UInt8](repeating: 0, count: Int(min(target - start, 256 * 1024)))
        var offset = start
        while offset < target {
            let piece = Int(min(target - offset, UInt64(zeros.count)))
            try file.write(zeros.raw.extracting(0..<piece), at: offset)
            offset += UInt64(piece)
        }
        try file.sync()
    }

    /// Where preparation should have arrived when the write position is at an offset.
    func target(at position: UInt64) -> UInt64 {
        let ahead = min(
            max(position, UInt64(Limits.preparedBytesMin)), UInt64(Limits.preparedBytesMax))
        return min(preparedMax, position + ahead)
    }

    /// Whether the caller should ask for more space in the background now; answers true once until
    /// `preparationEnded`.
    func wantsPreparation(at position: UInt64) -> Bool {
        let target = target(at: position)
        if prepared >= target || prepared - min(prepared, position) > (target - position) / 2 {
            return false
        }
        return !isQueued.exchange(true, ordering: .acquiringAndReleasing)
    }

    func preparationEnded() { isQueued.store(false, ordering: .releasing) }
}

/// The file that the next segment will be, prepared under another name.
final class NextSegment: Sendable {
    struct Prepared: Sendable {
        let path: String
        let file: any StorageFile
        let filler: any StorageFile
        let bytes: UInt64
    }
    private let place: Place
    private struct State {
        var ready: Prepared?
        /// Each file gets a name of its own, so that one being made never meets one being renamed.
        var made = 0
    }
    private let state = Mutex(State())

    init(_ place: Place) { self.place = place }

    /// Makes the file unless it is there.
    func prepare(bytes: UInt64) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            if state.ready == nil { state.ready = try make(bytes, &state.made) }
        }
    }

    /// Hands over the file, making it if need be.
    func take(bytes: UInt64) throws(SystemError) -> Prepared {
        try state.withLock { (state) throws(SystemError) in
            guard let ready = state.ready else { return try make(bytes, &state.made) }
            state.ready = nil
            return ready
        }
    }

    /// Removes the file that was made and never needed: a closed log keeps no space it does not
    /// use.
    func discard() {
        state.withLock { state in
            if let ready = state.ready { try? place.storage.remove(ready.path) }
            state.ready = nil
        }
    }

    private func make(_ bytes: UInt64, _ made: inout Int) throws(SystemError) -> Prepared {
        made += 1
        let path = place.nextSegment + "-\(made)"
        let file = try place.storage.open(path, .replace)
        do throws(SystemError) {
            let filler = try place.storage.open(path, .write)
            try ActiveSegment.fill(filler, from: 0, to: bytes)
            return Prepared(path: path, file: file, filler: filler, bytes: bytes)
        } catch {
            // What was allocated would be missing elsewhere; a later attempt starts anew.
            try? place.storage.remove(path)
            throw error
        }
    }
}
