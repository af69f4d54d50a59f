// Late facts: a case is derived anew, and what that changes beyond the window is listed. Nothing
// here runs for facts that come in order.

internal import DaybookCoding

extension Queues {
    /// The places of a case's rows, in canonical order.
    func places(from head: UInt32) -> [UInt32] {
        var places: [UInt32] = []
        var place = head
        while place != QueueRow.none {
            places.append(place)
            place = rows[Int(place)].next
        }
        places.reverse()
        return places
    }

    /// Derives the latest visit to each queue of a case that is not long.
    ///
    /// - Returns: how many rows the case has.
    func derive(from head: UInt32, into visits: inout [Visit]) -> Int {
        var places = InlineArray<9, UInt32>(repeating: 0)
        var count = 0
        var place = head
        while place != QueueRow.none, count < places.count {
            places[count] = place
            count += 1
            place = rows[Int(place)].next
        }
        for index in stride(from: count - 1, through: 0, by: -1) {
            take(rows[Int(places[index])], into: &visits) { _ in }
        }
        return count
    }

    /// Lets a row take effect on a case's latest visits, without counting.
    func take(
        _ row: QueueRow, into visits: inout [Visit], finished: (Visit) -> Void
    ) {
        if row.tag.kind.isOfConversation {
            for index in visits.indices where visits[index].isWaiting {
                _ = visits[index].take(row)
            }
            return
        }
        let queue = origins[row.origin].handle
        if let index = visits.firstIndex(where: { $0.queue == queue }) {
            if let over = visits[index].take(row) { finished(over) }
            return
        }
        var visit = Visit(queue: queue)
        _ = visit.take(row)
        if visit.isBegun { visits.append(visit) }
    }

    /// Every visit of a case, those that are over first.
    func visits(from head: UInt32) -> (over: [Visit], latest: [Visit]) {
        var over: [Visit] = []
        var latest: [Visit] = []
        for place in places(from: head) {
            take(rows[Int(place)], into: &latest) { over.append($0) }
        }
        return (over, latest)
    }

    /// Takes in a case whose rows are there already, and adds what it contributes.
    mutating func adopt(_ head: UInt32, _ rowCount: Int, _ conversation: UInt32) {
        heads[conversation] = head
        let visits = visits(from: head)
        for visit in visits.over { count(visit, 1, conversation) }
        for visit in visits.latest { count(visit, 1, conversation) }
        if rowCount > Self.shortRowsMax {
            keepLong(LongCase(head: head, visits: visits.latest), conversation)
        }
    }

    /// Puts a row into the middle of its case: the old contributions are taken back, the case is
    /// derived anew, and the new ones are added.
    mutating func insert(_ row: QueueRow, _ conversation: UInt32) {
        let head = lastRow(of: conversation)
        let before = visits(from: head)
        for visit in before.over + before.latest { count(visit, -1, conversation) }

        var later = head
        while rows[Int(later)].next != QueueRow.none,
            row.precedes(rows[Int(rows[Int(later)].next)], origins)
        {
            later = rows[Int(later)].next
        }
        var row = row
        row.next = rows[Int(later)].next
        rows[Int(later)].next = UInt32(rows.append(row))

        let after = visits(from: head)
        for visit in after.over + after.latest { count(visit, 1, conversation) }
        let entry = heads[conversation]
        if entry & Self.longBit != 0 {
            longCases[Int(entry & ~Self.longBit)].visits = after.latest
        } else if places(from: head).count > Self.shortRowsMax {
            keepLong(LongCase(head: head, visits: after.latest), conversation)
        }
        noteChanges(before.over + before.latest, after.over + after.latest, row, conversation)
    }

    private mutating func noteChanges(
        _ before: [Visit], _ after: [Visit], _ row: QueueRow, _ conversation: UInt32
    ) {
        for visit in before {
            let same = after.first { $0.queue == visit.queue && $0.number == visit.number }
            noteChange(visit, same, row, conversation)
        }
        for visit in after
        where !before.contains(where: { $0.queue == visit.queue && $0.number == visit.number }) {
            noteChange(nil, visit, row, conversation)
        }
    }

    /// Lists a change of a contribution that lies beyond the window, or is made by a fact that
    /// does.
    ///
    /// Who merely waits contributes nothing yet.
    mutating func noteChange(
        _ before: Visit?, _ after: Visit?, _ row: QueueRow, _ conversation: UInt32
    ) {
        let outcome = after.flatMap { $0.isBegun ? $0.outcome : nil }
        if before?.outcome == outcome && before?.wait == after?.wait { return }
        if before == nil && (outcome ?? .waiting) == .waiting { return }
        var isOld = clock.isBeyond(window, from: row.time)
        if let before, before.outcome != .waiting {
            isOld = isOld || clock.isBeyond(window, from: before.last)
        }
        guard isOld, let queue = before?.queue ?? after?.queue else { return }
        corrections.append(
            QueueCorrection(
                time: row.time, sequence: row.sequence, conversation: conversation, queue: queue,
                outcomeBefore: before?.outcome, waitBefore: before?.wait ?? 0,
                outcomeAfter: outcome, waitAfter: after?.wait ?? 0))
    }
}
