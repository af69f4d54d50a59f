// The place of a fact in canonical order, for states in which the last word counts, in whatever
// order the words arrive. Must not know what is told.

internal import DaybookCoding

/// Where a fact stands among those that tell the same: time, source, ordinal, content.
struct FactStamp: BitwiseCopyable, Sendable, Equatable {
    /// When it happened, in microseconds.
    var time: Int64
    /// The producer's counter, or 0.
    var ordinal: Int64
    /// The order key of the producer; 0 for none.
    var source: UInt32
    /// What is told, as a hash that is the same in every log.
    var content: UInt32

    /// Before every fact.
    static let never = FactStamp(time: .min, ordinal: .min, source: 0, content: 0)

    static func < (left: FactStamp, right: FactStamp) -> Bool {
        if left.time != right.time { return left.time < right.time }
        if left.source != right.source { return left.source < right.source }
        if left.ordinal != right.ordinal { return left.ordinal < right.ordinal }
        return left.content < right.content
    }
}

extension FactStamp {
    /// - Parameter content: a hash, of which a part suffices.
    init(_ event: EventHead, source: UInt32, content: UInt64) {
        self.init(
            time: event.time, ordinal: event.ordinal, source: source,
            content: UInt32(truncatingIfNeeded: content))
    }
}
