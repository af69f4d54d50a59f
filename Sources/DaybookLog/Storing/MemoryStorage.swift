// Storage in memory: a book that is gone with the process, for tests and for trying things out.
// Shares nothing with the disk but the seam.

internal import DaybookBytes
internal import Synchronization

/// Files in memory.
///
/// Copies of this value share them.
public struct MemoryStorage: Storage {
    private let tree = MemoryTree()

    /// Makes an empty storage.
    public init() {}

    public func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        try tree.open(path, mode)
    }

    public func list(_ directory: String) throws(SystemError) -> [String] {
        try tree.list(directory)
    }

    public func makeDirectory(_ path: String) throws(SystemError) {
        tree.state.withLock { _ = $0.directories.insert(path) }
    }

    public func rename(_ path: String, to target: String) throws(SystemError) {
        try tree.rename(path, target)
    }

    public func remove(_ path: String) throws(SystemError) { try tree.remove(path) }

    public func syncDirectory(_ path: String) throws(SystemError) {}

    public func lock(_ path: String) throws(SystemError) -> any StorageLock {
        let isFree = tree.state.withLock { $0.locks.insert(path).inserted }
        if !isFree { throw SystemError(.lock, code: ErrorCode.wouldBlock, path: path) }
        return MemoryLock(tree, path)
    }

    public func prepareForWriting() {}
}

private final class MemoryTree: Sendable {
    struct State {
        var files: [String: MemoryFile] = [:]
        var directories: Set<String> = []
        var locks: Set<String> = []
    }
    let state = Mutex(State())

    func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        let file = state.withLock { state in
            if let file = state.files[path] { return Optional(file) }
            guard mode == .create || mode == .replace, let slash = path.lastIndex(of: "/"),
                state.directories.contains(String(path[..<slash]))
            else { return nil }
            let file = MemoryFile(path)
            state.files[path] = file
            return file
        }
        guard let file else { throw SystemError(.open, code: ErrorCode.missing, path: path) }
        if mode == .replace { try file.truncate(to: 0) }
        return file
    }

    func list(_ directory: String) throws(SystemError) -> [String] {
        let names = state.withLock { state in
            if !state.directories.contains(directory) { return [String]?.none }
            let prefix = directory + "/"
            return (Array(state.files.keys) + Array(state.directories)).compactMap { path in
                guard path.hasPrefix(prefix) else { return nil }
                let name = path.dropFirst(prefix.count)
                return name.contains("/") ? nil : String(name)
            }
        }
        guard let names else {
            throw SystemError(.list, code: ErrorCode.missing, path: directory)
        }
        return names
    }

    func rename(_ path: String, _ target: String) throws(SystemError) {
        let isDone = state.withLock { state in
            guard let file = state.files.removeValue(forKey: path) else { return false }
            state.files[target] = file
            return true
        }
        if !isDone { throw SystemError(.rename, code: ErrorCode.missing, path: path) }
    }

    func remove(_ path: String) throws(SystemError) {
        let removed = state.withLock { $0.files.removeValue(forKey: path) }
        if removed == nil { throw SystemError(.remove, code: ErrorCode.missing, path: path) }
    }
}

private final class MemoryLock: StorageLock {
    private let tree: MemoryTree
    private let path: String

    init(_ tree: MemoryTree, _ path: String) {
        self.tree = tree
        self.path = path
    }

    func release() { tree.state.withLock { _ = $0.locks.remove(path) } }
    deinit { release() }
}

/// Bytes, and behind them zeros that are not stored: prepared space costs no memory.
private final class MemoryFile: StorageFile {
    private struct State {
        var bytes: [UInt8] = []
        var size: UInt64 = 0
    }
    private let state = Mutex(State())
    private let path: String

    init(_ path: String) { self.path = path }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        state.withLock { state in
            guard offset < state.size else { return [] }
            let end = min(offset + UInt64(count), state.size)
            let start = min(Int(offset), state.bytes.count)
            let storedEnd = min(Int(end), state.bytes.count)
            var bytes = Array(state.bytes[start..<storedEnd])
            bytes.append(contentsOf: repeatElement(0, count: Int(end - offset) - bytes.count))
            return bytes
        }
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        let content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        state.withLock { state in
            let end = offset + UInt64(content.count)
            state.size = max(state.size, end)
            let start = Int(offset)
            if start >= state.bytes.count && !content.contains(where: { $0 != 0 }) { return }
            if state.bytes.count < Int(end) {
                let missing = Int(end) - state.bytes.count
                state.bytes.append(contentsOf: repeatElement(0, count: missing))
            }
            state.bytes.replaceSubrange(start..<Int(end), with: content)
        }
    }

    func sync() throws(SystemError) {}

    func allocate(_ size: UInt64) throws(SystemError) {
        state.withLock { $0.size = max($0.size, size) }
    }

    func truncate(to size: UInt64) throws(SystemError) {
        state.withLock { state in
            state.size = size
            if state.bytes.count > Int(size) {
                state.bytes.removeLast(state.bytes.count - Int(size))
            }
        }
    }

    func size() throws(SystemError) -> UInt64 { state.withLock { $0.size } }

    func close() throws(SystemError) {}
}
