// What a book must hold, kept in the plainest way: an array. Judges every receipt, every refusal
// and everything that a reader is shown. Knows nothing of blocks, segments or files.

internal import Daybook

/// The history that a book was told, and what it has promised.
struct Oracle {
    /// The accepted facts; the first has sequence 1.
    private(set) var facts: [SimulatedFact] = []
    /// How many facts there were behind each append.
    private var edges: Set<Int> = [0]
    /// Facts that a receipt, or a sync, has called durable.
    private(set) var acknowledged = 0
    /// Facts that any reader was ever shown.
    private(set) var shown = 0
    /// Appends of which nobody knows whether they are in the log, in the order they were handed
    /// over.
    private var doubtful: [[SimulatedFact]] = []

    var hasDoubts: Bool { !doubtful.isEmpty }

    /// Takes note of a receipt.
    mutating func accept(
        _ receipt: Receipt, _ append: PendingAppend, isBuffered: Bool
    ) throws(BrokenPromise) {
        let known = place(of: append.stored.first)
        if receipt.isRepeated {
            try demand(append.key != nil, "a receipt says repeated without a key: \(receipt)")
            let range = Int(receipt.first) - 1..<Int(receipt.sequence)
            try demand(
                range.upperBound <= facts.count && Array(facts[range]) == append.stored,
                "a repeated receipt of other facts: \(receipt)")
            return
        }
        try demand(known == nil, "a key was appended twice, first at \((known ?? 0) + 1)")
        try demand(
            receipt.first == UInt64(facts.count + 1) && receipt.count == append.stored.count,
            "receipt \(receipt) behind \(facts.count) facts, of \(append.stored.count)")
        if let since = append.since {
            let change = lastChange(of: append.subjects)
            try demand(
                change <= since, "appended although fact \(change) came after \(since)")
        }
        facts += append.stored
        edges.insert(facts.count)
        try demand(receipt.isDurable || isBuffered, "a receipt that promises nothing: \(receipt)")
        if receipt.isDurable { acknowledged = facts.count }
    }

    /// Takes note of an append that ended in an error.
    mutating func refuse(
        _ error: any Error, _ append: PendingAppend, mayFail: Bool
    ) throws(BrokenPromise) {
        switch error {
        case is CancellationError:
            try demand(append.isCancelled, "cancelled without being asked to")
        case DaybookError.changed(let sequence):
            let place = Int(sequence) - 1
            try demand(
                append.since.map { sequence > $0 } ?? false && facts.indices.contains(place)
                    && append.subjects.contains(facts[place].conversation),
                "refused for fact \(sequence), which changed nothing")
        case DaybookError.keyConflict(let sequence):
            let place = Int(sequence) - 1
            let other = facts.indices.contains(place) ? facts[place] : nil
            try demand(
                append.key != nil && other?.source == append.key?.source
                    && self.place(of: append.stored.first) != nil
                    && !holds(append.stored),
                "a conflict with fact \(sequence), which is none")
        case DaybookError.indeterminate:
            try demand(mayFail, "in doubt without a failure: \(error)")
            doubtful.append(append.stored)
        case DaybookError.log(.diskFull), DaybookError.log(.poisoned), DaybookError.closed:
            try demand(mayFail, "refused without a failure: \(error)")
        case DaybookError.log(.system), DaybookError.log(.damaged):
            // Looking into earlier segments failed; nothing had been handed over.
            try demand(mayFail, "refused without a failure: \(error)")
        default: throw BrokenPromise("an append ended with \(error)")
        }
    }

    /// Takes note that everything accepted is durable.
    mutating func synced(through count: Int) { acknowledged = max(acknowledged, count) }

    /// Takes note of what a reader was shown: some facts behind a place, in order.
    mutating func show(_ seen: [SimulatedFact], after: Int) throws(BrokenPromise) {
        let all = facts + doubtful.flatMap { $0 }
        let end = after + seen.count
        try demand(
            end <= all.count && Array(all[after..<end]) == seen,
            "a reader was shown other facts than \(after + 1) to \(end)")
        shown = max(shown, end)
    }

    /// Judges what a recovery has kept, and goes on from there.
    mutating func recover(_ kept: [SimulatedFact]) throws(BrokenPromise) {
        try demand(
            kept.count >= acknowledged, "\(acknowledged) facts acknowledged, \(kept.count) kept")
        try demand(kept.count >= shown, "\(shown) facts shown, \(kept.count) kept")
        let common = min(kept.count, facts.count)
        try demand(
            Array(kept[..<common]) == Array(facts[..<common]), "the kept facts are others")
        try adopt(kept[common...])
        try demand(edges.contains(kept.count), "an append was kept in part: \(kept.count) facts")
        facts = kept
        edges = edges.filter { $0 <= kept.count }
        acknowledged = kept.count
        doubtful = []
    }

    /// Facts behind the accepted ones must be whole appends that were in doubt, in their order.
    private mutating func adopt(_ rest: ArraySlice<SimulatedFact>) throws(BrokenPromise) {
        var rest = rest
        var open = doubtful[...]
        while !rest.isEmpty {
            guard let next = open.popFirst() else {
                throw BrokenPromise("\(rest.count) facts that nobody appended")
            }
            if !rest.starts(with: next) { continue }
            rest.removeFirst(next.count)
            facts += next
            edges.insert(facts.count)
        }
    }

    /// The last sequence that names one of some conversations; 0 if none does.
    func lastChange(of conversations: [String]) -> UInt64 {
        let place = facts.lastIndex { conversations.contains($0.conversation) }
        return UInt64((place ?? -1) + 1)
    }

    private func place(of fact: SimulatedFact?) -> Int? {
        guard let fact, fact.id != nil else { return nil }
        return facts.firstIndex { $0.source == fact.source && $0.id == fact.id }
    }

    private func holds(_ stored: [SimulatedFact]) -> Bool {
        guard let place = place(of: stored.first), place + stored.count <= facts.count else {
            return false
        }
        return Array(facts[place..<place + stored.count]) == stored
    }
}
