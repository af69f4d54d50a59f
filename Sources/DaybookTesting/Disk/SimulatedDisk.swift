// A disk that can lose power, rot and fail on demand: what was written and what is durable are kept
// apart, for bytes and for names. The same calls and the same seeds give the same bytes.
// Knows nothing of what is stored.

internal import DaybookBytes
public import DaybookLog
internal import Synchronization

/// A simulated disk.
///
/// Copies of this value are the same disk.
public struct SimulatedDisk: Storage {
    /// How a process or the power ends, and what is found then.
    public enum Crash: Equatable, Sendable {
        /// The process alone ended: everything it wrote can be read, and a later power cut may
        /// still lose what was not synced.
        case killed
        /// A power cut that lost everything that was not synced.
        case losingAll
        /// A power cut, when everything had been written back just in time.
        case keepingAll
        /// A power cut after which a piece is there if its bit is set: sizes, sectors and names
        /// that were not synced, in an order that is always the same.
        case keeping(units: UInt64)
        /// A power cut that left of each piece the old or the new, a version between the two, a
        /// torn sector, or garbage.
        case random(seed: UInt64)
    }
    /// Told of each call before it is made.
    public typealias Observer = @Sendable (SystemError.Call, String) -> Void

    private let process: DiskProcess
    var core: DiskCore { process.core }

    /// Makes an empty disk.
    public init() { self.init(DiskCore(DiskState())) }

    private init(_ core: DiskCore) { process = DiskProcess(core) }

    /// The same disk as another process uses it, with faults, counts and an end of its own.
    public func newProcess() -> SimulatedDisk { SimulatedDisk(core) }

    /// Plans failures, in place of those planned before.
    public func fail(_ faults: Fault...) { process.faults.withLock { $0 = faults } }

    /// How many of the planned failures have come.
    public var faultsMet: Int { process.faultsMet.withLock { $0 } }

    /// Ends the process after some calls that change the disk: of the next one a part may be done,
    /// and every later call fails.
    public func stop(after changes: Int) { process.remaining.withLock { $0 = changes } }

    /// Ends the process now: every later call fails, and its locks are free.
    public func end() {
        process.remaining.withLock { $0 = -1 }
        core.end(process.number)
    }

    /// Whether the process has ended.
    public var isStopped: Bool { process.remaining.withLock { $0.map { $0 < 0 } ?? false } }

    /// The number of bytes that fit; more are refused with "no space".
    ///
    /// Nil: no bound.
    public func limit(bytes: UInt64?) { core.state.withLock { $0.capacity = bytes } }

    /// Observes every call from now on.
    public func observe(_ observer: Observer?) { process.observer.withLock { $0 = observer } }

    /// Runs something whose calls are made before those of any other thread of the process: for
    /// steps that wake others, so that a seed is one course of calls.
    package func exclusively<Result>(_ body: () -> Result) -> Result { process.exclusively(body) }

    /// What would be found if the process or the power ended now, as another disk; this one goes
    /// on.
    public func crashed(_ crash: Crash) -> SimulatedDisk {
        SimulatedDisk(DiskCore(core.state.withLock { $0.crashed(crash) }))
    }

    /// How many pieces a power cut now could lose: unsynced sectors, sizes and names.
    public var unsyncedUnits: Int { core.state.withLock { Unsynced($0).count } }

    /// The bytes of a file as a running process sees them, or nil if there is none.
    public func contents(_ path: String) -> [UInt8]? {
        core.state.withLock { state in state.names[path].map { state.files[$0].bytes } }
    }

    /// The bytes of all files together.
    public var usedBytes: Int {
        core.state.withLock { state in
            state.names.values.reduce(0) { $0 + state.files[$1].bytes.count }
        }
    }

    /// The paths of all files, sorted.
    public var paths: [String] { core.state.withLock { $0.names.keys.sorted() } }

    /// How many calls of a kind were made.
    public func count(of call: SystemError.Call) -> Int {
        process.counts.withLock { $0[call] ?? 0 }
    }

    /// How many calls were made that change the disk.
    public var changes: Int {
        process.counts.withLock { counts in
            counts.reduce(0) { $0 + ($1.key.isChange ? $1.value : 0) }
        }
    }

    public func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        try process.begin(.open, path)
        let number = core.state.withLock { $0.open(path, mode) }
        guard let number else { throw SystemError(.open, code: ErrorCode.missing, path: path) }
        return SimulatedFile(process, number, path)
    }

    public func list(_ directory: String) throws(SystemError) -> [String] {
        try process.begin(.list, directory)
        let names = core.state.withLock { $0.list(directory) }
        guard let names else {
            throw SystemError(.list, code: ErrorCode.missing, path: directory)
        }
        return names
    }

    public func makeDirectory(_ path: String) throws(SystemError) {
        try process.begin(.makeDirectory, path)
        core.state.withLock { $0.makeDirectory(path) }
    }

    public func rename(_ path: String, to target: String) throws(SystemError) {
        try process.begin(.rename, path)
        let isDone = core.state.withLock { $0.rename(path, target) }
        if !isDone { throw SystemError(.rename, code: ErrorCode.missing, path: path) }
    }

    public func remove(_ path: String) throws(SystemError) {
        try process.begin(.remove, path)
        let isDone = core.state.withLock { $0.remove(path) }
        if !isDone { throw SystemError(.remove, code: ErrorCode.missing, path: path) }
    }

    public func syncDirectory(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            try process.begin(.syncDirectory, path)
        } catch {
            // A process that has ended made no call that could fail.
            if !isStopped { core.state.withLock { $0.forgetNames(in: path) } }
            throw error
        }
        core.state.withLock { $0.settleNames(in: path) }
    }

    public func lock(_ path: String) throws(SystemError) -> any StorageLock {
        try process.begin(.lock, path)
        if !core.lock(path, process.number) {
            throw SystemError(.lock, code: ErrorCode.wouldBlock, path: path)
        }
        return SimulatedLock(process, path)
    }

    public func prepareForWriting() {}
}

extension SystemError.Call {
    /// Whether the call may change what is on the disk.
    var isChange: Bool {
        switch self {
        case .open, .write, .sync, .allocate, .truncate, .makeDirectory, .rename, .remove,
            .syncDirectory:
            true
        case .read, .size, .close, .list, .lock: false
        }
    }
}

private final class SimulatedLock: StorageLock {
    private let process: DiskProcess
    private let path: String

    init(_ process: DiskProcess, _ path: String) {
        self.process = process
        self.path = path
    }

    func release() { process.core.unlock(path, process.number) }
    deinit { release() }
}

private final class SimulatedFile: StorageFile {
    private let process: DiskProcess
    private let number: Int
    private let path: String

    init(_ process: DiskProcess, _ number: Int, _ path: String) {
        self.process = process
        self.number = number
        self.path = path
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        guard let offset = Int(exactly: offset) else { return [] }
        var bytes: [UInt8] = []
        _ = try transferred(count) { (done) throws(SystemError) in
            let some = try process.read(number, path, at: offset + done, count: count - done)
            bytes += some
            return some.count
        }
        return bytes
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        let content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        try written(content.count, path) { (done) throws(SystemError) in
            try process.write(number, path, content[done...], at: Int(offset) + done)
        }
    }

    func sync() throws(SystemError) {
        try uninterrupted { () throws(SystemError) in try process.sync(number, path) }
    }

    func allocate(_ size: UInt64) throws(SystemError) {
        try process.begin(.allocate, path)
        let fits = process.core.state.withLock { state in
            guard state.fits(number, Int(size)) else { return false }
            if state.files[number].bytes.count < Int(size) {
                state.files[number].resize(Int(size))
            }
            return true
        }
        if !fits { throw SystemError(.allocate, code: ErrorCode.noSpace, path: path) }
    }

    func truncate(to size: UInt64) throws(SystemError) {
        try process.begin(.truncate, path)
        process.core.state.withLock { $0.files[number].resize(Int(size)) }
    }

    func size() throws(SystemError) -> UInt64 {
        try process.begin(.size, path)
        return process.core.state.withLock { UInt64($0.files[number].bytes.count) }
    }

    func close() throws(SystemError) { try process.begin(.close, path) }
}
