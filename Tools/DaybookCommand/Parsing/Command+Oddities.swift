// From words to the command that shows contradictions.

internal import Daybook

/// Which contradictions to show.
public struct AnomaliesOptions: Equatable, Sendable {
    var question: Question
    var filter = AnomalyFilter()
    /// The most rows to show; nil: some.
    var limit: Int?
}

extension Command {
    static func anomalies(_ arguments: Arguments) throws(UsageError) -> AnomaliesOptions {
        try arguments.expect(["a book"])
        var options = AnomaliesOptions(question: try Question(arguments))
        options.filter.models = try arguments.words("model", AnomalyModel.self)
        options.filter.kinds = try arguments.words("kind", AnomalyKind.self)
        options.filter.from = try time(arguments, "since")
        options.filter.until = try time(arguments, "until")
        options.limit = try arguments.number("limit").map { Int(clamping: $0) }
        return options
    }
}

extension Flag {
    /// The flags of `anomalies`, beside those of every question and span.
    static let anomalies: [Flag] = [
        .with("model", "NAME,…"), .with("kind", "WORD,…"), .with("limit", "COUNT"),
    ]
}
