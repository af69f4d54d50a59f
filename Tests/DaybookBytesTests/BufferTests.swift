// Bytes written by ByteBuffer and read by ByteReader: the oracle is shifting and adding by hand.

import DaybookBytes
import DaybookTesting
import Testing

@Suite struct BufferTests {
    /// The low bytes of a number, lowest first.
    private func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(value >> UInt64(8 * $0) & 0xFF) }
    }

    @Test(
        "integers stand in the bytes lowest first, whatever the machine",
        arguments: [0, 1, 0x0102_0304_0506_0708, 0x8000_0000_0000_0000, UInt64.max])
    func integers(value: UInt64) {
        var buffer = ByteBuffer()
        buffer.append(UInt8(truncatingIfNeeded: value))
        buffer.append(UInt16(truncatingIfNeeded: value))
        buffer.append(UInt32(truncatingIfNeeded: value))
        buffer.append(value)
        buffer.append(Int64(bitPattern: value))
        let expected = [1, 2, 4, 8, 8].flatMap { littleEndian(value, $0) }
        #expect(buffer.array == expected)
        var reader = ByteReader(expected.raw)
        let read = (reader.uint8(), reader.uint16(), reader.uint32(), reader.uint64())
        #expect(read.0 == UInt8(truncatingIfNeeded: value))
        #expect(read.1 == UInt16(truncatingIfNeeded: value))
        #expect(read.2 == UInt32(truncatingIfNeeded: value))
        #expect(read.3 == value)
        let signed = reader.int64()
        let (isValid, isAtEnd) = (reader.isValid, reader.isAtEnd)
        #expect(signed == Int64(bitPattern: value) && isValid && isAtEnd)
    }

    @Test("any mixture of appends is what an array of the same bytes holds") func mixture() {
        var random = SeededRandom(seed: 1)
        for capacity in [0, 1, 16, 4_096] {
            var buffer = ByteBuffer(capacity: capacity)
            var oracle: [UInt8] = []
            for _ in 0..<2_000 {
                let value = random.next()
                switch Int.random(in: 0..<9, using: &random) {
                case 0:
                    buffer.append(UInt8(value & 0xFF))
                    oracle += littleEndian(value, 1)
                case 1:
                    buffer.append(UInt16(value & 0xFFFF))
                    oracle += littleEndian(value, 2)
                case 2:
                    buffer.append(UInt32(value & 0xFFFF_FFFF))
                    oracle += littleEndian(value, 4)
                case 3:
                    buffer.append(value)
                    oracle += littleEndian(value, 8)
                case 4:
                    let text = String(repeating: "ä€", count: Int(value % 40))
                    buffer.append(text)
                    oracle += Array(text.utf8)
                case 5:
                    let bytes = littleEndian(value, Int(value % 9))
                    buffer.append(bytes.raw)
                    oracle += bytes
                case 6:
                    buffer.appendZeros(Int(value % 50))
                    oracle += [UInt8](repeating: 0, count: Int(value % 50))
                case 7 where oracle.count >= 8:
                    let place = Int(value % UInt64(oracle.count - 7))
                    buffer.store(value, at: place)
                    oracle.replaceSubrange(place..<place + 8, with: littleEndian(value, 8))
                    buffer.store(UInt32(value >> 32), at: place)
                    oracle.replaceSubrange(place..<place + 4, with: littleEndian(value >> 32, 4))
                default:
                    let rest = oracle.count - Int(value % 3) * oracle.count / 20
                    buffer.truncate(to: rest)
                    oracle.removeLast(oracle.count - rest)
                }
            }
            #expect(buffer.count == oracle.count)
            #expect(buffer.array == oracle)
            let equals = buffer.bytes.equals(oracle.raw)
            #expect(equals)
            buffer.removeAll()
            #expect(buffer.count == 0 && buffer.array.isEmpty)
        }
    }

    @Test("two runs of bytes are equal only if every byte is") func equality() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8($0) }
            let isSame = bytes.raw.equals(Array(bytes).raw)
            #expect(isSame)
            let isShorter = bytes.raw.equals((bytes + [0]).raw)
            #expect(!isShorter)
            for index in 0..<count {
                var other = bytes
                other[index] ^= 0x40
                let isEqual = bytes.raw.equals(other.raw)
                #expect(!isEqual, "\(count) bytes, byte \(index)")
            }
        }
    }

    @Test("a reader that has gone beyond the end stays failed and answers zeros") func beyond() {
        let bytes: [UInt8] = [1, 2, 3]
        var reader = ByteReader(bytes.raw)
        let (two, four) = (reader.uint16(), reader.uint32())
        #expect(two == 0x0201 && four == 0)
        let rest = [
            UInt64(reader.uint8()), UInt64(reader.uint16()), UInt64(reader.uint32()),
            reader.uint64(), UInt64(bitPattern: reader.int64()), reader.varint(),
            UInt64(reader.count(limit: 9)), UInt64(bitPattern: reader.zigzag()),
            UInt64(reader.skip(1)),
        ]
        let (isValid, isAtEnd, left) = (reader.isValid, reader.isAtEnd, reader.remaining)
        #expect(rest.allSatisfy { $0 == 0 })
        #expect(!isValid && isAtEnd && left == 0)
    }

    @Test("skipping takes only what is there, and never backwards", arguments: [-1, 4, Int.max])
    func skips(count: Int) {
        let bytes: [UInt8] = [1, 2, 3]
        var reader = ByteReader(bytes.raw)
        let start = reader.skip(count)
        let isValid = reader.isValid
        #expect(start == 0 && !isValid)
        var whole = ByteReader(bytes.raw, at: 1)
        let (place, end) = (whole.skip(2), whole.isAtEnd)
        #expect(place == 1 && end)
    }

    @Test("a reader's start is brought within the bytes", arguments: [-5, 0, 3, 4, Int.max])
    func starts(offset: Int) {
        let bytes: [UInt8] = [1, 2, 3]
        let reader = ByteReader(bytes.raw, at: offset)
        let (found, left) = (reader.offset, reader.remaining)
        #expect(found == max(0, min(3, offset)) && left == 3 - found)
    }
}
