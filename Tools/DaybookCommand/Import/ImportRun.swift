// An import: parsing on one thread, appending on this task, and the summary.

internal import Daybook
internal import DaybookLog

/// What an import did.
struct ImportSummary: Sendable {
    var files = 0
    var lines: UInt64 = 0
    var appended: UInt64 = 0
    var known: UInt64 = 0
    var foreign: UInt64 = 0
    var schemas: UInt64 = 0
    var refused: UInt64 = 0
    var seconds: Double = 0
    /// The first refused lines.
    var refusedLines: [RefusedLine] = []

    var factsPerSecond: UInt64 {
        let facts = appended + known
        return seconds > 0 ? UInt64(Double(facts) / seconds) : facts
    }
}

/// Imports files into a book.
struct ImportRun {
    /// Refused lines that are told in full on standard error.
    static let refusedShown: UInt64 = 20
    /// Refused lines that the summary names in JSON.
    static let refusedKept = 1_000
    /// Characters of a key that a refusal shows.
    private static let keyShown = 80
    /// How long an accepted fact may wait to be durable; the end of an import waits for all.
    private static let bufferedMilliseconds = 100
    private let options: ImportOptions
    private let context: Context
    private let progress: Progress
    private var summary = ImportSummary()
    /// Keys of lines that contradict the facts that have them: no correction is about those facts.
    private var refusedKeys: Set<Key> = []

    init(_ options: ImportOptions, _ context: Context) {
        self.options = options
        self.context = context
        progress = Progress(context.errors, "importing")
    }

    consuming func run() async throws {
        let total = try sizes()
        var open = Daybook.Options()
        open.durability = .buffered(milliseconds: Self.bufferedMilliseconds)
        let book = try await Daybook.open(options.book, open)
        do {
            defer { progress.end() }
            try await book.closed { try await take(into: book, of: total) }
        }
        summary.seconds = progress.seconds
        try report()
        if options.isStrict && summary.refused > 0 { throw Failure.told(ExitCode.damage) }
    }

    /// The bytes of all files, 0 if nobody knows; a file that cannot be read ends the import before
    /// anything is appended.
    private func sizes() throws(SystemError) -> UInt64 {
        var total: UInt64 = 0
        var isKnown = true
        for path in options.files where path != "-" {
            guard let size = try Descriptor.readableSize(path) else {
                isKnown = false
                continue
            }
            total += size
        }
        return isKnown && !options.files.contains("-") ? total : 0
    }

    private mutating func take(into book: Daybook, of total: UInt64) async throws {
        let handover = Handover<ImportBatch>()
        let parser = ImportParser(
            options: options, catalog: book.catalog, input: context.input,
            clock: { Timestamp(microseconds: Platform.microseconds()) }, handover: handover)
        try WorkerThread.start { parser.run() }
        defer { handover.stop() }
        summary.files = options.files.count
        var before: UInt64 = 0
        var current: (file: String, bytes: UInt64) = ("", 0)
        for await batch in handover.values {
            if batch.file != current.file {
                before += current.bytes
                current.file = batch.file
            }
            current.bytes = batch.bytesRead
            try await take(batch, into: book)
            handover.done()
            let facts = summary.appended + summary.known
            progress.update(before + current.bytes, of: total, "\(Text.grouped(facts)) facts")
            if let failure = batch.failure { throw failure }
            if options.isStrict && summary.refused > 0 { break }
        }
        try await book.sync()
    }

    private mutating func take(_ batch: ImportBatch, into book: Daybook) async throws {
        summary.lines += batch.linesRead
        summary.foreign += batch.foreign
        summary.schemas += batch.schemas
        for line in batch.refused { refuse(line) }
        var rows = batch.rows
        var lines = batch.lines
        guard let corrected = batch.corrected, let line = lines.popLast() else {
            return try await append(rows, batch.positions, lines, of: batch.file, to: book)
        }
        var correction = rows.removeLast()
        try await append(rows, batch.positions, lines, of: batch.file, to: book)
        if let position = batch.positions[lines.count],
            try await isOwn(correction, exportedFrom: position, book)
        {
            summary.known += 1
            return
        }
        guard let about = try await about(corrected, for: correction, in: book) else {
            return refuse(RefusedLine(file: batch.file, line: line, why: reason(corrected)))
        }
        correction.setAbout(about, row: 0)
        try await append(correction, [:], [line], of: batch.file, to: book)
    }

    /// Whether a correction is a fact of this very book, which an export came from.
    private func isOwn(
        _ correction: Rows, exportedFrom position: UInt64, _ book: Daybook
    ) async throws -> Bool {
        guard let known = try await Command.readable(position, book)?.decode(as: FactCorrected.self)
        else { return false }
        var same = correction
        same.setAbout(known.about, row: 0)
        return try await !book.facts(exportedAs: same, from: [0: position]).isEmpty
    }

    private mutating func append(
        _ all: Rows, _ positions: [Int: UInt64], _ allLines: [UInt64], of file: String,
        to book: Daybook
    ) async throws {
        let own = try await book.facts(exportedAs: all, from: positions)
        summary.known += UInt64(own.count)
        let new = all.starts.indices.filter { !own.contains($0) }
        let (rows, lines) =
            own.isEmpty ? (all, allLines) : (all.only(new), new.map { allLines[$0] })
        if rows.starts.isEmpty { return }
        let result = try await book.append(new: rows)
        summary.appended += UInt64(result.appended)
        summary.known += UInt64(result.known)
        for conflict in result.conflicts.sorted(by: { $0.row < $1.row }) {
            let header = RowHeader(rows.bytes, at: rows.starts[conflict.row])
            if let key = header?.envelope.key { refusedKeys.insert(key) }
            refuse(
                RefusedLine(
                    file: file, line: lines[conflict.row],
                    why: "its source and id are those of fact \(conflict.sequence), "
                        + "which tells something else"))
        }
    }

    /// What a correction is about in this book; nil if that is not certain.
    private func about(
        _ corrected: Key, for correction: Rows, in book: Daybook
    ) async throws -> Int64? {
        if refusedKeys.contains(corrected) { return nil }
        let place = try await book.sequence(of: corrected)
        guard RowHeader(correction.bytes)?.envelope.key == corrected else {
            return place.map { Int64(bitPattern: $0) }
        }
        // What names itself corrects nothing where it was told, and shall not here.
        guard let place, let known = try await Command.readable(place, book) else { return 0 }
        return known.decode(as: FactCorrected.self)?.about ?? 0
    }

    /// Why a correction of a fact is refused.
    private func reason(_ corrected: Key) -> String {
        let source = corrected.source.prefix(Self.keyShown)
        let fact = "it corrects the fact '\(corrected.id.prefix(Self.keyShown))' of '\(source)', "
        return refusedKeys.contains(corrected)
            ? fact + "whose own line was refused"
            : fact + "which is not in this book; import that fact first, and then this line again"
    }

    private mutating func refuse(_ line: RefusedLine) {
        summary.refused += 1
        if summary.refusedLines.count < Self.refusedKept { summary.refusedLines.append(line) }
        if summary.refused <= Self.refusedShown {
            progress.end()
            context.errors.say(
                "daybook: \(Terminal.escaped(line.file)):\(line.line): "
                    + Terminal.escaped(line.why)
            )
        }
    }

    // MARK: Summary

    private func report() throws(Failure) {
        if summary.refused > Self.refusedShown {
            let more = summary.refused - Self.refusedShown
            context.errors.say(
                "daybook: \(Text.count(more, "more line was", "more lines were")) refused")
        }
        if options.json { return try context.output.write(json().line) }
        let files = Text.count(summary.files, "file", "files")
        let rate = Text.grouped(summary.factsPerSecond)
        var lines = [
            "read      \(Text.count(summary.lines, "line", "lines")) of \(files)",
            "appended  \(Text.count(summary.appended, "fact", "facts"))"
                + (summary.appended == 0 && summary.known > 0 ? ": all were there already" : ""),
            "known     \(Text.count(summary.known, "fact", "facts")), there already",
            "foreign   \(Text.count(summary.foreign, "fact", "facts")) of unknown types, "
                + "kept whole",
            "refused   \(Text.count(summary.refused, "line", "lines"))",
            "took      \(Text.decimal(summary.seconds, 2)) s, \(rate) facts/s",
        ]
        if summary.schemas > 0 {
            let text = "declared  \(Text.count(summary.schemas, "schema", "schemas"))"
            lines.insert(text, at: 4)
        }
        if options.isStrict && summary.refused > 0 {
            lines.append("stopped at the first refused line")
        }
        try context.print(lines)
    }

    private func json() -> JSONObject {
        var object = JSONObject()
        object.put("book", options.book)
        object.put("files", summary.files)
        object.put("lines", summary.lines)
        object.put("appended", summary.appended)
        object.put("known", summary.known)
        object.put("foreign", summary.foreign)
        object.put("schemas", summary.schemas)
        object.put("refused", summary.refused)
        object.put("seconds", seconds: summary.seconds)
        object.put("factsPerSecond", summary.factsPerSecond)
        object.put(
            "refusedLines",
            summary.refusedLines.map { line in
                var object = JSONObject()
                object.put("file", line.file)
                object.put("line", line.line)
                object.put("why", line.why)
                return object
            })
        return object
    }
}
