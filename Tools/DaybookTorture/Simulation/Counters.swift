// What a simulation really exercised: a counter that stays at zero is a hole in the proof.

/// Counts by name.
public struct Counters: Sendable {
    /// How often each thing has happened.
    public private(set) var counts: [Coverage: Int] = [:]

    mutating func add(_ what: Coverage, _ count: Int = 1) { counts[what, default: 0] += count }

    mutating func add(_ other: Counters) {
        for (what, count) in other.counts { add(what, count) }
    }

    /// Things that never happened.
    public var missing: [Coverage] { Coverage.allCases.filter { counts[$0, default: 0] == 0 } }
}

/// Everything that a long run must have met.
public enum Coverage: String, CaseIterable, Sendable {
    // What a service does.
    case append, batch, conditionHeld, conditionFailed, keyedAppend, keyedRetry, keyConflict
    case cancelled, sync, snapshot, query, bufferedBook, round
    // What the engine does by itself.
    case roll, segmentSealed, upkeepPart, timePassed, footerRebuilt
    // Readers.
    case read, follow, lookUp, otherProcessRead, staleReader
    // Ends and beginnings.
    case closed, killed, powerCut, crashWhileOpening, recoveredCopy, openedClosed, tornTail
    case doubtfulKept, doubtfulDropped
    // Faults.
    case failedCall, failedSync, partialSync, shortCall, interruptedCall, diskFull, quota
    case fileTooLarge, poisoned, reserveSpent, failedOpening
    // Rot.
    case flippedBit, zeroedSector, unreadableSector, cutFile, longerFile, lostFile
    case exchangedFiles, foreignFile, olderManifest, forgedBlock, misdirectedWrite, lostWrite,
        damageReported, damageHarmless
    case refusedDamage, appendedBeyond
}
