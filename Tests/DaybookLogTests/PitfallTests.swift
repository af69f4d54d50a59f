// What went wrong in other logs, as it would look in this one. The table in ARCHITECTURE.md says
// which test stands for which pitfall; those that have no place elsewhere are here.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(30))) struct PitfallTests {
    private func bench(_ storage: any Storage, seed: UInt64 = 1) -> Bench {
        var bench = Bench(storage, seed: seed)
        bench.options.isStepped = true
        return bench
    }

    private func append(
        _ log: LogWriter<ByteWriter>, _ texts: [String], extraBytes: Int = 0
    ) throws -> CommitOutcome {
        let outcome = Mutex<CommitOutcome?>(nil)
        try log.submit(
            ByteRequest(texts: texts, extraBytes: extraBytes) { found in
                outcome.withLock { $0 = found }
            })
        #expect(log.stepCommit())
        return try #require(outcome.withLock { $0 })
    }

    @Test("at the moment of its acknowledgement an append survives a power cut: P1")
    func acknowledged() throws {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        let cuts = Mutex<[SimulatedDisk]>([])
        for number in 0..<6 {
            let request = ByteRequest(
                texts: ["\(number)"], extraBytes: number == 3 ? 13_000 : 0
            ) { outcome in
                #expect(outcome.isDurable)
                cuts.withLock { $0.append(disk.crashed(.losingAll)) }
            }
            try log.submit(request)
            #expect(log.stepCommit())
        }
        for (number, cut) in cuts.withLock({ $0 }).enumerated() {
            let again = try bench(cut, seed: 2).open()
            #expect(again.report.last == UInt64(number + 1))
        }
    }

    @Test("rot to zeros does not end a log, wherever it lies: P5") func zeros() throws {
        let reference = try Reference.ofOneSession()
        for block in reference.blocks where block.next > block.first {
            let disk = reference.copy()
            var bytes = try #require(disk.contents(block.file))
            for offset in block.range { bytes[offset] = 0 }
            disk.replace(block.file, with: bytes)
            let lost = block.first...block.next - 1
            let findings = try Verifier.findings(disk, "book")
            #expect(findings.map(\.sequences) == [lost])
            #expect(findings.map(\.what) == [.block(.empty)])
            var cursor = try LogReader(disk, "book").cursor(from: block.first)
            #expect(throws: LogError.self) { while try cursor.nextBlock() != nil {} }
            let isLast = lost.upperBound == reference.promised
            // The closing block follows the last one and proves where it ended.
            #expect(try cursor.skipDamage() == (isLast ? nil : lost))
        }
    }

    @Test("files that end between two blocks, or are empty or missing, lack promised facts: P6")
    func cleanCuts() throws {
        for isClosed in [true, false] {
            let reference = try Reference.make(isClosed: isClosed)
            let blocks = reference.blocks.filter { $0.file == reference.active }
            for end in [0, 4096] + blocks.dropLast(isClosed ? 1 : 2).map(\.range.upperBound) {
                let disk = reference.copy()
                let whole = try #require(disk.contents(reference.active))
                disk.replace(reference.active, with: Array(whole.prefix(end)))
                #expect(throws: LogError.self, "cut at \(end)") { try bench(disk).open() }
                let damages = try Verifier.findings(disk, "book").filter {
                    $0.severity == .damage && "book/" + $0.file == reference.active
                }
                #expect(!damages.isEmpty, "cut at \(end)")
            }
            let disk = reference.copy()
            disk.lose(reference.active)
            #expect(throws: LogError.self) { try bench(disk).open() }
        }
    }

    @Test("a failed sync of a directory is no durable name, and is made good by opening: P8, P9")
    func directory() throws {
        for path in ["book/segments", "book"] {
            let disk = SimulatedDisk()
            let log = try bench(disk).open()
            #expect(try append(log, ["a"]).isDurable)
            disk.observe { call, found in
                if call == .rename { disk.fail(.init(.syncDirectory, number: 1, path: path)) }
            }
            #expect(try !append(log, ["b"], extraBytes: 13_000).isDurable)
            disk.observe(nil)
            disk.fail()
            #expect(log.failure != nil)
            #expect(try append(log, ["c"]).range == nil)
            log.close { #expect($0 != nil) }
            #expect(log.stepCommit())
            let again = try bench(disk.crashed(.killed), seed: 2).open()
            #expect(again.report.last == 1)
        }
    }

    @Test("what a sync did not make durable is shown to nobody before it is: P12") func phantom()
        throws
    {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        #expect(try append(log, ["a"]).isDurable)
        disk.fail(.init(.sync, number: 1, path: "segments/"))
        #expect(try !append(log, ["b"]).isDurable)
        // The bytes stand in the page cache, marked clean; no sync will ever write them.
        let killed = disk.crashed(.killed)
        #expect(try Bench(killed).read() == ["a"])
        let again = try bench(killed, seed: 2).open()
        #expect(again.report.last == 2)
        #expect(try Bench(killed).read() == ["a", "b"])
        let cut = killed.crashed(.losingAll)
        #expect(try Bench(cut).read() == ["a", "b"])
        #expect(try bench(cut, seed: 3).open().report.last == 2)
    }

    @Test("facts behind a torn tail stand in a clean file: P13") func behindTornTail() throws {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        for text in ["a", "b"] { #expect(try append(log, [text]).isDurable) }
        let torn = disk.crashed(.keepingAll)
        let path = try #require(torn.paths.last { $0.hasSuffix(".segment") })
        var bytes = try #require(torn.contents(path))
        for offset in 4096 + 2 * 192..<9000 { bytes[offset] = UInt8(truncatingIfNeeded: offset) }
        torn.replace(path, with: bytes)
        for (round, text) in ["c", "d"].enumerated() {
            let again = try bench(torn, seed: UInt64(round + 2)).open()
            #expect(again.report.droppedBytes == (round == 0 ? 9000 - 4480 : 0))
            #expect(try append(again, [text]).isDurable)
        }
        let last = try bench(torn, seed: 5).open()
        last.close { #expect($0 == nil) }
        #expect(last.stepCommit())
        #expect(try Verifier.findings(torn, "book").isEmpty)
        #expect(try Bench(torn).read() == ["a", "b", "c", "d"])
    }

    @Test("an open segment is read through a window, not taken into memory whole: P19")
    func window() throws {
        let disk = SimulatedDisk()
        var bench = bench(disk)
        bench.options.segmentBytes = 8 << 20
        let log = try bench.open()
        let text = String(repeating: "w", count: 40_000)
        for _ in 0..<80 { #expect(try append(log, [text]).isDurable) }
        let storage = WatchedStorage(base: disk.crashed(.keepingAll))
        bench.storage = storage
        #expect(try bench.open().report.last == 80)
        #expect(try bench.read().count == 80)
        #expect(storage.largest <= Limits.windowBytes)
    }

    @Test("requests are taken while a sync is going on: P20") func duringSync() throws {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        let taken = Mutex(0)
        // The thread that syncs would wait for itself if handing over took a lock held meanwhile.
        disk.observe { call, path in
            guard call == .sync, path.contains("segments/"), taken.withLock({ $0 }) < 100 else {
                return
            }
            for number in 0..<100 {
                let request = ByteRequest(texts: ["\(number)"])
                if (try? log.submit(request, bytes: 1)) != nil { taken.withLock { $0 += 1 } }
            }
        }
        #expect(try append(log, ["a"]).range == 1...1)
        #expect(taken.withLock { $0 } == 100 && log.admittedBytes == 100)
        #expect(log.stepCommit())
        #expect(log.durableSequence == 101 && log.admittedBytes == 0)
    }

    @Test("failed reads and a full disk end no promises, a failed write does: P21")
    func errorClasses() throws {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        #expect(try append(log, ["a"]).isDurable)
        disk.fail(.init(.read, number: 1, isPersistent: true))
        var cursor = log.reader().cursor()
        #expect(throws: LogError.self) { try cursor.nextBlock() }
        #expect(try append(log, ["b"]).isDurable)
        disk.fail(
            .init(.write, number: 1, code: ErrorCode.noSpace, isPersistent: true, path: ".next"))
        let refused = try append(log, ["c"], extraBytes: 13_000)
        guard case .notAppended(.diskFull) = refused else {
            Issue.record("\(refused)")
            return
        }
        disk.fail()
        #expect(log.failure == nil)
        #expect(try append(log, ["d"]).range == 3...3)
        disk.fail(.init(.write, number: 1, path: "segments/"))
        guard case .indeterminate(.poisoned) = try append(log, ["e"]) else {
            Issue.record("not indeterminate")
            return
        }
        #expect(log.failure != nil)
    }

    @Test("refused and settled appends take no sequence: P24, P34") func noGaps() throws {
        let disk = SimulatedDisk()
        let log = try bench(disk).open()
        #expect(try append(log, ["a"]).range == 1...1)
        for extra in [13_000, Limits.blockBytesMax] {
            disk.fail(
                .init(.write, number: 1, code: ErrorCode.noSpace, isPersistent: true, path: ".next")
            )
            guard case .notAppended = try append(log, ["b", "c"], extraBytes: extra) else {
                Issue.record("appended")
                return
            }
            disk.fail()
        }
        try log.submit(ByteRequest(texts: ["d"], isDuplicate: true))
        #expect(log.stepCommit())
        #expect(try append(log, ["e"], extraBytes: 13_000).range == 2...2)
        var cursor = log.reader().cursor()
        #expect(try drain(&cursor) == ["a", "e"])
        let segments = try log.reader().state.segments
        #expect(segments.map(\.first) == [1, 2])
    }

    @Test("space ahead is made in pieces of zeros, synced before blocks come: P29, P30")
    func preparation() throws {
        let disk = SimulatedDisk()
        var bench = bench(disk)
        bench.options.segmentBytes = 8 << 20
        let log = try bench.open()
        let calls = Mutex<[SystemError.Call]>([])
        disk.observe { call, _ in calls.withLock { $0.append(call) } }
        var pieces = 0
        while log.stepUpkeep() {
            let made = calls.withLock { calls in
                defer { calls = [] }
                return calls
            }
            guard made.contains(.allocate) else { continue }
            // A write of the fill has 256 KiB: a piece is at most a mebibyte, and is synced.
            #expect(made.count { $0 == .write } <= Limits.fillBytes / (256 * 1024))
            #expect(made.last == .sync)
            pieces += 1
        }
        #expect(pieces > 0)
        let zeros = disk.crashed(.losingAll)
        let path = try #require(zeros.paths.last { $0.hasSuffix(".segment") })
        // What is written over later is durable already: no size changes with a commit.
        #expect(zeros.contents(path)?.count == disk.contents(path)?.count)
        let size = disk.contents(path)?.count
        #expect(try append(log, [String(repeating: "z", count: 50_000)]).isDurable)
        #expect(disk.contents(path)?.count == size)
    }
}
