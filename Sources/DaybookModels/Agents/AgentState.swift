// What the facts about one agent add up to: who is here, on what, and how the time went. A plain
// state machine; must not know where rows are kept.

internal import DaybookCommerce

/// An agent, as far as the facts are known.
struct AgentState: CaseState {
    struct Wrap: Hashable, Sendable {
        var conversation: UInt32
        var since: Int64
        /// When it ends by itself.
        var until: Int64?
    }

    struct Met: BitwiseCopyable, Sendable {
        var conversation: UInt32
        /// Whether the agent never had it.
        var isUnassigned: Bool
    }

    /// A call that ended, whose talk may be told by a later fact.
    struct Ended: Sendable {
        var conversation: UInt32
        var time: Int64
        var connectedAt: Int64
        var hold: Int64
        var talk: Int64
        var isTold: Bool
    }

    /// More stretches than a log-out without a log-in reaches back over.
    static let stretchesMax = 16
    /// More conversations than an agent takes part in at once.
    static let metMax = 32

    struct Effect {
        /// Bit n: the anomaly n.
        var anomalies: UInt8 = 0
    }

    var presence = AgentPresence.unknown
    /// The symbol of the reason for being unavailable, as `Reference` has it.
    var reason: UInt32 = .max
    var presenceSince: Int64 = 0
    var presenceSequence: UInt64 = 0
    var contacts: [AgentContact] = []
    var wraps: [Wrap] = []
    var figures = AgentFigures()
    /// The hash of the capacity set last; 0 for none.
    var capacity: Int64 = 0
    var firstSequence: UInt64 = 0
    var lastSequence: UInt64 = 0
    var first: Int64 = 0
    /// Up to when time is accounted for.
    var clock = Int64.min
    /// Since when nobody was served, while available.
    var idleSince: Int64 = 0
    var logins: [UInt32] = []
    var loggedInAt: Int64 = 0
    /// The stretches of time logged in that are over, the last ones; they do not touch.
    var stretches: [Range<Int64>] = []
    var beforeLoss = AgentPresence.unknown
    var lastSeen = Int64.min
    var wantsToLeave = false
    var leavingFor: UInt32 = .max
    var ringTold: (conversation: UInt32, length: Int64)?
    var holdTold: (conversation: UInt32, length: Int64)?
    var ended: Ended?
    /// How often a call began, and those of late that were taken to have ended.
    var calls = 0
    var guesses: [Guess] = []
    /// The conversations of late that the agent had, or wrote in without having them.
    var met: [Met] = []
    var outlook: UInt8 = 0
    var revised: Int64?

    init() {}

    var handling: Int { contacts.count { $0.stage == .handling } }

    var isBusy: Bool { !contacts.isEmpty || !wraps.isEmpty }

    var activity: AgentActivity {
        let handling = handling
        if handling > 0 { return .handling(handling) }
        if !wraps.isEmpty { return .wrappingUp(wraps.count) }
        return contacts.isEmpty ? .idle : .offered
    }

    // MARK: Time

    /// When notes end by themselves next.
    var nextEnd: Int64? { wraps.compactMap(\.until).min() }

    /// Lets time go by, up to an instant.
    mutating func advance(to time: Int64) {
        while let end = nextEnd, end <= time {
            account(to: end)
            if let index = wraps.firstIndex(where: { $0.until == end }) {
                let wrap = wraps.remove(at: index)
                AgentFigures.add(to: &figures.wrap, length(from: wrap.since, to: end))
            }
            if !isBusy { idleSince = end }
            leaveIfWanted(end, lastSequence)
        }
        account(to: time)
    }

    mutating func account(to time: Int64) {
        guard clock != .min, time > clock else {
            clock = max(clock, time)
            return
        }
        let passed = length(from: clock, to: time)
        clock = time
        if !logins.isEmpty { AgentFigures.add(to: &figures.loggedIn, passed) }
        if presence == .unavailable { AgentFigures.add(to: &figures.unavailable, passed) }
        if presence == .lost { return AgentFigures.add(to: &figures.lost, passed) }
        let handling = handling
        if handling > 0 || !wraps.isEmpty {
            AgentFigures.add(to: &figures.onContact, passed)
            if presence != .unknown { AgentFigures.add(to: &figures.onContactKnown, passed) }
            let (all, overflow) = passed.multipliedReportingOverflow(by: Int64(handling))
            AgentFigures.add(to: &figures.contactTime, overflow ? .max : all)
        } else if !contacts.isEmpty {
            AgentFigures.add(to: &figures.ringing, passed)
        } else if presence == .routable {
            AgentFigures.add(to: &figures.idle, passed)
        }
    }

    // MARK: Rules

    @discardableResult
    mutating func take(_ row: AgentRow, _ origins: borrowing Origins) -> Effect {
        var effect = Effect()
        if row.tag.kind == .lost {
            // What lies behind the last sign of life was no service.
            let seen = min(row.value, row.time)
            if row.value > row.time { note(.seenAfterLoss, &effect) }
            if clock != .min { advance(to: max(clock, seen)) }
            lose(row, seen)
        }
        if firstSequence == 0 {
            firstSequence = row.sequence
            first = row.time
        }
        lastSequence = row.sequence
        advance(to: row.time)
        let wasBusy = isBusy
        let handle = origins[row.origin].handle
        if let mark = row.tag.kind.callMark { reconsider(mark, handle) }
        if row.tag.kind.isOfConversation {
            serve(row, handle, &effect)
        } else {
            change(row, handle, &effect)
        }
        if wasBusy && !isBusy { idleSince = row.time }
        return effect
    }

    mutating func note(_ anomaly: AgentAnomaly, _ effect: inout Effect) {
        figures.anomalies[Int(anomaly.rawValue)] += 1
        effect.anomalies |= 1 << anomaly.rawValue
    }

    mutating func told(_ length: Int64, _ effect: inout Effect) -> Int64 {
        if length < 0 { note(.negativeLength, &effect) }
        return max(0, length)
    }

    mutating func set(_ presence: AgentPresence, _ time: Int64, _ sequence: UInt64) {
        if presence != self.presence {
            self.presence = presence
            presenceSince = time
            presenceSequence = sequence
            idleSince = time
        }
        if presence != .unavailable { reason = .max }
    }

    mutating func lose(_ row: AgentRow, _ seen: Int64) {
        if presence != .lost { beforeLoss = presence }
        lastSeen = seen
        set(.lost, row.time, row.sequence)
    }

    mutating func change(_ row: AgentRow, _ handle: UInt32, _ effect: inout Effect) {
        switch row.tag.kind {
        case .loggedIn:
            if logins.isEmpty { loggedInAt = row.time }
            if !logins.contains(handle) { logins.append(handle) }
            if presence == .unknown || presence == .loggedOut {
                set(.routable, row.time, row.sequence)
            }
        case .loggedOut: logOut(row, handle, &effect)
        case .available:
            guard row.tag.word == 0 else { return }
            wantsToLeave = false
            set(.routable, row.time, row.sequence)
        case .unavailable:
            guard row.tag.word == 0 else { return }
            wantsToLeave = false
            set(.unavailable, row.time, row.sequence)
            reason = row.tag.hasValue ? Reference.handle(row.value) : .max
        case .willBecomeUnavailable:
            wantsToLeave = true
            leavingFor = row.tag.hasValue ? Reference.handle(row.value) : .max
            leaveIfWanted(row.time, row.sequence)
        case .found:
            guard presence == .lost else { return note(.foundWithoutLoss, &effect) }
            set(beforeLoss, row.time, row.sequence)
            lastSeen = .min
        case .capacitySet: capacity = row.value
        default: break
        }
    }

    mutating func logOut(_ row: AgentRow, _ handle: UInt32, _ effect: inout Effect) {
        if !logins.isEmpty { cover(loggedInAt, row.time) }
        if let index = logins.firstIndex(of: handle) {
            logins.remove(at: index)
        } else {
            note(.loggedOutWithoutLogin, &effect)
            if row.tag.hasValue {
                // It tells of a log-in that long before; what was counted is not counted again.
                let start = row.time.subtractingReportingOverflow(told(row.value, &effect))
                let length = cover(start.overflow ? .min : start.partialValue, row.time)
                AgentFigures.add(to: &figures.loggedIn, length)
            }
        }
        guard logins.isEmpty else { return }
        wantsToLeave = false
        while let index = contacts.firstIndex(where: { $0.isCall && $0.outlook != .isTold }) {
            guess(index, row, &effect)
        }
        set(.loggedOut, row.time, row.sequence)
    }

    /// Adds a stretch of time logged in.
    ///
    /// - Returns: how much of it no other stretch holds.
    @discardableResult
    mutating func cover(_ start: Int64, _ end: Int64) -> Int64 {
        if start == end { return 0 }
        var (first, last, new) = (start, end, length(from: start, to: end))
        stretches.removeAll { other in
            guard other.upperBound >= start, other.lowerBound <= end else { return false }
            new -= length(from: max(start, other.lowerBound), to: min(end, other.upperBound))
            first = min(first, other.lowerBound)
            last = max(last, other.upperBound)
            return true
        }
        stretches.append(first..<last)
        if stretches.count > Self.stretchesMax { stretches.removeFirst() }
        return new
    }

    mutating func leaveIfWanted(_ time: Int64, _ sequence: UInt64) {
        guard wantsToLeave, handling == 0, wraps.isEmpty else { return }
        wantsToLeave = false
        set(.unavailable, time, sequence)
        reason = leavingFor
    }
}
