// One fact as the simulation meant it, to be compared with what the book tells.

internal import Daybook

/// A fact that was handed to a book, or is told by one.
struct SimulatedFact: Equatable, Sendable {
    var conversation: String
    var message: String
    var body: String
    var agent: String?
    var source: String?
    var id: String?

    var event: MessageSent {
        MessageSent(
            conversation: ConversationID(conversation), message: MessageID(message),
            direction: .in, kind: .text, body: PersonalText(body), agent: agent.map { AgentID($0) })
    }

    init(_ conversation: String, _ message: String, _ body: String, agent: String?) {
        self.conversation = conversation
        self.message = message
        self.body = body
        self.agent = agent
    }

    /// What a book tells; nil if it is no fact of a simulation.
    init?(_ event: RecordedEvent) {
        guard let sent = event.decode(as: MessageSent.self) else { return nil }
        self.init(
            sent.conversation.text, sent.message.text, sent.body.text, agent: sent.agent?.text)
        source = event.envelope.source
        id = event.envelope.id
    }

    /// The facts of one append under a key, as they are stored.
    static func keyed(_ facts: [SimulatedFact], _ key: Key) -> [SimulatedFact] {
        facts.enumerated().map { index, fact in
            var fact = fact
            fact.source = key.source
            fact.id = facts.count == 1 ? key.id : "\(key.id)#\(index)"
            return fact
        }
    }
}
