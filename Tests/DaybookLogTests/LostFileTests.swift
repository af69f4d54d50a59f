// Files that are gone, swapped or worn where nothing else tells of them: what is lost is reported
// with its exact range, the rest is shown, and no search goes on behind the end of a file.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct LostFileTests {
    private func log(segments: Int = 2) async throws -> SimulatedDisk {
        try await SimulatedDisk.closedLog(segments: segments)
    }

    @Test("without MANIFEST, a segment under another one's name is not listed") func swapped()
        async throws
    {
        let disk = try await log()
        let state = try LogReader(disk, "book").state
        let paths = disk.paths.filter { $0.hasSuffix(".segment") }
        try #require(paths.count == 2)
        disk.replace(paths[1], with: try #require(disk.contents(paths[0])))
        try disk.remove("book/MANIFEST")
        #expect(try LogReader(disk, "book").state.segments.map(\.id) == [1])
        let lost = state.segments[1].first...state.last
        #expect(try Verifier.findings(disk, "book").contains { $0.sequences == lost })
    }

    @Test("without MANIFEST, the facts of a missing segment are reported", arguments: [0, 1])
    func gap(missing: Int) async throws {
        let disk = try await log(segments: 3)
        let entry = try LogReader(disk, "book").state.segments[missing]
        try disk.remove("book/MANIFEST")
        try disk.remove("book/segments/" + entry.fileName)
        let lost = entry.first...entry.last
        let findings = try Verifier.findings(disk, "book")
        #expect(findings.contains { $0.what == .missingFile && $0.sequences == lost })
        let damage = Damage(
            file: "segments", offset: 0, evidence: .missingFile, first: entry.first,
            last: entry.last)
        var cursor = try LogReader(disk, "book").cursor()
        #expect(throws: LogError.damaged(damage)) { while try cursor.nextBlock() != nil {} }
        #expect(try cursor.skipDamage() == lost)
        if missing > 0 { #expect(try cursor.nextBlock()?.header.first == entry.last + 1) }
    }

    @Test("a WATERMARK that promises more than there is ends in damage, not in a long search")
    func promise() async throws {
        let disk = try await log()
        let last = try LogReader(disk, "book").state.last
        var bytes = ByteBuffer()
        let whole = try #require(disk.contents("book/WATERMARK"))
        var mark = try Watermark.decode(whole.raw.extracting(0..<128), slot: 0).get()
        (mark.turn, mark.sequence, mark.end) = (99, last + 5, 1 << 47)
        mark.append(to: &bytes, slot: 0)
        disk.replace("book/WATERMARK", with: bytes.array)
        let error = #expect(throws: LogError.self) { try Bench(disk).read() }
        guard case .damaged(let damage)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(damage.first == last + 1 && damage.last == last + 5)
    }

    @Test("facts of a last segment that is lost with MANIFEST are reported by verifier and cursor")
    func lostEnd() async throws {
        let disk = try await log()
        let state = try LogReader(disk, "book").state
        let entry = try #require(state.segments.last)
        try disk.remove("book/MANIFEST")
        try disk.remove("book/segments/" + entry.fileName)
        let lost = entry.first...state.last
        let findings = try Verifier.findings(disk, "book")
        #expect(findings.contains { $0.severity == .damage && $0.sequences == lost })
        var cursor = try LogReader(disk, "book").cursor()
        let damage = Damage(
            file: "segments", offset: 0, evidence: .missingFile, first: lost.lowerBound,
            last: lost.upperBound)
        #expect(throws: LogError.damaged(damage)) { while try cursor.nextBlock() != nil {} }
        #expect(try cursor.skipDamage() == nil)
    }

    @Test("rot in a closing block that was written behind hides no fact") func closingBlock()
        async throws
    {
        let disk = SimulatedDisk()
        for text in ["before", "behind"] {
            let log = try Bench(disk).open()
            _ = await log.append(text)
            #expect(await log.closed() == nil)
        }
        let path = try #require(disk.paths.last { $0.hasSuffix(".segment") })
        var bytes = try #require(disk.contents(path))
        // One block of 192 bytes and one of 128, and so again.
        let closing = 4_096 + 192
        #expect(bytes[closing + 13] == 1 && bytes[closing + 128 + 13] == 0)
        bytes[closing + 30] ^= 1
        disk.replace(path, with: bytes)
        #expect(try Bench(disk).read() == ["before", "behind"])
        #expect(try Verifier.findings(disk, "book").contains { $0.severity == .damage })
    }
}
