// Transcripts: everything said in a conversation. Rows are kept as they come and put in order when
// asked for, so that a late fact costs no more than one in order. Must not know the texts.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// What was said and done in each conversation, across channels, agents and days.
///
/// Reads the messages and what changes them, the calls' connections, ends and words, co-browsing,
/// bots, calls back, forms, comments, and the conversation's own course. A fact that names a call
/// alone belongs to the conversation of the first fact that names the call and a conversation; what
/// `call.joined_legs` joins is one call.
/// - Complexity: O(1) a fact; 64 bytes a row, and 56 a call of the last 30 days.
public struct Transcripts: ReadModel {
    public static let name = "transcripts"
    public static let version: UInt32 = 4

    /// The code of a reaction whose symbol is empty, which takes back.
    static let blankReaction: UInt8 = 1

    let window: Int64
    var clock = FactClock()
    var rows = Chunked<TranscriptRow>()
    var origins = Origins()
    // By conversation: its row that came last.
    var heads = Sparse<UInt32>(empty: TranscriptRow.none)
    var links = CallLinks<TranscriptRow>()

    // Derived from names and catalogs.
    private var plan = FactPlan<TranscriptFact>()
    private var sources = Sources()
    private var symbols = KindHashes()
    private var kinds: NameKinds?
    private var parties = WordCodes(Self.partyWords, other: 255)
    private var directions = WordCodes(Self.directionWords, other: LineDirection.out.rawValue)
    private var statuses = WordCodes(Self.statusWords, other: 3)
    private let messageHash = NameHash.entity(Message.definition.name)
    private let callHash = NameHash.entity(Call.definition.name)
    private let noName = XXH64.hash("", seed: DigestKind.symbols.hash)

    private static let partyWords: [(text: String, code: UInt8)] = [
        (Party.customer.text, SpeakerParty.customer.rawValue),
        (Party.agent.text, SpeakerParty.agent.rawValue),
        (Party.bot.text, SpeakerParty.bot.rawValue),
        (Party.supervisor.text, SpeakerParty.supervisor.rawValue),
        (Initiator.proactive.text, SpeakerParty.system.rawValue),
        (Initiator.system.text, SpeakerParty.system.rawValue),
        (CallEnder.network.text, SpeakerParty.system.rawValue),
    ]
    private static let directionWords: [(text: String, code: UInt8)] = [
        (MessageDirection.in.text, LineDirection.in.rawValue),
        (MessageDirection.out.text, LineDirection.out.rawValue),
        (MessageDirection.internal.text, LineDirection.internal.rawValue),
    ]
    // Of receipts of one instant the one that can only come later counts.
    private static let statusWords: [(text: String, code: UInt8)] = [
        (MessageStatus.accepted.text, 1), (MessageStatus.sent.text, 2),
        (MessageStatus.deferred.text, 3), (MessageStatus.delivered.text, 4),
        (MessageStatus.read.text, 5), (MessageStatus.played.text, 6),
        (MessageStatus.failed.text, 7), (MessageStatus.bounced.text, 8),
        (MessageStatus.spam.text, 9), (MessageStatus.unsubscribed.text, 10),
    ]

    public init() { self.init(window: LateFacts.windowDefault) }

    /// Transcripts without facts.
    ///
    /// - Parameter window: how long after a call's last fact a further one that names the call
    ///   alone is still placed.
    public init(window: Microseconds) { self.window = max(0, window.count) }

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) {
            plan.cover(batch.catalog, FactPlan.declare)
            kinds = NameKinds(batch.catalog)
        }
        let plan = plan
        let recorded = batch.recorded
        for index in 0..<batch.count {
            let event = batch[index]
            clock.see(event.time, recorded: recorded)
            if let fact = plan.fact(event) { take(event, fact, batch) }
        }
    }

    // MARK: Facts to rows

    private mutating func take(
        _ event: EventHead, _ fact: TranscriptFact, _ batch: borrowing Batch
    ) {
        let row = row(of: event, fact, batch)
        let conversation = batch.handle(event, fact.conversation)
        if let row, let conversation { add(row, conversation) }
        guard let field = fact.call, let call = batch.key(event, field) else { return }
        let place = links.place(call, at: event.time)
        if let conversation {
            if links.isOpen(place, at: event.time) {
                let told = FactStamp(
                    event, source: sources.key(event.source, batch.names),
                    content: kinds?.conversation(conversation, batch.names) ?? 0)
                links.learn(place, conversation, told)
            }
        } else if let row {
            links.add(row, of: place)
        }
        if let field = fact.leg, let leg = batch.key(event, field) {
            links.join(place, links.place(leg, at: event.time))
        }
        for (row, conversation) in links.purge(clock, window) { add(row, conversation) }
    }

    mutating func add(_ row: TranscriptRow, _ conversation: UInt32) {
        var row = row
        row.next = heads[conversation]
        heads[conversation] = UInt32(truncatingIfNeeded: rows.append(row))
    }

    /// What a transcript keeps of a fact; nil if it is no line.
    private mutating func row(
        of event: EventHead, _ fact: TranscriptFact, _ batch: borrowing Batch
    ) -> TranscriptRow? {
        guard let kind = fact.kind else { return nil }
        let speaker = speaker(of: event, fact, batch)
        var code = fact.code
        if let handle = batch.handle(event, fact.direction) {
            code = directions.code(handle, batch.names)
        }
        let detail = batch.handle(event, fact.detail)
        if kind == .receipt, let detail { code = statuses.code(detail, batch.names) }
        if kind == .reaction || kind == .unreaction, let detail,
            symbols.hash(detail, batch.names) == noName
        {
            code = Self.blankReaction
        }
        let tag = TranscriptTag(
            kind, speaker.party, speaker.name, code: code,
            isAutomatic: batch.value(event, fact.automatic) == 1)
        let origin = Origin(
            source: sources.key(event.source, batch.names), handle: 0, ordinal: event.ordinal)
        var row = TranscriptRow(
            time: event.time, meta: TranscriptRow.meta(tag, batch.sequence(event)), text: 0,
            target: 0, targetDigest: 0, speaker: speaker.handle,
            detail: detail ?? TranscriptRow.none, origin: origins.number(origin), content: 0,
            other: batch.handle(event, fact.other) ?? TranscriptRow.none, next: TranscriptRow.none)
        if let field = fact.text {
            row.text = batch.withText(event, field) { XXH64.hash($0) } ?? 0
        } else if let field = fact.entry {
            row.text = text(of: event, field, batch)
        }
        if let field = fact.message ?? fact.call {
            let hash = fact.message != nil ? messageHash : callHash
            row.target = batch.key(event, field) ?? 0
            row.targetDigest = batch.digest(event, field, entity: hash) ?? 0
        } else if let number = batch.value(event, fact.number) {
            row.target = UInt64(bitPattern: number)
            row.targetDigest = row.target
        }
        let said = said(by: row, batch.names)
        if row.text == 0 { row.text = said }
        row.content = place(of: event, fact, row, said, batch)
        return row
    }

    /// The row's part in canonical order; facts of one message have the same.
    private func place(
        of event: EventHead, _ fact: TranscriptFact, _ row: TranscriptRow, _ said: UInt64,
        _ batch: borrowing Batch
    ) -> UInt32 {
        if let field = fact.offset, let offset = batch.value(event, field) {
            return UInt32(clamping: offset / 1_000)
        }
        guard let field = fact.message else { return UInt32(truncatingIfNeeded: said) }
        return batch.endNumber(event, field) ?? UInt32(truncatingIfNeeded: row.targetDigest)
    }

    /// A hash of the texts in the rows of a list; 0 if there are none.
    private func text(
        of event: EventHead, _ field: RowFieldIndex, _ batch: borrowing Batch
    ) -> UInt64 {
        var hash: UInt64 = 0
        for row in 0..<batch.rowCount(event, field.list) {
            let text = batch.withText(event, field, row: row) { XXH64.hash($0) }
            hash = Self.mix(hash, text ?? 1)
        }
        return hash
    }

    /// A hash of what a row says, the same in every log.
    private mutating func said(by row: TranscriptRow, _ names: borrowing Names) -> UInt64 {
        let detail = row.detail == TranscriptRow.none ? 0 : symbols.hash(row.detail, names)
        var mixed = Self.mix(UInt64(row.tag.bits), row.text)
        mixed = Self.mix(Self.mix(mixed, row.targetDigest), detail)
        mixed = Self.mix(mixed, kinds?.speaker(row, names) ?? 0)
        mixed = Self.mix(mixed, kinds?.other(row, names) ?? 0)
        return mixed
    }

    private static func mix(_ hash: UInt64, _ part: UInt64) -> UInt64 {
        let mixed = (hash ^ part) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed &>> 32
    }

    // MARK: Speakers

    private typealias Speaker = (party: SpeakerParty, name: NameKind, handle: UInt32)

    /// Who speaks or acts: whom the fact's own fields name, else its actor.
    private mutating func speaker(
        of event: EventHead, _ fact: TranscriptFact, _ batch: borrowing Batch
    ) -> Speaker {
        let agent = batch.handle(event, fact.agent)
        let person = batch.handle(event, fact.person)
        if let field = fact.direction, let handle = batch.handle(event, field),
            directions.code(handle, batch.names) == LineDirection.in.rawValue
        {
            if let person { return (.customer, .person, person) }
            return named(.customer, actor(of: event, batch))
        }
        if let field = fact.party, let word = batch.handle(event, field) {
            let party =
                SpeakerParty(rawValue: parties.code(word, batch.names)) ?? .unknown
            switch party {
            case .agent, .supervisor: if let agent { return (party, .agent, agent) }
            case .customer: if let person { return (party, .person, person) }
            default: break
            }
            return named(party, actor(of: event, batch))
        }
        if let agent { return (.agent, .agent, agent) }
        if let bot = batch.handle(event, fact.bot) { return (.bot, .bot, bot) }
        if let person, fact.direction == nil { return (.customer, .person, person) }
        if let actor = actor(of: event, batch) { return actor }
        return (fact.silent, .none, TranscriptRow.none)
    }

    /// A party, with the actor's name if the actor is of that party.
    private func named(_ party: SpeakerParty, _ actor: Speaker?) -> Speaker {
        if let actor, actor.party == party { return actor }
        return (party, .none, TranscriptRow.none)
    }

    private mutating func actor(of event: EventHead, _ batch: borrowing Batch) -> Speaker? {
        guard let actor = batch.actor(event) else { return nil }
        let party: SpeakerParty =
            switch actor.kind {
            case .system: .system
            case .customer: .customer
            case .agent: .agent
            case .bot: .bot
            case .supervisor: .supervisor
            }
        let isNamed = symbols.hash(actor.name, batch.names) != noName
        return isNamed
            ? (party, .actor, actor.name) : (party, .none, TranscriptRow.none)
    }
}
