// The JSON form of an event, read: one CloudEvents 1.0 object to one row, driven by the schema.
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md

internal import DaybookBytes

/// What a line of CloudEvents turned out to be.
public enum CloudEvent: Sendable {
    /// A row was written: the number of its schema; the key of the fact that it corrects, where
    /// the line tells one, a missing half of which is empty, as in no fact's key; and the position
    /// in the exported log, if the line's id is nothing else.
    case event(entry: UInt16, corrected: Key?, position: UInt64?)
    /// The type is declared nowhere: its source and name.
    case undeclared(source: String, type: String)
    /// A schema, as an export prints it before the first event that uses it.
    case schema(Schema)
}

/// Why a line of CloudEvents is not taken.
public enum CloudEventError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no JSON, or a value has the wrong form: the field, and what is wrong.
    case json(field: String, JSONError)
    /// A required attribute or field is missing.
    case missing(String)
    /// `specversion` is not 1.0.
    case version
    /// An attribute or a field has a value that is out of its range.
    case badValue(String)
    /// The event is over a limit, or its schema cannot be declared.
    case coding(CodingError)

    public var description: String {
        switch self {
        case .json(let field, let error):
            field.isEmpty ? "no JSON: \(error)" : "\(field): \(error)"
        case .missing(let name): "'\(name)' is missing"
        case .version: "'specversion' is not \"1.0\""
        case .badValue(let name): "'\(name)' has no valid value"
        case .coding(let error): "\(error)"
        }
    }
}

/// Reads CloudEvents lines into rows.
public struct CloudEventReader: Sendable {
    private let catalog: Catalog

    /// One member of an object: its name's bytes, and where its value begins.
    struct Member {
        let name: [UInt8]
        let value: Int
    }

    /// A reader that knows the types of a catalog, and extends them by fields it meets.
    public init(catalog: Catalog) { self.catalog = catalog }

    /// Reads one line.
    ///
    /// - Parameters:
    ///   - line: JSON text without the line's end.
    ///   - now: the time of an event that tells none.
    ///   - row: takes the row.
    /// - Throws: `CloudEventError` if the line is no event of its type; nothing is written then.
    /// - Complexity: O(bytes); about 1 µs for 200 bytes.
    public func read(
        _ line: RawSpan, now: Timestamp, into row: inout RowWriter
    ) throws(CloudEventError) -> CloudEvent {
        let attributes = try self.attributes(of: line)
        guard attributes.hasVersion else { throw .missing("specversion") }
        guard let type = attributes.type else { throw .missing("type") }
        guard let source = attributes.source else { throw .missing("source") }
        guard let id = attributes.id else { throw .missing("id") }
        if type == SchemaJSON.type { return .schema(try schema(line, data: attributes.data)) }
        guard let number = catalog.number(named: type) else {
            return .undeclared(source: source, type: type)
        }
        var envelope = Envelope(
            time: attributes.time, source: source, id: id, ordinal: attributes.ordinal,
            sent: attributes.sent)
        if let word = attributes.actorKind {
            guard let kind = EventActor.Kind(word: word) else { throw .badValue("actorkind") }
            envelope.actor = EventActor(kind, attributes.actorName)
        }
        let members = try attributes.data.map { (place) throws(CloudEventError) in
            try self.members(of: line, at: place)
        }
        let entry = try self.entry(number, for: members ?? [])
        row.begin(entry: entry, envelope: envelope, now: now, extra: [])
        do throws(CloudEventError) {
            try writeFields(catalog[entry].schema.fields, members ?? [], line, &row)
            try Self.coding { () throws(CodingError) in try row.end(type: type) }
        } catch {
            row.cancel()
            throw error
        }
        return .event(
            entry: entry, corrected: attributes.corrected, position: attributes.idPosition)
    }

    /// The type and the envelope of a line, whatever its type is: for keeping it whole.
    ///
    /// - Throws: `CloudEventError` if an attribute has no valid value.
    public func envelope(
        of line: RawSpan
    ) throws(CloudEventError) -> (type: String, envelope: Envelope) {
        let attributes = try self.attributes(of: line)
        let envelope = Envelope(
            time: attributes.time, source: attributes.source, id: attributes.id,
            ordinal: attributes.ordinal, sent: attributes.sent)
        return (attributes.type ?? "", envelope)
    }

    private static func coding<Result>(
        _ body: () throws(CodingError) -> Result
    ) throws(CloudEventError) -> Result {
        do { return try body() } catch { throw .coding(error) }
    }

    private static func json<Result>(
        _ field: String, _ body: () throws(JSONError) -> Result
    ) throws(CloudEventError) -> Result {
        do { return try body() } catch { throw .json(field: field, error) }
    }

    // MARK: Values

    func text(
        _ name: String, _ line: RawSpan, _ place: Int
    ) throws(CloudEventError) -> String {
        var reader = JSONReader(line, at: place)
        do throws(JSONError) {
            return try reader.string { text in
                unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            }
        } catch { throw .json(field: name, error) }
    }

    func integer(
        _ name: String, _ line: RawSpan, _ place: Int
    ) throws(CloudEventError) -> Int64 {
        var reader = JSONReader(line, at: place)
        do throws(JSONError) { return try reader.integer() } catch {
            throw .json(field: name, error)
        }
    }

    func time(
        _ name: String, _ line: RawSpan, _ place: Int
    ) throws(CloudEventError) -> Timestamp {
        var reader = JSONReader(line, at: place)
        do throws(JSONError) {
            let time = try reader.string { text in Timestamp.parse(text) }
            if let time { return time }
        } catch { throw .json(field: name, error) }
        throw .badValue(name)
    }

    /// The members of an object, in their order.
    func members(
        of line: RawSpan, at place: Int, wholeText: Bool = false
    ) throws(CloudEventError) -> [Member] {
        if wholeText, let offset = JSONReader.firstInvalidUTF8(line) {
            throw .json(field: "", JSONError(offset: offset, problem: .notUTF8))
        }
        var members: [Member] = []
        members.reserveCapacity(8)
        var reader = JSONReader(line, at: place)
        do throws(JSONError) {
            try reader.expect("{")
            var isFirst = true
            while try reader.next(&isFirst, close: "}") {
                let name = try reader.string { text in
                    unsafe text.withUnsafeBytes { unsafe [UInt8]($0) }
                }
                try reader.expect(":")
                _ = reader.peek()
                members.append(Member(name: name, value: reader.offset))
                try reader.skipValue()
            }
            if wholeText { try reader.end() }
        } catch { throw .json(field: wholeText ? "" : "data", error) }
        return members
    }

    // MARK: Fields

    /// The schema that holds all members: the type's own, or an extension by fields that no schema
    /// declares, which are kept as JSON.
    private func entry(
        _ number: UInt16, for members: [Member]
    ) throws(CloudEventError) -> UInt16 {
        var schema = catalog[number].schema
        guard !members.allSatisfy({ member in Self.has(schema, member.name) }) else {
            return number
        }
        if let widest = catalog.widest(schema.name) { schema = catalog[widest].schema }
        let unknown = members.filter { !Self.has(schema, $0.name) }
        let added = unknown.map { member in
            Field(String(decoding: member.name, as: UTF8.self), .json, optional: true)
        }
        let extended = Schema(schema.name, schema.fields + added)
        return try Self.coding { () throws(CodingError) in try catalog.declare(extended) }
    }

    private static func has(_ schema: Schema, _ name: [UInt8]) -> Bool {
        schema.fields.contains { $0.name.utf8.elementsEqual(name) }
    }

    private func writeFields(
        _ fields: [Field], _ members: [Member], _ line: RawSpan, _ row: inout RowWriter
    ) throws(CloudEventError) {
        var presence: UInt64 = 0
        let place = row.bytes.count
        row.put(0)
        var next = 0
        var found = 0
        for (index, field) in fields.enumerated() {
            let member = find(field.name, in: members, from: &next)
            if member != nil { found += 1 }
            guard let member, !isNull(line, member.value) else {
                if field.isOptional { continue }
                throw .missing(field.name)
            }
            presence |= 1 << UInt64(index)
            try write(field, at: member.value, of: line, &row)
        }
        // Every member has a field by now, so that what is left over are names that stand twice.
        if found < members.count { throw Self.duplicate(in: members) }
        row.patch(presence, at: place)
    }

    private static func duplicate(in members: [Member]) -> CloudEventError {
        var seen: Set<[UInt8]> = []
        let twice = members.first { !seen.insert($0.name).inserted }
        let name = String(decoding: twice?.name ?? [], as: UTF8.self)
        return .json(
            field: "data",
            JSONError(offset: twice?.value ?? 0, problem: .duplicateName(name)))
    }

    private func isNull(_ line: RawSpan, _ place: Int) -> Bool {
        var reader = JSONReader(line, at: place)
        return reader.word("null")
    }

    /// Finds a member by name, trying first the one behind the last found: producers mostly keep
    /// to the order of the schema.
    func find(_ name: String, in members: [Member], from next: inout Int) -> Member? {
        for step in 0..<members.count {
            let index = (next + step) % members.count
            if name.utf8.elementsEqual(members[index].name) {
                next = index + 1
                return members[index]
            }
        }
        return nil
    }

    private func write(
        _ field: Field, at place: Int, of line: RawSpan, _ row: inout RowWriter
    ) throws(CloudEventError) {
        var reader = JSONReader(line, at: place)
        do throws(JSONError) {
            switch field.kind {
            case .name: try putText(&reader, field, 1...Limits.nameBytesMax, &row)
            case .symbol, .word: try putText(&reader, field, 0...Limits.symbolBytesMax, &row)
            case .text, .personalText: try putText(&reader, field, 0...Limits.textBytesMax, &row)
            case .integer, .milli, .duration: row.put(try reader.integer())
            case .flag:
                if reader.word("true") { return row.put(1) }
                guard reader.word("false") else { throw reader.error(.expected("true or false")) }
                row.put(0)
            case .json:
                try reader.skipValue()
                row.put(utf8: line.extracting(place..<reader.offset))
            case .time, .money, .list: break
            }
        } catch { throw .json(field: field.name, error) }
        switch field.kind {
        case .time: row.put(try time(field.name, line, place).microseconds)
        case .money: try writeMoney(field, try members(of: line, at: place), line, &row)
        case .list(let inner): try writeRows(field, inner, at: place, of: line, &row)
        default: break
        }
    }

    private func putText(
        _ reader: inout JSONReader, _ field: Field, _ allowed: ClosedRange<Int>,
        _ row: inout RowWriter
    ) throws(JSONError) {
        let fits = try reader.string { text in
            guard allowed.contains(text.byteCount) else { return false }
            row.put(utf8: text)
            return true
        }
        if !fits {
            throw reader.error(.expected("\(allowed.lowerBound) to \(allowed.upperBound) bytes"))
        }
    }

    private func writeMoney(
        _ field: Field, _ members: [Member], _ line: RawSpan, _ row: inout RowWriter
    ) throws(CloudEventError) {
        var next = 0
        guard members.count == 2, let minor = find("minor", in: members, from: &next),
            let currency = find("currency", in: members, from: &next)
        else { throw .badValue(field.name) }
        row.put(try integer(field.name, line, minor.value))
        let code = try text(field.name, line, currency.value)
        guard code.utf8.count <= Limits.symbolBytesShared else { throw .badValue(field.name) }
        row.put(code, 0...Limits.symbolBytesShared)
    }

    private func writeRows(
        _ field: Field, _ inner: [Field], at place: Int, of line: RawSpan, _ row: inout RowWriter
    ) throws(CloudEventError) {
        var places: [Int] = []
        var reader = JSONReader(line, at: place)
        do throws(JSONError) {
            try reader.expect("[")
            var isFirst = true
            while try reader.next(&isFirst, close: "]") {
                _ = reader.peek()
                places.append(reader.offset)
                try reader.skipValue()
            }
        } catch { throw .json(field: field.name, error) }
        guard places.count <= Limits.rowsMax else { throw .badValue(field.name) }
        row.put(Int64(places.count))
        for place in places {
            let members = try members(of: line, at: place)
            if let unknown = members.first(where: { member in
                !inner.contains { $0.name.utf8.elementsEqual(member.name) }
            }) {
                throw .badValue("\(field.name).\(String(decoding: unknown.name, as: UTF8.self))")
            }
            try writeFields(inner, members, line, &row)
        }
    }
}
