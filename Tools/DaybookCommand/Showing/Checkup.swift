// What was found of a book and its machine, judged: well, worth attention, or trouble; each with
// what to do. Pure: the facts are gathered elsewhere.

internal import Daybook
internal import DaybookLog

/// The doctor's findings.
struct Checkup {
    enum Level: String {
        case ok
        case attention
        case trouble
    }
    struct Line: Equatable {
        let level: Level
        let subject: String
        let text: String
        let advice: String?
    }

    private(set) var lines: [Line] = []
    private let book: String
    private let found: Examination

    /// Judges.
    ///
    /// - Parameters:
    ///   - syncs: how long syncs took, ascending, in microseconds; nil if they were not measured.
    ///   - now: seconds since 1970.
    init(_ book: String, _ found: Examination, syncs: [UInt64]?, now: Int64) {
        self.book = Terminal.escaped(book)
        self.found = found
        judgeWriter()
        judgeLists(now)
        judgeSegments()
        judgeFiles()
        judgeSnapshots()
        judgeMachine()
        judgeSyncs(syncs)
    }

    private mutating func add(
        _ level: Level, _ subject: String, _ text: String, _ advice: String? = nil
    ) {
        lines.append(Line(level: level, subject: subject, text: text, advice: advice))
    }

    private var isWriting: Bool {
        switch found.writer {
        case .process, .somebody: true
        case .nobody, nil: false
        }
    }

    // MARK: The book

    private mutating func judgeWriter() {
        switch found.writer {
        case .process(let id): add(.ok, "writer", "process \(id) holds LOCK")
        case .somebody: add(.ok, "writer", "somebody holds LOCK; the system does not tell who")
        case .nobody: add(.ok, "writer", "nobody holds LOCK")
        case nil: add(.attention, "writer", "who holds LOCK cannot be found out")
        }
        if found.survey.watermark?.isClosed ?? false {
            add(.ok, "end", "the last writer closed the book")
        } else if isWriting {
            add(.ok, "end", "open, as long as the writer is at work")
        } else {
            add(
                .attention, "end", "the last writer did not close the book",
                "nothing: the next writer recovers, and loses nothing that was acknowledged")
        }
        switch found.unproven {
        case 0: add(.ok, "unproven", "every fact is proved durable")
        case nil:
            add(
                .attention, "unproven", "the last segment cannot be read",
                "`daybook verify \(book)` tells why")
        case let count? where isWriting:
            add(.ok, "unproven", "\(Text.count(count, "fact", "facts")) being appended")
        case let count?:
            add(
                .attention, "unproven",
                "\(Text.count(count, "fact", "facts")) behind the last proved one",
                "nothing: the next writer decides about them")
        }
    }

    private mutating func judgeLists(_ now: Int64) {
        let repair = "`daybook repair \(book)` shows what can be done"
        if found.survey.hasManifest {
            let count = found.survey.segments.count
            add(.ok, "manifest", "lists \(Text.count(count, "segment", "segments"))")
        } else {
            add(.trouble, "manifest", "bad or missing; read from the segments' headers", repair)
        }
        guard let mark = found.survey.watermark else {
            let text = "no valid slot: only later blocks prove earlier ones"
            return add(.trouble, "watermark", text, repair)
        }
        let age = found.watermarkWritten.map { now - $0 }
        let written = age.map { "written \(Self.span($0)) ago, " } ?? ""
        let text = "\(written)proves facts up to \(Text.grouped(mark.sequence))"
        if found.survey.validSlots < 2 {
            add(.attention, "watermark", text + "; the other slot is bad", repair)
        } else {
            add(.ok, "watermark", text)
        }
    }

    private static func span(_ seconds: Int64) -> String {
        let days = seconds / 86_400
        if days > 1 { return "\(Text.grouped(days)) days" }
        return seconds < 60 ? "\(max(0, seconds)) s" : Text.length(Int128(seconds) * 1_000_000)
    }

    private mutating func judgeSegments() {
        let segments = found.survey.segments
        let missing = found.survey.missing
        let lost = segments.filter { $0.state != .abandoned }
            .map { "segments/" + $0.fileName }.filter(missing.contains)
        if let first = lost.first {
            let more = lost.count > 1 ? " and \(lost.count - 1) more" : ""
            add(
                .trouble, "segments", "missing: \(first)\(more)",
                "restore the file, or see what `daybook repair \(book)` would do")
        } else {
            add(.ok, "segments", "every listed file is there")
        }
        let ended = segments.count { $0.state == .ended }
        if ended > 0 {
            let text = "\(Text.count(ended, "segment waits", "segments wait")) for a footer"
            add(
                isWriting ? .ok : .attention, "sealing", text,
                isWriting ? nil : "nothing: the next writer makes it")
        }
        if found.survey.lost.isEmpty { return }
        add(
            .attention, "losses", "known to be lost: \(RepairWording.text(found.survey.lost))",
            "restore a copy if there is one; `daybook repair \(book)` tells what is known of them, "
                + "questions with --skip-lost are answered without them")
    }

    private mutating func judgeFiles() {
        let survey = found.survey
        if !survey.temporary.isEmpty && !isWriting {
            add(
                .attention, "temporary",
                Text.count(survey.temporary.count, "file", "files") + " that a crash left",
                "nothing: the next writer removes or reuses them")
        }
        if let first = survey.unlisted.first {
            add(
                .attention, "unlisted",
                "\(Text.count(survey.unlisted.count, "file", "files")) that MANIFEST does not "
                    + "list, as \(Terminal.escaped(first))",
                "`daybook repair \(book)` tells what they are, and moves them away")
        }
        if !survey.quarantined.isEmpty {
            let files = Text.count(survey.quarantined.count, "file", "files")
            add(
                .ok, "quarantine", "\(files) that a repair took out of use",
                "remove them when nobody needs them any more")
        }
    }

    private mutating func judgeSnapshots() {
        let unchecked = found.snapshots.count { $0.fault == .unchecked }
        let useless = found.snapshots.filter { $0.fault != nil && $0.fault != .unchecked }
        for snapshot in useless {
            let why = snapshot.fault.map { Wording.text($0) } ?? ""
            add(
                .attention, "snapshots", "\(snapshot.file) is ignored: \(why)",
                "`daybook snapshot \(book)` makes a new one, repair moves this one away")
        }
        if unchecked > 0 {
            add(
                .attention, "snapshots",
                "\(Text.grouped(unchecked)) not comparable, because facts before are lost",
                "keep what holds the effect of lost facts; a fold cannot make it again")
        }
        let usable = found.snapshots.count - useless.count - unchecked
        guard let last = found.snapshots.last(where: { $0.fault == nil }) else {
            if found.snapshots.isEmpty {
                add(.ok, "snapshots", "none; folds begin at the first fact")
            }
            return
        }
        let behind = found.sequence - min(last.sequence, found.sequence)
        add(
            .ok, "snapshots",
            "\(Text.grouped(usable)) usable, the last as of fact \(Text.grouped(last.sequence)), "
                + "\(Text.count(behind, "fact", "facts")) behind")
    }

    // MARK: The machine

    private mutating func judgeMachine() {
        let segment = UInt64(Limits.segmentBytes)
        let reserve = segment + UInt64(Limits.reserveExtraBytes)
        if let bytes = found.survey.reserveBytes {
            add(.ok, "reserve", "\(Text.bytes(bytes)) kept for a full disk")
        } else {
            let text = "none; on a full disk the book may not open"
            add(.attention, "reserve", text, "nothing: a writer allocates it when it opens")
        }
        let needed = segment + (found.survey.reserveBytes == nil ? reserve : 0)
        switch found.freeBytes {
        case nil: add(.attention, "room", "how much is free cannot be found out")
        case let free? where free < needed:
            add(
                .attention, "room",
                "\(Text.bytes(free)) free; a segment and its reserve take \(Text.bytes(needed))",
                "make room, or appends will be refused")
        case let free?: add(.ok, "room", "\(Text.bytes(free)) free")
        }
        judgeFileSystem()
        if let files = found.openFilesMax {
            let isEnough = files >= 256
            add(
                isEnough ? .ok : .attention, "descriptors",
                "this process may open \(Text.grouped(files)) files",
                isEnough ? nil : "raise the limit of the writer's process, as by ulimit -n 1024")
        }
        if let first = found.unreadable.first {
            add(
                .trouble, "rights", "no right to read \(Terminal.escaped(first))",
                "run as the book's owner")
        } else if let first = found.unwritable.first {
            add(
                .attention, "rights", "no right to write \(Terminal.escaped(first))",
                "reading works; run a writer as the book's owner, on a disk that can be written")
        } else {
            add(.ok, "rights", "every file may be read and written")
        }
    }

    private mutating func judgeFileSystem() {
        guard let kind = found.fileSystem else { return }
        let remote = ["nfs", "nfs4", "cifs", "smb3", "9p", "afs", "ceph"]
        if remote.contains(kind) || kind.hasPrefix("fuse") {
            add(
                .attention, "disk", "\(kind): the promises assume a local file system",
                "move the book to a local disk")
        } else if kind == "tmpfs" || kind == "ramfs" {
            add(
                .attention, "disk", "\(kind): nothing survives a power cut",
                "move the book to a disk")
        } else {
            add(.ok, "disk", kind)
        }
    }

    private mutating func judgeSyncs(_ syncs: [UInt64]?) {
        guard let syncs, let slowest = syncs.last else {
            return add(
                .ok, "syncs", "not measured here; a service asks its book for `syncTimes`",
                "--probe DIR measures some syncs of a small file there")
        }
        let text =
            "of \(syncs.count): median \(Text.length(Int128(syncs[syncs.count / 2]))), "
            + "slowest \(Text.length(Int128(slowest)))"
        let isSlow = slowest > 100_000
        add(
            isSlow ? .attention : .ok, "syncs", text,
            isSlow ? "appends wait for syncs: look for what else writes to this disk" : nil)
    }
}
