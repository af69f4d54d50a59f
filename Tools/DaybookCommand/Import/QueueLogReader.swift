// Lines of an Asterisk queue_log, turned into rows. A line's key is made from its bytes alone, so
// that the same file imported again is known again, whatever was imported in between.

package import Daybook
internal import DaybookBytes

/// Why a queue_log line is not taken.
package enum QueueLogError: Error, Equatable, CustomStringConvertible {
    case tooFewFields(Int)
    case noEpoch
    case noVerb
    case tooLong(Int)
    case nameTooLong(field: String, bytes: Int)
    case coding(CodingError)

    package var description: String {
        switch self {
        case .tooFewFields(let count):
            "\(count) fields of at least 5: epoch|callid|queue|member|VERB|data…"
        case .noEpoch: "the first field is no time in seconds since 1970"
        case .noVerb: "the fifth field, the verb, is empty"
        case .tooLong(let bytes):
            "\(bytes) bytes are too long for a queue_log line"
        case .nameTooLong(let field, let bytes):
            "the \(field) has \(bytes) bytes; a name has at most \(Limits.nameBytesMax)"
        case .coding(let error): "\(error)"
        }
    }
}

/// Reads the lines of one queue_log.
package struct QueueLogReader {
    /// The producer of a queue_log's facts, if none is given.
    static let source = "queue_log"
    /// What the log's facts that cannot be placed are kept under.
    static let system: Symbol = "asterisk"
    /// Longer lines are no queue_log: Asterisk itself writes at most a few hundred bytes.
    private static let lineBytesMax = 1 << 18

    let catalog: Catalog
    private let source: String
    /// How often each line was met, by the hash of its bytes: lines that are equal byte for byte
    /// are facts of their own.
    private var copies = FlatTable()

    package init(catalog: Catalog, source: String) {
        self.catalog = catalog
        self.source = source
    }

    /// Writes the rows of a line.
    ///
    /// - Returns: whether the line is kept whole because its meaning is not known.
    /// - Throws: `QueueLogError`; nothing is written then.
    package mutating func read(
        _ bytes: RawSpan, into writer: inout RowWriter, starts: inout [Int]
    ) throws(QueueLogError) -> Bool {
        if bytes.byteCount > Self.lineBytesMax { throw .tooLong(bytes.byteCount) }
        let line = try QueueLogLine(bytes)
        let mapped = line.facts()
        let events =
            mapped ?? [
                ForeignRecorded(
                    system: Self.system, verb: Symbol(line.verb), body: PersonalText(line.text))
            ]
        let id = self.id(of: bytes)
        for (index, event) in events.enumerated() {
            let start = writer.bytes.count
            let suffix = events.count > 1 ? "/\(index + 1)" : ""
            let envelope = Envelope(time: line.time, source: source, id: id + suffix)
            try write(event, envelope, line.time, &writer)
            starts.append(start)
        }
        return mapped == nil
    }

    private func write<E: Event>(
        _ event: E, _ envelope: Envelope, _ time: Timestamp, _ writer: inout RowWriter
    ) throws(QueueLogError) {
        do throws(CodingError) {
            let number = try catalog.number(of: E.self)
            try writer.append(event, entry: number, envelope: envelope, now: time)
        } catch { throw .coding(error) }
    }

    /// The hash of a line, and which of its copies this one is.
    private mutating func id(of bytes: RawSpan) -> String {
        let hash = XXH64.hash(bytes)
        let digits = String(hash, radix: 16)
        let text = String(repeating: "0", count: 16 - digits.count) + digits
        let copy = (copies.value(hash) ?? 0) + 1
        if copy > 1 { copies.remove(hash, copy - 1) }
        copies.insert(hash, copy)
        return copy == 1 ? text : "\(text)#\(copy)"
    }
}

/// One line, taken apart.
struct QueueLogLine {
    let text: String
    let time: Timestamp
    let verb: String
    /// `NONE` and empty fields are absent.
    let call, queue, member: String?
    private let fields: [Substring]

    init(_ bytes: RawSpan) throws(QueueLogError) {
        text = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        fields = text.split(separator: "|", omittingEmptySubsequences: false)
        guard let time = Self.time(fields[0]) else { throw .noEpoch }
        guard fields.count >= 5 else { throw .tooFewFields(fields.count) }
        self.time = time
        verb = String(fields[4])
        guard !verb.isEmpty else { throw .noVerb }
        call = try Self.name(fields[1], "callid")
        queue = try Self.name(fields[2], "queue")
        member = try Self.name(fields[3], "member")
    }

    private static func name(
        _ field: Substring, _ what: String
    ) throws(QueueLogError) -> String? {
        if field.isEmpty || field == "NONE" { return nil }
        let bytes = field.utf8.count
        guard bytes <= Limits.nameBytesMax else { throw .nameTooLong(field: what, bytes: bytes) }
        return String(field)
    }

    /// Whole seconds, or seconds with a fraction, since 1970.
    private static func time(_ field: Substring) -> Timestamp? {
        let parts = field.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let seconds = digits(parts[0]), seconds <= Int64.max / 1_000_000 - 1 else {
            return nil
        }
        var micro: Int64 = 0
        if parts.count == 2 {
            guard digits(parts[1].prefix(6)) != nil, parts[1].allSatisfy(\.isASCII) else {
                return nil
            }
            let padded = String(parts[1].prefix(6))
            micro = Int64(padded + String(repeating: "0", count: 6 - padded.count)) ?? 0
        }
        return Timestamp(microseconds: seconds * 1_000_000 + micro)
    }

    private static func digits(_ text: Substring) -> Int64? {
        let isNumber =
            !text.isEmpty
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isNumber ? Int64(text) : nil
    }

    /// A data field, counted from 1; nil if it is not there or empty.
    func data(_ number: Int) -> String? {
        let index = number + 4
        guard index < fields.count, !fields[index].isEmpty else { return nil }
        return String(fields[index])
    }

    func number(_ index: Int) -> Int64? { data(index).flatMap { Int64($0) } }

    func seconds(_ index: Int) -> Microseconds? { number(index).map { .seconds($0) } }

    /// The seconds at the start of a field that may go on.
    func leadingSeconds(_ index: Int) -> Microseconds? {
        guard let field = data(index) else { return nil }
        let digits = field.prefix { $0.isASCII && $0.isNumber }
        return Int64(digits).map { .seconds($0) }
    }
}
