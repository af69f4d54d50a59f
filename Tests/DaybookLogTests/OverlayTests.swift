// The overlay against a storage in memory: the same operations, the same answers, and below nothing
// changes. Sets of sequences against sets of numbers.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct OverlayTests {
    /// A storage with some files.
    private static func filled() throws -> SimulatedDisk {
        let disk = SimulatedDisk()
        try disk.makeDirectory("d")
        for number in 0..<4 {
            let file = try disk.open("d/\(number)", .create)
            let bytes = [UInt8](repeating: UInt8(number + 1), count: 50_000 * number)
            try file.write(bytes.raw, at: 0)
            try file.sync()
        }
        try disk.syncDirectory("d")
        return disk
    }

    @Test("an overlay answers as the storage itself would", arguments: 1...(isSlow ? 100 : 5))
    func same(seed: UInt64) throws {
        let below = try Self.filled()
        let before = below.paths.map { below.contents($0) }
        let overlay = OverlayStorage(below)
        let plain = below.crashed(.keepingAll)
        let generator = Generator(seed: seed)
        for _ in 0..<200 {
            let name = "d/\(generator.below(6))"
            let other = "d/\(generator.below(6))"
            let (kind, offset) = (generator.below(8), UInt64(generator.below(200_000)))
            let bytes = [UInt8](
                repeating: UInt8(generator.below(256)), count: generator.below(90_000))
            let results = [overlay as any Storage, plain].map { storage -> String in
                do throws(SystemError) {
                    return try Self.apply(kind, storage, name, other, offset, bytes)
                } catch {
                    return "\(error.call) \(error.code)"
                }
            }
            // What is asked for is a name that is not there; which call says so may differ.
            #expect(
                results[0] == results[1]
                    || results.allSatisfy { $0.hasSuffix(" \(ErrorCode.missing)") })
        }
        #expect(try overlay.list("d").sorted() == plain.list("d").sorted())
        for name in try plain.list("d") {
            let file = try overlay.open("d/" + name, .read)
            #expect(try file.read(at: 0, count: 1 << 20) == plain.contents("d/" + name) ?? [])
        }
        #expect(below.paths.map { below.contents($0) } == before)
    }

    private static func apply(
        _ kind: Int, _ storage: any Storage, _ name: String, _ other: String, _ offset: UInt64,
        _ bytes: [UInt8]
    ) throws(SystemError) -> String {
        switch kind {
        case 0: try storage.open(name, .create).write(bytes.raw, at: offset)
        case 1: try storage.open(name, .write).write(bytes.raw, at: offset)
        case 2: try storage.open(name, .write).truncate(to: offset)
        case 3: try storage.open(name, .create).allocate(offset)
        case 4: _ = try storage.open(name, .replace)
        case 5: if name != other { try storage.rename(name, to: other) }
        case 6: try storage.remove(name)
        default: return "\(try storage.open(name, .read).read(at: offset, count: bytes.count))"
        }
        return ""
    }

    @Test("sets of sequences are sets", arguments: 1...50) func sets(seed: UInt64) {
        let generator = Generator(seed: seed)
        func drawn() -> (SequenceSet, Set<UInt64>) {
            var ranges: [ClosedRange<UInt64>] = []
            for _ in 0..<generator.below(6) {
                let first = UInt64(generator.below(40))
                ranges.append(first...first + UInt64(generator.below(8)))
            }
            return (SequenceSet(ranges), Set(ranges.joined()))
        }
        let (left, leftOracle) = drawn()
        let (right, rightOracle) = drawn()
        func check(_ set: SequenceSet, _ oracle: Set<UInt64>) {
            #expect(Set(set.ranges.joined()) == oracle)
            #expect(set.count == UInt64(oracle.count) && set.isEmpty == oracle.isEmpty)
            for (one, next) in zip(set.ranges, set.ranges.dropFirst()) {
                #expect(one.upperBound + 1 < next.lowerBound)
            }
        }
        check(left, leftOracle)
        check(left.union(right), leftOracle.union(rightOracle))
        check(left.subtracting(right), leftOracle.subtracting(rightOracle))
        for first in UInt64(0)..<48 {
            let range = first...first + 2
            #expect(left.contains(range) == leftOracle.isSuperset(of: range))
        }
    }
}
