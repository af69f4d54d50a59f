// What was said in a conversation, a case or with a person.

internal import Daybook

extension Command {
    func transcript(_ options: TranscriptOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.question)
        defer { Self.tellLost(book, context) }
        let name = options.name
        let found: ConversationTranscript? =
            name.utf8.count > Limits.nameBytesMax
            ? nil : try await book.transcript(of: options.scope, asOf: options.question.asOf)
        guard let found else {
            throw Failure.usage(
                "no fact tells of a \(options.kind) \(Terminal.cut(name, to: 80)); `daybook "
                    + "conversations \(Terminal.escaped(options.question.book))` shows them"
            )
        }
        if options.question.json {
            for line in found.lines {
                try context.output.write(TranscriptJSON.object(line).line)
            }
            for change in found.pending {
                try context.output.write(TranscriptJSON.object(change).line)
            }
            return
        }
        let place = Self.place(options.question.asOf, found.sequence)
        try context.output.line(
            "\(options.kind) \(Terminal.escaped(name)), \(place): "
                + Text.count(found.lines.count, "line", "lines"))
        try context.output.line()
        try context.print(TranscriptText.lines(found, context.style))
    }
}

/// A transcript as JSON objects.
enum TranscriptJSON {
    static func object(_ line: ConversationTranscript.Line) -> JSONObject {
        var object = JSONObject()
        object.put("kind", "\(line.line.kind)")
        object.put("type", line.event?.type)
        object.put("sequence", line.line.sequence)
        object.put("time", line.line.time)
        object.put("conversation", line.conversation)
        object.put("party", "\(line.speaker.party)")
        object.put("speaker", line.speaker.name)
        if line.line.direction != .none { object.put("direction", "\(line.line.direction)") }
        object.put("detail", line.detail)
        object.put("text", line.text)
        if let message = TranscriptText.message(line.event) { object.put("message", message) }
        if let score = line.line.number { object.put("score", score) }
        if line.line.isAutomatic { object.put("automatic", true) }
        if line.line.edits > 0 { object.put("edits", line.line.edits) }
        if let revoked = line.line.revokedBy { object.put("revokedBy", revoked) }
        object.put("receipt", line.status)
        if !line.reactions.isEmpty {
            object.put(
                "reactions",
                line.reactions.map { reaction in
                    var object = JSONObject()
                    object.put("reaction", reaction.reaction)
                    object.put("party", "\(reaction.speaker.party)")
                    object.put("speaker", reaction.speaker.name)
                    return object
                })
        }
        if !line.translations.isEmpty {
            object.put(
                "translations",
                line.translations.map { translation in
                    var object = JSONObject()
                    object.put("language", translation.language)
                    object.put("text", translation.text)
                    return object
                })
        }
        return object
    }

    static func object(_ change: ConversationTranscript.Pending) -> JSONObject {
        var object = JSONObject()
        object.put("kind", "pending")
        object.put("what", "\(change.pending.kind)")
        object.put("sequence", change.pending.sequence)
        object.put("time", change.pending.time)
        object.put("conversation", change.conversation)
        object.put("message", TranscriptText.message(change.event))
        return object
    }
}

/// A transcript as lines for people.
enum TranscriptText {
    static func lines(_ transcript: ConversationTranscript, _ style: Style) -> [String] {
        let names = transcript.lines.map { Terminal.width(name(of: $0.speaker)) }
        let width = min(24, names.max() ?? 0)
        let timeWidth = transcript.lines.map { "\($0.line.time)".utf8.count }.max() ?? 0
        var lines: [String] = []
        var conversation = transcript.lines.first?.conversation
        for line in transcript.lines {
            if line.conversation != conversation {
                conversation = line.conversation
                lines.append(style.dim("in conversation \(Terminal.escaped(line.conversation))"))
            }
            let clock = "\(line.line.time)"
            let rest = String(repeating: " ", count: timeWidth - clock.utf8.count)
            let time = style.dim(clock) + rest
            let speaker = Terminal.cut(name(of: line.speaker), to: width)
            let gap = String(repeating: " ", count: width - Terminal.width(speaker))
            let painted =
                line.speaker.party == .customer ? style.green(speaker) : style.blue(speaker)
            lines.append("\(time)  \(painted)\(gap)  \(said(line, style))")
            for translation in line.translations {
                lines.append(
                    "    in \(Terminal.escaped(translation.language)): "
                        + Terminal.escaped(translation.text))
            }
        }
        if !transcript.pending.isEmpty {
            lines += ["", "changes whose message has not come:"]
            for change in transcript.pending {
                let message = Self.message(change.event).map { Terminal.escaped($0) } ?? "?"
                lines.append(
                    "\(change.pending.time)  \(words(change.pending.kind)) of \(message)")
            }
        }
        return lines
    }

    private static func name(of speaker: ConversationTranscript.Speaker) -> String {
        let party = speaker.party == .unknown ? "" : "\(speaker.party)"
        guard let name = speaker.name else { return party }
        return party.isEmpty ? name : "\(party) \(name)"
    }

    /// What a line says, with what became of it.
    private static func said(_ line: ConversationTranscript.Line, _ style: Style) -> String {
        let detail = line.detail.map { Terminal.escaped($0) } ?? ""
        var text = ""
        switch line.line.kind {
        case .message:
            if line.line.direction == .internal { text += style.dim("(internal) ") }
            if !detail.isEmpty && detail != "text" { text += style.dim("[\(detail)] ") }
            text += Terminal.escaped(line.text ?? "")
        case .spoken: text += Terminal.escaped(line.text ?? "")
        default:
            text += style.dim("— \(words(line))")
            if let event = line.event, line.line.kind == .switchedChannel,
                let change = event.decode(as: ConversationSwitchedChannel.self)
            {
                text += style.dim(
                    " from \(Terminal.escaped(change.from.text)) to "
                        + Terminal.escaped(change.to.text))
            } else if !detail.isEmpty {
                text += style.dim(": \(detail)")
            }
            if let score = line.line.number { text += " \(score)" }
            if let said = line.text, !said.isEmpty { text += " “\(Terminal.escaped(said))”" }
        }
        return text + notes(line, style)
    }

    private static func notes(_ line: ConversationTranscript.Line, _ style: Style) -> String {
        var notes: [String] = []
        if line.line.isAutomatic { notes.append("automatic") }
        if line.line.edits > 0 {
            notes.append(line.line.edits == 1 ? "edited" : "edited \(line.line.edits) times")
        }
        if line.line.isRevoked { notes.append("taken back") }
        for reaction in line.reactions {
            let who = name(of: reaction.speaker)
            notes.append(Terminal.escaped("\(reaction.reaction) \(who)"))
        }
        if let status = line.status { notes.append(Terminal.escaped(status)) }
        return notes.isEmpty ? "" : "  " + style.dim("[\(notes.joined(separator: ", "))]")
    }

    /// The message that a fact is about.
    static func message(_ event: RecordedEvent?) -> String? {
        guard let event else { return nil }
        return switch event.type {
        case MessageSent.type: event.decode(as: MessageSent.self)?.message.text
        case MessageEdited.type: event.decode(as: MessageEdited.self)?.message.text
        case MessageRevoked.type: event.decode(as: MessageRevoked.self)?.message.text
        case MessageReacted.type: event.decode(as: MessageReacted.self)?.message.text
        case MessageUnreacted.type: event.decode(as: MessageUnreacted.self)?.message.text
        case MessageStatusChanged.type: event.decode(as: MessageStatusChanged.self)?.message.text
        case MessageTranslated.type: event.decode(as: MessageTranslated.self)?.message.text
        default: nil
        }
    }

    /// What happened: where a kind gathers several types of facts, the type's own words.
    private static func words(_ line: ConversationTranscript.Line) -> String {
        switch line.line.kind {
        case .paused, .cobrowse, .cobrowseEnded, .bot, .callback:
            let type = line.event?.type ?? words(line.line.kind)
            return Terminal.escaped(String(type.map { "._".contains($0) ? " " : $0 }))
        default: return words(line.line.kind)
        }
    }

    static func words(_ kind: TranscriptKind) -> String {
        switch kind {
        case .opened: "opened"
        case .joined: "joined"
        case .left: "left"
        case .message: "wrote"
        case .edit: "edit"
        case .revocation: "taking back"
        case .reaction: "reaction"
        case .unreaction: "reaction taken back"
        case .receipt: "receipt"
        case .translation: "translation"
        case .callConnected: "took the call"
        case .callTransferred: "transferred the call"
        case .callEnded: "call ended"
        case .voicemail: "left a voicemail"
        case .spoken: "said"
        case .noted: "noted"
        case .assigned: "got the conversation"
        case .handedOn: "handed it on"
        case .released: "let go of it"
        case .resolved: "resolved"
        case .reopened: "reopened"
        case .closed: "closed"
        case .merged: "merged into another conversation"
        case .switchedChannel: "switched channel"
        case .rated: "rated"
        case .paused: "paused"
        case .cobrowse: "co-browsing"
        case .cobrowseEnded: "co-browsing ended"
        case .bot: "bot"
        case .callback: "call back"
        case .form: "handed in a form"
        case .comment: "commented"
        }
    }
}
