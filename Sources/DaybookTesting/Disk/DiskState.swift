// The bytes and names of a simulated disk, twice: as processes see them and as they are durable.
// Between the two lie the changes that a power cut may lose. Knows nothing of faults.

internal import DaybookLog

/// A change of a file's bytes that no sync has made durable.
enum FileChange: Sendable {
    case write(at: Int, bytes: [UInt8])
    case resize(Int)
}

/// A change of names that no sync of their directory has made durable.
enum NameChange: Sendable {
    case link(path: String, file: Int)
    case unlink(path: String)
    /// Both ends at once, as a journal does it.
    case rename(from: String, path: String, file: Int)
    case directory(path: String)

    var path: String {
        switch self {
        case .link(let path, _), .unlink(let path), .rename(_, let path, _), .directory(let path):
            path
        }
    }
}

/// A file: what is seen, what is durable, and the changes between.
struct DiskFileState: Sendable {
    var bytes: [UInt8] = []
    var durable: [UInt8] = []
    var pending: [FileChange] = []
    /// Sectors that the medium refuses to read.
    var unreadable: Set<Int> = []

    mutating func write(_ content: [UInt8], at offset: Int) {
        Self.put(&bytes, content, at: offset)
        pending.append(.write(at: offset, bytes: content))
        // Writing a bad sector anew mends it.
        if !unreadable.isEmpty {
            let first = offset / DiskState.sectorBytes
            let last = (offset + content.count - 1) / DiskState.sectorBytes
            if first <= last { unreadable.subtract(first...last) }
        }
    }

    mutating func resize(_ size: Int) {
        Self.resize(&bytes, size)
        pending.append(.resize(size))
    }

    /// Makes all changes durable.
    mutating func settle() {
        for change in pending {
            switch change {
            case .write(let offset, let content): Self.put(&durable, content, at: offset)
            case .resize(let size): Self.resize(&durable, size)
            }
        }
        pending = []
    }

    static func put(_ target: inout [UInt8], _ bytes: [UInt8], at offset: Int) {
        if target.count < offset + bytes.count { resize(&target, offset + bytes.count) }
        target.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }

    static func resize(_ target: inout [UInt8], _ size: Int) {
        if target.count > size {
            target.removeLast(target.count - size)
        } else if target.count < size {
            target += [UInt8](repeating: 0, count: size - target.count)
        }
    }
}

/// Everything on a simulated disk.
struct DiskState: Sendable {
    /// The least that a disk writes at once.
    static let sectorBytes = 512

    var files: [DiskFileState] = []
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    var directories: Set<String> = []
    var durableDirectories: Set<String> = ["."]
    var pendingNames: [NameChange] = []
    var capacity: UInt64?

    static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private var used: Int { names.values.reduce(0) { $0 + files[$1].bytes.count } }

    mutating func open(_ path: String, _ mode: OpenMode) -> Int? {
        if let number = names[path] {
            if mode == .replace { files[number].resize(0) }
            return number
        }
        guard mode == .create || mode == .replace, directories.contains(Self.parent(path)) else {
            return nil
        }
        files.append(DiskFileState())
        names[path] = files.count - 1
        pendingNames.append(.link(path: path, file: files.count - 1))
        return files.count - 1
    }

    func list(_ directory: String) -> [String]? {
        guard directories.contains(directory) else { return nil }
        let all = Array(names.keys) + Array(directories)
        return all.filter { Self.parent($0) == directory }
            .map { String($0.dropFirst(directory.count + 1)) }.sorted()
    }

    mutating func makeDirectory(_ path: String) {
        if directories.insert(path).inserted { pendingNames.append(.directory(path: path)) }
    }

    mutating func rename(_ path: String, _ target: String) -> Bool {
        guard let number = names.removeValue(forKey: path) else { return false }
        names[target] = number
        pendingNames.append(.rename(from: path, path: target, file: number))
        return true
    }

    mutating func remove(_ path: String) -> Bool {
        guard names.removeValue(forKey: path) != nil else { return false }
        pendingNames.append(.unlink(path: path))
        return true
    }

    /// Whether a file may become so long.
    func fits(_ file: Int, _ size: Int) -> Bool {
        let grown = size - files[file].bytes.count
        guard grown > 0, let capacity else { return true }
        return used + grown <= capacity
    }

    mutating func apply(_ change: NameChange) {
        switch change {
        case .link(let path, let file): durableNames[path] = file
        case .unlink(let path): durableNames[path] = nil
        case .rename(let from, let path, let file):
            if durableNames[from] == file { durableNames[from] = nil }
            durableNames[path] = file
        case .directory(let path): durableDirectories.insert(path)
        }
    }

    mutating func settleNames(in directory: String) {
        for change in pendingNames where Self.parent(change.path) == directory { apply(change) }
        forgetNames(in: directory)
    }

    /// A failed sync: the names can be seen and never become durable.
    ///
    /// A directory is made once and by nobody again, so that losing it would lose every log in it:
    /// file systems that do so are outside of what can be promised, and its making stays to be
    /// synced.
    mutating func forgetNames(in directory: String) {
        pendingNames.removeAll { change in
            if case .directory = change { return false }
            return Self.parent(change.path) == directory
        }
    }
}
