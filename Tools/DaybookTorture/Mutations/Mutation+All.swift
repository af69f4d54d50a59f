// The mutations: what other engines got wrong, and what this one got wrong until it was found. Each
// quotes the source that it breaks, so that a change there must be answered here.

extension Mutation {
    private static let committer = "DaybookLog/Writing/Committer.swift"
    private static let roll = "DaybookLog/Writing/Committer+Roll.swift"
    private static let creation = "DaybookLog/Opening/Creation.swift"
    private static let place = "DaybookLog/Storing/Place.swift"
    private static let recovery = "DaybookLog/Opening/Recovery.swift"
    private static let decision = "DaybookLog/Opening/Recovery+Active.swift"
    private static let reader = "DaybookLog/Reading/LogReader.swift"
    private static let events = "Daybook/Reading/EventSequence.swift"
    private static let writer = "Daybook/Appending/BookWriter.swift"

    /// All mutations.
    public static let all: [Mutation] = committing + naming + recovering + proving + serving

    private static let committing: [Mutation] = [
        Mutation(
            "acknowledge-before-sync", "an append is acknowledged before its bytes are durable",
            .statement(committer, "try syncClock.sync(active.file)")),
        Mutation(
            "retry-failed-sync", "a failed sync is made again, and its success believed",
            .statement(
                committer, "try syncClock.sync(active.file)",
                by:
                    "do { try syncClock.sync(active.file) } catch { try syncClock.sync(active.file) }"
            )),
        Mutation(
            "watermark-before-sync", "WATERMARK is written before the blocks are durable",
            .statement(
                committer, "try syncClock.sync(active.file)",
                by: """
                    try watermark.write(
                        Watermark(
                            log: active.segment.log, epoch: epoch, turn: 0,
                            segment: active.segment.id, sequence: position.next - 1,
                            end: position.offset, chain: position.chain, isClosed: closed))
                    try syncClock.sync(active.file)
                    """)),
        Mutation(
            "go-on-after-failure", "a writer goes on after a failed write or sync",
            .statement(
                committer, "poison.set(error)\n            return", by: "_ = error")),
        Mutation(
            "buffered-is-durable", "a buffered append is called durable",
            .expression(committer, "flight.first <= durable", by: "true")),
        Mutation(
            "roll-before-sync", "a segment is left behind before its blocks are durable",
            .statement(roll, "flush()", by: "syncDeadline = nil")),
    ]

    private static let naming: [Mutation] = [
        Mutation(
            "no-directory-sync", "a new segment's name is not made durable",
            .statement(roll, "try place.storage.syncDirectory(place.segments)"),
            .statement(creation, "try place.storage.syncDirectory(place.segments)")),
        Mutation(
            "parent-unsynced", "the name of the log's directory is not made durable",
            .statement(place, "try storage.syncDirectory(Self.parent(of: directory))")),
        Mutation(
            "manifest-unsynced", "MANIFEST gets its name before its bytes are durable",
            .statement(
                place, "try file.write(manifest.encoded().raw, at: 0)\n        try file.sync()",
                by: "try file.write(manifest.encoded().raw, at: 0)")),
        Mutation(
            "unlisted-segment", "appends are acknowledged in a segment that MANIFEST lacks",
            .statement("DaybookLog/Writing/Ledger.swift", "try place.draft(manifest)"),
            .statement("DaybookLog/Writing/Ledger.swift", "try place.publishDraft()")),
    ]

    private static let recovering: [Mutation] = [
        Mutation(
            "trust-page-cache", "recovery goes on with what it reads, durable or not",
            .statement(recovery, "try syncUnsealed()"),
            .statement(
                decision, "return .copy",
                by: "return scan.fault == nil || scan.fault == .empty ? .goOn : .copy")),
        Mutation(
            "append-after-torn-tail", "a torn tail is written over in place",
            .statement(decision, "return .copy", by: "return .goOn")),
        Mutation(
            "truncate-at-first-bad", "the first bad checksum ends the log",
            .statement(
                decision,
                "return .damaged(first: next, last: scan.resumes.map { $0 - 1 } ?? end)",
                by: "return scan.file == nil ? .damaged(first: next, last: end) : .copy")),
        Mutation(
            "zeros-end-the-log", "zeros where a block should be end the log",
            .statement(
                decision,
                "return .damaged(first: next, last: scan.resumes.map { $0 - 1 } ?? end)",
                by: """
                    return scan.fault == .empty
                        ? .copy : .damaged(first: next, last: scan.resumes.map { $0 - 1 } ?? end)
                    """),
            isRare: true),
        Mutation(
            "ignore-watermark", "recovery does not ask WATERMARK what was promised",
            .expression(
                decision, "max(newest?.sequence ?? 0, listed.predecessorLast)",
                by: "listed.predecessorLast"),
            .expression(decision, "isOwn ? watermark?.end ?? 0 : 0", by: "UInt64(0)"),
            isRare: true),
        Mutation(
            "copy-unsynced", "a recovery publishes a copy before it is durable",
            .statement(creation, "try file.sync()"),
            .statement(
                "DaybookLog/Writing/ActiveSegment.swift", "try file.sync()")),
        Mutation(
            "reserve-unspent", "a full disk keeps a book from opening although it has a reserve",
            .statement(
                recovery, "return try runWithReserve(place, options, lock, full)",
                by: "throw .diskFull(full)")),
    ]

    private static let proving: [Mutation] = [
        Mutation(
            "no-chain", "blocks need not follow each other",
            .statement(
                "DaybookLog/Reading/BlockWalk.swift",
                "if header.chainBefore != chain { return .chain(expected: chain, found: header.chainBefore) }"
            ),
            isRare: true),
        Mutation(
            "no-salt", "blocks of one file are taken for those of another",
            .expression(
                "DaybookLog/Format/Format.swift", "salt ^ (fileOffset &+ UInt64(range.lowerBound))",
                by: "fileOffset &+ UInt64(range.lowerBound)")),
        Mutation(
            "no-personal-checksum", "the personal part is believed unseen",
            .expression(
                "DaybookLog/Format/Format+Block.swift",
                "Format.checksum(block, rest, salt: salt, fileOffset: fileOffset) != personalChecksum",
                by: "false")),
    ]

    private static let serving: [Mutation] = [
        Mutation(
            "read-past-watermark", "readers are shown what is not proved",
            .statement(
                reader,
                "if newest == nil { state.last = max(state.last, try provedByBlocks(state)) }",
                by: """
                    if var walk = try tail(state) {
                        while case .block = try walk.step() {}
                        state.last = max(state.last, walk.next - 1)
                        state.end = walk.offset
                        state.endSegment = walk.segment.id
                    }
                    """)),
        Mutation(
            "repeat-after-rewrite", "a reader begins a rewritten segment anew",
            .expression(events, "block.header.next > passed + 1", by: "true"),
            .expression(events, "batch.sequence(event) <= passed", by: "false")),
        Mutation(
            "keys-forgotten", "a retry is appended again",
            .expression(writer, "matches(request)", by: "[KeyMatch]()")),
        Mutation(
            "condition-unchecked", "a condition is not checked against the open segment",
            .expression(writer, "last > condition.since", by: "false")),
        Mutation(
            "wait-for-ever", "an append waits for a footer that cannot come",
            .expression(
                "Daybook/Appending/Daybook+Append.swift", "writer?.sealingFailure()",
                by: "LogError?.none"),
            isRare: true),
    ]
}
