// Verifying deeply: footers and snapshots whose checksums are right and whose contents are not.
// They are made here by the offsets that Format.swift and SnapshotStore.swift tell.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Testing

@Suite struct DeepVerifyTests {
    private static func findings(_ disk: SimulatedDisk, isDeep: Bool = true) async throws
        -> [Finding]
    {
        try await Daybook.verify("book", storage: disk, isDeep: isDeep).findings
    }

    @Test("a book as it was written has no findings") func whole() async throws {
        let book = try await NotedBook.make(appends: 20)
        let disk = try disk(book.files)
        #expect(try await Self.findings(disk).isEmpty)
        #expect(disk.all == book.files)
    }

    // MARK: Footers

    private static func put(_ value: UInt64, _ bytes: inout [UInt8], at offset: Int) {
        for byte in 0..<8 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }

    /// Changes a byte of a footer's payload, and makes every checksum right again.
    private static func forged(_ file: [UInt8], end: Int, byte: Int) -> [UInt8] {
        var bytes = file
        let salt = bytes.raw.uint64(at: 56)
        let payload = end + 64
        bytes[payload + byte] ^= 1
        let last = bytes.count - 64
        let sum = XXH64.hash(bytes.raw.extracting(payload..<last), seed: salt ^ UInt64(payload))
        for mark in [end, last] {
            put(sum, &bytes, at: mark + 32)
            let own = XXH64.hash(
                bytes.raw.extracting(mark + 8..<mark + 64), seed: salt ^ UInt64(mark + 8))
            put(own, &bytes, at: mark)
        }
        return bytes
    }

    @Test("a footer that is sound and wrong is found at its byte, and made again")
    func footer() async throws {
        let book = try await NotedBook.make(appends: 20)
        let name = book.segments[0]
        let file = try #require(book.files[name])
        let length = Int(file.raw.uint64(at: book.end(0) + 24))
        for byte in [13, length / 2, length - 1] {
            var files = book.files
            files[name] = Self.forged(file, end: book.end(0), byte: byte)
            let disk = try disk(files)
            #expect(try await Self.findings(disk, isDeep: false).isEmpty)
            // The front mark holds the payload's checksum, which differs first.
            #expect(
                try await Self.findings(disk) == [
                    Finding(
                        severity: .rebuildable, file: name, offset: UInt64(book.end(0)),
                        what: .footerContents, sequences: nil)
                ])
            let done = try await Daybook.repair("book", storage: disk, applies: true)
            #expect(done.report.actions == [.footer(file: name)])
            #expect(disk.all[name] == file)
            #expect(disk.all.keys.count { $0.hasPrefix("quarantine/") } == 1)
        }
    }

    // MARK: Snapshots

    /// Changes a snapshot's file, and makes its checksum right again.
    private static func forged(_ file: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = Array(file.dropLast(8))
        change(&bytes)
        let sum = XXH64.hash(bytes.raw)
        bytes += [UInt8](repeating: 0, count: 8)
        put(sum, &bytes, at: bytes.count - 8)
        return bytes
    }

    /// Where the last byte of the census lies in a snapshot, which is part of a count: behind the
    /// model's name, its version (u32) and the length of its state (u64).
    private static func lastCount(_ bytes: [UInt8]) -> Int {
        let name = Array("census".utf8)
        let start = bytes.indices.last { bytes[$0...].starts(with: name) } ?? 0
        let length = Int(bytes.raw.uint64(at: start + name.count + 4))
        return start + name.count + 12 + length - 1
    }

    @Test("a snapshot of another history is used for no place in the log") func history()
        async throws
    {
        let book = try await NotedBook.make(appends: 20)
        let names = book.files.keys.filter { $0.hasSuffix(".daybook") }
        var bare = book.files
        for name in names { bare[name] = nil }
        var wrong = book.files
        for name in names {
            wrong[name] = Self.forged(try #require(wrong[name])) { bytes in
                bytes[33] ^= 1
                bytes[Self.lastCount(bytes)] ^= 1
            }
        }
        var options = fixedOptions()
        options.access = .readOnly
        let (one, other) = (
            try await Daybook.open(try disk(bare), "book", options),
            try await Daybook.open(try disk(wrong), "book", options)
        )
        let ends = names.compactMap { UInt64($0.dropFirst("snapshots/".count).prefix(20)) }
        #expect(ends.contains(200))
        for place in [AsOf()] + ends.map({ AsOf(sequence: $0) }) {
            #expect(
                try await other.replay(asOf: place).digest == one.replay(asOf: place).digest)
        }
    }

    @Test("a snapshot of another history that ends within a block is not used") func unaligned()
        async throws
    {
        func noted(_ number: Int) -> Fact {
            Fact(
                QueueEntered(
                    conversation: ConversationID("c-\(number)"), queue: "q", reason: .new))
        }
        let first = try disk([:])
        var book = try await Daybook.open(first, "book", fixedOptions())
        for number in 1...10 { try await book.append([noted(number)]) }
        try await book.close()
        let common = first.kept
        // One history has five more facts and a snapshot, the other ten in one block.
        book = try await Daybook.open(first, "book", fixedOptions(seed: 2))
        for number in 11...15 { try await book.append([noted(number)]) }
        _ = try await book.snapshot()
        try await book.close()
        let second = try disk(common)
        book = try await Daybook.open(second, "book", fixedOptions(seed: 3))
        try await book.append((21...30).map(noted))
        try await book.close()
        let snapshots = first.kept.filter { $0.key.hasPrefix("snapshots/") }
        #expect(snapshots.count == 2)
        let mixed = try disk(second.kept.merging(snapshots) { $1 })
        book = try await Daybook.open(mixed, "book", fixedOptions(seed: 4))
        let whole = try await book.replay(Pair<Models, Census>()).model.first
        #expect(whole.queues.waiting(0).count == 20)
        let replayed = try await book.replay().model
        let live = try await book.query { $0.model }
        for model in [replayed, live] {
            var found = ByteBuffer()
            var wanted = ByteBuffer()
            model.encode(into: &found)
            whole.encode(into: &wanted)
            #expect(found.array == wanted.array)
        }
        #expect(try await book.snapshot().sequence == 20)
        try await book.close()
    }

    @Test("each way in which a snapshot can be wrong is told, and all but one need no fold")
    func snapshots() async throws {
        let book = try await NotedBook.make(appends: 20)
        let names = book.files.keys.filter { $0.hasSuffix(".daybook") }.sorted()
        let (first, last) = (names[0], names[1])
        let file = try #require(book.files[first])
        let ahead = "snapshots/00000000000000009999.daybook"
        let cases: [(SnapshotFault, String, [UInt8])] = [
            (.checksum, first, file.enumerated().map { $0 == 70 ? $1 ^ 4 : $1 }),
            (.format, first, Self.forged(file) { $0[2] ^= 1 }),
            (.foreign, first, Self.forged(file) { $0[9] ^= 1 }),
            (.chain, first, Self.forged(file) { $0[33] ^= 1 }),
            (.differs, first, Self.forged(file) { $0[41] ^= 1 }),
            (.differs, first, Self.forged(file) { $0[Self.lastCount($0)] ^= 1 }),
            (.names, first, Self.forged(file) { $0[53] ^= 1 }),
            (.state, first, Self.forged(file) { $0[61] ^= 1 }),
            (.format, last, file),
            (.ahead, ahead, Self.forged(file) { Self.put(9_999, &$0, at: 24) }),
        ]
        for (fault, name, bytes) in cases {
            var files = book.files
            files[name] = bytes
            let disk = try disk(files)
            #expect(try await Self.findings(disk, isDeep: false).isEmpty)
            let expected = Finding(
                severity: .rebuildable, file: name, offset: 0, what: .snapshot(fault),
                sequences: nil)
            #expect(try await Self.findings(disk) == [expected], "\(fault)")
            let tried = try await Daybook.repair("book", storage: disk)
            let target = name.replacing("snapshots/", with: "quarantine/")
            let moved = RepairAction.moved(file: name, to: target, .useless(fault))
            // Only a fold tells a wrong state, and a repair does not fold.
            #expect(tried.report.actions == (fault == .differs ? [] : [moved]), "\(fault)")
        }
    }

    @Test("a table of names that is sound and wrong is found") func names() async throws {
        let book = try await NotedBook.make(appends: 20)
        let table = try #require(book.files.keys.first { $0.contains("/names-") })
        let last = try #require(book.files.keys.filter { $0.hasSuffix(".daybook") }.max())
        var files = book.files
        var bytes = try #require(files[table])
        // Section: u32 length, u64 checksum seeded with the one before, bytes. The last name of the
        // last section gets another last letter.
        var (start, before): (Int, UInt64) = (0, 0)
        while start + 12 + Int(bytes.raw.uint32(at: start)) < bytes.count {
            before = bytes.raw.uint64(at: start + 4)
            start += 12 + Int(bytes.raw.uint32(at: start))
        }
        bytes[bytes.count - 1] = UInt8(ascii: "~")
        let sum = XXH64.hash(bytes.raw.extracting(start + 12..<bytes.count), seed: before)
        Self.put(sum, &bytes, at: start + 4)
        files[table] = bytes
        files[last] = Self.forged(files[last] ?? []) { Self.put(sum, &$0, at: 52) }
        let disk = try disk(files)
        let findings = try await Self.findings(disk)
        #expect(findings.map(\.what) == [.snapshot(.namesDiffer)])
        #expect(findings.map(\.file) == [last])
    }

    @Test("behind lost facts a snapshot is not compared, and kept")
    func behindLosses() async throws {
        let book = try await NotedBook.make(appends: 20)
        let block = book.blocks(0)[1]
        var files = book.files
        files[book.segments[0]]?[block.offset + 140] ^= 1
        let disk = try disk(files)
        let notes = try await Self.findings(disk).filter { $0.severity == .note }
        let names = book.files.keys.filter { $0.hasSuffix(".daybook") }.sorted()
        #expect(notes.map(\.what) == names.map { _ in .snapshot(.unchecked) })
        #expect(notes.map(\.file) == names)
        _ = try await Daybook.repair("book", storage: disk, applies: true)
        for name in names { #expect(disk.all[name] == book.files[name]) }
    }
}

@Suite struct LossTellingTests {
    /// The names of some kinds in lines of an export, as `visitor:v-1`.
    private static func names(_ lines: [Substring]) -> Set<String> {
        var names: Set<String> = []
        for line in lines {
            for kind in ["visitor", "agent", "queue"] {
                let key = "\"\(kind)\":\""
                for part in line.split(separator: key, omittingEmptySubsequences: false).dropFirst()
                {
                    names.insert("\(kind):\(part.prefix { $0 != "\"" })")
                }
            }
        }
        return names
    }

    @Test("what is lost is told by its neighbours, and by the names that the footer kept")
    func told() async throws {
        let book = try await NotedBook.make()
        let block = book.blocks(2)[3]
        var files = book.files
        files[book.segments[2]]?[block.offset + 140] ^= 1
        let disk = try disk(files)
        let outcome = try await Daybook.repair("book", storage: disk)
        let loss = try #require(outcome.losses.first)
        #expect(loss.sequences == block.sequences && !loss.isUndecodable)
        #expect(loss.file == book.segments[2])
        #expect(loss.before?.sequence == block.first - 1)
        let after = block.sequences.upperBound + 1
        #expect(loss.after?.sequence == (outcome.lost.contains(after...after) ? nil : after))
        #expect(outcome.losses.dropFirst().allSatisfy { $0.isUndecodable })
        // Of three kinds, all that the lost lines name and any other line, told by nobody's code.
        let lost = book.lines[Int(block.first) - 1..<Int(block.sequences.upperBound)]
        let left = book.lines.enumerated().filter { index, _ in
            let sequence = UInt64(index) + 1
            return !outcome.lost.contains(sequence...sequence)
        }
        let expected = Self.names(Array(lost)).intersection(Self.names(left.map(\.element)))
        let kinds = ["visitor:", "agent:", "queue:"]
        let told = loss.names.filter { name in kinds.contains { name.hasPrefix($0) } }
        #expect(!expected.isEmpty)
        #expect(Set(told) == expected)
        #expect(outcome.sequence == UInt64(book.lines.count))
        #expect(outcome.keptFacts == outcome.sequence - outcome.lost.count)
        #expect((outcome.bytesNeeded ?? 0) > 0)
    }
}
