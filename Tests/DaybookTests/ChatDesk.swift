// The service of the README, compiled and run. What stands below is printed there word for word.

import Daybook

/// A chat desk: customers come in, an agent takes the one who waits longest.
struct ChatDesk {
    let book: Daybook

    /// A customer opens a conversation; the key makes a retry after a lost connection exact.
    func arrive(_ conversation: ConversationID, _ visitor: VisitorID, key: Key) async throws {
        try await book.append(
            [
                ConversationOpened(
                    conversation: conversation, channel: .webchat, initiator: .customer,
                    visitor: visitor),
                QueueEntered(conversation: conversation, queue: "sales", reason: .new),
            ], by: EventActor(.customer), key: key)
    }

    /// An agent takes the next customer; nil if nobody waits.
    func takeNext(_ agent: AgentID) async throws -> ConversationID? {
        while let board = try await book.queues.board("sales"), let next = board.waiting.first {
            let conversation = ConversationID(next.conversation)
            do {
                // Two agents may ask at once: only one append finds the conversation unchanged.
                try await book.append(
                    [
                        QueueLeft(conversation: conversation, queue: "sales", outcome: .answered),
                        ConversationAssigned(
                            conversation: conversation, agent: agent, queue: "sales",
                            how: .claimed),
                    ], by: EventActor(.agent, agent.text),
                    unless: .changed(since: board.sequence, about: [.conversation(conversation)]))
                return conversation
            } catch DaybookError.changed {}
        }
        return nil
    }

    /// Prints what is assigned to whom, from now on, until the book is closed.
    func watch(_ show: (String) -> Void) async throws {
        for try await event in book.follow(Selection(types: [ConversationAssigned.type])) {
            guard let assigned = event.decode(as: ConversationAssigned.self) else { continue }
            show("\(event.time): \(assigned.conversation) to \(assigned.agent)")
        }
    }
}
