// Wrong use and bad luck: one clear sentence each, and the right exit code.

import Daybook
import Foundation
import Testing

@testable import DaybookCommand

@Suite struct FailureTests {
    private let opened = event(
        "1", "conversation.opened",
        #"{"conversation":"c-1","channel":"webchat","initiator":"customer"}"#)

    private func check(
        _ outcome: Outcome, _ code: Int32, _ sentence: String,
        location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.code == code, sourceLocation: location)
        #expect(outcome.errors == "daybook: \(sentence)\n", sourceLocation: location)
    }

    @Test func missingFile() async throws {
        let scratch = try Scratch()
        let file = scratch("nothing.jsonl")
        check(await daybook("import", scratch("b"), file), 3, "there is no \(file)")
        // Nothing was begun.
        #expect(!FileManager.default.fileExists(atPath: scratch("b")))
    }

    @Test func directoryInPlaceOfAFile() async throws {
        let scratch = try Scratch()
        check(
            await daybook("import", scratch("b"), scratch.path), 3,
            "\(scratch.path) is a directory, not a file")
    }

    @Test(arguments: [
        "info", "verify", "events", "replay", "queues", "census", "snapshot", "export",
    ])
    func noBook(_ command: String) async throws {
        let scratch = try Scratch()
        let book = scratch("none")
        check(
            await daybook(command, book), 3, "there is no book at \(book); `daybook init` makes one"
        )
        #expect(!FileManager.default.fileExists(atPath: book))
        // A directory with something else in it.
        _ = try scratch.file("letter.txt", "Dear Sir")
        check(
            await daybook(command, scratch.path), 3,
            "\(scratch.path) is no book; `daybook init` makes one")
        let file = scratch("letter.txt")
        check(await daybook(command, file), 3, "\(file) is no book; `daybook init` makes one")
    }

    @Test func directoryThatIsNoBookIsNotImportedInto() async throws {
        let scratch = try Scratch()
        let file = try scratch.file("a.jsonl", opened)
        check(
            await daybook("import", scratch.path, file), 3,
            "\(scratch.path) is no book; `daybook init` makes one")
    }

    @Test func anotherWriter() async throws {
        let scratch = try Scratch()
        let book = try await Daybook.open(scratch("b"))
        let done = await daybook("import", scratch("b"), "-", input: opened)
        check(
            done, 3,
            "\(scratch("b")) is being written to by another process; try again when it is done")
        // Readers need no lock.
        #expect(await daybook("info", scratch("b")).code == 0)
        try await book.close()
        #expect(await daybook("import", scratch("b"), "-", input: opened).code == 0)
    }

    @Test func initTwice() async throws {
        let scratch = try Scratch()
        let first = await daybook("init", scratch("b"))
        #expect(first.code == 0)
        #expect(first.output.hasPrefix("made \(scratch("b")), log "))
        check(await daybook("init", scratch("b")), 3, "\(scratch("b")) exists already")
        let deep = scratch("x/y")
        check(
            await daybook("init", deep), 3,
            "cannot make \(deep): the directory above it is missing")
    }

    @Test func unknownQueueAndConversation() async throws {
        let scratch = try Scratch()
        _ = await daybook("import", scratch("b"), "-", input: "5|c|sales|NONE|FULL\n")
        check(
            await daybook("queues", scratch("b"), "--queue", "salse"), 2,
            "no fact tells of a queue salse; did you mean sales?")
        let done = await daybook("transcript", scratch("b"), "nobody")
        #expect(done.code == 2)
        #expect(done.errors.hasPrefix("daybook: no fact tells of a conversation nobody; "))
    }

    @Test func anEmptyBookAnswersEverything() async throws {
        let scratch = try Scratch()
        _ = await daybook("init", scratch("b"))
        for command in ["info", "verify", "events", "replay", "queues", "census", "export"] {
            let done = await daybook(command, scratch("b"))
            #expect(done.code == 0, "\(command)")
            #expect(done.errors.isEmpty, "\(command)")
            let json = await daybook(command, scratch("b"), "--json")
            #expect(json.code == 0, "\(command)")
            _ = try json.objects()
        }
        #expect(await daybook("snapshot", scratch("b")).code == 0)
        let nothing = await daybook("import", scratch("b"), "-", input: "")
        #expect(nothing.code == 0)
        #expect(nothing.output.hasPrefix("read      0 lines of 1 file\nappended  0 facts\n"))
    }

    @Test func aFlippedBitIsNamedAndNothingIsChanged() async throws {
        let scratch = try Scratch()
        _ = await daybook("import", scratch("b"), "-", input: opened)
        #expect(await daybook("verify", scratch("b")).code == 0)
        let segments = scratch("b/segments")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: segments)
                .first { $0.hasSuffix(".segment") })
        let url = URL(fileURLWithPath: "\(segments)/\(name)")
        let original = try Data(contentsOf: url)
        // Behind the header's page stands the first block.
        for (place, fact) in [(4_096 + 130, true), (100, false)] {
            var bytes = original
            bytes[place] ^= 1
            try bytes.write(to: url)
            let done = await daybook("verify", scratch("b"), "--json")
            #expect(done.code == 1)
            let findings = try done.objects()
            #expect((findings[0]["file"] as? String)?.hasSuffix(name) == true)
            #expect(findings[0]["offset"] is Int)
            #expect(!fact || findings[0]["first"] as? Int == 1)
            #expect(findings.last?["damaged"] as? Bool == true)
            #expect(try Data(contentsOf: url) == bytes)
            let text = await daybook("verify", scratch("b"))
            #expect(text.code == 1)
            #expect(text.output.contains("damage"))
        }
        var bytes = original
        bytes[4_096 + 130] ^= 1
        try bytes.write(to: url)
        let events = await daybook("events", scratch("b"))
        #expect(events.code == 1)
        #expect(events.errors.hasPrefix("daybook: \(scratch("b")) is damaged: "))
        #expect(events.errors.split(separator: "\n").count == 1)
    }
}
