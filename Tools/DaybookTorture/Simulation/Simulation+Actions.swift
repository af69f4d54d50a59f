// What a service, the engine and readers do, one action at a time.

internal import Daybook
internal import DaybookLog
internal import DaybookTesting
internal import Synchronization

extension Simulation {
    func perform(_ action: Action) async throws(BrokenPromise) {
        let manifest = disk.contents("book/MANIFEST")
        if let manifest, manifest != manifests.last { manifests.append(manifest) }
        switch action {
        case .append, .batch, .condition, .keyed, .retry, .conflict: try await begin(action)
        case .cancel: try await cancel()
        case .commit: try await commit()
        case .upkeep: if book?.stepUpkeep() ?? false { counters.add(.upkeepPart) }
        case .time:
            book?.stepTime()
            counters.add(.timePassed)
        case .sync: try await sync()
        case .snapshot: try await snapshot()
        case .query: try await query()
        case .read: try await read()
        case .follow: try await follow()
        case .lookUp: try await lookUp()
        case .otherRead: try await pollReaders()
        case .close: try await close()
        case .kill: plan(.kill)
        case .powerCut: plan(.powerCut)
        case .fault: if ending == nil { planFault() }
        case .diskFull: fillOrFree()
        }
        noteFaults()
    }

    private func noteFaults() {
        if let name = planned, process.faultsMet > 0 {
            counters.add(name)
            planned = nil
        }
    }

    private func plan(_ end: Ending) {
        if ending != nil { return }
        ending = end
        patience = 1 + random.below(30)
        process.stop(after: random.below(60))
        mayFail = true
    }

    private func fillOrFree() {
        if isFull { return lift() }
        disk.limit(bytes: UInt64(disk.usedBytes + random.below(60_000)))
        isFull = true
    }

    // MARK: Appending

    private func fact() -> SimulatedFact {
        lastName += 1
        let body = String(repeating: "b", count: random.below(plan.bodyBytesMax))
        return SimulatedFact(
            "c-\(random.below(plan.conversations))", "m-\(lastName)", "\(lastName) " + body,
            agent: random.chance(500) ? "a-\(random.below(5))" : nil)
    }

    private func facts() -> [SimulatedFact] { (0..<1 + random.below(6)).map { _ in fact() } }

    /// Begins an append; it waits for the commit thread afterwards.
    private func begin(_ action: Action) async throws(BrokenPromise) {
        // What depends on history looks for it again and again; two at once would race.
        let isSimple = action == .append || action == .batch
        if !isSimple && pending.contains(where: { $0.key != nil || $0.since != nil }) { return }
        let append: PendingAppend
        switch action {
        case .append: append = PendingAppend([fact()])
        case .batch:
            append = PendingAppend(facts())
            counters.add(.batch)
        case .condition:
            let subjects = (0..<1 + random.below(2)).map { _ in
                "c-\(random.below(plan.conversations))"
            }
            let since = UInt64(oracle.facts.count - min(random.below(8), oracle.facts.count))
            append = PendingAppend([fact()], since: since, subjects: subjects)
        case .keyed:
            append = PendingAppend(facts(), key: Key("shop", "k-\(lastName)"))
            keys.append(append)
            counters.add(.keyedAppend)
        case .retry:
            guard !keys.isEmpty else { return }
            let first = random.pick(keys)
            append = PendingAppend(first.stored, key: first.key)
        case .conflict:
            guard !keys.isEmpty else { return }
            let first = random.pick(keys)
            var others = first.stored
            others[0].body += "!"
            append = PendingAppend(others, key: first.key)
        default: return
        }
        counters.add(.append)
        guard let book else { return }
        pending.append(append)
        append.begin(book)
        try await settle()
    }

    private func cancel() async throws(BrokenPromise) {
        guard let append = pending.last(where: { $0.result == nil }) else { return }
        append.cancel()
        try await commit()
    }

    /// Waits until every append has ended or waits for a step, and has what ended judged.
    func settle() async throws(BrokenPromise) {
        let start = Platform.monotonicNanoseconds()
        while true {
            let open = pending.count { $0.result == nil }
            if open == 0 || (book?.waiting ?? 0) >= open { break }
            try demand(
                Platform.monotonicNanoseconds() - start < Self.patience,
                "an append hangs")
            await Task.yield()
        }
        try collect()
    }

    private func collect() throws(BrokenPromise) {
        var ended: [(append: PendingAppend, result: Result<Receipt, any Error>)] = []
        for append in pending {
            if let result = append.result { ended.append((append, result)) }
        }
        pending.removeAll { $0.result != nil }
        var receipts: [(Receipt, PendingAppend)] = []
        for (append, result) in ended {
            if case .success(let receipt) = result { receipts.append((receipt, append)) }
        }
        // A retry is answered with what an earlier one of the same round has got.
        receipts.sort {
            ($0.0.isRepeated ? 1 : 0, $0.0.first) < ($1.0.isRepeated ? 1 : 0, $1.0.first)
        }
        for (receipt, append) in receipts {
            try oracle.accept(receipt, append, isBuffered: plan.isBuffered)
            if receipt.isRepeated { counters.add(.keyedRetry) }
            if append.since != nil { counters.add(.conditionHeld) }
        }
        for (append, result) in ended {
            guard case .failure(let error) = result else { continue }
            try refuse(error, append)
        }
    }

    private func refuse(_ error: any Error, _ append: PendingAppend) throws(BrokenPromise) {
        switch error {
        case is CancellationError: counters.add(.cancelled)
        case DaybookError.changed: counters.add(.conditionFailed)
        case DaybookError.keyConflict: counters.add(.keyConflict)
        case DaybookError.indeterminate, DaybookError.log(.poisoned): counters.add(.poisoned)
        case DaybookError.log(.diskFull):
            counters.add(.diskFull)
            if isFull && !mayFail { return }
        default: break
        }
        try oracle.refuse(error, append, mayFail: mayFail)
        // A writer that stopped promising is of no use: the process is started anew.
        if case DaybookError.log(.poisoned) = error, ending == nil {
            ending = .kill
            patience = 5
        }
    }

    private func commit() async throws(BrokenPromise) {
        counters.add(.round)
        process.exclusively { _ = book?.stepCommit() }
        try await settle()
    }

    /// Has everything committed that waits.
    func drain() async throws(BrokenPromise) {
        for _ in 0..<400 {
            try await commit()
            if pending.isEmpty { return }
            while book?.stepUpkeep() ?? false {}
        }
        throw BrokenPromise("appends look again and again")
    }

    /// Nanoseconds after which something hangs, whatever else the machine has to do: two minutes.
    private static let patience: UInt64 = 120_000_000_000

    /// Runs something that may wait for the commit thread, which makes its steps meanwhile.
    func driven<Value: Sendable>(
        _ body: @escaping @Sendable (Daybook) async throws -> Value
    ) async throws(BrokenPromise) -> Result<Value, any Error> {
        guard let book else { throw BrokenPromise("no book") }
        try await drain()
        let box = Box<Value>()
        Task {
            do {
                let value = try await body(book)
                box.result.withLock { $0 = .success(value) }
            } catch {
                box.result.withLock { $0 = .failure(error) }
            }
        }
        let start = Platform.monotonicNanoseconds()
        while true {
            if let result = box.result.withLock({ $0 }) { return result }
            if book.waiting > 0 { process.exclusively { _ = book.stepCommit() } }
            try demand(Platform.monotonicNanoseconds() - start < Self.patience, "a call hangs")
            await Task.yield()
        }
    }

    private func sync() async throws(BrokenPromise) {
        let count = oracle.facts.count
        let result = try await driven { book in try await book.sync() }
        switch result {
        case .success:
            counters.add(.sync)
            oracle.synced(through: max(count, oracle.facts.count))
        case .failure(let error): try demand(mayFail, "syncing failed: \(error)")
        }
    }

    private func snapshot() async throws(BrokenPromise) {
        switch try await driven({ book in try await book.snapshot() }) {
        case .success(let receipt):
            counters.add(.snapshot)
            try demand(
                receipt.sequence <= UInt64(oracle.facts.count), "a snapshot ahead of the facts")
        case .failure(let error):
            if isFull, case DaybookError.log(.diskFull) = error { return }
            try demand(mayFail, "a snapshot failed: \(error)")
        }
    }

    private func query() async throws(BrokenPromise) {
        switch try await driven({ book in try await book.query { $0.sequence } }) {
        case .success(let sequence):
            counters.add(.query)
            let count = UInt64(oracle.facts.count)
            try demand(sequence == count, "the models stand at \(sequence), not at \(count)")
        case .failure(let error): try demand(mayFail, "a query failed: \(error)")
        }
    }

    private func close() async throws(BrokenPromise) {
        let result = try await driven { book in try await book.close() }
        follower = nil
        book = nil
        switch result {
        case .success:
            counters.add(.closed)
            oracle.synced(through: oracle.facts.count)
            ending = nil
            try await open()
        case .failure(let error):
            if isFull, case DaybookError.log(.diskFull) = error {
                counters.add(.diskFull)
                try await end()
            } else {
                try demand(mayFail, "closing failed: \(error)")
                try await end()
            }
        }
    }

    // MARK: Reading

    private func read() async throws(BrokenPromise) {
        counters.add(.read)
        try oracle.show(try await readAll(), after: 0)
    }

    /// Goes on with a reader inside the appending process.
    private func follow() async throws(BrokenPromise) {
        guard let book else { return }
        if follower == nil {
            let start = random.below(oracle.acknowledged + 1)
            let iterator = book.events(after: UInt64(start)).makeAsyncIterator()
            follower = Reader(book: nil, iterator: iterator, position: start)
        }
        counters.add(.follow)
        if var reader = follower {
            try await poll(&reader, mayFail: mayFail)
            follower = reader
        }
    }

    private func lookUp() async throws(BrokenPromise) {
        guard let book, oracle.acknowledged > 0 else { return }
        let place = random.below(oracle.acknowledged)
        let event: RecordedEvent?
        do throws(DaybookError) {
            event = try await book.event(at: UInt64(place + 1))
        } catch {
            return try demand(mayFail, "looking up \(place + 1) failed: \(error)")
        }
        counters.add(.lookUp)
        try demand(
            event.flatMap { SimulatedFact($0) } == oracle.facts[place],
            "fact \(place + 1) looked up is another")
    }

    /// Goes on with readers in processes of their own, some of which stood still for long.
    func pollReaders() async throws(BrokenPromise) {
        if readers.count < 3 || random.chance(100) { try await addReader() }
        guard !readers.isEmpty else { return }
        let index = random.below(readers.count)
        var reader = readers[index]
        if reader.position + 20 < oracle.acknowledged { counters.add(.staleReader) }
        counters.add(.otherProcessRead)
        try await poll(&reader, mayFail: false)
        readers[index] = reader
    }

    private func addReader() async throws(BrokenPromise) {
        if readers.count >= 3 { readers.remove(at: random.below(readers.count)) }
        var options = Daybook.Options()
        options.access = .readOnly
        let start = random.chance(500) ? 0 : random.below(oracle.acknowledged + 1)
        do throws(DaybookError) {
            let book = try await Daybook.open(disk.newProcess(), "book", options)
            let iterator = book.events(after: UInt64(start)).makeAsyncIterator()
            readers.append(Reader(book: book, iterator: iterator, position: start))
        } catch {
            throw BrokenPromise("a reader could not open: \(error)")
        }
    }

    private func poll(_ reader: inout Reader, mayFail: Bool) async throws(BrokenPromise) {
        let wanted = random.pick([3, 1_000])
        var seen: [SimulatedFact] = []
        var failure: DaybookError?
        do throws(DaybookError) {
            while seen.count < wanted, let event = try await reader.iterator.next(isolation: nil) {
                let expected = UInt64(reader.position + seen.count + 1)
                guard event.sequence == expected, let fact = SimulatedFact(event) else {
                    failure = .log(.outOfRange(sequence: event.sequence, last: expected))
                    break
                }
                seen.append(fact)
            }
        } catch { failure = error }
        if let failure { try demand(mayFail, "a reader at \(reader.position) failed: \(failure)") }
        try oracle.show(seen, after: reader.position)
        reader.position += seen.count
    }
}

/// Carries a result out of a task.
private final class Box<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}
