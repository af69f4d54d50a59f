// What an append depends on in sealed segments, and whether a key's fact in the log is the same:
// everything that needs the disk, on a queue of its own beside the commit thread.

internal import DaybookBytes
internal import DaybookCoding
internal import DaybookLog

/// What became of rows whose keys seemed to be in the log.
struct KeyVerdict: Sendable {
    /// Rows whose fact is in the log, with its sequence.
    var known: [KeyMatch] = []
    /// The number of facts of the append that the first row's fact began, where it tells one.
    var group: Int?
    /// Rows whose key is in the log with another content.
    var conflicts: [KeyMatch] = []
    /// Rows whose key only has the same fingerprint as another.
    var others: [KeyMatch] = []

    /// The first receipt, if all rows are in the log as one append; nil if none is.
    func receipt(for rows: Rows, _ catalog: Catalog) throws(DaybookError) -> Receipt? {
        if let conflict = conflicts.first { throw .keyConflict(sequence: conflict.sequence) }
        guard let first = known.first else { return nil }
        let isWhole =
            known.count == rows.starts.count && group == rows.header(0)?.group
            && known.enumerated().allSatisfy { index, match in
                match.row == index && match.sequence == first.sequence + UInt64(index)
            }
        // Only some of the keys are known, or they came apart: another append used them.
        if !isWhole { throw .keyConflict(sequence: first.sequence) }
        return Receipt(
            first: first.sequence, count: known.count, isDurable: true, isRepeated: true)
    }
}

/// Searches the log for appenders.
///
/// Sendable without the compiler's proof: the look-up is only touched on the serial queue.
final class Searching: @unchecked Sendable {
    struct Result: Sendable {
        /// What the sealed segments decide; nil if the commit thread decides.
        var outcome: AppendOutcome?
        /// The last sequence that was searched.
        var through: UInt64 = 0
    }

    private let queue = BlockingQueue("search")
    private let reader: LogReader
    private let catalog: Catalog
    private let lookup: Lookup

    init(_ reader: LogReader, _ catalog: Catalog) {
        self.reader = reader
        self.catalog = catalog
        lookup = Lookup(reader, catalog)
    }

    /// Looks for keys and for what a condition names in the sealed segments.
    func search(
        _ prints: [UInt64?], _ condition: Condition?, cleared: [KeyMatch]
    ) async throws(DaybookError) -> Result {
        let needsHistory = condition != nil || prints.contains { $0 != nil }
        let state = try logged { () throws(LogError) in try reader.state }
        // A book of one segment has nothing sealed: the commit thread knows everything.
        if !needsHistory || state.segments.count < 2 { return Result() }
        return try await queue.run { [self] () throws(DaybookError) in
            try find(prints, condition, cleared)
        }
    }

    private func find(
        _ prints: [UInt64?], _ condition: Condition?, _ cleared: [KeyMatch]
    ) throws(DaybookError) -> Result {
        let sealed = try lookup.sealed()
        var result = Result(outcome: nil, through: sealed.last?.entry.last ?? 0)
        for subject in condition?.subjects ?? [] {
            if let last = try lookup.last(subject, since: condition?.since ?? 0) {
                result.outcome = .changed(last)
                return result
            }
        }
        var matches: [KeyMatch] = []
        for (row, print) in prints.enumerated() {
            guard let print else { continue }
            let found = sealed.lazy.flatMap { $0.footer.sequences(fingerprint: print) }
                .map { KeyMatch(row: row, sequence: $0) }
            if let match = found.first(where: { !cleared.contains($0) }) { matches.append(match) }
        }
        if !matches.isEmpty { result.outcome = .matched(matches) }
        return result
    }

    /// The fact with a sequence.
    func event(at sequence: UInt64) async throws(DaybookError) -> RecordedEvent? {
        try await queue.run { [self] () throws(DaybookError) in
            try lookup.event(at: sequence)
        }
    }

    /// Reads the facts that keys seem to have in the log, and compares.
    ///
    /// - Parameters:
    ///   - sync: makes accepted facts durable, so that they can be read.
    ///   - lostAreNew: whether a fact that cannot be read is no match, instead of an error.
    func verdict(
        on matches: [KeyMatch], _ rows: Rows, after sync: () async throws(DaybookError) -> Void,
        lostAreNew: Bool = false
    ) async throws(DaybookError) -> KeyVerdict {
        let last = try logged { () throws(LogError) in try reader.state }.last
        if matches.contains(where: { $0.sequence > last }) { try await sync() }
        return try await queue.run { [self] () throws(DaybookError) in
            var verdict = KeyVerdict()
            for match in matches {
                do throws(DaybookError) {
                    try judge(match, rows, &verdict)
                } catch {
                    guard lostAreNew, error.isLoss else { throw error }
                    verdict.others.append(match)
                }
            }
            return verdict
        }
    }

    private func judge(
        _ match: KeyMatch, _ rows: Rows, _ verdict: inout KeyVerdict
    ) throws(DaybookError) {
        guard let header = rows.header(match.row), let event = try lookup.event(at: match.sequence),
            event.envelope.source == header.envelope.source,
            event.envelope.id == header.envelope.id
        else {
            verdict.others.append(match)
            return
        }
        guard isSame(event, match.row, rows) else {
            verdict.conflicts.append(match)
            return
        }
        verdict.known.append(match)
        if match.row == 0 { verdict.group = event.header.group }
    }

    /// Whether a row tells what an event tells.
    ///
    /// - Parameter isTimed: whether the time counts in any case.
    private func isSame(
        _ event: RecordedEvent, _ number: Int, _ rows: Rows, isTimed: Bool = false
    ) -> Bool {
        guard let header = rows.header(number) else { return false }
        let start = rows.starts[number]
        let row = Array(rows.bytes[start..<start + header.length])
        guard let own = RowHeader(row) else { return false }
        return event.hasSameContent(
            as: own, schema: catalog[own.entry].schema, row: row, isTimed: isTimed)
    }

    /// Those rows that are lines of an export of this log, of facts that have no id: an export
    /// tells the time of all.
    func exported(_ matches: [KeyMatch], _ rows: Rows) async throws(DaybookError) -> Set<Int> {
        try await queue.run { [self] () throws(DaybookError) in
            let log = try logged { () throws(LogError) in try reader.state.log }
            let namer = CloudEventWriter(log: "\(log)")
            var found: Set<Int> = []
            for match in matches.sorted(by: { $0.sequence < $1.sequence }) {
                do throws(DaybookError) {
                    if let event = try lookup.event(at: match.sequence), event.envelope.id == nil,
                        rows.header(match.row)?.envelope.key == namer.key(of: event),
                        isSame(event, match.row, rows, isTimed: true)
                    {
                        found.insert(match.row)
                    }
                } catch { if !error.isLoss { throw error } }
            }
            return found
        }
    }
}
