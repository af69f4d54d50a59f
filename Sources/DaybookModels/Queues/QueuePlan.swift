// Which facts the queues read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// Where the parts of a fact are found that makes a row of a case.
struct QueueFact: Sendable {
    var kind: QueueRowKind
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

/// What to do with the events of each type of a catalog.
struct QueuePlan: Sendable {
    private(set) var catalog: Catalog?
    /// By type number: 0, or 1 + the place in `facts`.
    private(set) var actions: [UInt8] = []
    private(set) var facts: [QueueFact] = []

    /// Whether the plan covers every type of a catalog.
    func covers(_ other: Catalog) -> Bool {
        catalog === other && actions.count == other.count
    }

    /// Makes the plan cover a catalog.
    ///
    /// A type that contradicts the vocabulary is not read.
    mutating func cover(_ other: Catalog) {
        if catalog !== other {
            catalog = other
            actions = []
            facts = []
            add(other)
        }
        let missing = other.count - actions.count
        if missing > 0 { actions += Array(repeating: 0, count: missing) }
    }

    private mutating func add(_ catalog: Catalog) {
        add(QueueEntered.self, .entered, queue: "queue", value: "priority", original: "original")
        add(QueueLeft.self, .left, queue: "queue", word: "outcome", value: "wait")
        add(QueueMoved.self, .movedOut, queue: "from", to: "to")
        add(QueueRejoined.self, .rejoined, queue: "queue")
        add(
            CallEnded.self, .ended, queue: "queue", word: "by", value: "wait", talk: "talk",
            agent: "agent")
        add(CallTransferred.self, .transferred, queue: "queue", talk: "talk", agent: "agent")
        add(ConversationClosed.self, .closed)
        add(ConversationMerged.self, .merged)
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: QueueRowKind, queue: String? = nil, to: String? = nil,
        word: String? = nil, value: String? = nil, original: String? = nil, talk: String? = nil,
        agent: String? = nil
    ) {
        guard let catalog else { return }
        do throws(CodingError) {
            let fact = QueueFact(
                kind: kind, conversation: try catalog.required(type, "conversation"),
                queue: try catalog.optional(type, queue), to: try catalog.optional(type, to),
                word: try catalog.optional(type, word), value: try catalog.optional(type, value),
                original: try catalog.optional(type, original),
                talk: try catalog.optional(type, talk), agent: try catalog.optional(type, agent))
            let number = try catalog.readNumber(of: type)
            let missing = number + 1 - actions.count
            if missing > 0 { actions += Array(repeating: 0, count: missing) }
            facts.append(fact)
            actions[number] = UInt8(facts.count)
        } catch {
            // The book declares another meaning under this name; its facts are not ours to read.
        }
    }
}
