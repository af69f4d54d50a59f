// What can be asked of the queues. Queries change nothing and take handles; whoever asks by name
// looks the name up first.

public import DaybookCoding
internal import DaybookCommerce

/// One conversation in a queue's line.
public struct QueueWaiting: Hashable, Sendable {
    /// The handle of the conversation.
    public let conversation: UInt32
    /// When its visit to the queue began.
    public let since: Timestamp
    /// The priority that was told of it last: of the conversation, or by its entry, if any was;
    /// the larger number goes first, none counts as 0.
    public let priority: Int64?
    /// Its place in line, from 1.
    public let position: Int
    /// The sequence of the fact by which it waits.
    public let sequence: UInt64
}

/// What a late fact changed in figures that were final.
public struct QueueCorrection: Hashable, Sendable {
    /// When the late fact happened.
    public let time: Timestamp
    /// The sequence of the late fact.
    public let sequence: UInt64
    /// The handle of the conversation.
    public let conversation: UInt32
    /// The handle of the queue.
    public let queue: UInt32
    /// What the visit counted as before; nil if there was no such visit.
    public let outcomeBefore: WaitOutcome?
    /// The wait that counted before.
    public let waitBefore: Microseconds
    /// What the visit counts as now; nil if there is no such visit any more.
    public let outcomeAfter: WaitOutcome?
    /// The wait that counts now.
    public let waitAfter: Microseconds

    init(
        time: Int64, sequence: UInt64, conversation: UInt32, queue: UInt32,
        outcomeBefore: WaitOutcome?, waitBefore: Int64, outcomeAfter: WaitOutcome?, waitAfter: Int64
    ) {
        self.time = Timestamp(microseconds: time)
        self.sequence = sequence
        self.conversation = conversation
        self.queue = queue
        self.outcomeBefore = outcomeBefore
        self.waitBefore = Microseconds(waitBefore)
        self.outcomeAfter = outcomeAfter
        self.waitAfter = Microseconds(waitAfter)
    }
}

/// One visit of a conversation to a queue, as it counts now.
public struct QueueVisit: Hashable, Sendable {
    /// The handle of the queue.
    public let queue: UInt32
    /// The instant that dates the visit: its entry, else its first fact.
    public let time: Timestamp
    /// How it ended, or that it has not.
    public let outcome: WaitOutcome
    /// How long the customer waited; 0 unless answered or abandoned.
    public let wait: Microseconds
    /// The sequences of the fact that began it and of the one that ended it, 0 if none did.
    public let beginSequence, endSequence: UInt64
}

/// Something odd about a visit, with the fact that shows it.
public struct QueueOddity: Hashable, Sendable {
    /// What is odd.
    public let kind: QueueAnomaly
    /// The handle of the conversation.
    public let conversation: UInt32
    /// The handle of the queue.
    public let queue: UInt32
    /// The time by which the visit is dated: its entry, else its first fact.
    public let time: Timestamp
    /// How often it occurs in the visit.
    public let count: Int64
    /// The sequence of the fact, the last if there are several.
    public let sequence: UInt64
}

extension Queues {
    /// The window for late facts.
    public var lateWindow: Microseconds { Microseconds(window) }

    /// Every handle below this one may have figures.
    public var queueCount: Int { queues.count }

    /// What a queue did so far.
    public func figures(_ queue: UInt32) -> QueueFigures {
        Int(queue) < queues.count ? queues[Int(queue)] : QueueFigures()
    }

    /// What a queue did in visits that are dated within a range of time.
    ///
    /// - Complexity: O(all rows), about 100 ns a conversation.
    public func figures(_ queue: UInt32, datedIn range: Range<Timestamp>) -> QueueFigures {
        var sum = QueueFigures()
        let bounds = range.lowerBound.microseconds..<range.upperBound.microseconds
        heads.forEach { conversation, _ in
            let visits = visits(from: lastRow(of: conversation))
            for visit in visits.over + visits.latest
            where visit.queue == queue && bounds.contains(visit.date) { sum.count(visit, 1) }
        }
        return sum
    }

    /// Who waits in a queue, in line: the larger priority first, then who has waited longest.
    ///
    /// Who was put back counts from the original entry, if the queue was told of it.
    /// - Complexity: O(all who wait).
    public func waiting(_ queue: UInt32) -> [QueueWaiting] {
        let entries = line.entries.filter { $0.queue == queue }
            .map { (entry: $0, priority: priority(of: $0)) }
            .sorted { one, other in
                let (left, right) = (one.entry, other.entry)
                let (first, second) = (one.priority ?? 0, other.priority ?? 0)
                if first != second { return first > second }
                if left.line != right.line { return left.line < right.line }
                return (left.sequence, left.conversation) < (right.sequence, right.conversation)
            }
        return entries.enumerated().map { index, waiting in
            let entry = waiting.entry
            return QueueWaiting(
                conversation: entry.conversation, since: Timestamp(microseconds: entry.since),
                priority: waiting.priority, position: index + 1, sequence: entry.sequence)
        }
    }

    /// What was told last of the priority of one who waits: of the conversation, or by its entry.
    private func priority(of entry: WaitingEntry) -> Int64? {
        let told = priorities[entry.conversation]
        let isBefore = (told.key.time, told.rank) < (entry.since, QueueRowKind.entered.rank)
        if entry.hasPriority && isBefore { return entry.priority }
        return told == .none ? nil : told.value
    }

    /// The visits of a conversation, by time.
    public func visits(ofConversation conversation: UInt32) -> [QueueVisit] {
        let visits = visits(from: lastRow(of: conversation))
        let all = (visits.over + visits.latest).sorted { left, right in
            (left.date, left.queue, left.number) < (right.date, right.queue, right.number)
        }
        return all.map { visit in
            QueueVisit(
                queue: visit.queue, time: Timestamp(microseconds: visit.date),
                outcome: visit.outcome, wait: Microseconds(visit.wait),
                beginSequence: visit.beginSequence, endSequence: visit.endSequence)
        }
    }

    /// What is odd about visits, up to a number of rows, by conversation.
    ///
    /// - Complexity: O(rows) until the limit, or all that the figures count, is reached.
    public func anomalies(limit: Int) -> [QueueOddity] {
        var wanted = queues.reduce(0) { sum, figures in
            sum + QueueAnomaly.allCases.reduce(0) { $0 + figures.count(of: $1) }
        }
        var found: [QueueOddity] = []
        heads.forEach { conversation, _ in
            guard wanted > 0, found.count < limit else { return }
            let visits = visits(from: lastRow(of: conversation))
            for visit in visits.over + visits.latest {
                for kind in QueueAnomaly.allCases {
                    let count = visit.count(of: kind)
                    guard count > 0 else { continue }
                    wanted -= count
                    let isOfEnd = kind == .negativeWait || kind == .leftWithoutEntry
                    found.append(
                        QueueOddity(
                            kind: kind, conversation: conversation, queue: visit.queue,
                            time: Timestamp(microseconds: visit.date), count: count,
                            sequence: isOfEnd ? visit.endSequence : visit.oddSequence))
                }
            }
        }
        return Array(found.prefix(limit))
    }

    /// The latest changes that late facts made to final figures; at least 4,096 are kept.
    public var latestCorrections: [QueueCorrection] { corrections.rows }

    /// How many such changes there were.
    public var correctionCount: UInt64 { corrections.total }

    /// The sums of each queue and who waits, by the hashes of names.
    public func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest {
        let queueKind = DigestKind(Queue.definition, in: catalog)
        let conversationKind = DigestKind(Conversation.definition, in: catalog)
        var builder = DigestBuilder(of: Self.self)
        for (handle, figures) in queues.enumerated() where figures != QueueFigures() {
            builder.begin(1)
            builder.put(queueKind.digest(UInt32(handle), names))
            for count in [
                figures.answered, figures.abandoned, figures.blocking, figures.closed,
                figures.saturated, figures.other, figures.waiting,
            ] { builder.put(count) }
            builder.put(figures.answeredWait)
            builder.put(figures.abandonedWait)
            for kind in QueueAnomaly.allCases { builder.put(figures.count(of: kind)) }
            builder.end()
        }
        for entry in line.entries {
            builder.begin(2)
            builder.put(queueKind.digest(entry.queue, names))
            builder.put(conversationKind.digest(entry.conversation, names))
            builder.put(entry.since)
            builder.put(entry.line)
            builder.put(entry.hasPriority ? entry.priority : nil)
            builder.end()
        }
        priorities.forEach { conversation, told in
            builder.begin(3)
            builder.put(conversationKind.digest(conversation, names))
            builder.put(told.key.time)
            builder.put(told.value)
            builder.end()
        }
        return builder.digest
    }
}
