// What a running writer does when a call fails: refuse, or stop promising, and which of the two.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite struct FailureTests {
    @Test("a failed sync ends the promises for good; the retry is another writer's: P10, P11")
    func failedSync() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk, segmentBytes: 64 * 1024).open()
        #expect(await log.append("a").range == 1...1)
        disk.fail(.init(.sync, number: 1, path: "segments/"))
        let failure = SystemError(.sync, code: 5, path: try #require(disk.paths.last))
        let outcome = await log.append("b")
        guard case .indeterminate(.poisoned(let error)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error.call == failure.call && error.code == 5)
        #expect(await log.append("c") == .notAppended(.poisoned(error)))
        #expect(log.failure == .poisoned(error))
        #expect(await log.closed() == .poisoned(error))
        let again = try Bench(disk.crashed(.losingAll), seed: 3).open()
        #expect(again.report.ending == .unclean && again.report.last == 1)
        #expect(await again.closed() == nil)
    }

    @Test("a failed write is indeterminate, and reading goes on: P18") func failedWrite()
        async throws
    {
        let disk = SimulatedDisk()
        let log = try Bench(disk, segmentBytes: 64 * 1024).open()
        #expect(await log.append("a").range == 1...1)
        disk.fail(.init(.write, number: 1, path: "segments/"))
        guard case .indeterminate = await log.append("b") else {
            Issue.record("not indeterminate")
            return
        }
        var cursor = log.reader().cursor()
        #expect(try drain(&cursor) == ["a"])
        #expect(await log.closed() != nil)
        let again = try Bench(disk, seed: 3).open()
        #expect(again.report.last == 1 && again.report.droppedBytes > 0)
        #expect(await again.closed() == nil)
    }

    @Test("a failed write of WATERMARK is no acknowledgement") func failedWatermark() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk, segmentBytes: 64 * 1024).open()
        disk.fail(.init(.write, number: 1, path: "WATERMARK"))
        guard case .indeterminate = await log.append("a") else {
            Issue.record("not indeterminate")
            return
        }
        #expect(await log.closed() != nil)
    }

    @Test("a duplicate of what is in doubt is in doubt itself") func duplicateInDoubt() async throws
    {
        let disk = SimulatedDisk()
        let log = try Bench(disk, segmentBytes: 64 * 1024).open()
        disk.fail(.init(.sync, number: 1, path: "segments/"))
        let outcomes = Mutex<[CommitOutcome]>([])
        let note: @Sendable (CommitOutcome) -> Void = { outcome in
            outcomes.withLock { $0.append(outcome) }
        }
        try log.submit(ByteRequest(texts: ["a"], outcome: note))
        try log.submit(ByteRequest(texts: ["a"], isDuplicate: true, outcome: note))
        #expect(await log.closed() != nil)
        let found = outcomes.withLock { $0 }
        #expect(found.count == 2)
        guard case .indeterminate = found[0] else {
            Issue.record("\(found)")
            return
        }
        #expect(found[1] != .settled)
    }

    @Test("a full disk refuses appends without harm, and room makes them work again")
    func diskFull() async throws {
        let disk = SimulatedDisk()
        let bench = Bench(disk, segmentBytes: 64 * 1024)
        let log = try bench.open()
        disk.limit(bytes: 200_000)
        var kept: [String] = []
        var refusals = 0
        for number in 0..<400 {
            let text = "\(number)" + String(repeating: "f", count: 1000)
            switch await log.append(text) {
            case .committed: kept.append(text)
            case .notAppended(.diskFull(let error)):
                #expect(error.code == ErrorCode.noSpace)
                refusals += 1
            case let other: Issue.record("\(other)")
            }
        }
        #expect(refusals > 0 && log.failure == nil)
        var cursor = log.reader().cursor()
        #expect(try drain(&cursor) == kept)
        disk.limit(bytes: nil)
        kept.append("room")
        #expect(await log.append("room").isDurable)
        #expect(await log.closed() == nil)
        #expect(try bench.read() == kept)
        #expect(try Verifier.findings(disk, "book").isEmpty)
    }

    @Test("a full disk keeps nobody from closing and opening: RESERVE is spent for that: P18")
    func reserve() async throws {
        let disk = SimulatedDisk()
        var bench = Bench(disk, segmentBytes: 64 * 1024)
        bench.options.keepsReserve = true
        let log = try bench.open()
        for number in 0..<20 { _ = await log.append("\(number)") }
        for _ in 0..<400 where disk.contents("book/RESERVE")?.isEmpty ?? true {
            try await Task.sleep(for: .milliseconds(5))
        }
        let found = disk.crashed(.keepingAll)
        #expect(await log.closed() == nil)
        let used = found.paths.reduce(0) { $0 + (found.contents($1)?.count ?? 0) }
        found.limit(bytes: UInt64(used))
        bench.storage = found
        bench.options.keepsReserve = false
        let again = try bench.open()
        #expect(again.report.repairs.contains(.reserve))
        #expect(again.report.last == 20)
        #expect(await again.closed() == nil)
    }

    @Test("an unreadable sector is damage with its place, not an error of the call")
    func unreadable() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk, segmentBytes: 64 * 1024).open()
        #expect(await log.append("a").isDurable)
        #expect(await log.closed() == nil)
        disk.fail(.init(.read, number: 2, isPersistent: true, path: ".segment"))
        let findings = try Verifier.findings(disk, "book")
        #expect(findings.map(\.what) == [.block(.unreadable)])
        #expect(findings.map(\.sequences) == [1...1])
    }

    @Test("dropping a writer is like a crash: nothing acknowledged is lost, the lock is let go")
    func dropped() async throws {
        let disk = SimulatedDisk()
        let bench = Bench(disk, segmentBytes: 64 * 1024)
        do {
            let log = try bench.open()
            #expect(await log.append("a").isDurable)
        }
        var again: LogWriter<ByteWriter>?
        for _ in 0..<400 where again == nil {
            again = try? bench.open()
            if again == nil { try await Task.sleep(for: .milliseconds(5)) }
        }
        #expect(again?.report.ending == .unclean)
        #expect(again?.report.last == 1)
        #expect(await again?.closed() == .some(nil))
    }
}

@Suite struct ReaderTests {
    @Test(
        "a reader of files follows a writer over rolls, in whole appends, never ahead: P24, P25"
    )
    func follows() async throws {
        let disk = SimulatedDisk()
        let notes = Notes()
        let log = try Bench(disk).open(notes)
        let reader = try LogReader(disk, "book")
        var cursor = reader.cursor()
        async let writing: Void = {
            for number in 0..<300 {
                _ = await log.append(["\(number)", String(repeating: "q", count: 300)])
            }
        }()
        var texts: [String] = []
        var next: UInt64 = 1
        while texts.count < 600 {
            try reader.refresh()
            while let block = try cursor.nextBlock() {
                #expect(block.header.first == next)
                next = block.header.next
                #expect(next % 2 == 1)
                texts += ByteWriter.texts(block)
            }
            await Task.yield()
        }
        await writing
        #expect(
            texts.enumerated().allSatisfy { $0.offset % 2 == 1 || $0.element == "\($0.offset / 2)" }
        )
        #expect(await log.closed() == nil)
        #expect(try reader.refresh().isClosed)
    }

    @Test("a reader in the process sees what is durable at once") func live() async throws {
        let log = try Bench(MemoryStorage()).open()
        var cursor = log.reader().cursor()
        for number in 0..<200 {
            _ = await log.append("\(number)" + String(repeating: "q", count: 300))
            #expect(try cursor.nextBlock()?.header.first == UInt64(number + 1))
            #expect(try cursor.nextBlock() == nil)
        }
        #expect(await log.closed() == nil)
    }

    @Test("a cursor starts with the segment that holds the sequence") func starts() async throws {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        for number in 0..<100 {
            _ = await log.append("\(number)" + String(repeating: "q", count: 500))
        }
        #expect(await log.closed() == nil)
        let reader = try LogReader(disk, "book")
        let entry = try reader.state.segments[2]
        var cursor = reader.cursor(from: entry.first + 1)
        #expect(try cursor.nextBlock()?.header.first == entry.first)
        #expect(try cursor.nextBlock()?.header.before.names == 1)
    }

    @Test("reading a directory without a log is an error that says so") func missing() throws {
        let disk = SimulatedDisk()
        try disk.makeDirectory("book")
        #expect(throws: LogError.missing(path: "book")) { try LogReader(disk, "book") }
    }
}
