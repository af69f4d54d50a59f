// Time as read models know it: the greatest time of a fact so far. There is no other clock.

public import DaybookCoding

/// How late a fact may be.
public enum LateFacts {
    /// 30 days: longer than any channel keeps a conversation open, or a producer its buffer.
    public static let windowDefault = Microseconds.seconds(30 * 86_400)
}

/// The greatest time of any fact folded, each capped at its recorded time, so that a producer's
/// wrong clock cannot declare everything late.
struct FactClock: BitwiseCopyable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    var now = Int64.min

    @inline(__always)
    mutating func see(_ time: Int64, recorded: Int64) {
        if time > now { now = max(now, min(time, recorded)) }
    }

    /// Whether an instant lies longer ago than a window.
    @inline(__always)
    func isBeyond(_ window: Int64, from time: Int64) -> Bool {
        let (end, overflow) = time.addingReportingOverflow(window)
        return !overflow && end < now
    }
}

/// The length of time between two instants; the greatest length there is if it is more than that.
@inline(__always)
func length(from start: Int64, to end: Int64) -> Int64 {
    let (length, overflow) = end.subtractingReportingOverflow(start)
    return overflow ? (end < start ? .min : .max) : length
}
