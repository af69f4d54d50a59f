// The bytes on disk against the tables of Format.swift, read here by offsets alone.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct FormatTests {
    /// A closed log of one append of "abc" and "de", and the bytes of its segment.
    private func segment() async throws -> (disk: SimulatedDisk, path: String, bytes: [UInt8]) {
        let disk = SimulatedDisk()
        let log = try Bench(disk).open()
        #expect(await log.append(["abc", "de"]).range == 1...2)
        #expect(await log.closed() == nil)
        let path = try #require(disk.paths.last { $0.hasSuffix(".segment") })
        return (disk, path, try #require(disk.contents(path)))
    }

    @Test("the header page and the blocks stand where the tables say") func layout() async throws {
        let (_, path, bytes) = try await segment()
        let raw = bytes.raw
        #expect(path == "book/segments/00000000000000000001-1.segment")
        #expect(bytes.count == 4096 + 192 + 128)
        #expect(String(decoding: bytes[8..<16], as: UTF8.self) == "DAYBOOK1")
        #expect(raw.uint32(at: 16) == 1 && raw.uint32(at: 20) == 1)
        let salt = raw.uint64(at: 56)
        #expect(raw.uint64(at: 0) == XXH64.hash(raw.extracting(8..<4096), seed: salt))
        #expect(raw.uint64(at: 64) == 1 && raw.uint64(at: 80) == 1)
        let block = raw.extracting(4096..<4288)
        #expect(String(decoding: bytes[4104..<4108], as: UTF8.self) == "DBLK")
        #expect(block.uint8(at: 12) == 1 && block.uint8(at: 13) == 0)
        #expect((16...28).filter { $0 % 4 == 0 }.map { block.uint32(at: $0) } == [192, 8, 7, 2])
        #expect(block.uint64(at: 48) == 0)
        #expect(
            block.uint64(at: 0)
                == XXH64.hash(block.extracting(8..<128), seed: salt ^ (4096 + 8)))
        #expect(
            block.uint64(at: 56)
                == XXH64.hash(block.extracting(128..<143), seed: salt ^ (4096 + 128)))
        #expect(
            block.uint64(at: 64)
                == XXH64.hash(block.extracting(143..<192), seed: salt ^ (4096 + 143)))
        #expect(block.uint64(at: 100) == 0 && block.uint64(at: 108) == 1)
        #expect(block.uint32(at: 116) == 2)
        #expect(Array(bytes[4232..<4239]) == [3, 97, 98, 99, 2, 100, 101])
        var prefix = ByteBuffer()
        prefix.append(UInt64(0))
        prefix.append(UInt64(1))
        prefix.append(UInt32(2))
        prefix.append(block.int64(at: 120))
        prefix.append(block.extracting(128..<143))
        let chain = XXH64.hash(prefix.bytes)
        let closing = raw.extracting(4288..<4416)
        #expect(closing.uint8(at: 13) == 1)
        #expect(closing.uint64(at: 100) == chain)
        #expect(closing.uint64(at: 108) == 3 && closing.uint64(at: 48) == 2)
    }

    @Test("WATERMARK's newer slot names the closed end") func watermark() async throws {
        let (disk, _, bytes) = try await segment()
        let mark = try #require(disk.contents("book/WATERMARK"))
        #expect(mark.count == 4096 + 128)
        let raw = mark.raw
        let slots = [0, 4096]
        let newest = try #require(slots.max { raw.uint64(at: $0 + 40) < raw.uint64(at: $1 + 40) })
        #expect(
            raw.uint64(at: newest)
                == XXH64.hash(
                    raw.extracting(newest + 8..<newest + 128), seed: UInt64(newest) + 8))
        #expect(raw.uint64(at: newest + 56) == 2)
        #expect(raw.uint64(at: newest + 64) == UInt64(bytes.count))
        #expect(raw.uint64(at: newest + 72) == bytes.raw.uint64(at: 4288 + 100))
        #expect(raw.uint32(at: newest + 80) == 1)
    }

    @Test(
        "a header with a right checksum and absurd lengths is rejected before anything is read: P4",
        arguments: [(16, UInt32.max), (20, 0xFFFF_FFC0), (24, 1 << 30), (28, 65), (16, 0)])
    func lengths(offset: Int, value: UInt32) async throws {
        let (disk, path, original) = try await segment()
        var bytes = original
        let salt = bytes.raw.uint64(at: 56)
        for index in 0..<4 {
            bytes[4096 + offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
        }
        let sum = XXH64.hash(bytes.raw.extracting(4104..<4224), seed: salt ^ 4104)
        for index in 0..<8 {
            bytes[4096 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index)))
        }
        disk.replace(path, with: bytes)
        let findings = try Verifier.findings(disk, "book")
        #expect(findings.map(\.what) == [.block(.lengths)])
        #expect(findings.map(\.sequences) == [1...2])
    }

    @Test("a newer format is refused by name, not taken for damage") func newer() async throws {
        let (disk, path, original) = try await segment()
        var bytes = original
        bytes[16] = 2
        bytes[20] = 2
        let sum = XXH64.hash(bytes.raw.extracting(8..<4096), seed: bytes.raw.uint64(at: 56))
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index))) }
        disk.replace(path, with: bytes)
        #expect(
            throws: LogError.unsupported(
                file: "segments/00000000000000000001-1.segment", format: 2, leastReader: 2)
        ) { try Bench(disk).open() }
    }

    @Test("a kibibyte of zeros is as good a fact as any: P7") func zeroFacts() async throws {
        let disk = SimulatedDisk()
        let bench = Bench(disk, segmentBytes: 64 * 1024)
        let log = try bench.open()
        let zeros = String(repeating: "\0", count: 5000)
        #expect(await log.append([zeros, "a"]).isDurable)
        let found = disk.crashed(.losingAll)
        #expect(await log.closed() == nil)
        let again = try Bench(found, seed: 2).open()
        #expect(again.report.last == 2)
        #expect(await again.closed() == nil)
        #expect(try Bench(found).read() == [zeros, "a"])
    }

    @Test("blocks of another file do not validate at the same place: stale bytes, P14")
    func stale() async throws {
        let (disk, path, original) = try await segment()
        let other = SimulatedDisk()
        let log = try Bench(other, seed: 2).open()
        _ = await log.append(["abc", "de"])
        #expect(await log.closed() == nil)
        let foreign = try #require(other.contents(path))
        disk.replace(path, with: Array(original[..<4096] + foreign[4096...]))
        #expect(
            try Verifier.findings(disk, "book").map(\.what) == [.block(.headerChecksum)])
    }
}
