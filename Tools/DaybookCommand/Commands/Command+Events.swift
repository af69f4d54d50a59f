// Commands that print facts one by one: export and events.

internal import Daybook

extension Command {
    private static let flushBytes = 1 << 16

    // MARK: export

    func export(_ options: ExportOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.book, skipsLost: options.skipsLost)
        let last = min(options.until ?? .max, try book.sequence)
        let progress = Progress(context.errors, "exporting")
        defer { progress.end() }
        var writer = CloudEventWriter(log: try book.id)
        var declared = try Declared()
        let total = last > options.after ? last - options.after : 0
        if total == 0 { return }
        defer { Self.tellLost(book, of: options.after + 1...last, context) }
        for try await event in book.events(.all, after: options.after) {
            if event.sequence > last { break }
            if let schema = try declared.schemaToTell(of: event) { writer.write(schema) }
            if event.isVerbatim, let foreign = event.decode(as: ForeignRecorded.self) {
                try context.output.write(writer.bytes)
                writer.removeAll()
                try context.output.line(foreign.body.text)
            } else {
                let corrected = try await Self.corrected(by: event, book, writer)
                writer.write(event, corrected: corrected)
            }
            if writer.bytes.count >= Self.flushBytes {
                try context.output.write(writer.bytes)
                writer.removeAll()
            }
            if event.sequence.isMultiple(of: 1_024) {
                progress.update(event.sequence - options.after, of: total)
            }
            if event.sequence == last { break }
        }
        try context.output.write(writer.bytes)
    }

    /// The key by which another book finds the fact that a correction is about.
    private static func corrected(
        by event: RecordedEvent, _ book: Daybook, _ writer: CloudEventWriter
    ) async throws(DaybookError) -> Key? {
        guard event.type == FactCorrected.type,
            let correction = event.decode(as: FactCorrected.self)
        else { return nil }
        // A void correction names itself: it must not meet a fact that another book has there.
        guard let about = UInt64(exactly: correction.about), (1..<event.sequence).contains(about)
        else { return writer.key(of: event) }
        if let fact = try await readable(about, book) { return writer.key(of: fact) }
        // It cannot be read. Where it was imported earlier it has this key, or one of a producer,
        // under which nobody can look for it any more.
        return writer.key(of: about)
    }

    /// A fact; nil if it is lost.
    static func readable(
        _ sequence: UInt64, _ book: Daybook
    ) async throws(DaybookError) -> RecordedEvent? {
        do throws(DaybookError) {
            return try await book.event(at: sequence)
        } catch {
            switch error {
            case .log(.damaged), .coding: return nil
            default: throw error
            }
        }
    }

    /// Which schemas an import must be told before it understands an event.
    private struct Declared {
        private var told: Set<UInt16> = []
        private let vocabulary: [String: [Schema]]

        /// The vocabulary as a book without facts declares it.
        init() throws(CodingError) {
            let catalog = Catalog()
            try Vocabulary.declare(in: catalog)
            vocabulary = Dictionary(grouping: catalog.entries().map(\.schema), by: \.name)
        }

        /// A schema outside the vocabulary, or an extension of one within it, at its first use.
        mutating func schemaToTell(of event: RecordedEvent) throws(Failure) -> Schema? {
            guard told.insert(event.header.entry).inserted else { return nil }
            let isKnown = (vocabulary[event.type] ?? []).contains { known in
                known.agrees(with: event.schema)
                    && known.fields.count >= event.schema.fields.count
            }
            return isKnown ? nil : event.schema
        }
    }

    // MARK: events

    func events(_ options: EventsOptions, _ context: Context) async throws {
        let book = try await Self.reading(options.book, skipsLost: options.skipsLost)
        let selection = Selection(
            types: options.types,
            about: options.about.map { [Self.subject($0, book)] } ?? [], from: options.from,
            until: options.until)
        if options.limit == 0 { return }
        var writer = CloudEventWriter(log: try book.id)
        let style = context.style
        var count: UInt64 = 0
        let events =
            options.follows
            ? book.follow(selection, after: options.after)
            : book.events(selection, after: options.after)
        for try await event in events {
            if options.json {
                let corrected = try await Self.corrected(by: event, book, writer)
                writer.write(event, corrected: corrected)
                try context.output.write(writer.bytes)
                writer.removeAll()
            } else {
                try context.output.line(EventText.line(event, style))
            }
            // Whoever follows wants each fact as it comes.
            if options.follows { try context.output.flush() }
            count += 1
            if count == options.limit { break }
        }
        if count == 0 { hint(options, book, context) }
        Self.tellLost(book, context)
    }

    /// What an entity's name stands for in a book.
    static func subject(_ about: EventsOptions.About, _ book: Daybook) -> Subject {
        let known = book.catalog.entity(named: about.entity)?.definition
        return Subject(
            entity: known ?? EntityDefinition(about.entity, .lasting), name: about.name)
    }

    /// Tells why there may be nothing to show.
    private func hint(_ options: EventsOptions, _ book: Daybook, _ context: Context) {
        let types = book.catalog.entries().map(\.schema.name)
        for type in options.types where !types.contains(type) {
            let near = Guess.nearest(type, among: types).map { "; did you mean \($0)?" } ?? ""
            context.errors.say(
                "daybook: no fact has the type \(Terminal.escaped(type))\(near)")
        }
        if let about = options.about, book.catalog.entity(named: about.entity) == nil {
            context.errors.say(
                "daybook: no fact names an entity of kind \(Terminal.escaped(about.entity))")
        }
    }
}
