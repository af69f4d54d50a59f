// Reading facts: by sequence, time, type and name; to the present or on and on.

public import DaybookCoding
internal import DaybookLog

extension Daybook {
    /// The facts of the book up to the present, in order.
    ///
    /// Facts that cannot be read end the sequence with an error, unless the book was opened with
    /// `Options.skipsLost`.
    /// - Parameters:
    ///   - selection: which facts.
    ///   - sequence: only facts behind this sequence.
    /// - Complexity: O(bytes read); facts about one name skip what the segments' indexes exclude.
    public func events(
        _ selection: Selection = .all, after sequence: UInt64 = 0
    ) -> EventSequence {
        EventSequence(
            reader: reader, catalog: catalog, signal: signal, polls: writer == nil,
            selection: selection, after: sequence, follows: false, lost: lost)
    }

    /// The facts of the book from a place on, without end: what is there, and then each fact as
    /// soon as it is durable, also when another process appends it.
    ///
    /// Ends when the book is closed or the task cancelled, and with an error at facts that cannot
    /// be read, however the book was opened: begin behind them.
    public func follow(_ selection: Selection = .all, after sequence: UInt64 = 0) -> EventSequence {
        EventSequence(
            reader: reader, catalog: catalog, signal: signal, polls: writer == nil,
            selection: selection, after: sequence, follows: true,
            lost: LostFacts(passedOver: false))
    }

    /// The fact with a sequence; nil if the log does not reach so far.
    ///
    /// - Throws: `DaybookError.log(.damaged)` if it cannot be read.
    public func event(at sequence: UInt64) async throws(DaybookError) -> RecordedEvent? {
        try await searching.event(at: sequence)
    }
}

extension Daybook {
    /// Pages of the book up to the present, undecoded: for folding at full speed.
    ///
    /// They begin with the segment that holds the fact behind `sequence`, so that every definition
    /// is met.
    ///
    /// - Throws: `DaybookError.log(.damaged)` where facts cannot be read: verify the book.
    /// - Complexity: O(bytes); all pages are held in memory.
    public func pages(after sequence: UInt64 = 0) async throws(DaybookError) -> [Page] {
        try await sync()
        let reader = reader
        return try await BlockingQueue("pages").run { () throws(DaybookError) in
            var pages: [Page] = []
            try logged { () throws(LogError) in
                try reader.refresh()
                var cursor = reader.cursor(from: sequence + 1)
                while let block = try cursor.nextBlock() { pages.append(block.page) }
            }
            return pages
        }
    }
}
