// Who waits, over all queues. An entry is found by conversation and queue, because contributions
// are taken back as often as they are made. Derived from the cases, hence no part of a snapshot.

internal import DaybookBytes

/// One conversation that waits in one queue.
struct WaitingEntry: BitwiseCopyable, Sendable {
    var queue: UInt32
    var conversation: UInt32
    var since: Int64
    var line: Int64
    var priority: Int64
    var hasPriority: Bool
    var sequence: UInt64
}

/// The last word on a conversation's priority, by canonical order; it depends on no other fact.
struct ConversationPriority: BitwiseCopyable, Equatable, Sendable {
    static let none = ConversationPriority(
        key: FactKey(time: .min, ordinal: 0, source: 0), rank: 0, value: 0)

    var key: FactKey
    /// The place among facts of equal key.
    var rank: UInt8
    var value: Int64

    func isLater(than other: Self) -> Bool {
        let order = key.compared(to: other.key)
        return order != 0 ? order > 0 : (rank, value) > (other.rank, other.value)
    }
}

/// The conversations that wait, in no order.
struct WaitingLine: Sendable {
    private(set) var entries: [WaitingEntry] = []
    private var table = FlatTable()

    private static func hash(_ queue: UInt32, _ conversation: UInt32) -> UInt64 {
        let hash = (UInt64(queue) << 32 | UInt64(conversation)) &* 0x9E37_79B9_7F4A_7C15
        return hash ^ hash &>> 32
    }

    private func place(_ queue: UInt32, _ conversation: UInt32) -> UInt32? {
        let hash = Self.hash(queue, conversation)
        var slot = table.first(hash)
        while let place = table.next(hash, &slot) {
            let entry = entries[Int(place)]
            if entry.queue == queue && entry.conversation == conversation { return place }
        }
        return nil
    }

    mutating func add(_ entry: WaitingEntry) {
        table.insert(Self.hash(entry.queue, entry.conversation), UInt32(entries.count))
        entries.append(entry)
    }

    mutating func remove(queue: UInt32, conversation: UInt32) {
        guard let place = place(queue, conversation) else { return }
        table.remove(Self.hash(queue, conversation), place)
        let last = UInt32(entries.count - 1)
        let moved = entries.removeLast()
        if place == last { return }
        let hash = Self.hash(moved.queue, moved.conversation)
        table.remove(hash, last)
        table.insert(hash, place)
        entries[Int(place)] = moved
    }
}
