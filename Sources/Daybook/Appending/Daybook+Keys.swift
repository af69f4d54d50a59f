// Facts found by their producers' keys, in the way in which an append finds that it was there.

public import DaybookCoding

extension Daybook {
    /// The sequence of the fact that has a producer's key; nil if none has it that can be read.
    ///
    /// Accepted facts are found, durable ones and others.
    /// - Throws: as `append(_:unless:key:)`; `.readOnly` too, since only who appends knows the keys
    ///   of the segment that is being written.
    /// - Complexity: as of an append of one fact with a key; nothing is written.
    public func sequence(of key: Key) async throws -> UInt64? {
        guard let question = Rows(asking: key) else { return nil }
        var cleared: [KeyMatch] = []
        while true {
            let outcome = try await submit(
                question, taking: .nothing, unless: nil, cleared: cleared)
            switch outcome {
            case .matched(let matches):
                let verdict = try await searching.verdict(
                    on: matches, question, after: sync, lostAreNew: true)
                // The key is the fact's, whatever the fact tells.
                if let found = (verdict.known + verdict.conflicts).first { return found.sequence }
                if verdict.others.isEmpty { return nil }
                cleared += verdict.others
            case .lookAgain: try await waitForSealing()
            case .cancelled: throw CancellationError()
            case .failed(let error), .indeterminate(let error): throw DaybookError.log(error)
            // What takes nothing and names no condition ends in neither.
            case .appended, .changed: return nil
            }
        }
    }
}

extension Rows {
    /// A row that has only a key; nil if the key is over a limit, so that no fact has it.
    fileprivate init?(asking key: Key) {
        var writer = RowWriter()
        writer.begin(
            entry: 0, envelope: Envelope(source: key.source, id: key.id),
            now: Timestamp(microseconds: 0), extra: [])
        // No field is there.
        writer.put(0)
        do throws(CodingError) { try writer.end(type: "") } catch { return nil }
        self.init(bytes: writer.bytes, starts: [0])
    }
}
