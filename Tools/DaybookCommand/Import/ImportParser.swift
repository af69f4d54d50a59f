// From an input's lines to rows, on a thread of its own. Knows no book, only its catalog.

internal import Daybook
internal import DaybookBytes
internal import DaybookLog

/// Parses one input after the other.
struct ImportParser {
    let options: ImportOptions
    let catalog: Catalog
    let input: CommandInput
    let clock: @Sendable () -> Timestamp
    let handover: Handover<ImportBatch>

    /// Parses all inputs; ends early when nobody wants more.
    func run() {
        defer { handover.finish() }
        for path in options.files {
            do throws(SystemError) {
                if try !parse(path) { return }
            } catch {
                var batch = ImportBatch(file: path)
                batch.failure = .io(Failure.sentence(error))
                _ = handover.send(batch)
                return
            }
        }
    }

    /// Parses one input; false if nobody wants more.
    private func parse(_ path: String) throws(SystemError) -> Bool {
        var reader = LineReader(try InputFile(path, input))
        var lines = LineParser(
            path == "-" ? "standard input" : path, options, CloudEventReader(catalog: catalog),
            QueueLogReader(catalog: catalog, source: options.source ?? QueueLogReader.source))
        lines.now = clock()
        while true {
            switch try reader.next() {
            case .end:
                return handover.send(lines.take(after: reader.consumed))
            case .tooLong: lines.refuseTooLong()
            case .line(let range): lines.parse(reader.bytes.raw.extracting(range))
            }
            if options.isStrict && lines.hasRefused {
                _ = handover.send(lines.take(after: reader.consumed))
                return false
            }
            if lines.isFull {
                if !handover.send(lines.take(after: reader.consumed)) { return false }
                lines.now = clock()
            }
        }
    }
}

/// Turns the lines of one input into rows.
struct LineParser {
    private let file: String
    private var format: ImportFormat?
    private let events: CloudEventReader
    private var queueLog: QueueLogReader
    private let foreign: UInt16?
    private let correction: UInt16?
    private let catalog: Catalog
    private var writer = RowWriter()
    private var number: UInt64 = 0
    /// The time of events that tell none.
    var now = Timestamp(microseconds: 0)
    private var pending: ImportBatch

    init(
        _ file: String, _ options: ImportOptions, _ events: CloudEventReader,
        _ queueLog: QueueLogReader
    ) {
        self.file = file
        format = options.format
        self.events = events
        self.queueLog = queueLog
        catalog = queueLog.catalog
        foreign = catalog.number(named: ForeignRecorded.type)
        correction = catalog.number(named: FactCorrected.type)
        pending = ImportBatch(file: file)
    }

    /// Whether it is time to take what was parsed; a correction ends a batch, for the fact that it
    /// is about must be in the book to be found.
    var isFull: Bool {
        pending.corrected != nil || pending.lines.count >= ImportBatch.rowsMax
            || writer.bytes.count >= ImportBatch.bytesMax
            || pending.refused.count >= ImportBatch.rowsMax
            || pending.linesRead >= UInt64(ImportBatch.rowsMax)
    }

    var hasRefused: Bool { !pending.refused.isEmpty }

    /// What was parsed since the last time.
    mutating func take(after bytesRead: UInt64) -> ImportBatch {
        var batch = pending
        batch.rows.bytes = writer.bytes
        batch.bytesRead = bytesRead
        pending = ImportBatch(file: file)
        writer = RowWriter()
        return batch
    }

    mutating func refuseTooLong() {
        count()
        refuse("the line is longer than \(LineReader.lineBytesMax) bytes")
    }

    private mutating func count() {
        number += 1
        pending.linesRead += 1
    }

    private mutating func refuse(_ why: String) {
        pending.refused.append(RefusedLine(file: file, line: number, why: why))
    }

    /// Takes one line.
    mutating func parse(_ line: RawSpan) {
        count()
        if Self.isBlank(line) { return }
        if let place = Self.firstInvalid(line) {
            return refuse("byte \(place): not UTF-8")
        }
        if format == nil { format = Self.recognise(line) }
        switch format {
        case .cloudEvents: parseEvent(line)
        case .queueLog: parseQueueLog(line)
        case nil:
            refuse("neither a CloudEvents object nor a queue_log line; give --format")
        }
    }

    /// `{` begins CloudEvents, digits and a bar a queue_log.
    private static func recognise(_ line: RawSpan) -> ImportFormat? {
        for index in 0..<line.byteCount {
            let byte = line.uint8(at: index)
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "{"): return .cloudEvents
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                return isDigitsAndBar(line) ? .queueLog : nil
            default: return nil
            }
        }
        return nil
    }

    private static func isDigitsAndBar(_ line: RawSpan) -> Bool {
        for index in 0..<line.byteCount {
            let byte = line.uint8(at: index)
            if byte == UInt8(ascii: "|") { return true }
            let isPart = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if !isPart && byte != UInt8(ascii: ".") { return false }
        }
        return false
    }

    private static func isBlank(_ line: RawSpan) -> Bool {
        for index in 0..<line.byteCount {
            switch line.uint8(at: index) {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
            default: return false
            }
        }
        return true
    }

    /// The offset of the first byte that is not UTF-8.
    private static func firstInvalid(_ line: RawSpan) -> Int? {
        unsafe line.withUnsafeBytes { buffer in
            let bytes = unsafe buffer.bindMemory(to: UInt8.self)
            do throws(UTF8.ValidationError) {
                _ = unsafe try UTF8Span(validating: bytes.span)
                return nil
            } catch {
                return error.byteOffsets.lowerBound
            }
        }
    }

    // MARK: CloudEvents

    private mutating func parseEvent(_ line: RawSpan) {
        let start = writer.bytes.count
        do throws(CloudEventError) {
            switch try events.read(line, now: now, into: &writer) {
            case .event(let entry, let corrected, let position):
                took(start)
                pending.positions[pending.lines.count - 1] = position
                if let corrected, catalog[entry].type == correction {
                    pending.corrected = corrected
                }
            case .undeclared: try parseForeign(line, start)
            case .schema(let schema):
                do throws(CodingError) {
                    try catalog.declare(schema)
                    pending.schemas += 1
                } catch { refuse("\(error)") }
            }
        } catch { refuse("\(error)") }
    }

    private mutating func took(_ start: Int) {
        pending.rows.starts.append(start)
        pending.lines.append(number)
    }

    /// Keeps the line of a type that nobody declared whole, under the key it names.
    private mutating func parseForeign(
        _ line: RawSpan, _ start: Int
    ) throws(CloudEventError) {
        let (type, envelope) = try events.envelope(of: line)
        guard let foreign else { return }
        let text = unsafe line.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        let event = ForeignRecorded(
            system: Symbol(envelope.source ?? ""), verb: Symbol(type), body: PersonalText(text))
        writer.begin(entry: foreign, envelope: envelope, now: now, extra: .verbatim)
        event.writeFields(to: &writer)
        do throws(CodingError) { try writer.end(type: ForeignRecorded.type) } catch {
            throw .coding(error)
        }
        took(start)
        pending.foreign += 1
    }

    // MARK: queue_log

    private mutating func parseQueueLog(_ line: RawSpan) {
        var starts: [Int] = []
        do throws(QueueLogError) {
            let isForeign = try queueLog.read(line, into: &writer, starts: &starts)
            if isForeign { pending.foreign += 1 }
        } catch { return refuse("\(error)") }
        for start in starts { took(start) }
    }
}
