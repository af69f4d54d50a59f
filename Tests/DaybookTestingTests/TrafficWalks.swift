// Walks over the traffic's facts that know the rules of queues, agents and conversations, but
// nothing of how the traffic is made.

import DaybookCoding
import DaybookCommerce

/// Who waits where, and whether each goes in turn.
struct QueueWalk {
    private struct Wait {
        let queue: QueueID
        let priority: Int64
        let entered: Timestamp
        var isRinging = false
    }

    private var waiting: [ConversationID: Wait] = [:]
    private(set) var finished = 0
    private(set) var outcomes: [QueueOutcome: Int] = [:]
    private(set) var longestWait = Microseconds(0)
    private(set) var flaws: [String] = []

    mutating func see(_ fact: Fact) {
        guard let time = fact.envelope.time else { return flaws.append("no time") }
        switch fact.event {
        case let entered as QueueEntered:
            if waiting[entered.conversation] != nil { flaws.append("entered twice: \(entered)") }
            waiting[entered.conversation] = Wait(
                queue: entered.queue, priority: entered.priority ?? 0, entered: time)
            let ahead = waiting.values.count {
                $0.queue == entered.queue && $0.priority >= entered.priority ?? 0
            }
            if entered.position != Int64(ahead) { flaws.append("position: \(entered)") }
        case let rang as CallRang:
            guard let conversation = rang.conversation else { return flaws.append("\(rang)") }
            checkTurn(of: conversation)
            waiting[conversation]?.isRinging = true
        case let unanswered as CallRingUnanswered:
            if let conversation = unanswered.conversation {
                waiting[conversation]?.isRinging = false
            }
        case let left as QueueLeft: see(left, time)
        case let closed as ConversationClosed:
            if waiting[closed.conversation] != nil { flaws.append("closed in queue: \(closed)") }
            finished += 1
        default: break
        }
    }

    private mutating func see(_ left: QueueLeft, _ time: Timestamp) {
        guard let wait = waiting[left.conversation], wait.queue == left.queue else {
            return flaws.append("left without entering: \(left)")
        }
        if left.wait != time - wait.entered { flaws.append("wait: \(left)") }
        if left.outcome == .answered {
            if !wait.isRinging { checkTurn(of: left.conversation) }
            if left.agent == nil { flaws.append("answered by nobody: \(left)") }
        }
        outcomes[left.outcome, default: 0] += 1
        longestWait = max(longestWait, time - wait.entered)
        waiting[left.conversation] = nil
    }

    /// Nobody who waits in the same queue may have a better right.
    private mutating func checkTurn(of conversation: ConversationID) {
        guard let own = waiting[conversation] else {
            return flaws.append("not waiting: \(conversation)")
        }
        let isPassedOver = waiting.values.contains { other in
            other.queue == own.queue && !other.isRinging
                && (other.priority > own.priority
                    || other.priority == own.priority && other.entered < own.entered)
        }
        if isPassedOver { flaws.append("out of turn: \(conversation)") }
    }
}

/// What each agent does at once.
struct AgentWalk {
    private var present: Set<AgentID> = []
    private var ringing: [CallID: AgentID] = [:]
    private var talking: [CallID: AgentID] = [:]
    private var busy: Set<AgentID> = []
    private var chats: [AgentID: Set<ConversationID>] = [:]
    private(set) var calls = 0
    private(set) var mostChats = 0
    private(set) var flaws: [String] = []

    mutating func see(_ event: any Event) {
        switch event {
        case let login as AgentLoggedIn: present.insert(login.agent)
        case let logout as AgentLoggedOut:
            present.remove(logout.agent)
            if busy.contains(logout.agent) || !chats[logout.agent, default: []].isEmpty {
                flaws.append("went home at work: \(logout)")
            }
        case let rang as CallRang:
            guard let agent = rang.agent else { return flaws.append("\(rang)") }
            take(rang.call, agent)
            ringing[rang.call] = agent
        case let cancelled as CallRingCancelled: drop(cancelled.call)
        case let unanswered as CallRingUnanswered: drop(unanswered.call)
        case let connected as CallConnected:
            if ringing[connected.call] != connected.agent { flaws.append("\(connected)") }
            drop(connected.call)
            take(connected.call, connected.agent)
            talking[connected.call] = connected.agent
            calls += 1
        case let transferred as CallTransferred: drop(transferred.call)
        case let ended as CallEnded: drop(ended.call)
        case let assigned as ConversationAssigned:
            if !present.contains(assigned.agent) { flaws.append("absent: \(assigned)") }
            chats[assigned.agent, default: []].insert(assigned.conversation)
            let count = chats[assigned.agent, default: []].count
            mostChats = max(mostChats, count)
            if count > 3 { flaws.append("too many contacts: \(assigned)") }
        case let released as ConversationReleased:
            if chats[released.agent]?.remove(released.conversation) == nil {
                flaws.append("released without being assigned: \(released)")
            }
        default: break
        }
    }

    private mutating func take(_ call: CallID, _ agent: AgentID) {
        if !present.contains(agent) { flaws.append("\(call): \(agent) is absent") }
        if !busy.insert(agent).inserted { flaws.append("\(call): \(agent) is on another call") }
    }

    private mutating func drop(_ call: CallID) {
        for agent in [ringing.removeValue(forKey: call), talking.removeValue(forKey: call)] {
            if let agent { busy.remove(agent) }
        }
    }
}

/// What becomes of conversations.
struct ThreadWalk {
    private(set) var written: Set<ConversationID> = []
    private(set) var spoken: Set<ConversationID> = []
    private(set) var reopened = 0
    private(set) var rated = 0
    private(set) var overDays = 0
    private var opened: [ConversationID: Int64] = [:]

    mutating func see(_ fact: Fact) {
        switch fact.event {
        case let event as ConversationOpened: opened[event.conversation] = fact.envelope.time?.day
        case let event as MessageSent:
            written.insert(event.conversation)
            if opened[event.conversation] != fact.envelope.time?.day { overDays += 1 }
        case let event as CallTranscribed: spoken.insert(event.conversation)
        case is ConversationReopened: reopened += 1
        case is ConversationRated: rated += 1
        default: break
        }
    }
}
