// `torture loop`: writers in turn, killed at random moments, readers in other processes; after each
// round the book is held against everything that was said and shown.

internal import Daybook
internal import DaybookBytes
internal import DaybookLog
internal import DaybookTesting
internal import Foundation

/// Rounds of killing writers.
struct KillLoop {
    static let names: Set = ["rounds", "seconds", "seed", "readers", "fresh"]

    /// What was really done.
    struct Counters: Codable {
        var rounds = 0
        var kills = 0
        var killsBeforeOpening = 0
        var successorsWaiting = 0
        var refusals = 0
        var readersStopped = 0
        var readersKilled = 0
        var books = 0
        var closings = 0
        var acknowledged = 0
        var facts = 0
        var shown = 0
        var repeated = 0
        var segments = 0
    }

    private struct Reader {
        let child: Child
        var output: Lines
        let after: UInt64
    }

    private let directory: String
    private let rounds: Int
    private let seconds: Double
    private let readersMax: Int
    /// Rounds before a new book is begun.
    private let fresh: Int
    private let seed: UInt64
    private var random: SeededRandom
    private var counters = Counters()
    private var bookNumber = 0
    private var facts: Facts
    private var readers: [Reader] = []
    private var readerNumber = 0
    private var successor: Child?
    private var output = Lines("")
    private var journal = Journal()
    /// The openings said when the writer of this round could not have opened yet.
    private var openings = 0

    init(_ arguments: Arguments) throws(UsageError) {
        directory = try arguments.word("directory")
        rounds = try arguments.number("rounds", or: 20)
        seconds = try arguments.number("seconds", or: 1)
        readersMax = try arguments.number("readers", or: 2)
        fresh = max(1, try arguments.number("fresh", or: 10))
        seed = try arguments.number("seed", or: 1)
        random = SeededRandom(seed: seed)
        facts = Facts(seed: seed)
    }

    private var place: String { "\(directory)/\(bookNumber)" }
    private var book: String { place + "/book" }
    private var journalPath: String { place + "/journal" }

    /// Runs all rounds and prints what was done.
    ///
    /// - Returns: 0, or 1 after a finding; the files of that book stay then.
    mutating func run() async -> Int32 {
        do {
            for round in 0..<rounds {
                if round % fresh == 0 { try begin() }
                try await self.round()
                if round % fresh == fresh - 1 || round == rounds - 1 { try await end() }
            }
            print(finding: nil)
            return 0
        } catch {
            successor?.killed()
            for reader in readers { reader.child.killed() }
            print(finding: "\(error)")
            return 1
        }
    }

    private func print(finding: String?) {
        struct Summary: Codable {
            let seed: UInt64
            let finding: String?
            let evidence: String?
            let done: Counters
        }
        let summary = Summary(
            seed: seed, finding: finding, evidence: finding.map { _ in place }, done: counters)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(summary) else { return }
        try? FileHandle.standardOutput.write(contentsOf: data + Data("\n".utf8))
    }

    // MARK: Books

    private mutating func begin() throws {
        bookNumber += 1
        counters.books += 1
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        facts = Facts(seed: seed)
        output = Lines(journalPath)
        journal = Journal()
        openings = 0
        for _ in 0..<readersMax { try addReader(after: 0) }
    }

    /// Takes in what the writers and readers have said.
    private mutating func listen() {
        let known = output.all.count
        output.read()
        for line in output.all[known...] { journal.take(line) }
        for index in readers.indices { readers[index].output.read() }
    }

    /// Ends a book: it is recovered once more, closed, and read to its end by every reader.
    private mutating func end() async throws {
        if let successor {
            successor.killed()
            counters.kills += 1
            self.successor = nil
        }
        let last = try Child(writing(["--appends", "5"]), output: journalPath)
        guard last.wait() == 0 else { throw Finding("the last writer failed") }
        listen()
        try await check(isClosed: true)
        let end = UInt64(facts.hashes.count)
        for index in readers.indices {
            readers[index].child.signal(SIGCONT)
            try await waitUntil("a reader arrives at \(end)") { loop in
                guard case .shown(let sequence, _)? = loop.readers[index].output.all.last else {
                    return loop.readers[index].after == end
                }
                return sequence >= end
            }
            readers[index].child.killed()
            counters.shown += try shown(to: readers[index])
        }
        readers = []
        counters.acknowledged += journal.receipts.count
        counters.repeated += journal.repetitions
        counters.closings += journal.closings
        counters.facts += facts.hashes.count
        try FileManager.default.removeItem(atPath: place)
    }

    private mutating func addReader(after: UInt64) throws {
        readerNumber += 1
        let output = "\(place)/reader-\(readerNumber)"
        let child = try Child(["follow", book, "--after", "\(after)"], output: output)
        readers.append(Reader(child: child, output: Lines(output), after: after))
    }

    private func shown(to reader: Reader) throws -> Int {
        try facts.check(shown: reader.output.all, after: reader.after)
    }

    // MARK: Rounds

    private mutating func writing(_ more: [String]) -> [String] {
        let segment = [16 << 10, 64 << 10, 1 << 20][random.below(3)]
        return [
            "write", book, "--seed", "\(seed)", "--tasks", "\([1, 4, 16][random.below(3)])",
            "--segment", "\(segment)", "--resume", journalPath,
        ] + more
    }

    private mutating func round() async throws {
        counters.rounds += 1
        let writer = try successor ?? Child(writing([]), output: journalPath)
        successor = nil
        if random.below(6) == 0 {
            // In the middle of opening, which after a kill is a recovery.
            try await Task.sleep(for: .microseconds(random.below(60_000)))
        } else {
            try await waitUntil("a writer opens") { $0.journal.openings > $0.openings }
            try await trouble(writer)
        }
        listen()
        if journal.openings == openings { counters.killsBeforeOpening += 1 }
        openings = journal.openings
        writer.killed()
        counters.kills += 1
        listen()
        if let why = journal.failures.first { throw Finding("a writer failed: \(why)") }
        for reader in readers where !reader.child.isRunning {
            throw Finding("a reader ended: \(reader.output.all.last?.text ?? "")")
        }
        if successor == nil {
            openings = journal.openings
            try await check(isClosed: false)
            try changeReaders()
        }
        for reader in readers { reader.child.signal(SIGCONT) }
    }

    /// What happens while a writer appends.
    private mutating func trouble(_ writer: Child) async throws {
        try await Task.sleep(for: .seconds(seconds * Double(random.below(1_000)) / 2_000))
        if random.below(3) == 0 { try challenge(writer) }
        if random.below(3) == 0 {
            successor = try Child(writing([]), output: journalPath)
            counters.successorsWaiting += 1
        }
        if random.below(3) == 0, let reader = readers.randomElement(using: &random) {
            // It sleeps over rolls, seals and the recovery, and goes on behind them.
            reader.child.signal(SIGSTOP)
            counters.readersStopped += 1
        }
        try await Task.sleep(for: .seconds(seconds * Double(random.below(1_000)) / 2_000))
    }

    /// A second writer must be refused while the first one lives.
    private mutating func challenge(_ writer: Child) throws {
        let output = place + "/challenger"
        try? FileManager.default.removeItem(atPath: output)
        let code = try Child(["write", book, "--waits", "false"], output: output).wait()
        guard writer.isRunning else { return }
        guard code == 3, Lines.of(output) == [.locked] else {
            throw Finding("a second writer ended with \(code ?? -1): \(Lines.of(output))")
        }
        counters.refusals += 1
    }

    private mutating func changeReaders() throws {
        for index in readers.indices.reversed() where random.below(4) == 0 {
            readers[index].child.killed()
            counters.readersKilled += 1
            readers[index].output.read()
            counters.shown += try shown(to: readers[index])
            readers.remove(at: index)
            try addReader(after: UInt64(random.below(facts.hashes.count + 1)))
        }
    }

    // MARK: Checks

    /// Holds the book against what is known; nobody writes meanwhile.
    private mutating func check(isClosed: Bool) async throws {
        if journal.openings == 0 { return }
        let report = try await Daybook.verify(book)
        let bad = report.findings.filter { isClosed || $0.severity == .damage }
        if !bad.isEmpty { throw Finding("verify finds \(bad)") }
        var options = Daybook.Options()
        options.access = .readOnly
        options.types = [Marked.self]
        let open = try await Daybook.open(book, options)
        try await facts.read(open, journal)
        try facts.check(journal)
        try await open.close()
        if !isClosed { for reader in readers { _ = try shown(to: reader) } }
        if isClosed {
            counters.segments += try await Daybook.inspect(book).segments.count
        }
    }

    private mutating func waitUntil(
        _ what: String, _ isTrue: (borrowing KillLoop) -> Bool
    ) async throws {
        // Under a sanitizer all takes ten times as long.
        let deadline = Date().addingTimeInterval(120)
        while Date() < deadline {
            listen()
            if isTrue(self) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Finding("waited 2 min until \(what)")
    }
}
