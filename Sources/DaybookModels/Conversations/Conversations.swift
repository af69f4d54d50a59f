// Conversations: where each one stands, who has it, how long customers wait for a word. A case is
// the facts of one conversation, kept as rows in canonical order. Must not know what was said, nor
// the time of day.

public import DaybookCoding
internal import DaybookCommerce

/// Where each conversation stands, and how it came there.
///
/// Reads the conversation's own course, its messages' directions and authors, its queues, offers
/// and calls; of a call's facts those that name the conversation.
/// - Complexity: 32 bytes a row and about 500 a conversation; a fact in order costs O(1), a late
///   one O(later rows of its conversation), once for all late facts until one asks.
public struct Conversations: ReadModel {
    public static let name = "conversations"
    public static let version: UInt32 = 2

    var cases = Cases<ConversationState>()

    // Derived from names and catalogs.
    private var plan = FactPlan<ConversationFact>()
    private var sources = Sources()
    private var hashes = NameHashes()
    private var words = ConversationWordCodes()

    /// Conversations without facts.
    public init() {}

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) {
            plan.cover(batch.catalog, FactPlan.declare)
            hashes.cover(ReferenceKind.kinds(in: batch.catalog))
        }
        let plan = plan
        for index in 0..<batch.count {
            let event = batch[index]
            guard var fact = plan.fact(event) else { continue }
            guard let conversation = batch.handle(event, fact.conversation) else { continue }
            take(event, fact, conversation, batch)
            while fact.part != 0 {
                fact = plan.part(fact.part)
                take(event, fact, conversation, batch)
            }
        }
    }

    public mutating func settle() { cases.settle() }

    // MARK: Facts to rows

    private mutating func take(
        _ event: EventHead, _ fact: ConversationFact, _ conversation: UInt32,
        _ batch: borrowing Batch
    ) {
        var word: UInt8 = 0
        if let handle = batch.handle(event, fact.word) {
            word = words.code(fact.words, handle, batch.names)
        }
        var value = batch.value(event, fact.value)
        if value == nil && fact.needsValue { return }
        if let kind = fact.reference, let given = value {
            value = reference(Reference.handle(given), kind, batch)
        }
        switch fact.kind {
        case .message: (word, value) = author(event, fact, word, value, batch)
        case .joined, .partyLeft:
            if value == nil, let handle = batch.handle(event, fact.elseValue) {
                value = reference(handle, .person, batch)
            }
        case .handedOn:
            if batch.handle(event, fact.elseValue) != nil { word = TransferWay.queue.rawValue }
        case .called:
            if let media = batch.handle(event, fact.value) {
                value = words.isVideo(media, batch.names) ? 2 : 1
            }
        default: break
        }
        let origin = Origin(
            source: sources.key(event.source, batch.names), handle: .max, ordinal: event.ordinal)
        cases.add(
            ConversationRow(
                time: event.time,
                tag: ConversationTag(fact.kind, word: word, hasValue: value != nil),
                sequence: batch.sequence(event), value: value ?? 0,
                origin: cases.origins.number(origin)),
            to: conversation)
    }

    private mutating func reference(
        _ handle: UInt32, _ kind: ReferenceKind, _ batch: borrowing Batch
    ) -> Int64 {
        Reference.value(handle, hash: hashes.hash(handle, kind, batch.names))
    }

    /// Who wrote a message: whom its fields name, else the actor.
    private mutating func author(
        _ event: EventHead, _ fact: ConversationFact, _ direction: UInt8, _ agent: Int64?,
        _ batch: borrowing Batch
    ) -> (word: UInt8, value: Int64?) {
        func tell(_ author: MessageAuthor, _ value: Int64? = nil) -> (word: UInt8, value: Int64?) {
            (author.rawValue, value)
        }
        if direction == MessageAuthor.customer.rawValue { return tell(.customer) }
        if direction == MessageAuthor.amongAgents.rawValue { return tell(.amongAgents, agent) }
        let actor = batch.actor(event)
        if let bot = fact.bot, batch.has(event, bot) { return tell(.bot) }
        if agent == nil, actor?.kind == .bot { return tell(.bot) }
        if batch.value(event, fact.automatic) == 1 { return tell(.automatic) }
        if let agent { return tell(.human, agent) }
        guard let actor else { return tell(.human) }
        if actor.kind == .system { return tell(.automatic) }
        let isHuman = actor.kind == .agent || actor.kind == .supervisor
        guard isHuman, !words.isEmpty(actor.name, batch.names) else { return tell(.human) }
        let hash = hashes.hash(actor.name, .symbol, batch.names)
        return tell(.human, Reference.value(actor.name | Reference.actorBit, hash: hash))
    }
}

extension ReferenceKind {
    /// The kinds of names that rows refer to, in the order of the cases.
    static func kinds(in catalog: Catalog) -> [DigestKind] {
        [
            .symbols, DigestKind(Agent.definition, in: catalog),
            DigestKind(Queue.definition, in: catalog), DigestKind(Person.definition, in: catalog),
            DigestKind(Visitor.definition, in: catalog), DigestKind(Order.definition, in: catalog),
            DigestKind(Case.definition, in: catalog),
            DigestKind(Conversation.definition, in: catalog),
        ]
    }
}
