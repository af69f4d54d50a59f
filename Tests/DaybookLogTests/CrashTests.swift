// Power cuts and failing calls, swept: whatever happens, acknowledged appends are all there, what
// is there is a prefix of the commit order, and nothing is there by half.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Foundation
import Synchronization
import Testing

let isSlow = ProcessInfo.processInfo.environment["SLOW_TESTS"] == "1"

/// The appends of the workload, in commit order: the oracle.
struct Workload {
    let appends: [[String]]

    init(seed: UInt64, count: Int) {
        let generator = Generator(seed: seed)
        appends = (0..<count).map { number in
            (0...generator.below(3)).map { part in
                "\(number).\(part)" + String(repeating: "z", count: generator.below(900))
            }
        }
    }

    /// Appends everything, one after the other, until the writer gives up.
    func run(_ log: LogWriter<ByteWriter>) async {
        for texts in appends {
            switch await log.append(texts) {
            case .committed: continue
            default: return
            }
        }
    }

    /// Checks what is found against the order and the number of facts acknowledged.
    func check(
        _ found: [String], acknowledged: UInt64, _ note: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let all = appends.flatMap { $0 }
        #expect(found.count >= Int(acknowledged), note, sourceLocation: sourceLocation)
        #expect(found == Array(all.prefix(found.count)), note, sourceLocation: sourceLocation)
        var edges: Set<Int> = [0]
        var edge = 0
        for texts in appends {
            edge += texts.count
            edges.insert(edge)
        }
        #expect(edges.contains(found.count), note, sourceLocation: sourceLocation)
    }
}

@Suite struct CrashTests {
    /// A disk as a power cut would leave it, and what was acknowledged by then.
    struct Image: Sendable {
        let disk: SimulatedDisk
        let acknowledged: UInt64
        let note: String
    }

    static func crashes(_ generator: Generator) -> [SimulatedDisk.Crash] {
        [
            .losingAll, .keepingAll, .killed, .random(seed: generator.next()),
            .random(seed: generator.next()),
        ]
    }

    @Test(
        "a power cut before any sync, rename or removal loses nothing acknowledged",
        arguments: isSlow ? 1...20 : 1...1)
    func sweep(seed: Int) async throws {
        let workload = Workload(seed: UInt64(seed), count: isSlow ? 300 : 24)
        let disk = SimulatedDisk()
        let notes = Notes()
        let images = Mutex<[Image]>([])
        let generator = Generator(seed: UInt64(seed))
        disk.observe { call, path in
            guard [.sync, .rename, .remove, .syncDirectory, .truncate].contains(call) else {
                return
            }
            let acknowledged = notes.acknowledged
            for crash in Self.crashes(generator) {
                let image = Image(
                    disk: disk.crashed(crash), acknowledged: acknowledged,
                    note: "\(call) \(path) \(crash)")
                images.withLock { $0.append(image) }
            }
        }
        let log = try Bench(disk).open(notes)
        await workload.run(log)
        #expect(await log.closed() == nil)
        disk.observe(nil)
        let all = images.withLock { $0 }
        #expect(all.count > 50)
        for image in all { try await check(image, workload) }
    }

    /// Opens an image for reading and for writing, twice, and appends to it.
    private func check(_ image: Image, _ workload: Workload) async throws {
        let bench = Bench(image.disk, seed: 77)
        let note = Comment(rawValue: image.note)
        if image.acknowledged > 0 {
            let texts = try bench.read()
            workload.check(texts, acknowledged: 0, note)
        }
        let log: LogWriter<ByteWriter>
        do { log = try bench.open() } catch {
            Issue.record("\(error) after \(image.note)")
            return
        }
        let kept = Int(log.report.last)
        #expect(await log.append("new").range?.lowerBound == UInt64(kept + 1), note)
        // Whatever was shown must survive the next power cut too.
        let second = Bench(image.disk.crashed(.losingAll), seed: 78)
        #expect(await log.closed() == nil, note)
        var texts = try bench.read()
        #expect(texts.popLast() == "new", note)
        workload.check(texts, acknowledged: image.acknowledged, note)
        let findings = try Verifier.findings(image.disk, "book")
        #expect(findings.isEmpty, note)
        let again = try second.open()
        #expect(again.report.last == UInt64(kept + 1), note)
        #expect(await again.closed() == nil)
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        let call: SystemError.Call
        let code: Int32
        let isPersistent: Bool
        var testDescription: String { "\(call) \(code) \(isPersistent)" }
    }
    static let kinds: [Kind] = [SystemError.Call.write, .sync, .rename, .allocate, .syncDirectory]
        .flatMap { call in
            [5, 28].flatMap { code in
                [false, true].map { Kind(call: call, code: code, isPersistent: $0) }
            }
        }

    @Test(
        "whichever call fails, the error is typed and opening again loses nothing", arguments: kinds
    )
    func faults(kind: Kind) async throws {
        let workload = Workload(seed: 5, count: isSlow ? 40 : 20)
        let step = isSlow ? 1 : 17
        for number in stride(from: 1, to: 400, by: step) {
            let disk = SimulatedDisk()
            disk.fail(
                .init(kind.call, number: number, code: kind.code, isPersistent: kind.isPersistent))
            let notes = Notes()
            var failed = false
            do throws(LogError) {
                let log = try LogWriter.open(
                    disk, "book", Bench(disk).options, ByteWriter(notes))
                await workload.run(log)
                failed = await log.closed() != nil
            } catch { failed = true }
            let reached = disk.count(of: kind.call) >= number
            let acknowledged = notes.acknowledged
            for crash in [SimulatedDisk.Crash.losingAll, .keepingAll] {
                let found = disk.crashed(crash)
                let bench = Bench(found, seed: 3)
                let note: Comment = "call \(number), \(crash), failed \(failed)"
                do {
                    let again = try bench.open()
                    #expect(await again.closed() == nil, note)
                    workload.check(try bench.read(), acknowledged: acknowledged, note)
                } catch { Issue.record("\(error): \(note)") }
            }
            if !reached { return }
        }
    }
}
