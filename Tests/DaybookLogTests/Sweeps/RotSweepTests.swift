// Small logs cut at every byte, with every bit flipped, every sector zeroed or unreadable, files
// missing, exchanged or foreign, writes misdirected or lost. What is said names exactly what was
// hurt; the rest is read as it was written.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(isSlow ? 120 : 30))) struct RotSweepTests {
    /// Files whose bytes carry something.
    private static func files(_ reference: Reference) -> [String] {
        ["book/MANIFEST", "book/WATERMARK"] + reference.segments
    }

    /// The places of a file that a sweep goes to: all, or a sample that keeps to the edges.
    private static func sample(
        _ count: Int, _ edges: [Int], _ wanted: Int, _ generator: Generator
    ) -> [Int] {
        if isSlow { return Array(0..<count) }
        let near = edges.flatMap { [$0 - 1, $0, $0 + 1, $0 + 130] }
        let random = (0..<wanted).map { _ in generator.below(count) }
        return Set(near + random).filter { $0 >= 0 && $0 < count }.sorted()
    }

    private static func edges(_ reference: Reference, _ file: String) -> [Int] {
        [0, 4096]
            + reference.blocks.filter { $0.file == file }.flatMap {
                [$0.range.lowerBound, $0.range.upperBound]
            }
    }

    private func check(_ injury: Injury, _ known: [Finding], opens: Bool = true, _ note: String) {
        let objections = Judge.objections(to: injury, known: known, opens: opens)
        #expect(objections.isEmpty, Comment(rawValue: note))
    }

    @Test(
        "a log cut at any byte of any file is read up to there and lacks exactly the rest",
        arguments: [true, false])
    func cuts(isClosed: Bool) throws {
        let reference = try Reference.make(isClosed: isClosed)
        let known = try Verifier.findings(reference.disk, "book")
        let generator = Generator(seed: 1)
        var count = 0
        for file in Self.files(reference) {
            let whole = try #require(reference.disk.contents(file))
            // Behind the last block of an open segment there are zeros for what may come.
            let interesting = min(whole.count, 8192)
            for length in Self.sample(interesting, Self.edges(reference, file), 12, generator) {
                let disk = reference.copy()
                disk.replace(file, with: Array(whole.prefix(length)))
                check(Injury(reference: reference, disk: disk), known, "\(file) cut to \(length)")
                count += 1
            }
        }
        told("cut at every byte, closed \(isClosed)", ["images": count])
    }

    @Test(
        "any flipped bit of any file is named, and costs exactly the block that it lies in",
        arguments: [true, false])
    func flips(isClosed: Bool) throws {
        let reference = try Reference.make(isClosed: isClosed)
        let known = try Verifier.findings(reference.disk, "book")
        let generator = Generator(seed: 2)
        var count = 0
        for file in Self.files(reference) {
            let whole = try #require(reference.disk.contents(file))
            let interesting = min(whole.count, 8192)
            for offset in Self.sample(interesting, Self.edges(reference, file), 25, generator) {
                for bit in isSlow ? Array(0..<8) : [generator.below(8)] {
                    let disk = reference.copy()
                    var bytes = whole
                    bytes[offset] ^= 1 << UInt8(bit)
                    disk.replace(file, with: bytes)
                    check(
                        Injury(reference: reference, disk: disk), known,
                        "\(file) bit \(bit) of \(offset)")
                    count += 1
                }
            }
        }
        told("every bit flipped, closed \(isClosed)", ["images": count])
    }

    @Test("a flipped bit in space prepared for later is a torn tail of so many bytes")
    func preparedSpace() throws {
        let reference = try Reference.make(isClosed: false)
        let whole = try #require(reference.disk.contents(reference.active))
        let end = try #require(reference.blocks.last { $0.file == reference.active }?.range)
            .upperBound
        let generator = Generator(seed: 3)
        var count = 0
        for _ in 0..<(isSlow ? 5_000 : 15) {
            let disk = reference.copy()
            let offset = end + generator.below(whole.count - end)
            var bytes = whole
            bytes[offset] ^= 1 << UInt8(generator.below(8))
            disk.replace(reference.active, with: bytes)
            var bench = Bench(disk, seed: 4)
            bench.options.isStepped = true
            let findings = try Verifier.findings(disk, "book")
            #expect(findings.contains { $0.severity == .tornTail }, "\(offset)")
            let log = try bench.open()
            #expect(log.report.droppedBytes == UInt64(offset - end + 1), "\(offset)")
            #expect(log.report.last == UInt64(reference.texts.count), "\(offset)")
            count += 1
        }
        told("a bit flipped in prepared space", ["images": count])
    }

    @Test(
        "the bytes of RESERVE and LOCK are never read, so that nothing can hang on them",
        arguments: [true, false])
    func unread(isClosed: Bool) throws {
        let reference = try Reference.make(isClosed: isClosed)
        let disk = reference.copy()
        let storage = WatchedStorage(base: disk)
        #expect(disk.contents("book/RESERVE")?.count == 16 * 1024 + 1024 * 1024)
        #expect(disk.contents("book/LOCK") == nil || disk.contents("book/LOCK") == [])
        _ = try Verifier.findings(storage, "book")
        _ = try Bench(storage).read()
        var bench = Bench(storage, seed: 5)
        bench.options.isStepped = true
        bench.options.keepsReserve = true
        let log = try bench.open()
        while log.stepUpkeep() {}
        log.close { #expect($0 == nil) }
        #expect(log.stepCommit())
        #expect(storage.filesRead.isSuperset(of: Self.files(reference)))
        #expect(!storage.filesRead.contains("book/RESERVE"))
        #expect(!storage.filesRead.contains("book/LOCK"))
    }

    @Test(
        "a sector of zeros, of another place, or one that cannot be read costs its blocks alone",
        arguments: [true, false])
    func sectors(isClosed: Bool) throws {
        let reference = try Reference.make(isClosed: isClosed)
        let known = try Verifier.findings(reference.disk, "book")
        var count = 0
        for file in Self.files(reference) {
            let whole = try #require(reference.disk.contents(file))
            for start in stride(from: 0, to: min(whole.count, 8192), by: 512) {
                for kind in 0..<3 {
                    let disk = reference.copy()
                    var injury = Injury(reference: reference, disk: disk)
                    let range = start..<min(start + 512, whole.count)
                    var bytes = whole
                    switch kind {
                    case 0: bytes.replaceSubrange(range, with: repeatElement(0, count: range.count))
                    case 1:
                        let other = (start + 4096) % (whole.count - range.count + 1)
                        bytes.replaceSubrange(range, with: whole[other..<other + range.count])
                    default: break
                    }
                    if kind == 2 {
                        disk.makeUnreadable(file, sector: start / 512)
                        injury.unreadable = [(file, start / 512)]
                    } else if bytes == whole {
                        continue
                    } else {
                        disk.replace(file, with: bytes)
                    }
                    check(injury, known, "\(file) at \(start), kind \(kind)")
                    count += 1
                }
            }
        }
        told("every sector zeroed, exchanged, unreadable, closed \(isClosed)", ["images": count])
    }

    @Test("a missing segment is named with all of its facts", arguments: [true, false])
    func missing(isClosed: Bool) throws {
        let reference = try Reference.make(isClosed: isClosed)
        let known = try Verifier.findings(reference.disk, "book")
        for file in reference.segments {
            let disk = reference.copy()
            disk.lose(file)
            check(Injury(reference: reference, disk: disk), known, "\(file) missing")
        }
    }

    @Test(
        "without a small file, or with a foreign one in its place, the facts are the same",
        arguments: ["MANIFEST", "WATERMARK", "RESERVE", "LOCK"])
    func smallFiles(name: String) throws {
        for isClosed in [true, false] {
            let reference = try Reference.make(isClosed: isClosed)
            let known = try Verifier.findings(reference.disk, "book")
            let generator = Generator(seed: 8)
            for length in [-1, 0, 1, 127, 4096, 9000] {
                let disk = reference.copy()
                if disk.contents("book/" + name) == nil {
                    if length < 0 { continue }
                    _ = try disk.open("book/" + name, .create)
                }
                if length < 0 {
                    disk.lose("book/" + name)
                } else {
                    let bytes = (0..<length).map { _ in
                        UInt8(truncatingIfNeeded: generator.next())
                    }
                    disk.replace("book/" + name, with: bytes)
                }
                check(
                    Injury(reference: reference, disk: disk), known,
                    "\(name) of \(length) bytes, closed \(isClosed)")
            }
        }
    }

    @Test("a write that was lost or went elsewhere costs what it hit, and is named")
    func writes() throws {
        let reference = try Reference.ofOneSession()
        let known = try Verifier.findings(reference.disk, "book")
        #expect(known.isEmpty)
        let writes = Mutex(0)
        let counted = SimulatedDisk()
        counted.observe { call, _ in if call == .write { writes.withLock { $0 += 1 } } }
        _ = try Reference.ofOneSession(counted)
        let total = writes.withLock { $0 }
        var kinds: [SimulatedDisk.Fault.Kind] = [.lost]
        kinds += [-4096, -512, -64, 64, 192, 512, 4096].map { .misdirected(by: $0) }
        var (count, harmless) = (0, 0)
        for number in 1...total {
            for kind in isSlow ? kinds : [.lost, kinds[1 + number % 7]] {
                let disk = SimulatedDisk()
                disk.fail(.init(.write, number: number, kind: kind))
                let hurt = try Reference.ofOneSession(disk).disk
                let injury = Injury(reference: reference, disk: hurt, isStale: true)
                check(injury, known, "write \(number), \(kind)")
                count += 1
                harmless += injury.gaps.isEmpty ? 1 : 0
            }
        }
        told("writes lost and misdirected", ["images": count, "without a fact hurt": harmless])
    }

    @Test("exchanged and foreign segments are refused by name, and shown to nobody")
    func exchanged() throws {
        let reference = try Reference.make(isClosed: false)
        let stranger = Bench(SimulatedDisk(), seed: 90)
        #expect(try stranger.open().close() == ())
        let foreign = try #require(
            (stranger.storage as? SimulatedDisk)?.contents(
                "book/segments/00000000000000000001-1.segment"))
        for (index, file) in reference.segments.enumerated() {
            let other = reference.segments[(index + 1) % 3]
            for bytes in [try #require(reference.disk.contents(other)), foreign] {
                let disk = reference.copy()
                disk.replace(file, with: bytes)
                var bench = Bench(disk, seed: 91)
                bench.options.isStepped = true
                #expect { try bench.open() } throws: { error in
                    switch error as? LogError {
                    case .foreign(let named, _, _), .broken(let named, _, _):
                        "book/" + named == file
                    default: false
                    }
                }
                #expect(disk.contents(file) == bytes)
                let named = try Verifier.findings(disk, "book").filter { "book/" + $0.file == file }
                #expect(named.contains { $0.what == .otherHeader })
                let lost = named.compactMap(\.sequences)
                let own = reference.blocks.filter { $0.file == file && $0.next > $0.first }
                let last = min(try #require(own.last).next - 1, reference.promised)
                #expect(lost == [try #require(own.first).first...last])
                let texts = try readAround(disk)
                let expected = reference.texts.enumerated().filter { index, _ in
                    index < reference.promised && !lost.contains { $0.contains(UInt64(index + 1)) }
                }
                #expect(texts == expected.map(\.element))
            }
        }
    }

    private func readAround(_ disk: SimulatedDisk) throws -> [String] {
        var cursor = try LogReader(disk, "book").cursor()
        var texts: [String] = []
        while true {
            do throws(LogError) {
                while let block = try cursor.nextBlock() { texts += ByteWriter.texts(block) }
                return texts
            } catch {
                if try cursor.skipDamage() == nil { return texts }
            }
        }
    }
}
