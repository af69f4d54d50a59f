// Repairing: every kind of damage, tried, done, verified, opened and read.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

/// A disk with the files of a book.
func disk(_ files: NotedBook.Files) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    for directory in ["book", "book/segments", "book/snapshots"] {
        try disk.makeDirectory(directory)
    }
    for (name, bytes) in files {
        let file = try disk.open("book/" + name, .replace)
        try file.write(bytes.raw, at: 0)
        try file.sync()
    }
    for directory in ["book", "book/segments", "book/snapshots"] {
        try disk.syncDirectory(directory)
    }
    return disk
}

extension SimulatedDisk {
    var all: NotedBook.Files {
        var files: NotedBook.Files = [:]
        for path in paths { files[String(path.dropFirst("book/".count))] = contents(path) }
        return files
    }

    /// All files but those of a writer's life.
    var kept: NotedBook.Files {
        all.filter { $0.key != "LOCK" && $0.key != "RESERVE" && !$0.key.contains("/.next") }
    }
}

@Suite struct RepairTests {
    private static func cases() async throws -> (NotedBook, [RepairCase]) {
        let book = try await NotedBook.make(appends: 27)
        let other = try await NotedBook.make(seed: 32, appends: 6)
        #expect(book.segments.count >= 3)
        return (book, RepairCase.all(book, other: other))
    }

    /// The sequences that the findings of a kind name.
    private static func sequences(
        _ report: VerifyReport, _ severities: Finding.Severity...
    ) -> SequenceSet {
        SequenceSet(
            report.findings.filter { severities.contains($0.severity) }.compactMap(\.sequences))
    }

    @Test("each damage is named, tried without a trace, repaired, and the rest is as it was")
    func each() async throws {
        let (book, cases) = try await Self.cases()
        #expect(cases.count == 43)
        for damage in cases { try await check(damage, book) }
    }

    private func check(_ damage: RepairCase, _ book: NotedBook) async throws {
        let note: Comment = "\(damage)"
        let disk = try disk(damage.files)
        let before = try await verified(disk, isDeep: true)
        let tried = try await Daybook.repair("book", storage: disk, options: fixedOptions())
        #expect(disk.all == damage.files, "a dry run of \(damage) wrote")
        #expect(!tried.report.isIdle, note)
        let done = try await Daybook.repair(
            "book", storage: disk, applies: true, options: fixedOptions())
        #expect("\(tried.report.actions)" == "\(done.report.actions)", note)
        #expect(tried.report.lost == done.report.lost, note)
        // Lost is what the layout says, and behind it what needs a definition that stood there.
        let lost = done.report.lost
        let more = lost.subtracting(damage.lost)
        #expect(damage.lost.subtracting(lost).isEmpty, note)
        #expect(damage.hidesDefinitions || more.isEmpty, "\(damage): \(more.ranges)")
        for range in more.ranges {
            let home = book.segments.indices.first { book.sequences($0).contains(range.lowerBound) }
            let first = damage.lost.ranges.first?.lowerBound ?? 0
            #expect(home.map { book.sequences($0).contains(first) } ?? false, note)
            #expect(range.lowerBound > first, note)
        }
        if let before {
            let named = Self.sequences(before, .damage)
            #expect(lost.isEmpty || lost.subtracting(named).isEmpty, note)
            #expect(before.isDamaged || before.findings.contains { $0.what == .unlisted }, note)
        }
        let after = try #require(try await verified(disk, isDeep: true))
        #expect(!after.isDamaged, "\(damage): \(after.findings)")
        #expect(Self.sequences(after, .known) == lost, note)
        // Again: nothing to do, and nothing is done.
        let files = disk.all
        let again = try await Daybook.repair("book", storage: disk, applies: true)
        #expect(again.report.isIdle && again.report.lost.isEmpty, "\(damage): \(again.report)")
        #expect(disk.kept == files.filter { disk.kept.keys.contains($0.key) }, note)
        try await goOn(disk, book, lost, note)
    }

    @Test("an ended segment that never gets a footer does not hold up appends with a key")
    func unsealable() async throws {
        let book = try await NotedBook.make(appends: 27)
        let block = book.blocks(0)[2]
        var files = book.files
        let length = files[book.segments[0]]?.count ?? 0
        files[book.segments[0]]?[block.offset + 140] ^= 1
        files[book.segments[0]]?[book.end(0) + 70] ^= 1
        files[book.segments[0]]?[length - 20] ^= 1
        let opened = try await Daybook.open(try disk(files), "book", fixedOptions())
        #expect(opened.opening?.damages.map(\.first) == [block.first])
        let receipt = try await opened.append(
            VisitorSeen(visitor: "v-new"), key: Key("test", "behind"))
        #expect(receipt.sequence == UInt64(book.lines.count) + 1)
        try await opened.close()
    }

    /// Nil if the files contradict each other so much that verifying refuses.
    private func verified(_ disk: SimulatedDisk, isDeep: Bool) async throws -> VerifyReport? {
        do {
            return try await Daybook.verify("book", storage: disk, isDeep: isDeep)
        } catch DaybookError.log(.foreign) {
            return nil
        }
    }

    /// What is not lost is read as it was, and the book is written to.
    private func goOn(
        _ disk: SimulatedDisk, _ book: NotedBook, _ lost: SequenceSet, _ note: Comment
    ) async throws {
        var options = fixedOptions(seed: 8)
        options.segmentBytes = 16 << 10
        options.skipsLost = true
        let opened = try await Daybook.open(disk, "book", options)
        let id = try opened.id
        let last = UInt64(book.lines.count)
        var shown: [UInt64: Substring] = [:]
        for event in try await opened.events().all() {
            var writer = CloudEventWriter(log: id)
            writer.write(event)
            shown[event.sequence] = Substring(
                String(decoding: writer.bytes.dropLast(), as: UTF8.self))
        }
        for (index, line) in book.lines.enumerated() {
            let sequence = UInt64(index) + 1
            let isLost = lost.contains(sequence...sequence)
            #expect(shown[sequence] == (isLost ? nil : line), "\(note): fact \(sequence)")
            if sequence.isMultiple(of: 20) && !isLost {
                #expect(try await opened.event(at: sequence)?.sequence == sequence, note)
            }
        }
        #expect(shown.count == book.lines.count - Int(lost.count), note)
        #expect(SequenceSet(opened.passedOver) == lost, note)
        try await remember(opened, book, lost, note)
        let key = Key("test", "behind")
        let receipt = try await opened.append(VisitorSeen(visitor: "v-new"), key: key)
        #expect(receipt.sequence == last + 1, note)
        let again = try await opened.append(VisitorSeen(visitor: "v-new"), key: key)
        #expect(again.sequence == last + 1, note)
        #expect(try await opened.query { $0.model.census.count } == UInt64(shown.count + 1), note)
        try await opened.close()
        let report = try #require(try await verified(disk, isDeep: false))
        #expect(!report.isDamaged, note)
    }

    /// What is not lost is known by its key, and a condition meets the last fact about a name.
    private func remember(
        _ opened: Daybook, _ book: NotedBook, _ lost: SequenceSet, _ note: Comment
    ) async throws {
        var last: [Subject: UInt64] = [:]
        var keys = 0
        for event in try await opened.events().all() {
            for (entity, name) in event.names {
                last[Subject(entity: entity, name: name)] = event.sequence
            }
            guard event.sequence.isMultiple(of: 3), let key = event.envelope.key else { continue }
            keys += 1
            let found = try await opened.sequence(of: key)
            #expect(found == event.sequence, "\(note): the key of fact \(event.sequence)")
        }
        #expect(keys > 10)
        let chosen = last.sorted { ($0.value, $0.key.name) < ($1.value, $1.key.name) }
        for (number, (subject, sequence)) in chosen.enumerated() where number.isMultiple(of: 9) {
            let condition = Condition.changed(since: sequence - 1, about: [subject])
            let error = await #expect(throws: DaybookError.self, "\(note): \(subject)") {
                try await opened.append(VisitorSeen(visitor: "v-x"), unless: condition)
            }
            guard case .changed(let found) = error else {
                Issue.record("\(note): \(subject): \(String(describing: error))")
                continue
            }
            #expect(found == sequence || lost.contains(found...found), note)
        }
    }
}
