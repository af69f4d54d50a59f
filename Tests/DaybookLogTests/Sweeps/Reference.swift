// Small logs whose every block is known by place, as their writer was told it, and what must be
// said when bytes of them are hurt. The expectation comes from comparing bytes, not from the log.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Foundation
import Synchronization
import Testing

/// A stretch of a log that nothing valid covers, as it must be reported.
struct LostStretch: Equatable {
    let file: String
    let offset: UInt64
    /// The sequences lost with it; none if only a closing block is hurt.
    let sequences: ClosedRange<UInt64>?
}

/// A log as it should be.
struct Reference: Sendable {
    /// A block, where the writer was told that it stands.
    struct Block: Sendable {
        let file: String
        let range: Range<Int>
        /// First and next sequence: alike in a closing block.
        let first: UInt64
        let next: UInt64
    }
    let disk: SimulatedDisk
    let texts: [String]
    let blocks: [Block]
    /// The last sequence that was acknowledged; one more block may follow.
    let promised: UInt64
    /// The segments' files, in order.
    let segments: [String]
    /// Which of them have a footer.
    let sealed: Set<String>

    var active: String { segments[segments.count - 1] }

    /// A log with a sealed segment, one that has ended without a footer, and an active one with a
    /// closing block in its middle; closed, or left with an append that nothing promises.
    static func make(isClosed: Bool) throws -> Reference {
        var build = try Build(SimulatedDisk())
        try build.append(["a", "b"], ["c"])
        try build.roll("d")
        build.upkeep()
        try build.append(["e", "f"], ["g"])
        // The second segment finds no room for its footer.
        build.disk.fail(
            .init(.write, number: 1, code: 28, isPersistent: true, path: "-2.segment"))
        try build.roll("h")
        try build.close()
        try build.open()
        try build.append(["i", "j"], ["k"], [String(repeating: "l", count: 700)])
        let promised = UInt64(build.texts.count)
        if isClosed { try build.close() } else { try build.leave(["m"]) }
        build.disk.fail()
        return build.reference(promised: promised, sealed: 1)
    }

    /// A closed log of one session, of two sealed segments and an active one.
    static func ofOneSession(_ disk: SimulatedDisk = SimulatedDisk()) throws -> Reference {
        var build = try Build(disk)
        try build.append(["a", "b"], ["c"])
        try build.roll("d")
        build.upkeep()
        try build.append(["e"], ["f"])
        try build.roll("g")
        build.upkeep()
        try build.append(["h", "i"], ["j"], [String(repeating: "k", count: 700)], ["l"])
        try build.close()
        return build.reference(promised: UInt64(build.texts.count), sealed: 2)
    }

    /// Makes a log and notes what stands where.
    private struct Build {
        var disk: SimulatedDisk
        private let bench: Bench
        private let notes = Notes()
        private var log: LogWriter<ByteWriter>
        private(set) var texts: [String] = []
        private var blocks: [Block] = []

        init(_ disk: SimulatedDisk) throws {
            self.disk = disk
            var bench = Bench(disk)
            bench.options.isStepped = true
            bench.options.keepsReserve = true
            self.bench = bench
            log = try bench.open(notes)
            upkeep()
        }

        mutating func open() throws {
            // What is read back is noted already.
            log = try bench.open(notes)
            notes.state.withLock { $0.placed = [] }
        }

        func upkeep() { while log.stepUpkeep() {} }

        mutating func append(_ appends: [String]...) throws {
            for texts in appends { try append(texts, extraBytes: 0) }
        }

        mutating func roll(_ text: String) throws { try append([text], extraBytes: 13_000) }

        private mutating func append(_ some: [String], extraBytes: Int) throws {
            texts += some
            try log.submit(ByteRequest(texts: some, extraBytes: extraBytes))
            #expect(log.stepCommit())
            take()
        }

        private mutating func take() {
            for placed in notes.state.withLock(\.placed) {
                let start = Int(placed.offset)
                blocks.append(
                    Block(
                        file: "book/segments/" + placed.segment.fileName,
                        range: start..<start + placed.header.totalBytes,
                        first: placed.header.first, next: placed.header.next))
            }
            notes.state.withLock { $0.placed = [] }
        }

        mutating func close() throws {
            log.close { #expect($0 == nil) }
            #expect(log.stepCommit())
            let last = try #require(blocks.last)
            let end = last.range.upperBound
            blocks.append(
                Block(file: last.file, range: end..<end + 128, first: last.next, next: last.next))
        }

        /// Appends, and loses its power when the bytes are written and not yet synced.
        mutating func leave(_ some: [String]) throws {
            let found = Mutex(disk)
            disk.observe { [disk] call, path in
                guard call == .sync, path.hasSuffix(".segment") else { return }
                found.withLock { $0 = disk.crashed(.keepingAll) }
            }
            try append(some)
            disk.observe(nil)
            disk = found.withLock { $0 }
        }

        func reference(promised: UInt64, sealed: Int) -> Reference {
            let kept = disk.crashed(.keepingAll)
            let segments = kept.paths.filter { $0.hasSuffix(".segment") }
            #expect(segments.count == 3)
            return Reference(
                disk: kept, texts: texts, blocks: blocks, promised: promised, segments: segments,
                sealed: Set(segments.prefix(sealed)))
        }
    }

    /// A disk of the same contents, to be hurt.
    func copy() -> SimulatedDisk { disk.crashed(.keepingAll) }
}

/// What was done to a disk.
struct Injury {
    let reference: Reference
    let disk: SimulatedDisk
    /// Sectors that were made unreadable.
    var unreadable: [(file: String, sector: Int)] = []
    /// Whether bytes may be older valid ones.
    var isStale = false

    /// Whether bytes of a file are not what they were.
    func hurts(_ file: String, _ range: Range<Int>) -> Bool {
        let sectors = unreadable.contains { hurt in
            let start = hurt.sector * 512
            return hurt.file == file && range.overlaps(start..<start + 512)
        }
        if sectors { return true }
        guard let was = reference.disk.contents(file) else { return false }
        guard let found = disk.contents(file) else { return true }
        if found.count < min(range.upperBound, was.count) { return true }
        let end = min(range.upperBound, was.count)
        guard range.lowerBound < end else { return false }
        return found.withUnsafeBytes { found in
            was.withUnsafeBytes { was in
                let start = range.lowerBound
                guard let one = found.baseAddress, let other = was.baseAddress else { return true }
                return memcmp(one + start, other + start, end - start) != 0
            }
        }
    }

    /// Whether anything that carries information was hurt in a file.
    func hurts(_ file: String) -> Bool {
        let count = reference.disk.contents(file)?.count ?? 0
        let last = reference.blocks.last { $0.file == file }
        // Without a footer there are zeros behind the blocks, prepared for what never came.
        let hasFooter = reference.sealed.contains(file)
        return hurts(file, 0..<(hasFooter ? count : last?.range.upperBound ?? count))
    }

    /// The stretches that must be reported: neighbouring blocks that were hurt are one.
    var gaps: [LostStretch] {
        var gaps: [LostStretch] = []
        for file in reference.segments {
            var run: [Reference.Block] = []
            for block in reference.blocks where block.file == file {
                if hurts(file, block.range) { run.append(block) } else { close(&run, &gaps) }
            }
            let isTorn = run.allSatisfy { $0.first > reference.promised && $0.next > $0.first }
            if isTorn { run = [] }
            close(&run, &gaps)
        }
        return gaps
    }

    private func close(_ run: inout [Reference.Block], _ gaps: inout [LostStretch]) {
        guard let first = run.first, let last = run.last else { return }
        // Nobody can know of facts behind those that were promised.
        let end = min(last.next - 1, max(reference.promised, first.first - 1))
        let isMissing = disk.contents(first.file) == nil
        gaps.append(
            LostStretch(
                file: String(first.file.dropFirst(5)),
                offset: isMissing ? 0 : UInt64(first.range.lowerBound),
                sequences: first.first <= end ? first.first...end : nil))
        run = []
    }

    /// The texts that can still be read, with their sequences.
    func readable(through last: UInt64) -> [UInt64: String] {
        var lost: Set<UInt64> = []
        for block in reference.blocks where hurts(block.file, block.range) {
            lost.formUnion(block.first..<block.next)
        }
        var readable: [UInt64: String] = [:]
        for (index, text) in reference.texts.enumerated() {
            let sequence = UInt64(index + 1)
            if sequence <= last && !lost.contains(sequence) { readable[sequence] = text }
        }
        return readable
    }

    /// Whether a file of the log's own was hurt, of which facts do not depend.
    func hurtsSmallFile(_ name: String) -> Bool { hurts("book/" + name) }
}
