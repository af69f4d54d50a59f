// What an import takes, refuses, knows again and keeps whole; what export gives back.

import Daybook
import Foundation
import Testing

@testable import DaybookCommand

@Suite struct ImportTests {
    private let opened = event(
        "1", "conversation.opened",
        #"{"conversation":"c-1","channel":"webchat","initiator":"customer"}"#)
    private let said = event(
        "2", "message.sent",
        #"{"conversation":"c-1","message":"m-1","direction":"in","kind":"text","body":"Hello"}"#)
    private let unknown =
        #"{"specversion":"1.0",  "id":"3","source":"erp","type":"tax.filed","#
        + #""time":"2026-11-20T18:00:01Z","data":{"year":2026}}"#

    private func summary(_ outcome: Outcome) throws -> [String: Any] {
        try #require(try outcome.objects().first)
    }

    @Test func theSecondTimeAppendsNothingAndSaysSo() async throws {
        let scratch = try Scratch()
        let input = [opened, said, unknown].joined(separator: "\n")
        let first = try summary(
            await daybook("import", scratch("b"), "-", "--json", input: input))
        #expect(first["lines"] as? Int == 3)
        #expect(first["appended"] as? Int == 3)
        #expect(first["foreign"] as? Int == 1)
        #expect(first["refused"] as? Int == 0)
        let second = await daybook("import", scratch("b"), "-", input: input)
        #expect(second.code == 0)
        #expect(second.output.contains("appended  0 facts: all were there already\n"))
        #expect(second.output.contains("known     3 facts"))
    }

    @Test func marksEmptyLinesAndCarriageReturnsArePassedOver() async throws {
        let scratch = try Scratch()
        let input = "\u{FEFF}\(opened)\r\n\r\n   \n\(said)\r\n"
        let done = try summary(await daybook("import", scratch("b"), "-", "--json", input: input))
        #expect(done["lines"] as? Int == 4)
        #expect(done["appended"] as? Int == 2)
        #expect(done["refused"] as? Int == 0)
    }

    @Test func badLinesAreToldAndStopNothing() async throws {
        let scratch = try Scratch()
        var bytes = [UInt8]()
        bytes += Array((opened + "\n").utf8)
        bytes += Array("{\"specversion\":\"1.0\"\n".utf8)
        bytes += [0x7B, 0xFF, 0x7D, 0x0A]
        bytes += Array((event("9", "message.sent", "{}") + "\n").utf8)
        bytes += Array(
            (event(
                "1", "conversation.closed",
                #"{"conversation":"c-1","reason":"ended"}"#) + "\n").utf8)
        bytes += Array(said.utf8)
        let done = await daybook(["import", scratch("b"), "-", "--json"], input: bytes)
        #expect(done.code == 0)
        let result = try summary(done)
        #expect(result["appended"] as? Int == 2)
        #expect(result["refused"] as? Int == 4)
        let refused = try #require(result["refusedLines"] as? [[String: Any]])
        #expect(refused.compactMap { $0["line"] as? Int }.sorted() == [2, 3, 4, 5])
        let why = Dictionary(
            uniqueKeysWithValues: refused.map { ($0["line"] as? Int, $0["why"] as? String ?? "") })
        #expect(why[3] == "byte 1: not UTF-8")
        #expect(why[4] == "'conversation' is missing")
        #expect(why[5] == "its source and id are those of fact 1, which tells something else")
        #expect(done.errors.split(separator: "\n").count == 4)
        #expect(done.errors.contains("daybook: standard input:3: byte 1: not UTF-8\n"))
    }

    @Test func twentyRefusedLinesAreToldInFull() async throws {
        let scratch = try Scratch()
        let input = String(repeating: "{\n", count: 33)
        let done = await daybook("import", scratch("b"), "-", input: input)
        let lines = done.errors.split(separator: "\n")
        #expect(lines.count == 21)
        #expect(lines.last == "daybook: 13 more lines were refused")
        #expect(done.output.contains("refused   33 lines\n"))
    }

    @Test func strictStopsAtTheFirstRefusedLine() async throws {
        let scratch = try Scratch()
        let done = await daybook(
            "import", scratch("b"), "-", "--strict", input: "\(opened)\n{\n\(said)\n")
        #expect(done.code == 1)
        #expect(done.output.contains("appended  1 fact\n"))
        #expect(done.output.contains("stopped at the first refused line"))
        let conflict = await daybook(
            "import", scratch("b"), "-", "--strict",
            input: event("1", "conversation.resumed", #"{"conversation":"c-1"}"#))
        #expect(conflict.code == 1)
    }

    @Test func linesThatAreTooLongAreRefused() async throws {
        let scratch = try Scratch()
        let long = String(repeating: "x", count: LineReader.lineBytesMax + 10)
        let done = try summary(
            await daybook(
                "import", scratch("b"), "-", "--json",
                input: "\(opened)\n{\(long)\n\(said)\n{\(long)"))
        #expect(done["lines"] as? Int == 4)
        #expect(done["appended"] as? Int == 2)
        #expect(done["refused"] as? Int == 2)
    }

    @Test func linesOfNoKnownFormatAreRefusedUntilOneIs() async throws {
        let scratch = try Scratch()
        let done = await daybook("import", scratch("b"), "-", input: "time,call\n1|c|q|NONE|FULL\n")
        #expect(done.code == 0)
        #expect(
            done.errors == "daybook: standard input:1: neither a CloudEvents object nor a "
                + "queue_log line; give --format\n")
        #expect(done.output.contains("appended  1 fact\n"))
    }

    @Test func severalFilesOfBothFormats() async throws {
        let scratch = try Scratch()
        let one = try scratch.file("one.jsonl", opened)
        let two = try scratch.file("two.log", "5|c|q|NONE|FULL\n")
        let done = await daybook("import", scratch("b"), one, two, "-", input: said)
        #expect(done.output.hasPrefix("read      3 lines of 3 files\nappended  3 facts\n"))
    }

    @Test func undeclaredTypesAreKeptWholeAndExportedAsTheyCame() async throws {
        let scratch = try Scratch()
        #expect(await daybook("import", scratch("b"), "-", input: unknown).code == 0)
        let facts = try await daybook("events", scratch("b"), "--json").objects()
        #expect(facts[0]["type"] as? String == "foreign.recorded")
        #expect(facts[0]["source"] as? String == "erp")
        #expect(facts[0]["id"] as? String == "3")
        #expect(facts[0]["time"] as? String == "2026-11-20T18:00:01Z")
        let data = try #require(facts[0]["data"] as? [String: Any])
        #expect(data["system"] as? String == "erp")
        #expect(data["verb"] as? String == "tax.filed")
        #expect(data["body"] as? String == unknown)
        #expect(await daybook("export", scratch("b")).output == unknown + "\n")
    }

    @Test func anExportImportsIntoEqualDigests() async throws {
        let scratch = try Scratch()
        let schema =
            #"{"specversion":"1.0","id":"s","source":"x","type":"daybook.schema","#
            + #""data":{"name":"voucher.redeemed","fields":["#
            + #"{"name":"voucher","kind":"name","entity":"voucher","lasting":true}]}}"#
        let voucher = event("8", "voucher.redeemed", #"{"voucher":"v-1"}"#)
        let extended = event("7", "conversation.resumed", #"{"conversation":"c-1","mood":[1,2]}"#)
        let input = [opened, said, unknown, schema, voucher, extended].joined(separator: "\n")
        let first = await daybook("import", scratch("a"), "-", input: input)
        #expect(first.output.contains("declared  1 schema\n"))
        // A fact of a service, without a producer's key.
        let book = try await Daybook.open(scratch("a"))
        try await book.append(ConversationTagged(conversation: "c-1", tag: "vip"))
        try await book.close()
        let export = await daybook("export", scratch("a"))
        let types = try export.objects().compactMap { $0["type"] as? String }
        #expect(
            types == [
                "conversation.opened", "message.sent", "tax.filed", "daybook.schema",
                "voucher.redeemed", "daybook.schema", "conversation.resumed",
                "conversation.tagged",
            ])
        let second = await daybook("import", scratch("b"), "-", input: export.output)
        #expect(second.output.contains("appended  6 facts\n"))
        #expect(second.output.contains("refused   0 lines\n"))
        let digests = try await [scratch("a"), scratch("b")].asyncMap { book in
            try await daybook("replay", book, "--json").objects()[0]["digest"] as? String
        }
        #expect(digests[0] == digests[1])
        let third = await daybook("export", scratch("b"))
        let fourth = await daybook("import", scratch("b"), "-", input: third.output)
        #expect(fourth.output.contains("appended  0 facts: all were there already\n"))
    }
}

extension Array {
    func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
