// Instants as text, against Foundation's calendar.

import DaybookCoding
import Foundation
import Testing

@Suite struct TimestampTests {
    /// Foundation's components of an instant, in the proleptic Gregorian calendar.
    ///
    /// Foundation's own calendar turns Julian before 1582; the Gregorian one repeats every 400
    /// years, so that an early instant is looked up 2,000 or more years later.
    private static func text(_ time: Timestamp) -> String {
        let cycle: Int64 = 146_097 * 86_400
        var seconds = time.microseconds / 1_000_000
        var micro = time.microseconds % 1_000_000
        if micro < 0 {
            micro += 1_000_000
            seconds -= 1
        }
        var years = 0
        while seconds < 0 {
            seconds += cycle
            years += 400
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: TimeInterval(seconds)))
        func two(_ number: Int?) -> String {
            let text = String(number ?? -1)
            return text.count < 2 ? "0" + text : text
        }
        let year = String((parts.year ?? 0) - years)
        var text = String(repeating: "0", count: max(0, 4 - year.count)) + year
        text += "-\(two(parts.month))-\(two(parts.day))T"
        text += "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        if micro != 0 {
            let digits = String(micro + 1_000_000).dropFirst()
            text +=
                "."
                + digits.prefix(
                    upTo: digits.lastIndex { $0 != "0" }.map { digits.index(after: $0) }
                        ?? digits.endIndex)
        }
        return text + "Z"
    }

    @Test("instants of the years 1 to 9999 are written and read as by Foundation", arguments: 0..<4)
    func years(seed: UInt64) {
        var filler = Filler(seed: seed)
        for number in 0..<(isSlow ? 50_000 : 2_000) {
            var time = filler.time()
            if number % 3 == 1 { time.microseconds -= time.microseconds % 1_000_000 }
            if number % 3 == 2 { time.microseconds -= time.microseconds % 1_000 }
            let text = Self.text(time)
            #expect(time.description == text)
            #expect(Timestamp(text) == time)
        }
    }

    @Test("every day from 1896 to 2104 is the day that Foundation says") func days() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let first: Timestamp = "1896-01-01T00:00:00Z"
        for day in 0..<76_336 {
            let time = first + .seconds(Int64(day) * 86_400)
            if day % 7 == 0 || isSlow { #expect(time.description == Self.text(time)) }
            #expect(Timestamp(time.description) == time)
            #expect(time.day == first.day + Int64(day))
        }
    }

    @Test(
        "edge cases, computed by hand or with date(1)",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1_000_000),
            ("1969-12-31T23:59:59.999999Z", -1), ("1970-01-01T00:00:00.000001Z", 1),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("2024-02-29T12:00:00Z", 1_709_208_000_000_000),
            ("2026-11-20T18:00:00Z", 1_795_197_600_000_000),
            ("2026-11-20t18:00:00z", 1_795_197_600_000_000),
            ("2026-11-20 18:00:00Z", 1_795_197_600_000_000),
            ("2026-11-20T19:00:00+01:00", 1_795_197_600_000_000),
            ("2026-11-21T07:45:00+13:45", 1_795_197_600_000_000),
            ("2026-11-20T08:30:00-09:30", 1_795_197_600_000_000),
            ("2026-11-20T18:00:00-00:00", 1_795_197_600_000_000),
            ("2026-11-20T18:00:00.25Z", 1_795_197_600_250_000),
            ("2026-11-20T18:00:00.1234567Z", 1_795_197_600_123_456),
            ("2026-11-20T18:00:00.9999999999Z", 1_795_197_600_999_999),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            ("10000-01-01T00:00:00Z", 253_402_300_800_000_000),
            ("-0001-12-31T23:59:59Z", -62_167_219_201_000_000),
            ("294247-01-10T04:00:54.775807Z", .max), ("-290308-12-21T19:59:05.224192Z", .min),
        ] as [(String, Int64)])
    func edges(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "what is no instant is refused",
        arguments: [
            "", "2026", "2026-11-20", "2026-11-20T18:00Z", "2026-11-20T18:00:00",
            "2026-11-20T18:00:00+0100", "2026-11-20T18:00:00+01", "2026-11-20T18:00:00.Z",
            "2026-11-20T18:00:00,5Z", "2026-11-20T24:00:00Z", "2026-11-20T23:60:00Z",
            "2026-11-20T23:59:61Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
            "2024-02-30T00:00:00Z", "2026-11-20T18:00:00+24:00", "2026-11-20T18:00:00+01:60",
            " 2026-11-20T18:00:00Z", "2026-11-20T18:00:00Z ", "2026-11-20X18:00:00Z",
            "20261120T180000Z", "26-11-20T18:00:00Z", "+2026-11-20T18:00:00Z",
            "02026-11-20T18:00:00Z", "294247-01-10T04:00:54.775808Z",
            "-290308-12-21T19:59:05.224191Z", "1000000-01-01T00:00:00Z",
            "２０26-11-20T18:00:00Z", "2026-11-20T18:00:00ZZ", "2026-1-20T18:00:00Z",
        ])
    func refused(text: String) { #expect(Timestamp(text) == nil) }

    @Test("arithmetic stays within the range, and every number has a text") func range() {
        let (least, greatest) = (Timestamp(microseconds: .min), Timestamp(microseconds: .max))
        #expect(greatest + .seconds(1) == greatest && least + .seconds(-1) == least)
        #expect((greatest - least).count == .max && (least - greatest).count == .min)
        #expect(Microseconds.seconds(.max).count == .max)
        #expect(Microseconds.milliseconds(.min).count == .min)
        #expect(Milli(.max).thousandths == .max)
        #expect(greatest.description == "294247-01-10T04:00:54.775807Z")
        #expect(least.description == "-290308-12-21T19:59:05.224192Z")
    }
}
