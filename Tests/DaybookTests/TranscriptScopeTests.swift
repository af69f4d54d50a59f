// Transcripts over several conversations: a case, a person with their visitors, what was merged.

import Daybook
import Testing

@Suite struct TranscriptScopeTests {
    private static func said(_ conversation: ConversationID, _ text: String) -> MessageSent {
        MessageSent(
            conversation: conversation, message: MessageID(conversation.text + "/" + text),
            direction: .in, kind: .text, body: PersonalText(text))
    }

    /// A chat by an unknown visitor, a call days later, and a mail of somebody else.
    private static func book() async throws -> Daybook {
        let book = try await Daybook.inMemory(fixedOptions())
        let days: [[any Event]] = [
            [
                ConversationOpened(
                    conversation: "chat", channel: .webchat, initiator: .customer, visitor: "v-1"),
                said("chat", "first"),
                CobrowseStarted(conversation: "chat", agent: "ann"),
                ConversationNoted(conversation: "chat", note: "wants a red one"),
                ConversationFiled(conversation: "chat", case: "k-1"),
            ],
            [
                ConversationOpened(
                    conversation: "mail", channel: .email, initiator: .customer, person: "p-2"),
                said("mail", "of another"),
            ],
            [
                ConversationOpened(
                    conversation: "call", channel: .phone, initiator: .customer, person: "p-1"),
                CallOffered(call: "k", conversation: "call", media: .voice, direction: .in),
                CallConnected(call: "k", conversation: "call", agent: "bea"),
                CallTranscribed(
                    call: "k", conversation: "call", speaker: .customer, offset: .seconds(1),
                    text: "spoken"),
                ConversationFiled(conversation: "call", case: "k-1"),
            ],
            [
                ConversationOpened(
                    conversation: "sms", channel: .sms, initiator: .customer, person: "p-9"),
                said("sms", "by accident"),
                ConversationMerged(conversation: "sms", into: "call"),
            ],
        ]
        for facts in days { try await book.append(facts) }
        return book
    }

    private static func texts(
        _ book: Daybook, _ scope: TranscriptScope, asOf: AsOf = AsOf()
    ) async throws -> [String]? {
        try await book.transcript(of: scope, asOf: asOf)?.lines.compactMap(\.text)
    }

    @Test("a case holds what was written, spoken, noted and merged in it, in one order")
    func matter() async throws {
        let book = try await Self.book()
        let found = try #require(try await book.transcript(of: .matter("k-1")))
        #expect(
            found.lines.compactMap(\.text) == ["first", "wants a red one", "spoken", "by accident"])
        #expect(found.lines.contains { $0.line.kind == .cobrowse })
        #expect(found.lines.map(\.conversation).first == "chat")
        #expect(Set(found.lines.map(\.conversation)) == ["chat", "call", "sms"])
        #expect(try await Self.texts(book, .matter("k-2")) == nil)
        try await book.close()
    }

    @Test("a person's transcript knows the visitor once they are one, and as of before not yet")
    func person() async throws {
        let book = try await Self.book()
        #expect(try await Self.texts(book, .person("p-1")) == ["spoken", "by accident"])
        let before = try book.sequence
        try await book.append(
            IdentityLinked(
                visitor: "v-1", person: "p-1", evidence: .login, strength: .deterministic))
        let all = ["first", "wants a red one", "spoken", "by accident"]
        #expect(try await Self.texts(book, .person("p-1")) == all)
        let past = try await Self.texts(book, .person("p-1"), asOf: AsOf(sequence: before))
        #expect(past == ["spoken", "by accident"])
        #expect(try await Self.texts(book, .person("p-2")) == ["of another"])
        try await book.close()
    }

    @Test("a person's transcript has what others opened and the person came into or wrote in")
    func guest() async throws {
        let book = try await Self.book()
        var written = Self.said("mail", "me too")
        written.person = "p-4"
        try await book.append(written)
        try await book.append(
            ConversationJoined(conversation: "chat", party: .customer, person: "p-5"))
        #expect(try await Self.texts(book, .person("p-4")) == ["of another", "me too"])
        #expect(try await Self.texts(book, .person("p-5")) == ["first", "wants a red one"])
        try await book.close()
    }

    @Test("of a conversation that had not begun by then there is no transcript")
    func early() async throws {
        let book = try await Self.book()
        for asOf in [AsOf(sequence: 1), AsOf(time: "1999-01-01T00:00:00Z")] {
            #expect(try await book.transcript(of: "mail", asOf: asOf) == nil)
        }
        #expect(try await book.transcript(of: "chat", asOf: AsOf(sequence: 1)) != nil)
        try await book.close()
    }

    @Test("what was merged into a conversation is told with it")
    func merged() async throws {
        let book = try await Self.book()
        #expect(try await Self.texts(book, .conversation("call")) == ["spoken", "by accident"])
        #expect(try await Self.texts(book, .conversation("sms")) == ["by accident"])
        try await book.close()
    }
}
