// One fact of a transcript, in 64 bytes: one cache line. Texts stay in the log; a row knows their
// hashes. Must not know how lines are put together.

internal import DaybookCommerce

/// What a line of a transcript, or what changes a line, tells.
public enum TranscriptKind: UInt8, Sendable, CaseIterable {
    /// The conversation was opened.
    case opened = 0
    /// Someone came into the conversation.
    case joined
    /// Someone left the conversation.
    case left
    /// Something was written.
    case message
    /// A message got another text.
    case edit
    /// A message was taken back.
    case revocation
    /// Someone reacted to a message.
    case reaction
    /// A reaction was taken back.
    case unreaction
    /// The channel told what became of a message.
    case receipt
    /// A message was translated.
    case translation
    /// An agent took a call.
    case callConnected
    /// A call was passed on.
    case callTransferred
    /// A call ended.
    case callEnded
    /// A message was spoken on tape.
    case voicemail
    /// Something was said in a call.
    case spoken
    /// A note that the customer does not see.
    case noted
    /// An agent got the conversation.
    case assigned
    /// An agent handed the conversation on.
    case handedOn
    /// An agent no longer has the conversation.
    case released
    /// The matter was settled.
    case resolved
    /// The conversation began again.
    case reopened
    /// The conversation was closed.
    case closed
    /// The conversation went into another one.
    case merged
    /// The conversation went on over another channel.
    case switchedChannel
    /// The customer gave marks.
    case rated
    /// The conversation rests, or goes on: waiting, snoozed, resumed.
    case paused
    /// The agent watched the customer's pages with them: asked, allowed, refused, begun, a page, a
    /// field kept hidden, the control.
    case cobrowse
    /// The watching ended.
    case cobrowseEnded
    /// A bot began, understood, did not, answered, asked, took an order, handed over, ended.
    case bot
    /// A call back was asked for, planned, tried, made, or failed.
    case callback
    /// A form was handed in.
    case form
    /// Something was written under a post.
    case comment

    /// Whether it changes a message instead of being a line.
    public var changesMessage: Bool {
        switch self {
        case .edit, .revocation, .reaction, .unreaction, .receipt, .translation: true
        default: false
        }
    }
}

/// The party that speaks or acts.
public enum SpeakerParty: UInt8, Sendable, CaseIterable {
    /// Nothing tells who.
    case unknown = 0
    /// The customer.
    case customer = 1
    /// An agent.
    case agent = 2
    /// A bot.
    case bot = 3
    /// A supervisor.
    case supervisor = 4
    /// The shop's machinery: automatic messages, the network.
    case system = 5
}

/// Which way a message went, seen from the shop.
public enum LineDirection: UInt8, Sendable, CaseIterable {
    /// It is no message.
    case none = 0
    /// From the customer.
    case `in` = 1
    /// To the customer.
    case out = 2
    /// Among agents.
    case `internal` = 3
}

/// Of what kind a speaker's name is.
enum NameKind: UInt8 {
    case none = 0
    case person = 1
    case agent = 2
    case bot = 3
    /// The symbol that the envelope names as the actor.
    case actor = 4
}

/// Kind, speaker and direction of a row in 16 bits.
///
/// Bits 0–4 kind, 5–7 party, 8–10 name kind, 11–14 direction of a message, precedence of a
/// receipt, or which of the facts of its kind it is, 15 automatic.
struct TranscriptTag: BitwiseCopyable, Sendable {
    let bits: UInt16

    init(bits: UInt16) { self.bits = bits }

    init(
        _ kind: TranscriptKind, _ party: SpeakerParty, _ name: NameKind, code: UInt8,
        isAutomatic: Bool
    ) {
        bits =
            UInt16(kind.rawValue) | UInt16(party.rawValue) << 5 | UInt16(name.rawValue) << 8
            | UInt16(code & 15) << 11 | (isAutomatic ? 1 << 15 : 0)
    }

    var kind: TranscriptKind { TranscriptKind(rawValue: UInt8(bits & 31)) ?? .opened }
    var party: SpeakerParty { SpeakerParty(rawValue: UInt8(bits >> 5 & 7)) ?? .unknown }
    var name: NameKind { NameKind(rawValue: UInt8(bits >> 8 & 7)) ?? .none }
    var code: UInt8 { UInt8(bits >> 11 & 15) }
    var isAutomatic: Bool { bits >> 15 != 0 }

    /// Whether the bits are such as a fact makes, for bytes that nobody vouches for.
    var isSound: Bool {
        TranscriptKind(rawValue: UInt8(bits & 31)) != nil
            && SpeakerParty(rawValue: UInt8(bits >> 5 & 7)) != nil
            && NameKind(rawValue: UInt8(bits >> 8 & 7)) != nil
    }
}

/// A fact of a conversation.
struct TranscriptRow: BitwiseCopyable, Sendable {
    /// When it happened, in microseconds.
    var time: Int64
    /// The tag in the upper 16 bits, the sequence below: 2^48 facts are more than a book can hold.
    var meta: UInt64
    /// XXH64 of the text; of a fact without one, a hash of whatever else it says.
    var text: UInt64
    /// The keyed hash of the message or call concerned; of a rating the marks.
    var target: UInt64
    /// The hash of that name which digests use.
    var targetDigest: UInt64
    /// The handle of the speaker's name.
    var speaker: UInt32
    /// A symbol: kind of message, reaction, status, language, channel, reason; `none` if absent.
    var detail: UInt32
    /// Source and ordinal, as a number in `Origins`.
    var origin: UInt32
    /// The row's part in canonical order behind its rank: the number that the message's name ends
    /// with, the millisecond of the call, else 32 bits of a hash of the message or of all it says.
    var content: UInt32
    /// Whom or where to: the agent handed on to, the conversation merged into; `none` if absent.
    var other: UInt32
    /// The row of this conversation that came before it, or `none`.
    var next: UInt32

    static let none = UInt32.max

    var tag: TranscriptTag { TranscriptTag(bits: UInt16(truncatingIfNeeded: meta >> 48)) }
    var sequence: UInt64 { meta & 0xFFFF_FFFF_FFFF }

    static func meta(_ tag: TranscriptTag, _ sequence: UInt64) -> UInt64 {
        UInt64(tag.bits) << 48 | sequence & 0xFFFF_FFFF_FFFF
    }
}

extension TranscriptKind {
    /// The place among facts of equal time, source and ordinal.
    var rank: UInt8 { Self.ranks[Int(rawValue)] }

    private static let ranks: [UInt8] = allCases.map { Vocabulary.rank(ofType: $0.type) }

    /// The event type that tells it.
    private var type: String {
        switch self {
        case .opened: ConversationOpened.type
        case .joined: ConversationJoined.type
        case .left: ConversationLeft.type
        case .message: MessageSent.type
        case .edit: MessageEdited.type
        case .revocation: MessageRevoked.type
        case .reaction: MessageReacted.type
        case .unreaction: MessageUnreacted.type
        case .receipt: MessageStatusChanged.type
        case .translation: MessageTranslated.type
        case .callConnected: CallConnected.type
        case .callTransferred: CallTransferred.type
        case .callEnded: CallEnded.type
        case .voicemail: CallVoicemailLeft.type
        case .spoken: CallTranscribed.type
        case .noted: ConversationNoted.type
        case .assigned: ConversationAssigned.type
        case .handedOn: ConversationHandedOn.type
        case .released: ConversationReleased.type
        case .resolved: ConversationResolved.type
        case .reopened: ConversationReopened.type
        case .closed: ConversationClosed.type
        case .merged: ConversationMerged.type
        case .switchedChannel: ConversationSwitchedChannel.type
        case .rated: ConversationRated.type
        case .paused: ConversationWaiting.type
        case .cobrowse: CobrowseStarted.type
        case .cobrowseEnded: CobrowseEnded.type
        case .bot: BotAnswered.type
        case .callback: CallbackRequested.type
        case .form: FormSubmitted.type
        case .comment: PostCommented.type
        }
    }
}
