// Rot: every byte of a small closed log flipped, its last block cut at every byte.
// Never silent loss, never a trap: a named place and the sequences hurt, or the same facts.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct CorruptionTests {
    /// A closed log of a sealed segment and an active one, the active one with three blocks.
    static func closedLog() async throws -> (disk: SimulatedDisk, texts: [String]) {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        var texts: [String] = []
        var number = 0
        while try log.reader().state.segments.count < 2 {
            texts.append("\(number)" + String(repeating: "s", count: 700))
            _ = await log.append(texts[number])
            number += 1
        }
        for _ in 0..<2 {
            texts.append("\(number)")
            _ = await log.append(texts[number])
            number += 1
        }
        #expect(await log.closed() == nil)
        return (disk, texts)
    }

    @Test("one flipped bit anywhere is named with its file, offset and sequences")
    func flips() async throws {
        let (disk, texts) = try await Self.closedLog()
        #expect(try Verifier.findings(disk, "book").isEmpty)
        let generator = Generator(seed: 4)
        for path in disk.paths where !path.hasSuffix("LOCK") {
            let original = try #require(disk.contents(path))
            let step = isSlow ? 1 : 37
            var offset = generator.below(step)
            while offset < original.count {
                var bytes = original
                bytes[offset] ^= UInt8(1 << generator.below(8))
                disk.replace(path, with: bytes)
                try checkFlip(disk, path, offset, texts)
                offset += isSlow ? 1 : 1 + generator.below(2 * step)
            }
            disk.replace(path, with: original)
        }
    }

    private func checkFlip(
        _ disk: SimulatedDisk, _ path: String, _ offset: Int, _ texts: [String]
    ) throws {
        let note: Comment = "\(path) at \(offset)"
        let findings = try Verifier.findings(disk, "book")
        let named = findings.contains { finding in
            path.hasSuffix(finding.file) && finding.offset <= UInt64(offset)
        }
        #expect(named, note)
        var lost: Set<UInt64> = []
        for finding in findings {
            if let range = finding.sequences { lost.formUnion(range) }
        }
        let reader = try LogReader(disk, "book")
        var cursor = reader.cursor()
        var found: Set<UInt64> = []
        while true {
            do throws(LogError) {
                while let block = try cursor.nextBlock() {
                    let shown = ByteWriter.texts(block)
                    for (index, text) in shown.enumerated() {
                        let sequence = block.header.first + UInt64(index)
                        #expect(text == texts[Int(sequence) - 1], note)
                        found.insert(sequence)
                    }
                }
                break
            } catch {
                if try cursor.skipDamage() == nil { break }
            }
        }
        let all = Set((1...texts.count).map { UInt64($0) })
        #expect(found.union(lost) == all, note)
        #expect(found.isDisjoint(with: lost), note)
    }

    @Test(
        "a closed log cut anywhere in its last blocks lacks promised bytes, and nothing is dropped")
    func cuts() async throws {
        let (disk, texts) = try await Self.closedLog()
        let path = try #require(disk.paths.last { $0.hasSuffix(".segment") })
        let original = try #require(disk.contents(path))
        for length in stride(from: original.count - 1, to: 4096, by: isSlow ? -1 : -7) {
            disk.replace(path, with: Array(original.prefix(length)))
            let note: Comment = "cut to \(length)"
            let findings = try Verifier.findings(disk, "book")
            #expect(findings.contains { $0.severity == .damage }, note)
            var refused = false
            do { _ = try Bench(disk).open() } catch LogError.damaged { refused = true }
            #expect(refused, note)
            #expect(disk.contents(path)?.count == length, note)
            var cursor = try LogReader(disk, "book").cursor()
            var shown: [String] = []
            do {
                while let block = try cursor.nextBlock() { shown += ByteWriter.texts(block) }
            } catch {}
            #expect(shown == Array(texts.prefix(shown.count)), note)
        }
    }

    @Test("a flipped log opens with the same facts, or says what is damaged, and never shortens")
    func opening() async throws {
        let (disk, texts) = try await Self.closedLog()
        let generator = Generator(seed: 6)
        for path in disk.paths where !path.hasSuffix("LOCK") {
            let original = try #require(disk.contents(path))
            for _ in 0..<(isSlow ? 2000 : 40) {
                let copy = disk.crashed(.keepingAll)
                var bytes = original
                let offset = generator.below(bytes.count)
                bytes[offset] ^= UInt8(1 << generator.below(8))
                copy.replace(path, with: bytes)
                let note: Comment = "\(path) at \(offset)"
                do {
                    let log = try Bench(copy, seed: 9).open()
                    #expect(log.report.last == UInt64(texts.count), note)
                    #expect(
                        await log.append("new").range?.lowerBound == UInt64(texts.count + 1), note)
                    #expect(await log.closed() == nil, note)
                } catch LogError.damaged(let damage) {
                    #expect(path.hasSuffix(damage.file), note)
                    #expect(copy.contents(path) == bytes, note)
                }
            }
        }
    }

    @Test("rot to zeros in the middle does not end the log: P5") func zeros() async throws {
        let (disk, texts) = try await Self.closedLog()
        let path = try #require(disk.paths.last { $0.hasSuffix(".segment") })
        var bytes = try #require(disk.contents(path))
        for offset in 4096..<4224 { bytes[offset] = 0 }
        disk.replace(path, with: bytes)
        let first = UInt64(texts.count - 2)
        let findings = try Verifier.findings(disk, "book")
        #expect(findings.map(\.sequences) == [first...first])
        #expect(findings.map(\.what) == [.block(.empty)])
        var cursor = try LogReader(disk, "book").cursor(from: first)
        #expect(throws: LogError.self) { try cursor.nextBlock() }
        #expect(try cursor.skipDamage() == first...first)
        #expect(try cursor.nextBlock()?.header.first == first + 1)
    }
}
