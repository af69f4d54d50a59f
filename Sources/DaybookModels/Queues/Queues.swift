// Queues: who waits, and what each queue did. A case is the queue facts of one conversation, kept
// as rows in canonical order; all sums are contributions of visits that can be taken back when a
// late fact changes them. Must not know agents, promises or the time of day.

public import DaybookCoding
internal import DaybookCommerce

/// What each queue did so far, and who waits in it.
///
/// Reads `queue.entered`, `queue.left`, `queue.moved`, `queue.rejoined`, `conversation.closed`,
/// `conversation.merged`, those of `call.ended` and `call.transferred` that name a queue, and the
/// priorities that `conversation.opened` and `conversation.prioritised` tell.
/// - Complexity: about 32 bytes a row and two or three rows a conversation that waited once, 40 a
///   conversation if priorities are told of conversations; a fact in order costs O(1), a late one
///   O(rows of its conversation).
public struct Queues: ReadModel {
    public static let name = "queues"
    public static let version: UInt32 = 2

    /// A case whose facts are too many to be derived anew for each further one.
    struct LongCase: Sendable {
        var head: UInt32
        var visits: [Visit]
    }

    /// How long after its last fact a visit takes a late one as ordinary, in microseconds.
    let window: Int64
    var clock = FactClock()
    var rows = Chunked<QueueRow>()
    var origins = Origins()
    // By conversation: the last row of its case; or, with the top bit, the place in `longCases`.
    var heads = Sparse<UInt32>(empty: QueueRow.none)
    var longCases: [LongCase] = []
    var queues: [QueueFigures] = []
    var line = WaitingLine()
    /// By conversation; joined to the line when one asks.
    var priorities = Sparse<ConversationPriority>(empty: .none)
    var corrections = RecentRows<QueueCorrection>()

    // Derived from names and catalogs.
    private var plan = FactPlan<QueueFact>()
    private var sources = Sources()
    private var outcomes = WordCodes(Self.outcomeWords, other: WaitOutcome.other.rawValue)
    private var enders = WordCodes([(CallEnder.customer.text, 1)], other: 2)
    // Kept for its memory alone.
    private var scratch: [Visit] = []

    static let longBit: UInt32 = 1 << 31
    /// Up to so many rows are derived anew faster than a derivation is kept up to date.
    static let shortRowsMax = 8

    static let outcomeWords: [(text: String, code: UInt8)] = [
        (QueueOutcome.answered.text, WaitOutcome.answered.rawValue),
        (QueueOutcome.abandoned.text, WaitOutcome.abandoned.rawValue),
        (QueueOutcome.joinEmpty.text, WaitOutcome.blocking.rawValue),
        (QueueOutcome.empty.text, WaitOutcome.blocking.rawValue),
        (QueueOutcome.closed.text, WaitOutcome.closed.rawValue),
        (QueueOutcome.full.text, WaitOutcome.saturated.rawValue),
    ]

    public init() { self.init(window: LateFacts.windowDefault) }

    /// Queues without facts.
    ///
    /// - Parameter window: how long after its last fact a visit takes a late one as ordinary; what
    ///   comes later still counts, and is listed in the corrections.
    public init(window: Microseconds) { self.window = max(0, window.count) }

    public mutating func apply(_ batch: borrowing Batch) {
        if !plan.covers(batch.catalog) { plan.cover(batch.catalog, FactPlan.declare) }
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
        _ event: EventHead, _ fact: QueueFact, _ batch: borrowing Batch
    ) {
        guard let conversation = batch.handle(event, fact.conversation) else { return }
        guard let kind = fact.kind else { return prioritise(event, fact, conversation, batch) }
        var queue: UInt32 = .max
        if let field = fact.queue {
            guard let handle = batch.handle(event, field) else { return }
            queue = handle
        }
        let value = batch.value(event, fact.value)
        var word: UInt8 = 0
        let talked = batch.value(event, fact.talk) != nil || batch.value(event, fact.agent) != nil
        switch kind {
        case .left:
            guard let handle = batch.handle(event, fact.word) else { return }
            word = outcomes.code(handle, batch.names)
        case .ended:
            guard let handle = batch.handle(event, fact.word) else { return }
            word = enders.code(handle, batch.names) == 1 ? 1 : 0
        case .transferred:
            // Passed on without a word of a talk: that says nothing about the wait.
            if !talked { return }
        default: break
        }
        let tag = QueueTag(kind, word: word, hasValue: value != nil, talked: talked)
        add(event, tag, value ?? 0, queue, conversation, batch)
        if let original = batch.value(event, fact.original) {
            let tag = QueueTag(.original, hasValue: true)
            add(event, tag, original, queue, conversation, batch)
        }
        if let to = batch.handle(event, fact.to) {
            add(event, QueueTag(.movedIn), 0, to, conversation, batch)
        }
    }

    private mutating func prioritise(
        _ event: EventHead, _ fact: QueueFact, _ conversation: UInt32, _ batch: borrowing Batch
    ) {
        guard let value = batch.value(event, fact.value) else { return }
        let key = FactKey(
            time: event.time, ordinal: event.ordinal,
            source: sources.key(event.source, batch.names))
        let told = ConversationPriority(key: key, rank: fact.rank, value: value)
        if told.isLater(than: priorities[conversation]) { priorities[conversation] = told }
    }

    private mutating func add(
        _ event: EventHead, _ tag: QueueTag, _ value: Int64, _ queue: UInt32,
        _ conversation: UInt32, _ batch: borrowing Batch
    ) {
        let origin = Origin(
            source: sources.key(event.source, batch.names), handle: queue, ordinal: event.ordinal)
        let row = QueueRow(
            time: event.time, tag: tag, sequence: batch.sequence(event), value: value,
            origin: origins.number(origin))
        fold(row, conversation)
    }

    // MARK: Rows into cases

    /// Adds a row to its case, in its place, and its effect to the sums.
    mutating func fold(_ row: QueueRow, _ conversation: UInt32) {
        let head = lastRow(of: conversation)
        let isInOrder = head == QueueRow.none || rows[Int(head)].precedes(row, origins)
        if isInOrder { advance(row, conversation, head) } else { insert(row, conversation) }
    }

    func lastRow(of conversation: UInt32) -> UInt32 {
        let entry = heads[conversation]
        guard entry != QueueRow.none, entry & Self.longBit != 0 else { return entry }
        return longCases[Int(entry & ~Self.longBit)].head
    }

    private mutating func advance(_ row: QueueRow, _ conversation: UInt32, _ head: UInt32) {
        var row = row
        row.next = head
        let place = UInt32(rows.append(row))
        let entry = heads[conversation]
        if entry != QueueRow.none, entry & Self.longBit != 0 {
            let long = Int(entry & ~Self.longBit)
            longCases[long].head = place
            // Taken out and put back, so that the array is changed in place.
            var visits: [Visit] = []
            swap(&visits, &longCases[long].visits)
            step(&visits, row, conversation)
            swap(&visits, &longCases[long].visits)
            return
        }
        var visits: [Visit] = []
        swap(&visits, &scratch)
        visits.removeAll(keepingCapacity: true)
        let count = derive(from: head, into: &visits)
        step(&visits, row, conversation)
        heads[conversation] = place
        if count >= Self.shortRowsMax {
            keepLong(LongCase(head: place, visits: visits), conversation)
        }
        swap(&visits, &scratch)
    }

    mutating func keepLong(_ long: LongCase, _ conversation: UInt32) {
        heads[conversation] = Self.longBit | UInt32(longCases.count)
        longCases.append(long)
    }

    /// Lets one more fact take effect on the latest visits of a case, and on the sums.
    private mutating func step(
        _ visits: inout [Visit], _ row: QueueRow, _ conversation: UInt32
    ) {
        if row.tag.kind.isOfConversation {
            for index in visits.indices where visits[index].isWaiting {
                change(&visits[index], row, conversation)
            }
            return
        }
        let queue = origins[row.origin].handle
        if let index = visits.firstIndex(where: { $0.queue == queue }) {
            change(&visits[index], row, conversation)
        } else {
            var visit = Visit(queue: queue)
            change(&visit, row, conversation)
            if visit.isBegun { visits.append(visit) }
        }
    }

    private mutating func change(
        _ visit: inout Visit, _ row: QueueRow, _ conversation: UInt32
    ) {
        let before = visit
        count(before, -1, conversation)
        let finished = visit.take(row)
        if let finished { count(finished, 1, conversation) }
        count(visit, 1, conversation)
        noteChange(before.isBegun ? before : nil, finished ?? visit, row, conversation)
        if finished != nil { noteChange(nil, visit, row, conversation) }
    }

    /// Adds or takes back what a visit contributes.
    mutating func count(_ visit: Visit, _ sign: Int64, _ conversation: UInt32) {
        guard visit.isBegun else { return }
        while queues.count <= Int(visit.queue) { queues.append(QueueFigures()) }
        queues[Int(visit.queue)].count(visit, sign)
        guard visit.isWaiting else { return }
        if sign < 0 {
            line.remove(queue: visit.queue, conversation: conversation)
        } else {
            line.add(
                WaitingEntry(
                    queue: visit.queue, conversation: conversation, since: visit.date,
                    line: min(visit.line, visit.date), priority: visit.priority ?? 0,
                    hasPriority: visit.priority != nil, sequence: visit.beginSequence))
        }
    }
}
