// Lines of text that an import takes, and what holds of the rows made from them.

internal import Daybook
internal import DaybookBytes
internal import DaybookCommand
internal import DaybookLog

/// Rows from a line: they are facts like any other, and survive being written as JSON.
private struct RowExamination {
    let catalog: Catalog

    func run(_ rows: [UInt8], at starts: [Int]) throws(BrokenLaw) {
        for start in starts {
            guard let header = RowHeader(rows, at: start) else { throw BrokenLaw("no row") }
            let row = Array(rows[start..<start + header.length])
            let event = try event(row)
            try expect(event.row == row, "a row of \(event.type) is stored as another one")
            try checkJSON(event)
        }
    }

    /// The row as it comes back from a page.
    private func event(_ row: [UInt8]) throws(BrokenLaw) -> RecordedEvent {
        var batch = Batch(catalog: catalog)
        do throws(CodingError) {
            try batch.load(PageExamination.page(of: row, count: 1, catalog))
        } catch { throw BrokenLaw("a row is encoded to a page that does not decode: \(error)") }
        guard batch.count == 1, let event = batch.event(0) else { throw BrokenLaw("no fact") }
        return event
    }

    /// The same fields, key, time and actor come back from the line that an export writes.
    private func checkJSON(_ event: RecordedEvent) throws(BrokenLaw) {
        var writer = CloudEventWriter(log: "1f")
        writer.write(event)
        let line = Array(writer.bytes.dropLast())
        var rows = RowWriter()
        do throws(CloudEventError) {
            let now = Timestamp(microseconds: 0)
            let reader = CloudEventReader(catalog: catalog)
            guard case .event = try reader.read(line.raw, now: now, into: &rows) else {
                throw .missing("type")
            }
        } catch {
            let text = String(decoding: line, as: UTF8.self)
            throw BrokenLaw("an exported line is not taken: \(error): \(text)")
        }
        guard let header = RowHeader(rows.bytes) else { throw BrokenLaw("no row") }
        let isSame =
            rows.bytes[header.fieldsOffset...] == event.row[event.header.fieldsOffset...]
            && header.time == event.time && header.envelope.actor == event.envelope.actor
            && header.envelope.id == event.envelope.id ?? "\(event.sequence)"
            && header.envelope.ordinal == event.envelope.ordinal
            && header.envelope.sent == event.envelope.sent
        try expect(isSame, "an event is exported and imported as another one")
    }
}

/// A catalog of its own for each input, since lines add to it.
private func vocabulary() throws(BrokenLaw) -> Catalog {
    let catalog = Catalog()
    do throws(CodingError) { try Vocabulary.declare(in: catalog) } catch {
        throw BrokenLaw("\(error)")
    }
    return catalog
}

/// One line of CloudEvents.
struct CloudEventTarget: FuzzTarget {
    static let name = "cloudevents"
    static let isGuarded = false
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        var types: Set<String> = []
        seeds = book.events.flatMap { event in
            guard types.insert(event.type).inserted else { return [[UInt8]]() }
            var writer = CloudEventWriter(log: "1f")
            writer.write(event)
            writer.write(event.schema)
            return writer.bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        }
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        let catalog = try vocabulary()
        let reader = CloudEventReader(catalog: catalog)
        var rows = RowWriter()
        let event: CloudEvent
        do throws(CloudEventError) {
            event = try reader.read(bytes.raw, now: Timestamp(microseconds: 1_000), into: &rows)
        } catch {
            return try expect(rows.bytes.isEmpty, "a row is left of a line with \(error)")
        }
        switch event {
        case .event: try RowExamination(catalog: catalog).run(rows.bytes, at: [0])
        case .undeclared(_, let type):
            try expect((try? reader.envelope(of: bytes.raw))?.type == type, "another envelope")
        case .schema(let schema): try checkSchema(schema, reader)
        }
    }

    /// A schema that may be declared is written as a line that tells the same schema.
    private func checkSchema(
        _ schema: Schema, _ reader: CloudEventReader
    ) throws(BrokenLaw) {
        guard schema.flaw == nil else { return }
        var writer = CloudEventWriter(log: "1f")
        writer.write(schema)
        var rows = RowWriter()
        let line = Array(writer.bytes.dropLast())
        let again = try? reader.read(line.raw, now: Timestamp(microseconds: 0), into: &rows)
        guard case .schema(schema)? = again else {
            throw BrokenLaw("a schema is exported and imported as another one")
        }
    }
}

/// One line of a queue_log, which may stand there twice.
struct QueueLogTarget: FuzzTarget {
    static let name = "queue_log"
    static let isGuarded = false
    let seeds: [[UInt8]]

    init(_ book: SeedBook) {
        seeds = Self.lines.split(separator: "\n").map { Array($0.utf8) }
    }

    func check(_ bytes: [UInt8], _ options: FuzzOptions) throws(BrokenLaw) {
        let catalog = try vocabulary()
        var reader = QueueLogReader(catalog: catalog, source: "pbx")
        var rows = RowWriter()
        var starts: [Int] = []
        for _ in 0..<2 {
            let before = (rows.bytes.count, starts.count)
            do throws(QueueLogError) {
                _ = try reader.read(bytes.raw, into: &rows, starts: &starts)
            } catch {
                let isUndone = (rows.bytes.count, starts.count) == before
                return try expect(isUndone, "a row is left of a line with \(error)")
            }
        }
        try RowExamination(catalog: catalog).run(rows.bytes, at: starts)
        let keys = starts.map { RowHeader.fingerprint(rows.bytes, at: $0, key: 1) }
        try expect(Set(keys).count == keys.count, "two facts of a queue_log have one key")
    }

    private static let lines = """
        1772438400|1772438400.1|sales|NONE|ENTERQUEUE||5551234|1
        1772438410|1772438400.1|sales|Agent/7|CONNECT|10|1772438405.2|5
        1772438470|1772438400.1|sales|Agent/7|COMPLETECALLER|10|60|1
        1772438470|1772438400.1|sales|Agent/7|COMPLETEAGENT|10|60|1
        1772438480|1772438400.2|sales|NONE|ABANDON|1|1|20
        1772438480|1772438400.2|sales|NONE|EXITWITHTIMEOUT|2|3|20
        1772438480|1772438400.2|sales|NONE|EXITWITHKEY|9|1|1|20
        1772438480|1772438400.2|sales|NONE|EXITEMPTY|1|1|20
        1772438480|1772438400.2|sales|NONE|JOINEMPTY
        1772438490|1772438400.3|sales|Agent/7|RINGNOANSWER|15000
        1772438490|1772438400.3|sales|Agent/7|BLINDTRANSFER|600|default|10|60|1
        1772438490|1772438400.3|sales|Agent/7|ATTENDEDTRANSFER|LINK|x|bridge|10|60s
        1772438500.123456|NONE|sales|Agent/7|PAUSE|lunch
        1772438500|NONE|NONE|Agent/7|PAUSEALL|lunch
        1772438500|NONE|sales|Agent/7|ADDMEMBER|
        1772438500|NONE|NONE|Agent/7|AGENTLOGOFF|SIP/7|3600|CommandLogoff
        1772438500|1772438400.3|sales|Agent/7|WRAPUPSTART|30
        1772438500|1772438400.3|sales|Agent/7|DIVERT_BUSY|x
        1772438500|NONE|NONE|NONE|QUEUESTART|
        """
}
