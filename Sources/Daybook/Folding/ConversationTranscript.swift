// A transcript for people: names and texts in place of handles and sequences.

public import DaybookCoding
public import DaybookCommerce
internal import DaybookLog
public import DaybookModels

/// Everything said in a conversation, a case or with a person, in one order.
public struct ConversationTranscript: Sendable {
    /// Who spoke or acted.
    public struct Speaker: Hashable, Sendable {
        /// The party.
        public let party: SpeakerParty
        /// The name of the person, agent or bot, if one is told.
        public let name: String?
    }

    /// A reaction that was not taken back.
    public struct Reaction: Hashable, Sendable {
        /// The reaction.
        public let reaction: String
        /// Who reacted.
        public let speaker: Speaker
    }

    /// A translation of a message.
    public struct Translation: Hashable, Sendable {
        /// The language.
        public let language: String
        /// The text.
        public let text: String
    }

    /// One line.
    public struct Line: Sendable {
        /// The line as the read model has it: time, kind, sequences.
        public let line: TranscriptLine
        /// The conversation.
        public let conversation: String
        /// Who spoke or acted.
        public let speaker: Speaker
        /// What was said: the last edit's text, else the fact's own; nil where nothing was said.
        public let text: String?
        /// A message's kind, a channel, a reason: the symbol that says more.
        public let detail: String?
        /// Reactions that stand.
        public let reactions: [Reaction]
        /// What the channel told last: its status.
        public let status: String?
        /// Translations.
        public let translations: [Translation]
        /// The fact itself.
        public let event: RecordedEvent?
    }

    /// A change to a message that nobody has told of yet.
    public struct Pending: Sendable {
        /// What it is, when, and where in the log.
        public let pending: TranscriptPending
        /// The conversation.
        public let conversation: String
        /// The fact itself.
        public let event: RecordedEvent?
    }

    /// The sequence at which this is true.
    public let sequence: UInt64
    /// The lines by time.
    public let lines: [Line]
    /// Changes whose message has not come.
    public let pending: [Pending]
}

/// A transcript as the model has it, with every name it needs.
private struct NamedTranscript: Sendable {
    let sequence: UInt64
    let transcript: Transcript
    var conversations: [UInt32: String] = [:]
    var symbols: [UInt32: String] = [:]
    var speakers: [TranscriptSpeaker: String] = [:]
}

extension Daybook {
    /// Everything said in a conversation; nil if no fact names it.
    ///
    /// As the other one, for one conversation.
    public func transcript(
        of conversation: ConversationID, asOf: AsOf = AsOf()
    ) async throws(DaybookError) -> ConversationTranscript? {
        try await transcript(of: .conversation(conversation), asOf: asOf)
    }

    /// Everything said in a conversation, in a case, or with a person, across channels, agents and
    /// days, in one order; nil if no fact names it.
    ///
    /// - Parameters:
    ///   - scope: whose words.
    ///   - asOf: as it was at a sequence or an instant; as it is now by default.
    /// - Throws: as `query`; `.log(.damaged)` if a text cannot be read.
    /// - Complexity: O(conversations), O(n log n) in the lines, and a fact read for each text.
    public func transcript(
        of scope: TranscriptScope, asOf: AsOf = AsOf()
    ) async throws(DaybookError) -> ConversationTranscript? {
        let named: NamedTranscript?
        if asOf == AsOf() {
            named = try await query { $0.named(scope) }
        } else {
            named = try await replay(asOf: asOf).replay.named(scope)
        }
        guard let named else { return nil }
        // What the model of a buffered book has accepted may not be readable yet.
        if try named.sequence > sequence { try await sync() }
        var lines: [ConversationTranscript.Line] = []
        for line in named.transcript.lines { lines.append(try await text(of: line, named)) }
        var pending: [ConversationTranscript.Pending] = []
        for change in named.transcript.pending {
            let event = try await event(at: change.sequence)
            pending.append(
                ConversationTranscript.Pending(
                    pending: change,
                    conversation: named.conversations[change.conversation] ?? "", event: event))
        }
        return ConversationTranscript(sequence: named.sequence, lines: lines, pending: pending)
    }

    private func text(
        of line: TranscriptLine, _ named: NamedTranscript
    ) async throws(DaybookError) -> ConversationTranscript.Line {
        let event = try await event(at: line.sequence)
        var textEvent = event
        if line.textSequence != line.sequence {
            textEvent = try await self.event(at: line.textSequence)
        }
        var translations: [ConversationTranscript.Translation] = []
        for translation in line.translations {
            let event = try await self.event(at: translation.sequence)
            translations.append(
                ConversationTranscript.Translation(
                    language: named.symbols[translation.language] ?? "",
                    text: event.flatMap { Self.text(of: $0) } ?? ""))
        }
        return ConversationTranscript.Line(
            line: line, conversation: named.conversations[line.conversation] ?? "",
            speaker: named.speaker(line.speaker),
            text: textEvent.flatMap { Self.text(of: $0) },
            detail: line.detail.flatMap { named.symbols[$0] },
            reactions: line.reactions.map {
                ConversationTranscript.Reaction(
                    reaction: named.symbols[$0.reaction] ?? "", speaker: named.speaker($0.speaker))
            },
            status: line.receipt.flatMap { named.symbols[$0.status] }, translations: translations,
            event: event)
    }

    /// A form's fields, one a line.
    private static func text(of form: FormSubmitted) -> String {
        form.fields.map { "\($0.name.text): \($0.value.text)" }.joined(separator: "\n")
    }

    /// What an event of a transcript says.
    private static func text(of event: RecordedEvent) -> String? {
        switch event.type {
        case MessageSent.type: event.decode(as: MessageSent.self)?.body.text
        case MessageEdited.type: event.decode(as: MessageEdited.self)?.body.text
        case MessageTranslated.type: event.decode(as: MessageTranslated.self)?.body.text
        case CallTranscribed.type: event.decode(as: CallTranscribed.self)?.text.text
        case ConversationNoted.type: event.decode(as: ConversationNoted.self)?.note.text
        case ConversationOpened.type: event.decode(as: ConversationOpened.self)?.subject?.text
        case ConversationRated.type: event.decode(as: ConversationRated.self)?.comment?.text
        case BotSurveyed.type: event.decode(as: BotSurveyed.self)?.answer.text
        case PostCommented.type: event.decode(as: PostCommented.self)?.body.text
        case FormSubmitted.type: event.decode(as: FormSubmitted.self).map(Self.text)
        default: nil
        }
    }
}

extension NamedTranscript {
    func speaker(_ speaker: TranscriptSpeaker) -> ConversationTranscript.Speaker {
        ConversationTranscript.Speaker(party: speaker.party, name: speakers[speaker])
    }
}

extension Replay where Model == Models {
    /// A transcript with the names it uses; nil if no fact names what it is about.
    fileprivate func named(_ scope: TranscriptScope) -> NamedTranscript? {
        guard let conversations = conversations(of: scope) else { return nil }
        let transcript = model.transcripts.transcript(of: conversations)
        var named = NamedTranscript(sequence: sequence, transcript: transcript)
        for conversation in conversations {
            named.conversations[conversation] = text(Conversation.definition, conversation)
        }
        for line in transcript.lines {
            learn(line.speaker, &named)
            learn(line.detail, &named)
            learn(line.receipt?.status, &named)
            for translation in line.translations { learn(translation.language, &named) }
            for reaction in line.reactions {
                learn(reaction.reaction, &named)
                learn(reaction.speaker, &named)
            }
        }
        return named
    }

    private func learn(_ symbol: UInt32?, _ named: inout NamedTranscript) {
        guard let symbol else { return }
        named.symbols[symbol] = names.text(Names.symbols, symbol)
    }

    private func learn(_ speaker: TranscriptSpeaker, _ named: inout NamedTranscript) {
        guard let name = speaker.name else { return }
        switch name {
        case .person(let handle): learn(speaker, handle, Person.definition, &named)
        case .agent(let handle): learn(speaker, handle, Agent.definition, &named)
        case .bot(let handle): learn(speaker, handle, Bot.definition, &named)
        case .actor(let symbol): named.speakers[speaker] = names.text(Names.symbols, symbol)
        }
    }

    private func learn(
        _ speaker: TranscriptSpeaker, _ handle: UInt32, _ entity: EntityDefinition,
        _ named: inout NamedTranscript
    ) {
        guard let kind = catalog.entity(named: entity.name)?.number else { return }
        named.speakers[speaker] = names.text(kind, handle)
    }
}
