// A growable run of bytes under one owner, the target of every encoder.
// Its raw memory never leaves it: callers see spans that cannot outlive the buffer.

/// Bytes being written: little-endian integers, varints, texts.
///
/// Appending allocates only when the capacity is outgrown; `removeAll` keeps the memory, so that a
/// buffer that is used again costs no allocation.
@safe
public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// How many bytes have been written.
    public private(set) var count: Int {
        @inlinable get { _count }
        set { _count = newValue }
    }
    @usableFromInline var _count = 0

    /// Makes an empty buffer.
    public init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe base.deallocate() }

    /// All bytes written so far.
    @inlinable
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: _count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// A copy of all bytes, as an array.
    public var array: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: _count))
    }

    /// Forgets the bytes and keeps the memory.
    @inlinable
    public mutating func removeAll() { _count = 0 }

    /// Cuts the buffer back to its first bytes.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= _count)
        _count = count
    }

    /// Makes room for more bytes without writing them.
    @inlinable @inline(__always)
    public mutating func reserve(_ more: Int) {
        if _count &+ more > capacity { grow(more) }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ more: Int) {
        let wanted = max(capacity * 2, _count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        unsafe larger.copyMemory(from: base, byteCount: _count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = wanted
    }

    @inlinable @inline(__always)
    mutating func put<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
        reserve(MemoryLayout<Integer>.size)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: _count, as: Integer.self)
        _count &+= MemoryLayout<Integer>.size
    }

    /// Appends one byte.
    @inlinable @inline(__always)
    public mutating func append(_ value: UInt8) { put(value) }

    /// Appends two little-endian bytes.
    @inlinable @inline(__always)
    public mutating func append(_ value: UInt16) { put(value) }

    /// Appends four little-endian bytes.
    @inlinable @inline(__always)
    public mutating func append(_ value: UInt32) { put(value) }

    /// Appends eight little-endian bytes.
    @inlinable @inline(__always)
    public mutating func append(_ value: UInt64) { put(value) }

    /// Appends eight little-endian bytes.
    @inlinable @inline(__always)
    public mutating func append(_ value: Int64) { put(value) }

    /// Appends a number in 1 to 10 bytes, seven bits a byte, low bits first (LEB128).
    @inlinable @inline(__always)
    public mutating func appendVarint(_ value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            unsafe base.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: _count, as: UInt8.self)
            _count &+= 1
            rest &>>= 7
        }
        unsafe base.storeBytes(
            of: UInt8(truncatingIfNeeded: rest), toByteOffset: _count, as: UInt8.self)
        _count &+= 1
    }

    /// Appends a signed number so that small magnitudes of either sign are short.
    @inlinable @inline(__always)
    public mutating func appendZigzag(_ value: Int64) {
        appendVarint(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
    }

    /// Appends bytes as they are.
    @inlinable
    public mutating func append(_ bytes: RawSpan) {
        let more = bytes.byteCount
        if more == 0 { return }
        reserve(more)
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (base + _count).copyMemory(from: start, byteCount: more)
        }
        _count &+= more
    }

    /// Appends the UTF-8 of a text.
    @inlinable
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append($0.span.raw) }
    }

    /// Appends zeros.
    public mutating func appendZeros(_ more: Int) {
        reserve(more)
        unsafe (base + _count).initializeMemory(as: UInt8.self, repeating: 0, count: more)
        _count += more
    }

    /// Overwrites four bytes written before.
    @inlinable
    public mutating func store(_ value: UInt32, at offset: Int) {
        precondition(offset >= 0 && offset &+ 4 <= _count)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// Overwrites eight bytes written before.
    @inlinable
    public mutating func store(_ value: UInt64, at offset: Int) {
        precondition(offset >= 0 && offset &+ 8 <= _count)
        unsafe base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
}

// The buffer owns its memory alone (noncopyable) and hands out no pointer, so moving it to another
// thread moves the only access to that memory.
extension ByteBuffer: @unchecked Sendable {}
