// One stay of one conversation in one queue: every rule by which facts become an outcome and a
// wait. A plain state machine; must not know where rows are kept or what is summed.

/// How a visit to a queue ended, or that it has not.
public enum WaitOutcome: UInt8, Sendable, CaseIterable {
    /// It has not ended: the customer waits.
    case waiting = 0
    /// Someone took it.
    case answered = 1
    /// The customer gave up.
    case abandoned = 2
    /// Turned away because nobody was there to answer.
    case blocking = 3
    /// It came while the queue was closed.
    case closed = 4
    /// Turned away because the queue was full or too slow.
    case saturated = 5
    /// It ended in another way: key, time-out, call-back, move, unknown words.
    case other = 6
}

/// What is odd about a visit.
public enum QueueAnomaly: UInt8, Sendable, CaseIterable {
    /// A wait, given or computed, is less than nothing; it counts as nothing.
    case negativeWait = 0
    /// It was answered, abandoned or left, but nothing tells of its entry. It counts.
    case leftWithoutEntry = 1
    /// It entered where it waited already. That is one visit.
    case repeatedEntry = 2
    /// An abandon was withdrawn that nobody told of. The visit is as it was.
    case rejoinedWithoutAbandon = 3
}

/// One stay in a queue, as far as its facts are known.
struct Visit: BitwiseCopyable, Sendable {
    struct Flags: OptionSet, BitwiseCopyable, Sendable {
        let rawValue: UInt16
        static let begun = Flags(rawValue: 1 << 0)
        static let entered = Flags(rawValue: 1 << 1)
        static let reentered = Flags(rawValue: 1 << 2)
        static let prioritised = Flags(rawValue: 1 << 3)
        static let reprioritised = Flags(rawValue: 1 << 4)
        static let answeredLeft = Flags(rawValue: 1 << 5)
        static let answeredWait = Flags(rawValue: 1 << 6)
        static let gone = Flags(rawValue: 1 << 7)
        static let goneWait = Flags(rawValue: 1 << 8)
        static let callWait = Flags(rawValue: 1 << 9)
        static let customerHungUp = Flags(rawValue: 1 << 10)
        static let otherHungUp = Flags(rawValue: 1 << 11)
    }

    let queue: UInt32
    /// Which visit of its conversation to its queue it is, from 0.
    private(set) var number: UInt32 = 0
    private(set) var flags: Flags = []
    /// Bit n: there is evidence of the outcome n.
    private(set) var ends: UInt8 = 0
    private(set) var repeated: UInt32 = 0
    private(set) var strayRejoins: UInt32 = 0
    /// When it began: its first fact, and its entry.
    private(set) var first: Int64 = 0
    private(set) var enteredAt: Int64 = 0
    private(set) var line: Int64 = 0
    private(set) var priorityGiven: Int64 = 0
    /// The last repetition of its entry.
    private var reenteredAt: Int64 = 0
    private var repriority: Int64 = 0
    /// The time of its last fact.
    private(set) var last: Int64 = 0
    private var answeredAt: Int64 = 0
    private var answeredWait: Int64 = 0
    private var goneAt: Int64 = 0
    private var goneWait: Int64 = 0
    private var callWait: Int64 = 0
    /// Sequences of the entry or first fact, of the fact that ended it, and of the last odd one.
    private(set) var beginSequence: UInt64 = 0
    private(set) var endSequence: UInt64 = 0
    private(set) var oddSequence: UInt64 = 0
    private var reenteredSequence: UInt64 = 0

    init(queue: UInt32) { self.queue = queue }

    var isBegun: Bool { flags.contains(.begun) }

    /// The strongest of what its facts say: the smallest number wins.
    var outcome: WaitOutcome {
        if ends != 0 { return WaitOutcome(rawValue: UInt8(ends.trailingZeroBitCount)) ?? .other }
        if flags.contains(.customerHungUp) { return .abandoned }
        return flags.contains(.otherHungUp) ? .other : .waiting
    }

    var isWaiting: Bool { isBegun && outcome == .waiting }
    /// Whether a further entry begins another visit.
    var isOver: Bool { flags.contains(.entered) && outcome != .waiting }
    /// The instant that dates it.
    var date: Int64 { flags.contains(.entered) ? enteredAt : first }
    var priority: Int64? { flags.contains(.prioritised) ? priorityGiven : nil }

    /// The wait as told or computed, which may be negative; 0 unless answered or abandoned.
    private var waitAsTold: Int64 {
        switch outcome {
        case .answered:
            if flags.contains(.answeredWait) { return answeredWait }
            if flags.contains(.callWait) { return callWait }
            return flags.contains(.answeredLeft) ? sinceEntry(answeredAt) : 0
        case .abandoned:
            if flags.contains(.goneWait) { return goneWait }
            if flags.contains(.callWait) { return callWait }
            return sinceEntry(goneAt)
        default: return 0
        }
    }

    private func sinceEntry(_ time: Int64) -> Int64 {
        guard flags.contains(.entered) else { return 0 }
        let (wait, overflow) = time.subtractingReportingOverflow(enteredAt)
        return overflow ? (time < enteredAt ? .min : .max) : wait
    }

    /// How long the customer waited, in microseconds.
    var wait: Int64 { max(0, waitAsTold) }

    /// How often an anomaly occurs in the visit.
    func count(of anomaly: QueueAnomaly) -> Int64 {
        switch anomaly {
        case .negativeWait: waitAsTold < 0 ? 1 : 0
        case .leftWithoutEntry:
            switch outcome {
            // Who is turned away never entered, and most logs say so.
            case .waiting, .blocking, .closed, .saturated: 0
            case .answered, .abandoned, .other: flags.contains(.entered) ? 0 : 1
            }
        case .repeatedEntry: Int64(repeated)
        case .rejoinedWithoutAbandon: Int64(strayRejoins)
        }
    }

    // MARK: Rules

    /// Takes the next fact in canonical order.
    ///
    /// - Returns: the visit that is over, if the fact begins another one.
    mutating func take(_ row: QueueRow) -> Visit? {
        let tag = row.tag
        switch tag.kind {
        case .entered, .movedIn: return enter(row)
        case .original:
            if flags.contains(.entered), enteredAt == row.time { line = min(line, row.value) }
            return nil
        case .left:
            return end(row, WaitOutcome(rawValue: tag.word) ?? .other)
        case .movedOut: return end(row, .other)
        case .rejoined:
            rejoin(row)
            return nil
        case .transferred, .ended: return endCall(row)
        case .closed, .merged:
            if isWaiting { note(row, end: .other) }
            return nil
        }
    }

    private mutating func touch(_ row: QueueRow) {
        if !isBegun {
            flags.insert(.begun)
            first = row.time
            beginSequence = row.sequence
        }
        last = row.time
    }

    private mutating func enter(_ row: QueueRow) -> Visit? {
        if isOver {
            let finished = self
            begin(row.time, row.tag.hasValue ? row.value : nil, row.sequence)
            return finished
        }
        if isWaiting, flags.contains(.entered) {
            repeated += 1
            flags.insert(.reentered)
            flags.remove(.reprioritised)
            if row.tag.hasValue { flags.insert(.reprioritised) }
            reenteredAt = row.time
            repriority = row.value
            reenteredSequence = row.sequence
            oddSequence = row.sequence
            last = row.time
            return nil
        }
        // What has ended without an entry takes a later one as its own: logs tell of both in
        // either order.
        touch(row)
        setEntry(row.time, row.tag.hasValue ? row.value : nil, row.sequence)
        return nil
    }

    private mutating func begin(_ time: Int64, _ priority: Int64?, _ sequence: UInt64) {
        let number = number
        self = Visit(queue: queue)
        self.number = number &+ 1
        flags.insert(.begun)
        first = time
        last = time
        setEntry(time, priority, sequence)
    }

    private mutating func setEntry(_ time: Int64, _ priority: Int64?, _ sequence: UInt64) {
        flags.insert(.entered)
        enteredAt = time
        line = time
        beginSequence = sequence
        if let priority {
            flags.insert(.prioritised)
            priorityGiven = priority
        }
    }

    /// Handles an end at the very instant of a repeated entry.
    ///
    /// Logs of whole seconds tell so of a customer who left and came back at once: the end belongs
    /// to the visit before, and the entry begins one.
    private mutating func splitAtEntry(_ row: QueueRow, _ ended: (inout Visit) -> Void) -> Visit? {
        guard isWaiting, flags.contains(.reentered), reenteredAt == row.time else { return nil }
        var finished = self
        finished.repeated -= 1
        finished.flags.remove(.reentered)
        ended(&finished)
        let priority = flags.contains(.reprioritised) ? repriority : nil
        begin(reenteredAt, priority, reenteredSequence)
        return finished
    }

    private mutating func end(_ row: QueueRow, _ outcome: WaitOutcome) -> Visit? {
        if let finished = splitAtEntry(row, { $0.note(row, end: outcome) }) { return finished }
        note(row, end: outcome)
        return nil
    }

    private mutating func note(_ row: QueueRow, end outcome: WaitOutcome) {
        touch(row)
        ends |= 1 << outcome.rawValue
        endSequence = row.sequence
        let wait = row.tag.kind == .left && row.tag.hasValue
        switch outcome {
        case .answered:
            // The first answer ends the wait; a wait that is told counts before one that is not.
            if !flags.contains(.answeredLeft) { answeredAt = row.time }
            flags.insert(.answeredLeft)
            if wait, !flags.contains(.answeredWait) {
                flags.insert(.answeredWait)
                answeredWait = row.value
            }
        case .abandoned: noteGone(row, wait: wait)
        default: break
        }
    }

    private mutating func noteGone(_ row: QueueRow, wait: Bool) {
        if !flags.contains(.gone) { goneAt = row.time }
        flags.insert(.gone)
        if wait, !flags.contains(.goneWait) {
            flags.insert(.goneWait)
            goneWait = row.value
        }
    }

    private mutating func rejoin(_ row: QueueRow) {
        let wasAbandoned = outcome == .abandoned
        if !isBegun || wasAbandoned {
            touch(row)
            ends &= ~(1 << WaitOutcome.abandoned.rawValue)
            flags.subtract([.gone, .goneWait, .customerHungUp, .otherHungUp, .callWait])
        } else {
            strayRejoins += 1
            oddSequence = row.sequence
            last = row.time
        }
    }

    private mutating func endCall(_ row: QueueRow) -> Visit? {
        // A call cannot end at the instant it entered: what ended was the visit before, which had
        // all the evidence it needed to be over.
        if number > 0, flags.contains(.entered), enteredAt == row.time, outcome == .waiting {
            return nil
        }
        if let finished = splitAtEntry(row, { $0.noteCall(row) }) { return finished }
        noteCall(row)
        return nil
    }

    private mutating func noteCall(_ row: QueueRow) {
        let tag = row.tag
        if !tag.talked && !isBegun { return }
        touch(row)
        if tag.hasValue, !flags.contains(.callWait) {
            flags.insert(.callWait)
            callWait = row.value
        }
        if tag.talked {
            ends |= 1 << WaitOutcome.answered.rawValue
            endSequence = row.sequence
        } else if outcome == .waiting {
            // Who hangs up does not wait any longer, even if nothing says that the queue was left.
            flags.insert(tag.word == 1 ? .customerHungUp : .otherHungUp)
            goneAt = row.time
            endSequence = row.sequence
        }
    }
}
