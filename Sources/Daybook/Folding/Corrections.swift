// The corrections of a log, found without decoding the facts between them. Must not know what is
// folded.

internal import DaybookCoding
internal import DaybookLog
internal import DaybookModels
internal import Synchronization

/// The corrections of a log, read when they are asked for.
final class Corrections: Sendable {
    private struct State: Sendable {
        var found: [Correction] = []
        /// The last sequence that was searched.
        var through: UInt64 = 0
    }

    private let reader: LogReader
    private let catalog: Catalog
    private let lost = LostFacts(passedOver: true)
    private let state = Mutex(State())

    init(_ reader: LogReader, _ catalog: Catalog) {
        self.reader = reader
        self.catalog = catalog
    }

    /// Whether any was found so far.
    var areKnown: Bool { state.withLock { !$0.found.isEmpty } }

    /// All that the log has, by sequence.
    ///
    /// What cannot be read is passed over: that facts are damaged is for a fold to tell.
    /// - Complexity: O(bytes) that came since the last time, and of the segment that they begin in.
    func all() throws(DaybookError) -> [Correction] {
        var state = state.withLock { $0 }
        let isWhole = try logged { () throws(LogError) in try search(&state) }
        // What could not be read may be readable the next time.
        if isWhole {
            self.state.withLock { if $0.through < state.through { $0 = state } }
        }
        return state.found
    }

    /// Searches what follows; false if something could not be read.
    private func search(_ state: inout State) throws(LogError) -> Bool {
        try reader.refresh()
        var cursor = reader.cursor(from: state.through + 1)
        var batch = Batch(catalog: catalog)
        var segment: UInt64?
        var isWhole = true
        while let block = try cursor.nextBlock(lost) {
            // Only the names of this segment are needed.
            if segment != block.segment.id { batch = Batch(catalog: catalog) }
            segment = block.segment.id
            if block.header.first > state.through + 1 { isWhole = false }
            do throws(CodingError) {
                let found = try batch.corrections(in: block.page)
                state.found += found.filter { $0.sequence > state.through }
            } catch { isWhole = false }
            state.through = max(state.through, block.header.next - 1)
        }
        return isWhole
    }
}

extension Batch {
    /// The corrections of the page that follows.
    ///
    /// A segment that does not define their type has none: its facts are not decoded.
    fileprivate mutating func corrections(
        in page: borrowing Page
    ) throws(CodingError) -> [Correction] {
        try define(page)
        guard let type = catalog.correctionType, hasDefined(type) else { return [] }
        try load(page)
        return corrections()
    }
}

extension Daybook {
    /// The facts that are retracted as of a place; for answers that are made of facts that are
    /// found by name.
    ///
    /// - Complexity: as `Corrections.all`.
    func retractions(_ asOf: AsOf) async throws(DaybookError) -> Retractions {
        let corrections = folding.corrections
        return try await BlockingQueue("corrections").run { () throws(DaybookError) in
            Retractions(try corrections.all(), asOf: asOf)
        }
    }
}
