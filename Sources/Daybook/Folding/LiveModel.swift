// A read model that is kept current: pages come from the commit thread, a query is a closure that
// runs between two pages, and only its result leaves.

internal import DaybookBytes
internal import DaybookCoding
public import DaybookModels
internal import Synchronization

/// Takes committed pages, in order.
protocol PageSink: AnyObject, Sendable {
    func take(_ page: Page)
}

/// Everybody who takes committed pages.
final class Sinks: Sendable {
    private let sinks = Mutex<[any PageSink]>([])

    func add(_ sink: any PageSink) { sinks.withLock { $0.append(sink) } }

    func take(_ page: Page) { for sink in sinks.withLock({ $0 }) { sink.take(page) } }
}

/// A read model of a book, current when an append returns.
///
/// Nothing is folded before the first query; that one catches up with the log, from the latest
/// snapshot that can be used.
/// Sendable without the compiler's proof: `state` and `failure` are only touched on the serial
/// queue; the two flags are atomic.
public final class LiveModel<Model: ReadModel>: PageSink, @unchecked Sendable {
    private struct State: ~Copyable {
        var fold: LogFold<Model>
        /// Pages that came before the model was current.
        var waiting: [Page] = []
    }

    private let queue = BlockingQueue("models")
    private let admission: Admission
    private let isPushed: Bool
    /// Whether pages are taken at all: from the first query on.
    private let isCollecting = Atomic(false)
    /// Whether pages are applied as they come; changed on the queue only.
    private let isCurrent = Atomic(false)
    private var state: State
    /// The first page that did not fold; the model stays as it was.
    private var failure: DaybookError?

    init(
        _ model: sending Model, _ source: FoldSource, _ admission: Admission, isPushed: Bool
    ) {
        self.admission = admission
        self.isPushed = isPushed
        state = State(fold: LogFold(model, source))
    }

    func take(_ page: Page) {
        guard isCollecting.load(ordering: .acquiring) else { return }
        let bytes = page.bytes.count
        admission.add(bytes)
        queue.submit { [self] in
            if isCurrent.load(ordering: .relaxed) {
                apply(page)
            } else if isCollecting.load(ordering: .relaxed) {
                state.waiting.append(page)
            }
            admission.leave(bytes)
        }
    }

    private func apply(_ page: Page) {
        guard failure == nil, page.first > state.fold.replay.sequence else { return }
        do throws(DaybookError) {
            if try !state.fold.apply(page) { fallBehind() }
        } catch { failure = error }
    }

    /// Leaves the log to the next query; until then no page is kept for it.
    private func fallBehind() {
        // In this order: whoever finds that the model is not current collects from then on.
        isCollecting.store(false, ordering: .releasing)
        isCurrent.store(false, ordering: .releasing)
        state.waiting = []
    }

    /// Asks the model: the closure runs between two pages and sees every fact whose append has
    /// returned.
    ///
    /// - Parameters:
    ///   - sync: makes accepted facts durable before catching up.
    ///   - body: the question; quick, since pages wait for it.
    /// - Throws: `DaybookError.replay` or `.log(.damaged)` if the log does not fold: verify the
    ///   book.
    func query<Answer: Sendable>(
        after sync: () async throws(DaybookError) -> Void,
        _ body: @escaping @Sendable (borrowing Replay<Model>) -> Answer
    ) async throws(DaybookError) -> Answer {
        while true {
            let isBehind = !isPushed || !isCurrent.load(ordering: .acquiring)
            if isPushed && isBehind {
                isCollecting.store(true, ordering: .releasing)
                try await sync()
            }
            let answer: Answer? = try await queue.run { [self] () throws(DaybookError) in
                if !isPushed || !isCurrent.load(ordering: .relaxed) {
                    // Without a sync before, what was accepted could be missed; so it could be
                    // if another query failed meanwhile and no page was kept.
                    let isReady = !isPushed || isCollecting.load(ordering: .relaxed)
                    guard isBehind, isReady else { return nil }
                    try start()
                }
                if let failure { throw failure }
                state.fold.settle()
                return body(state.fold.replay)
            }
            if let answer { return answer }
        }
    }

    /// Reads what the log has, and then what came meanwhile.
    private func start() throws(DaybookError) {
        do throws(DaybookError) {
            try state.fold.catchUp()
        } catch {
            fallBehind()
            throw error
        }
        guard isPushed else { return }
        isCurrent.store(true, ordering: .releasing)
        let waiting = state.waiting
        state.waiting = []
        for page in waiting { apply(page) }
    }
}
