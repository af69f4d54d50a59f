// The agents' day: shifts, breaks, lost connections, and the work that follows a contact.

internal import DaybookCoding
internal import DaybookCommerce

extension Traffic {
    /// Lets those come whose shift begins, and in the first hour those whose shift has begun.
    mutating func planShifts(hourOfDay: Int, began: Int64, isFirst: Bool) {
        for index in agents.indices {
            let elapsed = hourOfDay - agents[index].shift
            guard elapsed == 0 || isFirst && (1..<8).contains(elapsed) else { continue }
            let end = began + Int64(8 - elapsed) * TrafficShop.hour
            desk(
                AgentScheduled(
                    agent: agents[index].id, from: Timestamp(microseconds: began),
                    until: Timestamp(microseconds: end)))
            steps.plan(.logIn, index, at: began + random.seconds(0, 300), stamp: end)
        }
    }

    mutating func logIn(_ index: Int, until end: Int64) {
        guard agents[index].presence == .away else { return }
        agents[index].stamp += 1
        agents[index].presence = .present
        agents[index].loggedIn = now
        let (id, stamp) = (agents[index].id, agents[index].stamp)
        desk(AgentLoggedIn(agent: id, kind: "desk"), by: agent(index))
        desk(AgentBecameAvailable(agent: id), by: agent(index))
        agents[index].lastBusy = now
        for hours in [2, 4, 6] {
            let time = now + Int64(hours) * TrafficShop.hour + random.seconds(0, 1_800)
            steps.plan(.startBreak, index, at: time, stamp: stamp)
        }
        steps.plan(.logOut, index, at: end - random.seconds(0, 600), stamp: stamp)
        serve(index)
    }

    /// The shift is over: the agent leaves once the last contact has ended.
    mutating func leaveWork(_ index: Int, _ stamp: Int64) {
        guard agents[index].stamp == stamp, agents[index].presence != .away else { return }
        agents[index].wantsToLeave = true
        agents[index].wantsBreak = false
        if agents[index].presence == .onBreak || agents[index].load == 0 {
            settle(index)
        } else {
            desk(AgentWillBecomeUnavailable(agent: agents[index].id, reason: "shift_end"))
        }
    }

    mutating func wishBreak(_ index: Int, _ stamp: Int64) {
        guard agents[index].stamp == stamp, agents[index].presence == .present,
            !agents[index].wantsToLeave
        else { return }
        if agents[index].load == 0, random.chance(60) { return lose(index) }
        agents[index].wantsBreak = true
        if agents[index].load == 0 {
            settle(index)
        } else {
            desk(AgentWillBecomeUnavailable(agent: agents[index].id, reason: "break"))
        }
    }

    /// An agent without work goes away or on a break, if that was wished; any other gets work.
    mutating func settle(_ index: Int) {
        if agents[index].load > 0 || agents[index].presence == .lost { return serve(index) }
        if agents[index].wantsToLeave {
            agents[index].presence = .away
            agents[index].wantsToLeave = false
            let length = Microseconds(now - agents[index].loggedIn)
            desk(
                AgentLoggedOut(
                    agent: agents[index].id, kind: "desk", reason: "shift_end", length: length),
                by: agent(index))
            closeQueues(after: index)
        } else if agents[index].wantsBreak {
            agents[index].wantsBreak = false
            pause(index, reason: "break", for: random.seconds(600, 1_200))
        } else {
            serve(index)
        }
    }

    mutating func pause(_ index: Int, reason: Symbol, for length: Int64) {
        agents[index].presence = .onBreak
        desk(AgentBecameUnavailable(agent: agents[index].id, reason: reason), by: agent(index))
        steps.plan(.endBreak, index, at: now + length, stamp: agents[index].stamp)
    }

    mutating func endBreak(_ index: Int, _ stamp: Int64) {
        guard agents[index].stamp == stamp, agents[index].presence == .onBreak else { return }
        agents[index].presence = .present
        agents[index].lastBusy = now
        desk(AgentBecameAvailable(agent: agents[index].id), by: agent(index))
        settle(index)
    }

    /// The connection of an idle agent dies for a while.
    private mutating func lose(_ index: Int) {
        agents[index].presence = .lost
        desk(
            AgentLost(
                agent: agents[index].id, lastSeen: Timestamp(microseconds: now - 30_000_000)))
        steps.plan(.find, index, at: now + random.seconds(30, 300), stamp: agents[index].stamp)
    }

    mutating func find(_ index: Int, _ stamp: Int64) {
        guard agents[index].stamp == stamp, agents[index].presence == .lost else { return }
        agents[index].presence = .present
        desk(AgentFound(agent: agents[index].id))
        settle(index)
    }

    /// A contact of an agent is over; notes follow.
    mutating func wrapUp(_ index: Int, _ contact: Int) {
        let queue = contacts[contact].queue
        counters.wrapUps += 1
        let serial = counters.wrapUps
        agents[index].contacts -= 1
        agents[index].lastBusy = now
        agents[index].wrapUps.append(
            TrafficAgent.WrapUp(
                serial: serial, conversation: contacts[contact].id, queue: queue, began: now))
        desk(
            AgentWrappingUp(
                agent: agents[index].id, conversation: contacts[contact].id,
                queue: queues[queue].id),
            by: agent(index))
        let mean = agents[index].isPhone ? 45 : 25
        steps.plan(
            .endWrapUp, index, at: now + 2_000_000 + random.skewedSeconds(mean: mean),
            stamp: serial)
    }

    mutating func endWrapUp(_ index: Int, _ serial: Int64) {
        guard let place = agents[index].wrapUps.firstIndex(where: { $0.serial == serial }) else {
            return
        }
        let ended = agents[index].wrapUps.remove(at: place)
        desk(
            AgentWrappedUp(
                agent: agents[index].id, conversation: ended.conversation,
                queue: queues[ended.queue].id, length: Microseconds(now - ended.began)),
            by: agent(index))
        settle(index)
    }
}
