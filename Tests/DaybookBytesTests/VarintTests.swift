// Numbers of variable length: every boundary, and everything that is none.

import DaybookBytes
import DaybookTesting
import Testing

@Suite struct VarintTests {
    /// LEB128 as its definition says it: seven bits a byte, low ones first.
    private static func leb128(_ value: UInt64) -> [UInt8] {
        var groups = [UInt8(value % 128)]
        var rest = value / 128
        while rest > 0 {
            groups[groups.count - 1] += 128
            groups.append(UInt8(rest % 128))
            rest /= 128
        }
        return groups
    }

    /// Powers of two, and three numbers on either side of each.
    private static let boundaries: [UInt64] = {
        var numbers: [UInt64] = [0, .max, .max - 1]
        for bit in 0..<64 {
            let power = UInt64(1) << UInt64(bit)
            for step in UInt64(0)...6 { numbers.append(power &+ step &- 3) }
        }
        return numbers
    }()

    @Test("numbers at every boundary are written as LEB128 and read back") func boundaries() {
        for value in Self.boundaries {
            var buffer = ByteBuffer()
            buffer.appendVarint(value)
            #expect(buffer.array == Self.leb128(value))
            let bytes = buffer.array + [0xFF]
            var reader = ByteReader(bytes.raw)
            let read = reader.varint()
            let (isValid, left) = (reader.isValid, reader.remaining)
            #expect(read == value && isValid && left == 1)
        }
    }

    @Test("every number below 2^21 is written as LEB128 and read back") func small() {
        var buffer = ByteBuffer(capacity: 1 << 23)
        for value in stride(from: UInt64(0), to: 1 << 21, by: 1) { buffer.appendVarint(value) }
        #expect(buffer.count == 128 + 2 * (16_384 - 128) + 3 * ((1 << 21) - 16_384))
        var reader = ByteReader(buffer.bytes)
        var wrong = 0
        for value in stride(from: UInt64(0), to: 1 << 21, by: 1) where reader.varint() != value {
            wrong += 1
        }
        let isAtEnd = reader.isAtEnd
        #expect(wrong == 0 && isAtEnd)
    }

    @Test("signed numbers alternate around zero, and the ends of the range survive")
    func zigzag() {
        for (value, code) in [(0, 0), (-1, 1), (1, 2), (-2, 3), (2, 4), (-64, 127), (64, 128)] {
            var buffer = ByteBuffer()
            buffer.appendZigzag(Int64(value))
            #expect(buffer.array == Self.leb128(UInt64(code)))
        }
        let values = Self.boundaries.map { Int64(bitPattern: $0) }
        for value in values + values.map({ 0 &- $0 }) {
            var buffer = ByteBuffer()
            buffer.appendZigzag(value)
            var reader = ByteReader(buffer.bytes)
            let (read, isAtEnd) = (reader.zigzag(), reader.isAtEnd)
            #expect(read == value && isAtEnd)
        }
    }

    @Test("a number that is cut anywhere fails") func cut() {
        for value in Self.boundaries {
            let whole = Self.leb128(value)
            for length in 0..<whole.count {
                let bytes = Array(whole.prefix(length))
                var reader = ByteReader(bytes.raw)
                let (read, isValid) = (reader.varint(), reader.isValid)
                #expect(read == 0 && !isValid)
            }
        }
    }

    @Test("what does not fit 64 bits fails, and so does what never ends") func tooLong() {
        let ones = [UInt8](repeating: 0xFF, count: 9)
        var malformed: [[UInt8]] = (2...255).map { (last: UInt8) in ones + [last] }
        malformed.append(ones + [0x80, 0x00])
        malformed.append(ones + [0xFF, 0x01])
        malformed.append([UInt8](repeating: 0x80, count: 40))
        for bytes in malformed {
            var reader = ByteReader(bytes.raw)
            let (read, isValid) = (reader.varint(), reader.isValid)
            #expect(read == 0 && !isValid, "\(bytes)")
        }
        let largest = ones + [0x01]
        var reader = ByteReader(largest.raw)
        let (read, isValid) = (reader.varint(), reader.isValid)
        #expect(read == .max && isValid)
    }

    @Test("a count beyond its limit fails", arguments: [0, 1, 127, 128, 1 << 40])
    func counts(limit: Int) {
        for (value, fits) in [
            (UInt64(limit), true), (UInt64(limit) + 1, false), (UInt64.max, false),
        ] {
            var buffer = ByteBuffer()
            buffer.appendVarint(value)
            var reader = ByteReader(buffer.bytes)
            let (read, isValid) = (reader.count(limit: limit), reader.isValid)
            #expect(isValid == fits && read == (fits ? limit : 0))
        }
    }

    @Test("any bytes are read as numbers or fail, without an end in sight") func anyBytes() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &random)
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() | 0x40) }
            var reader = ByteReader(bytes.raw)
            var steps = 0
            while !reader.isAtEnd {
                let value = reader.varint()
                if reader.isValid { #expect(Self.leb128(value).count <= 10) }
                steps += 1
            }
            #expect(steps <= count)
        }
    }
}
