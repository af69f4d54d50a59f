// One append on its way through the commit thread: rows, what they depend on, and who waits.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog
internal import Synchronization

/// What the commit thread decided about an append, or the log could not do.
enum AppendOutcome: Sendable {
    /// Rows were appended, the first at `first`; `matches` are the rows left out because their
    /// producer's key seems to be in the log already.
    case appended(first: UInt64, count: Int, recorded: Int64, durable: Bool, matches: [KeyMatch])
    /// Nothing was appended: keys seem to be in the log already.
    case matched([KeyMatch])
    /// Nothing was appended: the condition does not hold.
    case changed(UInt64)
    /// Nothing was appended: segments were sealed since the appender looked; look again.
    case lookAgain
    /// The task was cancelled before the append was taken.
    case cancelled
    /// The log could not; nothing was appended.
    case failed(LogError)
    /// The log failed half-way; it may be appended or not.
    case indeterminate(LogError)
}

/// A row whose producer's key has the fingerprint of a key in the log.
struct KeyMatch: Sendable, Equatable {
    /// The number of the row in the append.
    let row: Int
    /// Where the log has that fingerprint.
    let sequence: UInt64
}

/// Which rows of an append are taken.
enum Taking: Sendable {
    /// All, or none if the key of one is in the log.
    case all
    /// Those whose keys are not in the log.
    case new
    /// None: the appender asks which of their keys seem to be in the log.
    case nothing
}

/// A condition as the commit thread checks it.
struct ResolvedCondition: Sendable {
    struct Name: Sendable {
        let hash: UInt64
        let text: [UInt8]
        /// The catalog's number of the entity.
        let entity: UInt8
    }

    let since: UInt64
    let names: [Name]
}

/// One append.
///
/// The commit thread writes the decision, and `finish` hands it to who waits.
struct AppendRequest: Sendable {
    /// The rows, one behind the other.
    let rows: [UInt8]
    /// Where each row begins.
    let starts: [Int]
    /// The fingerprint of each row's key, nil where a row has none.
    let fingerprints: [UInt64?]
    let taking: Taking
    let condition: ResolvedCondition?
    /// Sealed segments up to this sequence were searched by the appender.
    let searchedThrough: UInt64
    /// Rows that only look like a fact in the log: another key has the same fingerprint.
    let cleared: [KeyMatch]
    let ticket: AppendTicket
    var decision: AppendOutcome?
}

/// Connects a waiting task with the commit thread.
final class AppendTicket: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<AppendOutcome, Never>)
        case taken(CheckedContinuation<AppendOutcome, Never>)
        case cancelled
        case done
    }

    private let state = Mutex(State.idle)

    /// Begins to wait; false if the task was cancelled already.
    func wait(_ continuation: CheckedContinuation<AppendOutcome, Never>) -> Bool {
        state.withLock { state in
            guard case .idle = state else { return false }
            state = .waiting(continuation)
            return true
        }
    }

    /// The commit thread takes the append: from now on it is not cancelled any more.
    func take() -> Bool {
        state.withLock { state in
            guard case .waiting(let continuation) = state else { return false }
            state = .taken(continuation)
            return true
        }
    }

    func cancel() {
        let waiting: CheckedContinuation<AppendOutcome, Never>? = state.withLock { state in
            switch state {
            case .waiting(let continuation):
                state = .cancelled
                return continuation
            case .idle:
                state = .cancelled
                return nil
            case .taken, .cancelled, .done: return nil
            }
        }
        waiting?.resume(returning: .cancelled)
    }

    func finish(_ outcome: AppendOutcome) {
        let waiting: CheckedContinuation<AppendOutcome, Never>? = state.withLock { state in
            defer { state = .done }
            switch state {
            case .waiting(let continuation), .taken(let continuation): return continuation
            case .idle, .cancelled, .done: return nil
            }
        }
        waiting?.resume(returning: outcome)
    }
}
