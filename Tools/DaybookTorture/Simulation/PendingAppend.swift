// An append that has been begun and may wait for the commit thread.

internal import Daybook
internal import Synchronization

/// An append in its own task.
final class PendingAppend: Sendable {
    /// The facts as they are to be stored.
    let stored: [SimulatedFact]
    let key: Key?
    /// What the append depends on: no change of these conversations since then.
    let since: UInt64?
    let subjects: [String]
    private let outcome = Mutex<Result<Receipt, any Error>?>(nil)
    private let cancelled = Mutex(false)
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ facts: [SimulatedFact], key: Key? = nil, since: UInt64? = nil, subjects: [String] = []) {
        stored = key.map { SimulatedFact.keyed(facts, $0) } ?? facts
        self.key = key
        self.since = since
        self.subjects = subjects
    }

    var result: Result<Receipt, any Error>? { outcome.withLock { $0 } }
    var isCancelled: Bool { cancelled.withLock { $0 } }

    func begin(_ book: Daybook) {
        let task = Task { [self] in
            let result: Result<Receipt, any Error>
            do {
                let condition = since.map { since in
                    Condition.changed(
                        since: since, about: subjects.map { .conversation(ConversationID($0)) })
                }
                let facts = stored.map { Fact($0.event, Envelope(source: $0.source, id: nil)) }
                result = .success(
                    try await book.append(facts, unless: condition, key: key))
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
        }
        self.task.withLock { $0 = task }
    }

    func cancel() {
        cancelled.withLock { $0 = true }
        task.withLock { $0?.cancel() }
    }
}
