// Which facts the queues read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// Where the parts of a fact are found that makes a row of a case.
struct QueueFact: Sendable {
    /// Nil: no row comes of it; it tells the conversation's priority.
    var kind: QueueRowKind?
    /// The place among facts of equal time, source and ordinal.
    var rank: UInt8
    var conversation: FieldIndex
    /// Nil: the fact is about every queue of the conversation.
    var queue: FieldIndex?
    /// The queue moved to.
    var to: FieldIndex?
    /// The outcome of a wait, or who ended a call.
    var word: FieldIndex?
    /// A wait or a priority.
    var value: FieldIndex?
    /// The entry from which the place in line counts.
    var original: FieldIndex?
    var talk: FieldIndex?
    var agent: FieldIndex?
}

extension FactPlan<QueueFact> {
    /// Adds the facts that the queues read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.add(
            QueueEntered.self, .entered, queue: "queue", value: "priority", original: "original")
        plan.add(QueueLeft.self, .left, queue: "queue", word: "outcome", value: "wait")
        plan.add(QueueMoved.self, .movedOut, queue: "from", to: "to")
        plan.add(QueueRejoined.self, .rejoined, queue: "queue")
        plan.add(
            CallEnded.self, .ended, queue: "queue", word: "by", value: "wait", talk: "talk",
            agent: "agent")
        plan.add(CallTransferred.self, .transferred, queue: "queue", talk: "talk", agent: "agent")
        plan.add(ConversationClosed.self, .closed)
        plan.add(ConversationMerged.self, .merged)
        plan.add(ConversationOpened.self, nil, value: "priority")
        plan.add(ConversationPrioritised.self, nil, value: "priority")
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: QueueRowKind?, queue: String? = nil, to: String? = nil,
        word: String? = nil, value: String? = nil, original: String? = nil, talk: String? = nil,
        agent: String? = nil
    ) {
        add(type) { (catalog) throws(CodingError) in
            QueueFact(
                kind: kind, rank: Vocabulary.rank(ofType: type.type),
                conversation: try catalog.required(type, "conversation"),
                queue: try catalog.optional(type, queue), to: try catalog.optional(type, to),
                word: try catalog.optional(type, word), value: try catalog.optional(type, value),
                original: try catalog.optional(type, original),
                talk: try catalog.optional(type, talk), agent: try catalog.optional(type, agent))
        }
    }
}
