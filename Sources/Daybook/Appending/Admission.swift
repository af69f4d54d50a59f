// How much may wait: appends beyond a bound are suspended, so that a fast producer cannot fill the
// memory with what the disk or the read models have not taken yet.

internal import Synchronization

/// Counts the bytes that wait, and suspends who would exceed the bound, first come first served.
final class Admission: Sendable {
    private struct Waiter {
        let id: UInt64
        let bytes: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var bytes = 0
        var waiters: [Waiter] = []
        var nextID: UInt64 = 0
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
                wait(Waiter(id: id, bytes: bytes, continuation: continuation))
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
        var count = 0
        while count < state.waiters.count, fits(state.waiters[count].bytes, state) {
            state.bytes += state.waiters[count].bytes
            count += 1
        }
        defer { state.waiters.removeFirst(count) }
        return Array(state.waiters[..<count])
    }

    private func wait(_ waiter: Waiter) {
        let ended = state.withLock { state in
            if state.cancelled.remove(waiter.id) != nil { return [(waiter, false)] }
            state.waiters.append(waiter)
            // Room may have become free since it was asked for.
            return admit(&state).map { ($0, true) }
        }
        for (waiter, isAdmitted) in ended { waiter.continuation.resume(returning: isAdmitted) }
    }

    private func cancel(_ id: UInt64) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}
