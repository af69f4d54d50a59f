// The open enumerations of the vocabulary that concern service: each lists its words, and any
// other word is kept as it is.

public import DaybookCoding

/// An open enumeration that can tell which words the vocabulary lists for it.
public protocol ListedWord: OpenWord, Hashable {
    /// The listed words, in the vocabulary's order; others are ordinary values too.
    static var listed: [Self] { get }
}

/// Who began a conversation.
public struct Initiator: ListedWord {
    public static let customer: Initiator = "customer"
    public static let agent: Initiator = "agent"
    public static let bot: Initiator = "bot"
    public static let proactive: Initiator = "proactive"
    public static let system: Initiator = "system"
    public static let listed: [Initiator] = [.customer, .agent, .bot, .proactive, .system]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// A party to a conversation.
public struct Party: ListedWord {
    public static let customer: Party = "customer"
    public static let agent: Party = "agent"
    public static let bot: Party = "bot"
    public static let supervisor: Party = "supervisor"
    public static let listed: [Party] = [.customer, .agent, .bot, .supervisor]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// For whom a conversation waits.
public struct WaitingOn: ListedWord {
    public static let customer: WaitingOn = "customer"
    public static let thirdParty: WaitingOn = "third_party"
    public static let `internal`: WaitingOn = "internal"
    public static let listed: [WaitingOn] = [.customer, .thirdParty, .internal]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Who began a conversation again.
public struct ReopenTrigger: ListedWord {
    public static let customer: ReopenTrigger = "customer"
    public static let agent: ReopenTrigger = "agent"
    public static let system: ReopenTrigger = "system"
    public static let listed: [ReopenTrigger] = [.customer, .agent, .system]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Why a conversation was closed; of `ended`, nothing is known of the outcome.
public struct CloseReason: ListedWord {
    public static let resolved: CloseReason = "resolved"
    public static let ended: CloseReason = "ended"
    public static let inactivity: CloseReason = "inactivity"
    public static let spam: CloseReason = "spam"
    public static let merged: CloseReason = "merged"
    public static let abandoned: CloseReason = "abandoned"
    public static let listed: [CloseReason] = [
        .resolved, .ended, .inactivity, .spam, .merged, .abandoned,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// The scale of a rating.
public struct RatingScale: ListedWord {
    public static let csat5: RatingScale = "csat5"
    public static let nps: RatingScale = "nps"
    public static let thumbs: RatingScale = "thumbs"
    public static let stars5: RatingScale = "stars5"
    public static let listed: [RatingScale] = [.csat5, .nps, .thumbs, .stars5]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Which way a message went, seen from the shop.
public struct MessageDirection: ListedWord {
    public static let `in`: MessageDirection = "in"
    public static let out: MessageDirection = "out"
    public static let `internal`: MessageDirection = "internal"
    public static let listed: [MessageDirection] = [.in, .out, .internal]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What a message consists of.
public struct MessageKind: ListedWord {
    public static let text: MessageKind = "text"
    public static let image: MessageKind = "image"
    public static let audio: MessageKind = "audio"
    public static let video: MessageKind = "video"
    public static let file: MessageKind = "file"
    public static let sticker: MessageKind = "sticker"
    public static let contact: MessageKind = "contact"
    public static let voiceNote: MessageKind = "voice_note"
    public static let videoNote: MessageKind = "video_note"
    public static let location: MessageKind = "location"
    public static let template: MessageKind = "template"
    public static let card: MessageKind = "card"
    public static let productCard: MessageKind = "product_card"
    public static let orderForm: MessageKind = "order_form"
    public static let paymentLink: MessageKind = "payment_link"
    public static let listed: [MessageKind] = [
        .text, .image, .audio, .video, .file, .sticker, .contact, .voiceNote, .videoNote, .location,
        .template, .card, .productCard, .orderForm, .paymentLink,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What a receipt says of a message.
public struct MessageStatus: ListedWord {
    public static let accepted: MessageStatus = "accepted"
    public static let sent: MessageStatus = "sent"
    public static let delivered: MessageStatus = "delivered"
    public static let read: MessageStatus = "read"
    public static let played: MessageStatus = "played"
    public static let failed: MessageStatus = "failed"
    public static let bounced: MessageStatus = "bounced"
    public static let spam: MessageStatus = "spam"
    public static let deferred: MessageStatus = "deferred"
    public static let unsubscribed: MessageStatus = "unsubscribed"
    public static let listed: [MessageStatus] = [
        .accepted, .sent, .delivered, .read, .played, .failed, .bounced, .spam, .deferred,
        .unsubscribed,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What a call carries.
public struct CallMedia: ListedWord {
    public static let voice: CallMedia = "voice"
    public static let video: CallMedia = "video"
    public static let listed: [CallMedia] = [.voice, .video]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Which way a call went, seen from the shop.
public struct CallDirection: ListedWord {
    public static let `in`: CallDirection = "in"
    public static let out: CallDirection = "out"
    public static let listed: [CallDirection] = [.in, .out]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// How a call was transferred.
public struct TransferKind: ListedWord {
    public static let blind: TransferKind = "blind"
    public static let attended: TransferKind = "attended"
    public static let queue: TransferKind = "queue"
    public static let listed: [TransferKind] = [.blind, .attended, .queue]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What a supervisor does in a call.
public struct SupervisionMode: ListedWord {
    public static let monitor: SupervisionMode = "monitor"
    public static let whisper: SupervisionMode = "whisper"
    public static let barge: SupervisionMode = "barge"
    public static let listed: [SupervisionMode] = [.monitor, .whisper, .barge]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Who ended a call.
public struct CallEnder: ListedWord {
    public static let customer: CallEnder = "customer"
    public static let agent: CallEnder = "agent"
    public static let system: CallEnder = "system"
    public static let thirdParty: CallEnder = "third_party"
    public static let network: CallEnder = "network"
    public static let unknown: CallEnder = "unknown"
    public static let listed: [CallEnder] = [
        .customer, .agent, .system, .thirdParty, .network, .unknown,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Why a conversation entered a queue.
public struct QueueReason: ListedWord {
    public static let new: QueueReason = "new"
    public static let transfer: QueueReason = "transfer"
    public static let requeue: QueueReason = "requeue"
    public static let overflow: QueueReason = "overflow"
    public static let callback: QueueReason = "callback"
    public static let listed: [QueueReason] = [.new, .transfer, .requeue, .overflow, .callback]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// How the wait in a queue ended.
public struct QueueOutcome: ListedWord {
    public static let answered: QueueOutcome = "answered"
    public static let abandoned: QueueOutcome = "abandoned"
    public static let timeout: QueueOutcome = "timeout"
    public static let key: QueueOutcome = "key"
    public static let empty: QueueOutcome = "empty"
    public static let exitEmpty: QueueOutcome = "exit_empty"
    public static let joinEmpty: QueueOutcome = "join_empty"
    public static let full: QueueOutcome = "full"
    public static let closed: QueueOutcome = "closed"
    public static let callback: QueueOutcome = "callback"
    public static let transfer: QueueOutcome = "transfer"
    public static let withdrawn: QueueOutcome = "withdrawn"
    public static let system: QueueOutcome = "system"
    public static let listed: [QueueOutcome] = [
        .answered, .abandoned, .timeout, .key, .empty, .exitEmpty, .joinEmpty, .full, .closed,
        .callback, .transfer, .withdrawn, .system,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// How a conversation came to an agent.
public struct AssignmentWay: ListedWord {
    public static let offered: AssignmentWay = "offered"
    public static let claimed: AssignmentWay = "claimed"
    public static let transferred: AssignmentWay = "transferred"
    public static let sticky: AssignmentWay = "sticky"
    public static let listed: [AssignmentWay] = [.offered, .claimed, .transferred, .sticky]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Whether an agent introduced the next one (`warm`) or not.
public struct HandOnKind: ListedWord {
    public static let cold: HandOnKind = "cold"
    public static let warm: HandOnKind = "warm"
    public static let listed: [HandOnKind] = [.cold, .warm]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Why an agent no longer serves a conversation.
public struct ReleaseReason: ListedWord {
    public static let agentLost: ReleaseReason = "agent_lost"
    public static let shiftEnd: ReleaseReason = "shift_end"
    public static let capacity: ReleaseReason = "capacity"
    public static let supervisor: ReleaseReason = "supervisor"
    public static let returned: ReleaseReason = "returned"
    public static let done: ReleaseReason = "done"
    public static let listed: [ReleaseReason] = [
        .agentLost, .shiftEnd, .capacity, .supervisor, .returned, .done,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What came of a conversation with a bot.
public struct BotOutcome: ListedWord {
    public static let contained: BotOutcome = "contained"
    public static let handedOver: BotOutcome = "handed_over"
    public static let abandoned: BotOutcome = "abandoned"
    public static let listed: [BotOutcome] = [.contained, .handedOver, .abandoned]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// What is promised of a conversation.
public struct PromiseMetric: ListedWord {
    public static let firstResponse: PromiseMetric = "first_response"
    public static let nextResponse: PromiseMetric = "next_response"
    public static let resolution: PromiseMetric = "resolution"
    public static let queueWait: PromiseMetric = "queue_wait"
    public static let listed: [PromiseMetric] = [
        .firstResponse, .nextResponse, .resolution, .queueWait,
    ]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

/// Whether those who talk are there at the same time.
public struct ChannelMode: ListedWord {
    public static let sync: ChannelMode = "sync"
    public static let async: ChannelMode = "async"
    public static let deferred: ChannelMode = "deferred"
    public static let listed: [ChannelMode] = [.sync, .async, .deferred]

    public let text: String
    @inlinable public init(_ text: String) { self.text = text }
}

// The channels are symbols, for services may have any other.
extension Symbol {
    /// The channel `webchat`.
    public static let webchat: Symbol = "webchat"
    /// The channel `phone`.
    public static let phone: Symbol = "phone"
    /// The channel `video`.
    public static let video: Symbol = "video"
    /// The channel `email`.
    public static let email: Symbol = "email"
    /// The channel `whatsapp`.
    public static let whatsapp: Symbol = "whatsapp"
    /// The channel `viber`.
    public static let viber: Symbol = "viber"
    /// The channel `telegram`.
    public static let telegram: Symbol = "telegram"
    /// The channel `line`.
    public static let line: Symbol = "line"
    /// The channel `sms`.
    public static let sms: Symbol = "sms"
    /// The channel `facebook`.
    public static let facebook: Symbol = "facebook"
    /// The channel `instagram`.
    public static let instagram: Symbol = "instagram"
    /// The channel `x`.
    public static let x: Symbol = "x"
    /// The channel `vk`.
    public static let vk: Symbol = "vk"
    /// The channel `form`.
    public static let form: Symbol = "form"
    /// The channel `social`.
    public static let social: Symbol = "social"
    /// The channel `bot`.
    public static let bot: Symbol = "bot"
    /// The channel `api`.
    public static let api: Symbol = "api"
}
