// `torture follow`: a reader in a process of its own that says each fact it is shown.

internal import Daybook

/// A reader that follows a book.
struct Following {
    static let names: Set = ["after", "until"]
    let book: String
    let after: UInt64
    /// The sequence behind which it stops.
    let until: UInt64

    init(_ arguments: Arguments) throws(UsageError) {
        book = try arguments.word("book")
        after = try arguments.number("after", or: 0)
        until = try arguments.number("until", or: .max)
    }

    /// Follows, for ever or until a sequence.
    ///
    /// - Returns: 0, or 1 if it was shown something else than the next fact.
    func run() async -> Int32 {
        do {
            let open = try await open()
            var next = after + 1
            for try await event in open.follow(after: after) {
                guard event.sequence == next, let mark = event.decode(as: Marked.self) else {
                    Line.failed("shown \(event.type) \(event.sequence) for \(next)").say()
                    return 1
                }
                Line.shown(sequence: event.sequence, hash: mark.hash).say()
                if next >= until { return 0 }
                next += 1
            }
            Line.failed("ended before \(next)").say()
        } catch {
            Line.failed("\(error)").say()
        }
        return 1
    }

    /// Opens the book as soon as there is one.
    private func open() async throws -> Daybook {
        var options = Daybook.Options()
        options.access = .readOnly
        options.types = [Marked.self]
        while true {
            do throws(DaybookError) {
                return try await Daybook.open(book, options)
            } catch {
                let isMade: Bool
                switch error {
                case .log(.missing), .notABook: isMade = false
                default: isMade = true
                }
                if isMade { throw error }
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
