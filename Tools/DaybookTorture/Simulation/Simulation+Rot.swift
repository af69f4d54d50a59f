// The end of a run: bytes change behind everybody's back, and every fact is then either as it was,
// or reported, and never another one.

internal import Daybook
internal import DaybookLog
internal import DaybookTesting

extension Simulation {
    /// What can be read of a book that may be damaged.
    private struct Reading {
        /// The facts that came out as they went in.
        var found: Set<Int> = []
        /// Facts in sound blocks that do not decode, because a name or a schema was lost.
        var undecodable: Set<Int> = []
        /// The last fact that is proved.
        var last = 0
    }

    func rot() async throws(BrokenPromise) {
        lift()
        if random.chance(150) { return try await writeAstray() }
        guard try await settleForGood() else { return }
        let layout = try Layout(disk)
        try demand(layout.facts == oracle.facts.count, "not all facts are proved after the end")
        if layout.facts == 0 { return }
        if random.chance(100) { return try await forge(layout) }
        let foreign = try await foreignSegment()
        let kind = random.pick(Rot.allCases)
        let hurt = kind.apply(
            to: disk, layout, foreign: foreign, older: manifests, &random)
        counters.add(kind.coverage)
        trace?("rot: \(kind), \(hurt.map { sample($0) } ?? "?") of \(layout.facts) hurt")
        try await judge(hurt: hurt)
    }

    /// Ends the process with everything durable, closed or not; false if it ended badly.
    private func settleForGood() async throws(BrokenPromise) -> Bool {
        process.fail()
        guard case .success = try await driven({ book in try await book.sync() }) else {
            return false
        }
        oracle.synced(through: oracle.facts.count)
        if random.chance(500) {
            guard case .success = try await driven({ book in try await book.close() }) else {
                return false
            }
        }
        process.end()
        mayFail = true
        follower = nil
        book = nil
        disk = disk.crashed(.keepingAll)
        return true
    }

    private func foreignSegment() async throws(BrokenPromise) -> [UInt8] {
        let other = SimulatedDisk()
        do {
            var options = options
            options.isStepped = false
            let book = try await Daybook.open(other, "book", options)
            try await book.append(VisitorSeen(visitor: "stranger"))
            try await book.close()
        } catch { throw BrokenPromise("a second book failed: \(error)") }
        return other.paths.last { $0.hasSuffix(".segment") }.flatMap { other.contents($0) } ?? []
    }

    /// A block is replaced by one whose checksums are right: only the chain tells.
    private func forge(_ layout: Layout) async throws(BrokenPromise) {
        guard layout.blocks.count > 1 else { return }
        let block = layout.blocks[random.below(layout.blocks.count - 1)]
        guard let salt = try salt(of: block.path), let bytes = disk.contents(block.path) else {
            throw BrokenPromise("a listed segment is missing")
        }
        disk.replace(block.path, with: block.forged(bytes, salt: salt, &random))
        counters.add(.forgedBlock)
        trace?("forged: \(block)")
        let isTold: Bool
        do throws(DaybookError) {
            let report = try await Daybook.verify("book", storage: disk.newProcess())
            isTold = report.findings.contains { $0.severity == .damage }
        } catch { throw BrokenPromise("verifying a forged book failed: \(error)") }
        try demand(isTold, "a forged block went unnoticed: \(block)")
    }

    private func salt(of path: String) throws(BrokenPromise) -> UInt64? {
        do throws(LogError) {
            let segments = try LogReader(disk.newProcess(), "book").state.segments
            return segments.first { path.hasSuffix("/" + $0.fileName) }?.salt
        } catch { throw BrokenPromise("a sound book cannot be read: \(error)") }
    }

    /// A write goes astray, or nowhere, and nobody is told.
    private func writeAstray() async throws(BrokenPromise) {
        guard case .success = try await driven({ book in try await book.sync() }) else { return }
        let isLost = random.chance(500)
        trace?("a write \(isLost ? "lost" : "astray")")
        counters.add(isLost ? .lostWrite : .misdirectedWrite)
        let distance = 512 * (random.below(40) - 20)
        process.fail(
            .init(
                .write, number: 1 + random.below(6),
                kind: isLost ? .lost : .misdirected(by: distance),
                path: random.chance(800) ? "segments/" : ""))
        mayFail = true
        for _ in 0..<12 { try await perform(random.pick([.append, .batch, .commit, .upkeep])) }
        guard try await settleForGood() else { return }
        try await judge(hurt: nil)
    }

    // MARK: Judging

    /// Judges a book whose bytes have changed.
    ///
    /// - Parameter hurt: the facts whose blocks were changed, if that is known.
    private func judge(hurt: Set<Int>?) async throws(BrokenPromise) {
        let all = Set(1..<oracle.facts.count + 1)
        guard let lost = try await verified() else { return try await openDamaged(found: []) }
        guard let reading = try read() else { return try await openDamaged(found: []) }
        let unproven = all.filter { $0 > reading.last }
        counters.add(lost.isEmpty ? .damageHarmless : .damageReported)
        try demand(
            reading.found.isDisjoint(with: lost),
            "facts reported lost can be read: \(sample(reading.found.intersection(lost)))")
        let silent = all.subtracting(reading.found).subtracting(lost).subtracting(unproven)
        try demand(silent.isEmpty, "facts are missing and not reported: \(sample(silent))")
        if let hurt {
            let proved = hurt.subtracting(unproven)
            try demand(
                proved.isSubset(of: lost), "not reported: \(sample(proved.subtracting(lost)))")
            let innocent = lost.subtracting(hurt).subtracting(reading.undecodable)
            try demand(innocent.isEmpty, "reported without need: \(sample(innocent))")
        }
        try await openDamaged(found: reading.found.union(unproven.subtracting(hurt ?? unproven)))
    }

    private func sample(_ facts: Set<Int>) -> String {
        "\(facts.count) facts, \(facts.min() ?? 0) to \(facts.max() ?? 0)"
    }

    /// The facts that verifying calls lost; nil if the book as a whole is refused.
    private func verified() async throws(BrokenPromise) -> Set<Int>? {
        do throws(DaybookError) {
            let report = try await Daybook.verify("book", storage: disk.newProcess())
            var lost: Set<Int> = []
            for finding in report.findings {
                trace?("found: \(finding)")
                if let range = finding.sequences {
                    lost.formUnion(Int(range.lowerBound)..<Int(range.upperBound) + 1)
                }
            }
            return lost
        } catch {
            try demand(isRefusal(error), "verifying failed: \(error)")
            counters.add(.damageReported)
            return nil
        }
    }

    /// Whether an error says that what is there is not the book that was written.
    private func isRefusal(_ error: DaybookError) -> Bool {
        switch error {
        case .log(.damaged), .log(.foreign), .log(.broken), .log(.unlisted), .log(.missing),
            .log(.unsupported), .notABook:
            true
        default: false
        }
    }

    /// Reads past all damage, comparing every fact; nil if the book as a whole is refused.
    private func read() throws(BrokenPromise) -> Reading? {
        var reading = Reading()
        var cursor: BlockCursor
        do throws(LogError) {
            let reader = try LogReader(disk.newProcess(), "book")
            reading.last = Int(try reader.state.last)
            cursor = reader.cursor()
        } catch {
            try demand(isRefusal(.log(error)), "reading failed: \(error)")
            return nil
        }
        var batch = Batch(catalog: Catalog())
        while true {
            switch Result(catching: { () throws(LogError) in try cursor.nextBlock() }) {
            case .success(nil): return reading
            case .success(let block?): try compare(block, &batch, &reading)
            case .failure(let error):
                try demand(isRefusal(.log(error)), "reading failed: \(error)")
                guard try skip(&cursor) else { return reading }
            }
        }
    }

    private func skip(_ cursor: inout BlockCursor) throws(BrokenPromise) -> Bool {
        do throws(LogError) { return try cursor.skipDamage() != nil } catch {
            try demand(isRefusal(.log(error)), "passing over damage failed: \(error)")
            return false
        }
    }

    private func compare(
        _ block: BlockView, _ batch: inout Batch, _ reading: inout Reading
    ) throws(BrokenPromise) {
        do throws(CodingError) {
            try batch.load(block.page)
        } catch {
            reading.undecodable.formUnion(Int(block.header.first)..<Int(block.header.next))
            return
        }
        for index in 0..<batch.count {
            let sequence = Int(batch.sequence(batch[index]))
            let fact = batch.event(index).flatMap { SimulatedFact($0) }
            try demand(
                sequence <= oracle.facts.count && fact == oracle.facts[sequence - 1],
                "fact \(sequence) is another after rot")
            reading.found.insert(sequence)
        }
    }

    /// Opens a damaged book for writing: refused with a reason, or with everything that could be
    /// read, and new facts behind it.
    private func openDamaged(found: Set<Int>) async throws(BrokenPromise) {
        var options = options
        options.isStepped = false
        for policy in [DamagePolicy.refuse, .appendBeyond] {
            options.damage = policy
            do {
                let book = try await Daybook.open(disk.newProcess(), "book", options)
                let receipt = try await book.append(VisitorSeen(visitor: "after"))
                try await book.close()
                counters.add(policy == .refuse ? .damageHarmless : .appendedBeyond)
                try demand(
                    receipt.first > UInt64(found.max() ?? 0), "a sequence was given twice")
                guard let reading = try readAfterwards() else {
                    throw BrokenPromise("a book that was opened cannot be read")
                }
                let gone = found.subtracting(reading)
                return try demand(gone.isEmpty, "opening lost \(sample(gone))")
            } catch let error as BrokenPromise {
                throw error
            } catch let error as DaybookError {
                try demand(isRefusal(error), "opening failed: \(error)")
                counters.add(.refusedDamage)
            } catch { throw BrokenPromise("opening failed: \(error)") }
        }
    }

    /// The facts of the simulation that can still be read behind a later writer.
    private func readAfterwards() throws(BrokenPromise) -> Set<Int>? {
        var batch = Batch(catalog: Catalog())
        var found: Set<Int> = []
        do throws(LogError) {
            var cursor = try LogReader(disk.newProcess(), "book").cursor()
            while true {
                do throws(LogError) {
                    guard let block = try cursor.nextBlock() else { return found }
                    if (try? batch.load(block.page)) == nil { continue }
                    for index in 0..<batch.count {
                        let sequence = Int(batch.sequence(batch[index]))
                        if sequence <= oracle.facts.count { found.insert(sequence) }
                    }
                } catch {
                    if try cursor.skipDamage() == nil { return found }
                }
            }
        } catch { return nil }
    }
}
