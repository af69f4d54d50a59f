// JSON strings and numbers, appended to UTF-8 text. The one place that escapes.

internal import DaybookBytes

/// Appends JSON values to text.
public enum JSONText {
    /// Appends a string in quotes, escaped as RFC 8259 asks.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { unsafe append(utf8: $0.span.raw, to: &bytes) }
    }

    /// Appends UTF-8 in quotes, escaped as RFC 8259 asks.
    static func append(utf8 text: RawSpan, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for index in 0..<text.byteCount {
            let byte = text.uint8(at: index)
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hex(byte >> 4))
                bytes.append(hex(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    /// The largest integer that every JSON reader takes as it is written (RFC 8259, section 6).
    public static let integerMax: Int64 = 1 << 53

    /// Appends an integer; beyond 2^53, where other readers lose digits, as a string.
    public static func append(_ value: Int64, to bytes: inout [UInt8]) {
        let isExact = value.magnitude <= UInt64(integerMax)
        if !isExact { bytes.append(UInt8(ascii: "\"")) }
        bytes.append(contentsOf: String(value).utf8)
        if !isExact { bytes.append(UInt8(ascii: "\"")) }
    }
}
