// Our JSON reader and writer against Foundation's: what is accepted, and what it means.

import DaybookBytes
import DaybookTesting
import Foundation
import Testing

@testable import DaybookCoding

/// A JSON value, as far as both readers can tell it.
private indirect enum JSONValue: Equatable {
    case null, flag(Bool), integer(Int64), number(String), text(String)
    case array([JSONValue]), object([String: JSONValue])

    /// By our reader, strictly: the whole text is one value.
    static func ours(_ bytes: [UInt8]) -> JSONValue? {
        if JSONReader.firstInvalidUTF8(bytes.raw) != nil { return nil }
        var whole = JSONReader(bytes.raw)
        do throws(JSONError) {
            try whole.skipValue()
            try whole.end()
            var reader = JSONReader(bytes.raw)
            return try value(&reader)
        } catch {
            return nil
        }
    }

    private static func value(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
        var isFirst = true
        switch reader.peek() {
        case UInt8(ascii: "{"):
            try reader.expect("{")
            var members: [String: JSONValue] = [:]
            while try reader.next(&isFirst, close: "}") {
                let name = try reader.string { Self.text($0) }
                try reader.expect(":")
                members[name] = try value(&reader)
            }
            return .object(members)
        case UInt8(ascii: "["):
            try reader.expect("[")
            var elements: [JSONValue] = []
            while try reader.next(&isFirst, close: "]") { elements.append(try value(&reader)) }
            return .array(elements)
        case UInt8(ascii: "\""): return .text(try reader.string { Self.text($0) })
        case UInt8(ascii: "t"): return .flag(reader.word("true"))
        case UInt8(ascii: "f"): return .flag(!reader.word("false"))
        case UInt8(ascii: "n"): return reader.word("null") ? .null : .flag(true)
        default: return try number(&reader)
        }
    }

    private static func number(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
        let start = reader.offset
        do throws(JSONError) { return .integer(try reader.integer()) } catch {}
        var number = JSONReader(reader.text, at: start)
        try number.skipValue()
        let text = Self.text(reader.text.extracting(start..<number.offset))
        reader = JSONReader(reader.text, at: number.offset)
        return .number(text)
    }

    private static func text(_ bytes: RawSpan) -> String {
        var copy: [UInt8] = []
        for index in 0..<bytes.byteCount { copy.append(bytes.uint8(at: index)) }
        return String(decoding: copy, as: UTF8.self)
    }

    /// Whether it holds a number that is too large or too small for a Double.
    var isBeyondDouble: Bool {
        switch self {
        case .null, .flag, .integer, .text: false
        case .number(let text):
            Double(text).map { !$0.isFinite || (!$0.isNormal && text.contains(/[1-9].*[eE]-/)) }
                ?? true
        case .array(let elements): elements.contains { $0.isBeyondDouble }
        case .object(let members): members.values.contains { $0.isBeyondDouble }
        }
    }

    /// Foundation goes by way of a decimal number, and is off by the last bit at times.
    private static func isClose(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return false }
        return abs(one - other) <= abs(other) * 1e-14
    }

    /// Whether Foundation's value is the same; floating point is compared as such.
    func equals(_ other: Any) -> Bool {
        switch self {
        case .null: other is NSNull
        case .flag(let flag): (other as? Bool) == flag
        case .integer(let integer): (other as? NSNumber)?.int64Value == integer
        case .number(let text): Self.isClose((other as? NSNumber)?.doubleValue, Double(text))
        case .text(let text):
            (other as? String).map { Array($0.utf8) == Array(text.utf8) } ?? false
        case .array(let elements):
            (other as? [Any]).map { others in
                others.count == elements.count
                    && zip(elements, others).allSatisfy { $0.equals($1) }
            } ?? false
        case .object(let members):
            (other as? [String: Any]).map { others in
                others.count == members.count
                    && members.allSatisfy { name, value in
                        others[name].map { value.equals($0) } ?? false
                    }
            } ?? false
        }
    }
}

@Suite struct JSONTextTests {
    private func check(_ bytes: [UInt8]) {
        let foundation = try? JSONSerialization.jsonObject(
            with: Data(bytes), options: [.fragmentsAllowed])
        let ours = JSONValue.ours(bytes)
        let shown = String(decoding: bytes, as: UTF8.self)
        // Two liberties of Foundation's: it takes a comma before a closing bracket, which RFC 8259
        // has not, and refuses numbers that no Double holds, which RFC 8259 has.
        if ours == nil && shown.contains(/,\s*[\]}]/) { return }
        if let ours, ours.isBeyondDouble { return }
        #expect((ours == nil) == (foundation == nil), "\(shown)")
        if let ours, let foundation {
            let isEqual = ours.equals(foundation)
            #expect(isEqual, "\(shown): \(ours) and \(foundation)")
        }
    }

    @Test(
        "texts are taken or refused, and understood, as by Foundation",
        arguments: [
            "", " ", "null", "true", "false", "nul", "tru", "nulll", "True", "1", "-1", "0", "-0",
            "01", "-01", "+1", "1.", ".5", "1.5", "-1.25", "1e2", "1E+2", "1e-2", "1e", "1e+",
            "1.e2", "-", "--1", "0x10", "9223372036854775807", "-9223372036854775808", "1 2",
            "9007199254740993", "\"\"", "\"a\"", "\"a", "a\"", "\"\\\"\"", "\"\\\\\"", "\"\\/\"",
            "\"\\b\\f\\n\\r\\t\"", "\"\\v\"", "\"\\x41\"", "\"\\u0041\"", "\"\\u00e9\"",
            "\"\\u004\"",
            "\"\\u004g\"", "\"\\uD83D\\uDE00\"", "\"\\uD83D\"", "\"\\uDE00\"", "\"\\uD83Dx\"",
            "\"\\uD83D\\u0041\"", "\"\\u0000\"", "\"\t\"", "\"\n\"", "\"\u{7F}\"",
            "\"日本\u{1F600}\"",
            "[]", "[ ]", "[1]", "[1,2]", "[,1]", "[,]", "[1 2]", "[1", "]", "[[[]]]", "[1]]",
            "{}", "{ }", "{\"a\":1}", "{\"a\" : 1 , \"b\":[]}", "{,}", "{\"a\"}",
            "{\"a\":}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":1}}",
            "{\"a\":{\"b\":null}}",
            "\n\t\r [ 1 ]\n", "[1]x", "/* */1", "[1] // x", "{\"\":\"\"}", "{\"\\u0061\":1}", "NaN",
            "Infinity", "[true,false,null,0.5,\"x\",{}]", "\u{A0}1", "[10]\u{0}",
        ])
    func table(text: String) { check(Array(text.utf8)) }

    @Test(
        "a comma before a closing bracket is refused", arguments: ["[1,]", "{\"a\":1,}", "[[],]"])
    func trailingCommas(text: String) { #expect(JSONValue.ours(Array(text.utf8)) == nil) }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [
            [0xFF], [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(JSONValue.ours([0x22] + bytes + [0x22]) == nil)
        #expect(JSONReader.firstInvalidUTF8(([0x22, 0x61] + bytes + [0x22]).raw) == 2)
        check([0x22] + bytes + [0x22])
    }

    /// A random document, then damaged now and then.
    private static func document(_ random: inout SeededRandom, depth: Int) -> String {
        let space = ["", "", " ", "\n\t"][random.below(4)]
        let texts = ["", "a", "\\n", "\\u00e9", "é", "\\uD83D\\uDE00", "\\\"", "日", "\\\\"]
        switch random.below(depth > 4 ? 6 : 9) {
        case 0: return space + "null"
        case 1: return space + (random.next() & 1 == 0 ? "true" : "false")
        case 2: return space + String(Int64(bitPattern: random.next()) >> Int64(random.below(64)))
        case 3: return space + "\(random.below(1_000)).\(random.below(1_000))"
        case 4: return "-\(random.below(100))e\(random.below(20) - 10)" + space
        case 5:
            return "\"" + (0..<random.below(5)).map { _ in texts[random.below(9)] }.joined() + "\""
        case 6, 7:
            let inner = (0..<random.below(5)).map { _ in document(&random, depth: depth + 1) }
            return space + "[" + inner.joined(separator: ",") + space + "]"
        default:
            let inner = (0..<random.below(5)).map { number in
                "\"k\(number)\"" + space + ":" + document(&random, depth: depth + 1)
            }
            return "{" + space + inner.joined(separator: "," + space) + "}"
        }
    }

    @Test("random documents, whole and damaged, mean what Foundation says", arguments: 0..<4)
    func documents(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<(isSlow ? 20_000 : 700) {
            var bytes = Array(Self.document(&random, depth: 0).utf8)
            check(bytes)
            let noise = Array("{}[],:\"\\ntu0129.eE+- ".utf8)
            let index = random.below(bytes.count)
            switch random.below(3) {
            case 0: bytes.remove(at: index)
            case 1: bytes.insert(noise[random.below(noise.count)], at: index)
            default: bytes[index] = noise[random.below(noise.count)]
            }
            check(bytes)
        }
    }

    @Test("strings are written so that Foundation reads the same", arguments: 0..<3)
    func strings(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var texts = (0..<0x300).map {
            String(UnicodeScalar(UInt16($0)).map { Character($0) } ?? "x")
        }
        for _ in 0..<500 {
            let scalars = (0..<random.below(12)).compactMap { _ in
                UnicodeScalar(UInt32(random.below(random.next() & 1 == 0 ? 0x80 : 0x11_0000)))
            }
            texts.append(String(String.UnicodeScalarView(scalars)))
        }
        for text in texts {
            var bytes: [UInt8] = []
            JSONText.append(text, to: &bytes)
            let read = try JSONSerialization.jsonObject(
                with: Data(bytes), options: [.fragmentsAllowed])
            let string = try #require(read as? String)
            #expect(Array(string.utf8) == Array(text.utf8))
            #expect(JSONValue.ours(bytes) == .text(text))
        }
    }

    @Test("integers are numbers up to 2^53, strings beyond, and are read in both forms")
    func integers() throws {
        let table: [(Int64, String)] = [
            (0, "0"), (-1, "-1"), (9_007_199_254_740_992, "9007199254740992"),
            (9_007_199_254_740_993, "\"9007199254740993\""),
            (-9_007_199_254_740_992, "-9007199254740992"),
            (-9_007_199_254_740_993, "\"-9007199254740993\""),
            (.max, "\"9223372036854775807\""), (.min, "\"-9223372036854775808\""),
        ]
        for (value, text) in table {
            var bytes: [UInt8] = []
            JSONText.append(value, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == text)
            for form in ["\(value)", "\"\(value)\""] {
                let bytes = Array(form.utf8)
                var reader = JSONReader(bytes.raw)
                let read = try reader.integer()
                #expect(read == value && reader.offset == bytes.count)
            }
        }
    }

    @Test(
        "what is no 64-bit integer is refused as one",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "1.0", "1e3", "\"\"", "\"1", "\"1x\"",
            "\"01\"", "\"+1\"", "\"-\"", "\" 1\"", "true", "null", "[]", "\"99999999999999999999\"",
            "-", "",
        ])
    func noIntegers(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: JSONError.self) {
            var reader = JSONReader(bytes.raw)
            _ = try reader.integer()
        }
    }

    @Test("values nested beyond the limit are refused, at any depth without harm") func depth() {
        for (depth, isTaken) in [(64, true), (66, false), (100_000, false)] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect((JSONValue.ours(Array(text.utf8)) != nil) == isTaken)
        }
    }
}
