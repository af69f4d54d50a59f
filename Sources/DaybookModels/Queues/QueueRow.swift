// What a row of a conversation that waits tells. Must not know what the facts add up to.

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
struct QueueTag: CaseTag {
    let bits: UInt16

    private static let wordMax = WaitOutcome.other.rawValue

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

    var isSound: Bool {
        guard let kind = QueueRowKind(rawValue: UInt8(bits >> 7 & 15)) else { return false }
        let known = QueueTag(kind, word: word, hasValue: hasValue, talked: talked)
        guard known.bits == bits else { return false }
        switch kind {
        case .left: return (1...Self.wordMax).contains(word) && !talked
        case .ended: return word <= 1
        default: return word == 0
        }
    }
}

/// A fact of a case.
typealias QueueRow = CaseRow<QueueTag>
