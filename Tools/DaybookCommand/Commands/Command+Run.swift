// From a command line to an exit code: parse, run, tell what went wrong in one sentence.

internal import Daybook

/// What every command works with.
struct Context {
    let input: CommandInput
    let output: Sink
    let errors: Sink

    var style: Style { Style(output) }

    func print(_ lines: [String]) throws(Failure) {
        for line in lines { try output.line(line) }
    }
}

extension Command {
    /// The version of the library and of the command.
    public static let release = "0.1.0"

    /// Runs a command line in this process.
    ///
    /// - Parameters:
    ///   - arguments: the words behind the program's name.
    ///   - input: what `-` reads.
    ///   - output: takes data.
    ///   - errors: takes talk.
    /// - Returns: the exit code: 0 fine, 1 damage found, 2 usage, 3 input and output.
    public static func run(
        _ arguments: [String], input: CommandInput = .standard,
        output: Sink = .standardOutput(), errors: Sink = .standardError()
    ) async -> Int32 {
        let command: Command
        do throws(UsageError) {
            command = try parse(arguments)
        } catch {
            errors.say("daybook: \(error.sentence)")
            return ExitCode.usage
        }
        let context = Context(input: input, output: output, errors: errors)
        do {
            try await command.run(context)
            try output.flush()
            return ExitCode.fine
        } catch {
            let failure = Failure(error, book: command.book)
            if failure != .brokenPipe {
                // What was printed before the failure is data all the same; if it cannot be
                // written, the first failure is still the one to be told.
                do throws(Failure) { try output.flush() } catch {}
            }
            if let sentence = failure.sentence { errors.say("daybook: \(sentence)") }
            return failure.exitCode
        }
    }

    /// The process's whole life.
    public static func main() async -> Int32 {
        Descriptor.ignoreBrokenPipes()
        return await run(Array(CommandLine.arguments.dropFirst()))
    }

    private var book: String {
        switch self {
        case .help, .version, .vocabulary: ""
        case .initialise(let options), .info(let options), .snapshot(let options): options.book
        case .verify(let options): options.book
        case .doctor(let options): options.book
        case .repair(let options): options.book
        case .importing(let options): options.book
        case .exporting(let options): options.book
        case .events(let options): options.book
        case .replay(let question), .census(let question): question.book
        case .queues(let options): options.question.book
        case .transcript(let options): options.question.book
        case .orders(let options): options.question.book
        case .order(let options): options.question.book
        case .agents(let options): options.question.book
        case .conversations(let options): options.question.book
        case .conversation(let options): options.question.book
        case .demo(let options): options.keep ?? "the demo's book"
        case .visitors(let options): options.question.book
        case .visitor(let options): options.question.book
        case .identities(let options): options.question.book
        case .about(let options): options.question.book
        case .anomalies(let options): options.question.book
        }
    }

    private func run(_ context: Context) async throws {
        switch self {
        case .help(let name): try context.output.write(Help.text(name))
        case .version: try context.output.line("daybook \(Self.release)")
        case .initialise(let options): try await initialise(options, context)
        case .importing(let options): try await ImportRun(options, context).run()
        case .exporting(let options): try await export(options, context)
        case .info(let options): try await info(options, context)
        case .verify(let options): try await verify(options, context)
        case .doctor(let options): try await doctor(options, context)
        case .repair(let options): try await repair(options, context)
        case .events(let options): try await events(options, context)
        case .replay(let question): try await replay(question, context)
        case .queues(let options): try await queues(options, context)
        case .agents(let options): try await agents(options, context)
        case .conversations(let options): try await conversations(options, context)
        case .conversation(let options): try await conversation(options, context)
        case .transcript(let options): try await transcript(options, context)
        case .census(let question): try await census(question, context)
        case .orders(let options): try await orders(options, context)
        case .order(let options): try await order(options, context)
        case .vocabulary(let options): try vocabulary(options, context)
        case .snapshot(let options): try await snapshot(options, context)
        case .demo(let options): try await Demo(options, context).run()
        case .visitors(let options): try await visitors(options, context)
        case .visitor(let options): try await visitor(options, context)
        case .identities(let options): try await identities(options, context)
        case .about(let options): try await about(options, context)
        case .anomalies(let options): try await anomalies(options, context)
        }
    }

    /// Opens a book for reading: no lock is taken and nothing is written.
    static func reading(_ path: String, skipsLost: Bool = false) async throws -> Daybook {
        var options = Daybook.Options()
        options.access = .readOnly
        options.skipsLost = skipsLost
        return try await Daybook.open(path, options)
    }

    /// Opens the book of a question.
    static func reading(_ question: Question) async throws -> Daybook {
        try await reading(question.book, skipsLost: question.skipsLost)
    }

    /// Tells how many facts an answer lacks, of those in a range.
    static func tellLost(
        _ book: Daybook, of range: ClosedRange<UInt64> = 1...UInt64.max, _ context: Context
    ) {
        let lost = book.passedOver.filter { $0.overlaps(range) }.map { $0.clamped(to: range) }
        let count = lost.reduce(UInt64(0)) { $0 + ($1.upperBound - $1.lowerBound) + 1 }
        if count == 0 { return }
        let facts = Text.count(count, "fact", "facts")
        context.errors.say("daybook: passed over \(facts) that cannot be read")
    }
}
