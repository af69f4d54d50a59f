// Damaged books, derived from the golden desk, and what verifying says of each.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

/// One block of a segment, found by the offsets that Format.swift tells.
struct FoundBlock {
    let offset: Int
    let total, body: Int
    let first, count: UInt64

    var sequences: ClosedRange<UInt64> { first...(first + count - 1) }

    static func all(_ segment: [UInt8]) -> [FoundBlock] {
        var found: [FoundBlock] = []
        var offset = 4_096
        while offset + 128 <= segment.count, segment.raw.uint32(at: offset + 8) == 0x4B4C_4244 {
            let raw = segment.raw
            let total = Int(raw.uint32(at: offset + 16))
            let body = Int(raw.uint32(at: offset + 20) + raw.uint32(at: offset + 24))
            found.append(
                FoundBlock(
                    offset: offset, total: total, body: body, first: raw.uint64(at: offset + 108),
                    count: UInt64(raw.uint32(at: offset + 116))))
            offset += total
        }
        return found
    }
}

/// A way to damage a book, and what verifying has to say.
private struct DamageCase {
    typealias Files = [String: [UInt8]]

    let name: String
    /// What was done, in words.
    let change: String
    let severity: String
    let what: String
    let file: String
    let offset: Int
    let sequences: ClosedRange<UInt64>?
    let files: Files

    private static func flipped(_ files: Files, _ file: String, _ offset: Int) -> Files {
        var files = files
        files[file]?[offset] ^= 0x04
        return files
    }

    private static func flip(
        _ name: String, _ files: Files, _ file: String, _ byte: Int, _ severity: String,
        _ what: String, at offset: Int, _ sequences: ClosedRange<UInt64>? = nil
    ) -> DamageCase {
        DamageCase(
            name: name, change: "bit 2 of byte \(byte) of \(file) is flipped", severity: severity,
            what: what, file: file, offset: offset, sequences: sequences,
            files: flipped(files, file, byte))
    }

    /// Every case, from the files of a closed book and of one that was cut off in a write.
    static func all(_ files: Files, torn: Files, tornAt: Int) -> [DamageCase] {
        let segments = files.keys.filter { $0.hasSuffix(".segment") }.sorted()
        guard let sealed = segments.first, let active = segments.last,
            let sealedBytes = files[sealed], let activeBytes = files[active]
        else { return [] }
        let blocks = FoundBlock.all(sealedBytes)
        let last = FoundBlock.all(activeBytes).filter { $0.count > 0 }
        guard let lastBlock = last.last, let lastSealed = blocks.last else { return [] }
        let footer = lastSealed.offset + lastSealed.total
        var cut = files
        cut[active]?.removeLast(activeBytes.count - lastBlock.offset - 100)
        var missing = files
        missing[sealed] = nil
        return [
            flip(
                "body", files, sealed, blocks[1].offset + 130, "damage", "block bodyChecksum",
                at: blocks[1].offset, blocks[1].sequences),
            flip(
                "header", files, sealed, blocks[2].offset + 50, "damage", "block headerChecksum",
                at: blocks[2].offset, blocks[2].sequences),
            flip(
                "personal", files, sealed, blocks[0].offset + 128 + blocks[0].body + 3, "damage",
                "block personalChecksum", at: blocks[0].offset, blocks[0].sequences),
            flip(
                "segment-header", files, sealed, 90, "damage", "header checksum", at: 0),
            flip(
                "footer", files, sealed, footer + 70, "rebuildable", "footer checksum",
                at: footer + 64),
            flip(
                "trailer", files, sealed, sealedBytes.count - 20, "rebuildable", "footer checksum",
                at: sealedBytes.count - 64),
            flip("manifest", files, "MANIFEST", 100, "rebuildable", "manifest checksum", at: 0),
            flip(
                "watermark", files, "WATERMARK", 4_096 + 60, "rebuildable", "watermark checksum",
                at: 4_096),
            DamageCase(
                name: "cut", change: "\(active) ends after \(lastBlock.offset + 100) bytes",
                severity: "damage", what: "block cut", file: active, offset: lastBlock.offset,
                sequences: lastBlock.sequences, files: cut),
            DamageCase(
                name: "missing-segment", change: "\(sealed) is removed", severity: "damage",
                what: "missingFile", file: sealed, offset: 0,
                sequences: 1...(lastSealed.first + lastSealed.count - 1), files: missing),
            DamageCase(
                name: "torn-tail",
                change: "the writer ended in the middle of a write that nobody was told of",
                severity: "tornTail", what: "block bodyChecksum", file: active, offset: tornAt,
                sequences: nil, files: torn),
        ]
    }
}

extension Finding {
    /// What was found, in words that do not depend on how it is kept.
    var words: String {
        switch what {
        case .block(let fault): "block \(Self.word(fault))"
        case .header(let fault): "header \(Self.word(fault))"
        case .otherHeader: "otherHeader"
        case .missingFile: "missingFile"
        case .footer(let fault): "footer \(Self.word(fault))"
        case .footerContents: "footerContents"
        case .losses(let fault): "losses \(Self.word(fault))"
        case .snapshot(let fault): "snapshot \(Self.word(fault))"
        case .manifest(let fault): "manifest \(Self.word(fault))"
        case .watermark(_, let fault): "watermark \(Self.word(fault))"
        case .space: "space"
        case .unlisted: "unlisted"
        case .unproven: "unproven"
        case .unclean: "unclean"
        case .contents: "contents"
        }
    }

    private static func word(_ fault: some Any) -> String {
        let text = "\(fault)"
        return String(text.prefix { $0 != "(" })
    }

    /// One JSON object.
    var json: String {
        var text = "{\"severity\": \"\(severity)\", \"file\": \"\(file)\", \"offset\": \(offset), "
        text += "\"what\": \"\(words)\""
        if let sequences {
            text += ", \"first\": \(sequences.lowerBound), \"last\": \(sequences.upperBound)"
        }
        return text + "}"
    }
}

@Suite struct FixtureDamageTests {
    private static let folder = "damaged"

    /// The files of a desk whose writer was killed in its last write, and where that write began.
    private static func torn() async throws -> (files: [String: [UInt8]], offset: Int) {
        let fixture = FixtureBook(seed: 22)
        let book = try await fixture.open()
        for number in 0..<21 { try await Golden.talk(number, fixture, book) }
        let before = fixture.files
        try await book.append(PageViewed(visitor: "v-99", url: "/never/acknowledged"))
        let after = fixture.files
        let name = try #require(before.keys.filter { $0.hasSuffix(".segment") }.sorted().last)
        let (old, new) = (try #require(before[name]), try #require(after[name]))
        let block = try #require(FoundBlock.all(new).last)
        try #require(FoundBlock.all(old).count + 1 == FoundBlock.all(new).count)
        // The header and a few bytes of the body came onto the disk; no watermark knows of them.
        var files = before
        let written = block.offset + 128 + 9
        files[name] = Array(new[..<written]) + Array(old[written...])
        try await book.close()
        return (files, block.offset)
    }

    private static func cases() async throws -> [DamageCase] {
        let golden = try await Golden.make("desk")
        let torn = try await torn()
        return DamageCase.all(golden.files, torn: torn.files, tornAt: torn.offset)
    }

    private static func report(_ report: VerifyReport, _ change: String) -> String {
        let findings = report.findings.map { "    " + $0.json }.joined(separator: ",\n")
        return """
            {
              "change": "\(change)",
              "damaged": \(report.isDamaged),
              "blocks": \(report.blocks),
              "facts": \(report.facts),
              "findings": [
            \(findings)
              ]
            }

            """
    }

    @Test("each kind of damage is told with its file, its place and the facts it hurts")
    func derived() async throws {
        let cases = try await Self.cases()
        #expect(cases.count == 11)
        for damage in cases {
            try Fixtures.check("\(Self.folder)/\(damage.name)/book", damage.files)
            let path = Fixtures.path("\(Self.folder)/\(damage.name)/book")
            let before = Fixtures.files("\(Self.folder)/\(damage.name)")
            let report = try await Daybook.verify(path)
            // Nothing is changed by looking.
            if !Fixtures.isUpdating {
                #expect(Fixtures.files("\(Self.folder)/\(damage.name)") == before)
            }
            let found = report.findings.contains { finding in
                "\(finding.severity)" == damage.severity && finding.words == damage.what
                    && finding.file.hasSuffix(damage.file)
                    && finding.offset == UInt64(damage.offset)
                    && finding.sequences == damage.sequences
            }
            #expect(found, "\(damage.name): \(report.findings.map(\.json))")
            #expect(report.isDamaged == (damage.severity != "tornTail"), "\(damage.name)")
            // What else is told follows from it: facts behind it that use what it had defined.
            for other in report.findings where other.severity != .note {
                if other.words == damage.what { continue }
                #expect(other.words == "contents" && other.file.hasSuffix(damage.file))
                #expect(other.offset > UInt64(damage.offset))
                #expect(damage.what.hasPrefix("block"))
            }
            try Fixtures.check(
                "\(Self.folder)/\(damage.name)/expected.json", Self.report(report, damage.change))
        }
        let names = cases.map(\.name).sorted()
        #expect(Fixtures.folders(Self.folder) == names)
    }

    @Test(
        "what is not damaged is read, and no fact is shown that was not written",
        .disabled(if: Fixtures.isUpdating), arguments: Fixtures.folders("damaged"))
    func read(name: String) async throws {
        let golden = try #require(Fixtures.bytes("\(Golden.folder)/desk.jsonl"))
        let whole = Set(String(decoding: golden, as: UTF8.self).split(separator: "\n"))
        let book = try await Daybook.reading(Fixtures.path("damaged/\(name)/book"))
        var writer = CloudEventWriter(log: try book.id)
        var failure: DaybookError?
        for sequence in 1...(try book.sequence) {
            do throws(DaybookError) {
                if let event = try await book.event(at: sequence) { writer.write(event) }
            } catch { failure = error }
        }
        switch failure {
        case nil, .log(.damaged), .coding(.definitionLost): break
        case let failure?: throw failure
        }
        let lines = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
        #expect(whole.isSuperset(of: lines))
        let harmless = ["footer", "trailer", "manifest", "watermark"]
        if harmless.contains(name) { #expect(lines.count == whole.count) }
        try await book.close()
    }
}
