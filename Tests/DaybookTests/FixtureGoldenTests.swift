// Golden books: what was written once is read for ever, and written again byte for byte.
// The books of a final format are never written anew; only the models' digests may change.

import Daybook
import DaybookLog
import DaybookTesting
import Foundation
import Testing

/// The books of Fixtures/golden, by name.
enum Golden {
    static let names = ["desk", "shop"]
    static let folder = "golden/format-1"

    /// Writes a book from nothing.
    static func make(_ name: String, close: Bool = true) async throws -> FixtureBook {
        name == "desk" ? try await desk(close: close) : try await shop()
    }

    /// Generated traffic, in appends of ten facts: several sealed segments.
    private static func shop() async throws -> FixtureBook {
        let fixture = FixtureBook(seed: 21)
        let book = try await fixture.open(segmentBytes: 32 << 10)
        var traffic = Traffic(seed: 21)
        for _ in 0..<60 {
            let facts = (0..<10).map { _ in traffic.next() }
            if let last = facts.compactMap(\.envelope.time).max() { fixture.set(last) }
            try await book.append(facts)
        }
        try await book.close()
        return fixture
    }

    /// A day at a desk, told by hand: texts, actors, keyed appends of one and of several facts.
    static func desk(close: Bool) async throws -> FixtureBook {
        let fixture = FixtureBook(seed: 22)
        let book = try await fixture.open()
        for number in 0..<22 { try await talk(number, fixture, book) }
        if close { try await book.close() }
        return fixture
    }

    static func talk(_ number: Int, _ fixture: FixtureBook, _ book: Daybook) async throws {
        let start = "2026-03-02T08:00:00Z" as Timestamp + .seconds(Int64(number) * 600)
        let conversation = ConversationID("c-\(number)")
        let agent: AgentID = number % 3 == 0 ? "ann" : "béla"
        let person = PersonID("person \(number % 7)")
        fixture.set(start)
        try await book.append(
            [
                ConversationOpened(
                    conversation: conversation, channel: "webchat", initiator: .customer,
                    visitor: VisitorID("v-\(number % 7)"), person: person,
                    subject: "Où est mon colis ?"),
                QueueEntered(
                    conversation: conversation, queue: number % 2 == 0 ? "sales" : "support",
                    priority: Int64(number % 4), reason: .new),
            ], at: start, by: EventActor(.customer, person.text),
            key: Key("webchat", "talk-\(number)"))
        fixture.set(start + .seconds(20))
        try await book.append(
            QueueLeft(
                conversation: conversation, queue: number % 2 == 0 ? "sales" : "support",
                outcome: number % 5 == 4 ? .abandoned : .answered, wait: .seconds(20)),
            at: start + .seconds(20), source: "router")
        fixture.set(start + .milliseconds(25_500))
        try await book.append(
            MessageSent(
                conversation: conversation, message: MessageID("m-\(number)"), direction: .out,
                kind: .text,
                body: PersonalText("您好！Your parcel no. \(number) — 📦 — left us yesterday."),
                agent: agent),
            at: start + .milliseconds(25_500), by: EventActor(.agent, agent.text),
            key: Key("webchat", "message-\(number)"))
        fixture.set(start + .seconds(60))
        try await book.append(
            ConversationClosed(conversation: conversation, reason: .resolved),
            at: start + .seconds(60))
    }
}

@Suite struct FixtureGoldenTests {
    @Test("a golden book is written again byte for byte", arguments: Golden.names)
    func written(name: String) async throws {
        let fixture = try await Golden.make(name)
        try Fixtures.check("\(Golden.folder)/\(name)", fixture.files, isFrozen: true)
        #expect(fixture.files.keys.filter { $0.hasSuffix(".segment") }.count > 1)
        // What it holds, as an independent reader of the JSON would see it.
        let book = try await Daybook.open(fixture.disk, "book", fixedOptions())
        try Fixtures.check(
            "\(Golden.folder)/\(name).jsonl", try await book.lines(), isFrozen: true)
        try Fixtures.check("\(Golden.folder)/\(name).digests.json", try await book.digestLines())
        try await book.close()
    }

    @Test("two runs write the same bytes", arguments: Golden.names)
    func again(name: String) async throws {
        let (one, other) = (try await Golden.make(name).files, try await Golden.make(name).files)
        #expect(one.keys == other.keys)
        for (path, bytes) in one {
            let isSame = other[path] == bytes
            #expect(isSame, "\(path)")
        }
    }

    @Test(
        "a committed golden book is read as it always was, and not touched",
        .disabled(if: Fixtures.isUpdating),
        arguments: Fixtures.folders("golden").flatMap { format in
            Fixtures.folders("golden/\(format)").map { "golden/\(format)/\($0)" }
        })
    func read(name: String) async throws {
        let before = Fixtures.files(name)
        let book = try await Daybook.reading(Fixtures.path(name))
        #expect(try await Array(book.lines().utf8) == Fixtures.bytes("\(name).jsonl"))
        let digests = try await Array(book.digestLines().utf8)
        #expect(digests == Fixtures.bytes("\(name).digests.json"))
        let events = try await book.events().all()
        #expect(events.map(\.sequence) == Array(1...(try book.sequence)))
        try await book.close()
        let report = try await Daybook.verify(Fixtures.path(name))
        #expect(report.findings.isEmpty && report.facts == UInt64(events.count))
        #expect(Fixtures.files(name) == before)
    }

    @Test(
        "a copy of a golden book is written on", .disabled(if: Fixtures.isUpdating),
        arguments: Golden.names)
    func writtenOn(name: String) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/copy"
        try FileManager.default.copyItem(
            atPath: Fixtures.path("\(Golden.folder)/\(name)"), toPath: path)
        let book = try await Daybook.open(path, fixedOptions(seed: 5))
        #expect(book.opening?.ending == .closed)
        let last = try book.sequence
        let receipt = try await book.append(VisitorSeen(visitor: "v-new"))
        #expect(receipt.sequence == last + 1)
        try await book.close()
        #expect(try await Daybook.verify(path).findings.isEmpty)
    }
}
