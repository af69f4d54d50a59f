// What was said of two names being one customer, reduced to what its order cannot change. Must not
// know how components are derived from it.

internal import DaybookBytes

/// How sure a statement of identity is.
public enum IdentityStrength: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// It follows from what the customer did, as a login.
    case deterministic = 1
    /// Somebody, or a rule that answers for it, says so.
    case asserted = 2
    /// A model guesses it.
    case probabilistic = 3
    /// A word that the vocabulary does not list.
    case other = 4
}

/// All that was said of one pair: a visitor and a person, or a person and the one it goes into.
struct IdentityEdge: BitwiseCopyable, Sendable {
    static let none = UInt32.max

    /// The visitor, or the person that was merged.
    let from: UInt32
    /// The person.
    let into: UInt32
    let isMerge: Bool
    /// Whether the last word is that the two are one.
    var isLive = false
    /// Of the last word; `other` if that undoes the pair.
    var strength = IdentityStrength.other
    /// The symbol of the last word's evidence, or `none`.
    var evidence = Self.none
    /// The last word.
    var last = FactStamp.never
    /// The sequence of the last word.
    var sequence: UInt64 = 0
    /// When the pair was first said to be one; `Int64.max` for never.
    var firstAt = Int64.max
    /// When it was last undone; `Int64.min` for never.
    var undoneAt = Int64.min
    /// When it was last asserted; `Int64.min` for never.
    var assertedAt = Int64.min
    /// The edge that came before this one at `from`, and at `into`.
    var nextFrom = Self.none
    var nextInto = Self.none

    init(from: UInt32, into: UInt32, isMerge: Bool) {
        self.from = from
        self.into = into
        self.isMerge = isMerge
    }

    /// Since when the two have been one: the first word, or after an undoing the last.
    var since: Int64 { undoneAt < firstAt ? firstAt : last.time }

    /// Whether somebody asserted it since it was last undone: a later login takes nothing back.
    var isAsserted: Bool { isLive && assertedAt > undoneAt }

    /// Whether a merge counts: a guess joins no two persons who are known.
    var isMergeFollowed: Bool { isLive && (isAsserted || strength != .probabilistic) }

    /// The hash under which the pair is found.
    var hash: UInt64 {
        let pair = UInt64(from) << 32 | UInt64(into)
        let mixed = (pair &+ (isMerge ? 1 : 0) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed &>> 31
    }

    func isSamePair(as other: IdentityEdge) -> Bool {
        from == other.from && into == other.into && isMerge == other.isMerge
    }

    /// Takes in one statement.
    mutating func take(_ word: IdentityWord) {
        if word.isUndoing {
            undoneAt = max(undoneAt, word.stamp.time)
        } else {
            firstAt = min(firstAt, word.stamp.time)
            if word.strength == .asserted { assertedAt = max(assertedAt, word.stamp.time) }
        }
        guard last < word.stamp else { return }
        last = word.stamp
        sequence = word.sequence
        isLive = !word.isUndoing
        strength = word.strength
        evidence = word.isUndoing ? Self.none : word.evidence
    }
}

/// One statement about a pair.
struct IdentityWord {
    var stamp: FactStamp
    var sequence: UInt64
    var isUndoing: Bool
    var strength: IdentityStrength
    var evidence: UInt32
}
