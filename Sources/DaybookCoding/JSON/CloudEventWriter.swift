// The JSON form of an event, written: one CloudEvents 1.0 object a line, integers beyond 2^53 as
// strings, absent fields absent.

internal import DaybookBytes

extension FieldKind {
    /// The word by which schemas in JSON tell the kind.
    public var jsonName: String {
        switch self {
        case .name: "name"
        case .symbol: "symbol"
        case .word: "word"
        case .text: "text"
        case .personalText: "personal"
        case .integer: "int"
        case .milli: "milli"
        case .duration: "duration"
        case .time: "time"
        case .money: "money"
        case .flag: "flag"
        case .list: "list"
        case .json: "json"
        }
    }
}

/// How schemas are told in JSON.
enum SchemaJSON {
    static let type = "daybook.schema"

    /// The kind that a word stands for, for kinds without parts.
    static func kind(_ word: String) -> FieldKind? {
        (1...13).compactMap { FieldKind.simple($0) }.first { $0.jsonName == word }
    }
}

/// Writes events and schemas as CloudEvents lines.
public struct CloudEventWriter: Sendable {
    /// The text written so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []
    private let log: String

    /// A writer for the events of a log.
    ///
    /// - Parameter log: the log's id, which stands in for a producer where an event names none.
    public init(log: String) { self.log = log }

    /// Forgets the text and keeps the memory.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// The key that the line of an event has: its producer's, as far as it names one, or else the
    /// log's.
    public func key(of event: RecordedEvent) -> Key {
        let own = key(of: event.sequence)
        let envelope = event.envelope
        return Key(envelope.source ?? own.source, envelope.id ?? own.id)
    }

    /// The key that the line of an event without a producer has.
    public func key(of sequence: UInt64) -> Key { Key("daybook:\(log)", String(sequence)) }

    /// Writes one event as a line.
    ///
    /// - Parameter corrected: the key of the line of the fact that a correction is about: only by
    ///   this is it found in another log, where it has another sequence.
    public mutating func write(_ event: RecordedEvent, corrected: Key? = nil) {
        let envelope = event.envelope
        let key = key(of: event)
        begin(id: key.id, source: key.source, type: event.type)
        member("time")
        quoted(event.time)
        if let ordinal = envelope.ordinal {
            member("sequence")
            string("\(ordinal)")
        }
        if let sent = envelope.sent {
            member("senttime")
            quoted(sent)
        }
        if let actor = envelope.actor {
            member("actorkind")
            string(actor.kind.word)
            if let name = actor.name {
                member("actorname")
                string(name)
            }
        }
        if let corrected {
            member("correctedsource")
            string(corrected.source)
            member("correctedid")
            string(corrected.id)
        }
        member("daybooksequence")
        integer(Int64(bitPattern: event.sequence))
        member("recordedtime")
        quoted(event.recorded)
        member("data")
        fields(event)
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes only the fields of an event, as one object.
    public mutating func fields(_ event: RecordedEvent) {
        let row = event.row
        var reader = ByteReader(row.raw, at: event.header.fieldsOffset)
        fields(event.schema.fields, &reader)
    }

    /// Writes a schema as a line that an import declares.
    public mutating func write(_ schema: Schema) {
        begin(id: schema.name, source: "daybook:\(log)", type: SchemaJSON.type)
        member("data")
        raw("{\"name\":")
        string(schema.name)
        raw(",\"fields\":")
        write(schema.fields)
        raw("}}\n")
    }

    private mutating func write(_ fields: [Field]) {
        raw("[")
        for (index, field) in fields.enumerated() {
            raw(index == 0 ? "{\"name\":" : ",{\"name\":")
            string(field.name)
            member("kind")
            string(field.kind.jsonName)
            if field.isOptional { raw(",\"optional\":true") }
            switch field.kind {
            case .name(let entity):
                member("entity")
                string(entity.name)
                if entity.span == .lasting { raw(",\"lasting\":true") }
                if entity.isPersonal { raw(",\"personal\":true") }
            case .list(let inner):
                member("fields")
                write(inner)
            default: break
            }
            raw("}")
        }
        raw("]")
    }

    private mutating func begin(id: String, source: String, type: String) {
        raw("{\"specversion\":\"1.0\",\"id\":")
        string(id)
        member("source")
        string(source)
        member("type")
        string(type)
    }

    private mutating func member(_ name: StaticString) {
        raw(",\"")
        raw(name)
        raw("\":")
    }

    private mutating func raw(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { bytes.append(unsafe text.utf8Start[index]) }
    }

    private mutating func quoted(_ time: Timestamp) {
        bytes.append(UInt8(ascii: "\""))
        time.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func string(_ text: String) { JSONText.append(text, to: &bytes) }

    private mutating func integer(_ value: Int64) { JSONText.append(value, to: &bytes) }

    // MARK: Fields

    private mutating func fields(_ fields: [Field], _ reader: inout ByteReader) {
        let presence = reader.uint64()
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for index in fields.indices where presence &>> UInt64(index) & 1 != 0 {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            string(fields[index].name)
            bytes.append(UInt8(ascii: ":"))
            value(fields[index].kind, &reader)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func value(_ kind: FieldKind, _ reader: inout ByteReader) {
        switch kind {
        case .name, .symbol, .word, .text, .personalText:
            JSONText.append(utf8: reader.bytes.extracting(reader.string()), to: &bytes)
        case .json:
            let text = reader.bytes.extracting(reader.string())
            unsafe text.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        case .integer, .milli, .duration: integer(reader.int64())
        case .time: quoted(Timestamp(microseconds: reader.int64()))
        case .flag: raw(reader.int64() == 0 ? "false" : "true")
        case .money:
            raw("{\"minor\":")
            integer(reader.int64())
            raw(",\"currency\":")
            JSONText.append(utf8: reader.bytes.extracting(reader.string()), to: &bytes)
            raw("}")
        case .list(let inner):
            let count = reader.int64()
            raw("[")
            for row in 0..<max(0, count) {
                if row > 0 { raw(",") }
                fields(inner, &reader)
            }
            raw("]")
        }
    }
}
