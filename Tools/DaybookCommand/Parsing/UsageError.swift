// What is wrong with a command line, in one sentence, and what may have been meant.

/// A command line that makes no sense.
public struct UsageError: Error, Equatable, Sendable {
    /// What is wrong.
    public let problem: String
    /// What to do about it.
    public let hint: String

    init(_ problem: String, hint: String) {
        self.problem = problem
        self.hint = hint
    }

    /// Both, as one line for standard error.
    public var sentence: String { "\(problem); \(hint)" }
}

/// Finds the word that was probably meant.
enum Guess {
    /// The candidate that differs least from a word, if it differs little.
    static func nearest(_ word: String, among candidates: [String]) -> String? {
        let scored = candidates.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }) else { return nil }
        let isNear = best.1 <= max(1, min(2, best.0.utf8.count / 3))
        if isNear { return best.0 }
        return candidates.first { $0.hasPrefix(word) && word.utf8.count >= 3 }
    }

    /// How many bytes must be put in, left out, replaced or swapped with their neighbour (Damerau,
    /// 1964).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.count > 64 || right.count > 64 { return .max }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let same = left[row] == right[column]
                var least = min(
                    previous[column] + (same ? 0 : 1), previous[column + 1] + 1,
                    current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
