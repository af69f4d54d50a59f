// Corrections that go from book to book: the same fact is retracted, wherever it stands, or the
// line is refused. What is expected is written down by hand from the stories below.

import Daybook
import Foundation
import Testing

@testable import DaybookCommand

@Suite struct MovedCorrectionTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A book of a conversation: 1 opened, 2 said "one", 3 said "two", then corrections.
    private func make(
        _ name: String, keyed: Bool, corrections: [Int64]
    ) async throws -> (path: String, log: String) {
        let book = try await Daybook.open(scratch(name))
        func key(_ id: String) -> Key? { keyed ? Key("till", id) : nil }
        let time: Timestamp = "2026-11-20T18:00:00Z"
        try await book.append(
            ConversationOpened(conversation: "c-1", channel: "webchat", initiator: .customer),
            at: time, key: key("o"))
        for text in ["one", "two"] {
            try await book.append(
                MessageSent(
                    conversation: "c-1", message: MessageID(text), direction: .in, kind: .text,
                    body: PersonalText(text)), at: time, key: key(text))
        }
        for (number, about) in corrections.enumerated() {
            try await book.append(
                FactCorrected(about: about, reason: "wrong"), at: time, key: key("k\(number)"))
        }
        let log = try book.id
        try await book.close()
        return (scratch(name), log)
    }

    /// A book that holds a conversation of its own: five facts.
    private func other(_ name: String = "b") async throws -> String {
        var lines = [
            event(
                "1", "conversation.opened",
                #"{"conversation":"c-9","channel":"webchat","initiator":"customer"}"#)
        ]
        for text in ["a", "b", "c", "d"] { lines.append(said(text)) }
        let done = await daybook("import", scratch(name), "-", input: lines.joined(separator: "\n"))
        #expect(done.code == 0)
        return scratch(name)
    }

    private func said(_ text: String) -> String {
        event(
            text, "message.sent",
            #"{"conversation":"c-9","message":"\#(text)","direction":"in","kind":"text","#
                + #""body":"\#(text)"}"#)
    }

    /// What was said in a conversation and still counts, by the alphabet.
    private func texts(_ book: String, _ conversation: String) async throws -> [String] {
        try await daybook("transcript", book, conversation, "--json").objects()
            .filter { $0["message"] != nil }.compactMap { $0["text"] as? String }.sorted()
    }

    /// What the corrections of a book are about.
    private func abouts(_ book: String) async throws -> [Int] {
        try await daybook("events", book, "--type", "fact.corrected", "--json").objects().map {
            let data = try #require($0["data"] as? [String: Any])
            #expect(Set(data.keys) == ["about", "reason"])
            return try #require(data["about"] as? Int)
        }
    }

    private func load(_ text: String, _ book: String) async throws -> [String: Any] {
        let done = await daybook("import", book, "-", "--json", input: text)
        #expect(done.code == 0)
        return try #require(try done.objects().first)
    }

    private func reasons(_ summary: [String: Any]) throws -> [String] {
        let lines = try #require(summary["refusedLines"] as? [[String: Any]])
        return lines.map { "\($0["line"] ?? ""): \($0["why"] ?? "")" }
    }

    @Test("the same fact is retracted in a book that holds others", arguments: [true, false])
    func moved(keyed: Bool) async throws {
        let (a, _) = try await make("a", keyed: keyed, corrections: [2])
        let b = try await other()
        let export = await daybook("export", a).output
        let first = try await load(export, b)
        #expect(first["appended"] as? Int == 4 && first["refused"] as? Int == 0)
        #expect(try await texts(b, "c-1") == ["two"])
        #expect(try await texts(b, "c-9") == ["a", "b", "c", "d"])
        #expect(try await abouts(b) == [7])
        let second = try await load(export, b)
        #expect(second["appended"] as? Int == 0 && second["refused"] as? Int == 0)
        #expect(second["known"] as? Int == 4)
        // From book to book, into one that has neither.
        let third = await daybook("export", b).output
        #expect(!third.contains("daybook.schema"))
        let fresh = scratch("c")
        #expect(try await load(third, fresh)["appended"] as? Int == 9)
        #expect(try await texts(fresh, "c-1") == ["two"])
        #expect(try await texts(fresh, "c-9") == ["a", "b", "c", "d"])
        // The first export is known there too, for its keys went along.
        #expect(try await load(export, fresh)["known"] as? Int == 4)
    }

    @Test("an export and events name the fact by the key of its line", arguments: [true, false])
    func attributes(keyed: Bool) async throws {
        let (a, log) = try await make("a", keyed: keyed, corrections: [2])
        for command in [["export", a], ["events", a, "--json"]] {
            let lines = try await daybook(command, input: []).objects()
            let (target, line) = (lines[1], lines[3])
            #expect(line["correctedsource"] as? String == (keyed ? "till" : "daybook:\(log)"))
            #expect(line["correctedid"] as? String == (keyed ? "one" : "2"))
            #expect(line["correctedsource"] as? String == target["source"] as? String)
            #expect(line["correctedid"] as? String == target["id"] as? String)
            #expect(lines.count { $0["correctedid"] != nil } == 1)
        }
    }

    @Test("a new book gets the same digests") func newBook() async throws {
        let (a, _) = try await make("a", keyed: false, corrections: [3, 0, 9])
        let export = await daybook("export", a).output
        #expect(try await load(export, scratch("b"))["refused"] as? Int == 0)
        let digests = try await [a, scratch("b")].asyncMap { book in
            try await daybook("replay", book, "--json").objects()[0]["digest"] as? String
        }
        #expect(digests[0] != nil && digests[0] == digests[1])
    }

    @Test("a correction whose fact is missing is refused with its line, and taken later")
    func missing() async throws {
        let (a, _) = try await make("a", keyed: true, corrections: [2])
        let b = try await other()
        let part = try await load(await daybook("export", a, "--after", "2").output, b)
        #expect(part["appended"] as? Int == 1)
        #expect(
            try reasons(part) == [
                "2: it corrects the fact 'one' of 'till', which is not in this book; "
                    + "import that fact first, and then this line again"
            ])
        #expect(try await abouts(b).isEmpty)
        #expect(try await texts(b, "c-9") == ["a", "b", "c", "d"])
        let whole = try await load(await daybook("export", a).output, b)
        #expect(whole["appended"] as? Int == 3 && whole["known"] as? Int == 1)
        #expect(try await texts(b, "c-1") == ["two"])
    }

    @Test("a correction of a line that was refused is refused") func refusedTarget() async throws {
        let (a, _) = try await make("a", keyed: true, corrections: [2])
        let b = try await other()
        // The key of the fact that is corrected stands for another one here.
        let stranger = said("e").replacing(
            #""id":"e","source":"test""#, with: #""id":"one","source":"till""#)
        #expect(try await load(stranger, b)["appended"] as? Int == 1)
        let done = try await load(await daybook("export", a).output, b)
        #expect(done["appended"] as? Int == 2)
        #expect(
            try reasons(done) == [
                "2: its source and id are those of fact 6, which tells something else",
                "4: it corrects the fact 'one' of 'till', whose own line was refused",
            ])
        #expect(try await texts(b, "c-9") == ["a", "b", "c", "d", "e"])
    }

    @Test("a correction of a correction gives the fact back", arguments: [true, false])
    func twice(keyed: Bool) async throws {
        let (a, _) = try await make("a", keyed: keyed, corrections: [2, 4])
        let b = try await other()
        let export = await daybook("export", a).output
        #expect(try await load(export, b)["refused"] as? Int == 0)
        #expect(try await abouts(b) == [7, 9])
        #expect(try await texts(b, "c-1") == ["one", "two"])
        #expect(try await load(export, b)["appended"] as? Int == 0)
    }

    @Test("a void correction stays void where its number is another's", arguments: [true, false])
    func void(keyed: Bool) async throws {
        // Nothing before it, itself, one behind it, the last that there can be.
        let (a, _) = try await make("a", keyed: keyed, corrections: [-2, 5, 8, .max])
        let b = try await other()
        let export = await daybook("export", a).output
        let done = try await load(export, b)
        #expect(done["appended"] as? Int == 7 && done["refused"] as? Int == 0)
        #expect(try await abouts(b) == [0, 0, 0, 0])
        #expect(try await texts(b, "c-1") == ["one", "two"])
        #expect(try await texts(b, "c-9") == ["a", "b", "c", "d"])
        #expect(try await load(export, b)["appended"] as? Int == 0)
    }

    @Test("an operator's correction is about a position in this book") func own() async throws {
        let b = try await other()
        let line = event("k", "fact.corrected", #"{"about":3,"reason":"wrong"}"#)
        #expect(try await load(line, b)["appended"] as? Int == 1)
        #expect(try await texts(b, "c-9") == ["a", "c", "d"])
        // Its export names it for others.
        let export = await daybook("export", b).output
        let (c, _) = try await make("c", keyed: false, corrections: [])
        #expect(try await load(export, c)["refused"] as? Int == 0)
        #expect(try await texts(c, "c-9") == ["a", "c", "d"])
        #expect(try await texts(c, "c-1") == ["one", "two"])
    }

    @Test(
        "half a key finds no fact",
        arguments: [#""correctedid":"b""#, #""correctedsource":"test""#])
    func half(attribute: String) async throws {
        let b = try await other()
        let line = event("k", "fact.corrected", #"{"about":3,"reason":"wrong"}"#)
            .replacing(#""data""#, with: attribute + #","data""#)
        let done = try await load(line, b)
        #expect(done["refused"] as? Int == 1 && done["appended"] as? Int == 0)
        #expect(try await texts(b, "c-9") == ["a", "b", "c", "d"])
    }

    @Test("other types may have such attributes of their own") func strangers() async throws {
        let line = said("z").replacing(#""data""#, with: #""correctedid":"no such","data""#)
        let done = try await load(line, try await other())
        #expect(done["appended"] as? Int == 1 && done["refused"] as? Int == 0)
    }

    @Test("a batch before, and many corrections in one file") func many() async throws {
        let count = ImportBatch.rowsMax + 500
        var lines = (0..<count).map { said("m-\($0)") }
        let corrected = [0, 1, ImportBatch.rowsMax - 1, ImportBatch.rowsMax, count - 1]
        for number in corrected {
            lines.append(
                event("k-\(number)", "fact.corrected", #"{"about":1,"reason":"wrong"}"#)
                    .replacing(
                        #""data""#,
                        with: #""correctedsource":"test","correctedid":"m-\#(number)","data""#))
            lines.append(said("behind-\(number)"))
        }
        let b = try await other()
        let text = lines.joined(separator: "\n")
        let done = try await load(text, b)
        #expect(done["appended"] as? Int == count + 10 && done["refused"] as? Int == 0)
        #expect(done["lines"] as? Int == count + 10)
        #expect(try await abouts(b) == corrected.map { $0 + 6 })
        #expect(try await load(text, b)["known"] as? Int == count + 10)
    }

    @Test(
        "a correction of a fact that is lost is refused elsewhere",
        arguments: RepairCommandTests.names)
    func lost(name: String) async throws {
        let lost = try RepairCommandTests.lost(name)
        guard let about = lost.min() else { return }
        let a = try RepairCommandTests.copy(name, scratch)
        _ = await daybook("repair", a, "--apply")
        let book = try await Daybook.open(a)
        try await book.append(
            FactCorrected(about: Int64(about), reason: "wrong"), key: Key("till", "k"))
        try await book.close()
        let export = await daybook("export", a, "--skip-lost")
        #expect(export.code == 0)
        let line = try #require(try export.objects().last)
        #expect(line["correctedid"] as? String == "\(about)")
        let done = try await load(export.output, scratch("b"))
        #expect(done["refused"] as? Int == 1)
        #expect(try await abouts(scratch("b")).isEmpty)
    }
}
