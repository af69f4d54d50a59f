// What a repair does and what is lost, in words.

internal import Daybook
internal import DaybookLog

/// Repairs for people, and fixed words for JSON.
enum RepairWording {
    /// Losses whose names are printed on a line.
    private static let namesMax = 8
    /// Ranges that are printed on a line.
    private static let rangesMax = 8

    static func text(_ action: RepairAction) -> String {
        switch action {
        case .moved(let file, let to, let reason):
            "move \(Terminal.escaped(file)) to \(Terminal.escaped(to)): \(text(reason))"
        case .renamed(let file, let from):
            "put \(Terminal.escaped(from)) in its place as \(Terminal.escaped(file))"
        case .manifest(let fault, let segments):
            "make MANIFEST from the headers of \(Text.count(segments, "segment", "segments")): "
                + (fault.map { Wording.text($0) } ?? "it is older than the files")
        case .adopted(let file): "list \(Terminal.escaped(file)), which was missing before"
        case .header(let file, let isExact):
            "make the header of \(Terminal.escaped(file)) again"
                + (isExact ? ", as it was" : "; when it was begun is not known any more")
        case .footer(let file): "make the footer of \(Terminal.escaped(file)) from its blocks"
        case .abandoned(let file):
            "list \(Terminal.escaped(file)) as damaged for good; it stays in its place"
        case .noted(let sequences):
            sequences.isEmpty
                ? "note in LOSSES that nothing is lost any more"
                : "note in LOSSES what is lost: \(text(sequences))"
        case .reopened(let report): text(report)
        case .reserve: "spend RESERVE, the room that is kept for this"
        }
    }

    private static func text(_ reason: RepairAction.Reason) -> String {
        switch reason {
        case .foreign(let log): "it belongs to log \(log)"
        case .otherName: "it is another file of this book"
        case .unlisted: "MANIFEST does not list it"
        case .unreadable(let fault):
            "nothing tells what it holds; its header: \(Wording.text(fault))"
        case .useless(let fault): "a snapshot that cannot be used: \(Wording.text(fault))"
        }
    }

    private static func text(_ report: OpeningReport) -> String {
        switch report.ending {
        case .damaged(let damage):
            "open for writing behind the damage and close: \(Wording.text(damage))"
        case .created, .closed: "open for writing and close: WATERMARK is made again"
        case .unclean:
            "open for writing and close: the last segment is copied up to fact "
                + "\(Text.grouped(report.last)), WATERMARK is made again"
        }
    }

    static func text(_ sequences: SequenceSet) -> String {
        let shown = sequences.ranges.prefix(rangesMax).map { range in
            range.count == 1
                ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        }
        let rest = sequences.ranges.count - shown.count
        let more = rest > 0 ? " and \(rest) more ranges" : ""
        let facts = Text.count(sequences.count, "fact", "facts")
        return "\(facts): \(shown.joined(separator: ", "))\(more)"
    }

    /// What is lost in one place, and what it was about.
    static func lines(_ loss: Loss, _ style: Style) -> [String] {
        let facts = text(SequenceSet([loss.sequences]))
        let why =
            loss.isUndecodable ? "need a definition that is lost" : "cannot be read any more"
        var lines = [style.yellow(facts) + " of \(Terminal.escaped(loss.file)) \(why)"]
        if let event = loss.before { lines.append("  behind  \(text(event))") }
        if let event = loss.after { lines.append("  before  \(text(event))") }
        if loss.names.isEmpty { return lines }
        let names = loss.names.prefix(namesMax).map { Terminal.cut($0, to: 60) }
        let rest = loss.names.count - names.count
        let more = rest > 0 ? " and \(rest) more" : ""
        lines.append("  about   \(names.joined(separator: ", "))\(more)")
        return lines
    }

    private static func text(_ event: RecordedEvent) -> String {
        "fact \(event.sequence), \(Terminal.escaped(event.type)) at \(event.time)"
    }

    /// A fixed word for JSON.
    static func word(_ action: RepairAction) -> String {
        switch action {
        case .moved: "moved"
        case .renamed: "renamed"
        case .manifest: "manifest"
        case .adopted: "adopted"
        case .header: "header"
        case .footer: "footer"
        case .abandoned: "abandoned"
        case .noted: "noted"
        case .reopened: "reopened"
        case .reserve: "reserve"
        }
    }

    /// The file that an action concerns.
    static func file(_ action: RepairAction) -> String {
        switch action {
        case .moved(let file, _, _), .renamed(let file, _), .header(let file, _),
            .footer(let file), .abandoned(let file), .adopted(let file):
            file
        case .manifest: "MANIFEST"
        case .noted: "LOSSES"
        case .reopened: "WATERMARK"
        case .reserve: "RESERVE"
        }
    }
}
