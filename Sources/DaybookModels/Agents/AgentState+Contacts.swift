// What an agent has and is offered: how contacts begin, ring, are held and end. Must not know
// whether the agent is here.

/// A conversation that an agent has, or is offered.
struct AgentContact: Hashable, Sendable {
    enum Stage: UInt8 { case offered, accepted, handling }

    var conversation: UInt32
    var stage: Stage
    var isCall = false
    var isHeld = false
    /// When the offer or the service began.
    var since: Int64
    /// When the call was put through, and when it was put on hold last.
    var connectedAt: Int64 = 0
    var heldAt: Int64 = 0
    var hold: Int64 = 0
    var toldHold: Int64?
    var sequence: UInt64
    /// Which of the agent's calls it is, when the last fact told that, and what is told of its end.
    var call = 0
    var toldAt: Int64 = 0
    var outlook: CallOutlook = []
    /// Whether the agent took another call, though this one was not on hold.
    var isDoubted = false
}

extension AgentState {
    func place(_ conversation: UInt32) -> Int? {
        contacts.firstIndex { $0.conversation == conversation }
    }

    mutating func serve(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) {
        switch row.tag.kind {
        case .rang, .offerMade: offer(row, conversation)
        case .offerAccepted: accept(row, conversation, &effect)
        case .offerRejected:
            if endOffer(row, conversation, &effect) { figures.rejected += 1 }
        case .offerTimedOut:
            if endOffer(row, conversation, &effect) { figures.timedOut += 1 }
        case .offerCancelled:
            if endOffer(row, conversation, &effect) { figures.cancelled += 1 }
        case .ringTold: ringTold = (conversation, told(row.value, &effect))
        case .assigned, .handedTo: begin(row, conversation)
        case .assignedAway:
            let isTalking = place(conversation).map { contacts[$0].isCall } ?? true
            if !isTalking { leave(conversation, row.time) }
        case .wrote: if row.tag.word == 1 { write(conversation) }
        case .connected: connect(row, conversation, &effect)
        case .held: hold(row, conversation)
        case .unheld: unhold(row, conversation)
        case .transferHold, .endHold: holdTold = (conversation, told(row.value, &effect))
        case .transferred:
            if !row.tag.isShared { figures.passedOn += 1 }
            endCall(row, conversation, &effect)
        case .ended: endCall(row, conversation, &effect)
        case .handedOn:
            figures.passedOn += 1
            leave(conversation, row.time)
        case .released:
            let isLost = row.tag.word == 1 && lastSeen != .min
            leave(conversation, isLost ? min(lastSeen, row.time) : row.time)
        case .gone: cancel(conversation, row.time)
        case .resolved:
            let isTalking = place(conversation).map { contacts[$0].isCall } ?? false
            if !isTalking { leave(conversation, row.time) }
        case .closed, .merged:
            cancel(conversation, row.time)
            leave(conversation, row.time)
        case .wrappingUp: wrap(row, conversation, &effect)
        case .wrappedUp: unwrap(row, conversation, &effect)
        default: break
        }
        leaveIfWanted(row.time, row.sequence)
    }

    mutating func offer(_ row: AgentRow, _ conversation: UInt32) {
        if place(conversation) != nil { return }
        figures.offers += 1
        contacts.append(
            AgentContact(
                conversation: conversation, stage: .offered, since: row.time,
                sequence: row.sequence))
    }

    /// Ends the ringing of a contact that is taken.
    mutating func endRinging(_ index: Int, _ time: Int64, _ told: Int64?) {
        guard contacts[index].stage == .offered else { return }
        figures.accepted += 1
        AgentFigures.add(to: &figures.ring, told ?? length(from: contacts[index].since, to: time))
        contacts[index].stage = .accepted
    }

    mutating func accept(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) {
        let ring = row.tag.hasValue ? told(row.value, &effect) : nil
        if let index = place(conversation) { return endRinging(index, row.time, ring) }
        figures.offers += 1
        figures.accepted += 1
        AgentFigures.add(to: &figures.ring, ring ?? 0)
        contacts.append(
            AgentContact(
                conversation: conversation, stage: .accepted, since: row.time,
                sequence: row.sequence))
    }

    /// Ends an offer that is not taken.
    ///
    /// - Returns: false if it was taken before.
    mutating func endOffer(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) -> Bool {
        let ring = row.tag.hasValue ? told(row.value, &effect) : nil
        if let index = place(conversation) {
            guard contacts[index].stage == .offered else { return false }
            AgentFigures.add(
                to: &figures.ring, ring ?? length(from: contacts[index].since, to: row.time))
            contacts.remove(at: index)
        } else {
            // Telephone systems tell of the end of a ringing alone.
            figures.offers += 1
            AgentFigures.add(to: &figures.ring, ring ?? 0)
        }
        return true
    }

    mutating func cancel(_ conversation: UInt32, _ time: Int64) {
        guard let index = place(conversation), contacts[index].stage == .offered else { return }
        figures.cancelled += 1
        AgentFigures.add(to: &figures.ring, length(from: contacts[index].since, to: time))
        contacts.remove(at: index)
    }

    mutating func begin(_ row: AgentRow, _ conversation: UInt32) {
        let told = ringTold?.conversation == conversation ? ringTold?.length : nil
        if let index = place(conversation) {
            if contacts[index].stage == .handling { return }
            endRinging(index, row.time, told)
            contacts[index].stage = .handling
            contacts[index].since = row.time
            contacts[index].sequence = row.sequence
        } else {
            contacts.append(
                AgentContact(
                    conversation: conversation, stage: .handling, since: row.time,
                    sequence: row.sequence))
        }
        if meet(conversation, isUnassigned: false)?.isUnassigned == true {
            figures.unassigned -= 1
        } else {
            figures.handled += 1
        }
    }

    /// Who writes to the customer takes the conversation up, whoever has it; nothing tells for how
    /// long.
    mutating func write(_ conversation: UInt32) {
        figures.messages += 1
        if let index = place(conversation), contacts[index].stage != .offered { return }
        if meet(conversation, isUnassigned: nil) != nil { return }
        figures.handled += 1
        figures.unassigned += 1
    }

    /// Remembers a conversation as the last one, as it was before if nothing else is told.
    ///
    /// - Returns: what was remembered of it.
    @discardableResult
    mutating func meet(_ conversation: UInt32, isUnassigned: Bool?) -> Met? {
        let index = met.firstIndex { $0.conversation == conversation }
        let before = index.map { met.remove(at: $0) }
        if met.count == Self.metMax { met.removeFirst() }
        met.append(
            Met(
                conversation: conversation,
                isUnassigned: isUnassigned ?? before?.isUnassigned ?? true))
        return before
    }

    mutating func connect(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) {
        let isRung = place(conversation).map { contacts[$0].stage != .handling } ?? false
        calls += 1
        doubtOthers(than: conversation, row, &effect)
        begin(row, conversation)
        if let ring = ringTold, ring.conversation == conversation, !isRung {
            // Telephone systems tell how long it rang when it is answered, and nothing before.
            figures.offers += 1
            figures.accepted += 1
            AgentFigures.add(to: &figures.ring, ring.length)
        }
        ringTold = nil
        guard let index = place(conversation) else { return }
        contacts[index].call = calls
        contacts[index].toldAt = row.time
        contacts[index].outlook = CallOutlook(rawValue: outlook).intersection([.isTold, .isOver])
        if contacts[index].isCall { return }
        guesses.removeAll { $0.conversation == conversation }
        contacts[index].isCall = true
        contacts[index].connectedAt = row.time
        figures.calls += 1
    }

    mutating func hold(_ row: AgentRow, _ conversation: UInt32) {
        guard let index = place(conversation), contacts[index].isCall, !contacts[index].isHeld
        else { return }
        contacts[index].isHeld = true
        contacts[index].heldAt = row.time
    }

    mutating func unhold(_ row: AgentRow, _ conversation: UInt32) {
        guard let index = place(conversation), contacts[index].isHeld else { return }
        contacts[index].isHeld = false
        let held = length(from: contacts[index].heldAt, to: row.time)
        contacts[index].hold = AgentFigures.sum(contacts[index].hold, held)
    }

    /// A call is over for the agent.
    mutating func endCall(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) {
        let talk = row.tag.hasValue ? told(row.value, &effect) : nil
        let hold = holdTold?.conversation == conversation ? holdTold?.length : nil
        holdTold = nil
        if let index = place(conversation) {
            switch contacts[index].stage {
            case .handling where contacts[index].isCall || !row.tag.isShared:
                contacts[index].toldHold = hold
                return close(index, row.time, talk)
            case .handling: return
            case .offered, .accepted:
                if row.tag.isShared || talk == nil { return cancel(conversation, row.time) }
                endRinging(index, row.time, nil)
                contacts.remove(at: index)
            }
        }
        guard let talk else { return }
        if var before = ended, before.conversation == conversation, before.time == row.time {
            if before.isTold { return }
            AgentFigures.add(to: &figures.talk, talk - before.talk)
            before.isTold = true
            ended = before
        } else if !row.tag.isShared {
            note(.endedWithoutBeginning, &effect)
            figures.handled += 1
            figures.calls += 1
            AgentFigures.add(to: &figures.talk, talk)
            AgentFigures.add(to: &figures.hold, hold ?? 0)
        }
    }

    /// An agent no longer has a conversation.
    mutating func leave(_ conversation: UInt32, _ time: Int64) {
        guard let index = place(conversation), contacts[index].stage != .offered else { return }
        close(index, time, nil)
    }

    mutating func close(_ index: Int, _ time: Int64, _ talk: Int64?) {
        let contact = contacts.remove(at: index)
        guard contact.stage == .handling else { return }
        let end = max(time, contact.since)
        guard contact.isCall else {
            return AgentFigures.add(to: &figures.written, length(from: contact.since, to: end))
        }
        var hold = contact.hold
        if contact.isHeld {
            hold = AgentFigures.sum(hold, max(0, length(from: contact.heldAt, to: end)))
        }
        hold = contact.toldHold ?? hold
        let whole = max(0, length(from: contact.connectedAt, to: end))
        let talked = talk ?? max(0, whole - min(whole, hold))
        AgentFigures.add(to: &figures.talk, talked)
        AgentFigures.add(to: &figures.hold, hold)
        ended = Ended(
            conversation: contact.conversation, time: time, connectedAt: contact.connectedAt,
            hold: hold, talk: talked, isTold: talk != nil)
    }

    // MARK: Notes

    mutating func wrap(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) {
        figures.wraps += 1
        let until =
            row.tag.hasValue
            ? row.time.addingReportingOverflow(told(row.value, &effect)) : nil
        wraps.append(
            Wrap(
                conversation: conversation, since: row.time,
                until: until.map { $0.overflow ? .max : $0.partialValue }))
        advance(to: row.time)
    }

    mutating func unwrap(
        _ row: AgentRow, _ conversation: UInt32, _ effect: inout Effect
    ) {
        let told = row.tag.hasValue ? told(row.value, &effect) : nil
        let index = wraps.firstIndex { $0.conversation == conversation } ?? wraps.indices.first
        guard let index else {
            note(.wrappedUpWithoutWrap, &effect)
            return AgentFigures.add(to: &figures.wrap, told ?? 0)
        }
        let wrap = wraps.remove(at: index)
        AgentFigures.add(to: &figures.wrap, told ?? length(from: wrap.since, to: row.time))
    }
}
