// Transcripts by hand-made conversations: order, speakers, changes to messages, calls.

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Testing

@Suite struct TranscriptTests {
    static func said(
        _ seconds: Int64, _ message: String, _ direction: MessageDirection = .in,
        in conversation: ConversationID = "c", agent: AgentID? = nil, bot: BotID? = nil,
        person: PersonID? = nil, automatic: Bool? = nil, actor: EventActor? = nil
    ) -> Fact {
        fact(
            seconds,
            MessageSent(
                conversation: conversation, message: MessageID(message), direction: direction,
                kind: .text, body: PersonalText("text of " + message), agent: agent, bot: bot,
                person: person, automatic: automatic), actor: actor)
    }

    func transcript(_ facts: [Fact]) throws -> (Transcript, Folded<Transcripts>) {
        let folded = try TestBook(facts).replay(Transcripts())
        return (folded.model.transcript(of: folded.handle("conversation", "c")), folded)
    }

    static func name(_ speaker: TranscriptSpeaker, _ folded: Folded<Transcripts>) -> String {
        switch speaker.name {
        case nil: "\(speaker.party)"
        case .person(let handle): "\(speaker.party) \(folded.name("person", handle))"
        case .agent(let handle): "\(speaker.party) \(folded.name("agent", handle))"
        case .bot(let handle): "\(speaker.party) \(folded.name("bot", handle))"
        case .actor(let handle): "\(speaker.party) \(folded.symbol(handle))"
        }
    }

    @Test("Lines come by time, across channels, agents and calls")
    func order() throws {
        let facts: [Fact] = [
            Self.said(50, "m2", .out, agent: "ann"),
            fact(0, ConversationOpened(conversation: "c", channel: .webchat, initiator: .customer)),
            Self.said(1, "m1", person: "joe"),
            fact(
                60, ConversationSwitchedChannel(conversation: "c", from: .webchat, to: .phone)),
            fact(61, CallOffered(call: "k", conversation: "c", media: .voice, direction: .in)),
            fact(63, CallConnected(call: "k", conversation: "c", agent: "bea")),
            fact(
                70,
                CallTranscribed(
                    call: "k", conversation: "c", speaker: .customer, offset: .seconds(7),
                    text: "hello")),
            fact(90, CallEnded(call: "k", conversation: "c", by: .customer, talk: .seconds(27))),
            fact(95, ConversationResolved(conversation: "c", agent: "bea")),
            fact(
                99,
                ConversationRated(conversation: "c", scale: .csat5, score: 4, comment: "quick")),
            fact(200, ConversationClosed(conversation: "c", reason: .resolved)),
            fact(201, PageViewed(visitor: "v", url: "/")),
        ]
        let (transcript, folded) = try transcript(facts)
        #expect(
            transcript.lines.map(\.kind) == [
                .opened, .message, .message, .switchedChannel, .callConnected, .spoken, .callEnded,
                .resolved, .rated, .closed,
            ])
        #expect(transcript.lines.map(\.sequence) == [2, 3, 1, 4, 6, 7, 8, 9, 10, 11])
        #expect(
            transcript.lines.map { Self.name($0.speaker, folded) } == [
                "customer", "customer joe", "agent ann", "unknown", "agent bea", "customer",
                "customer", "agent bea", "customer", "unknown",
            ])
        #expect(transcript.lines[8].number == 4)
        #expect(folded.symbol(transcript.lines[3].detail) == "phone")
        #expect(transcript.pending.isEmpty)
    }

    @Test("Co-browsing, bots, calls back, forms and comments stand among what was said")
    func besideWords() throws {
        let facts: [Fact] = [
            fact(9, CobrowseEnded(conversation: "c", agent: "ann", reason: "done")),
            fact(1, BotStarted(conversation: "c", bot: "bo")),
            fact(2, BotSurveyed(conversation: "c", bot: "bo", question: "size", answer: "XL")),
            fact(3, BotHandedOver(conversation: "c", bot: "bo", reason: "asked")),
            fact(4, CobrowseRequested(conversation: "c", agent: "ann")),
            fact(5, CobrowseConsented(conversation: "c")),
            fact(7, CobrowseNavigated(conversation: "c", url: "/checkout")),
            fact(6, CobrowseStarted(conversation: "c", agent: "ann")),
            fact(8, CobrowseFieldMasked(conversation: "c", field: "card")),
            fact(10, ConversationWaiting(conversation: "c", on: .customer)),
            fact(11, FormSubmitted(visitor: "v", form: "f", conversation: "c", fields: [])),
            fact(12, CallbackScheduled(conversation: "c", agent: "bea")),
            fact(
                13,
                PostCommented(
                    post: "p", channel: "facebook", person: "joe", conversation: "c",
                    body: "thanks")),
            fact(14, PostCommented(post: "p", channel: "facebook", body: "of no conversation")),
        ]
        let (transcript, folded) = try transcript(facts)
        #expect(
            transcript.lines.map(\.kind) == [
                .bot, .bot, .bot, .cobrowse, .cobrowse, .cobrowse, .cobrowse, .cobrowse,
                .cobrowseEnded, .paused, .form, .callback, .comment,
            ])
        #expect(transcript.lines.map(\.sequence) == [2, 3, 4, 5, 6, 8, 7, 9, 1, 10, 11, 12, 13])
        #expect(
            transcript.lines.map { Self.name($0.speaker, folded) } == [
                "bot bo", "bot bo", "bot bo", "agent ann", "customer", "agent ann", "unknown",
                "unknown", "agent ann", "unknown", "customer", "agent bea", "customer joe",
            ])
        #expect(folded.symbol(transcript.lines[6].detail) == "/checkout")
    }

    @Test("The speaker is whom the message names, else its actor, else the machinery")
    func speakers() throws {
        let facts = [
            Self.said(1, "a", person: "joe"), Self.said(2, "b", .out, agent: "ann"),
            Self.said(3, "c", .out, bot: "robo"), Self.said(4, "d", .out, automatic: true),
            Self.said(5, "e", .out, actor: EventActor(.agent, "bea")),
            Self.said(6, "f", actor: EventActor(.customer, "jim")), Self.said(7, "g"),
            Self.said(8, "h", .internal, agent: "ann"),
            Self.said(9, "i", .out, actor: EventActor(.bot)),
        ]
        let (transcript, folded) = try transcript(facts)
        #expect(
            transcript.lines.map { Self.name($0.speaker, folded) } == [
                "customer joe", "agent ann", "bot robo", "system", "agent bea", "customer jim",
                "customer", "agent ann", "bot",
            ])
        #expect(
            transcript.lines.map(\.direction) == [
                .in, .out, .out, .out, .out, .in, .in, .internal, .out,
            ])
        #expect(transcript.lines.map(\.isAutomatic).filter { $0 }.count == 1)
    }

    static let changes: [Fact] = [
        said(10, "m", .out, agent: "ann"),
        fact(12, MessageEdited(conversation: "c", message: "m", body: "first edit")),
        fact(15, MessageEdited(conversation: "c", message: "m", body: "second edit")),
        fact(11, MessageStatusChanged(conversation: "c", message: "m", status: .sent)),
        fact(14, MessageStatusChanged(conversation: "c", message: "m", status: .read)),
        fact(14, MessageStatusChanged(conversation: "c", message: "m", status: .delivered)),
        fact(16, MessageReacted(conversation: "c", message: "m", reaction: "👍", person: "joe")),
        fact(17, MessageReacted(conversation: "c", message: "m", reaction: "❤️", person: "jim")),
        fact(18, MessageUnreacted(conversation: "c", message: "m", reaction: "👍", person: "joe")),
        fact(
            19,
            MessageTranslated(
                conversation: "c", message: "m", language: "de", body: "ein Text")),
        fact(20, MessageRevoked(conversation: "c", message: "m")),
    ]

    @Test("Edits, receipts, reactions and revocations find their message, even before it comes")
    func pending() throws {
        var random = SeededRandom(seed: 11)
        let digest = try TestBook(Self.changes).replay(Transcripts()).digest
        for round in 0..<12 {
            let facts = round == 0 ? Self.changes : random.shuffled(Self.changes)
            let (transcript, folded) = try transcript(facts)
            let line = try #require(transcript.lines.first)
            let second = facts.firstIndex {
                ($0.event as? MessageEdited)?.body == "second edit"
            }
            #expect(transcript.lines.count == 1)
            #expect(line.textSequence == UInt64((second ?? 0) + 1))
            #expect(line.edits == 2)
            #expect(folded.symbol(line.receipt?.status) == "read")
            #expect(line.reactions.map { folded.symbol($0.reaction) } == ["❤️"])
            #expect(line.translations.map { folded.symbol($0.language) } == ["de"])
            #expect(line.isRevoked)
            #expect(transcript.pending.isEmpty)
            #expect(folded.digest == digest)
        }
    }

    @Test("A reaction with an empty symbol takes back what its author felt")
    func blankReaction() throws {
        let facts = [
            Self.said(1, "m"),
            fact(2, MessageReacted(conversation: "c", message: "m", reaction: "👍", person: "joe")),
            fact(3, MessageReacted(conversation: "c", message: "m", reaction: "🎉", person: "jim")),
            fact(4, MessageReacted(conversation: "c", message: "m", reaction: "", person: "joe")),
        ]
        let (transcript, folded) = try transcript(facts)
        #expect(transcript.lines[0].reactions.map { folded.symbol($0.reaction) } == ["🎉"])
    }

    @Test("Changes whose message never came are listed, not lost")
    func orphanedChanges() throws {
        let (transcript, _) = try transcript(Array(Self.changes.dropFirst()))
        #expect(transcript.lines.isEmpty)
        #expect(transcript.pending.count == Self.changes.count - 1)
        #expect(transcript.pending[0].kind == .receipt)
        #expect(transcript.pending.last?.kind == .revocation)
    }

    @Test("Of receipts of one instant the one that can only come later counts")
    func receipts() throws {
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let words: [MessageStatus] = [.read, .played, .failed]
            let facts =
                [Self.said(1, "m", .out)]
                + order.map {
                    fact(
                        2, MessageStatusChanged(conversation: "c", message: "m", status: words[$0]))
                }
            let (transcript, folded) = try transcript(facts)
            #expect(folded.symbol(transcript.lines[0].receipt?.status) == "failed")
        }
    }

    @Test("A call's facts that name no conversation belong to the one it was offered in")
    func links() throws {
        let facts: [Fact] = [
            fact(5, CallVoicemailLeft(call: "k", ref: "tape-1")),
            fact(0, CallOffered(call: "k", conversation: "c", media: .voice, direction: .in)),
            fact(6, CallTransferred(call: "k", kind: .blind, agent: "ann", toAgent: "bea")),
            fact(9, CallEnded(call: "k", conversation: "c", by: .unknown)),
            fact(7, CallVoicemailLeft(call: "k", ref: "tape-2")),
            fact(8, CallVoicemailLeft(call: "unheard-of", ref: "tape-3")),
        ]
        let (transcript, folded) = try transcript(facts)
        #expect(transcript.lines.map(\.sequence) == [1, 3, 5, 4])
        #expect(
            transcript.lines.map(\.kind) == [
                .voicemail, .callTransferred, .voicemail, .callEnded,
            ])
        #expect(transcript.lines[1].other == folded.handle("agent", "bea"))
        #expect(folded.model.unplacedCount == 1)
        var random = SeededRandom(seed: 2)
        for _ in 0..<8 {
            let other = try TestBook(random.shuffled(facts), perPage: 2, key: random.next())
            #expect(try other.replay(Transcripts()).digest == folded.digest)
        }
        try checkSnapshotLaw(TestBook(facts, perPage: 1), Transcripts())
    }

    @Test("Links of ended calls go in the end, and the state is the same whatever the pages")
    func links30Days() throws {
        var facts: [Fact] = []
        for index in 0..<3_000 {
            let call = CallID("k\(index)")
            let time = Int64(index) * 3_600
            let offered = CallOffered(
                call: call, conversation: "c", media: .voice, direction: .in)
            facts.append(fact(time, offered))
            facts.append(fact(time + 60, CallEnded(call: call, conversation: "c", by: .agent)))
        }
        let one = try TestBook(facts, perPage: 13).replay(Transcripts()).model
        let other = try TestBook(facts, perPage: 1_000).replay(Transcripts()).model
        #expect(one.snapshot == other.snapshot)
        // 30 days of a call an hour are 720; the links are looked through when they have doubled.
        #expect(one.linkCount < 2_048)
        #expect(Transcripts.decode(one.snapshot)?.snapshot == one.snapshot)
    }

    @Test("Several conversations read as one: those of a case, of a person, or merged")
    func several() throws {
        let facts = [
            Self.said(1, "a1", in: "a"), Self.said(3, "a2", in: "a"), Self.said(2, "b1", in: "b"),
            fact(4, ConversationMerged(conversation: "b", into: "a")),
            fact(2, MessageRevoked(conversation: "b", message: "a1")),
        ]
        let folded = try TestBook(facts).replay(Transcripts())
        let (a, b) = (folded.handle("conversation", "a"), folded.handle("conversation", "b"))
        let both = folded.model.transcript(of: [a, b, a])
        #expect(both.lines.map(\.sequence) == [1, 3, 2, 4])
        #expect(both.lines[3].other == a)
        #expect(both.lines[0].isRevoked)
        #expect(folded.model.transcript(of: b).pending.count == 1)
    }

    @Test("Facts of equal time follow the producer's counter, then rank")
    func ties() throws {
        let facts: [Fact] = [
            fact(1, ConversationClosed(conversation: "c", reason: .ended), source: "web"),
            fact(1, ConversationResolved(conversation: "c"), source: "web"),
            fact(
                1, ConversationOpened(conversation: "c", channel: .webchat, initiator: .customer),
                source: "web"),
            fact(
                1, ConversationReopened(conversation: "c", trigger: .agent), source: "web",
                ordinal: 1),
        ]
        let (transcript, _) = try transcript(facts)
        #expect(transcript.lines.map(\.kind) == [.opened, .resolved, .closed, .reopened])
    }

    @Test("Lines of one instant that differ in their names alone have one order")
    func names() throws {
        let pairs: [[any Event]] = [
            ["ann", "bea"].map {
                ConversationAssigned(conversation: "c", agent: $0, how: .offered)
            },
            ["ann", "bea"].map {
                ConversationHandedOn(conversation: "c", from: "joe", to: $0, kind: .warm)
            },
        ]
        for pair in pairs {
            let facts = pair.map { fact(1, $0) }
            let told = try [facts, facts.reversed()].map { facts in
                let (transcript, folded) = try transcript(facts)
                return transcript.lines.map {
                    Self.name($0.speaker, folded)
                        + ($0.other.map { folded.name("agent", $0) } ?? "")
                }
            }
            #expect(told[0] == told[1] && told[0].count == 2 && told[0][0] != told[0][1])
        }
    }

    @Test("Messages, receipts and forms of one instant stand alike whatever came first")
    func instants() throws {
        func receipt(_ message: MessageID, _ status: MessageStatus) -> Fact {
            fact(1, MessageStatusChanged(conversation: "c", message: message, status: status))
        }
        func form(_ value: String) -> Fact {
            let field = FormField(name: "size", value: PersonalText(value))
            return fact(
                1, FormSubmitted(visitor: "v", form: "f", conversation: "c", fields: [field]))
        }
        let facts: [Fact] =
            ["m-10", "m-9", "m-2", "hello", "wamid.A"].map { Self.said(1, $0) }
            + ["m-9", "hello"].flatMap { [receipt($0, .sent), receipt($0, .read)] }
            + [form("XL"), form("S")]
        var random = SeededRandom(seed: 8)
        var told: Set<[String]> = []
        for _ in 0..<200 {
            let order = random.shuffled(facts)
            let (transcript, folded) = try transcript(order)
            let lines = transcript.lines.map { line in
                let event = order[Int(line.sequence) - 1].event
                let form = (event as? FormSubmitted)?.fields[0].value.text
                let message = (event as? MessageSent)?.message.text
                return (form ?? message ?? "?") + folded.symbol(line.receipt?.status)
            }
            told.insert(lines)
        }
        let lines = try #require(told.first)
        #expect(told.count == 1 && lines.count == 7, "\(told)")
        // In the order of the numbers that their names end with; the receipt that comes later.
        #expect(lines.filter { $0.hasPrefix("m-") } == ["m-2-", "m-9read", "m-10-"])
    }

    @Test("What was spoken stands in the order of the call, however it was stamped")
    func offsets() throws {
        let offsets: [Int64] = [20, 5, 35, 0, 15, 10]
        let facts = offsets.map { offset in
            fact(
                100,
                CallTranscribed(
                    call: "k", conversation: "c", speaker: .customer, offset: .seconds(offset),
                    text: PersonalText("at \(offset)")))
        }
        let (transcript, _) = try transcript(facts)
        #expect(transcript.lines.map { offsets[Int($0.sequence) - 1] } == offsets.sorted())
    }

    @Test("A digest knows who spoke and what was said")
    func digest() throws {
        let digests = try [
            [Self.said(1, "m", person: "joe")], [Self.said(1, "m", person: "jim")],
            [Self.said(2, "m", person: "joe")], [Self.said(1, "n", person: "joe")],
            [Self.said(1, "m", in: "d", person: "joe")], [Self.said(1, "m", .out, agent: "joe")],
        ].map { try TestBook($0).replay(Transcripts()).digest.description }
        #expect(Set(digests).count == digests.count)
        #expect(digests.allSatisfy { $0.count == 16 })
    }

    @Test("A conversation without facts is an empty transcript")
    func empty() throws {
        #expect(Transcripts().transcript(of: 77).lines.isEmpty)
    }
}
