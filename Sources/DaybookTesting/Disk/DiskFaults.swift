// The faults of a simulated disk: which call fails and how, and rot behind everybody's back.

internal import DaybookBytes
public import DaybookLog
internal import Synchronization

extension SimulatedDisk {
    /// A failure to come.
    public struct Fault: Sendable {
        /// How a call goes wrong.
        public enum Kind: Equatable, Sendable {
            /// It fails with an error number.
            ///
            /// Of a write a part is done. A failed sync leaves the bytes readable and never makes
            /// them durable: the system takes their pages for clean.
            case error(Int32)
            /// A failed sync, of which some pages are durable, by seed; with an odd seed the others
            /// can be read no more.
            case partialSync(seed: UInt64)
            /// It reads or writes fewer bytes than it was asked to.
            case short
            /// A signal comes before it has done anything.
            case interrupted
            /// A write answers success, and goes to another place in its file.
            case misdirected(by: Int)
            /// A write answers success and does nothing.
            case lost
        }
        /// Which kind of call fails; nil: any.
        public var call: SystemError.Call?
        /// Which of these calls, counted from now; 1 is the next.
        public var number: Int
        /// How.
        public var kind: Kind
        /// Whether all later calls fail too.
        public var isPersistent: Bool
        /// Only calls on paths that contain this count.
        public var path: String

        /// Plans a failure.
        public init(
            _ call: SystemError.Call?, number: Int, kind: Kind, isPersistent: Bool = false,
            path: String = ""
        ) {
            self.call = call
            self.number = number
            self.kind = kind
            self.isPersistent = isPersistent
            self.path = path
        }

        /// Plans a failure with an error number.
        public init(
            _ call: SystemError.Call?, number: Int, code: Int32 = ErrorCode.media,
            isPersistent: Bool = false, path: String = ""
        ) {
            self.init(
                call, number: number, kind: .error(code), isPersistent: isPersistent, path: path)
        }

        /// Counts a call; whether this fault comes with it.
        mutating func comes(with call: SystemError.Call, _ path: String) -> Bool {
            if let wanted = self.call, wanted != call { return false }
            guard self.path.isEmpty || path.contains(self.path) else { return false }
            number -= 1
            return number == 0 || (isPersistent && number < 0)
        }
    }

    /// Replaces the bytes of a file, durably: rot, or a restored copy.
    public func replace(_ path: String, with bytes: [UInt8]) {
        core.state.withLock { state in
            guard let number = state.names[path] else { return }
            state.files[number] = DiskFileState(bytes: bytes, durable: bytes)
        }
    }

    /// Takes a file away, durably.
    public func lose(_ path: String) {
        core.state.withLock { state in
            state.names[path] = nil
            state.durableNames[path] = nil
        }
    }

    /// Exchanges the bytes of two files, durably.
    public func exchange(_ path: String, _ other: String) {
        guard let bytes = contents(path), let others = contents(other) else { return }
        replace(path, with: others)
        replace(other, with: bytes)
    }

    /// Makes a sector of 512 bytes unreadable until it is written anew.
    public func makeUnreadable(_ path: String, sector: Int) {
        core.state.withLock { state in
            if let number = state.names[path] {
                _ = state.files[number].unreadable.insert(sector)
            }
        }
    }
}

/// A disk as all processes share it.
final class DiskCore: Sendable {
    let state: Mutex<DiskState>
    private let locks = Mutex<[String: UInt64]>([:])
    private let lastProcess = Mutex<UInt64>(0)
    private let ended = Mutex<Set<UInt64>>([])

    init(_ state: DiskState) { self.state = Mutex(state) }

    func newProcess() -> UInt64 {
        lastProcess.withLock { last in
            last += 1
            return last
        }
    }

    /// A process that has ended holds no lock any more.
    func end(_ process: UInt64) { ended.withLock { _ = $0.insert(process) } }

    func lock(_ path: String, _ process: UInt64) -> Bool {
        locks.withLock { locks in
            if let holder = locks[path], !ended.withLock({ $0.contains(holder) }) { return false }
            locks[path] = process
            return true
        }
    }

    func unlock(_ path: String, _ process: UInt64) {
        locks.withLock { locks in
            if locks[path] == process { locks[path] = nil }
        }
    }
}

/// A process that uses a disk: what is planned for its calls, and which it made.
final class DiskProcess: Sendable {
    let core: DiskCore
    let number: UInt64
    let faults = Mutex<[SimulatedDisk.Fault]>([])
    let faultsMet = Mutex(0)
    let observer = Mutex<SimulatedDisk.Observer?>(nil)
    let counts = Mutex<[SystemError.Call: Int]>([:])
    /// Calls that may still change the disk; negative when the process has ended.
    let remaining = Mutex<Int?>(nil)
    /// The thread that alone makes calls now, or 0.
    private let owner = Atomic<UInt>(0)
    private let gate = Mutex(())

    init(_ core: DiskCore) {
        self.core = core
        number = core.newProcess()
    }

    func exclusively<Result>(_ body: () -> Result) -> Result {
        gate.withLock { _ in
            owner.store(WorkerThread.current, ordering: .releasing)
            defer { owner.store(0, ordering: .releasing) }
            return body()
        }
    }

    /// Waits while another thread alone makes calls.
    private func pass() {
        if owner.load(ordering: .acquiring) != WorkerThread.current { gate.withLock { _ in } }
    }

    /// Makes a call that goes wrong only by failing.
    func begin(_ call: SystemError.Call, _ path: String) throws(SystemError) {
        try uninterrupted { () throws(SystemError) in
            switch try fault(call, path) {
            case nil, .short, .misdirected, .lost: return
            case .partialSync: throw SystemError(call, code: ErrorCode.media, path: path)
            case .interrupted: throw SystemError(call, code: ErrorCode.interrupted, path: path)
            case .error(let code): throw SystemError(call, code: code, path: path)
            }
        }
    }

    /// Counts a call and tells the observer.
    ///
    /// - Returns: what goes wrong with it, if anything was planned.
    /// - Throws: if the process has ended.
    private func fault(
        _ call: SystemError.Call, _ path: String
    ) throws(SystemError) -> SimulatedDisk.Fault.Kind? {
        pass()
        counts.withLock { $0[call, default: 0] += 1 }
        let tell = observer.withLock { $0 }
        tell?(call, path)
        let isStopped = remaining.withLock { remaining in
            guard let left = remaining else { return false }
            if call.isChange { remaining = left - 1 }
            return left < 1 && (call.isChange || left < 0)
        }
        if isStopped {
            core.end(number)
            throw SystemError(call, code: ErrorCode.media, path: path)
        }
        let kind = faults.withLock { faults -> SimulatedDisk.Fault.Kind? in
            var kind: SimulatedDisk.Fault.Kind?
            for index in faults.indices where faults[index].comes(with: call, path) {
                kind = faults[index].kind
            }
            return kind
        }
        if kind != nil { faultsMet.withLock { $0 += 1 } }
        return kind
    }

    func read(
        _ file: Int, _ path: String, at offset: Int, count: Int
    ) throws(SystemError) -> [UInt8] {
        var wanted = count
        switch try fault(.read, path) {
        case .error(let code): throw SystemError(.read, code: code, path: path)
        case .interrupted: throw SystemError(.read, code: ErrorCode.interrupted, path: path)
        case .short: wanted = max(1, count / 2)
        case nil, .partialSync, .misdirected, .lost: break
        }
        let bytes = core.state.withLock { state -> [UInt8]? in
            let file = state.files[file]
            let start = min(offset, file.bytes.count)
            let end = min(start + wanted, file.bytes.count)
            if !file.unreadable.isEmpty && start < end {
                let first = start / DiskState.sectorBytes
                let last = (end - 1) / DiskState.sectorBytes
                if file.unreadable.contains(where: { (first...last).contains($0) }) { return nil }
            }
            return Array(file.bytes[start..<end])
        }
        guard let bytes else { throw SystemError(.read, code: ErrorCode.media, path: path) }
        return bytes
    }

    /// Writes some bytes.
    ///
    /// - Returns: how many.
    func write(
        _ file: Int, _ path: String, _ bytes: ArraySlice<UInt8>, at offset: Int
    ) throws(SystemError) -> Int {
        let half = bytes.prefix(bytes.count / 2)
        let kind: SimulatedDisk.Fault.Kind?
        do throws(SystemError) {
            kind = try fault(.write, path)
        } catch {
            // The call in which the process ends may have done a part.
            let isLast = remaining.withLock { $0 == -1 }
            if isLast { core.state.withLock { $0.files[file].write(Array(half), at: offset) } }
            throw error
        }
        switch kind {
        case .error(let code):
            if !half.isEmpty {
                core.state.withLock { $0.files[file].write(Array(half), at: offset) }
            }
            throw SystemError(.write, code: code, path: path)
        case .interrupted: throw SystemError(.write, code: ErrorCode.interrupted, path: path)
        case .lost: return bytes.count
        case .short where half.isEmpty, nil, .partialSync:
            return try put(file, path, bytes, at: offset)
        case .short: return try put(file, path, half, at: offset)
        case .misdirected(let distance):
            let place = max(0, offset + distance)
            return try put(file, path, bytes, at: place)
        }
    }

    /// Writes what there is room for.
    private func put(
        _ file: Int, _ path: String, _ bytes: ArraySlice<UInt8>, at offset: Int
    ) throws(SystemError) -> Int {
        let count = core.state.withLock { state in
            var count = bytes.count
            while count > 0 && !state.fits(file, offset + count) { count /= 2 }
            if count > 0 {
                state.files[file].write(Array(bytes.prefix(count)), at: offset)
            }
            return count
        }
        if count == 0 && !bytes.isEmpty {
            throw SystemError(.write, code: ErrorCode.noSpace, path: path)
        }
        return count
    }

    func sync(_ file: Int, _ path: String) throws(SystemError) {
        switch try fault(.sync, path) {
        case .error(let code):
            // The kernel marks the pages clean: the bytes can be read, and are lost at a crash.
            core.state.withLock { $0.files[file].pending = [] }
            throw SystemError(.sync, code: code, path: path)
        case .partialSync(let seed):
            core.state.withLock { $0.settlePartly(file, seed: seed) }
            throw SystemError(.sync, code: ErrorCode.media, path: path)
        case .interrupted: throw SystemError(.sync, code: ErrorCode.interrupted, path: path)
        case nil, .short, .misdirected, .lost: core.state.withLock { $0.files[file].settle() }
        }
    }
}

extension DiskState {
    /// Makes some of a file's changes durable, as a sync that failed half-way.
    fileprivate mutating func settlePartly(_ number: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let pending = files[number].pending
        files[number].pending = pending.filter { _ in random.chance(500) }
        files[number].settle()
        if seed % 2 == 1 { files[number].bytes = files[number].durable }
    }
}
