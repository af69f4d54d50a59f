// XXH64, the checksum and the hash of everything here: blocks, chains, names, digests.
// Source: the public specification of xxHash (Yann Collet, "XXH64 algorithm description", version
// 0.2.0), with its published vectors as tests. Must not know what the bytes mean.

/// The 64-bit xxHash of bytes.
public enum XXH64 {
    /// Hashes a run of bytes at once.
    ///
    /// - Parameters:
    ///   - bytes: any number of bytes.
    ///   - seed: 64 bits that make this hash differ from others of the same bytes.
    /// - Complexity: O(n); about 14 GB/s on 4 KiB.
    @inlinable
    public static func hash(_ bytes: RawSpan, seed: UInt64 = 0) -> UInt64 {
        let count = bytes.byteCount
        var offset = 0
        var hash: UInt64
        if count >= 32 {
            var lanes = Lanes(seed: seed)
            while offset &+ 32 <= count {
                lanes.round(bytes, at: offset)
                offset &+= 32
            }
            hash = lanes.merged
        } else {
            hash = seed &+ prime5
        }
        hash = hash &+ UInt64(truncatingIfNeeded: count)
        return finish(hash, bytes, from: offset)
    }

    /// Hashes the UTF-8 of a text.
    @inlinable
    public static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { utf8 in
            unsafe hash(utf8.span.raw, seed: seed)
        }
    }

    @usableFromInline static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    @usableFromInline static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    @usableFromInline static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    @usableFromInline static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    @usableFromInline static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    @inlinable @inline(__always)
    static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        (value &<< bits) | (value &>> (64 &- bits))
    }

    @inlinable @inline(__always)
    static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
        rotate(lane &+ input &* prime2, 31) &* prime1
    }

    @inlinable
    static func finish(_ start: UInt64, _ bytes: RawSpan, from first: Int) -> UInt64 {
        var hash = start
        var offset = first
        let count = bytes.byteCount
        while offset &+ 8 <= count {
            hash = rotate(hash ^ round(0, bytes.uint64(at: offset)), 27) &* prime1 &+ prime4
            offset &+= 8
        }
        if offset &+ 4 <= count {
            let word = UInt64(bytes.uint32(at: offset))
            hash = rotate(hash ^ (word &* prime1), 23) &* prime2 &+ prime3
            offset &+= 4
        }
        while offset < count {
            hash = rotate(hash ^ (UInt64(bytes.uint8(at: offset)) &* prime5), 11) &* prime1
            offset &+= 1
        }
        hash = (hash ^ (hash &>> 33)) &* prime2
        hash = (hash ^ (hash &>> 29)) &* prime3
        return hash ^ (hash &>> 32)
    }

    /// The four accumulators that take 32 bytes a round.
    @usableFromInline
    struct Lanes {
        @usableFromInline var one, two, three, four: UInt64

        @inlinable
        init(seed: UInt64) {
            one = seed &+ prime1 &+ prime2
            two = seed &+ prime2
            three = seed
            four = seed &- prime1
        }

        @inlinable @inline(__always)
        mutating func round(_ bytes: RawSpan, at offset: Int) {
            one = XXH64.round(one, bytes.uint64(at: offset))
            two = XXH64.round(two, bytes.uint64(at: offset &+ 8))
            three = XXH64.round(three, bytes.uint64(at: offset &+ 16))
            four = XXH64.round(four, bytes.uint64(at: offset &+ 24))
        }

        @inlinable
        var merged: UInt64 {
            var hash = rotate(one, 1) &+ rotate(two, 7) &+ rotate(three, 12) &+ rotate(four, 18)
            hash = (hash ^ XXH64.round(0, one)) &* prime1 &+ prime4
            hash = (hash ^ XXH64.round(0, two)) &* prime1 &+ prime4
            hash = (hash ^ XXH64.round(0, three)) &* prime1 &+ prime4
            return (hash ^ XXH64.round(0, four)) &* prime1 &+ prime4
        }
    }
}
