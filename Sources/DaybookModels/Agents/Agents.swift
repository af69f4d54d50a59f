// Agents: who is here, on what, and how the time went. A case is the facts of one agent, kept as
// rows in canonical order. Must not know what customers wait for, nor the time of day.

public import DaybookCoding
internal import DaybookCommerce

/// Who is here, on what, and what each agent did so far.
///
/// Reads the facts that name their agent, messages too, and the ends of conversations and calls
/// that name none: those concern every agent who has, or later turns out to have had, the
/// conversation. A fact that names a call alone belongs to the conversation of the first fact that
/// names the call and a conversation; what `call.joined_legs` joins is one call.
/// - Complexity: 32 bytes a row, 16 a conversation that an agent had, 56 a call of the last 30 days
///   and 64 a fact that names a call alone; a fact in order costs O(1), a late one O(later rows of
///   its agent), once for all late facts until one asks. A fact that tells of a call more than was
///   known when the next one began counts as late.
public struct Agents: ReadModel {
    public static let name = "agents"
    public static let version: UInt32 = 4

    /// An agent or an end of a conversation.
    struct Node: BitwiseCopyable, Sendable {
        /// The handle of the agent, or the place of the end.
        var value: UInt32
        var isEnd: Bool
        /// How many rows of the agent are of the conversation.
        var rows: UInt32 = 1
        var next: UInt32
    }

    /// The end of a conversation, or of a call whose agent is not named.
    struct End: BitwiseCopyable, Sendable {
        var conversation: UInt32
        var row: AgentRow
        /// The handle of the agent whom it does not concern, or `UInt32.max`.
        var except = UInt32.max
        /// Whether it was found to be of another conversation.
        var isVoid = false
    }

    /// What a fact tells that names a call alone.
    struct CallEntry: BitwiseCopyable, Sendable {
        /// Nil: it is about everybody who is on the call.
        var agent: UInt32?
        /// A row of no conversation.
        var row: AgentRow
    }

    var cases = Cases<AgentState>()
    var calls = CallLinks<CallEntry>()
    /// The time as facts about calls tell it.
    var clock = FactClock()
    var ends = Chunked<End>()
    /// The capacities that were set, by the hash of what they say.
    var capacities: [Int64: AgentCapacity<UInt32>] = [:]
    // By conversation: its last node.
    var heads = Sparse<UInt32>(empty: .max)
    var nodes = Chunked<Node>()

    // Derived from names and catalogs.
    private var plan = FactPlan<AgentFact>()
    private var sources = Sources()
    private var hashes = NameHashes()
    private var outcomes = WordCodes([(QueueOutcome.abandoned.text, 1)], other: 2)
    private var directions = WordCodes(
        [(MessageDirection.in.text, 1), (MessageDirection.internal.text, 2)], other: 3)
    private var releases = WordCodes([(ReleaseReason.agentLost.text, 1)], other: 2)

    /// Agents without facts.
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
            let call = call(of: event, fact, batch)
            take(event, fact, call, batch)
            while fact.part != 0 {
                fact = plan.part(fact.part)
                take(event, fact, call, batch)
            }
        }
    }

    public mutating func settle() { cases.settle() }

    // MARK: Facts to rows

    private mutating func take(
        _ event: EventHead, _ fact: AgentFact, _ call: Int?, _ batch: borrowing Batch
    ) {
        let agent = batch.handle(event, fact.agent)
        guard let kind = fact.kind, agent != nil || fact.isElseShared else { return }
        var value = batch.value(event, fact.value)
        if value == nil && fact.needsValue { return }
        if let reason = batch.handle(event, fact.reason) {
            value = Reference.value(reason, hash: hashes.hash(reason, .symbol, batch.names))
        }
        var word: UInt8 = 0
        switch fact.rule {
        case .none: break
        case .partial(let queue, let channels):
            let isPartial = batch.value(event, queue) != nil || batch.value(event, channels) != nil
            word = isPartial ? 1 : 0
        case .agentLost(let reason):
            if let handle = batch.handle(event, reason) {
                word = releases.code(handle, batch.names) == 1 ? 1 : 0
            }
        case .abandoned(let outcome):
            guard let handle = batch.handle(event, outcome),
                outcomes.code(handle, batch.names) == 1
            else { return }
        case .capacity(let fields): value = capacity(event, fields, batch)
        case .message(let direction, let bot, let automatic):
            guard let handle = batch.handle(event, direction),
                batch.value(event, automatic) != 1, !(bot.map { batch.has(event, $0) } ?? false)
            else { return }
            let way = directions.code(handle, batch.names)
            if way == 1 { return }
            word = way == 2 ? 0 : 1
        }
        let conversation = batch.handle(event, fact.conversation)
        let symbol = batch.handle(event, fact.handle)
        let hash =
            conversation.map { hashes.hash($0, .conversation, batch.names) }
            ?? symbol.map { hashes.hash($0, .symbol, batch.names) } ?? 0
        let origin = Origin(
            source: sources.key(event.source, batch.names), handle: conversation ?? symbol ?? .max,
            ordinal: event.ordinal, hash: UInt32(truncatingIfNeeded: hash >> 32))
        let tag = AgentTag(
            kind, word: word, isShared: agent == nil, hasValue: value != nil)
        let row = AgentRow(
            time: event.time, tag: tag, sequence: batch.sequence(event), value: value ?? 0,
            origin: cases.origins.number(origin))
        if conversation == nil, let call {
            let entry = calls.add(CallEntry(agent: agent, row: row), of: call)
            house(entry, batch.names, isNew: true)
        } else if let conversation, agent == nil {
            let except = batch.handle(event, fact.except) ?? .max
            share(End(conversation: conversation, row: row, except: except))
        } else {
            add(row, of: agent, in: conversation)
        }
    }

    private mutating func add(_ row: AgentRow, of agent: UInt32?, in conversation: UInt32?) {
        if let agent {
            cases.add(row, to: agent)
            if let conversation, row.tag.kind.isOfConversation { link(agent, conversation) }
        } else if let conversation {
            share(End(conversation: conversation, row: row))
        }
    }

    private mutating func remove(_ row: AgentRow, of agent: UInt32?, from conversation: UInt32?) {
        if let agent {
            cases.remove(row, from: agent)
            if let conversation, row.tag.kind.isOfConversation { unlink(agent, conversation) }
        } else if let conversation {
            unshare(row, conversation)
        }
    }

    private mutating func capacity(
        _ event: EventHead, _ fields: CapacityFields, _ batch: borrowing Batch
    ) -> Int64 {
        var capacity = AgentCapacity<UInt32>(
            total: batch.value(event, fields.total) ?? 0, shares: [])
        var hash = UInt64(bitPattern: capacity.total)
        for row in 0..<batch.rowCount(event, fields.list) {
            let channel = UInt32(
                truncatingIfNeeded: batch.value(event, fields.channel, row: row) ?? 0)
            let share = AgentCapacity<UInt32>.Share(
                channel: channel, cost: batch.value(event, fields.cost, row: row) ?? 0,
                most: fields.most.flatMap { batch.value(event, $0, row: row) },
                isExclusive: fields.exclusive.flatMap { batch.value(event, $0, row: row) } == 1)
            for part in [
                hashes.hash(channel, .symbol, batch.names), UInt64(bitPattern: share.cost),
                UInt64(bitPattern: share.most ?? -1), share.isExclusive ? 1 : 0,
            ] { hash = (hash ^ part) &* 0x9E37_79B9_7F4A_7C15 ^ hash &>> 29 }
            capacity.shares.append(share)
        }
        let number = Int64(bitPattern: hash)
        if capacities[number] == nil { capacities[number] = capacity }
        return number
    }

    // MARK: Calls

    /// The place of the call that a fact names, after what the fact tells of it.
    private mutating func call(
        of event: EventHead, _ fact: AgentFact, _ batch: borrowing Batch
    ) -> Int? {
        guard let field = fact.call, let key = batch.key(event, field) else { return nil }
        clock.see(event.time, recorded: batch.recorded)
        calls.purge(clock, LateFacts.windowDefault.count)
        let place = calls.place(key, at: event.time)
        if let conversation = batch.handle(event, fact.conversation),
            calls.isOpen(place, at: event.time)
        {
            let told = FactStamp(
                event, source: sources.key(event.source, batch.names),
                content: hashes.hash(conversation, .conversation, batch.names))
            for entry in calls.learn(place, conversation, told) { house(Int(entry), batch.names) }
        }
        if let field = fact.leg, let leg = batch.key(event, field) {
            let other = calls.place(leg, at: event.time)
            for entry in calls.join(place, other) { house(Int(entry), batch.names) }
        }
        return place
    }

    /// Lets a fact that names a call alone count for the call's conversation, if that is known.
    private mutating func house(
        _ place: Int, _ names: borrowing Names, isNew: Bool = false
    ) {
        let entry = calls.rows[place]
        let home = calls.conversation(of: Int(entry.call))
        if !isNew && home ?? .max == entry.home { return }
        add(row(of: entry.row, in: home, names), of: entry.row.agent, in: home)
        if !isNew {
            let old = entry.home == .max ? nil : entry.home
            remove(row(of: entry.row, in: old, names), of: entry.row.agent, from: old)
        }
        calls.house(place, in: home ?? .max)
    }

    private mutating func row(
        of entry: CallEntry, in conversation: UInt32?, _ names: borrowing Names
    ) -> AgentRow {
        guard let conversation else { return entry.row }
        var (row, origin) = (entry.row, cases.origins[entry.row.origin])
        origin.handle = conversation
        origin.hash = UInt32(
            truncatingIfNeeded: hashes.hash(conversation, .conversation, names) >> 32)
        row.origin = cases.origins.number(origin)
        return row
    }
}
