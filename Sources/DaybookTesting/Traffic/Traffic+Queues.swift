// Waiting: first come, first served within a priority; whoever is free longest takes the next.

internal import DaybookCoding
internal import DaybookCommerce

extension Traffic {
    /// Whether anybody serves a queue at this time.
    func isOpen(_ queue: Int) -> Bool {
        agents.contains { $0.presence != .away && $0.queues.contains(queue) }
    }

    mutating func enter(_ contact: Int, _ queue: Int, _ reason: QueueReason) {
        let isFirst = reason == .new || reason == .requeue
        contacts[contact].stamp = newStamp()
        contacts[contact].queue = queue
        contacts[contact].phase = .waiting
        contacts[contact].entered = now
        if isFirst { contacts[contact].original = now }
        let priority = contacts[contact].priority
        let position = queues[queue].add(contact, priority: priority)
        contacts[contact].firstPosition = position
        let original = contacts[contact].original
        let event = QueueEntered(
            conversation: contacts[contact].id, queue: queues[queue].id,
            call: contacts[contact].call, priority: Int64(priority), position: Int64(position),
            original: isFirst ? nil : Timestamp(microseconds: original), reason: reason)
        if queues[queue].isPhone { telephone(event) } else { desk(event) }

        let isPatient = contacts[contact].isPatient
        if !isPatient {
            guard isOpen(queue) else { return turnAway(contact) }
            let stamp = contacts[contact].stamp
            let patience = 8_000_000 + random.skewedSeconds(mean: queues[queue].isPhone ? 240 : 200)
            steps.plan(.giveUp, contact, at: now + patience, stamp: stamp)
            if queues[queue].isPhone {
                steps.plan(.tellPosition, contact, at: now + 30_000_000, stamp: stamp)
            }
            if queues[queue].overflow != nil {
                steps.plan(.overflow, contact, at: now + 150_000_000, stamp: stamp)
            }
        }
        serveQueue(queue)
    }

    mutating func leave(_ contact: Int, _ outcome: QueueOutcome, agent: Int? = nil) {
        let queue = contacts[contact].queue
        let position = queues[queue].remove(contact)
        let wait = Microseconds(now - contacts[contact].entered)
        contacts[contact].stamp = newStamp()
        contacts[contact].waited = wait
        let event = QueueLeft(
            conversation: contacts[contact].id, queue: queues[queue].id, outcome: outcome,
            position: Int64(position), originalPosition: Int64(contacts[contact].firstPosition),
            wait: wait, agent: agent.map { agents[$0].id })
        if queues[queue].isPhone { telephone(event) } else { desk(event) }
    }

    /// Gives waiting contacts of a queue to free agents.
    mutating func serveQueue(_ queue: Int) {
        while let place = queues[queue].waiting.firstIndex(where: { !$0.isRinging }) {
            guard let agent = freeAgent(for: queue) else { return }
            hand(queues[queue].waiting[place].contact, to: agent)
        }
    }

    /// Gives an agent, who may have become free, what is most urgent.
    mutating func serve(_ agent: Int) {
        while agents[agent].isFree {
            var best: (queue: Int, place: Int)?
            for queue in agents[agent].queues {
                guard let place = queues[queue].waiting.firstIndex(where: { !$0.isRinging }) else {
                    continue
                }
                if let known = best {
                    let (one, other) = (
                        queues[known.queue].waiting[known.place], queues[queue].waiting[place]
                    )
                    let isBetter =
                        one.priority == other.priority
                        ? contacts[other.contact].entered < contacts[one.contact].entered
                        : other.priority > one.priority
                    if !isBetter { continue }
                }
                best = (queue, place)
            }
            guard let best else { return }
            hand(queues[best.queue].waiting[best.place].contact, to: agent)
        }
    }

    /// The agent with the least to do, and among those the one who has been idle longest.
    private func freeAgent(for queue: Int) -> Int? {
        var best: Int?
        for index in agents.indices
        where agents[index].isFree && agents[index].queues.contains(queue) {
            guard let known = best else {
                best = index
                continue
            }
            let (one, other) = (agents[known], agents[index])
            if (other.load, other.lastBusy) < (one.load, one.lastBusy) { best = index }
        }
        return best
    }

    private mutating func hand(_ contact: Int, to agent: Int) {
        agents[agent].contacts += 1
        agents[agent].lastBusy = now
        if agents[agent].isPhone {
            ring(contact, agent)
        } else {
            leave(contact, .answered, agent: agent)
            startServing(contact, agent)
        }
    }

    mutating func tellPosition(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp else { return }
        let queue = contacts[contact].queue
        guard let index = queues[queue].index(of: contact), contacts[contact].ringing == nil else {
            return
        }
        telephone(
            QueuePositionTold(
                conversation: contacts[contact].id, queue: queues[queue].id,
                position: Int64(index + 1), wait: .seconds(Int64(index + 1) * 60)))
        steps.plan(.tellPosition, contact, at: now + 45_000_000, stamp: stamp)
    }

    /// The customer's patience is at its end.
    mutating func giveUp(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp else { return }
        let agent = stopRinging(of: contact, reason: "caller_gone")
        leave(contact, .abandoned)
        endUnserved(contact, by: .customer, reason: .abandoned)
        if let agent { settle(agent) }
    }

    /// A call that has waited too long goes on to the next queue.
    mutating func overflow(_ contact: Int, _ stamp: Int64) {
        guard contacts[contact].stamp == stamp, contacts[contact].ringing == nil,
            let next = queues[contacts[contact].queue].overflow, isOpen(next)
        else { return }
        leave(contact, .timeout)
        enter(contact, next, .overflow)
    }

    /// Nobody serves the queue now.
    private mutating func turnAway(_ contact: Int) {
        leave(contact, .closed)
        endUnserved(contact, by: .system, reason: .ended)
    }

    private mutating func endUnserved(
        _ contact: Int, by ender: CallEnder, reason: CloseReason
    ) {
        if contacts[contact].phase == .waiting, let call = contacts[contact].call {
            let queue = queues[contacts[contact].queue].id
            telephone(
                CallEnded(
                    call: call, conversation: contacts[contact].id, by: ender,
                    wait: contacts[contact].waited, queue: queue))
        }
        finish(contact, reason)
    }

    /// After an agent has gone home, nobody may be left to serve some queues.
    mutating func closeQueues(after agent: Int) {
        for queue in agents[agent].queues where !isOpen(queue) {
            let leaving = queues[queue].waiting.map(\.contact).filter { !contacts[$0].isPatient }
            for contact in leaving { turnAway(contact) }
        }
    }

    private mutating func ring(_ contact: Int, _ agent: Int) {
        let queue = contacts[contact].queue
        guard let place = queues[queue].index(of: contact), let call = contacts[contact].call
        else { return }
        queues[queue].waiting[place].isRinging = true
        contacts[contact].ringing = agent
        contacts[contact].rang = now
        contacts[contact].rings = newStamp()
        contacts[contact].isUnheard = random.chance(50)
        let conversation = contacts[contact].id
        telephone(CallRang(call: call, agent: agents[agent].id, conversation: conversation))
        let length = contacts[contact].isUnheard ? 18_000_000 : random.seconds(1, 7)
        steps.plan(.stopRinging, contact, at: now + length, stamp: contacts[contact].rings)
    }

    /// Ends the ringing of a call that nobody will answer any more.
    private mutating func stopRinging(of contact: Int, reason: Symbol) -> Int? {
        guard let agent = contacts[contact].ringing, let call = contacts[contact].call else {
            return nil
        }
        contacts[contact].ringing = nil
        contacts[contact].rings = newStamp()
        agents[agent].contacts -= 1
        telephone(
            CallRingCancelled(
                call: call, agent: agents[agent].id, queue: queues[contacts[contact].queue].id,
                reason: reason, conversation: contacts[contact].id))
        return agent
    }

    /// The agent answers, or has let it ring in vain.
    mutating func stopRinging(_ contact: Int, _ rings: Int64) {
        guard contacts[contact].rings == rings, let agent = contacts[contact].ringing,
            let call = contacts[contact].call
        else { return }
        contacts[contact].ringing = nil
        let queue = contacts[contact].queue
        let ring = Microseconds(now - contacts[contact].rang)
        guard contacts[contact].isUnheard else {
            leave(contact, .answered, agent: agent)
            return connect(contact, agent, ring: ring)
        }
        agents[agent].contacts -= 1
        telephone(
            CallRingUnanswered(
                call: call, agent: agents[agent].id, queue: queues[queue].id, ring: ring,
                conversation: contacts[contact].id))
        if let place = queues[queue].index(of: contact) {
            queues[queue].waiting[place].isRinging = false
        }
        if agents[agent].wantsToLeave || agents[agent].wantsBreak {
            settle(agent)
        } else {
            pause(agent, reason: "no_answer", for: random.seconds(60, 240))
        }
        serveQueue(queue)
    }
}
