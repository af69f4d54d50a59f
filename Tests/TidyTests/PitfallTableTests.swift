// The table of pitfalls in ARCHITECTURE.md against the tests that it names, and those pitfalls that
// the text of the sources shows by itself.

import Testing

@Suite struct PitfallTableTests {
    /// A row: the number, and the titles of tests or a sentence.
    private struct Row {
        let number: Int
        let titles: [String]
        let sentence: String
    }

    private func rows() throws -> [Row] {
        let file = try #require(Repository.files.first { $0.path == "ARCHITECTURE.md" })
        return file.lines.compactMap { line in
            guard let match = line.wholeMatch(of: /\| P(\d+) \| [^|]+ \| (.+) \|/),
                let number = Int(match.1)
            else { return nil }
            let cell = String(match.2)
            let titles = cell.matches(of: /"([^"]+)"/).map { String($0.1) }
            return Row(number: number, titles: titles, sentence: titles.isEmpty ? cell : "")
        }
    }

    /// The pitfalls that a title names at its end.
    private static func numbers(in title: String) -> [Int] {
        title.matches(of: /\bP(\d+)\b/).compactMap { Int($0.1) }
    }

    /// The titles of all tests that name a pitfall.
    private static let titles: Set<String> = {
        let tests = Repository.swift.filter { $0.isIn("Tests") }
        let titles = tests.flatMap(\.lines).flatMap { line in
            line.matches(of: /"([^"]*[:,] P\d+)"/).map { String($0.1) }
        }
        return Set(titles)
    }()

    @Test("the table of pitfalls has each of 1 to 35 once, with tests that exist, or a reason")
    func table() throws {
        let rows = try rows()
        #expect(rows.map(\.number) == Array(1...35))
        for row in rows {
            let isReasoned = row.sentence.hasPrefix("Cannot arise: ") && row.sentence.count > 50
            #expect(!row.titles.isEmpty || isReasoned, "P\(row.number)")
            for title in row.titles {
                #expect(Self.titles.contains(title), "P\(row.number): \(title)")
                #expect(Self.numbers(in: title).contains(row.number), "P\(row.number): \(title)")
            }
        }
    }

    @Test("every test that names a pitfall stands in that row of the table") func back() throws {
        let rows = try rows()
        #expect(Self.titles.count > 25)
        for title in Self.titles {
            for number in Self.numbers(in: title) {
                let isListed = rows.contains { $0.number == number && $0.titles.contains(title) }
                #expect(isListed, "P\(number): \(title)")
            }
        }
    }

    /// Lines of code in the sources, without comments.
    private var code: [(file: TrackedFile, line: String)] {
        Repository.sources.flatMap { file in
            file.lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }.map { (file, $0) }
        }
    }

    @Test("no file is mapped into memory: P16") func mapping() {
        #expect(code.count > 5_000)
        for (file, line) in code where line.contains("mmap") {
            Issue.record("\(file.path): \(line)")
        }
    }

    @Test("a file is synced by the strongest call, without a weaker one to fall back to: P17")
    func strongestSync() throws {
        for (file, line) in code {
            for weak in ["O_DSYNC", "O_SYNC", "F_BARRIERFSYNC", "sync_file_range"]
            where line.contains(weak) { Issue.record("\(file.path): \(line)") }
        }
        let disk = try #require(
            Repository.sources.first { $0.path.hasSuffix("Platform/Disk.swift") })
        // Each call stands alone in its branch: what it fails with is what the caller gets.
        let text = disk.lines.map { $0.drop { $0 == " " } }.joined(separator: "\n")
        for call in ["sync", "syncDirectory"] {
            let other = call == "sync" ? "fdatasync" : "fsync"
            let path = "try system(.\(call), path)"
            #expect(
                text.contains(
                    "#if canImport(Darwin)\n_ = \(path) { fcntl(fd, F_FULLFSYNC) }\n"
                        + "#else\n_ = \(path) { \(other)(fd) }\n#endif"))
        }
        #expect(text.matches(of: /\bf(data)?sync\(/).count == 2)
    }
}
