// Files that are found again after a repair did without them, and lists that are older than the
// files: what a person puts back counts again, and no writer removes what may hold facts.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite(.timeLimit(.minutes(30))) struct PutBackTests {
    private static func put(_ bytes: [UInt8], _ path: String, _ disk: SimulatedDisk) throws {
        let file = try disk.open(path, .replace)
        try file.write(bytes.raw, at: 0)
        try file.sync()
        try disk.syncDirectory("book/segments")
    }

    /// Every text that can be read, with damage passed over.
    private static func left(_ disk: SimulatedDisk) throws -> [String] {
        var texts: [String] = []
        var cursor = try LogReader(disk, "book").cursor()
        while true {
            do {
                guard let block = try cursor.nextBlock() else { return texts }
                texts += ByteWriter.texts(block)
            } catch {
                if try cursor.skipDamage() == nil { return texts }
            }
        }
    }

    private static func repair(_ disk: SimulatedDisk, seed: UInt64) throws {
        let tools = Repair.Tools {
            ByteWriter()
        } contents: {
            { (_) throws(ContentFault) in }
        }
        _ = try Repair.run(disk, "book", Bench(disk, seed: seed).options, tools)
    }

    @Test(
        "a file that was lost, repaired around and found again has all its facts",
        arguments: [0, 1, 2], [false, true])
    func found(index: Int, isListLost: Bool) async throws {
        // Of the last file without a list nothing but WATERMARK tells where it ends.
        if index == 2 && isListLost { return }
        let disk = try await SimulatedDisk.closedLog(segments: 3)
        let texts = try Bench(disk).read()
        let path = disk.paths.filter { $0.hasSuffix(".segment") }[index]
        let bytes = try #require(disk.contents(path))
        try disk.remove(path)
        try disk.syncDirectory("book/segments")
        if isListLost { try disk.remove("book/MANIFEST") }
        try Self.repair(disk, seed: 5)
        #expect(try Self.left(disk).count < texts.count)
        try Self.put(bytes, path, disk)
        // A writer comes first, as it may.
        let log = try Bench(disk, seed: 6).open()
        #expect(await log.closed() == nil)
        #expect(disk.contents(path) == bytes)
        try Self.repair(disk, seed: 7)
        #expect(try Self.left(disk) == texts)
        let findings = try Verifier.findings(disk, "book")
        #expect(!findings.contains { $0.severity == .damage }, "\(findings)")
    }

    @Test("a file put back under another name is left alone, and gets its own by a repair")
    func otherName() async throws {
        let disk = try await SimulatedDisk.closedLog(segments: 3)
        let texts = try Bench(disk).read()
        let path = disk.paths.filter { $0.hasSuffix(".segment") }[1]
        let bytes = try #require(disk.contents(path))
        try disk.remove(path)
        try disk.syncDirectory("book/segments")
        try Self.repair(disk, seed: 5)
        try Self.put(bytes, "book/segments/restored.segment", disk)
        let log = try Bench(disk, seed: 6).open()
        #expect(await log.closed() == nil)
        #expect(disk.contents("book/segments/restored.segment") == bytes)
        try Self.repair(disk, seed: 7)
        #expect(try Self.left(disk) == texts)
    }

    @Test("a MANIFEST from before the last roll is refused, also where WATERMARK is as old: P22")
    func olderList() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        var old: (manifest: [UInt8], watermark: [UInt8])?
        while try log.reader().state.segments.count < 2 {
            old = (
                try #require(disk.contents("book/MANIFEST")),
                try #require(disk.contents("book/WATERMARK"))
            )
            _ = await log.append(String(repeating: "s", count: 900))
        }
        // The append that began the second segment is its only one.
        let found = disk.crashed(.keepingAll)
        #expect(await log.closed() == nil)
        let before = try #require(old)
        found.replace("book/MANIFEST", with: before.manifest)
        found.replace("book/WATERMARK", with: before.watermark)
        let files = found.paths.map { found.contents($0) }
        let error = #expect(throws: LogError.self) { try Bench(found, seed: 5).open() }
        guard case .unlisted? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.paths.map { found.contents($0) } == files)
        let findings = try Verifier.findings(found, "book")
        #expect(findings.contains { $0.severity == .damage && $0.what == .unlisted })
        try Self.repair(found, seed: 6)
        // The last fact is proved again by the next writer.
        let writer = try Bench(found, seed: 7).open()
        #expect(await writer.closed() == nil)
        let (left, all) = (try Bench(found).read(), try Bench(disk).read())
        #expect(left == all, "\(left.count) of \(all.count)")
    }
}
