// Holds what verifying, reading and opening say about a hurt log against what must be said.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

/// One hurt log, and everything that can be asked about it.
struct Judge {
    let injury: Injury
    /// What a sound log of this kind is told already.
    let known: [Finding]
    private(set) var objections: [String] = []
    private let storage: WatchedStorage

    private var reference: Reference { injury.reference }
    private let gaps: [LostStretch]

    /// What is wrong with what is said about a hurt log; empty if all of it is right.
    static func objections(
        to injury: Injury, known: [Finding], opens: Bool = true
    ) -> [String] {
        var judge = Judge(injury, known)
        judge.verify()
        judge.read()
        if opens { judge.open() }
        judge.objections += judge.storage.excess
        return judge.objections
    }

    private init(_ injury: Injury, _ known: [Finding]) {
        self.injury = injury
        self.known = known
        gaps = injury.gaps
        storage = WatchedStorage(base: injury.disk)
    }

    private mutating func object(_ text: String) { objections.append(text) }

    private mutating func expect<Value: Equatable>(
        _ what: String, _ found: Value, _ expected: Value
    ) {
        if found != expected { object("\(what): \(found), expected \(expected)") }
    }

    // MARK: Verifying

    private mutating func verify() {
        let findings: [Finding]
        do throws(LogError) {
            findings = try Verifier.findings(storage, "book")
        } catch { return object("verify: \(error)") }
        let damages = findings.compactMap { finding -> LostStretch? in
            guard finding.severity == .damage else { return nil }
            switch finding.what {
            case .block, .missingFile:
                return LostStretch(
                    file: finding.file, offset: finding.offset, sequences: finding.sequences)
            default: return nil
            }
        }
        expect("verified", damages, gaps)
        let headers = findings.filter { finding in
            if case .header = finding.what { return finding.severity == .damage }
            return false
        }
        let hurt = reference.segments.filter { file in
            injury.disk.contents(file) != nil && injury.hurts(file, 0..<4096)
        }
        expect("headers", headers.map { "book/" + $0.file }, hurt)
        verifyNames(findings.filter { !known.contains($0) })
    }

    /// A file with a change is named, and only such a file.
    private mutating func verifyNames(_ findings: [Finding]) {
        let names = ["book/MANIFEST", "book/WATERMARK"] + reference.segments
        for file in names where injury.hurts(file) {
            // A slot of WATERMARK that was not written is a valid older one.
            let isStale = file == "book/WATERMARK" && injury.isStale
            let isNamed = findings.contains { "book/" + $0.file == file }
            if !isNamed && !isStale { object("verify does not name \(file)") }
        }
        let hurtsAny =
            !injury.unreadable.isEmpty
            || names.contains { injury.disk.contents($0) != reference.disk.contents($0) }
        if !findings.isEmpty && !hurtsAny { object("verify finds \(findings)") }
    }

    // MARK: Reading

    private mutating func read() {
        do throws(LogError) {
            let reader = try LogReader(storage, "book")
            let last = try reader.state.last
            var cursor = reader.cursor()
            try read(&cursor, injury.readable(through: last), through: last)
            if injury.hurtsSmallFile("WATERMARK") {
                let unproven = try reader.unprovenFacts()
                if last + unproven < reference.promised {
                    object("\(last) and \(unproven) facts")
                }
            } else {
                expect("reader's last", last, reference.promised)
            }
        } catch { object("reading: \(error)") }
    }

    private mutating func read(
        _ cursor: inout BlockCursor, _ expected: [UInt64: String], through last: UInt64
    ) throws(LogError) {
        var shown: [UInt64: String] = [:]
        var reported: [LostStretch] = []
        while true {
            do throws(LogError) {
                while let block = try cursor.nextBlock() {
                    for (index, text) in ByteWriter.texts(block).enumerated() {
                        shown[block.header.first + UInt64(index)] = text
                    }
                }
                break
            } catch .damaged(let damage) {
                let range = damage.losesFacts ? damage.first...damage.last : nil
                reported.append(
                    LostStretch(file: damage.file, offset: damage.offset, sequences: range))
                let skipped = try cursor.skipDamage()
                if skipped == nil { break }
                expect("skipped", skipped, range)
            }
        }
        expect("shown", shown, expected)
        let hurt = gaps.filter { gap in gap.sequences.map { $0.lowerBound <= last } ?? false }
        expect("told", reported, hurt)
    }

    // MARK: Opening

    private mutating func open() {
        let disk = injury.disk.crashed(.killed)
        var bench = Bench(WatchedStorage(base: disk), seed: 80)
        bench.options.isStepped = true
        let first = gaps.first { gap in
            "book/" + gap.file == reference.active
                || (gap.sequences != nil && disk.contents("book/" + gap.file) == nil)
        }
        do throws(LogError) {
            let log = try LogWriter.open(
                bench.storage, "book", bench.options, ByteWriter())
            if let first { return object("opened over \(first)") }
            judge(log.report)
            goOn(log, bench, disk)
        } catch .damaged(let damage) {
            let range = damage.losesFacts ? damage.first...damage.last : nil
            expect(
                "refused", LostStretch(file: damage.file, offset: damage.offset, sequences: range),
                first ?? LostStretch(file: "", offset: 0, sequences: nil))
            beyond(bench, disk)
        } catch { object("opening: \(error)") }
        objections += (bench.storage as? WatchedStorage)?.excess ?? []
    }

    /// Damage in segments that are not appended to any more is in the report.
    private mutating func judge(_ report: OpeningReport) {
        let told = report.damages.compactMap { damage -> LostStretch? in
            if case .header = damage.evidence { return nil }
            let range = damage.losesFacts ? damage.first...damage.last : nil
            return LostStretch(file: damage.file, offset: damage.offset, sequences: range)
        }
        // A sealed segment is walked over only if its footer does not prove its end.
        let looked = gaps.filter { gap in
            let file = "book/" + gap.file
            let size = reference.disk.contents(file)?.count ?? 0
            return file != reference.active
                && (!reference.sealed.contains(file) || injury.hurts(file, size - 64..<size))
        }
        expect("report", told, looked)
        if report.last < reference.promised { object("kept \(report.last)") }
    }

    /// What was readable stays so, and a new fact follows.
    private mutating func goOn(
        _ log: LogWriter<ByteWriter>, _ bench: Bench, _ disk: SimulatedDisk
    ) {
        let last = log.report.last
        do throws(LogError) {
            try log.submit(
                ByteRequest(texts: ["new"]) { outcome in
                    #expect(outcome.range == last + 1...last + 1)
                })
            _ = log.stepCommit()
            log.close { #expect($0 == nil) }
            _ = log.stepCommit()
            var expected = injury.readable(through: last)
            expected[last + 1] = "new"
            var cursor = try LogReader(disk, "book").cursor()
            try read(&cursor, expected, through: last)
        } catch { object("going on: \(error)") }
    }

    /// Going on behind the damage names exactly what is lost.
    private mutating func beyond(_ bench: Bench, _ disk: SimulatedDisk) {
        var bench = bench
        bench.options.damage = .appendBeyond
        do throws(LogError) {
            let log = try LogWriter.open(bench.storage, "book", bench.options, ByteWriter())
            let lost = gaps.filter { "book/" + $0.file == reference.active }
                .compactMap(\.sequences)
            let hole = lost.first.map { first in
                Hole(from: first.lowerBound, to: lost.last?.upperBound ?? first.upperBound)
            }
            expect("hole", try log.reader().state.segments.last?.hole, hole)
            goOn(log, bench, disk)
            if gaps.contains(where: { disk.contents("book/" + $0.file) == nil }) { return }
            bench.options.damage = .refuse
            let again = try LogWriter.open(bench.storage, "book", bench.options, ByteWriter())
            expect("ending", again.report.ending, .closed)
        } catch { object("beyond: \(error)") }
    }
}
