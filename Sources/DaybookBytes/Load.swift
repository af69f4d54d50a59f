// Little-endian integers out of raw bytes: the only unchecked-by-type loads in the package.
// Every load is bounds-checked by RawSpan; integers have no invalid bit patterns, so a load of any
// bytes is a value.

extension RawSpan {
    /// The byte at an offset; traps beyond the end.
    @inlinable @inline(__always)
    public func uint8(at offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Two little-endian bytes at an offset; traps beyond the end.
    @inlinable @inline(__always)
    public func uint16(at offset: Int) -> UInt16 {
        UInt16(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// Four little-endian bytes at an offset; traps beyond the end.
    @inlinable @inline(__always)
    public func uint32(at offset: Int) -> UInt32 {
        UInt32(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Eight little-endian bytes at an offset; traps beyond the end.
    @inlinable @inline(__always)
    public func uint64(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Eight little-endian bytes at an offset, as a signed number; traps beyond the end.
    @inlinable @inline(__always)
    public func int64(at offset: Int) -> Int64 {
        Int64(bitPattern: uint64(at: offset))
    }

    /// Whether two runs of bytes are the same.
    @inlinable
    public func equals(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        var offset = 0
        while offset &+ 8 <= byteCount {
            if uint64(at: offset) != other.uint64(at: offset) { return false }
            offset &+= 8
        }
        while offset < byteCount {
            if uint8(at: offset) != other.uint8(at: offset) { return false }
            offset &+= 1
        }
        return true
    }
}

extension Span<UInt8> {
    /// The same bytes, untyped; a byte has no padding that could be read.
    @inlinable
    public var raw: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}

extension [UInt8] {
    /// The bytes of the array, untyped.
    @inlinable
    public var raw: RawSpan {
        @_lifetime(borrow self)
        get { span.raw }
    }
}
