// What a row of an agent tells. The kinds stand in canonical order. Must not know what the facts
// add up to.

/// What a fact about an agent tells, in the canonical order of facts of equal time.
///
/// The handle of a row's origin is a conversation, or as told here.
enum AgentKind: UInt8, CaseIterable {
    /// A call rings at the agent.
    case rang = 0
    /// The customer gave up waiting.
    case gone
    case assigned
    /// Another agent got the conversation.
    case assignedAway
    /// How long the call rang that is connected; the value is a length.
    case ringTold
    case connected
    case held
    case unheld
    // All of these have the same rank.
    /// The handle is the kind of log-in, a symbol.
    case loggedIn
    /// The handle is the kind of log-in; the value, if any, how long it lasted.
    case loggedOut
    /// The word is 1 if only some queues or channels are concerned.
    case available
    /// As `available`; the value is the reason, a symbol.
    case unavailable
    /// The value is the reason, a symbol.
    case willBecomeUnavailable
    /// The value is when the agent was last heard of.
    case lost
    case found
    /// The value is the hash of the capacity.
    case capacitySet
    /// The agent exists, and nothing else that is read.
    case known
    /// The agent wrote; the word is 1 if to the customer.
    case wrote
    case offerMade
    /// The values of these are the lengths of the ringing, if told.
    case offerAccepted, offerRejected, offerTimedOut, offerCancelled
    case handedOn, handedTo
    /// The word is 1 if the agent was lost.
    case released
    case merged
    // Behind these come the ranks of ends.
    /// How long the call was on hold that is passed on; the value is a length.
    case transferHold
    /// The value, if any, is the length of the talk.
    case transferred
    /// As `transferHold` and `transferred`, for a call that ended.
    case endHold, ended
    /// The value, if any, is a length.
    case wrappingUp, wrappedUp
    case resolved
    case closed
}

/// Kind, word and what else there is, in 16 bits.
///
/// Bits 10–15 kind, 8–9 word, 1 told of a conversation and not of an agent, 0 has a value.
struct AgentTag: CaseTag {
    static let ordersByName = true
    let bits: UInt16

    init(bits: UInt16) { self.bits = bits }

    init(_ kind: AgentKind, word: UInt8 = 0, isShared: Bool = false, hasValue: Bool = false) {
        bits =
            UInt16(kind.rawValue) << 10 | UInt16(word & 3) << 8 | (isShared ? 2 : 0)
            | (hasValue ? 1 : 0)
    }

    var kind: AgentKind { AgentKind(rawValue: UInt8(bits >> 10)) ?? .closed }
    var word: UInt8 { UInt8(bits >> 8 & 3) }
    var isShared: Bool { bits & 2 != 0 }
    var hasValue: Bool { bits & 1 != 0 }

    var isSound: Bool { bits & 0xFC == 0 && AgentKind(rawValue: UInt8(bits >> 10)) != nil }
}

typealias AgentRow = CaseRow<AgentTag>

/// What a row tells of the course of a call at an agent.
enum CallMark {
    case begins
    /// The agent no longer has it.
    case ends
    /// The conversation is over; nothing tells when the call ended.
    case closes
    /// The agent is gone.
    case leaves
}

extension AgentKind {
    /// What a row of this kind tells of the course of a call; nil for nothing.
    var callMark: CallMark? {
        switch self {
        case .connected: .begins
        case .transferred, .ended, .released, .handedOn: .ends
        case .closed, .merged: .closes
        case .loggedOut: .leaves
        default: nil
        }
    }

    /// Whether the handle of the row's origin is a conversation.
    var isOfConversation: Bool {
        switch self {
        case .loggedIn, .loggedOut, .available, .unavailable, .willBecomeUnavailable, .lost,
            .found, .capacitySet, .known:
            false
        default: true
        }
    }
}
