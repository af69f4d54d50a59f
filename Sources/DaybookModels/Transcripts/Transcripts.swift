// Transcripts: everything said in a conversation. Rows are kept as they come and put in order when
// asked for, so that a late fact costs no more than one in order. Must not know the texts.

internal import DaybookBytes
public import DaybookCoding
internal import DaybookCommerce

/// What was said and done in each conversation, across channels, agents and days.
///
/// Reads the messages and what changes them, the calls' connections, ends and words, co-browsing,
/// bots, calls back, forms, comments, and the conversation's own course. A fact about a call that
/// names no conversation belongs to the one that `call.offered` or `call.connected` told.
/// - Complexity: O(1) a fact; 64 bytes a row.
public struct Transcripts: ReadModel {
    public static let name = "transcripts"
    public static let version: UInt32 = 2

    /// A fact about a call whose conversation nothing has told yet.
    struct Orphan: BitwiseCopyable, Sendable {
        var call: UInt64
        var row: TranscriptRow
    }

    /// The code of a reaction whose symbol is empty, which takes back.
    static let blankReaction: UInt8 = 1
    /// Facts about calls that nobody has offered, kept in the hope that one does.
    static let orphansMax = 4_096

    let window: Int64
    var clock = FactClock()
    var rows = Chunked<TranscriptRow>()
    var origins = Origins()
    // By conversation: its row that came last.
    var heads = Sparse<UInt32>(empty: TranscriptRow.none)
    var links = CallLinks()
    var orphans: [Orphan] = []
    var orphansDropped: UInt64 = 0

    // Derived from names and catalogs.
    private var plan = FactPlan<TranscriptFact>()
    private var sources = Sources()
    private var symbols = SymbolHashes()
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
    /// - Parameter window: how long after a call's end a fact about it is still placed.
    public init(window: Microseconds) { self.window = max(0, window.count) }

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) { plan.cover(batch.catalog, FactPlan.declare) }
        let plan = plan
        let recorded = batch.recorded
        for index in 0..<batch.count {
            let event = batch[index]
            clock.see(event.time, recorded: recorded)
            guard let fact = plan.fact(event) else { continue }
            if let kind = fact.kind {
                take(event, kind, fact, batch)
            } else {
                takeOffer(event, fact, batch)
            }
        }
    }

    // MARK: Facts to rows

    private mutating func takeOffer(
        _ event: EventHead, _ fact: TranscriptFact, _ batch: borrowing Batch
    ) {
        guard let field = fact.call, let call = batch.key(event, field),
            let conversation = batch.handle(event, fact.conversation)
        else { return }
        learn(call, conversation)
    }

    private mutating func learn(_ call: UInt64, _ conversation: UInt32) {
        guard links.learn(call, conversation), !orphans.isEmpty else { return }
        for orphan in orphans where orphan.call == call { add(orphan.row, conversation) }
        orphans.removeAll { $0.call == call }
    }

    private mutating func take(
        _ event: EventHead, _ kind: TranscriptKind, _ fact: TranscriptFact,
        _ batch: borrowing Batch
    ) {
        let row = row(of: event, kind, fact, batch)
        let conversation = batch.handle(event, fact.conversation)
        guard let field = fact.call, let call = batch.key(event, field) else {
            if let conversation { add(row, conversation) }
            return
        }
        if let conversation {
            if kind == .callConnected || kind == .callEnded {
                learn(call, conversation)
            }
            add(row, conversation)
        } else if let known = links.conversation(call) {
            add(row, known)
        } else {
            keepOrphan(Orphan(call: call, row: row))
        }
        if kind == .callEnded {
            links.end(call, at: event.time, clock: clock, window: window)
        }
    }

    private mutating func keepOrphan(_ orphan: Orphan) {
        if orphans.count == Self.orphansMax {
            orphans.removeFirst(Self.orphansMax / 2)
            orphansDropped &+= UInt64(Self.orphansMax / 2)
        }
        orphans.append(orphan)
    }

    mutating func add(_ row: TranscriptRow, _ conversation: UInt32) {
        var row = row
        row.next = heads[conversation]
        heads[conversation] = UInt32(truncatingIfNeeded: rows.append(row))
    }

    private mutating func row(
        of event: EventHead, _ kind: TranscriptKind, _ fact: TranscriptFact,
        _ batch: borrowing Batch
    ) -> TranscriptRow {
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
        }
        if let field = fact.message ?? fact.call {
            let hash = fact.message != nil ? messageHash : callHash
            row.target = batch.key(event, field) ?? 0
            row.targetDigest = batch.digest(event, field, entity: hash) ?? 0
        } else if let number = batch.value(event, fact.number) {
            row.target = UInt64(bitPattern: number)
            row.targetDigest = row.target
        }
        let detailHash = detail.map { symbols.hash($0, batch.names) } ?? 0
        let mixed =
            (row.text &* 31 ^ row.targetDigest) &* 0x9E37_79B9_7F4A_7C15
            ^ detailHash ^ UInt64(tag.bits)
        row.content = UInt32(truncatingIfNeeded: (mixed ^ mixed &>> 32) &* 0xC2B2_AE3D)
        return row
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
