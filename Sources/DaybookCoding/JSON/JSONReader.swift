// A pull reader for JSON text in place (RFC 8259): no tree, no allocation but for unescaped
// strings. Foundation's reader costs 8 µs a line of 210 bytes here, which is most of an import;
// this one is held against it in the tests. Must not know what the text is about.

internal import DaybookBytes

/// Why a text is not the JSON that was expected, and at which byte.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        /// The bytes are not UTF-8.
        case notUTF8
        /// Something else stands where this was expected.
        case expected(String)
        /// The text ends too early.
        case ended
        /// A number is no integer of 64 bits.
        case notAnInteger
        /// A string holds an escape that JSON does not have.
        case badEscape
        /// Arrays and objects are nested too deeply.
        case tooDeep
        /// Something follows the value.
        case trailing
        /// A name stands twice in an object.
        case duplicateName(String)
    }

    /// The offset of the byte.
    public let offset: Int
    /// What is wrong there.
    public let problem: Problem

    public var description: String {
        let what =
            switch problem {
            case .notUTF8: "not UTF-8"
            case .expected(let wanted): "expected \(wanted)"
            case .ended: "the text ends too early"
            case .notAnInteger: "no 64-bit integer"
            case .badEscape: "no escape of JSON"
            case .tooDeep: "nested too deeply"
            case .trailing: "something follows the value"
            case .duplicateName(let name): "'\(name)' stands twice"
            }
        return "byte \(offset): \(what)"
    }
}

/// A position in JSON text.
struct JSONReader: ~Escapable {
    static let depthMax = 64
    let text: RawSpan
    private(set) var offset: Int
    /// The last string read, unescaped, if it had escapes.
    private var scratch: [UInt8] = []

    @_lifetime(copy text)
    init(_ text: RawSpan, at offset: Int = 0) {
        self.text = text
        self.offset = offset
    }

    /// The offset of the first bytes that are no UTF-8; nil if all are.
    static func firstInvalidUTF8(_ text: RawSpan) -> Int? {
        unsafe text.withUnsafeBytes { bytes in
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: unsafe bytes.assumingMemoryBound(to: UInt8.self).span)
                return nil
            } catch {
                return error.byteOffsets.lowerBound
            }
        }
    }

    func error(_ problem: JSONError.Problem) -> JSONError {
        JSONError(offset: offset, problem: offset < text.byteCount ? problem : .ended)
    }

    mutating func skipSpace() {
        while offset < text.byteCount {
            switch text.uint8(at: offset) {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    /// The next byte that is no white space, without taking it; 0 at the end.
    mutating func peek() -> UInt8 {
        skipSpace()
        return offset < text.byteCount ? text.uint8(at: offset) : 0
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ byte: Unicode.Scalar) throws(JSONError) {
        guard take(UInt8(ascii: byte)) else { throw error(.expected("'\(byte)'")) }
    }

    /// Checks that nothing follows.
    mutating func end() throws(JSONError) {
        skipSpace()
        if offset < text.byteCount { throw error(.trailing) }
    }

    /// Advances to the next member of an object or the next element of an array.
    ///
    /// - Returns: false at the closing bracket.
    mutating func next(_ isFirst: inout Bool, close: Unicode.Scalar) throws(JSONError) -> Bool {
        if take(UInt8(ascii: close)) {
            return false
        }
        if !isFirst { try expect(",") }
        isFirst = false
        return true
    }

    /// Reads a string and shows its unescaped UTF-8.
    mutating func string<Result>(_ body: (RawSpan) -> Result) throws(JSONError) -> Result {
        try expect("\"")
        let start = offset
        while offset < text.byteCount {
            let byte = text.uint8(at: offset)
            if byte == UInt8(ascii: "\"") {
                offset += 1
                return body(text.extracting(start..<offset - 1))
            }
            if byte == UInt8(ascii: "\\") {
                try unescape(from: start)
                return body(scratch.raw)
            }
            if byte < 0x20 { throw error(.expected("a character of a string")) }
            offset += 1
        }
        throw error(.ended)
    }

    private mutating func unescape(from start: Int) throws(JSONError) {
        scratch.removeAll(keepingCapacity: true)
        for index in start..<offset { scratch.append(text.uint8(at: index)) }
        while offset < text.byteCount {
            let byte = text.uint8(at: offset)
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20:
                offset -= 1
                throw error(.expected("a character of a string"))
            default: scratch.append(byte)
            }
        }
        throw error(.ended)
    }

    private mutating func escape() throws(JSONError) {
        guard offset < text.byteCount else { throw error(.ended) }
        let byte = text.uint8(at: offset)
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(byte)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): try appendScalar()
        default:
            offset -= 1
            throw error(.badEscape)
        }
    }

    private mutating func appendScalar() throws(JSONError) {
        var code = try hex4()
        if (0xD800...0xDBFF).contains(code) {
            guard offset + 2 <= text.byteCount, text.uint8(at: offset) == UInt8(ascii: "\\"),
                text.uint8(at: offset + 1) == UInt8(ascii: "u")
            else { throw error(.badEscape) }
            offset += 2
            let low = try hex4()
            guard (0xDC00...0xDFFF).contains(low) else { throw error(.badEscape) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw error(.badEscape) }
        scratch.append(contentsOf: Character(scalar).utf8)
    }

    private mutating func hex4() throws(JSONError) -> UInt32 {
        guard offset + 4 <= text.byteCount else { throw error(.ended) }
        var code: UInt32 = 0
        for _ in 0..<4 {
            let byte = text.uint8(at: offset)
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw error(.badEscape)
            }
            code = code << 4 | UInt32(digit)
            offset += 1
        }
        return code
    }

    /// Reads a 64-bit integer, written as a number or as a string of digits.
    mutating func integer() throws(JSONError) -> Int64 {
        let isQuoted = take(UInt8(ascii: "\""))
        let start = offset
        let isNegative = offset < text.byteCount && text.uint8(at: offset) == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        let digits = offset
        var value: Int64 = 0
        while offset < text.byteCount {
            let digit = text.uint8(at: offset) &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            let (product, one) = value.multipliedReportingOverflow(by: 10)
            let (sum, two) =
                isNegative
                ? product.subtractingReportingOverflow(Int64(digit))
                : product.addingReportingOverflow(Int64(digit))
            if one || two || (offset > digits && text.uint8(at: digits) == UInt8(ascii: "0")) {
                offset = start
                throw error(.notAnInteger)
            }
            value = sum
            offset += 1
        }
        if offset == digits { throw error(.expected("an integer")) }
        if isQuoted {
            guard offset < text.byteCount, text.uint8(at: offset) == UInt8(ascii: "\"") else {
                throw error(.notAnInteger)
            }
            offset += 1
        } else if offset < text.byteCount, ".eE".utf8.contains(text.uint8(at: offset)) {
            throw error(.notAnInteger)
        }
        return value
    }

    /// Reads a word: `true`, `false` or `null`.
    mutating func word(_ word: StaticString) -> Bool {
        skipSpace()
        let count = word.utf8CodeUnitCount
        guard offset + count <= text.byteCount else { return false }
        for index in 0..<count {
            let byte = unsafe word.utf8Start[index]
            guard text.uint8(at: offset + index) == byte else { return false }
        }
        offset += count
        return true
    }

    /// Reads over a value of any kind, checking that it is one.
    mutating func skipValue(depth: Int = 0) throws(JSONError) {
        if depth > Self.depthMax { throw error(.tooDeep) }
        var isFirst = true
        switch peek() {
        case UInt8(ascii: "{"):
            offset += 1
            while try next(&isFirst, close: "}") {
                try string { _ in }
                try expect(":")
                try skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            offset += 1
            while try next(&isFirst, close: "]") { try skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): try string { _ in }
        case UInt8(ascii: "t"): if !word("true") { throw error(.expected("a value")) }
        case UInt8(ascii: "f"): if !word("false") { throw error(.expected("a value")) }
        case UInt8(ascii: "n"): if !word("null") { throw error(.expected("a value")) }
        default: try skipNumber()
        }
    }

    private mutating func skipNumber() throws(JSONError) {
        if peek() == UInt8(ascii: "-") { offset += 1 }
        let isZero = offset < text.byteCount && text.uint8(at: offset) == UInt8(ascii: "0")
        let digits = skipDigits()
        if digits == 0 || (isZero && digits > 1) { throw error(.expected("a value")) }
        if offset < text.byteCount, text.uint8(at: offset) == UInt8(ascii: ".") {
            offset += 1
            if skipDigits() == 0 { throw error(.expected("a digit")) }
        }
        if offset < text.byteCount, "eE".utf8.contains(text.uint8(at: offset)) {
            offset += 1
            if offset < text.byteCount, "+-".utf8.contains(text.uint8(at: offset)) { offset += 1 }
            if skipDigits() == 0 { throw error(.expected("a digit")) }
        }
    }

    private mutating func skipDigits() -> Int {
        let start = offset
        while offset < text.byteCount, text.uint8(at: offset) &- UInt8(ascii: "0") <= 9 {
            offset += 1
        }
        return offset - start
    }
}
