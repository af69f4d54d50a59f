// verify --deep, repair and doctor on the damaged fixtures, as an operator meets them.

import Daybook
import DaybookLog
import Foundation
import Testing

@testable import DaybookCommand

@Suite struct RepairCommandTests {
    private static let folder = Checkout.root + "/Fixtures/damaged"
    static let names: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).sorted()
    }()

    /// Every file below a directory.
    private static func files(_ path: String) -> [String: Data] {
        var files: [String: Data] = [:]
        for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String })
            ?? []
        {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
            if !isFolder.boolValue {
                files[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
            }
        }
        return files
    }

    static func copy(_ name: String, _ scratch: Scratch) throws -> String {
        try FileManager.default.copyItem(
            atPath: "\(folder)/\(name)/book", toPath: scratch("book"))
        return scratch("book")
    }

    /// The facts that a fixture's description says cannot be read.
    static func lost(_ name: String) throws -> Set<Int> {
        let text = try #require(
            FileManager.default.contents(atPath: "\(folder)/\(name)/expected.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        var lost: Set<Int> = []
        for finding in object["findings"] as? [[String: Any]] ?? [] {
            if let first = finding["first"] as? Int, let last = finding["last"] as? Int {
                lost.formUnion(first...last)
            }
        }
        return lost
    }

    @Test("a damaged book is tried, repaired, verified, read and written to", arguments: names)
    func whole(name: String) async throws {
        let scratch = try Scratch()
        let book = try Self.copy(name, scratch)
        let lost = try Self.lost(name)
        let isTorn = name == "torn-tail"
        let before = Self.files(book)
        #expect(await daybook("verify", book, "--deep").code == (isTorn ? 0 : 1))
        let doctor = await daybook("doctor", book)
        #expect(doctor.code == (["manifest", "missing-segment"].contains(name) ? 1 : 0))
        let tried = await daybook("repair", book)
        #expect(tried.code == (isTorn ? 0 : 1))
        #expect(tried.output.contains("nothing to do") == isTorn)
        #expect(tried.output.contains("--apply") == !isTorn)
        #expect(Self.files(book) == before)
        let json = try await daybook("repair", book, "--json").objects()
        #expect(Self.files(book) == before)
        let losses = json.filter { $0["kind"] as? String == "loss" }
        #expect(Set(losses.flatMap(Self.range)) == lost)
        let done = await daybook("repair", book, "--apply")
        #expect(done.code == (lost.isEmpty ? 0 : 1))
        #expect(done.output.contains("done:") == !isTorn)
        #expect(await daybook("verify", book, "--deep").code == 0)
        let again = await daybook("repair", book, "--apply")
        #expect(again.code == 0 && again.output.hasPrefix("nothing to do\n"))
        try await goOn(book, lost.count, scratch)
    }

    private static func range(_ loss: [String: Any]) -> [Int] {
        guard let first = loss["first"] as? Int, let last = loss["last"] as? Int else { return [] }
        return Array(first...last)
    }

    private func goOn(_ book: String, _ lost: Int, _ scratch: Scratch) async throws {
        let facts = try await daybook("info", book, "--json").objects()[0]["sequence"] as? Int ?? 0
        let export = await daybook("export", book, "--skip-lost")
        #expect(export.code == 0)
        #expect(export.output.split(separator: "\n").count == facts - lost)
        #expect(export.errors.contains("\(lost) fact") == (lost > 0))
        let events = await daybook("events", book, "--skip-lost")
        #expect(events.output.split(separator: "\n").count == facts - lost)
        try await ask(book, export.output, lost, scratch)
        let stopped = await daybook("export", book)
        #expect(stopped.code == (lost > 0 ? 1 : 0))
        let line = event(
            "1", "conversation.opened",
            #"{"conversation":"c-new","channel":"webchat","initiator":"customer"}"#)
        #expect(await daybook("import", book, "-", input: line).code == 0)
        #expect(await daybook("verify", book).code == 0)
        let after = try await daybook("info", book, "--json").objects()[0]["sequence"] as? Int
        #expect(after == facts + 1)
    }

    /// Questions are answered as a book answers them that has only the facts which are left.
    private func ask(
        _ book: String, _ left: String, _ lost: Int, _ scratch: Scratch
    ) async throws {
        let other = scratch("left")
        #expect(await daybook("import", other, "-", input: left).code == 0)
        let digests = try await daybook("replay", other, "--json").objects()[0]["digests"]
        let replay = await daybook("replay", book, "--skip-lost", "--json")
        #expect(
            try replay.objects()[0]["digests"] as? [String: String] == digests as? [String: String])
        for question in ["queues", "agents", "conversations", "visitors", "orders", "identities"] {
            let answer = await daybook(question, book, "--skip-lost")
            #expect(answer.code == 0)
            #expect(answer.errors.contains("passed over \(lost) fact") == (lost > 0))
            let refused = await daybook(question, book)
            #expect(refused.code == (lost > 0 ? 1 : 0))
            #expect(refused.errors.contains("--skip-lost") == (lost > 0))
        }
    }

    @Test("while a writer is at work a repair refuses, and the doctor names it")
    func writer() async throws {
        let scratch = try Scratch()
        let book = try await Daybook.open(scratch("b"))
        try await book.append(VisitorSeen(visitor: "v-1"))
        let done = await daybook("repair", scratch("b"), "--apply")
        #expect(done.code == 3)
        #expect(done.errors.contains("is being written to by another process"))
        let tried = await daybook("repair", scratch("b"))
        #expect(tried.code == 0 && tried.errors.contains("a writer is at work"))
        let doctor = await daybook("doctor", scratch("b"))
        #expect(doctor.code == 0)
        #expect(doctor.output.contains("holds LOCK") && !doctor.output.contains("nobody holds"))
        try await book.close()
        #expect(await daybook("doctor", scratch("b")).output.contains("nobody holds LOCK"))
        #expect(await daybook("repair", scratch("b"), "--apply").output.hasPrefix("nothing to do"))
    }

    @Test("the doctor judges a sound book well, measures syncs where told, and leaves no trace")
    func doctor() async throws {
        let scratch = try Scratch()
        _ = await daybook("init", scratch("b"))
        _ = await daybook("snapshot", scratch("b"))
        let before = Self.files(scratch.path)
        let outcome = await daybook("doctor", scratch("b"), "--probe", scratch.path, "--json")
        #expect(outcome.code == 0)
        let lines = try outcome.objects()
        let levels = Dictionary(
            lines.compactMap { line in
                (line["subject"] as? String).map { ($0, line["level"] as? String ?? "") }
            }, uniquingKeysWith: { first, _ in first })
        for subject in ["writer", "end", "unproven", "manifest", "watermark", "segments", "rights"]
        {
            #expect(levels[subject] == "ok", "\(subject)")
        }
        for subject in ["snapshots", "reserve", "room", "descriptors", "syncs"] {
            #expect(levels[subject] != nil, "\(subject)")
        }
        let syncs = lines.first { $0["subject"] as? String == "syncs" }
        #expect((syncs?["text"] as? String)?.contains("median") == true)
        #expect(lines.last?["trouble"] as? Int == 0)
        #expect(Self.files(scratch.path) == before)
        let nowhere = await daybook("doctor", scratch("b"), "--probe", scratch("none"))
        #expect(nowhere.code == 3)
    }

    @Test("every state that the doctor can meet is judged by its meaning") func judged() {
        var survey = LogSurveyMaker.sound
        #expect(levels(survey).allSatisfy { $0.value == .ok })
        survey.validSlots = 1
        #expect(levels(survey)["watermark"] == .attention)
        survey.watermark = nil
        #expect(levels(survey)["watermark"] == .trouble)
        survey = LogSurveyMaker.sound
        survey.hasManifest = false
        #expect(levels(survey)["manifest"] == .trouble)
        survey = LogSurveyMaker.sound
        survey.temporary = ["segments/.next-1"]
        survey.unlisted = ["segments/x.segment"]
        survey.reserveBytes = nil
        survey.lost = SequenceSet([3...4])
        let attention = levels(survey).filter { $0.value == .attention }.map(\.key)
        #expect(Set(attention) == ["temporary", "unlisted", "reserve", "losses"])
        let sound = LogSurveyMaker.sound
        #expect(levels(sound, free: 1_000)["room"] == .attention)
        #expect(levels(sound, fileSystem: "nfs4")["disk"] == .attention)
        #expect(levels(sound, fileSystem: "tmpfs")["disk"] == .attention)
        #expect(levels(sound, openFiles: 64)["descriptors"] == .attention)
        #expect(levels(sound, unwritable: ["MANIFEST"])["rights"] == .attention)
        #expect(levels(sound, unreadable: ["MANIFEST"])["rights"] == .trouble)
        #expect(levels(sound, unproven: 3)["unproven"] == .attention)
        #expect(levels(sound, unproven: 3, writer: .process(7))["unproven"] == .ok)
        #expect(levels(sound, syncs: [10, 20, 200_000])["syncs"] == .attention)
        let faults: [SnapshotFault] = [
            .unreadable, .format, .checksum, .foreign, .ahead, .chain, .names, .state, .unchecked,
        ]
        for fault in faults {
            #expect(levels(sound, snapshot: fault)["snapshots"] == .attention, "\(fault)")
        }
    }
}
