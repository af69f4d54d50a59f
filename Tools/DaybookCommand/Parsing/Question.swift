// What all questions about a book have in common on the command line.

internal import Daybook

/// Of which book a question is, as of when, and how it is answered.
public struct Question: Equatable, Sendable {
    var book: String
    var asOf = AsOf()
    /// Whether facts that cannot be read are passed over.
    var skipsLost = false
    var json = false
}

extension Question {
    init(_ arguments: Arguments) throws(UsageError) {
        book = arguments.positionals[0]
        asOf = try Self.asOf(arguments)
        skipsLost = arguments.has("skip-lost")
        json = arguments.has("json")
    }

    private static func asOf(_ arguments: Arguments) throws(UsageError) -> AsOf {
        guard let text = arguments.text("as-of") else { return AsOf() }
        if let sequence = UInt64(text), text.utf8.first != UInt8(ascii: "+") {
            return AsOf(sequence: sequence)
        }
        if let time = Timestamp(text) { return AsOf(time: time) }
        throw arguments.error(
            "--as-of is neither a sequence nor an instant: \(Terminal.escaped(text))",
            "write as in --as-of 1000 or --as-of 2026-11-20T18:00:00Z")
    }
}

extension Flag {
    /// The flags of every question.
    static let question: [Flag] = [
        .with("as-of", "SEQUENCE or TIME"), .on("skip-lost"), .on("json"),
    ]

    /// The flags of a question about a span of time.
    static let span: [Flag] = [.with("since", "TIME"), .with("until", "TIME")]
}

/// From when until when facts are shown.
struct Span: Equatable, Sendable {
    let since: Timestamp?
    let until: Timestamp?

    init(_ arguments: Arguments) throws(UsageError) {
        since = try Command.time(arguments, "since")
        until = try Command.time(arguments, "until")
    }

    /// Whether an instant lies within it.
    func covers(_ time: Timestamp) -> Bool {
        if let since, time < since { return false }
        if let until, time >= until { return false }
        return true
    }
}
