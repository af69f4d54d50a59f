// Repairs that are cut off, fail or find no room, at every call to the disk: another one ends where
// an undisturbed one does, and nothing that was sound is lost on the way.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

/// A closed log of three segments, damaged in one way.
private struct DamagedLog {
    let name: String
    let disk: SimulatedDisk
    let texts: [String]
    /// What is lost, by the layout noted while the log was written.
    let lost: ClosedRange<UInt64>?

    static let names = [
        "nothing", "block", "block and footer", "header", "footer", "missing", "manifest",
        "manifest and missing", "watermark", "active block", "active missing", "swapped",
        "longer watermark", "longer segment",
    ]

    /// Where the blocks with facts begin, by the offsets that Format.swift tells.
    private static func blocks(_ bytes: [UInt8]) -> [(offset: Int, facts: ClosedRange<UInt64>)] {
        var blocks: [(offset: Int, facts: ClosedRange<UInt64>)] = []
        var offset = 4_096
        while offset + 128 <= bytes.count, bytes.raw.uint32(at: offset + 8) == 0x4B4C_4244 {
            let first = bytes.raw.uint64(at: offset + 108)
            let count = UInt64(bytes.raw.uint32(at: offset + 116))
            if count > 0 { blocks.append((offset, first...(first + count - 1))) }
            offset += Int(bytes.raw.uint32(at: offset + 16))
        }
        return blocks
    }

    static func make(_ name: String) async throws -> DamagedLog {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        var texts: [String] = []
        while try log.reader().state.segments.count < 3 || texts.count < 30 {
            texts.append("\(texts.count)" + String(repeating: "s", count: 800))
            _ = await log.append(texts[texts.count - 1])
        }
        #expect(await log.closed() == nil)
        let paths = disk.paths.filter { $0.hasSuffix(".segment") }
        let layout = paths.map { blocks(disk.contents($0) ?? []) }
        let sealed = layout[1][3]
        let sealedAll = layout[1][0].facts.lowerBound...layout[2][0].facts.lowerBound - 1
        let last = layout[2][layout[2].count - 1]
        let activeAll = layout[2][0].facts.lowerBound...UInt64(texts.count)
        var lost: ClosedRange<UInt64>?
        func flip(_ path: String, _ offset: Int) {
            var bytes = disk.contents(path) ?? []
            bytes[offset] ^= 4
            disk.replace(path, with: bytes)
        }
        func remove(_ path: String) throws {
            try disk.remove(path)
            try disk.syncDirectory("book/segments")
        }
        switch name {
        case "block", "block and footer":
            flip(paths[1], sealed.offset + 200)
            if name != "block" { flip(paths[1], (disk.contents(paths[1])?.count ?? 0) - 9) }
            lost = sealed.facts
        case "header": flip(paths[1], 85)
        case "footer": flip(paths[1], (disk.contents(paths[1])?.count ?? 0) - 70)
        case "missing", "manifest and missing":
            try remove(paths[1])
            if name != "missing" { flip("book/MANIFEST", 90) }
            lost = sealedAll
        case "manifest": flip("book/MANIFEST", 90)
        case "watermark":
            flip("book/WATERMARK", 50)
            flip("book/WATERMARK", 4_096 + 50)
        case "active block":
            flip(paths[2], last.offset + 200)
            lost = last.facts
        case "active missing":
            try remove(paths[2])
            lost = activeAll
        case "swapped":
            let (one, other) = (disk.contents(paths[0]) ?? [], disk.contents(paths[1]) ?? [])
            disk.replace(paths[0], with: other)
            disk.replace(paths[1], with: one)
        case "longer watermark", "longer segment":
            let path = name == "longer watermark" ? "book/WATERMARK" : paths[1]
            disk.replace(path, with: (disk.contents(path) ?? []) + [7, 0, 7])
        default: break
        }
        return DamagedLog(name: name, disk: disk, texts: texts, lost: lost)
    }

    /// The texts that are left, by their sequences.
    var left: [UInt64: String] {
        var left: [UInt64: String] = [:]
        for (index, text) in texts.enumerated() {
            let sequence = UInt64(index) + 1
            if !(lost?.contains(sequence) ?? false) { left[sequence] = text }
        }
        return left
    }
}

private func repair(_ storage: any Storage, seed: UInt64 = 3) throws -> RepairReport {
    let tools = Repair.Tools {
        ByteWriter()
    } contents: {
        { (_) throws(ContentFault) in }
    }
    return try Repair.run(storage, "book", Bench(storage, seed: seed).options, tools)
}

@Suite struct RepairCrashTests {
    /// Everything that can be read, by sequence.
    private static func read(_ disk: SimulatedDisk) throws -> [UInt64: String] {
        var found: [UInt64: String] = [:]
        var cursor = try LogReader(disk, "book").cursor()
        while true {
            do {
                guard let block = try cursor.nextBlock() else { return found }
                for (index, text) in ByteWriter.texts(block).enumerated() {
                    found[block.header.first + UInt64(index)] = text
                }
            } catch {
                if try cursor.skipDamage() == nil { return found }
            }
        }
    }

    /// Repairs what another repair left, and looks at the result.
    private static func finish(
        _ disk: SimulatedDisk, _ log: DamagedLog, _ note: Comment
    ) async throws {
        let first = try repair(disk, seed: 5)
        let findings = try Verifier.findings(disk, "book", footer: ByteWriter.footer)
        let open = findings.filter { $0.severity == .damage || $0.severity == .rebuildable }
        #expect(open.isEmpty, "\(note): \(open)")
        let known = SequenceSet(
            findings.filter { $0.severity == .known }.compactMap(\.sequences))
        #expect(known.ranges == (log.lost.map { [$0] } ?? []), note)
        #expect(try read(disk) == log.left, note)
        let rest = try repair(disk, seed: 8)
        #expect(rest.isIdle, "\(note): \(first.actions) then \(rest.actions)")
        let writer = try Bench(disk, seed: 7).open()
        let next = UInt64(log.texts.count) + 1
        #expect(await writer.append("next").range == next...next, note)
        #expect(await writer.closed() == nil, note)
    }

    @Test("a dry run writes nothing and tells what a run does", arguments: DamagedLog.names)
    func dry(name: String) async throws {
        let log = try await DamagedLog.make(name)
        let before = log.disk.paths.map { log.disk.contents($0) }
        // As on a disk that can only be read.
        let writing: [SystemError.Call] = [
            .write, .sync, .allocate, .truncate, .makeDirectory, .rename, .remove, .syncDirectory,
            .lock,
        ]
        let calls = writing.map { log.disk.count(of: $0) }
        let tried = try repair(OverlayStorage(log.disk))
        #expect(log.disk.paths.map { log.disk.contents($0) } == before)
        #expect(writing.map { log.disk.count(of: $0) } == calls)
        #expect(tried.isIdle == (name == "nothing"))
        let done = try repair(log.disk)
        #expect("\(tried.actions)" == "\(done.actions)")
        #expect(tried.findings == done.findings)
        #expect(tried.lost == done.lost)
        #expect(done.lost.ranges == (log.lost.map { [$0] } ?? []))
        try await Self.finish(log.disk, log, "\(name)")
    }

    @Test(
        "a repair that is cut off at any call is finished by the next", arguments: DamagedLog.names)
    func crashes(name: String) async throws {
        let log = try await DamagedLog.make(name)
        let images = Mutex<[SimulatedDisk]>([])
        let disk = log.disk
        disk.observe { call, _ in
            // Reading changes nothing: the images would be those of the call before.
            if call == .read || call == .size || call == .list { return }
            let both = [disk.crashed(.keepingAll), disk.crashed(.losingAll)]
            images.withLock { $0 += both }
        }
        _ = try repair(disk)
        disk.observe(nil)
        let all = images.withLock { $0 }
        #expect(all.count > 4)
        for (number, image) in all.enumerated() where isSlow || number % 22 < 2 {
            try await Self.finish(image, log, "\(name), image \(number) of \(all.count)")
        }
        try await Self.finish(disk, log, "\(name), the end")
    }

    @Test("a repair whose n-th write, sync or rename fails is finished by the next")
    func failures() async throws {
        for name in DamagedLog.names.dropFirst() {
            let log = try await DamagedLog.make(name)
            for call in [SystemError.Call.write, .sync, .rename, .syncDirectory] {
                var number = 1
                while true {
                    let disk = log.disk.crashed(.keepingAll)
                    disk.fail(.init(call, number: number))
                    do { _ = try repair(disk) } catch {}
                    disk.fail()
                    if disk.count(of: call) < number { break }
                    // A file that moves between directories is renamed, which is atomic; of a
                    // failed sync the simulated disk would lose half a rename at a crash.
                    let after = call == .syncDirectory ? disk : disk.crashed(.keepingAll)
                    try await Self.finish(after, log, "\(name), \(call) \(number)")
                    number += isSlow ? 1 : 7
                }
            }
        }
    }

    @Test("a repair without room leaves all as it was or ends, and with room it ends")
    func full() async throws {
        for name in DamagedLog.names {
            let log = try await DamagedLog.make(name)
            let used = log.disk.paths.reduce(0) { $0 + (log.disk.contents($1)?.count ?? 0) }
            var step = 0
            while true {
                let disk = log.disk.crashed(.keepingAll)
                disk.limit(bytes: UInt64(used + step))
                var isDone = false
                do {
                    _ = try repair(disk)
                    isDone = true
                } catch LogError.diskFull {}
                #expect(isDone || step < 1 << 20, "\(name) with \(step) bytes")
                disk.limit(bytes: nil)
                try await Self.finish(disk, log, "\(name) with \(step) bytes")
                if isDone { break }
                step += isSlow ? 1_500 : 30_000
            }
        }
    }

    @Test("a repair beside a writer refuses, and its dry run does not")
    func locked() async throws {
        let disk = SimulatedDisk()
        let writer = try Bench(disk).open()
        _ = await writer.append("one")
        #expect(throws: LogError.locked(path: "book")) { try repair(disk) }
        #expect(try repair(OverlayStorage(disk)).isIdle)
        #expect(await writer.closed() == nil)
        #expect(try repair(disk).isIdle)
    }

    @Test("the room of RESERVE is spent when there is no other") func reserve() async throws {
        let log = try await DamagedLog.make("active block")
        let file = try log.disk.open("book/RESERVE", .create)
        try file.allocate(1 << 20)
        try file.sync()
        try log.disk.syncDirectory("book")
        let used = log.disk.paths.reduce(0) { $0 + (log.disk.contents($1)?.count ?? 0) }
        log.disk.limit(bytes: UInt64(used))
        _ = try repair(log.disk)
        log.disk.limit(bytes: nil)
        try await Self.finish(log.disk, log, "with RESERVE")
        #expect(log.disk.contents("book/RESERVE") == nil)
    }
}
