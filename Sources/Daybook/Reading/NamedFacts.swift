// The facts that name something, as of a place: those that count, and those that were taken back.
// Must not know what is made of them.

internal import DaybookCoding
internal import DaybookCommerce
internal import DaybookModels

/// Facts that were found by name.
struct NamedFacts: Sendable {
    /// Those that count, in the order of their sequence.
    var counting: [RecordedEvent] = []
    /// Those that do not, each with the fact that retracts it.
    var retracted: [(fact: RecordedEvent, by: RecordedEvent)] = []
}

extension Daybook {
    /// The facts up to a place that name one of some things.
    func facts(
        _ selection: Selection, _ asOf: AsOf
    ) async throws(DaybookError) -> NamedFacts {
        var found = NamedFacts()
        if selection.about.isEmpty { return found }
        let retractions = try await retractions(asOf)
        var iterator = events(selection).makeAsyncIterator()
        while let event = try await iterator.next(isolation: #isolation) {
            if let last = asOf.sequence, event.sequence > last { break }
            if let time = asOf.time, event.time > time { continue }
            if let correction = retractions.correction(of: event.sequence) {
                guard let by = try await self.event(at: correction) else { continue }
                found.retracted.append((event, by))
            } else {
                found.counting.append(event)
            }
        }
        return found
    }
}

extension RecordedEvent {
    /// Whether this fact comes before another in canonical order.
    func precedes(_ other: RecordedEvent) -> Bool {
        if time != other.time { return time < other.time }
        let (left, right) = (envelope, other.envelope)
        if left.source != right.source { return left.source ?? "" < right.source ?? "" }
        if left.ordinal != right.ordinal { return left.ordinal ?? 0 < right.ordinal ?? 0 }
        let ranks = (Vocabulary.rank(ofType: type), Vocabulary.rank(ofType: other.type))
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        // The producer's id is the same in every log; the sequence is not.
        return left.id != right.id ? left.id ?? "" < right.id ?? "" : sequence < other.sequence
    }
}
