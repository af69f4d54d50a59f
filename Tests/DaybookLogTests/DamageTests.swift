// Damage of a special kind, each case from what once was told wrong: what is lost is named exactly,
// what is not lost is shown, and a bad medium is not taken for a torn write.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(30))) struct DamageTests {
    private func bench(_ storage: any Storage) -> Bench {
        var bench = Bench(storage, seed: 60)
        bench.options.isStepped = true
        return bench
    }

    private func flip(_ disk: SimulatedDisk, _ file: String, _ offset: Int) throws {
        var bytes = try #require(disk.contents(file))
        bytes[offset] ^= 1
        disk.replace(file, with: bytes)
    }

    /// The blocks of the active segment that hold facts.
    private func blocks(_ reference: Reference) -> [Reference.Block] {
        reference.blocks.filter { $0.file == reference.active && $0.next > $0.first }
    }

    @Test("a sector that cannot be read costs what lies in it, and not the rest of the page")
    func sector() throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        let last = try #require(blocks(reference).last)
        disk.makeUnreadable(reference.active, sector: last.range.lowerBound / 512)
        let damage = try #require(Verifier.findings(disk, "book").first)
        #expect(damage.what == .block(.unreadable))
        #expect(damage.offset > 4096 && damage.sequences?.upperBound == last.next - 1)
    }

    @Test("verifying goes on where the medium refuses space behind the last block") func tail()
        throws
    {
        let reference = try Reference.make(isClosed: false)
        let disk = reference.copy()
        disk.makeUnreadable(reference.active, sector: 40)
        let findings = try Verifier.findings(disk, "book")
        #expect(
            findings.contains { $0.severity == .tornTail && "book/" + $0.file == reference.active })
    }

    @Test("a hurt closing block in the middle hides nothing from a cursor") func closing() throws {
        let reference = try Reference.make(isClosed: true)
        let closing = try #require(reference.blocks.first { $0.first == $0.next })
        let disk = reference.copy()
        try flip(disk, closing.file, closing.range.lowerBound + 20)
        #expect(try Bench(disk).read() == reference.texts)
        #expect(
            try Verifier.findings(disk, "book").contains { $0.offset == closing.range.lowerBound })
    }

    @Test("two neighbouring files that are missing are passed over one after the other")
    func twoMissing() throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        disk.lose(reference.segments[0])
        disk.lose(reference.segments[1])
        var cursor = try LogReader(disk, "book").cursor()
        for range in [1...3, 4...6] as [ClosedRange<UInt64>] {
            #expect(throws: LogError.self) { try cursor.nextBlock() }
            #expect(try cursor.skipDamage() == range)
        }
        #expect(try drain(&cursor, from: 7) == Array(reference.texts[6...]))
    }

    @Test("a missing last file that was gone beyond is no reason to refuse again") func goneBeyond()
        throws
    {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        disk.lose(reference.active)
        var bench = bench(disk)
        #expect(throws: LogError.self) { try bench.open() }
        bench.options.damage = .appendBeyond
        let log = try bench.open()
        let last = UInt64(reference.texts.count)
        #expect(log.report.last == last)
        log.close { #expect($0 == nil) }
        #expect(log.stepCommit())
        bench.options.damage = .refuse
        let again = try bench.open()
        #expect(again.report.ending == .closed && again.report.last == last)
        #expect(again.report.damages.map(\.evidence) == [.missingFile])
        #expect(try again.reader().state.segments.last?.hole == Hole(from: 7, to: last))
    }

    @Test("a hurt block before sound ones is a hole of its own size, and the sound ones are read")
    func hole() throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        let block = blocks(reference)[1]
        try flip(disk, block.file, block.range.lowerBound + 130)
        var bench = bench(disk)
        bench.options.damage = .appendBeyond
        let log = try bench.open()
        let hole = Hole(from: block.first, to: block.next - 1)
        #expect(try log.reader().state.segments.last?.hole == hole)
        log.close { #expect($0 == nil) }
        #expect(log.stepCommit())
        let damages = try Verifier.findings(disk, "book").filter { $0.severity == .known }
        #expect(damages.map(\.sequences) == [block.first...block.next - 1])
    }

    @Test("a file named with the greatest id does not keep a log without MANIFEST from opening")
    func greatestId() throws {
        let disk = try Reference.ofOneSession().copy()
        disk.lose("book/MANIFEST")
        let name = "book/segments/00000000000000000001-\(UInt64.max).segment"
        _ = try disk.open(name, .create)
        let log = try bench(disk).open()
        #expect(log.report.repairs.contains(.manifest))
    }

    @Test("a foreign file of absurd size in place of a small one is not read whole") func absurd()
        throws
    {
        let disk = try Reference.ofOneSession().copy()
        disk.replace("book/MANIFEST", with: [1, 2, 3])
        disk.replace("book/WATERMARK", with: [1, 2, 3])
        var storage = WatchedStorage(base: disk)
        storage.claimedSize = 1 << 50
        _ = try? Verifier.findings(storage, "book")
        _ = try? LogReader(storage, "book")
        #expect(storage.largest <= Limits.manifestBytesMax)
    }

    @Test("a bad sector in one slot of WATERMARK leaves the other") func slots() throws {
        let reference = try Reference.ofOneSession()
        let bytes = try #require(reference.disk.contents("book/WATERMARK"))
        let raw = bytes.raw
        let older = raw.uint64(at: 40) < raw.uint64(at: 4096 + 40) ? 0 : 8
        let disk = reference.copy()
        disk.makeUnreadable("book/WATERMARK", sector: older)
        #expect(try LogReader(disk, "book").state.isClosed)
        #expect(try bench(disk).open().report.ending == .closed)
    }

    @Test(
        "whichever read fails while a log is opened, once or for ever, nothing is dropped",
        arguments: [true, false], [true, false])
    func failedReads(isPersistent: Bool, isClosed: Bool) throws {
        let reference = try Reference.make(isClosed: isClosed)
        let last = UInt64(reference.texts.count)
        for number in 1...40 {
            let disk = reference.copy()
            disk.fail(.init(.read, number: number, isPersistent: isPersistent))
            for _ in 0..<2 {
                guard let log = try? bench(disk).open() else { continue }
                #expect(log.report.last == last, "read \(number)")
                try log.submit(ByteRequest(texts: ["new"]))
                #expect(log.stepCommit())
                log.close { #expect($0 == nil, "read \(number)") }
                #expect(log.stepCommit())
                break
            }
            disk.fail()
            let again = try bench(disk).open()
            #expect(again.report.last >= last && again.report.last <= last + 1, "read \(number)")
            let texts = try Bench(disk).read()
            #expect(texts.prefix(Int(last)) == reference.texts[...], "read \(number)")
            #expect(again.report.last == UInt64(texts.count), "read \(number)")
        }
    }

    @Test("damage is found where WATERMARK names another segment, and nobody looks for ever")
    func otherWatermark() throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        // The mark of an opening that was cut off before it was written for the new segment.
        var bytes = try #require(disk.contents("book/WATERMARK"))
        for slot in [0, 4096] {
            bytes[slot + 48] = 77
            let sum = XXH64.hash(
                bytes.raw.extracting(slot + 8..<slot + 128), seed: UInt64(slot) + 8)
            for index in 0..<8 {
                bytes[slot + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index)))
            }
        }
        disk.replace("book/WATERMARK", with: bytes)
        let block = try #require(blocks(reference).last)
        // Nothing valid follows, so that whoever looks for it comes to the end of the file.
        let whole = try #require(disk.contents(block.file))
        disk.replace(block.file, with: Array(whole.prefix(block.range.upperBound)))
        try flip(disk, block.file, block.range.lowerBound + 130)
        let damage = Damage(
            file: String(block.file.dropFirst(5)), offset: UInt64(block.range.lowerBound),
            evidence: .block(.bodyChecksum), first: block.first, last: block.next - 1)
        var cursor = try LogReader(disk, "book").cursor()
        #expect(throws: LogError.damaged(damage)) { try drain(&cursor) }
        #expect(throws: LogError.damaged(damage)) { try bench(disk).open() }
    }

    @Test("without WATERMARK, readers too take a later block's word for what is missing")
    func provedFromAhead() throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        disk.lose("book/WATERMARK")
        let block = blocks(reference)[1]
        try flip(disk, block.file, block.range.lowerBound + 130)
        let reader = try LogReader(disk, "book")
        #expect(try reader.state.last == UInt64(reference.texts.count))
        var cursor = reader.cursor()
        #expect(throws: LogError.self) { try drain(&cursor) }
        #expect(try cursor.skipDamage() == block.first...block.next - 1)
    }

    @Test("one block asked for by its place names the facts that are lost with it") func oneBlock()
        throws
    {
        let reference = try Reference.ofOneSession()
        let block = reference.blocks[1]
        for isUnreadable in [false, true] {
            let disk = reference.copy()
            let start = block.range.lowerBound
            if isUnreadable {
                disk.makeUnreadable(block.file, sector: start / 512)
            } else {
                try flip(disk, block.file, start + 130)
            }
            let first = isUnreadable ? 1 : block.first
            let evidence = isUnreadable ? BlockFault.unreadable : .bodyChecksum
            #expect(
                throws: LogError.damaged(
                    Damage(
                        file: String(block.file.dropFirst(5)), offset: UInt64(start),
                        evidence: .block(evidence), first: first, last: block.next - 1))
            ) { try LogReader(disk, "book").block(at: UInt64(start), in: 1) }
        }
    }

    @Test("what fails while a segment is sealed ends the promises before the next one begins")
    func failedSeal() throws {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        let outcomes = Notes()
        func append(_ text: String, extraBytes: Int = 0) throws {
            try log.submit(
                ByteRequest(texts: [text], extraBytes: extraBytes) { outcome in
                    outcomes.state.withLock { $0.outcomes.append(outcome) }
                })
            #expect(log.stepCommit())
        }
        while log.stepUpkeep() {}
        try append("a")
        try append("b", extraBytes: 13_000)
        // The seal's MANIFEST is renamed and its directory is not synced.
        disk.fail(.init(.rename, number: 1, path: "MANIFEST"))
        try append("c", extraBytes: 13_000)
        #expect(outcomes.outcomes.prefix(2).map(\.isDurable) == [true, true])
        guard case .notAppended(.poisoned) = outcomes.outcomes[2] else {
            Issue.record("\(outcomes.outcomes)")
            return
        }
    }
}
