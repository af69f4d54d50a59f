// Text for terminals: escapes, tables, plots, numbers.

import Testing

@testable import DaybookCommand

@Suite struct ShowingTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"), ("\u{1B}[31m", "\\u{1B}[31m"),
        ("\u{7F}\u{9B}2J\u{85}", "\\u{7F}\\u{9B}2J\\u{85}"), ("\0", "\\u{0}"),
        ("a\u{202E}b\u{2066}c\u{2069}", "a\\u{202E}b\\u{2066}c\\u{2069}"),
        ("Grüße, 日本", "Grüße, 日本"), ("👍🏽", "👍🏽"),
    ])
    func escapes(_ raw: String, _ shown: String) {
        #expect(Terminal.escaped(raw) == shown)
    }

    @Test func cutsToAWidth() {
        #expect(Terminal.cut("abcdef", to: 6) == "abcdef")
        #expect(Terminal.cut("abcdefg", to: 6) == "abcde…")
        #expect(Terminal.cut("日本語日本語", to: 6) == "日本…")
    }

    @Test func tablesAlign() {
        var table = Table([("name", .left), ("n", .right)])
        table.add(["a", "1,000"])
        table.add(["日本", "7"])
        let style = Style(Sink())
        #expect(table.lines(style) == ["name      n", "a     1,000", "日本      7"])
    }

    @Test func barsGrowWithTheirValue() {
        #expect(Plot.bar(0, of: 10, width: 4).isEmpty)
        #expect(Plot.bar(1, of: 1_000_000, width: 4) == "▏")
        #expect(Plot.bar(5, of: 10, width: 4) == "██")
        #expect(Plot.bar(.max, of: .max, width: 4) == "████")
        #expect(Plot.line([0, 1, 8]) == " ▁█")
    }

    @Test func numbers() {
        #expect(Text.grouped(0) == "0")
        #expect(Text.grouped(-1_234_567) == "-1,234,567")
        #expect(Text.length(59_000_000) == "59 s")
        #expect(Text.length(245_000_000) == "4:05")
        #expect(Text.length(3_610_000_000) == "1:00:10")
        #expect(Text.decimal(1.005, 1) == "1.0")
        #expect(Text.decimal(0.999, 2) == "1.00")
        #expect(Text.bytes(1_536) == "1.5 KiB")
    }

    @Test func jsonKeepsLargeIntegers() {
        var object = JSONObject()
        object.put("a", 9_007_199_254_740_992)
        object.put("b", Int128(9_007_199_254_740_993))
        object.put("c", "x\"\n")
        let text = String(decoding: object.ended, as: UTF8.self)
        #expect(text == #"{"a":9007199254740992,"b":"9007199254740993","c":"x\"\n"}"#)
    }
}
