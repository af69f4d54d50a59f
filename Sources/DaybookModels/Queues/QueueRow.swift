// One fact of a case, in 32 bytes, and the canonical order of rows. Must not know what the facts
// add up to.

internal import DaybookCommerce

/// What a row of a case tells.
enum QueueRowKind: UInt8, CaseIterable {
    /// The conversation began to wait in the queue; the value is its priority.
    case entered = 0
    /// The place in line counts from an earlier entry; the value is its time.
    case original
    /// The wait ended; the word says how, the value is the wait.
    case left
    /// An abandon is withdrawn.
    case rejoined
    /// Moved to another queue.
    case movedOut
    /// Moved here from another queue.
    case movedIn
    /// The call was passed on.
    case transferred
    /// The call ended; the word says whether the customer hung up, the value is the wait.
    case ended
    /// The conversation was closed; the row belongs to no queue.
    case closed
    /// The conversation went into another one; the row belongs to no queue.
    case merged

    /// The place among facts of equal time, source and ordinal.
    var rank: UInt8 {
        switch self {
        case .entered, .original: Self.ranks.entered
        case .left: Self.ranks.left
        case .rejoined, .movedOut, .movedIn, .merged: Self.ranks.other
        case .transferred: Self.ranks.transferred
        case .ended: Self.ranks.ended
        case .closed: Self.ranks.closed
        }
    }

    private static let ranks = (
        entered: Vocabulary.rank(ofType: QueueEntered.type),
        left: Vocabulary.rank(ofType: QueueLeft.type),
        other: Vocabulary.rank(ofType: QueueMoved.type),
        transferred: Vocabulary.rank(ofType: CallTransferred.type),
        ended: Vocabulary.rank(ofType: CallEnded.type),
        closed: Vocabulary.rank(ofType: ConversationClosed.type)
    )

    /// Whether it concerns every queue of the conversation.
    var isOfConversation: Bool { self == .closed || self == .merged }
}

/// What a row says in order of rank: the part of canonical order between ordinal and content.
///
/// Bits 11–15 rank, 7–10 kind, 3–6 word, 2 has a value, 1 speaks of a talk.
struct QueueTag: BitwiseCopyable, Equatable, Sendable {
    let bits: UInt16

    init(bits: UInt16) { self.bits = bits }

    init(_ kind: QueueRowKind, word: UInt8 = 0, hasValue: Bool = false, talked: Bool = false) {
        bits =
            UInt16(kind.rank) << 11 | UInt16(kind.rawValue) << 7 | UInt16(word) << 3
            | (hasValue ? 4 : 0) | (talked ? 2 : 0)
    }

    var kind: QueueRowKind { QueueRowKind(rawValue: UInt8(bits >> 7 & 15)) ?? .merged }
    var word: UInt8 { UInt8(bits >> 3 & 15) }
    var hasValue: Bool { bits & 4 != 0 }
    var talked: Bool { bits & 2 != 0 }

    /// Whether the bits are such as a fact makes, for bytes that nobody vouches for.
    var isSound: Bool {
        guard let kind = QueueRowKind(rawValue: UInt8(bits >> 7 & 15)) else { return false }
        let known = QueueTag(kind, word: word, hasValue: hasValue, talked: talked)
        guard known.bits == bits else { return false }
        switch kind {
        case .left: return (1...QueueRow.wordMax).contains(word) && !talked
        case .ended: return word <= 1
        default: return word == 0
        }
    }
}

/// A fact of a case.
struct QueueRow: BitwiseCopyable, Sendable {
    /// When it happened, in microseconds.
    var time: Int64
    /// The tag in the upper 16 bits, the sequence below: 2^48 facts are more than a book can hold.
    var meta: UInt64
    /// A wait or a time in microseconds, or a priority.
    var value: Int64
    /// Source, ordinal and queue, as a number in `Origins`.
    var origin: UInt32
    /// The row before it in canonical order, or `none`.
    var next: UInt32

    static let none = UInt32.max
    static let wordMax = WaitOutcome.other.rawValue

    init(
        time: Int64, tag: QueueTag, sequence: UInt64, value: Int64, origin: UInt32,
        next: UInt32 = Self.none
    ) {
        self.time = time
        meta = UInt64(tag.bits) << 48 | sequence & 0xFFFF_FFFF_FFFF
        self.value = value
        self.origin = origin
        self.next = next
    }

    var tag: QueueTag { QueueTag(bits: UInt16(truncatingIfNeeded: meta >> 48)) }
    var sequence: UInt64 { meta & 0xFFFF_FFFF_FFFF }

    /// Whether this row comes before another in canonical order.
    ///
    /// The content itself stands where the order asks for its hash. Rows that differ in the queue
    /// alone have no influence on each other, so the handle, which is not the same in every log,
    /// may decide between them.
    func precedes(_ other: QueueRow, _ origins: borrowing Origins) -> Bool {
        if time != other.time { return time < other.time }
        let (left, right) = (origins[origin], origins[other.origin])
        if left.source != right.source { return left.source < right.source }
        if left.ordinal != right.ordinal { return left.ordinal < right.ordinal }
        if tag.bits != other.tag.bits { return tag.bits < other.tag.bits }
        if value != other.value { return value < other.value }
        if left.handle != right.handle { return left.handle < right.handle }
        return sequence < other.sequence
    }
}
