// The open segment files of one reader, shared by all its cursors: thousands of cursors need a few
// descriptors. A file that was closed in between is opened again when it is read.

internal import Synchronization

/// Files that are open for reading, the ones used last.
final class SegmentFiles: Sendable {
    fileprivate struct State: Sendable {
        /// The file used last stands last.
        var open: [(path: String, file: any StorageFile)] = []
    }
    private let storage: any Storage
    private let state = Mutex(State())

    init(_ storage: any Storage) { self.storage = storage }

    /// A file that is open while it is being read, and perhaps longer.
    ///
    /// - Throws: `SystemError`, if the file cannot be opened now.
    func open(_ path: String) throws(SystemError) -> any StorageFile {
        _ = try file(path)
        return SharedFile(self, path)
    }

    /// Closes what nobody is reading, since a file may have been replaced.
    func forget() { state.withLock { $0.open = [] } }

    fileprivate func file(_ path: String) throws(SystemError) -> any StorageFile {
        if let known = state.withLock({ $0.use(path) }) { return known }
        let file = try reopen(path)
        state.withLock { $0.keep(path, file) }
        return file
    }

    private func reopen(_ path: String) throws(SystemError) -> any StorageFile {
        do throws(SystemError) {
            return try storage.open(path, .read)
        } catch {
            if !error.isOutOfDescriptors { throw error }
            forget()
            return try storage.open(path, .read)
        }
    }
}

extension SegmentFiles.State {
    fileprivate mutating func use(_ path: String) -> (any StorageFile)? {
        guard let index = open.firstIndex(where: { $0.path == path }) else { return nil }
        open.append(open.remove(at: index))
        return open.last?.file
    }

    fileprivate mutating func keep(_ path: String, _ file: any StorageFile) {
        open.append((path, file))
        if open.count > Limits.openSegmentsMax { open.removeFirst() }
    }
}

/// A file of a log by its name, for reading only.
private final class SharedFile: StorageFile {
    private let files: SegmentFiles
    private let path: String

    init(_ files: SegmentFiles, _ path: String) {
        self.files = files
        self.path = path
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        try files.file(path).read(at: offset, count: count)
    }

    func size() throws(SystemError) -> UInt64 { try files.file(path).size() }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) { throw refusal(.write) }
    func sync() throws(SystemError) { throw refusal(.sync) }
    func allocate(_ size: UInt64) throws(SystemError) { throw refusal(.allocate) }
    func truncate(to size: UInt64) throws(SystemError) { throw refusal(.truncate) }
    func close() throws(SystemError) {}

    private func refusal(_ call: SystemError.Call) -> SystemError {
        SystemError(call, code: ErrorCode.badHandle, path: path)
    }
}
