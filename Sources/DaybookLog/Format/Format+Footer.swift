// The marks before and behind a footer's payload. See Format.swift for the offsets.

internal import DaybookBytes

/// A mark of a sealed segment: where its footer lies and what the segment ends with.
public struct FooterMark: Equatable, Sendable {
    /// Where the front mark stands, which is where the blocks end.
    public var front: UInt64
    /// Bytes of the payload.
    public var payloadBytes: UInt64
    /// The checksum of payload and padding.
    public var payloadChecksum: UInt64
    /// The last sequence of the segment.
    public var last: UInt64
    /// The chain after it.
    public var chain: UInt64

    /// The offset of the payload.
    var payload: UInt64 { front + UInt64(Limits.footerMarkBytes) }
    /// The offset of the end mark.
    var end: UInt64 { Limits.aligned(payload + payloadBytes) }
    /// The length of the file.
    var fileBytes: UInt64 { end + UInt64(Limits.footerMarkBytes) }

    private func append(to bytes: inout ByteBuffer, _ magic: UInt32, salt: UInt64) {
        let start = bytes.count
        bytes.append(UInt64(0))
        bytes.append(magic)
        bytes.append(UInt32(1))
        for field in [front, payloadBytes, payloadChecksum, last, chain, 0] {
            bytes.append(field)
        }
        let sum = Format.checksum(
            bytes.bytes, start + 8..<start + Limits.footerMarkBytes, salt: salt, fileOffset: front)
        bytes.store(sum, at: start)
    }

    /// Both marks and the payload between them, to be written at `front`.
    package static func footer(
        _ payload: [UInt8], at front: UInt64, last: UInt64, chain: UInt64, salt: UInt64
    ) -> (mark: FooterMark, bytes: [UInt8]) {
        var mark = FooterMark(
            front: front, payloadBytes: UInt64(payload.count), payloadChecksum: 0, last: last,
            chain: chain)
        var body = ByteBuffer(capacity: payload.count + Limits.alignmentBytes)
        body.append(payload.raw)
        body.appendZeros(Limits.aligned(payload.count) - payload.count)
        mark.payloadChecksum = XXH64.hash(body.bytes, seed: salt ^ mark.payload)
        var bytes = ByteBuffer(capacity: body.count + 2 * Limits.footerMarkBytes)
        mark.append(to: &bytes, Format.footerFrontMagic, salt: salt)
        bytes.append(body.bytes)
        mark.append(to: &bytes, Format.footerEndMagic, salt: salt)
        return (mark, bytes.array)
    }

    /// Reads one of the two marks.
    package static func decode(
        _ bytes: RawSpan, isEnd: Bool, salt: UInt64, fileOffset: UInt64
    ) -> Result<FooterMark, FormatRejection> {
        guard bytes.byteCount >= Limits.footerMarkBytes else { return .failure(.init(.short)) }
        let magic = isEnd ? Format.footerEndMagic : Format.footerFrontMagic
        if bytes.uint32(at: 8) != magic { return .failure(.init(.magic)) }
        let sum = Format.checksum(
            bytes, 8..<Limits.footerMarkBytes, salt: salt, fileOffset: fileOffset)
        if sum != bytes.uint64(at: 0) { return .failure(.init(.checksum)) }
        let mark = FooterMark(
            front: bytes.uint64(at: 16), payloadBytes: bytes.uint64(at: 24),
            payloadChecksum: bytes.uint64(at: 32), last: bytes.uint64(at: 40),
            chain: bytes.uint64(at: 48))
        guard bytes.uint32(at: 12) == 1, bytes.uint64(at: 56) == 0,
            mark.payloadBytes <= Limits.footerBytesMax,
            mark.front <= Limits.numberMax,
            fileOffset == (isEnd ? mark.end : mark.front)
        else { return .failure(.init(.fields)) }
        return .success(mark)
    }
}
