// Appending what is not there yet: an importer's way, event by event.

internal import DaybookCoding
internal import DaybookLog

/// What became of rows that were to be appended unless they were there.
public struct NewRows: Hashable, Sendable {
    /// A row whose key was used before, for another content.
    public struct Conflict: Hashable, Sendable {
        /// The number of the row.
        public let row: Int
        /// The sequence of the fact that has its key.
        public let sequence: UInt64
    }

    /// How many rows were appended.
    public internal(set) var appended = 0
    /// How many were in the log already, with the same content.
    public internal(set) var known = 0
    /// Rows that contradict a fact of the same key; they were not appended.
    public internal(set) var conflicts: [Conflict] = []
}

extension Daybook {
    /// Appends those of some rows whose producers' keys are not in the book yet.
    ///
    /// A fact that cannot be read any more is not there: its row is appended, so that the export
    /// of a copy brings back what was lost.
    /// - Parameter rows: at most 10,000 rows of 4 MiB; rows without a key are always appended.
    /// - Throws: as `append(_:unless:key:)`, without `.changed` and `.keyConflict`.
    public func append(new rows: Rows) async throws -> NewRows {
        try check(rows)
        var result = NewRows()
        var rest = rows
        /// The place in `rows` of each row of `rest`.
        var places = Array(rows.starts.indices)
        var cleared: [KeyMatch] = []
        while !places.isEmpty {
            let outcome = try await submit(rest, taking: .new, unless: nil, cleared: cleared)
            switch outcome {
            case .appended(_, let count, _, _, let matches):
                result.appended += count
                cleared = try await settle(matches, rest, places, &result)
                keep(cleared.map(\.row), of: &rest, &places, &cleared)
            case .matched(let matches):
                let others = try await settle(matches, rest, places, &result)
                cleared += others
                let settled = Set(matches.map(\.row)).subtracting(others.map(\.row))
                let open = rest.starts.indices.filter { !settled.contains($0) }
                keep(open, of: &rest, &places, &cleared)
            case .changed(let sequence): throw DaybookError.changed(sequence: sequence)
            case .lookAgain: try await waitForSealing()
            case .cancelled: throw CancellationError()
            case .failed(let error): try logged { () throws(LogError) in throw error }
            case .indeterminate(let error): throw DaybookError.indeterminate(error)
            }
        }
        return result
    }

    /// The rows that are facts of this very book, as its export prints facts to which no producer
    /// gave an id.
    ///
    /// - Parameters:
    ///   - rows: any rows.
    ///   - positions: by row, the position that stands in for its id; of other rows not looked at.
    /// - Throws: as `events`; a fact that cannot be read any more is none.
    public func facts(
        exportedAs rows: Rows, from positions: [Int: UInt64]
    ) async throws(DaybookError) -> Set<Int> {
        let last = try sequence
        let matches = positions.filter { rows.starts.indices.contains($0.key) && $0.value <= last }
            .map { KeyMatch(row: $0.key, sequence: $0.value) }
        return matches.isEmpty ? [] : try await searching.exported(matches, rows)
    }

    /// Counts rows that the log has, and answers those that only look so.
    private func settle(
        _ matches: [KeyMatch], _ rows: Rows, _ places: [Int], _ result: inout NewRows
    ) async throws(DaybookError) -> [KeyMatch] {
        if matches.isEmpty { return [] }
        let verdict = try await searching.verdict(
            on: matches, rows, after: sync, lostAreNew: true)
        result.known += verdict.known.count
        result.conflicts += verdict.conflicts.map {
            NewRows.Conflict(row: places[$0.row], sequence: $0.sequence)
        }
        return verdict.others
    }

    /// Keeps only some rows, numbered anew.
    private func keep(
        _ wanted: [Int], of rows: inout Rows, _ places: inout [Int], _ cleared: inout [KeyMatch]
    ) {
        let kept = Set(wanted).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
        rows = rows.only(kept)
        places = kept.map { places[$0] }
        cleared = cleared.compactMap { match in
            numbers[match.row].map { KeyMatch(row: $0, sequence: match.sequence) }
        }
    }
}
