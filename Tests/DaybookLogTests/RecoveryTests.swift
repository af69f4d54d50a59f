// Every row of the table of recovery, each from a log that was brought into that state.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite struct RecoveryTests {
    /// A log of texts "0", "1", … that ended without being closed.
    private func unclean(_ count: Int) async throws -> SimulatedDisk {
        let disk = SimulatedDisk()
        let log = try Bench(disk, segmentBytes: 64 * 1024).open()
        for number in 0..<count { _ = await log.append("\(number)") }
        let found = disk.crashed(.keepingAll)
        #expect(await log.closed() == nil)
        return found
    }

    /// A closed log of a sealed segment and an active one, the active one with three blocks.
    private func closedLog() async throws -> (disk: SimulatedDisk, texts: [String]) {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        var texts: [String] = []
        func append(_ filling: Int) async {
            texts.append("\(texts.count)" + String(repeating: "s", count: filling))
            _ = await log.append(texts[texts.count - 1])
        }
        while try log.reader().state.segments.count < 2 { await append(700) }
        for _ in 0..<2 { await append(0) }
        #expect(await log.closed() == nil)
        return (disk, texts)
    }

    private func segment(_ disk: SimulatedDisk) throws -> String {
        try #require(disk.paths.last { $0.hasSuffix(".segment") })
    }

    private func change(
        _ disk: SimulatedDisk, _ path: String, _ change: (inout [UInt8]) -> Void
    ) throws {
        var bytes = try #require(disk.contents(path))
        change(&bytes)
        disk.replace(path, with: bytes)
    }

    /// Each test block here is 128 bytes of header and 64 of parts.
    private static let blockBytes = 192

    @Test("an unclean end is copied to a new file with the next generation: P14, P32")
    func copies() async throws {
        let disk = try await unclean(3)
        let before = try segment(disk)
        let notes = Notes()
        let log = try Bench(disk, seed: 5).open(notes)
        #expect(log.report.ending == .unclean)
        #expect(log.report.last == 3 && log.report.proved == 3)
        #expect(log.report.droppedBytes == 0)
        let identity = try #require(notes.state.withLock { $0.segments.last })
        #expect(identity.generation == 1 && identity.first == 1)
        #expect(!disk.paths.contains(before))
        #expect(await log.closed() == nil)
        #expect(try Bench(disk).read() == ["0", "1", "2"])
    }

    @Test("invalid bytes above the proved end with nothing behind them are a torn tail")
    func tornTail() async throws {
        let disk = try await unclean(3)
        let end = 4096 + 3 * Self.blockBytes
        try change(disk, segment(disk)) { $0[end] = 7 }
        #expect(
            try Verifier.findings(disk, "book").map(\.severity) == [.tornTail, .note])
        let log = try Bench(disk, seed: 5).open()
        #expect(log.report.ending == .unclean)
        #expect(log.report.droppedBytes == 1 && log.report.droppedFor == .magic)
        #expect(await log.closed() == nil)
        #expect(try Verifier.findings(disk, "book").isEmpty)
        #expect(try Bench(disk).read() == ["0", "1", "2"])
    }

    @Test("a damaged block that WATERMARK proves is never cut off: P2, P3")
    func promised() async throws {
        let disk = try await unclean(3)
        let offset = 4096 + 2 * Self.blockBytes
        let path = try segment(disk)
        try change(disk, path) { $0[offset + 130] ^= 1 }
        let damage = Damage(
            file: String(path.dropFirst(5)), offset: UInt64(offset),
            evidence: .block(.bodyChecksum), first: 3, last: 3)
        #expect(throws: LogError.damaged(damage)) { try Bench(disk, seed: 5).open() }
        var beyond = Bench(disk, seed: 5)
        beyond.options.damage = .appendBeyond
        let log = try beyond.open()
        #expect(log.report.ending == .damaged(damage))
        #expect(await log.append("new").range == 4...4)
        #expect(await log.closed() == nil)
        let state = try LogReader(disk, "book").state
        #expect(state.segments.last?.hole == Hole(from: 3, to: 3))
        var cursor = try LogReader(disk, "book").cursor()
        var shown: [String] = []
        #expect(throws: LogError.damaged(damage)) {
            while let block = try cursor.nextBlock() { shown += ByteWriter.texts(block) }
        }
        #expect(shown == ["0", "1"])
        #expect(try cursor.skipDamage() == 3...3)
        while let block = try cursor.nextBlock() { shown += ByteWriter.texts(block) }
        #expect(shown == ["0", "1", "new"])
        let again = try Bench(disk, seed: 6).open()
        #expect(again.report.ending == .closed && again.report.last == 4)
        #expect(await again.closed() == nil)
    }

    @Test("without WATERMARK, a later block proves the damage before it") func fromAhead()
        async throws
    {
        let disk = try await unclean(4)
        try change(disk, "book/WATERMARK") { $0 = Array(repeating: 0, count: $0.count) }
        try change(disk, segment(disk)) { $0[4096 + Self.blockBytes] ^= 1 }
        #expect {
            try Bench(disk, seed: 5).open()
        } throws: { error in
            guard case LogError.damaged(let damage) = error else { return false }
            return (damage.first, damage.last) == (2, 2)
        }
    }

    @Test(
        "without WATERMARK, rot in the very last block is taken for a torn tail: the stated limit")
    func limit() async throws {
        let disk = try await unclean(3)
        try change(disk, "book/WATERMARK") { $0 = Array(repeating: 0, count: $0.count) }
        try change(disk, segment(disk)) { $0[4096 + 2 * Self.blockBytes] ^= 1 }
        let log = try Bench(disk, seed: 5).open()
        #expect(log.report.last == 2 && log.report.repairs.contains(.watermark))
        #expect(await log.closed() == nil)
    }

    @Test("MANIFEST damaged or missing is made anew from the segments", arguments: [true, false])
    func manifest(isMissing: Bool) async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        var expected: [String] = []
        for number in 0..<100 {
            expected.append("\(number)" + String(repeating: "m", count: 400))
            _ = await log.append(expected[number])
        }
        let found = disk.crashed(.keepingAll)
        #expect(await log.closed() == nil)
        if isMissing {
            try found.remove("book/MANIFEST")
        } else {
            try change(found, "book/MANIFEST") { $0[20] ^= 4 }
        }
        #expect(try Bench(found).read() == expected)
        #expect(try LogReader(found, "book").state.isRebuilt)
        let again = try Bench(found, seed: 8).open()
        #expect(again.report.repairs.contains(.manifest))
        #expect(await again.append("new").range == 101...101)
        #expect(await again.closed() == nil)
        #expect(try Bench(found).read() == expected + ["new"])
    }

    @Test("the header of the last segment is made anew from MANIFEST") func header() async throws {
        let disk = try await unclean(3)
        try change(disk, segment(disk)) { $0[100] ^= 1 }
        #expect(try Bench(disk).read() == ["0", "1", "2"])
        let log = try Bench(disk, seed: 5).open()
        #expect(log.report.damages.count == 1)
        #expect(await log.closed() == nil)
        #expect(try Verifier.findings(disk, "book").isEmpty)
    }

    @Test("a segment of another log is refused: P32") func foreign() async throws {
        let disk = try await unclean(3)
        let other = SimulatedDisk()
        let log = try Bench(other, seed: 99, segmentBytes: 64 * 1024).open()
        #expect(await log.closed() == nil)
        let path = try segment(disk)
        disk.replace(path, with: try #require(other.contents(try segment(other))))
        #expect {
            try Bench(disk, seed: 5).open()
        } throws: { error in
            guard case LogError.foreign = error else { return false }
            return true
        }
    }

    @Test("a MANIFEST older than the segments is refused and nothing is removed: P22, P32")
    func stale() async throws {
        let disk = SimulatedDisk()
        let bench = Bench(disk)
        let log = try bench.open()
        let old = try #require(disk.contents("book/MANIFEST"))
        for number in 0..<40 {
            _ = await log.append("\(number)" + String(repeating: "m", count: 900))
        }
        #expect(await log.closed() == nil)
        let newest = try segment(disk)
        disk.replace("book/MANIFEST", with: old)
        #expect(throws: LogError.self) { try Bench(disk, seed: 5).open() }
        #expect(disk.paths.contains(newest))
    }

    @Test("without MANIFEST and WATERMARK no file is removed whose header cannot be read")
    func unreadable() async throws {
        let (disk, texts) = try await closedLog()
        let name = try #require(disk.paths.last { $0.hasSuffix(".segment") })
        var bytes = try #require(disk.contents(name))
        bytes[30] ^= 1
        disk.replace(name, with: bytes)
        disk.replace("book/MANIFEST", with: [])
        disk.replace("book/WATERMARK", with: [])
        for _ in 0..<3 {
            #expect(throws: LogError.self) { _ = try Bench(disk, seed: 4).open() }
            #expect(disk.contents(name) == bytes)
        }
        // The header says enough for the first block to prove it.
        let tools = Repair.Tools {
            ByteWriter()
        } contents: {
            { (_) throws(ContentFault) in }
        }
        let report = try Repair.run(disk, "book", Bench(disk, seed: 5).options, tools)
        #expect(report.lost.isEmpty && !report.isDamaged)
        let log = try Bench(disk, seed: 6).open()
        #expect(log.report.last == UInt64(texts.count))
        #expect(await log.closed() == nil)
    }

    @Test("a missing file is refused with its range, and can be passed over: P3")
    func missing() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        for number in 0..<60 {
            _ = await log.append("\(number)" + String(repeating: "m", count: 900))
        }
        #expect(await log.closed() == nil)
        let entry = try LogReader(disk, "book").state.segments[1]
        try disk.remove("book/segments/" + entry.fileName)
        let damage = Damage(
            file: "segments/" + entry.fileName, offset: 0, evidence: .missingFile,
            first: entry.first, last: entry.last)
        #expect(throws: LogError.damaged(damage)) { try Bench(disk, seed: 5).open() }
        var cursor = try LogReader(disk, "book").cursor(from: entry.first)
        #expect(throws: LogError.damaged(damage)) { try cursor.nextBlock() }
        #expect(try cursor.skipDamage() == entry.first...entry.last)
        #expect(try cursor.nextBlock()?.header.first == entry.last + 1)
    }

    @Test("a lost footer is made anew: P33") func footer() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        for number in 0..<60 {
            _ = await log.append("\(number)" + String(repeating: "m", count: 900))
        }
        #expect(await log.closed() == nil)
        let entry = try LogReader(disk, "book").state.segments[0]
        let path = "book/segments/" + entry.fileName
        let before = try #require(disk.contents(path))
        disk.replace(path, with: Array(before.dropLast(100)))
        let again = try Bench(disk, seed: 5).open()
        #expect(again.report.repairs == [.footer(file: "segments/" + entry.fileName)])
        #expect(await again.closed() == nil)
        #expect(disk.contents(path) == before)
        #expect(try Verifier.findings(disk, "book").isEmpty)
    }

    @Test("facts that no proof covers yet are counted, and shown after a writer has opened")
    func unproven() async throws {
        let disk = try await unclean(2)
        let mark = try #require(disk.contents("book/WATERMARK"))
        let log = try Bench(disk, seed: 5, segmentBytes: 64 * 1024).open()
        let before = try #require(disk.contents("book/WATERMARK"))
        _ = await log.append("2")
        let found = disk.crashed(.keepingAll)
        #expect(await log.closed() == nil)
        #expect(mark != before)
        found.replace("book/WATERMARK", with: before)
        let reader = try LogReader(found, "book")
        #expect(try reader.state.last == 2)
        #expect(try reader.unprovenFacts() == 1)
        #expect(try Bench(found).read() == ["0", "1"])
        let again = try Bench(found, seed: 6).open()
        #expect(await again.closed() == nil)
        try reader.refresh()
        #expect(try reader.state.last == 3)
        #expect(try Bench(found).read() == ["0", "1", "2"])
    }

    /// A log of two texts, and beside it the copy of three that a recovery did not publish.
    private func unpublishedCopy() async throws -> SimulatedDisk {
        let (two, three) = (try await unclean(2), try await unclean(3))
        three.replace("book/WATERMARK", with: try #require(two.contents("book/WATERMARK")))
        let known = Set(three.paths)
        three.fail(.init(.rename, number: 1, path: "MANIFEST"))
        #expect(throws: LogError.self) { try Bench(three, seed: 5).open() }
        let copy = try #require(
            three.paths.first { $0.hasSuffix(".segment") && !known.contains($0) })
        let file = try two.open(copy, .replace)
        let bytes = try #require(three.contents(copy))
        try file.write(bytes.raw, at: 0)
        try file.sync()
        try two.syncDirectory("book/segments")
        return two
    }

    @Test("facts that were acknowledged nowhere do not keep a log shut, if only a copy holds them")
    func unpublished() async throws {
        let disk = try await unpublishedCopy()
        let log = try Bench(disk, seed: 6).open()
        #expect(log.report.last == 2)
        #expect(await log.append("next").range == 3...3)
        #expect(await log.closed() == nil)
        #expect(try Bench(disk).read() == ["0", "1", "next"])
        #expect(try Verifier.findings(disk, "book").isEmpty)
    }

    @Test("without WATERMARK, a copy that MANIFEST does not list may hold acknowledged facts")
    func unpublishedWithoutWatermark() async throws {
        let disk = try await unpublishedCopy()
        try disk.remove("book/WATERMARK")
        let error = #expect(throws: LogError.self) { try Bench(disk, seed: 6).open() }
        guard case .unlisted? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
