// The sums of an agent: what was handled, offered, talked, and how the time went. Saturating, so
// that no clock, however wrong, can end the process.

/// What an agent did so far; lengths in microseconds.
public struct AgentFigures: Hashable, Sendable {
    /// Conversations taken up; each connection counts again.
    ///
    /// Who writes to the customer of a conversation takes it up too, whoever has it.
    public internal(set) var handled: Int64 = 0
    /// Those among them that the agent only wrote in and never had; nothing tells how long.
    public internal(set) var unassigned: Int64 = 0
    /// Messages written to customers.
    public internal(set) var messages: Int64 = 0
    /// Calls among them.
    public internal(set) var calls: Int64 = 0
    /// Offers and ringings, and what became of them.
    ///
    /// One that the customer or the shop took back is not missed.
    public internal(set) var offers: Int64 = 0
    public internal(set) var accepted: Int64 = 0
    public internal(set) var rejected: Int64 = 0
    public internal(set) var timedOut: Int64 = 0
    public internal(set) var cancelled: Int64 = 0
    /// How often the agent passed a conversation on.
    public internal(set) var passedOn: Int64 = 0
    /// How long it rang, was talked and held in calls, and how long written conversations lasted.
    public internal(set) var ring: Int64 = 0
    public internal(set) var talk: Int64 = 0
    public internal(set) var hold: Int64 = 0
    public internal(set) var written: Int64 = 0
    /// The work behind contacts: how often, and how long.
    public internal(set) var wraps: Int64 = 0
    public internal(set) var wrap: Int64 = 0
    /// How long the agent was logged in, unavailable by own choice, and lost.
    public internal(set) var loggedIn: Int64 = 0
    public internal(set) var unavailable: Int64 = 0
    public internal(set) var lost: Int64 = 0
    /// How long the agent had at least one contact or notes to write, was only rung at, and was
    /// available with nothing to do.
    public internal(set) var onContact: Int64 = 0
    public internal(set) var ringing: Int64 = 0
    public internal(set) var idle: Int64 = 0
    /// The time on contacts, once for each contact: `/ onContact` is the mean concurrency.
    public internal(set) var contactTime: Int64 = 0
    /// The part of `onContact` in which it was known whether the agent was here.
    var onContactKnown: Int64 = 0
    var anomalies: InlineArray<7, Int64> = [0, 0, 0, 0, 0, 0, 0]

    /// An agent who did nothing.
    public init() {}

    /// Talk, hold, written conversations and the work behind them.
    public var handleTime: Int64 {
        [talk, hold, written, wrap].reduce(0) { Self.sum($0, $1) }
    }

    /// The mean of `handleTime` over the contacts that the agent had; nil if there are none.
    public var meanHandleTime: Int64? {
        handled == unassigned ? nil : handleTime / (handled - unassigned)
    }

    /// Of a thousand, how much of the time on contacts or idle was on contacts, however many at
    /// once; nil if there was none.
    ///
    /// Time of which nothing tells whether the agent was here does not count: it is never idle.
    public var occupancyMilli: Int64? {
        let whole = Int128(onContactKnown) + Int128(idle)
        return whole == 0 ? nil : Int64(Int128(onContactKnown) * 1_000 / whole)
    }

    /// How often something contradicted.
    public func count(of anomaly: AgentAnomaly) -> Int64 { anomalies[Int(anomaly.rawValue)] }

    static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (right > 0 ? .max : .min) : sum
    }

    static func add(to sum: inout Int64, _ length: Int64) { sum = Self.sum(sum, length) }

    private var numbers: [Int64] {
        [
            handled, unassigned, messages, calls, offers, accepted, rejected, timedOut, cancelled,
            passedOn, ring, talk, hold, written, wraps, wrap, loggedIn, unavailable, lost,
            onContact, ringing, idle, contactTime, onContactKnown,
        ]
    }

    /// Every number, in a fixed order.
    var all: [Int64] { numbers + AgentAnomaly.allCases.map { count(of: $0) } }

    public static func == (left: Self, right: Self) -> Bool { left.all == right.all }
    public func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

/// What contradicts the course of an agent's day.
public enum AgentAnomaly: UInt8, Sendable, CaseIterable {
    /// The agent took more calls while talking, or logged out, and nothing tells of the end of the
    /// call before. It ended when the next one began, or there.
    case noEndOfSegment = 0
    /// A talk ended that nobody had told of. It counts, with its length.
    case endedWithoutBeginning
    /// A length is less than nothing; it counts as nothing.
    case negativeLength
    /// A log-out without a log-in; if it tells its length, that counts.
    case loggedOutWithoutLogin
    /// Notes were finished that nobody had told of; their length counts, if told.
    case wrappedUpWithoutWrap
    /// An agent was found who was not lost. Nothing changes.
    case foundWithoutLoss
    /// An agent was last seen after being lost. The loss counts from when it was told.
    case seenAfterLoss
}
