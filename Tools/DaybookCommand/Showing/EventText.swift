// One readable line for an event, driven by its schema, so that types nobody compiled in are shown
// as well.

internal import Daybook
internal import DaybookBytes

/// Events for people.
enum EventText {
    private static let textWidthMax = 100

    /// Sequence, time, type, who did it, and the fields.
    static func line(_ event: RecordedEvent, _ style: Style) -> String {
        let number = String(event.sequence)
        let gap = String(repeating: " ", count: max(0, 8 - number.count))
        var text = gap + style.dim(number) + "  \(event.time)  "
        text += style.blue(Terminal.escaped(event.type))
        let fields = self.fields(event)
        if !fields.isEmpty { text += "  " + fields }
        if let actor = event.envelope.actor {
            let name = actor.name.map { " " + Terminal.escaped($0) } ?? ""
            text += style.dim("  by \(actor.kind.word)\(name)")
        }
        if let source = event.envelope.source {
            let id = event.envelope.id.map { "/" + Terminal.cut($0, to: 40) } ?? ""
            text += style.dim("  (\(Terminal.escaped(source))\(id))")
        }
        return text
    }

    /// The fields as `name=value`, one behind the other.
    static func fields(_ event: RecordedEvent) -> String {
        let row = event.row
        var reader = ByteReader(row.raw, at: event.header.fieldsOffset)
        return fields(event.schema.fields, &reader)
    }

    private static func fields(_ fields: [Field], _ reader: inout ByteReader) -> String {
        let presence = reader.uint64()
        var parts: [String] = []
        for index in fields.indices where presence >> UInt64(index) & 1 != 0 {
            let name = Terminal.escaped(fields[index].name)
            parts.append("\(name)=\(value(fields[index].kind, &reader))")
        }
        return parts.joined(separator: " ")
    }

    private static func value(_ kind: FieldKind, _ reader: inout ByteReader) -> String {
        switch kind {
        case .name, .symbol, .word: bare(string(&reader))
        case .text, .personalText, .json: quoted(string(&reader))
        case .integer: "\(reader.int64())"
        case .milli: Text.decimal(Double(reader.int64()) / 1_000, 3)
        case .duration: length(reader.int64())
        case .time: "\(Timestamp(microseconds: reader.int64()))"
        case .flag: reader.int64() == 0 ? "no" : "yes"
        case .money: money(&reader)
        case .list(let inner): list(inner, &reader)
        }
    }

    private static func string(_ reader: inout ByteReader) -> String {
        let count = Int(reader.uint32())
        let start = reader.skip(count)
        guard reader.isValid else { return "" }
        let bytes = reader.bytes.extracting(start..<start + count)
        return unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static func bare(_ text: String) -> String {
        text.isEmpty || text.contains(" ") || text.contains("\"")
            ? quoted(text) : Terminal.escaped(text)
    }

    private static func quoted(_ text: String) -> String {
        "\"\(Terminal.cut(text, to: textWidthMax))\""
    }

    private static func length(_ microseconds: Int64) -> String {
        Text.length(Int128(microseconds)).replacing(" ", with: "")
    }

    private static func money(_ reader: inout ByteReader) -> String {
        let minor = reader.int64()
        return "\(minor) \(Terminal.escaped(string(&reader)))"
    }

    private static func list(_ inner: [Field], _ reader: inout ByteReader) -> String {
        let count = reader.int64()
        var rows: [String] = []
        for _ in 0..<max(0, count) { rows.append("{\(fields(inner, &reader))}") }
        return "[\(rows.joined(separator: " "))]"
    }
}
