// The vocabulary's table "Asterisk queue_log", verb by verb.
// A line that lacks a name which its facts need is kept whole, as an unknown verb is.

internal import Daybook

extension QueueLogLine {
    private var callID: CallID? { call.map { CallID($0) } }
    private var conversation: ConversationID? { call.map { ConversationID($0) } }
    private var queueID: QueueID? { queue.map { QueueID($0) } }
    private var agent: AgentID? { member.map { AgentID($0) } }

    /// The facts that the line tells; nil if it cannot be placed.
    func facts() -> [any Event]? {
        switch verb {
        case "ENTERQUEUE": entered()
        case "CONNECT": connected()
        case "COMPLETEAGENT": completed(by: .agent)
        case "COMPLETECALLER": completed(by: .customer)
        case "ABANDON": left(.abandoned, positionAt: 1)
        case "EXITEMPTY": left(.exitEmpty, positionAt: 1)
        case "EXITWITHTIMEOUT": left(.timeout, positionAt: 1)
        // The first field is the key that was pressed.
        case "EXITWITHKEY": left(.key, positionAt: 2)
        case "JOINEMPTY": left(.joinEmpty)
        case "LEAVEEMPTY": left(.empty)
        case "FULL": left(.full)
        case "CLOSED": left(.closed)
        case "RINGNOANSWER": ringUnanswered()
        case "RINGCANCELED": ringCancelled(reason: nil)
        case "AGENTDUMP": ringCancelled(reason: "refused")
        case "BLINDTRANSFER", "TRANSFER": transferred(.blind, to: data(1), talk: seconds(4))
        case "ATTENDEDTRANSFER": attended()
        default: verb.hasPrefix("DIVERT_") ? left(.full) : agentFacts()
        }
    }

    private func agentFacts() -> [any Event]? {
        guard let agent else { return nil }
        switch verb {
        case "ADDMEMBER":
            return queueID.map { [AgentJoinedQueue(agent: agent, queue: $0)] }
        case "REMOVEMEMBER":
            return queueID.map { [AgentLeftQueue(agent: agent, queue: $0)] }
        case "AGENTLOGIN": return [AgentLoggedIn(agent: agent, kind: "agent")]
        case "AGENTCALLBACKLOGIN": return [AgentLoggedIn(agent: agent, kind: "callback")]
        case "AGENTLOGOFF": return [loggedOut(agent, kind: "agent")]
        case "AGENTCALLBACKLOGOFF": return [loggedOut(agent, kind: "callback")]
        case "PAUSE", "PAUSEALL":
            return [AgentBecameUnavailable(agent: agent, queue: queueID, reason: symbol(1))]
        case "UNPAUSE", "UNPAUSEALL":
            return [AgentBecameAvailable(agent: agent, queue: queueID, reason: symbol(1))]
        case "WRAPUPSTART":
            return [
                AgentWrappingUp(
                    agent: agent, conversation: conversation, queue: queueID, length: seconds(1))
            ]
        default: return nil
        }
    }

    private func symbol(_ index: Int) -> Symbol? { data(index).map { Symbol($0) } }

    private func loggedOut(_ agent: AgentID, kind: Symbol) -> AgentLoggedOut {
        AgentLoggedOut(agent: agent, kind: kind, reason: symbol(3), length: seconds(2))
    }

    private func entered() -> [any Event]? {
        guard let callID, let conversation, let queueID else { return nil }
        return [
            CallOffered(
                call: callID, conversation: conversation, media: .voice, direction: .in,
                from: data(2).map { PersonalText($0) }),
            QueueEntered(
                conversation: conversation, queue: queueID, call: callID, position: number(3),
                reason: .new),
        ]
    }

    private func connected() -> [any Event]? {
        guard let callID, let conversation, let queueID else { return nil }
        let wait = seconds(1)
        let left = QueueLeft(
            conversation: conversation, queue: queueID, outcome: .answered, wait: wait, agent: agent
        )
        guard let agent else { return [left] }
        return [
            left,
            CallConnected(
                call: callID, conversation: conversation, agent: agent, wait: wait,
                ring: seconds(3)),
            ConversationAssigned(
                conversation: conversation, agent: agent, queue: queueID, how: .offered),
        ]
    }

    private func completed(by ender: CallEnder) -> [any Event]? {
        guard let callID, let conversation else { return nil }
        return [
            CallEnded(
                call: callID, conversation: conversation, by: ender, talk: seconds(2),
                wait: seconds(1), queue: queueID, agent: agent)
        ]
    }

    /// A visit that ended without an answer; position, original position and wait follow each other
    /// where the verb has them.
    private func left(_ outcome: QueueOutcome, positionAt first: Int? = nil) -> [any Event]? {
        guard let conversation, let queueID else { return nil }
        return [
            QueueLeft(
                conversation: conversation, queue: queueID, outcome: outcome,
                position: first.flatMap { number($0) },
                originalPosition: first.flatMap { number($0 + 1) },
                wait: first.flatMap { seconds($0 + 2) }, agent: agent)
        ]
    }

    private func ringUnanswered() -> [any Event]? {
        guard let callID else { return nil }
        return [
            CallRingUnanswered(
                call: callID, agent: agent, queue: queueID,
                ring: number(1).map { .milliseconds($0) }, conversation: conversation)
        ]
    }

    private func ringCancelled(reason: Symbol?) -> [any Event]? {
        guard let callID else { return nil }
        return [
            CallRingCancelled(
                call: callID, agent: agent, queue: queueID, reason: reason,
                conversation: conversation)
        ]
    }

    private func attended() -> [any Event]? {
        data(1) == "LINK"
            ? transferred(.attended, to: data(3), talk: leadingSeconds(5))
            : transferred(.attended, to: data(2), talk: seconds(4))
    }

    private func transferred(
        _ kind: TransferKind, to: String?, talk: Microseconds?
    ) -> [any Event]? {
        guard let callID, let conversation else { return nil }
        return [
            CallTransferred(
                call: callID, kind: kind, agent: agent, to: to.map { PersonalText($0) },
                queue: queueID, conversation: conversation),
            CallEnded(
                call: callID, conversation: conversation, by: .agent, talk: talk, queue: queueID,
                agent: agent),
        ]
    }
}
