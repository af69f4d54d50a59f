// Which facts transcripts read, and where their fields are. Made once per catalog.

internal import DaybookCoding
internal import DaybookCommerce

/// Where the parts of a fact are found that makes a row of a transcript.
struct TranscriptFact: Sendable {
    /// Nil: the fact tells of a call where it belongs, and is no line.
    var kind: TranscriptKind?
    var conversation: FieldIndex?
    /// The message concerned.
    var message: FieldIndex?
    var call: FieldIndex?
    /// Another id of that call.
    var leg: FieldIndex?
    var text: FieldIndex?
    /// A text in the rows of a list.
    var entry: RowFieldIndex?
    /// Where in the call it was said.
    var offset: FieldIndex?
    var agent: FieldIndex?
    var person: FieldIndex?
    var bot: FieldIndex?
    /// The word that says which party acts.
    var party: FieldIndex?
    var direction: FieldIndex?
    var automatic: FieldIndex?
    var detail: FieldIndex?
    var number: FieldIndex?
    var other: FieldIndex?
    /// Who acts if nothing else tells.
    var silent: SpeakerParty
    /// Which of the facts of its kind it is, where there are several; from 1 to 15.
    var code: UInt8
}

/// The names of the fields of a fact; what a type lacks is not named.
private struct FieldNames {
    var message: String?
    var call: String?
    var leg: String?
    var text: String?
    /// A list, and a text in its rows.
    var entry: (list: String, field: String)?
    var offset: String?
    var agent: String?
    var person: String?
    var bot: String?
    var party: String?
    var direction: String?
    var automatic: String?
    var detail: String?
    var number: String?
    var other: String?
    var silent = SpeakerParty.unknown
    var code: UInt8 = 0
}

extension FactPlan<TranscriptFact> {
    /// Adds the facts that transcripts read.
    static func declare(_ plan: inout Self, _ catalog: Catalog) {
        plan.addConversation()
        plan.addMessages()
        plan.addCalls()
        plan.addWatching()
        plan.addBots()
        plan.addOthers()
        plan.addCallLinks { conversation, call in
            TranscriptFact(conversation: conversation, call: call, silent: .unknown, code: 0)
        }
    }

    private mutating func addConversation() {
        add(
            ConversationOpened.self, .opened,
            FieldNames(text: "subject", person: "person", party: "initiator", detail: "channel"))
        let parties = FieldNames(agent: "agent", person: "person", party: "party", detail: "reason")
        add(ConversationJoined.self, .joined, parties)
        add(ConversationLeft.self, .left, parties)
        add(ConversationNoted.self, .noted, FieldNames(text: "note", silent: .agent))
        add(ConversationAssigned.self, .assigned, FieldNames(agent: "agent", detail: "how"))
        add(
            ConversationHandedOn.self, .handedOn,
            FieldNames(agent: "from", detail: "kind", other: "to"))
        add(ConversationReleased.self, .released, FieldNames(agent: "agent", detail: "reason"))
        add(ConversationResolved.self, .resolved, FieldNames(agent: "agent", detail: "disposition"))
        add(ConversationReopened.self, .reopened, FieldNames(party: "trigger", detail: "trigger"))
        add(ConversationClosed.self, .closed, FieldNames(detail: "reason"))
        add(ConversationMerged.self, .merged, FieldNames(other: "into"))
        add(ConversationSwitchedChannel.self, .switchedChannel, FieldNames(detail: "to"))
        add(
            ConversationRated.self, .rated,
            FieldNames(text: "comment", detail: "scale", number: "score", silent: .customer))
    }

    private mutating func addMessages() {
        add(
            MessageSent.self, .message,
            FieldNames(
                message: "message", text: "body", agent: "agent", person: "person", bot: "bot",
                direction: "direction", automatic: "automatic", detail: "kind", silent: .system))
        add(MessageEdited.self, .edit, FieldNames(message: "message", text: "body"))
        add(MessageRevoked.self, .revocation, FieldNames(message: "message"))
        let reaction = FieldNames(message: "message", person: "person", detail: "reaction")
        add(MessageReacted.self, .reaction, reaction)
        add(MessageUnreacted.self, .unreaction, reaction)
        add(MessageStatusChanged.self, .receipt, FieldNames(message: "message", detail: "status"))
        add(
            MessageTranslated.self, .translation,
            FieldNames(message: "message", text: "body", detail: "language"))
    }

    private mutating func addCalls() {
        add(CallConnected.self, .callConnected, FieldNames(call: "call", agent: "agent"))
        add(
            CallTransferred.self, .callTransferred,
            FieldNames(call: "call", agent: "agent", detail: "kind", other: "to_agent"))
        add(
            CallEnded.self, .callEnded,
            FieldNames(call: "call", agent: "agent", party: "by", detail: "cause"))
        add(
            CallVoicemailLeft.self, .voicemail,
            FieldNames(call: "call", text: "ref", silent: .customer))
        add(
            CallTranscribed.self, .spoken,
            FieldNames(
                call: "call", text: "text", offset: "offset", agent: "agent", party: "speaker"))
        add(CallOffered.self, nil, FieldNames(call: "call"))
        add(CallJoinedLegs.self, nil, FieldNames(call: "call", leg: "with"))
    }

    private mutating func addWatching() {
        func names(_ code: UInt8, detail: String? = "reason") -> FieldNames {
            FieldNames(agent: detail == "reason" ? "agent" : nil, detail: detail, code: code)
        }
        add(CobrowseRequested.self, .cobrowse, names(1))
        add(
            CobrowseConsented.self, .cobrowse,
            FieldNames(detail: "reason", silent: .customer, code: 2))
        add(
            CobrowseRefused.self, .cobrowse,
            FieldNames(detail: "reason", silent: .customer, code: 3))
        add(CobrowseStarted.self, .cobrowse, names(4))
        add(CobrowseNavigated.self, .cobrowse, names(5, detail: "url"))
        add(CobrowseFieldMasked.self, .cobrowse, names(6, detail: "field"))
        add(CobrowseControlRequested.self, .cobrowse, FieldNames(agent: "agent", code: 7))
        add(CobrowseControlGranted.self, .cobrowse, FieldNames(silent: .customer, code: 8))
        add(CobrowseControlRefused.self, .cobrowse, FieldNames(silent: .customer, code: 9))
        add(CobrowseEnded.self, .cobrowseEnded, names(0))
    }

    private mutating func addBots() {
        add(BotStarted.self, .bot, FieldNames(bot: "bot", code: 1))
        add(BotRecognised.self, .bot, FieldNames(bot: "bot", detail: "intent", code: 2))
        add(BotFailedToUnderstand.self, .bot, FieldNames(bot: "bot", code: 3))
        add(BotAnswered.self, .bot, FieldNames(bot: "bot", detail: "article", code: 4))
        add(
            BotSurveyed.self, .bot,
            FieldNames(text: "answer", bot: "bot", detail: "question", code: 5))
        add(BotTookOrder.self, .bot, FieldNames(bot: "bot", code: 6))
        add(BotRequestedPayment.self, .bot, FieldNames(bot: "bot", code: 7))
        add(BotHandedOver.self, .bot, FieldNames(bot: "bot", detail: "reason", code: 8))
        add(BotFinished.self, .bot, FieldNames(bot: "bot", detail: "outcome", code: 9))
    }

    private mutating func addOthers() {
        add(ConversationWaiting.self, .paused, FieldNames(detail: "on", code: 1))
        add(ConversationSnoozed.self, .paused, FieldNames(code: 2))
        add(ConversationResumed.self, .paused, FieldNames(code: 3))
        func callback(_ code: UInt8) -> FieldNames {
            FieldNames(agent: "agent", detail: "reason", code: code)
        }
        add(CallbackRequested.self, .callback, callback(1))
        add(CallbackScheduled.self, .callback, callback(2))
        add(CallbackAttempted.self, .callback, callback(3))
        add(CallbackCompleted.self, .callback, callback(4))
        add(CallbackFailed.self, .callback, callback(5))
        add(
            FormSubmitted.self, .form,
            FieldNames(entry: ("fields", "value"), silent: .customer))
        add(
            PostCommented.self, .comment,
            FieldNames(text: "body", person: "person", detail: "channel", silent: .customer))
    }

    private mutating func add<E: Event>(
        _ type: E.Type, _ kind: TranscriptKind?, _ names: FieldNames
    ) {
        add(type) { (catalog) throws(CodingError) in
            TranscriptFact(
                kind: kind, conversation: try catalog.optional(type, "conversation"),
                message: try catalog.optional(type, names.message),
                call: try catalog.optional(type, names.call),
                leg: try catalog.optional(type, names.leg),
                text: try catalog.optional(type, names.text),
                entry: try names.entry.flatMap { (list, field) throws(CodingError) in
                    try catalog.field(type, list, field)
                },
                offset: try catalog.optional(type, names.offset),
                agent: try catalog.optional(type, names.agent),
                person: try catalog.optional(type, names.person),
                bot: try catalog.optional(type, names.bot),
                party: try catalog.optional(type, names.party),
                direction: try catalog.optional(type, names.direction),
                automatic: try catalog.optional(type, names.automatic),
                detail: try catalog.optional(type, names.detail),
                number: try catalog.optional(type, names.number),
                other: try catalog.optional(type, names.other), silent: names.silent,
                code: names.code)
        }
    }
}
