// Writing, closing, opening again, rolling: what every storage must give.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Synchronization
import Testing

@Suite struct LogWriterTests {
    @Test("what is appended is read after closing and after opening again")
    func roundTrip() async throws {
        let bench = Bench(SimulatedDisk())
        let log = try bench.open()
        #expect(log.report.ending == .created)
        let first = await log.append("a")
        #expect(first.range == 1...1)
        let second = await log.append(["b", "c"])
        #expect(second.range == 2...3)
        #expect(await log.closed() == nil)
        #expect(try bench.read() == ["a", "b", "c"])

        let notes = Notes()
        let again = try bench.open(notes)
        #expect(again.report.ending == .closed)
        #expect(again.report.last == 3)
        #expect(notes.state.withLock { $0.restored } == [1, 2])
        #expect(await again.append("d").range == 4...4)
        #expect(await again.closed() == nil)
        #expect(try bench.read() == ["a", "b", "c", "d"])
    }

    @Test("a duplicate is settled and takes no sequence") func settled() async throws {
        let bench = Bench(MemoryStorage())
        let log = try bench.open()
        #expect(await log.append(["a"]).range == 1...1)
        #expect(await log.append(["a"], isDuplicate: true) == .settled)
        #expect(await log.append(["b"]).range == 2...2)
        #expect(await log.closed() == nil)
    }

    @Test("segments follow each other, are sealed, and their footers can be read")
    func roll() async throws {
        let disk = SimulatedDisk()
        let bench = Bench(disk)
        let log = try bench.open()
        var expected: [String] = []
        for number in 0..<400 {
            let text = "\(number)-" + String(repeating: "x", count: 200)
            expected.append(text)
            #expect(await log.append(text).range == UInt64(number + 1)...UInt64(number + 1))
        }
        #expect(await log.closed() == nil)
        #expect(try bench.read() == expected)
        let reader = try LogReader(disk, "book")
        let state = try reader.state
        #expect(state.segments.count > 5)
        #expect(state.isClosed)
        for entry in state.segments.dropLast() {
            #expect(entry.state == .sealed)
            let footer = try #require(try reader.footer(of: entry))
            #expect(footer.count / 8 > 10)
            let offset = footer.raw.uint64(at: footer.count - 8)
            let block = try reader.block(at: offset, in: entry.id)
            #expect(block.header.next == entry.last + 1)
            #expect(block.chain == entry.chain)
        }
    }

    @Test("an append larger than a segment gets a segment that grows for it")
    func large() async throws {
        let bench = Bench(SimulatedDisk())
        let log = try bench.open()
        let large = String(repeating: "L", count: 100_000)
        for text in ["a", large, "b", large, large, "c"] {
            #expect(await log.append(text).isDurable)
        }
        #expect(await log.closed() == nil)
        #expect(try bench.read() == ["a", large, "b", large, large, "c"])
        let again = try bench.open()
        #expect(again.report.ending == .closed)
        #expect(await again.closed() == nil)
    }

    @Test("a request that no block can hold is refused and nothing else is")
    func tooLarge() async throws {
        let log = try Bench(MemoryStorage()).open()
        let limit = Limits.blockBytesMax - Limits.blockHeaderBytes - Limits.alignmentBytes
        let texts = Array(repeating: "", count: limit / 16)
        #expect(
            await log.append(texts)
                == .notAppended(.tooLarge(bytes: 64 + limit / 16 * 16, limit: limit)))
        #expect(await log.append("a").range == 1...1)
        #expect(await log.closed() == nil)
    }

    @Test("a second writer is refused until the first has closed") func lock() async throws {
        let bench = Bench(SimulatedDisk())
        let log = try bench.open()
        #expect(throws: LogError.locked(path: "book")) { try bench.open() }
        #expect(await log.closed() == nil)
        #expect(try await bench.open().closed() == nil)
    }

    @Test("a closed log takes nothing more") func closed() async throws {
        let log = try Bench(MemoryStorage()).open()
        #expect(await log.closed() == nil)
        #expect(await log.append("a") == .notAppended(.closed))
        #expect(await log.closed() == .closed)
        #expect(await log.sync() == .closed)
    }

    @Test("opening and closing without appending leaves the bytes as they are")
    func stable() async throws {
        let disk = SimulatedDisk()
        let bench = Bench(disk)
        let log = try bench.open()
        _ = await log.append("a")
        #expect(await log.closed() == nil)
        let path = try #require(disk.paths.first { $0.hasSuffix(".segment") })
        let before = disk.contents(path)
        for _ in 0..<3 { #expect(try await bench.open().closed() == nil) }
        #expect(disk.contents(path) == before)
    }

    @Test("the same clock and random numbers give the same bytes") func golden() async throws {
        var images: [[String: [UInt8]]] = []
        for _ in 0..<2 {
            let disk = SimulatedDisk()
            let log = try Bench(disk).open()
            for number in 0..<200 {
                _ = await log.append("\(number)" + String(repeating: "y", count: 150))
            }
            #expect(await log.closed() == nil)
            var image: [String: [UInt8]] = [:]
            for path in disk.paths where path.hasSuffix(".segment") || path.hasSuffix("MANIFEST") {
                image[path] = disk.contents(path)
            }
            images.append(image)
        }
        #expect(images[0].count > 2)
        #expect(images[0] == images[1])
    }

    @Test("recorded times never run backwards, whatever the clock does") func clock() async throws {
        var bench = Bench(MemoryStorage())
        let generator = Generator(seed: 9)
        bench.options.clock = { Int64(generator.below(1000)) }
        let log = try bench.open()
        var last = Int64.min
        for _ in 0..<50 {
            guard case .committed(_, _, let recorded, _) = await log.append("a") else {
                Issue.record("not committed")
                return
            }
            #expect(recorded >= last)
            last = recorded
        }
        #expect(await log.closed() == nil)
    }

    @Test("tasks at once are all committed, each once, in one order") func concurrent() async throws
    {
        let bench = Bench(MemoryStorage(), segmentBytes: 64 * 1024)
        let log = try bench.open()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    for number in 0..<100 { _ = await log.append(["\(task)/\(number)", "x"]) }
                }
            }
        }
        #expect(await log.closed() == nil)
        let texts = try bench.read().filter { $0 != "x" }
        #expect(texts.count == 1600)
        #expect(Set(texts).count == 1600)
        for task in 0..<16 {
            let own = texts.filter { $0.hasPrefix("\(task)/") }
            #expect(own == (0..<100).map { "\(task)/\($0)" })
        }
        #expect(log.admittedBytes == 0)
    }

    @Test("a buffered append is accepted at once, durable after sync, and then visible")
    func buffered() async throws {
        var bench = Bench(SimulatedDisk())
        bench.options.durability = .buffered(milliseconds: 3_600_000)
        let notes = Notes()
        let log = try bench.open(notes)
        var cursor = log.reader().cursor()
        let outcome = await log.append("a")
        #expect(outcome.range == 1...1 && !outcome.isDurable)
        #expect(notes.state.withLock { $0.committed } == [1])
        #expect(try cursor.nextBlock() == nil)
        #expect(await log.sync() == nil)
        #expect(notes.durable == 1)
        #expect(try cursor.nextBlock()?.header.first == 1)
        #expect(await log.closed() == nil)
    }

    @Test("a buffered append becomes durable by itself within the interval")
    func interval() async throws {
        var bench = Bench(SimulatedDisk())
        bench.options.durability = .buffered(milliseconds: 5)
        let notes = Notes()
        let log = try bench.open(notes)
        _ = await log.append("a")
        for _ in 0..<400 where notes.durable == 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(notes.durable == 1)
        #expect(await log.closed() == nil)
    }
}

extension CommitOutcome {
    var range: ClosedRange<UInt64>? {
        guard case .committed(let first, let count, _, _) = self else { return nil }
        return first...(first + UInt64(count) - 1)
    }

    var isDurable: Bool {
        guard case .committed(_, _, _, let durable) = self else { return false }
        return durable
    }
}
