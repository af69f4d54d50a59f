// The bytes and names of a simulated disk, twice: as processes see them and as they are durable.
// Between the two lie the operations that a power cut may lose.

internal import DaybookLog

extension SimulatedCore {
    struct File {
        var bytes: [UInt8] = []
        var durable: [UInt8] = []
    }
    enum Operation {
        case write(file: Int, at: Int, bytes: [UInt8])
        case resize(file: Int, size: Int)
        case link(path: String, file: Int)
        case unlink(path: String)

        var file: Int? {
            switch self {
            case .write(let file, _, _), .resize(let file, _): file
            case .link, .unlink: nil
            }
        }

        var path: String? {
            switch self {
            case .link(let path, _), .unlink(let path): path
            case .write, .resize: nil
            }
        }
    }

    struct State: Sendable {
        var files: [File] = []
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        /// Names whose change was durable only in part: of a rename both ends go together.
        var directories: Set<String> = []
        var pending: [Operation] = []
        var capacity: UInt64?
    }
}

extension SimulatedCore.State {
    private static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private var used: Int { names.values.reduce(0) { $0 + files[$1].bytes.count } }

    mutating func open(_ path: String, _ mode: OpenMode) -> Int? {
        if let number = names[path] {
            if mode == .replace { truncate(number, to: 0) }
            return number
        }
        guard mode == .create || mode == .replace, directories.contains(Self.parent(path)) else {
            return nil
        }
        files.append(SimulatedCore.File())
        names[path] = files.count - 1
        pending.append(.link(path: path, file: files.count - 1))
        return files.count - 1
    }

    func list(_ directory: String) -> [String]? {
        guard directories.contains(directory) else { return nil }
        let all = Array(names.keys) + Array(directories)
        return all.filter { Self.parent($0) == directory }
            .map { String($0.dropFirst(directory.count + 1)) }
    }

    /// Directories are durable at once: losing one loses what is below, which losing names covers.
    mutating func makeDirectory(_ path: String) { directories.insert(path) }

    mutating func rename(_ path: String, _ target: String) -> Bool {
        guard let number = names.removeValue(forKey: path) else { return false }
        names[target] = number
        pending.append(.link(path: target, file: number))
        pending.append(.unlink(path: path))
        return true
    }

    mutating func remove(_ path: String) -> Bool {
        guard names.removeValue(forKey: path) != nil else { return false }
        pending.append(.unlink(path: path))
        return true
    }

    mutating func write(_ file: Int, _ bytes: [UInt8], at offset: Int) -> Bool {
        let grown = offset + bytes.count - files[file].bytes.count
        if grown > 0, let capacity, used + grown > capacity { return false }
        Self.put(&files[file].bytes, bytes, at: offset)
        pending.append(.write(file: file, at: offset, bytes: bytes))
        return true
    }

    mutating func grow(_ file: Int, to size: Int) -> Bool {
        let grown = size - files[file].bytes.count
        if grown <= 0 { return true }
        if let capacity, used + grown > capacity { return false }
        truncate(file, to: size)
        return true
    }

    mutating func truncate(_ file: Int, to size: Int) {
        Self.resize(&files[file].bytes, size)
        pending.append(.resize(file: file, size: size))
    }

    private static func put(_ target: inout [UInt8], _ bytes: [UInt8], at offset: Int) {
        if target.count < offset + bytes.count { resize(&target, offset + bytes.count) }
        target.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }

    private static func resize(_ target: inout [UInt8], _ size: Int) {
        if target.count > size {
            target.removeLast(target.count - size)
        } else {
            target.append(contentsOf: repeatElement(0, count: size - target.count))
        }
    }

    private mutating func apply(_ operation: SimulatedCore.Operation) {
        switch operation {
        case .write(let file, let offset, let bytes):
            Self.put(&files[file].durable, bytes, at: offset)
        case .resize(let file, let size): Self.resize(&files[file].durable, size)
        case .link(let path, let file): durableNames[path] = file
        case .unlink(let path): durableNames[path] = nil
        }
    }

    mutating func settleWrites(of file: Int) {
        for operation in pending where operation.file == file { apply(operation) }
        forgetWrites(of: file)
    }

    mutating func forgetWrites(of file: Int) { pending.removeAll { $0.file == file } }

    mutating func settleNames(in directory: String) {
        for operation in pending {
            if let path = operation.path, Self.parent(path) == directory { apply(operation) }
        }
        forgetNames(in: directory)
    }

    mutating func forgetNames(in directory: String) {
        pending.removeAll { $0.path.map { Self.parent($0) == directory } ?? false }
    }

    /// The disk that is found after a power cut.
    func crashed(_ crash: SimulatedDisk.Crash) -> SimulatedCore.State {
        var state = self
        let kept: ArraySlice<SimulatedCore.Operation> =
            switch crash {
            case .losingAll: []
            case .keepingAll: pending[...]
            case .keeping(let operations), .tearing(let operations, _):
                pending.prefix(operations)
            case .losingFirst(let operations): pending.dropFirst(operations)
            }
        for operation in kept { state.apply(operation) }
        if case .tearing(let operations, let bytes) = crash, operations < pending.count,
            case .write(let file, let offset, let content) = pending[operations]
        {
            state.apply(
                .write(file: file, at: offset, bytes: Array(content.prefix(bytes))))
        }
        state.pending = []
        state.names = state.durableNames
        for index in state.files.indices { state.files[index].bytes = state.files[index].durable }
        state.capacity = nil
        return state
    }
}
