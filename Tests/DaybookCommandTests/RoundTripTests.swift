// What a book exported is read into the book itself: nothing comes twice, what was lost comes back.

import Daybook
import Foundation
import Testing

@testable import DaybookCommand

@Suite struct RoundTripTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Facts of every kind of origin: nobody, a producer without ids, one with ids that are
    /// positions too, and corrections, a void one too.
    private func make(_ name: String, isCorrected: Bool = true) async throws -> String {
        let book = try await Daybook.open(scratch(name))
        let time: Timestamp = "2026-11-20T18:00:00Z"
        try await book.append(VisitorSeen(visitor: "v-1"))
        try await book.append(VisitorSeen(visitor: "v-2"), at: time)
        for (number, source) in ["web", "web", nil].enumerated() {
            let envelope = Envelope(time: time, source: source)
            let event = PageViewed(visitor: "v-1", url: Symbol("/\(number)"))
            try await book.append([Fact(event, envelope)])
        }
        for id in ["8", "9"] {
            try await book.append(
                PageViewed(visitor: "v-2", url: "/k"), at: time, key: Key("web", id))
        }
        if isCorrected { try await book.append(FactCorrected(about: 3, reason: "wrong")) }
        try await book.append(FactCorrected(about: 900, reason: "void"))
        try await book.append(
            FactCorrected(about: -1, reason: "void"), at: time, key: Key("till", "x"))
        try await book.close()
        return scratch(name)
    }

    private func load(_ text: String, _ book: String) async throws -> [String: Any] {
        try #require(try await daybook("import", book, "-", "--json", input: text).objects().first)
    }

    private func digests(_ book: String) async throws -> [String: String] {
        let replay = await daybook("replay", book, "--skip-lost", "--json")
        return try #require(try replay.objects()[0]["digests"] as? [String: String])
    }

    @Test("what a book exported it knows, by way of another book too")
    func own() async throws {
        let book = try await make("a")
        let export = await daybook("export", book).output
        for text in [export, try await moved(export)] {
            let done = try await load(text, book)
            #expect(done["known"] as? Int == 10 && done["appended"] as? Int == 0)
            #expect(done["refused"] as? Int == 0)
        }
        #expect(await daybook("export", book).output == export)
        // The same positions, and nothing the same: another book's.
        let other = try await load(export.replacing("v-1", with: "v-9"), book)
        #expect(other["appended"] as? Int == 4)
    }

    private func moved(_ export: String) async throws -> String {
        let done = try await load(export, scratch("b"))
        #expect(done["appended"] as? Int == 10)
        return await daybook("export", scratch("b")).output
    }

    @Test("the export of a copy brings back what a book has lost")
    func restored() async throws {
        let book = try await make("a", isCorrected: false)
        let export = await daybook("export", book).output
        let expected = try await digests(book)
        let segments = book + "/segments/"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: segments).first)
        let file = try #require(FileHandle(forUpdatingAtPath: segments + name))
        // In the first block, whose definitions others need.
        try file.seek(toOffset: 4_096 + 100)
        try file.write(contentsOf: [0xEE])
        try file.close()
        #expect(await daybook("repair", book, "--apply").code == 1)
        #expect(try await digests(book) != expected)
        let done = try await load(export, book)
        let lost = try #require(done["appended"] as? Int)
        #expect(lost > 1 && lost < 9 && done["known"] as? Int == 9 - lost)
        #expect(done["refused"] as? Int == 0)
        #expect(try await digests(book) == expected)
        #expect(try await load(export, book)["known"] as? Int == 9)
        #expect(try await digests(book) == expected)
    }
}
