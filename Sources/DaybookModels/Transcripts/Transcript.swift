// The answer to "what was said": values for whoever shows or exports a transcript. Texts are
// fetched by sequence, names by handle.

public import DaybookCoding

/// Who spoke or acted.
public struct TranscriptSpeaker: Hashable, Sendable {
    /// How the speaker is named.
    public enum Name: Hashable, Sendable {
        /// The handle of a person.
        case person(UInt32)
        /// The handle of an agent.
        case agent(UInt32)
        /// The handle of a bot.
        case bot(UInt32)
        /// The handle of the symbol that the fact's envelope names as its actor.
        case actor(UInt32)
    }

    /// The party.
    public let party: SpeakerParty
    /// The name, if one is told.
    public let name: Name?

    init(_ row: TranscriptRow) {
        let tag = row.tag
        party = tag.party
        name =
            switch tag.name {
            case .none: nil
            case .person: .person(row.speaker)
            case .agent: .agent(row.speaker)
            case .bot: .bot(row.speaker)
            case .actor: .actor(row.speaker)
            }
    }
}

/// A reaction that was not taken back.
public struct TranscriptReaction: Hashable, Sendable {
    /// The handle of the reaction's symbol.
    public let reaction: UInt32
    /// Who reacted.
    public let speaker: TranscriptSpeaker
    /// The sequence of the fact.
    public let sequence: UInt64
}

/// What the channel told last of a message.
public struct TranscriptReceipt: Hashable, Sendable {
    /// The handle of the status's symbol.
    public let status: UInt32
    /// When it came about.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
}

/// A translation of a message.
public struct TranscriptTranslation: Hashable, Sendable {
    /// The handle of the language's symbol.
    public let language: UInt32
    /// The sequence of the fact that holds the text.
    public let sequence: UInt64
}

/// One line of a transcript.
public struct TranscriptLine: Hashable, Sendable {
    /// The handle of the conversation.
    public let conversation: UInt32
    /// The sequence of the fact.
    public let sequence: UInt64
    /// The sequence of the fact that holds the text as it is now: the last edit, else the fact
    /// itself.
    public internal(set) var textSequence: UInt64
    /// When it happened.
    public let time: Timestamp
    /// What it is.
    public let kind: TranscriptKind
    /// Who spoke or acted.
    public let speaker: TranscriptSpeaker
    /// Which way a message went.
    public let direction: LineDirection
    /// Whether a message says that no human wrote it.
    public let isAutomatic: Bool
    /// The handle of a symbol: the kind of a message, a channel, a reason.
    public let detail: UInt32?
    /// Whom or where to: the agent handed on to, the conversation merged into.
    public let other: UInt32?
    /// The marks of a rating.
    public let number: Int64?
    /// How often a message was edited.
    public internal(set) var edits = 0
    /// The sequence of the fact that took the message back.
    public internal(set) var revokedBy: UInt64?
    /// The reactions that stand.
    public internal(set) var reactions: [TranscriptReaction] = []
    /// What the channel told last.
    public internal(set) var receipt: TranscriptReceipt?
    /// The translations, the last one of each language.
    public internal(set) var translations: [TranscriptTranslation] = []

    /// Whether the message was taken back.
    public var isRevoked: Bool { revokedBy != nil }
}

/// A change to a message that nobody has told of yet.
public struct TranscriptPending: Hashable, Sendable {
    /// The handle of the conversation.
    public let conversation: UInt32
    /// What it changes.
    public let kind: TranscriptKind
    /// The keyed hash of the message.
    public let message: UInt64
    /// When it happened.
    public let time: Timestamp
    /// The sequence of the fact.
    public let sequence: UInt64
}

/// Everything said in a conversation, or in several, in one order.
public struct Transcript: Hashable, Sendable {
    /// The lines by time; of equal time in canonical order.
    public let lines: [TranscriptLine]
    /// Changes whose message has not come.
    public let pending: [TranscriptPending]
}
