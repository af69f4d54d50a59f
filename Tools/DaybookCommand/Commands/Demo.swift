// A day of a shop in a temporary book: what Daybook does, in ten seconds.

internal import Daybook
internal import DaybookLog
internal import DaybookTesting

/// Shows what a book can tell.
struct Demo {
    private static let batchEvents = 2_000
    /// About what a day of traffic has, for the progress bar.
    private static let dayEvents: UInt64 = 240_000
    let options: DemoOptions
    let context: Context

    init(_ options: DemoOptions, _ context: Context) {
        self.options = options
        self.context = context
    }

    func run() async throws {
        let path: String
        if let keep = options.keep {
            path = keep
            try await show(path)
        } else {
            let directory = try Descriptor.makeTemporaryDirectory()
            path = "\(directory)/shop.daybook"
            let result: Result<Void, any Error>
            do {
                result = .success(try await show(path))
            } catch {
                result = .failure(error)
            }
            do throws(SystemError) { try Descriptor.removeTree(directory) } catch {
                context.errors.say("daybook: \(Failure.sentence(error))")
            }
            try result.get()
        }
    }

    private func show(_ path: String) async throws {
        let talk = context.output
        if !options.json {
            try talk.line(
                "A day of a shop, seed \(options.seed): visitors browse, chat, call, wait, order.")
            try talk.flush()
        }
        let (example, appending) = try await append(to: path)
        let info = try await Daybook.inspect(path)
        let book = try await Command.reading(path)
        let (models, replaying) = try await Command.fold(book, AsOf(), context)
        let figures = Figures(
            facts: info.sequence, bytes: info.bytes, appending: appending, replaying: replaying)
        if options.json { return try talk.write(json(figures, models, path).line) }
        try context.print([
            "",
            "appended  \(Text.grouped(figures.facts)) facts in "
                + "\(Text.decimal(appending, 2)) s, \(Text.grouped(figures.appended)) a second",
            "replayed  them in \(Text.decimal(replaying, 2)) s, "
                + "\(Text.grouped(figures.replayed)) a second",
            "on disk   \(Text.bytes(figures.bytes)), "
                + "\(Text.decimal(figures.bytesPerFact, 1)) bytes a fact",
        ])
        try await showStates(book, models, example)
        try next(path, example)
    }

    /// Appends the traffic, and a story of what it lacks; answers a conversation that went over two
    /// channels, and the seconds.
    private func append(to path: String) async throws -> (String?, Double) {
        var open = Daybook.Options()
        open.access = .create
        open.durability = .buffered(milliseconds: 100)
        let book = try await Daybook.open(path, open)
        let progress = Progress(context.errors, "appending")
        defer { progress.end() }
        var traffic = Traffic(seed: options.seed)
        var examples = Examples()
        var batch: [Fact] = []
        var done: UInt64 = 0
        var end: Timestamp?
        var latest = Timestamp(microseconds: 0)
        let wanted = options.events.map { $0 - min($0, DemoStory.length) } ?? .max
        while done < wanted {
            let fact = traffic.next()
            let time = fact.envelope.time ?? latest
            let midnight = end ?? Timestamp(seconds: (time.day + 1) * 86_400)
            end = midnight
            if options.events == nil && time >= midnight { break }
            latest = max(latest, time)
            examples.note(fact.event)
            batch.append(fact)
            done += 1
            if batch.count == Self.batchEvents {
                try await book.append(batch)
                batch.removeAll(keepingCapacity: true)
                progress.update(done, of: options.events ?? Self.dayEvents)
            }
        }
        let room = options.events.map { Int(clamping: $0 - done) } ?? .max
        batch += DemoStory.facts(until: latest, after: done).prefix(room)
        if !batch.isEmpty { try await book.append(batch) }
        try await book.close()
        return (examples.best, progress.seconds)
    }

    /// Conversations that changed their channel, with what was written behind the change.
    private struct Examples {
        private var languages: [String: String] = [:]
        private var lines: [String: Int] = [:]

        mutating func note(_ event: any Event) {
            switch event {
            case let opened as ConversationOpened:
                languages[opened.conversation.text] = opened.language?.text
            case let change as ConversationSwitchedChannel: lines[change.conversation.text] = 0
            case let message as MessageSent:
                if let count = lines[message.conversation.text] {
                    lines[message.conversation.text] = count + 1
                }
            default: break
            }
        }

        /// One that most readers can read, neither too short nor too long; the first by name among
        /// equals.
        var best: String? {
            lines.min { left, right in
                let (one, two) = (rank(left.key, left.value), rank(right.key, right.value))
                return one == two ? left.key < right.key : one < two
            }?.key
        }

        private func rank(_ name: String, _ count: Int) -> Int {
            let isEnglish = languages[name]?.hasPrefix("en") ?? false
            return (isEnglish ? 0 : 100) + min(99, abs(count - Self.linesWanted))
        }

        private static let linesWanted = 6
    }

    // MARK: Figures

    private struct Figures {
        let facts, bytes: UInt64
        let appending, replaying: Double

        var appended: UInt64 { appending > 0 ? UInt64(Double(facts) / appending) : facts }
        var replayed: UInt64 { replaying > 0 ? UInt64(Double(facts) / replaying) : facts }
        var bytesPerFact: Double { facts == 0 ? 0 : Double(bytes) / Double(facts) }
    }

    private func json(
        _ figures: Figures, _ models: Replayed<Models>, _ path: String
    ) -> JSONObject {
        var object = JSONObject()
        if options.keep != nil { object.put("book", path) }
        object.put("seed", options.seed)
        object.put("facts", figures.facts)
        object.put("bytes", figures.bytes)
        object.put("bytesPerFact", seconds: figures.bytesPerFact)
        object.put("appendSeconds", seconds: figures.appending)
        object.put("appendedPerSecond", figures.appended)
        object.put("replaySeconds", seconds: figures.replaying)
        object.put("replayedPerSecond", figures.replayed)
        var digests = JSONObject()
        for (name, digest) in models.digests() { digests.put(name, "\(digest)") }
        object.put("digests", digests)
        object.put("digest", "\(models.digest)")
        put(models, into: &object)
        return object
    }
}
