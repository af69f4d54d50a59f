// Power cuts at every call that changes the disk, with every image that it may leave; again while
// that is recovered from; and rot in what was left.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

/// What a crash has left, and what was promised by then.
struct Image: Sendable {
    let disk: SimulatedDisk
    let oracle: Oracle
    let note: String
}

@Suite(.timeLimit(.minutes(isSlow ? 240 : 30))) struct CrashSweepTests {
    /// Every image of a cut before a call: all subsets of up to ten unsynced pieces, a sample of
    /// more.
    private static func crashes(
        _ disk: SimulatedDisk, _ generator: Generator
    ) -> [SimulatedDisk.Crash] {
        let units = disk.unsyncedUnits
        var crashes: [SimulatedDisk.Crash] = [.killed, .random(seed: generator.next())]
        if units <= 10 {
            crashes += (0..<UInt64(1) << units).map { .keeping(units: $0) }
        } else {
            crashes += [.losingAll, .keepingAll]
            crashes += (0..<64).map { _ in .keeping(units: generator.next()) }
            crashes += (0..<16).map { _ in .random(seed: generator.next()) }
        }
        return crashes
    }

    /// What a run of crashes has met.
    struct Counts: Sendable {
        var calls = 0
        var images = 0
        var mostUnits = 0
    }

    /// Visits the images of cuts before every changing call of a run; of each call a sample if
    /// asked.
    static func crash(
        _ trial: Trial, _ steps: [Step], sample: Int? = nil, seed: UInt64,
        visit: @escaping @Sendable (Image) -> Void
    ) -> Counts {
        let counts = Mutex(Counts())
        let generator = Generator(seed: seed)
        let disk = trial.disk
        disk.observe { call, path in
            let isLook = [.read, .size, .close, .list, .lock].contains(call)
            if isLook { return }
            var crashes = crashes(disk, generator)
            if let sample {
                crashes = (0..<sample).map { _ in crashes[generator.below(crashes.count)] }
            }
            counts.withLock { counts in
                counts.calls += 1
                counts.images += crashes.count
                counts.mostUnits = max(counts.mostUnits, disk.unsyncedUnits)
            }
            let oracle = trial.oracle
            for crash in crashes {
                visit(
                    Image(
                        disk: disk.crashed(crash), oracle: oracle,
                        note: "\(call) \(path) \(crash)"))
            }
        }
        trial.run(steps)
        disk.observe(nil)
        #expect(trial.objections.isEmpty)
        return counts.withLock { $0 }
    }

    private static func check(_ image: Image, _ depth: Aftermath.Depth) {
        let objections = Aftermath.objections(image.disk, image.oracle, depth)
        #expect(objections.isEmpty, Comment(rawValue: image.note))
    }

    @Test("every image of a power cut at any call keeps what was promised, and can be gone on with")
    func allImages() {
        let trial = Trial(SimulatedDisk())
        let counts = Self.crash(trial, Step.life, sample: isSlow ? nil : 1, seed: 1) { image in
            Self.check(image, .appending)
        }
        #expect(trial.failures.isEmpty && counts.calls > 200)
        told(
            "crash at every changing call",
            [
                "calls": counts.calls, "most unsynced pieces": counts.mostUnits,
                "images": counts.images,
            ])
    }

    @Test("a power cut while a log is made leaves one that opens, or none")
    func creation() {
        let counts = Self.crash(Trial(SimulatedDisk()), [.open, .close], seed: 2) { image in
            Self.check(image, .opening)
        }
        #expect(counts.calls > 20)
        told("crash while a log is made", ["calls": counts.calls, "images": counts.images])
    }

    @Test("a process that ends, and the power that fails before anybody comes, are one crash")
    func killedThenCut() {
        let generator = Generator(seed: 3)
        let count = Mutex(0)
        _ = Self.crash(Trial(SimulatedDisk()), Step.life, sample: isSlow ? 4 : 1, seed: 4) {
            image in
            if !isSlow && generator.below(6) > 0 { return }
            let killed = image.disk.crashed(.killed)
            let reader = Trial(killed, oracle: image.oracle)
            reader.run([.look])
            #expect(reader.objections.isEmpty, Comment(rawValue: image.note))
            for crash: SimulatedDisk.Crash in [.losingAll, .random(seed: generator.next())] {
                let cut = Image(
                    disk: killed.crashed(crash), oracle: reader.oracle,
                    note: image.note + ", then \(crash)")
                Self.check(cut, .opening)
                count.withLock { $0 += 1 }
            }
        }
        told("killed, then a power cut", ["images": count.withLock { $0 }])
    }

    @Test("a crash while a crash is recovered from changes nothing of what was promised")
    func twoLevels() {
        let generator = Generator(seed: 5)
        let counts = Mutex((recoveries: 0, images: 0))
        _ = Self.crash(Trial(SimulatedDisk()), Step.life, sample: 1, seed: 6) { image in
            if generator.below(isSlow ? 2 : 60) > 0 { return }
            let recovery = Trial(image.disk, oracle: image.oracle, seed: 50)
            let steps: [Step] = [.look, .open, .append([["w"]]), .close]
            let second = Self.crash(
                recovery, steps, sample: isSlow ? 8 : 1, seed: generator.next()
            ) { cut in
                let note = image.note + "; " + cut.note
                Self.check(Image(disk: cut.disk, oracle: cut.oracle, note: note), .opening)
            }
            counts.withLock { counts in
                counts.recoveries += 1
                counts.images += second.images
            }
        }
        let (recoveries, images) = counts.withLock { $0 }
        told("a crash during recovery", ["recoveries": recoveries, "images": images])
    }

    @Test("rot after a crash is named, or hurts only what nothing proves any more")
    func rotAfterCrash() {
        let generator = Generator(seed: 7)
        let counts = Mutex((flips: 0, named: 0, undecidable: 0))
        _ = Self.crash(Trial(SimulatedDisk()), Step.life, sample: isSlow ? 4 : 1, seed: 8) {
            image in
            if image.oracle.certain.isEmpty { return }
            for _ in 0..<(isSlow ? 10 : 1) {
                let whole = image.disk.crashed(.keepingAll)
                guard let rot = Rot(whole, generator) else { continue }
                let verdict = Self.judge(rot, image)
                counts.withLock { counts in
                    counts.flips += 1
                    counts.named += verdict == .named ? 1 : 0
                    counts.undecidable += verdict == .undecidable ? 1 : 0
                }
            }
        }
        let (flips, named, undecidable) = counts.withLock { $0 }
        told(
            "a bit flipped after a crash",
            ["flips": flips, "named": named, "undecidable": undecidable])
    }

    private enum Verdict { case harmless, named, undecidable }

    private static func judge(_ rot: Rot, _ image: Image) -> Verdict {
        let opening = Trial(rot.disk, oracle: Oracle(), seed: 51)
        opening.run([.open, .look])
        if !opening.failures.isEmpty {
            let isNamed = opening.failures.allSatisfy { "\($0)".contains(rot.name) }
            #expect(isNamed, "\(opening.failures), \(rot.note), \(image.note)")
            return .named
        }
        let found = opening.oracle.certain
        #expect(
            image.oracle.objection(toShown: found) == nil, "\(rot.note), \(image.note)")
        if image.oracle.objection(toFound: found) == nil { return .harmless }
        #expect(found.count >= rot.proved, "\(rot.note), \(image.note)")
        return .undecidable
    }
}

/// A flipped bit in what a crash has left, and what the other bytes still prove by themselves.
struct Rot {
    let disk: SimulatedDisk
    let name: String
    let note: String
    /// The last sequence that slots of WATERMARK and blocks which were not hurt name as durable.
    let proved: Int

    init?(_ disk: SimulatedDisk, _ generator: Generator) {
        let paths = disk.paths.filter { !$0.hasSuffix("LOCK") && !$0.hasSuffix(".new") }
        guard !paths.isEmpty else { return nil }
        let path = paths[generator.below(paths.count)]
        guard var bytes = disk.contents(path), !bytes.isEmpty else { return nil }
        // Most of a segment is prepared space, of which enough is flipped elsewhere.
        var used = bytes.count
        while used > 1, bytes[used - 1] == 0 { used -= 1 }
        let offset = generator.below(min(bytes.count, used + 64))
        bytes[offset] ^= 1 << UInt8(generator.below(8))
        disk.replace(path, with: bytes)
        self.disk = disk
        name = String(path.split(separator: "/").last ?? "")
        note = "\(path) at \(offset)"
        proved = Self.proved(disk)
    }

    /// Reads offsets of Format.swift; nothing else is known of the format here.
    private static func proved(_ disk: SimulatedDisk) -> Int {
        var proved: UInt64 = 0
        if let bytes = disk.contents("book/WATERMARK") {
            for slot in [0, 4096] where bytes.count >= slot + 128 {
                let raw = bytes.raw
                let sum = XXH64.hash(
                    raw.extracting(slot + 8..<slot + 128), seed: UInt64(slot) + 8)
                if raw.uint64(at: slot) == sum { proved = max(proved, raw.uint64(at: slot + 56)) }
            }
        }
        for path in disk.paths where path.hasSuffix(".segment") {
            guard let bytes = disk.contents(path), bytes.count >= 4096 else { continue }
            let raw = bytes.raw
            let salt = raw.uint64(at: 56)
            for offset in stride(from: 4096, to: bytes.count - 127, by: 64)
            where raw.uint32(at: offset + 8) == 0x4B4C_4244 {
                let sum = XXH64.hash(
                    raw.extracting(offset + 8..<offset + 128), seed: salt ^ UInt64(offset + 8))
                if raw.uint64(at: offset) == sum {
                    proved = max(proved, raw.uint64(at: offset + 48))
                }
            }
        }
        return Int(proved)
    }
}
