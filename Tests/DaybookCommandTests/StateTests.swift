// What the commands that ask show: events, transcripts, the demo.

import Foundation
import Testing

@testable import DaybookCommand

@Suite struct StateTests {
    /// A conversation with everything that can become of a message.
    private let lines = [
        event(
            "1", "conversation.opened",
            #"{"conversation":"c-1","channel":"webchat","initiator":"customer","person":"p-1"}"#),
        event(
            "2", "message.sent",
            #"{"conversation":"c-1","message":"m-1","direction":"in","kind":"text","body":"Helo","#
                + #""person":"p-1"}"#, time: "2026-11-20T18:00:01Z"),
        event(
            "3", "message.edited",
            #"{"conversation":"c-1","message":"m-1","body":"Hello\u001b[2J"}"#,
            time: "2026-11-20T18:00:02Z"),
        event(
            "4", "message.reacted",
            #"{"conversation":"c-1","message":"m-1","reaction":"👍","person":"p-2"}"#,
            time: "2026-11-20T18:00:03Z"),
        event(
            "5", "message.status_changed",
            #"{"conversation":"c-1","message":"m-1","status":"read"}"#,
            time: "2026-11-20T18:00:04Z"),
        event(
            "6", "conversation.switched_channel",
            #"{"conversation":"c-1","from":"webchat","to":"phone"}"#, time: "2026-11-20T18:00:05Z"),
        event(
            "7", "message.revoked", #"{"conversation":"c-1","message":"m-9"}"#,
            time: "2026-11-20T18:00:06Z"),
    ]

    private func book(_ scratch: Scratch) async -> String {
        let input = lines.joined(separator: "\n")
        _ = await daybook("import", scratch("b"), "-", input: input)
        return scratch("b")
    }

    @Test func transcriptForPeople() async throws {
        let scratch = try Scratch()
        let done = await daybook("transcript", await book(scratch), "c-1")
        #expect(
            done.output == """
                conversation c-1, as of fact 7: 3 lines

                2026-11-20T18:00:00Z  customer p-1  — opened: webchat
                2026-11-20T18:00:01Z  customer p-1  Hello\\u{1B}[2J  [edited, 👍 customer p-2, read]
                2026-11-20T18:00:05Z                — switched channel from webchat to phone

                changes whose message has not come:
                2026-11-20T18:00:06Z  taking back of m-9

                """)
    }

    @Test func transcriptAsJSONAndAsOf() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        let objects = try await daybook("transcript", book, "c-1", "--json").objects()
        #expect(
            objects.compactMap { $0["kind"] as? String }
                == ["opened", "message", "switchedChannel", "pending"])
        #expect(objects[1]["text"] as? String == "Hello\u{1B}[2J")
        #expect(objects[1]["edits"] as? Int == 1)
        #expect(objects[1]["receipt"] as? String == "read")
        #expect(objects[3]["message"] as? String == "m-9")
        for place in ["2", "2026-11-20T18:00:01Z"] {
            let early = try await daybook(
                "transcript", book, "c-1", "--json", "--as-of", place
            ).objects()
            #expect(early.count == 2)
            #expect(early[1]["text"] as? String == "Helo")
        }
    }

    @Test func eventsAreChosen() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        func sequences(_ flags: String...) async throws -> [Int] {
            try await daybook(["events", book, "--json"] + flags, input: []).objects()
                .compactMap { $0["daybooksequence"] as? Int }
        }
        #expect(try await sequences() == [1, 2, 3, 4, 5, 6, 7])
        #expect(try await sequences("--after", "5") == [6, 7])
        #expect(try await sequences("--limit", "2") == [1, 2])
        #expect(try await sequences("--limit", "0") == [])
        #expect(try await sequences("--type", "message.sent,message.edited") == [2, 3])
        #expect(try await sequences("--about", "message:m-9") == [7])
        #expect(try await sequences("--about", "person:p-1") == [1, 2])
        #expect(try await sequences("--from", "2026-11-20T18:00:05Z") == [6, 7])
        #expect(try await sequences("--until", "2026-11-20T18:00:02Z") == [1, 2])
        let none = await daybook("events", book, "--type", "message.snt")
        #expect(none.code == 0)
        #expect(
            none.errors == "daybook: no fact has the type message.snt; did you mean message.sent?\n"
        )
    }

    @Test func eventsForPeopleAreEscaped() async throws {
        let scratch = try Scratch()
        let done = await daybook("events", await book(scratch), "--after", "2", "--limit", "1")
        #expect(
            done.output == "       3  2026-11-20T18:00:02Z  message.edited  conversation=c-1 "
                + "message=m-1 body=\"Hello\\u{1B}[2J\"  (test/3)\n")
    }

    @Test func coloursOnATerminalOnly() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        let plain = await daybook(["census", book], input: [])
        #expect(!plain.output.contains("\u{1B}"))
        if ProcessInfo.processInfo.environment["NO_COLOR"] == nil {
            let coloured = await daybook(["census", book], input: [], isTerminal: true)
            #expect(coloured.output.contains("\u{1B}[1m"))
        }
    }

    @Test func exportOfAPart() async throws {
        let scratch = try Scratch()
        let book = await book(scratch)
        let part = await daybook("export", book, "--after", "1", "--until", "3")
        #expect(try part.objects().compactMap { $0["id"] as? String } == ["2", "3"])
        #expect(await daybook("export", book, "--after", "99").output.isEmpty)
    }

    @Test func demoShowsEverythingAndKeepsTheBookIfAsked() async throws {
        let scratch = try Scratch()
        let book = scratch("shop.daybook")
        let done = await daybook("demo", "--events", "60000", "--keep", book)
        #expect(done.code == 0)
        for part in [
            "appended  60,000 facts", "sales-phone", "One conversation on two channels",
            "switched channel from", "page.viewed", "transcripts", "bytes a fact",
            "daybook verify \(book)", "The agents at ", "occupancy", "first responses",
            "Whom to look after now", "v-eva-phone", "The orders", "payments: ",
            "p-eva: 2 persons, 2 visitors", "refundedBeyondCapture", "reopenedWhileOpen",
        ] { #expect(done.output.contains(part), "\(part)") }
        #expect(await daybook("verify", book).code == 0)
        let again = await daybook("demo", "--events", "10", "--keep", book)
        #expect(again.code == 3)
        #expect(again.errors == "daybook: \(book) exists already\n")
    }

    @Test func demoIsTheSameForTheSameSeed() async throws {
        let digests = try await [1, 2].asyncMap { _ in
            let done = await daybook("demo", "--events", "5000", "--seed", "3", "--json")
            let figures = try done.objects()[0]
            #expect(figures["facts"] as? Int == 5_000)
            let odd = try #require(figures["anomalies"] as? [String: Any])
            #expect(odd["refundedBeyondCapture"] as? Int == 1)
            #expect(figures["botResponses"] as? Int == 1)
            return figures["digest"] as? String
        }
        #expect(digests[0] != nil)
        #expect(digests[0] == digests[1])
    }
}
