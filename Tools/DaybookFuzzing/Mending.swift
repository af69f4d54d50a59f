// Puts the checksums of given bytes right, after the offsets in the specification of the format and
// not by the engine's own encoders, so that damage reaches what stands behind the checksums.

internal import DaybookBytes

/// Bytes whose checksums are put right.
package enum Mending {
    package static func manifest(_ bytes: inout [UInt8]) {
        guard bytes.count >= 8 else { return }
        seal(&bytes, 8..<bytes.count, seed: 8, at: 0)
    }

    package static func watermark(_ bytes: inout [UInt8]) {
        for start in [0, 4_096] where bytes.count >= start + 128 {
            seal(&bytes, start + 8..<start + 128, seed: UInt64(start + 8), at: start)
        }
    }

    /// A whole segment: header page, every block that lies where the one before ends, footer.
    package static func segment(_ bytes: inout [UInt8]) {
        guard bytes.count >= 4_096 else { return }
        let salt = bytes.raw.uint64(at: 56)
        seal(&bytes, 8..<4_096, seed: salt, at: 0)
        var chain = bytes.raw.uint64(at: 112)
        var offset = 4_096
        while let length = block(&bytes, at: offset, salt: salt, fileOffset: offset, chain: &chain)
        {
            offset += length
        }
        footer(&bytes, at: offset, salt: salt, fileOffset: offset)
    }

    /// One block; answers its length if a block stands there.
    ///
    /// - Parameter chain: written into the block as the chain before it; left as the chain after.
    static func block(
        _ bytes: inout [UInt8], at start: Int, salt: UInt64, fileOffset: Int, chain: inout UInt64
    ) -> Int? {
        guard start + 128 <= bytes.count, bytes.raw.uint32(at: start + 8) == 0x4B4C_4244 else {
            return nil
        }
        func length(_ offset: Int) -> Int { Int(bytes.raw.uint32(at: start + offset)) }
        let (total, body) = (length(16), length(20) + length(24))
        func seal(_ from: Int, _ to: Int, at place: Int) {
            let seed = salt ^ UInt64(fileOffset + from)
            Self.seal(&bytes, start + from..<start + to, seed: seed, at: start + place)
        }
        store(chain, &bytes, at: start + 100)
        let isWhole = total >= 128 + body && start + total <= bytes.count
        if isWhole {
            seal(128, 128 + body, at: 56)
            seal(128 + body, total, at: 64)
            if bytes.raw.uint32(at: start + 116) != 0 {
                chain = XXH64.hash(bytes.raw.extracting(start + 100..<start + 128 + body))
            }
        }
        seal(8, 128, at: 0)
        return isWhole && total % 64 == 0 ? total : nil
    }

    /// Both marks of a footer and the payload between them.
    package static func footer(_ bytes: inout [UInt8], at start: Int, salt: UInt64, fileOffset: Int)
    {
        guard start + 128 <= bytes.count else { return }
        for mark in [start, bytes.count - 64] {
            let payload = start + 64..<max(start + 64, bytes.count - 64)
            seal(&bytes, payload, seed: salt ^ UInt64(fileOffset + 64), at: mark + 32)
            let seed = salt ^ UInt64(fileOffset + mark - start + 8)
            seal(&bytes, mark + 8..<mark + 64, seed: seed, at: mark)
        }
    }

    /// A snapshot: the checksum of all before stands in the last eight bytes.
    package static func snapshot(_ bytes: inout [UInt8]) {
        guard bytes.count >= 8 else { return }
        let end = bytes.count - 8
        seal(&bytes, 0..<end, seed: 0, at: end)
    }

    /// A table of names: sections {u32 bytes, u64 checksum, section}.
    ///
    /// - Returns: how many there are, and the checksum of the last.
    @discardableResult
    package static func names(_ bytes: inout [UInt8]) -> (count: UInt32, checksum: UInt64) {
        var (offset, count, checksum): (Int, UInt32, UInt64) = (0, 0, 0)
        while offset + 12 <= bytes.count {
            let end = offset + 12 + Int(bytes.raw.uint32(at: offset))
            guard end <= bytes.count else { break }
            checksum = seal(&bytes, offset + 12..<end, seed: checksum, at: offset + 4)
            (offset, count) = (end, count + 1)
        }
        return (count, checksum)
    }

    /// Writes the checksum of a range to a place.
    @discardableResult
    private static func seal(
        _ bytes: inout [UInt8], _ range: Range<Int>, seed: UInt64, at place: Int
    ) -> UInt64 {
        let sum = XXH64.hash(bytes.raw.extracting(range), seed: seed)
        store(sum, &bytes, at: place)
        return sum
    }

    /// Writes an integer to a place.
    static func store<Integer: FixedWidthInteger>(
        _ value: Integer, _ bytes: inout [UInt8], at offset: Int
    ) {
        for index in 0..<Integer.bitWidth / 8 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> Integer(8 * index))
        }
    }
}
