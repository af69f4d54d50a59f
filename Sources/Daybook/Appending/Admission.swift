// How much may wait: appends beyond a bound are suspended, so that a fast producer cannot fill the
// memory with what the disk or the read models have not taken yet.

internal import Synchronization

/// Counts the bytes that wait, and suspends who would exceed the bound, first come first served.
final class Admission: Sendable {
    fileprivate struct Waiter {
        let bytes: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    fileprivate struct State {
        var bytes = 0
        var nextID: UInt64 = 0
        var waiters: [UInt64: Waiter] = [:]
        /// The waiters' ids in the order of their coming; those cancelled are still in it.
        var line: [UInt64] = []
        /// How many of the line have gone.
        var gone = 0
        var cancelled: Set<UInt64> = []
    }

    private let bytesMax: Int
    private let state = Mutex(State())

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Waits for room and takes it; a single append larger than the bound goes alone.
    ///
    /// - Throws: `CancellationError` if the task is cancelled before there is room.
    func enter(_ bytes: Int) async throws(CancellationError) {
        let id: UInt64? = state.withLock { state in
            if state.waiters.isEmpty && fits(bytes, state) {
                state.bytes += bytes
                return nil
            }
            state.nextID += 1
            return state.nextID
        }
        guard let id else { return }
        let isAdmitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(id, Waiter(bytes: bytes, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
        // A cancellation that came too late has left its mark.
        _ = state.withLock { $0.cancelled.remove(id) }
        if !isAdmitted { throw CancellationError() }
    }

    /// Takes room without asking, for what is in memory already.
    func add(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

    /// Gives room back, and to those who wait for it.
    func leave(_ bytes: Int) {
        let admitted = state.withLock { state in
            state.bytes -= bytes
            return admit(&state)
        }
        for waiter in admitted { waiter.continuation.resume(returning: true) }
    }

    private func fits(_ bytes: Int, _ state: State) -> Bool {
        state.bytes == 0 || state.bytes + bytes <= bytesMax
    }

    /// Gives room to the first who wait, as far as it reaches.
    private func admit(_ state: inout State) -> [Waiter] {
        var admitted: [Waiter] = []
        while let (id, waiter) = state.first(), fits(waiter.bytes, state) {
            state.bytes += waiter.bytes
            state.waiters[id] = nil
            admitted.append(waiter)
        }
        return admitted
    }

    private func wait(_ id: UInt64, _ waiter: Waiter) {
        let (isCancelled, admitted) = state.withLock { state in
            if state.cancelled.remove(id) != nil { return (true, [Waiter]()) }
            state.waiters[id] = waiter
            state.line.append(id)
            // Room may have become free since it was asked for.
            return (false, admit(&state))
        }
        if isCancelled { waiter.continuation.resume(returning: false) }
        for waiter in admitted { waiter.continuation.resume(returning: true) }
    }

    private func cancel(_ id: UInt64) {
        let (cancelled, admitted) = state.withLock { state in
            guard let waiter = state.waiters.removeValue(forKey: id) else {
                state.cancelled.insert(id)
                return (Waiter?.none, [Waiter]())
            }
            // Those behind it may be small enough for the room that there is.
            return (waiter, admit(&state))
        }
        cancelled?.continuation.resume(returning: false)
        for waiter in admitted { waiter.continuation.resume(returning: true) }
    }
}

extension Admission.State {
    /// The waiter who came first.
    fileprivate mutating func first() -> (id: UInt64, waiter: Admission.Waiter)? {
        while gone < line.count {
            if let waiter = waiters[line[gone]] { return (line[gone], waiter) }
            gone += 1
            // Moving up costs nothing a waiter once half of the line has gone.
            if 2 * gone > line.count {
                line.removeFirst(gone)
                gone = 0
            }
        }
        return nil
    }
}
