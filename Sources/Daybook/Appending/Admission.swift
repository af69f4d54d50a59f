// How much may wait: appends beyond a bound are suspended, so that a fast producer cannot fill the
// memory with what the disk or the read models have not taken yet.

internal import Synchronization

/// Counts the bytes that wait, and suspends who would exceed the bound.
final class Admission: Sendable {
    private struct State {
        var bytes = 0
        var waiters: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
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
        while !take(bytes) {
            let id = state.withLock { state in
                state.nextID += 1
                return state.nextID
            }
            let isAwake = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in wait(id, continuation) }
            } onCancel: {
                cancel(id)
            }
            if !isAwake { throw CancellationError() }
        }
    }

    /// Takes room without asking, for what is in memory already.
    func add(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

    /// Gives room back and wakes who waits for it.
    func leave(_ bytes: Int) {
        let waiters = state.withLock { state in
            state.bytes -= bytes
            guard state.bytes < bytesMax else { return [CheckedContinuation<Bool, Never>]() }
            defer { state.waiters.removeAll() }
            return state.waiters.map(\.continuation)
        }
        for waiter in waiters { waiter.resume(returning: true) }
    }

    private func take(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard state.bytes == 0 || state.bytes + bytes <= bytesMax else { return false }
            state.bytes += bytes
            return true
        }
    }

    private func wait(_ id: UInt64, _ continuation: CheckedContinuation<Bool, Never>) {
        let answer: Bool? = state.withLock { state in
            if state.cancelled.remove(id) != nil { return false }
            if state.bytes < bytesMax { return true }
            state.waiters.append((id, continuation))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return CheckedContinuation<Bool, Never>?.none
            }
            return state.waiters.remove(at: index).continuation
        }
        waiter?.resume(returning: false)
    }
}
