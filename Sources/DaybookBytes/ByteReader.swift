// Reads what ByteBuffer wrote, from bytes that nobody vouches for.
// A malformed input never traps: the reader fails, stays failed, and answers zeros.

/// A position in bytes, with reads that advance it.
///
/// Check `isValid` after a group of reads instead of after each: once a read has gone beyond the
/// end, or a varint is too long, all later reads answer 0 and `isValid` is false.
public struct ByteReader: ~Escapable {
    /// The bytes read from.
    public let bytes: RawSpan
    /// The offset of the next byte.
    public private(set) var offset: Int {
        @inlinable get { _offset }
        set { _offset = newValue }
    }
    /// Whether every read so far was within the bytes.
    @inlinable public var isValid: Bool { !_failed }
    @usableFromInline var _offset = 0
    @usableFromInline var _failed = false

    /// Starts at an offset of some bytes.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, at offset: Int = 0) {
        self.bytes = bytes
        _offset = min(max(offset, 0), bytes.byteCount)
    }

    /// How many bytes are left.
    @inlinable public var remaining: Int { bytes.byteCount &- _offset }

    /// Whether nothing is left to read.
    @inlinable public var isAtEnd: Bool { _failed || _offset >= bytes.byteCount }

    @usableFromInline @inline(never)
    mutating func fail() {
        _failed = true
        _offset = bytes.byteCount
    }

    /// Marks the input as malformed, for a reason only the caller can see.
    public mutating func reject() { fail() }

    /// Advances and answers the offset skipped from, or fails.
    @inlinable @inline(__always)
    public mutating func skip(_ count: Int) -> Int {
        let start = _offset
        if count < 0 || count > bytes.byteCount &- start {
            fail()
            return 0
        }
        _offset = start &+ count
        return start
    }

    /// One byte.
    @inlinable @inline(__always)
    public mutating func uint8() -> UInt8 {
        let start = skip(1)
        return _failed ? 0 : bytes.uint8(at: start)
    }

    /// Two little-endian bytes.
    @inlinable @inline(__always)
    public mutating func uint16() -> UInt16 {
        let start = skip(2)
        return _failed ? 0 : bytes.uint16(at: start)
    }

    /// Four little-endian bytes.
    @inlinable @inline(__always)
    public mutating func uint32() -> UInt32 {
        let start = skip(4)
        return _failed ? 0 : bytes.uint32(at: start)
    }

    /// Eight little-endian bytes.
    @inlinable @inline(__always)
    public mutating func uint64() -> UInt64 {
        let start = skip(8)
        return _failed ? 0 : bytes.uint64(at: start)
    }

    /// Eight little-endian bytes, signed.
    @inlinable @inline(__always)
    public mutating func int64() -> Int64 { Int64(bitPattern: uint64()) }

    /// A number of 1 to 10 bytes, as `ByteBuffer.appendVarint` writes it.
    @inlinable @inline(__always)
    public mutating func varint() -> UInt64 {
        if _offset < bytes.byteCount {
            let first = bytes.uint8(at: _offset)
            if first < 0x80 {
                _offset &+= 1
                return UInt64(first)
            }
            if _offset &+ 2 < bytes.byteCount {
                let second = bytes.uint8(at: _offset &+ 1)
                let low = UInt64(first & 0x7F) | UInt64(second & 0x7F) &<< 7
                if second < 0x80 {
                    _offset &+= 2
                    return low
                }
                let third = bytes.uint8(at: _offset &+ 2)
                if third < 0x80 {
                    _offset &+= 3
                    return low | UInt64(third) &<< 14
                }
            }
        }
        return longVarint()
    }

    @usableFromInline @inline(never)
    mutating func longVarint() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while _offset < bytes.byteCount {
            let byte = bytes.uint8(at: _offset)
            _offset &+= 1
            if shift == 63 && byte > 1 { break }
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
            if shift > 63 { break }
        }
        fail()
        return 0
    }

    /// A varint that counts or measures something; fails beyond a limit.
    @inlinable @inline(__always)
    public mutating func count(limit: Int) -> Int {
        let value = varint()
        if value > UInt64(limit) {
            fail()
            return 0
        }
        return Int(truncatingIfNeeded: value)
    }

    /// A signed number, as `ByteBuffer.appendZigzag` writes it.
    @inlinable @inline(__always)
    public mutating func zigzag() -> Int64 {
        let raw = varint()
        return Int64(bitPattern: raw &>> 1) ^ -Int64(bitPattern: raw & 1)
    }
}
