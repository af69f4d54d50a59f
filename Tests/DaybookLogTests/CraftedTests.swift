// Structures whose checksums are right and whose contents are not: nothing that they say leads to a
// trap, a sum that overflows or an allocation beyond the file. All were found by fuzzing.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

extension SimulatedDisk {
    /// A closed log of some segments or more; the last one holds facts of its own.
    static func closedLog(segments: Int = 2) async throws -> SimulatedDisk {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        var number = 0
        while try log.reader().state.segments.count < segments {
            _ = await log.append("\(number)" + String(repeating: "c", count: 900))
            number += 1
        }
        _ = await log.append("last")
        #expect(await log.closed() == nil)
        return disk
    }
}

@Suite struct CraftedTests {
    private static let beyond: UInt64 = 1 << 48 + 1

    @Test(
        "a MANIFEST that contradicts itself is refused",
        arguments: [
            { $0.segments[0].first = 0 }, { $0.segments[0].last = .max },
            { $0.segments[1].last = $0.segments[1].first },
            { $0.segments[0].end = .max }, { $0.segments[0].bytes = beyond },
            { $0.segments[0].generation = .max }, { $0.segments[0].id = $0.nextSegment },
            { $0.segments[1].hole = Hole(from: 9, to: 8) },
            { $0.segments[1].hole = Hole(from: 0, to: 8) },
            { $0.nextSegment = .max }, { $0.epoch = .max },
        ] as [@Sendable (inout Manifest) -> Void])
    func manifest(change: @Sendable (inout Manifest) -> Void) async throws {
        let disk = try await SimulatedDisk.closedLog()
        let bytes = try #require(disk.contents("book/MANIFEST"))
        var manifest = try Manifest.decode(bytes.raw).get()
        #expect(manifest.encoded() == bytes)
        change(&manifest)
        let decoded = Manifest.decode(manifest.encoded().raw)
        #expect(throws: FormatRejection(.fields)) { try decoded.get() }
        // The segments' own headers make the list then.
        disk.replace("book/MANIFEST", with: manifest.encoded())
        #expect(try Bench(disk).read().last == "last")
    }

    @Test(
        "a WATERMARK that counts beyond all bounds is refused",
        arguments: [
            { $0.sequence = .max }, { $0.end = .max }, { $0.epoch = .max }, { $0.turn = beyond },
            { $0.segment = .max },
        ] as [@Sendable (inout Watermark) -> Void])
    func watermark(change: @Sendable (inout Watermark) -> Void) async throws {
        let whole = try #require(try await SimulatedDisk.closedLog().contents("book/WATERMARK"))
        let slot = whole.raw.extracting(0..<128)
        var mark = try Watermark.decode(slot, slot: 0).get()
        change(&mark)
        var bytes = ByteBuffer()
        mark.append(to: &bytes, slot: 0)
        let decoded = Watermark.decode(bytes.bytes, slot: 0)
        #expect(throws: FormatRejection(.fields)) { try decoded.get() }
    }

    @Test("an unknown flag of a WATERMARK is refused") func flag() {
        var bytes = [UInt8](repeating: 0, count: 128)
        bytes.replaceSubrange(8..<16, with: Array("DAYBKWAT".utf8))
        bytes[80] = 2
        let sum = XXH64.hash(bytes.raw.extracting(8..<128), seed: 8)
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
        let decoded = Watermark.decode(bytes.raw, slot: 0)
        #expect(throws: FormatRejection(.fields)) { try decoded.get() }
    }

    @Test(
        "a block's header that counts beyond its bounds is refused",
        arguments: [
            { $0.first = beyond }, { $0.first = .max }, { $0.durable = .max },
            // More definitions than bytes before it: each would cost memory.
            { $0.before.names = .max }, { $0.before.schemas = 4_097 },
        ] as [@Sendable (inout BlockHeader) -> Void])
    func block(change: @Sendable (inout BlockHeader) -> Void) async throws {
        let disk = try await SimulatedDisk.closedLog()
        let path = try #require(disk.paths.first { $0.hasSuffix(".segment") })
        let whole = try #require(disk.contents(path))
        let salt = whole.raw.uint64(at: 56)
        let first = whole.raw.extracting(4_096..<4_224)
        var header = try BlockHeader.decode(first, salt: salt, fileOffset: 4_096).get()
        change(&header)
        var bytes = ByteBuffer()
        header.append(to: &bytes)
        let sum = XXH64.hash(bytes.bytes.extracting(8..<128), seed: salt ^ (4_096 + 8))
        bytes.store(sum, at: 0)
        let decoded = BlockHeader.decode(bytes.bytes, salt: salt, fileOffset: 4_096)
        #expect(throws: BlockRejection(.fields)) { try decoded.get() }
    }

    @Test("without MANIFEST, a stray file's name may hold any number") func strayName() async throws
    {
        let disk = try await SimulatedDisk.closedLog()
        try disk.remove("book/MANIFEST")
        let name = "00000000000000000001-\(UInt64.max).segment"
        let stray = try disk.open("book/segments/" + name, .create)
        try stray.write([1, 2, 3].raw, at: 0)
        let log = try Bench(disk, seed: 5).open()
        #expect(log.report.repairs.contains(.manifest))
        #expect(await log.closed() == nil)
    }

    @Test("a forged end of the chain takes nothing down that stands before what is lost")
    func forgedEnd() async throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        let facts = reference.blocks.filter { $0.file == reference.active && $0.next > $0.first }
        let lost = try #require(facts.dropFirst().last)
        var segment = try #require(disk.contents(lost.file))
        segment[lost.range.lowerBound + 130] ^= 1
        disk.replace(lost.file, with: segment)
        try changeWatermark(of: disk) { $0.chain ^= 1 }
        let ranges = try Verifier.findings(disk, "book").compactMap(\.sequences)
        #expect(ranges == [lost.first...lost.next - 1])
    }

    @Test("a WATERMARK that ends within a block is found, and made anew by a writer")
    func endWithinBlock() async throws {
        let reference = try Reference.ofOneSession()
        let disk = reference.copy()
        try changeWatermark(of: disk) { $0.end -= 192 }
        #expect(throws: LogError.self) { try Bench(disk).read() }
        let findings = try Verifier.findings(disk, "book")
        let wrong = [0, 1].map { Finding.What.watermark(slot: $0, .fields) }
        #expect(findings.contains { wrong.contains($0.what) })
        #expect(findings.allSatisfy { $0.sequences == nil })
        let log = try Bench(disk, seed: 5).open()
        #expect(await log.closed() == nil)
        #expect(try Bench(disk).read() == reference.texts)
        #expect(try Verifier.findings(disk, "book").isEmpty)
    }

    private func changeWatermark(
        of disk: SimulatedDisk, _ change: (inout Watermark) -> Void
    ) throws {
        var marks = try #require(disk.contents("book/WATERMARK"))
        for slot in 0...1 {
            let place = slot * 4_096..<slot * 4_096 + 128
            var mark = try Watermark.decode(marks.raw.extracting(place), slot: slot).get()
            change(&mark)
            var bytes = ByteBuffer()
            mark.append(to: &bytes, slot: slot)
            marks.replaceSubrange(place, with: bytes.array)
        }
        disk.replace("book/WATERMARK", with: marks)
    }
}
