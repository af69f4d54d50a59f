// A disk that can lose power and fail on demand: what was written and what is durable are kept
// apart, for bytes and for names. Knows nothing of what is stored.

internal import DaybookBytes
public import DaybookLog
internal import Synchronization

/// A simulated disk.
///
/// Copies of this value are the same disk.
public struct SimulatedDisk: Storage {
    /// What a power cut leaves of the operations since the last syncs.
    public enum Crash: Equatable, Sendable {
        /// Nothing that was not synced.
        case losingAll
        /// Everything, as if it had been written back just in time.
        case keepingAll
        /// The first operations, in the order they were made.
        case keeping(operations: Int)
        /// The first operations, and of the next write only some bytes.
        case tearing(operations: Int, bytes: Int)
        /// Every operation on files but the first ones: the disk wrote back out of order.
        case losingFirst(operations: Int)
    }
    /// A failure to come.
    public struct Fault: Sendable {
        /// Which kind of call fails.
        public var call: SystemError.Call
        /// Which of these calls, counted from now; 1 is the next.
        public var number: Int
        /// With which error number.
        public var code: Int32
        /// Whether all later calls of the kind fail too.
        public var isPersistent: Bool
        /// Only calls on paths that contain this count.
        public var path: String

        /// Plans a failure.
        public init(
            _ call: SystemError.Call, number: Int, code: Int32 = ErrorCode.media,
            isPersistent: Bool = false, path: String = ""
        ) {
            self.call = call
            self.number = number
            self.code = code
            self.isPersistent = isPersistent
            self.path = path
        }
    }
    /// Told of each call before it is made.
    public typealias Observer = @Sendable (SystemError.Call, String) -> Void

    let core: SimulatedCore

    /// Makes an empty disk.
    public init() { core = SimulatedCore(SimulatedCore.State()) }

    private init(_ core: SimulatedCore) { self.core = core }

    /// Plans failures, in place of those planned before.
    public func fail(_ faults: Fault...) {
        core.faults.withLock { $0 = faults }
    }

    /// The number of bytes that fit; more are refused with "no space".
    ///
    /// Nil: no bound.
    public func limit(bytes: UInt64?) { core.state.withLock { $0.capacity = bytes } }

    /// Observes every call from now on.
    public func observe(_ observer: Observer?) { core.observer.withLock { $0 = observer } }

    /// What would be found after a power cut now, as another disk; this one goes on.
    public func crashed(_ crash: Crash) -> SimulatedDisk {
        SimulatedDisk(SimulatedCore(core.state.withLock { $0.crashed(crash) }))
    }

    /// How many operations a power cut now could lose.
    public var pendingOperations: Int { core.state.withLock { $0.pending.count } }

    /// The bytes of a file as a running process sees them, or nil if there is none.
    public func contents(_ path: String) -> [UInt8]? {
        core.state.withLock { state in state.names[path].map { state.files[$0].bytes } }
    }

    /// Replaces the bytes of a file, durably: rot, or a restored copy.
    public func replace(_ path: String, with bytes: [UInt8]) {
        core.state.withLock { state in
            guard let number = state.names[path] else { return }
            state.files[number].bytes = bytes
            state.files[number].durable = bytes
        }
    }

    /// The paths of all files, sorted.
    public var paths: [String] { core.state.withLock { $0.names.keys.sorted() } }

    /// How many calls of a kind were made.
    public func count(of call: SystemError.Call) -> Int {
        core.counts.withLock { $0[call] ?? 0 }
    }

    public func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        try core.begin(.open, path)
        let number = core.state.withLock { $0.open(path, mode) }
        guard let number else { throw SystemError(.open, code: ErrorCode.missing, path: path) }
        return SimulatedFile(core, number, path)
    }

    public func list(_ directory: String) throws(SystemError) -> [String] {
        try core.begin(.list, directory)
        let names = core.state.withLock { $0.list(directory) }
        guard let names else {
            throw SystemError(.list, code: ErrorCode.missing, path: directory)
        }
        return names
    }

    public func makeDirectory(_ path: String) throws(SystemError) {
        try core.begin(.makeDirectory, path)
        core.state.withLock { $0.makeDirectory(path) }
    }

    public func rename(_ path: String, to target: String) throws(SystemError) {
        try core.begin(.rename, path)
        let isDone = core.state.withLock { $0.rename(path, target) }
        if !isDone { throw SystemError(.rename, code: ErrorCode.missing, path: path) }
    }

    public func remove(_ path: String) throws(SystemError) {
        try core.begin(.remove, path)
        let isDone = core.state.withLock { $0.remove(path) }
        if !isDone { throw SystemError(.remove, code: ErrorCode.missing, path: path) }
    }

    public func syncDirectory(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            try core.begin(.syncDirectory, path)
        } catch {
            core.state.withLock { $0.forgetNames(in: path) }
            throw error
        }
        core.state.withLock { $0.settleNames(in: path) }
    }

    public func lock(_ path: String) throws(SystemError) -> any StorageLock {
        try core.begin(.lock, path)
        let isFree = core.locks.withLock { $0.insert(path).inserted }
        if !isFree { throw SystemError(.lock, code: ErrorCode.wouldBlock, path: path) }
        return SimulatedLock(core, path)
    }

    public func prepareForWriting() {}
}

final class SimulatedCore: Sendable {
    let state: Mutex<State>
    let faults = Mutex<[SimulatedDisk.Fault]>([])
    let observer = Mutex<SimulatedDisk.Observer?>(nil)
    let counts = Mutex<[SystemError.Call: Int]>([:])
    let locks = Mutex<Set<String>>([])

    init(_ state: State) { self.state = Mutex(state) }

    /// Counts a call, tells the observer, and fails if it was planned.
    func begin(_ call: SystemError.Call, _ path: String) throws(SystemError) {
        counts.withLock { $0[call, default: 0] += 1 }
        let tell = observer.withLock { $0 }
        tell?(call, path)
        let code = faults.withLock { faults -> Int32? in
            var code: Int32?
            for index in faults.indices
            where faults[index].call == call
                && (faults[index].path.isEmpty || path.contains(faults[index].path))
            {
                faults[index].number -= 1
                let isDue = faults[index].number == 0
                if isDue || (faults[index].isPersistent && faults[index].number < 0) {
                    code = faults[index].code
                }
            }
            return code
        }
        if let code { throw SystemError(call, code: code, path: path) }
    }
}

private final class SimulatedLock: StorageLock {
    private let core: SimulatedCore
    private let path: String

    init(_ core: SimulatedCore, _ path: String) {
        self.core = core
        self.path = path
    }

    func release() { core.locks.withLock { _ = $0.remove(path) } }
    deinit { release() }
}

private final class SimulatedFile: StorageFile {
    private let core: SimulatedCore
    private let number: Int
    private let path: String

    init(_ core: SimulatedCore, _ number: Int, _ path: String) {
        self.core = core
        self.number = number
        self.path = path
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        try core.begin(.read, path)
        return core.state.withLock { state in
            let bytes = state.files[number].bytes
            let start = min(Int(offset), bytes.count)
            return Array(bytes[start..<min(start + count, bytes.count)])
        }
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        let content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        do throws(SystemError) {
            try core.begin(.write, path)
        } catch {
            // A write that fails may have written a part.
            let part = Array(content.prefix(content.count / 2))
            core.state.withLock { _ = $0.write(number, part, at: Int(offset)) }
            throw error
        }
        let fits = core.state.withLock { $0.write(number, content, at: Int(offset)) }
        if !fits { throw SystemError(.write, code: ErrorCode.noSpace, path: path) }
    }

    func sync() throws(SystemError) {
        do throws(SystemError) {
            try core.begin(.sync, path)
        } catch {
            // The kernel marks the pages clean: the bytes can be read, and are lost at a crash.
            core.state.withLock { $0.forgetWrites(of: number) }
            throw error
        }
        core.state.withLock { $0.settleWrites(of: number) }
    }

    func allocate(_ size: UInt64) throws(SystemError) {
        try core.begin(.allocate, path)
        let fits = core.state.withLock { $0.grow(number, to: Int(size)) }
        if !fits { throw SystemError(.allocate, code: ErrorCode.noSpace, path: path) }
    }

    func truncate(to size: UInt64) throws(SystemError) {
        try core.begin(.truncate, path)
        core.state.withLock { $0.truncate(number, to: Int(size)) }
    }

    func size() throws(SystemError) -> UInt64 {
        try core.begin(.size, path)
        return core.state.withLock { UInt64($0.files[number].bytes.count) }
    }

    func close() throws(SystemError) { try core.begin(.close, path) }
}
