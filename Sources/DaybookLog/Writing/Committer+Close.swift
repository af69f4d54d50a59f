// How a writer ends: closed, with its end proved, or abandoned as in a crash.

internal import DaybookBytes

extension Committer {
    /// Ends the log so that the next opening finds it proved: closing block, sync, WATERMARK.
    func close() -> LogError? {
        isEnded = true
        commitRound()
        flush()
        var failure = poison.error.map { LogError.poisoned($0) }
        if failure == nil {
            do throws(SystemError) { try writeClosing() } catch { failure = LogError(error) }
        }
        upkeep.stop()
        upkeep.next.discard()
        // Gives the prepared space back. If it fails, the zeros stay, which is no harm.
        if failure == nil { try? active.file.truncate(to: position.offset) }
        if failure == nil, let error = poison.error { failure = .poisoned(error) }
        lock.release()
        return failure
    }

    private func writeClosing() throws(SystemError) {
        if !position.isBehindClosing {
            try prepareForClosing()
            blockBefore = writer.counts
            blockRecorded = max(options.clock(), position.recorded)
            place(isClosing: true)
            try write()
            round.removeAll()
        }
        try syncBlocks(closed: true)
        try watermark.sync()
    }

    private func prepareForClosing() throws(SystemError) {
        let needed = position.offset + UInt64(Limits.blockHeaderBytes)
        do throws(SystemError) {
            try active.prepare(to: needed)
        } catch {
            if !error.isDiskFull { throw error }
            try? place.storage.remove(place.reserve)
            try active.prepare(to: needed)
        }
    }

    /// Stops as a crash would, because the owner is gone.
    func abandon(_ syncs: [Inbox<Writer.Request>.Completion]) {
        isEnded = true
        for completion in syncs { completion(.closed) }
        for waiting in batch { finish(waiting, .notAppended(.closed)) }
        upkeep.stop()
        lock.release()
    }
}
