// Appending: events become rows in the caller's task; the commit thread decides and encodes.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookLog

/// What an append has got.
public struct Receipt: Hashable, Sendable {
    /// The sequence of its first fact.
    public let first: UInt64
    /// How many facts it has.
    public let count: Int
    /// Whether they are durable already; a buffered book makes them so within its interval.
    public let isDurable: Bool
    /// Whether the log had them before: the same key with the same content was appended earlier.
    public let isRepeated: Bool

    /// The sequence of its last fact.
    public var sequence: UInt64 { first + UInt64(count) - 1 }
}

/// What must not have happened for an append to be taken.
public struct Condition: Hashable, Sendable {
    let since: UInt64
    let subjects: [Subject]

    /// No fact after a sequence may name any of these.
    ///
    /// A correction names nobody: that a fact about one of them is retracted does not count.
    /// - Parameters:
    ///   - since: what the caller has seen, as the sequence of a query's answer.
    ///   - about: what the caller's decision depends on.
    public static func changed(since: UInt64, about: [Subject]) -> Condition {
        Condition(since: since, subjects: about)
    }
}

extension Daybook {
    /// Appends one event.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - time: when; nil: now, by the book's clock.
    ///   - actor: who did it.
    ///   - source: the producer; a key names it too.
    ///   - key: makes a retry exact: the same key and content gets the first receipt again.
    ///   - unless: what must not have happened.
    /// - Throws: as `append(_:unless:key:)`.
    @discardableResult
    public func append(
        _ event: some Event, at time: Timestamp? = nil, by actor: EventActor? = nil,
        source: String? = nil, key: Key? = nil, unless: Condition? = nil
    ) async throws -> Receipt {
        let envelope = Envelope(time: time, source: key?.source ?? source, actor: actor)
        return try await append([Fact(event, envelope)], unless: unless, key: key)
    }

    /// Appends several events, all or none.
    ///
    /// - Parameters: as of the method for one event; they hold for each.
    /// - Throws: as `append(_:unless:key:)`.
    @discardableResult
    public func append(
        _ events: [any Event], at time: Timestamp? = nil, by actor: EventActor? = nil,
        source: String? = nil, key: Key? = nil, unless: Condition? = nil
    ) async throws -> Receipt {
        let envelope = Envelope(time: time, source: key?.source ?? source, actor: actor)
        return try await append(events.map { Fact($0, envelope) }, unless: unless, key: key)
    }

    /// Appends facts, all or none.
    ///
    /// - Parameters:
    ///   - facts: at least one, each with its own envelope. Facts with a source and an id have keys
    ///     of their own.
    ///   - unless: what must not have happened.
    ///   - key: the key of the whole append; its facts get the ids `id#0`, `id#1` …, a single fact
    ///     the id itself.
    /// - Throws: `DaybookError.coding` if a fact is over a limit (make it smaller), `.changed` if
    ///   the condition does not hold (read and decide again), `.keyConflict` if a key was used for
    ///   another content (a producer's mistake), `.log(.diskFull)` (nothing was appended; make
    ///   room), `.log(.poisoned)` (nothing was appended; open the book again), `.indeterminate` (it
    ///   may be appended or not: open the book again and retry with the same key), `.readOnly`,
    ///   `.closed`; `CancellationError` if the task was cancelled before the append was taken:
    ///   nothing is appended then.
    /// - Complexity: O(bytes). Returns when the facts are durable, in a buffered book when they are
    ///   accepted; the read models then have them.
    @discardableResult
    public func append(
        _ facts: [Fact], unless: Condition? = nil, key: Key? = nil
    ) async throws -> Receipt {
        let rows = try rows(of: facts, key: key)
        return try await append(rows, unless: unless)
    }

    private func rows(of facts: [Fact], key: Key?) throws(DaybookError) -> Rows {
        let now = options.clock()
        var writer = RowWriter(capacity: facts.count * Self.rowBytesUsual)
        var starts: [Int] = []
        starts.reserveCapacity(facts.count)
        var known = KnownType()
        for (index, fact) in facts.enumerated() {
            var envelope = fact.envelope
            if let key {
                envelope.source = key.source
                envelope.id = facts.count == 1 ? key.id : "\(key.id)#\(index)"
            }
            let group = key != nil && index == 0 && facts.count > 1 ? facts.count : nil
            starts.append(writer.bytes.count)
            try coded { () throws(CodingError) in
                try write(fact.event, envelope, now, group, &known, to: &writer)
            }
        }
        return Rows(bytes: writer.bytes, starts: starts)
    }

    /// What most rows take; a guess that only spares copying.
    private static let rowBytesUsual = 128

    /// The type of the last event and its number: most appends are of few types, and the catalog
    /// is shared.
    private struct KnownType {
        var type: ObjectIdentifier?
        var number: UInt16 = 0
    }

    private func write<E: Event>(
        _ event: E, _ envelope: Envelope, _ now: Timestamp, _ group: Int?,
        _ known: inout KnownType, to writer: inout RowWriter
    ) throws(CodingError) {
        if known.type != ObjectIdentifier(E.self) {
            known = KnownType(
                type: ObjectIdentifier(E.self), number: try catalog.number(of: E.self))
        }
        try writer.append(event, entry: known.number, envelope: envelope, now: now, group: group)
    }

    /// Appends rows, all or none.
    func append(_ rows: Rows, unless: Condition?) async throws -> Receipt {
        try check(rows)
        var cleared: [KeyMatch] = []
        while true {
            switch try await submit(rows, taking: .all, unless: unless, cleared: cleared) {
            case .appended(let first, let count, _, let isDurable, _):
                return Receipt(
                    first: first, count: count, isDurable: isDurable, isRepeated: false)
            case .matched(let matches):
                let verdict = try await searching.verdict(on: matches, rows, after: sync)
                if let receipt = try verdict.receipt(for: rows, catalog) { return receipt }
                cleared += verdict.others
            case .changed(let sequence): throw DaybookError.changed(sequence: sequence)
            case .lookAgain: try await waitForSealing()
            case .cancelled: throw CancellationError()
            case .failed(let error): try logged { () throws(LogError) in throw error }
            case .indeterminate(let error): throw DaybookError.indeterminate(error)
            }
        }
    }

    /// Waits a moment for the segment that has just ended to get its footer.
    func waitForSealing() async throws {
        if let error = writer?.sealingFailure() {
            try logged { () throws(LogError) in throw error }
        }
        try await Task.sleep(for: .milliseconds(1))
    }

    /// Whether two rows may have the same key.
    private static func hasRepetition(_ prints: [UInt64?]) -> Bool {
        let sorted = prints.compactMap { $0 }.sorted()
        return zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
    }

    /// Refuses an append that contradicts itself: a retry of it could not be told from a conflict.
    private func checkKeys(of rows: Rows) throws(DaybookError) {
        var seen: Set<Key> = []
        for row in rows.starts.indices {
            guard let key = rows.header(row)?.envelope.key else { continue }
            if !seen.insert(key).inserted { throw .coding(.keyTwice(key.source, key.id)) }
        }
    }

    func check(_ rows: Rows) throws(DaybookError) {
        guard writer != nil else { throw .readOnly }
        let limits = DaybookCoding.Limits.self
        guard (1...limits.appendEventsMax).contains(rows.starts.count),
            rows.bytes.count <= limits.appendBytesMax
        else { throw .coding(.appendTooLarge(rows.bytes.count, rows.starts.count)) }
    }

    /// Has the sealed segments searched, hands the rows to the commit thread, and waits.
    func submit(
        _ rows: Rows, taking: Taking, unless: Condition?, cleared: [KeyMatch]
    ) async throws -> AppendOutcome {
        guard let writer else { throw DaybookError.readOnly }
        try checkOpen()
        let bytes = rows.bytes.count
        try await admission.enter(bytes)
        defer { admission.leave(bytes) }
        let prints = rows.fingerprints(key: writer.secret.key)
        if taking == .all && Self.hasRepetition(prints) { try checkKeys(of: rows) }
        let searched = try await searching.search(prints, unless, cleared: cleared)
        if let outcome = searched.outcome { return outcome }
        let ticket = AppendTicket()
        let request = AppendRequest(
            rows: rows.bytes, starts: rows.starts, fingerprints: prints, taking: taking,
            condition: unless.map { resolve($0, writer.secret.key) },
            searchedThrough: searched.through, cleared: cleared, ticket: ticket, decision: nil)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard ticket.wait(continuation) else {
                    return continuation.resume(returning: .cancelled)
                }
                do throws(LogError) {
                    try writer.submit(request, bytes: bytes)
                } catch {
                    ticket.finish(.failed(error))
                }
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    private func resolve(_ condition: Condition, _ key: UInt64) -> ResolvedCondition {
        ResolvedCondition(
            since: condition.since,
            names: condition.subjects.compactMap { subject in
                // An entity that nobody has declared is named by no fact.
                guard let entity = catalog.entity(named: subject.entity.name) else { return nil }
                return ResolvedCondition.Name(
                    hash: subject.hash(key: key), text: Array(subject.name.utf8),
                    entity: entity.number)
            })
    }
}
