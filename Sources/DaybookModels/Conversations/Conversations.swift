// Conversations: where each one stands, who has it, how long customers wait for a word. A case is
// the facts of one conversation, kept as rows in canonical order. Must not know what was said, nor
// the time of day.

public import DaybookCoding
internal import DaybookCommerce

/// Where each conversation stands, and how it came there.
///
/// Reads the conversation's own course, its messages' directions and authors, its queues, offers
/// and calls. A fact that names a call alone belongs to the conversation of the first fact that
/// names the call and a conversation; what `call.joined_legs` joins is one call.
/// - Complexity: 32 bytes a row, about 500 a conversation, 56 a call of the last 30 days; a fact in
///   order costs O(1), a late one O(later rows of its conversation), once for all late facts until
///   one asks.
public struct Conversations: ReadModel {
    public static let name = "conversations"
    public static let version: UInt32 = 3

    var cases = Cases<ConversationState>()
    var calls = CallLinks<ConversationRow>()
    /// The time as facts about calls tell it.
    var clock = FactClock()

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
            let conversation = batch.handle(event, fact.conversation)
            let call = call(of: event, fact, conversation, batch)
            guard let conversation else {
                if let call, let row = row(of: event, fact, batch) {
                    house(calls.add(row, of: call))
                }
                continue
            }
            if let row = row(of: event, fact, batch) { cases.add(row, to: conversation) }
            while fact.part != 0 {
                fact = plan.part(fact.part)
                if let row = row(of: event, fact, batch) { cases.add(row, to: conversation) }
            }
        }
    }

    public mutating func settle() { cases.settle() }

    // MARK: Calls

    /// The place of the call that a fact names, after what the fact tells of it.
    private mutating func call(
        of event: EventHead, _ fact: ConversationFact, _ conversation: UInt32?,
        _ batch: borrowing Batch
    ) -> Int? {
        guard let field = fact.call, let key = batch.key(event, field) else { return nil }
        clock.see(event.time, recorded: batch.recorded)
        calls.purge(clock, LateFacts.windowDefault.count)
        let place = calls.place(key, at: event.time)
        if let conversation, calls.isOpen(place, at: event.time) {
            let told = FactStamp(
                event, source: sources.key(event.source, batch.names),
                content: hashes.hash(conversation, .conversation, batch.names))
            for row in calls.learn(place, conversation, told) { house(Int(row)) }
        }
        if let field = fact.leg, let leg = batch.key(event, field) {
            let other = calls.place(leg, at: event.time)
            for row in calls.join(place, other) { house(Int(row)) }
        }
        return place
    }

    /// Brings a row that names a call alone to the call's conversation, if that is known.
    private mutating func house(_ place: Int) {
        let entry = calls.rows[place]
        guard let home = calls.conversation(of: Int(entry.call)), home != entry.home else { return }
        if entry.home != .max { cases.remove(entry.row, from: entry.home) }
        cases.add(entry.row, to: home)
        calls.house(place, in: home)
    }

    // MARK: Facts to rows

    /// The row that a fact makes; nil if it makes none.
    private mutating func row(
        of event: EventHead, _ fact: ConversationFact, _ batch: borrowing Batch
    ) -> ConversationRow? {
        guard let kind = fact.kind else { return nil }
        var word: UInt8 = 0
        if let handle = batch.handle(event, fact.word) {
            word = words.code(fact.words, handle, batch.names)
        }
        var value = batch.value(event, fact.value)
        if value == nil && fact.needsValue { return nil }
        if let reference = fact.reference, let given = value {
            value = self.reference(Reference.handle(given), reference, batch)
        }
        switch kind {
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
        return ConversationRow(
            time: event.time, tag: ConversationTag(kind, word: word, hasValue: value != nil),
            sequence: batch.sequence(event), value: value ?? 0,
            origin: cases.origins.number(origin))
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
