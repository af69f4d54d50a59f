// Wakes cursors when the log has become longer.

internal import Synchronization

/// How far the log is durable, for those who wait for more.
final class Signal: Sendable {
    private struct State {
        var sequence: UInt64 = 0
        var isEnded = false
        var nextID: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// Whether the book is closed: nothing will come any more.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Tells how far the log is durable.
    func announce(_ sequence: UInt64) { wake { $0.sequence = max($0.sequence, sequence) } }

    /// Tells that nothing will come any more.
    func end() { wake { $0.isEnded = true } }

    private func wake(_ change: (inout sending State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the log is durable up to a sequence, the book is closed, or the task cancelled.
    func wait(for sequence: UInt64) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    if state.sequence >= sequence || state.isEnded { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                guard let waiter = state.waiters.removeValue(forKey: id) else {
                    state.cancelled.insert(id)
                    return CheckedContinuation<Void, Never>?.none
                }
                return waiter
            }
            waiter?.resume()
        }
        // A cancellation that came too late has left its mark.
        _ = state.withLock { $0.cancelled.remove(id) }
    }
}
