// The way from tasks to threads that may block: the cooperative pool never waits for a disk.

internal import Dispatch
internal import Synchronization

/// A thread of its own for work that blocks, one piece at a time.
struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: "daybook." + label) }

    /// Runs something behind everything handed over before, without waiting for it.
    func submit(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Runs something on the queue and waits for its result.
    func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let handover = Handover()
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                let result = Result { () throws(Failure) in try work() }
                handover.give()
                continuation.resume(returning: result)
            }
        }
        handover.take()
        return try result.get()
    }
}

/// The order between a result and who waits for it, as ThreadSanitizer sees it.
///
/// The runtime tells the sanitizer of a continuation that is resumed while its task waits, and not
/// of one resumed before, though that orders the two as well.
private final class Handover: Sendable {
    private let isGiven = Atomic(false)

    func give() { isGiven.store(true, ordering: .releasing) }
    func take() { _ = isGiven.load(ordering: .acquiring) }
}

/// Work on another thread, for one that goes on meanwhile and waits for it in the end.
final class Beside<Value: Sendable & ~Copyable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// - Parameter isAtOnce: whether the caller's own thread does the work first.
    init(isAtOnce: Bool = false, _ work: @escaping @Sendable () -> Value) {
        if isAtOnce {
            value.withLock { $0 = work() }
            isDone.signal()
            return
        }
        DispatchQueue.global().async { [self] in
            value.withLock { $0 = work() }
            isDone.signal()
        }
    }

    /// Waits for the work and takes its result; nil after the first call.
    func take() -> Value? {
        isDone.wait()
        defer { isDone.signal() }
        return value.withLock { $0.take() }
    }
}
