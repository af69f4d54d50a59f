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

@Suite(.timeLimit(.minutes(isSlow ? 240 : 5))) struct CrashSweepTests {
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

    /// The images of cuts before every changing call of a run; of each call a sample if asked.
    static func images(
        _ trial: Trial, _ steps: [Step], sample: Int? = nil, seed: UInt64 = 1
    ) -> (images: [Image], calls: Int, most: Int) {
        let found = Mutex<(images: [Image], calls: Int, most: Int)>(([], 0, 0))
        let generator = Generator(seed: seed)
        let disk = trial.disk
        disk.observe { call, path in
            let isLook = [.read, .size, .close, .list, .lock].contains(call)
            if isLook { return }
            var crashes = crashes(disk, generator)
            let units = disk.unsyncedUnits
            if let sample {
                crashes = (0..<sample).map { _ in crashes[generator.below(crashes.count)] }
            }
            let oracle = trial.oracle
            let images = crashes.map { crash in
                Image(
                    disk: disk.crashed(crash), oracle: oracle, note: "\(call) \(path) \(crash)")
            }
            found.withLock { found in
                found.images += images
                found.calls += 1
                found.most = max(found.most, units)
            }
        }
        trial.run(steps)
        disk.observe(nil)
        return found.withLock { $0 }
    }

    private func check(_ image: Image, _ depth: Aftermath.Depth) {
        let objections = Aftermath.objections(image.disk, image.oracle, depth)
        #expect(objections.isEmpty, Comment(rawValue: image.note))
    }

    @Test("every image of a power cut at any call keeps what was promised, and can be gone on with")
    func allImages() {
        let trial = Trial(SimulatedDisk())
        let (images, calls, most) = Self.images(trial, Step.life, sample: isSlow ? nil : 1)
        #expect(trial.objections.isEmpty && trial.failures.isEmpty)
        #expect(calls > 200)
        for image in images { check(image, .appending) }
        told(
            "crash at every changing call",
            ["calls": calls, "most unsynced pieces": most, "images": images.count])
    }

    @Test("a process that ends, and the power that fails before anybody comes, are one crash")
    func killedThenCut() {
        let trial = Trial(SimulatedDisk())
        let generator = Generator(seed: 3)
        let (images, _, _) = Self.images(trial, Step.life, sample: 1, seed: 4)
        var count = 0
        for image in images where isSlow || generator.below(6) == 0 {
            let killed = image.disk.crashed(.killed)
            let reader = Trial(killed, oracle: image.oracle)
            reader.run([.look])
            #expect(reader.objections.isEmpty, Comment(rawValue: image.note))
            for crash: SimulatedDisk.Crash in [.losingAll, .random(seed: generator.next())] {
                let cut = Image(
                    disk: killed.crashed(crash), oracle: reader.oracle,
                    note: image.note + ", then \(crash)")
                check(cut, .opening)
                count += 1
            }
        }
        told("killed, then a power cut", ["images": count])
    }

    @Test("a crash while a crash is recovered from changes nothing of what was promised")
    func twoLevels() {
        let trial = Trial(SimulatedDisk())
        let generator = Generator(seed: 5)
        let (first, _, _) = Self.images(trial, Step.life, sample: 1, seed: 6)
        var (recoveries, count) = (0, 0)
        for image in first where generator.below(isSlow ? 3 : 50) == 0 {
            let recovery = Trial(image.disk, oracle: image.oracle, seed: 50)
            let steps: [Step] = [.look, .open, .append([["w"]]), .close]
            let (second, _, _) = Self.images(
                recovery, steps, sample: isSlow ? 6 : 1, seed: generator.next())
            #expect(recovery.objections.isEmpty, Comment(rawValue: image.note))
            recoveries += 1
            count += second.count
            for cut in second {
                check(
                    Image(disk: cut.disk, oracle: cut.oracle, note: image.note + "; " + cut.note),
                    .opening)
            }
        }
        told("a crash during recovery", ["recoveries": recoveries, "images": count])
    }

    @Test("rot after a crash is named, or hurts only what nothing proves any more")
    func rotAfterCrash() {
        let trial = Trial(SimulatedDisk())
        let generator = Generator(seed: 7)
        let (images, _, _) = Self.images(trial, Step.life, sample: 1, seed: 8)
        var counts = (flips: 0, named: 0, undecidable: 0)
        for image in images where !image.oracle.certain.isEmpty {
            for _ in 0..<(isSlow ? 20 : 1) {
                let whole = image.disk.crashed(.keepingAll)
                guard let rot = Rot(whole, generator) else { continue }
                counts.flips += 1
                let opening = Trial(rot.disk, oracle: Oracle(), seed: 51)
                opening.run([.look, .open, .look])
                if !opening.failures.isEmpty {
                    counts.named += 1
                    let isNamed = opening.failures.allSatisfy { "\($0)".contains(rot.name) }
                    #expect(isNamed, "\(opening.failures), \(rot.note), \(image.note)")
                    continue
                }
                let found = opening.oracle.certain
                let lost = image.oracle.objection(toFound: found)
                let kept = image.oracle.objection(toShown: found)
                #expect(kept == nil, "\(rot.note), \(image.note)")
                if lost == nil { continue }
                counts.undecidable += 1
                #expect(found.count >= rot.proved, "\(rot.note), \(image.note)")
            }
        }
        told(
            "a bit flipped after a crash",
            ["flips": counts.flips, "named": counts.named, "undecidable": counts.undecidable])
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
        let used = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
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
