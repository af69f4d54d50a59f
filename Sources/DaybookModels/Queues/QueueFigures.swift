// The sums of a queue. Integers that add and subtract exactly, so that contributions can be taken
// back and shards can be added.

/// What a queue did so far.
public struct QueueFigures: Hashable, Sendable, BitwiseCopyable {
    /// Visits that were answered.
    public internal(set) var answered: Int64 = 0
    /// Visits that customers gave up.
    public internal(set) var abandoned: Int64 = 0
    /// Visits turned away because nobody was there to answer.
    public internal(set) var blocking: Int64 = 0
    /// Visits that came while the queue was closed.
    public internal(set) var closed: Int64 = 0
    /// Visits turned away because the queue was full or too slow.
    public internal(set) var saturated: Int64 = 0
    /// Visits that ended in another way.
    public internal(set) var other: Int64 = 0
    /// Visits that have not ended.
    public internal(set) var waiting: Int64 = 0
    /// The waits of the answered visits, in microseconds.
    public internal(set) var answeredWait: Int128 = 0
    /// The waits of the abandoned visits, in microseconds.
    public internal(set) var abandonedWait: Int128 = 0
    var anomalies: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)

    /// A queue that did nothing.
    public init() {}

    /// Visits that have ended; those that wait are not yet received.
    public var received: Int64 { answered + abandoned + blocking + closed + saturated + other }
    /// The waits of answered and abandoned visits, in microseconds.
    public var waitSum: Int128 { answeredWait + abandonedWait }
    /// How many waits `waitSum` adds up.
    public var waitCount: Int64 { answered + abandoned }

    /// How often something odd occurred in visits to this queue.
    public func count(of anomaly: QueueAnomaly) -> Int64 {
        switch anomaly {
        case .negativeWait: anomalies.0
        case .leftWithoutEntry: anomalies.1
        case .repeatedEntry: anomalies.2
        case .rejoinedWithoutAbandon: anomalies.3
        }
    }

    /// Adds or takes back a visit.
    mutating func count(_ visit: Visit, _ sign: Int64) {
        switch visit.outcome {
        case .waiting: waiting += sign
        case .answered:
            answered += sign
            answeredWait += Int128(visit.wait) * Int128(sign)
        case .abandoned:
            abandoned += sign
            abandonedWait += Int128(visit.wait) * Int128(sign)
        case .blocking: blocking += sign
        case .closed: closed += sign
        case .saturated: saturated += sign
        case .other: other += sign
        }
        anomalies.0 += sign * visit.count(of: .negativeWait)
        anomalies.1 += sign * visit.count(of: .leftWithoutEntry)
        anomalies.2 += sign * visit.count(of: .repeatedEntry)
        anomalies.3 += sign * visit.count(of: .rejoinedWithoutAbandon)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.answered == right.answered && left.abandoned == right.abandoned
            && left.blocking == right.blocking && left.closed == right.closed
            && left.saturated == right.saturated && left.other == right.other
            && left.waiting == right.waiting && left.answeredWait == right.answeredWait
            && left.abandonedWait == right.abandonedWait && left.anomalies == right.anomalies
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(answered)
        hasher.combine(abandoned)
        hasher.combine(waiting)
        hasher.combine(waitSum)
    }

    /// The sums of two queues, or of two books.
    public static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.answered += right.answered
        sum.abandoned += right.abandoned
        sum.blocking += right.blocking
        sum.closed += right.closed
        sum.saturated += right.saturated
        sum.other += right.other
        sum.waiting += right.waiting
        sum.answeredWait += right.answeredWait
        sum.abandonedWait += right.abandonedWait
        sum.anomalies.0 += right.anomalies.0
        sum.anomalies.1 += right.anomalies.1
        sum.anomalies.2 += right.anomalies.2
        sum.anomalies.3 += right.anomalies.3
        return sum
    }
}
