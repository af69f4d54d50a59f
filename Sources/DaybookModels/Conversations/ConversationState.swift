// What the facts about one conversation add up to: every rule by which they become a state. A plain
// state machine; must not know where rows are kept or what is summed.

/// A conversation, as far as its facts are known.
struct ConversationState: CaseState, BitwiseCopyable {
    var flags: Flags = []
    var clocks = ResponseClocks()
    var initiator: UInt8 = 0
    var end: UInt8 = 0
    var ratingScale: UInt8 = 0
    var offers: UInt8 = 0
    var switches: UInt16 = 0
    var reopenings: UInt16 = 0
    var resolutions: UInt16 = 0
    var queueVisits: UInt16 = 0
    var transfers: InlineArray<3, UInt16> = [0, 0, 0]
    var anomalies: InlineArray<9, UInt16> = [0, 0, 0, 0, 0, 0, 0, 0, 0]
    var channel = UInt32.max
    var firstChannel = UInt32.max
    var language = UInt32.max
    var topic = UInt32.max
    var queue = UInt32.max
    /// Agents may be named by the envelope; see `Reference`.
    var assignee = UInt32.max
    /// Who had or took it last.
    private var server = UInt32.max
    var resolvedBy = UInt32.max
    var visitor = UInt32.max
    var person = UInt32.max
    var order = UInt32.max
    var filedUnder = UInt32.max
    var mergedInto = UInt32.max
    var priority: Int64 = 0
    var ratingScore: Int64 = 0
    var first: Int64 = 0
    var last: Int64 = 0
    var openedAt: Int64 = 0
    var snoozedUntil: Int64 = 0
    var firstResolved: Int64 = 0
    var lastResolved: Int64 = 0
    var firstQueued: Int64 = 0
    var queueWait: Int64 = 0
    /// When it last came to be over, and when something brought it back without saying so.
    private var overAt: Int64 = 0
    private(set) var wroteAt: Int64 = 0
    private var broughtBackAt = Int64.min
    var firstSequence: UInt64 = 0
    var lastSequence: UInt64 = 0
    /// The sequence of the fact by which it stands where it stands.
    var phaseSequence: UInt64 = 0
    var openedSequence: UInt64 = 0

    /// What one fact brought about.
    struct Effect {
        var response: Response?
        var anomaly: ConversationAnomaly?
        /// Whether the matter was settled by this fact.
        var isResolution = false
    }

    init() {}

    var phase: ConversationPhase {
        if flags.contains(.merged) { return .merged }
        if flags.contains(.closed) {
            switch ConversationEnd(rawValue: end) {
            case .merged: return .merged
            case .abandoned: return .abandoned
            default: return .closed
            }
        }
        if flags.contains(.resolved) { return .resolved }
        if flags.contains(.gaveUp) { return .abandoned }
        if flags.contains(.hungUp) { return .closed }
        if flags.contains(.snoozed) { return .snoozed }
        if flags.contains(.onHold) { return .onHold }
        if flags.contains(.waitingCustomer) { return .waitingCustomer }
        if flags.contains(.queued) { return offers > 0 ? .offered : .queued }
        if assignee != .max || !flags.isDisjoint(with: [.taken, .onCall]) { return .active }
        if offers > 0 { return .offered }
        return flags.contains(.bot) ? .bot : .new
    }

    // MARK: Rules

    @discardableResult
    mutating func take(_ row: ConversationRow, _ origins: borrowing Origins) -> Effect {
        let before = phase
        var effect = Effect()
        let isFirst = !flags.contains(.begun)
        if isFirst {
            flags.insert(.begun)
            first = row.time
            openedAt = row.time
            firstSequence = row.sequence
        }
        last = row.time
        lastSequence = row.sequence
        apply(row, &effect, isFirst)
        if let anomaly = effect.anomaly { anomalies[Int(anomaly.rawValue)] &+= 1 }
        let after = phase
        if after != before || isFirst { phaseSequence = row.sequence }
        if after.isOver && !before.isOver {
            overAt = row.time
            flags.remove(.wroteAfterEnd)
            clocks.stop()
        }
        return effect
    }

    private mutating func apply(_ row: ConversationRow, _ effect: inout Effect, _ isFirst: Bool) {
        let tag = row.tag
        let name = row.reference ?? .max
        switch tag.kind {
        case .opened: open(row, &effect, isFirst)
        case .language: language = name
        case .called: call(row)
        case .entered: enter(row, &effect)
        case .rang, .offerMade: offer(&effect)
        case .offerEnded: if offers > 0 { offers -= 1 }
        case .queueLeft: leaveQueue(row)
        case .partyLeft: if tag.word == ConversationParty.bot.rawValue { flags.remove(.bot) }
        case .assigned:
            guard serve(row, &effect) else { return }
            assignee = name
            server = name
            flags.remove(.passedOn)
            answered(row.time)
        case .connected:
            guard serve(row, &effect) else { return }
            flags.insert([.onCall, .called])
            if assignee == .max || flags.contains(.passedOn) { assignee = name }
            server = name
            flags.remove(.passedOn)
            answered(row.time)
            effect.response = clocks.human(name, row)
        case .joined: if tag.word == ConversationParty.bot.rawValue { flags.insert(.bot) }
        case .botStarted: flags.insert(.bot)
        case .botHandedOver:
            flags.remove(.bot)
            if !phase.isOver { clocks.handOver(at: row.time) }
        case .botFinished: flags.remove(.bot)
        case .message: effect.response = write(row)
        case .waiting: pause(tag.word == 1 ? .waitingCustomer : .onHold, &effect)
        case .snoozed:
            pause(.snoozed, &effect)
            snoozedUntil = row.value
        case .resumed:
            if phase.isOver { effect.anomaly = .changedAfterEnd } else { flags.subtract(.pauses) }
        case .handedOn:
            countTransfer(tag.word)
            if assignee == name { assignee = .max }
            flags.remove(.taken)
        case .handedTo:
            assignee = name
            server = name
        case .released:
            if assignee == name { assignee = .max }
            flags.remove(.taken)
        case .queueMoved: queue = name
        case .rejoined:
            flags.subtract([.gaveUp, .hungUp])
            flags.insert(.queued)
        case .transferred: transfer(tag.word)
        case .callEnded: endCall(row)
        default: applyRest(row, name, &effect)
        }
    }

    private mutating func applyRest(
        _ row: ConversationRow, _ name: UInt32, _ effect: inout Effect
    ) {
        switch row.tag.kind {
        case .switchedChannel:
            switches &+= 1
            channel = name
        case .filed: filedUnder = name
        case .linkedVisitor: visitor = name
        case .linkedPerson: person = name
        case .linkedOrder: order = name
        case .classified: topic = name
        case .prioritised:
            flags.insert(.prioritised)
            priority = row.value
        case .rated:
            flags.insert(.rated)
            ratingScale = row.tag.word
            ratingScore = row.value
        case .merged:
            if flags.contains(.merged) { effect.anomaly = .mergedAgain }
            flags.insert(.merged)
            mergedInto = name
        case .unmerged:
            guard phase == .merged else { return effect.anomaly = .unmergedWithoutMerge }
            flags.remove(.merged)
            mergedInto = .max
            if end == ConversationEnd.merged.rawValue { reviveClosed() }
        case .reopened: reopen(row, &effect)
        case .resolved: resolve(row, name, &effect)
        case .closed: close(row, &effect)
        default: break
        }
    }

    private mutating func open(_ row: ConversationRow, _ effect: inout Effect, _ isFirst: Bool) {
        if flags.contains(.opened) { return effect.anomaly = .openedAgain }
        if !isFirst && first < row.time { effect.anomaly = .factsBeforeOpening }
        flags.insert(.opened)
        openedAt = row.time
        openedSequence = row.sequence
        initiator = row.tag.word
        firstChannel = row.reference ?? .max
        if switches == 0 { channel = firstChannel }
    }

    private mutating func call(_ row: ConversationRow) {
        flags.insert(.called)
        flags.remove(.hungUp)
        if row.value == 2 { flags.insert(.video) }
        if row.tag.word == 1 { clocks.customer(at: row.time) }
    }

    private mutating func enter(_ row: ConversationRow, _ effect: inout Effect) {
        guard serve(row, &effect) else { return }
        queueVisits &+= 1
        queue = row.reference ?? .max
        if !flags.contains(.queuedOnce) {
            flags.insert(.queuedOnce)
            firstQueued = row.time
        }
        flags.insert(.queued)
        flags.remove(.taken)
    }

    private mutating func leaveQueue(_ row: ConversationRow) {
        if let queue = row.reference { self.queue = queue }
        flags.remove(.queued)
        switch WaitOutcome(rawValue: row.tag.word) {
        case .answered:
            flags.insert(flags.contains(.endedWaiting) ? .hungUp : .taken)
            answered(row.time)
        case .abandoned: if assignee == .max { flags.insert(.gaveUp) }
        default: break
        }
        flags.remove(.endedWaiting)
        offers = 0
    }

    private mutating func offer(_ effect: inout Effect) {
        if phase.isOver { return effect.anomaly = .changedAfterEnd }
        if offers < .max { offers += 1 }
    }

    /// Somebody turns to the conversation: what was over or put off goes on.
    ///
    /// - Returns: whether it can.
    private mutating func serve(_ row: ConversationRow, _ effect: inout Effect) -> Bool {
        if phase == .merged {
            effect.anomaly = .servedAfterMerge
            return false
        }
        if flags.contains(.resolved) || flags.contains(.closed) {
            // No telephone system tells of a reopening.
            broughtBackAt = row.time
            comeBack(byAgent: false)
        }
        flags.subtract(.pauses)
        flags.subtract([.gaveUp, .hungUp, .endedWaiting])
        flags.remove(.queued)
        offers = 0
        return true
    }

    /// The wait from the first entry into a queue to the first answer counts once.
    private mutating func answered(_ time: Int64) {
        flags.remove(.bot)
        guard flags.contains(.queuedOnce), !flags.contains(.answeredOnce) else { return }
        flags.insert(.answeredOnce)
        queueWait = length(from: firstQueued, to: time)
    }

    private mutating func write(_ row: ConversationRow) -> Response? {
        flags.insert(.written)
        flags.remove(.hungUp)
        switch MessageAuthor(rawValue: row.tag.word) {
        case .customer:
            flags.subtract([.waitingCustomer, .snoozed])
            if phase.isOver {
                flags.insert(.wroteAfterEnd)
                wroteAt = row.time
            } else {
                clocks.customer(at: row.time)
            }
            return nil
        case .human:
            if phase.isOver { return nil }
            // Who answers has taken it up, whether or not it was given to anybody.
            if !flags.contains(.queued) { flags.insert(.taken) }
            return clocks.human(row.reference ?? .max, row)
        case .bot: return phase.isOver ? nil : clocks.bot(row)
        default: return nil
        }
    }

    private mutating func pause(_ flag: Flags, _ effect: inout Effect) {
        if phase.isOver { return effect.anomaly = .changedAfterEnd }
        flags.subtract(.pauses)
        flags.insert(flag)
    }

    /// A call goes to whom the one in charge asked before, or to whoever takes it next.
    private mutating func transfer(_ way: UInt8) {
        countTransfer(way)
        if server != assignee, server != .max, assignee != .max {
            assignee = server
        } else {
            flags.insert(.passedOn)
        }
    }

    private mutating func countTransfer(_ way: UInt8) {
        transfers[min(2, Int(way))] &+= 1
    }

    private mutating func endCall(_ row: ConversationRow) {
        let wasTaken = flags.contains(.onCall) || flags.contains(.taken) || assignee != .max
        flags.remove(.onCall)
        if !flags.contains(.written), !flags.contains(.queued) || row.tag.word == 1 {
            flags.insert(wasTaken || row.tag.word != 1 ? .hungUp : .gaveUp)
            flags.remove(.queued)
        } else if !flags.contains(.written), !flags.contains(.passedOn) {
            flags.insert(.endedWaiting)
        }
    }

    private mutating func resolve(_ row: ConversationRow, _ name: UInt32, _ effect: inout Effect) {
        if flags.contains(.closed) || flags.contains(.merged) {
            return effect.anomaly = .changedAfterEnd
        }
        if flags.contains(.resolved) { return effect.anomaly = .resolvedAgain }
        settle(row, name, &effect)
        flags.insert(.resolved)
        flags.subtract(.pauses)
    }

    /// Counts a resolution.
    private mutating func settle(_ row: ConversationRow, _ name: UInt32, _ effect: inout Effect) {
        resolutions &+= 1
        if !flags.contains(.resolvedOnce) {
            flags.insert(.resolvedOnce)
            firstResolved = row.time
        }
        lastResolved = row.time
        resolvedBy = name
        effect.isResolution = true
    }

    private mutating func close(_ row: ConversationRow, _ effect: inout Effect) {
        if flags.contains(.closed) { return effect.anomaly = .closedAgain }
        let reason = ConversationEnd(rawValue: row.tag.word) ?? .other
        if reason == .resolved && !flags.contains(.resolved) && !flags.contains(.merged) {
            settle(row, .max, &effect)
        }
        flags.insert(.closed)
        end = reason.rawValue
        flags.subtract(.pauses)
        flags.subtract([.queued, .taken, .onCall])
        assignee = .max
        offers = 0
    }

    private mutating func reviveClosed() {
        flags.remove(.closed)
        end = 0
    }

    private mutating func reopen(_ row: ConversationRow, _ effect: inout Effect) {
        if flags.isDisjoint(with: .ends) || phase == .merged {
            // What came back at this instant without a word is what this fact tells of.
            if broughtBackAt != row.time { effect.anomaly = .reopenedWhileOpen }
            return
        }
        comeBack(byAgent: row.tag.word == 1)
    }

    private mutating func comeBack(byAgent: Bool) {
        reopenings &+= 1
        flags.subtract(.ends)
        flags.remove(.taken)
        end = 0
        // The clock never starts at the creation: it starts at what brought the customer back.
        clocks.begin()
        if !byAgent, flags.contains(.wroteAfterEnd) { clocks.customer(at: wroteAt) }
        flags.remove(.wroteAfterEnd)
    }
}
