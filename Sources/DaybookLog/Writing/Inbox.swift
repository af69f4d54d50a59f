// Where requests wait for the commit thread. Handing one over takes a lock for a few nanoseconds
// and wakes the thread only if it sleeps.

internal import Dispatch
internal import Synchronization

final class Inbox<Request: Sendable>: Sendable {
    typealias Completion = @Sendable (LogError?) -> Void

    /// A request with the weight that its owner gave it.
    struct Waiting: Sendable {
        var request: Request
        let bytes: Int
    }

    private struct State {
        var requests: [Waiting] = []
        var syncs: [Completion] = []
        var closing: Completion?
        var isClosed = false
        var isAbandoned = false
        var sleeps = false
    }
    /// What the commit thread takes at once, besides the requests.
    struct Orders {
        var syncs: [Completion] = []
        var closing: Completion?
        var isAbandoned = false
    }
    private let state = Mutex(State())
    private let admitted = Atomic(0)
    private let wake = DispatchSemaphore(value: 0)

    /// Adds a request; false if the log is closed.
    func add(_ request: Request, bytes: Int) -> Bool {
        var isTaken = false
        let wakes = state.withLock { state in
            if state.isClosed { return false }
            isTaken = true
            state.requests.append(Waiting(request: request, bytes: bytes))
            return Self.wakes(&state)
        }
        if isTaken { admitted.add(bytes, ordering: .relaxed) }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Bytes of requests that were added and have not ended.
    var admittedBytes: Int { admitted.load(ordering: .relaxed) }

    /// What waits to be taken.
    var waiting: Int {
        state.withLock { $0.requests.count + $0.syncs.count + ($0.closing == nil ? 0 : 1) }
    }

    func release(_ bytes: Int) { admitted.subtract(bytes, ordering: .relaxed) }

    func addSync(_ completion: @escaping Completion) -> Bool {
        var isTaken = false
        let wakes = state.withLock { state in
            if state.isClosed { return false }
            isTaken = true
            state.syncs.append(completion)
            return Self.wakes(&state)
        }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Accepts nothing more; what is there is still done.
    func close(_ completion: @escaping Completion) -> Bool {
        var isTaken = false
        let wakes = state.withLock { state in
            if state.isClosed { return false }
            isTaken = true
            state.isClosed = true
            state.closing = completion
            return Self.wakes(&state)
        }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Stops without closing the log, because the owner is gone.
    func abandon() {
        let wakes = state.withLock { state in
            // A log that is being closed is closed, whether or not its owner waits for it.
            if state.isClosed { return false }
            state.isClosed = true
            state.isAbandoned = true
            return Self.wakes(&state)
        }
        if wakes { wake.signal() }
    }

    private static func wakes(_ state: inout State) -> Bool {
        let sleeps = state.sleeps
        state.sleeps = false
        return sleeps
    }

    /// Takes all requests in exchange for an empty array; nil if there is nothing to do, and the
    /// caller then calls `sleep`.
    func take(into batch: inout [Waiting]) -> Orders? {
        state.withLock { state in
            let hasOrders = !state.syncs.isEmpty || state.closing != nil || state.isAbandoned
            if state.requests.isEmpty && !hasOrders {
                state.sleeps = true
                return nil
            }
            swap(&batch, &state.requests)
            if !hasOrders { return Orders() }
            let orders = Orders(
                syncs: state.syncs, closing: state.closing, isAbandoned: state.isAbandoned)
            state.syncs = []
            state.closing = nil
            return orders
        }
    }

    /// Waits for work; false if none came in time.
    func sleep(until deadline: UInt64?) -> Bool {
        guard let deadline else {
            wake.wait()
            return true
        }
        if wake.wait(timeout: DispatchTime(uptimeNanoseconds: deadline)) == .success {
            return true
        }
        state.withLock { $0.sleeps = false }
        return false
    }
}
