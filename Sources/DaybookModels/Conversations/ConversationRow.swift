// What a row of a conversation tells. The kinds stand in canonical order. Must not know what the
// facts add up to.

/// What a fact about a conversation tells, in the canonical order of facts of equal time.
enum ConversationKind: UInt8, CaseIterable {
    /// It began; the value is the channel, the word the initiator.
    case opened = 0
    /// The value is its language.
    case language
    /// A call came or went out; the word is 1 if the customer called, the value the media.
    case called
    /// It began to wait in a queue; the word is 1 if it was there before.
    case entered
    /// A call rang at an agent.
    case rang
    /// It no longer waits; the word is a `WaitOutcome`.
    case queueLeft
    /// A party left; the word is a `ConversationParty`.
    case partyLeft
    /// An agent got it.
    case assigned
    /// An agent took a call.
    case connected
    // All of these have the same rank.
    case botStarted, botHandedOver, botFinished
    case offerMade
    /// An offer was not taken, or was taken: it is open no longer.
    case offerEnded
    /// A party joined; the word is a `ConversationParty`.
    case joined
    /// The word is 1 if an agent did.
    case reopened
    case resumed
    /// Something was written; the word is a `MessageAuthor`, the value who wrote.
    case message
    /// The word is 1 for the customer.
    case waiting
    case snoozed
    /// The value is who handed it on, the word a `TransferWay`.
    case handedOn
    /// The value is the agent to whom it was handed.
    case handedTo
    case released
    case queueMoved, rejoined
    /// The value is the new channel.
    case switchedChannel
    case filed
    case linkedVisitor, linkedPerson, linkedOrder
    case classified
    case prioritised
    case tagged, untagged
    case merged, unmerged
    /// The word is a `ConversationRating.Scale`, the value the score.
    case rated
    // Behind these come the ranks of ends.
    /// A call was passed on; the word is a `TransferWay`.
    case transferred
    /// A call ended; the word is 1 if the customer hung up.
    case callEnded
    case resolved
    /// The word is a `ConversationEnd`.
    case closed
}

/// Kind, word and whether there is a value, in 16 bits.
///
/// Bits 10–15 kind, 4–9 word, 0 has a value.
struct ConversationTag: CaseTag {
    let bits: UInt16

    init(bits: UInt16) { self.bits = bits }

    init(_ kind: ConversationKind, word: UInt8 = 0, hasValue: Bool = false) {
        bits = UInt16(kind.rawValue) << 10 | UInt16(word & 63) << 4 | (hasValue ? 1 : 0)
    }

    var kind: ConversationKind { ConversationKind(rawValue: UInt8(bits >> 10)) ?? .closed }
    var word: UInt8 { UInt8(bits >> 4 & 63) }
    var hasValue: Bool { bits & 1 != 0 }

    var isSound: Bool {
        bits & 14 == 0 && ConversationKind(rawValue: UInt8(bits >> 10)) != nil
    }
}

typealias ConversationRow = CaseRow<ConversationTag>

extension ConversationRow {
    /// The name that the value is, or nil.
    var reference: UInt32? { tag.hasValue ? Reference.handle(value) : nil }
}

/// A name as the value of a row: its handle, and before it a part of its text's hash, so that rows
/// stand in the same order in every log.
enum Reference {
    /// Marks the handle of the symbol by which an envelope names its actor.
    static let actorBit: UInt32 = 1 << 31

    static func value(_ handle: UInt32, hash: UInt64) -> Int64 {
        Int64(bitPattern: hash & 0xFFFF_FFFF_0000_0000 | UInt64(handle))
    }

    static func handle(_ value: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: value)
    }
}

/// A party of a conversation.
public enum ConversationParty: UInt8, Sendable, CaseIterable {
    /// A word that the vocabulary does not list.
    case other = 0
    case customer, agent, bot, supervisor
}

/// Who wrote a message, as far as response times are concerned.
enum MessageAuthor: UInt8 {
    case unknown = 0
    case customer = 1
    /// A human of the shop, to the customer.
    case human = 2
    case bot = 3
    /// Nobody: an automatic reply.
    case automatic = 4
    /// A human, not to the customer.
    case amongAgents = 5
}

/// How a conversation was passed on.
public enum TransferWay: UInt8, Sendable, CaseIterable {
    /// To an agent or a number, without asking before.
    case blind = 0
    /// To an agent who was asked before.
    case consulted = 1
    /// To a queue.
    case queue = 2
}

/// Why a conversation ended.
public enum ConversationEnd: UInt8, Sendable, CaseIterable {
    /// It has not, or the reason is a word that the vocabulary does not list.
    case other = 0
    case resolved, ended, inactivity, spam, merged, abandoned
}

/// The marks that a customer gave.
public struct ConversationRating: Hashable, Sendable {
    /// The scale of the marks.
    public enum Scale: UInt8, Sendable, CaseIterable {
        case other = 0
        case csat5, nps, thumbs, stars5
    }

    /// The scale of the marks.
    public let scale: Scale
    /// The marks.
    public let score: Int64
}
