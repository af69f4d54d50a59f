// `torture write`: appends from several tasks until it is killed, saying what it tries and what is
// acknowledged. A journal of earlier writers tells where each task goes on.

internal import Daybook
internal import DaybookLog

/// A writer that is made to be killed.
struct Writing {
    static let names: Set = ["seed", "tasks", "segment", "resume", "appends", "waits", "closes"]
    let book: String
    let seed: UInt64
    let tasks: Int64
    let segmentBytes: Int
    /// What the writers before have said.
    let journal: String?
    /// How many appends each task makes before the book is closed; 0: without end.
    let appends: Int64
    /// Whether to wait for a book that another writer has.
    let waits: Bool
    /// Whether the book is closed at the end, or left as by a crash.
    let closes: Bool

    init(_ arguments: Arguments) throws(UsageError) {
        book = try arguments.word("book")
        seed = try arguments.number("seed", or: 1)
        tasks = try arguments.number("tasks", or: 4)
        segmentBytes = try arguments.number("segment", or: 1 << 16)
        journal = arguments.text("resume")
        appends = try arguments.number("appends", or: 0)
        waits = try arguments.number("waits", or: true)
        closes = try arguments.number("closes", or: true)
    }

    /// Writes until the appends are made.
    ///
    /// - Returns: 0, 1 after a failure that was said, 3 if the book cannot be opened or is locked.
    func run() async -> Int32 {
        do {
            guard let open = try await open() else {
                Line.locked.say()
                return 3
            }
            Line.opened(last: try open.sequence).say()
            let past = Journal(journal.map(Lines.of) ?? [])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<tasks {
                    let start = past.start(of: task, seed: seed)
                    group.addTask { try await append(to: open, task, from: start) }
                }
                try await group.waitForAll()
            }
            if !closes { return 0 }
            try await open.close()
            Line.closed.say()
            return 0
        } catch {
            Line.failed("\(error)").say()
            return 1
        }
    }

    /// Opens the book; nil if another writer has it and nobody is to wait.
    private func open() async throws -> Daybook? {
        var options = Daybook.Options()
        options.segmentBytes = segmentBytes
        options.types = [Marked.self]
        while true {
            do throws(DaybookError) {
                return try await Daybook.open(book, options)
            } catch {
                guard case .log(.locked) = error else { throw error }
                if !waits { return nil }
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private func append(to open: Daybook, _ task: Int64, from start: Int64) async throws {
        let end = appends > 0 ? start + appends : .max
        for number in start..<end {
            let deed = Deed(seed: seed, task: task, number: number)
            let marks = deed.marks
            Line.tries(task: task, number: number).say()
            let receipt = try await open.append(marks, key: deed.key)
            var lines = [
                Line.acknowledged(
                    first: receipt.first, count: receipt.count,
                    hash: Marked.hash(of: marks.lazy.map(\.hash)), task: task, number: number)
            ]
            if receipt.isRepeated { lines.append(.repeated) }
            Line.say(lines)
        }
    }
}
