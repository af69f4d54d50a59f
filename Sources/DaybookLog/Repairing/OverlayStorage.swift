// A storage that shows another one and keeps every change in memory: what is tried on it touches
// nothing. A dry run is the run itself, on an overlay. Knows nothing of what is stored.

internal import DaybookBytes
internal import Synchronization

/// Another storage, with changes that only this value sees.
///
/// Copies of this value share the changes. Nothing below is ever written, locked or made.
public struct OverlayStorage: Storage {
    private let core: OverlayCore

    /// Shows a storage as it is.
    public init(_ base: any Storage) { core = OverlayCore(base) }

    /// By how many bytes all files together had grown at most: the room that the same changes need
    /// on the storage below.
    public var grownBytesMax: Int64 { core.growth.most }

    public func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        let file = try core.find(path, makes: mode == .create || mode == .replace)
        if mode == .replace { try file.truncate(to: 0) }
        return file
    }

    public func list(_ directory: String) throws(SystemError) -> [String] {
        try core.list(directory)
    }

    public func makeDirectory(_ path: String) throws(SystemError) {
        core.state.withLock { _ = $0.directories.insert(path) }
    }

    public func rename(_ path: String, to target: String) throws(SystemError) {
        let file = try core.find(path, makes: false)
        try core.drop(target)
        core.state.withLock { state in
            state.names[path] = .gone
            state.names[target] = .file(file)
        }
    }

    public func remove(_ path: String) throws(SystemError) {
        _ = try core.find(path, makes: false)
        try core.drop(path)
    }

    public func syncDirectory(_ path: String) throws(SystemError) {}

    public func lock(_ path: String) throws(SystemError) -> any StorageLock {
        let isFree = core.state.withLock { $0.locks.insert(path).inserted }
        if !isFree { throw SystemError(.lock, code: ErrorCode.wouldBlock, path: path) }
        return OverlayLock(core, path)
    }

    public func prepareForWriting() {}
}

private final class OverlayCore: Sendable {
    enum Name {
        case file(OverlayFile)
        case gone
    }
    struct State {
        var names: [String: Name] = [:]
        var directories: Set<String> = []
        var locks: Set<String> = []
    }
    let base: any Storage
    let growth = Growth()
    let state = Mutex(State())

    init(_ base: any Storage) { self.base = base }

    /// The file with a name, from below or from here.
    func find(_ path: String, makes: Bool) throws(SystemError) -> OverlayFile {
        switch state.withLock({ $0.names[path] }) {
        case .file(let file): return file
        case .gone:
            if !makes { throw SystemError(.open, code: ErrorCode.missing, path: path) }
            return keep(OverlayFile(nil, growth), path)
        case nil: break
        }
        do throws(SystemError) {
            return keep(OverlayFile(try base.open(path, .read), growth), path)
        } catch {
            if !makes || !error.isMissing { throw error }
            return keep(OverlayFile(nil, growth), path)
        }
    }

    /// Takes a name away; does nothing if there is none.
    func drop(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            try find(path, makes: false).drop()
            state.withLock { $0.names[path] = .gone }
        } catch {
            if !error.isMissing { throw error }
        }
    }

    private func keep(_ file: OverlayFile, _ path: String) -> OverlayFile {
        state.withLock { state in
            if case .file(let known)? = state.names[path] { return known }
            state.names[path] = .file(file)
            return file
        }
    }

    func list(_ directory: String) throws(SystemError) -> [String] {
        let (names, isMade) = state.withLock { state in
            (state.names, state.directories.contains(directory))
        }
        var all: Set<String>
        do throws(SystemError) {
            all = Set(try base.list(directory))
        } catch {
            if !isMade || !error.isMissing { throw error }
            all = []
        }
        for (path, name) in names where path.hasPrefix(directory + "/") {
            let short = String(path.dropFirst(directory.count + 1))
            if short.contains("/") { continue }
            if case .file = name { all.insert(short) } else { all.remove(short) }
        }
        return Array(all)
    }
}

/// How much the files have grown, now and at most.
private final class Growth: Sendable {
    private let bytes = Mutex<(now: Int64, most: Int64)>((0, 0))

    var most: Int64 { bytes.withLock { $0.most } }

    func change(by difference: Int64) {
        bytes.withLock { bytes in
            bytes.now += difference
            bytes.most = max(bytes.most, bytes.now)
        }
    }
}

private final class OverlayLock: StorageLock {
    private let core: OverlayCore
    private let path: String

    init(_ core: OverlayCore, _ path: String) {
        self.core = core
        self.path = path
    }

    func release() { core.state.withLock { _ = $0.locks.remove(path) } }
    deinit { release() }
}

/// A file below, and the pieces of it that were written here.
private final class OverlayFile: StorageFile {
    private static let pieceBytes: UInt64 = 64 * 1024
    private struct State {
        /// Whole pieces, by their number.
        var pieces: [UInt64: [UInt8]] = [:]
        /// The size; nil while nothing was changed.
        var size: UInt64?
        /// How far the file below still shows: it was cut there.
        var shown = UInt64.max
    }
    private let base: (any StorageFile)?
    private let growth: Growth
    private let state = Mutex(State())

    init(_ base: (any StorageFile)?, _ growth: Growth) {
        self.base = base
        self.growth = growth
    }

    /// The file has no name any more.
    func drop() throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            growth.change(by: -Int64(try size(state)))
        }
    }

    private func resize(_ state: inout State, to size: UInt64) throws(SystemError) {
        growth.change(by: Int64(size) - Int64(try self.size(state)))
        state.size = size
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        try state.withLock { (state) throws(SystemError) in try read(state, offset, count) }
    }

    private func read(
        _ state: borrowing State, _ offset: UInt64, _ count: Int
    ) throws(SystemError) -> [UInt8] {
        let size = try size(state)
        guard offset < size else { return [] }
        let end = min(offset + UInt64(count), size)
        var bytes = try readBelow(state, offset, Int(end - offset))
        if state.pieces.isEmpty { return bytes }
        for number in offset / Self.pieceBytes...(end - 1) / Self.pieceBytes {
            guard let piece = state.pieces[number] else { continue }
            let start = number * Self.pieceBytes
            let from = max(start, offset)
            let to = min(start + Self.pieceBytes, end)
            bytes.replaceSubrange(
                Int(from - offset)..<Int(to - offset),
                with: piece[Int(from - start)..<Int(to - start)])
        }
        return bytes
    }

    private func piece(
        _ state: borrowing State, _ number: UInt64
    ) throws(SystemError) -> [UInt8] {
        if let piece = state.pieces[number] { return piece }
        return try readBelow(state, number * Self.pieceBytes, Int(Self.pieceBytes))
    }

    /// The bytes of the file below, and zeros where it shows none.
    private func readBelow(
        _ state: borrowing State, _ offset: UInt64, _ count: Int
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        if let base, offset < state.shown {
            bytes = try base.read(at: offset, count: Int(min(UInt64(count), state.shown - offset)))
        }
        bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        return bytes
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        let content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        if content.isEmpty { return }
        let end = offset + UInt64(content.count)
        try state.withLock { (state) throws(SystemError) in
            let size = try size(state)
            for number in offset / Self.pieceBytes...(end - 1) / Self.pieceBytes {
                let start = number * Self.pieceBytes
                let from = max(start, offset)
                let to = min(start + Self.pieceBytes, end)
                var piece = try piece(state, number)
                piece.replaceSubrange(
                    Int(from - start)..<Int(to - start),
                    with: content[Int(from - offset)..<Int(to - offset)])
                state.pieces[number] = piece
            }
            try resize(&state, to: max(size, end))
        }
    }

    func sync() throws(SystemError) {}

    func allocate(_ size: UInt64) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            try resize(&state, to: max(try self.size(state), size))
        }
    }

    func truncate(to size: UInt64) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            try resize(&state, to: size)
            state.shown = min(state.shown, size)
            let last = size / Self.pieceBytes
            state.pieces = state.pieces.filter { $0.key <= last }
            let kept = Int(size % Self.pieceBytes)
            if let piece = state.pieces[last] {
                let zeros = repeatElement(UInt8(0), count: piece.count - kept)
                state.pieces[last] = Array(piece[..<kept]) + zeros
            }
        }
    }

    func size() throws(SystemError) -> UInt64 {
        try state.withLock { (state) throws(SystemError) in try size(state) }
    }

    private func size(_ state: borrowing State) throws(SystemError) -> UInt64 {
        if let size = state.size { return size }
        return try base?.size() ?? 0
    }

    func close() throws(SystemError) {}
}
