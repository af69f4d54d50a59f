// Schemas in the JSON form of events, read: what an export prints before the first event of a type
// beyond the vocabulary, and what an import declares.

internal import DaybookBytes

extension CloudEventReader {
    /// The schema that a line of an export tells.
    func schema(_ line: RawSpan, data: Int?) throws(CloudEventError) -> Schema {
        guard let place = data else { throw .missing("data") }
        let members = try members(of: line, at: place)
        var next = 0
        guard let name = find("name", in: members, from: &next) else { throw .missing("name") }
        guard let fields = find("fields", in: members, from: &next) else {
            throw .missing("fields")
        }
        return Schema(
            try text("name", line, name.value), try self.fields(line, fields.value, depth: 0))
    }

    private func fields(
        _ line: RawSpan, _ place: Int, depth: Int
    ) throws(CloudEventError) -> [Field] {
        guard depth <= 1 else { throw .badValue("fields") }
        var fields: [Field] = []
        var reader = JSONReader(line, at: place)
        var places: [Int] = []
        do throws(JSONError) {
            try reader.expect("[")
            var isFirst = true
            while try reader.next(&isFirst, close: "]") {
                _ = reader.peek()
                places.append(reader.offset)
                try reader.skipValue()
            }
        } catch { throw .json(field: "fields", error) }
        for place in places {
            fields.append(try field(line, try members(of: line, at: place), depth: depth))
        }
        return fields
    }

    private func field(
        _ line: RawSpan, _ members: [Member], depth: Int
    ) throws(CloudEventError) -> Field {
        func member(_ name: String) -> Member? {
            members.first { name.utf8.elementsEqual($0.name) }
        }
        func isTrue(_ name: String) -> Bool {
            guard let found = member(name) else { return false }
            var reader = JSONReader(line, at: found.value)
            return reader.word("true")
        }
        guard let name = member("name") else { throw .missing("name") }
        guard let kind = member("kind") else { throw .missing("kind") }
        let word = try text("kind", line, kind.value)
        let isOptional = isTrue("optional")
        let fieldName = try text("name", line, name.value)
        switch word {
        case "name":
            guard let entity = member("entity") else { throw .missing("entity") }
            let definition = EntityDefinition(
                try text("entity", line, entity.value), isTrue("lasting") ? .lasting : .passing,
                personal: isTrue("personal"))
            return Field(fieldName, .name(definition), optional: isOptional)
        case "list":
            guard let inner = member("fields") else { throw .missing("fields") }
            let fields = try self.fields(line, inner.value, depth: depth + 1)
            return Field(fieldName, .list(fields), optional: isOptional)
        default:
            guard let kind = SchemaJSON.kind(word) else { throw .badValue("kind") }
            return Field(fieldName, kind, optional: isOptional)
        }
    }
}
