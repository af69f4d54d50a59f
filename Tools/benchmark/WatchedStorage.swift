// A disk that counts what is read and written, and notes when segments are rolled and sealed: what
// the book says of itself does not enter the figures.

import DaybookLog
import Synchronization

/// The local file system, watched.
struct WatchedStorage: Storage {
    /// A span of time, in nanoseconds.
    typealias Span = ClosedRange<UInt64>

    final class Notes: Sendable {
        struct State: Sendable {
            var bytesRead = 0
            var bytesWritten = 0
            var rolls: [Span] = []
            var seals: [Span] = []
            /// When what is going on has begun.
            var rollStart: UInt64?
            var sealStart: UInt64?
        }
        let state = Mutex(State())

        /// What was noted since the last look.
        func take() -> State {
            state.withLock { state in
                let taken = state
                state = State(rollStart: state.rollStart, sealStart: state.sealStart)
                return taken
            }
        }
    }

    let notes = Notes()
    private let disk = Disk()

    func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        // Only a footer is written into a segment that has its name already.
        if mode == .write && path.hasSuffix(".segment") {
            notes.state.withLock { $0.sealStart = Platform.monotonicNanoseconds() }
        }
        return WatchedFile(try disk.open(path, mode), path, notes)
    }

    func rename(_ path: String, to target: String) throws(SystemError) {
        try disk.rename(path, to: target)
    }

    func syncDirectory(_ path: String) throws(SystemError) {
        try disk.syncDirectory(path)
        // MANIFEST is published in the directory above the segments: the end of a roll or a seal.
        if path.hasSuffix("segments") { return }
        let now = Platform.monotonicNanoseconds()
        notes.state.withLock { state in
            if let start = state.rollStart {
                state.rolls.append(start...now)
                state.rollStart = nil
            } else if let start = state.sealStart {
                state.seals.append(start...now)
                state.sealStart = nil
            }
        }
    }

    func list(_ directory: String) throws(SystemError) -> [String] { try disk.list(directory) }
    func makeDirectory(_ path: String) throws(SystemError) { try disk.makeDirectory(path) }
    func remove(_ path: String) throws(SystemError) { try disk.remove(path) }
    func lock(_ path: String) throws(SystemError) -> any StorageLock { try disk.lock(path) }
    func prepareForWriting() { disk.prepareForWriting() }
}

private final class WatchedFile: StorageFile {
    private let file: any StorageFile
    private let isNext: Bool
    private let notes: WatchedStorage.Notes

    init(_ file: any StorageFile, _ path: String, _ notes: WatchedStorage.Notes) {
        self.file = file
        isNext = path.contains("/.next-")
        self.notes = notes
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        let bytes = try file.read(at: offset, count: count)
        notes.state.withLock { $0.bytesRead += bytes.count }
        return bytes
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        let count = bytes.byteCount
        // A header page alone at the beginning: the prepared file becomes the next segment.
        let isHeader = isNext && offset == 0 && count == Limits.segmentHeaderBytes
        notes.state.withLock { state in
            state.bytesWritten += count
            if isHeader { state.rollStart = Platform.monotonicNanoseconds() }
        }
        try file.write(bytes, at: offset)
    }

    func sync() throws(SystemError) { try file.sync() }
    func allocate(_ size: UInt64) throws(SystemError) { try file.allocate(size) }
    func truncate(to size: UInt64) throws(SystemError) { try file.truncate(to: size) }
    func size() throws(SystemError) -> UInt64 { try file.size() }
    func close() throws(SystemError) { try file.close() }
}
