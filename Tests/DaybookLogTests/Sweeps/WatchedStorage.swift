// A storage that looks at what is read: how much is asked for at once, and of which files.

import DaybookLog
import DaybookTesting
import Synchronization

/// A simulated disk whose reads are held against the sizes of its files.
struct WatchedStorage: Storage {
    final class Record: Sendable {
        let excess = Mutex<[String]>([])
        let files = Mutex<Set<String>>([])
        let largest = Mutex(0)
    }
    let base: SimulatedDisk
    /// A size that every file claims to have.
    var claimedSize: UInt64?
    let record = Record()

    /// Reads of more than a window and more than their file.
    var excess: [String] { record.excess.withLock { $0 } }
    /// The most that was asked for at once.
    var largest: Int { record.largest.withLock { $0 } }
    /// Files of which any byte was read.
    var filesRead: Set<String> { record.files.withLock { $0 } }

    func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        WatchedFile(base: try base.open(path, mode), path: path, storage: self)
    }
    func list(_ directory: String) throws(SystemError) -> [String] { try base.list(directory) }
    func makeDirectory(_ path: String) throws(SystemError) { try base.makeDirectory(path) }
    func rename(_ path: String, to target: String) throws(SystemError) {
        try base.rename(path, to: target)
    }
    func remove(_ path: String) throws(SystemError) { try base.remove(path) }
    func syncDirectory(_ path: String) throws(SystemError) { try base.syncDirectory(path) }
    func lock(_ path: String) throws(SystemError) -> any StorageLock { try base.lock(path) }
    func prepareForWriting() { base.prepareForWriting() }
}

private final class WatchedFile: StorageFile {
    private let base: any StorageFile
    private let path: String
    private let storage: WatchedStorage

    init(base: any StorageFile, path: String, storage: WatchedStorage) {
        self.base = base
        self.path = path
        self.storage = storage
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        let size = storage.base.contents(path)?.count ?? 0
        if count > max(size, Limits.windowBytes) {
            storage.record.excess.withLock { $0.append("\(path): \(count) of \(size)") }
        }
        storage.record.largest.withLock { $0 = max($0, count) }
        storage.record.files.withLock { _ = $0.insert(path) }
        return try base.read(at: offset, count: count)
    }
    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        try base.write(bytes, at: offset)
    }
    func sync() throws(SystemError) { try base.sync() }
    func allocate(_ size: UInt64) throws(SystemError) { try base.allocate(size) }
    func truncate(to size: UInt64) throws(SystemError) { try base.truncate(to: size) }
    func size() throws(SystemError) -> UInt64 {
        if let claimed = storage.claimedSize { return claimed }
        return try base.size()
    }
    func close() throws(SystemError) { try base.close() }
}
