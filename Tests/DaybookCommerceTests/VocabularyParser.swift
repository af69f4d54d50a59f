// Understands the shorthand of the vocabulary's lines: shared fields, bare names, lists, words.

import DaybookCoding

/// An event type as the vocabulary's text says it is.
struct ExpectedType {
    var schema: Schema
    /// The listed words of the fields that are open enumerations.
    var words: [String: [String]]
}

struct VocabularyParser {
    private let entities: [String: EntityDefinition]
    /// The first kind of each field name in the section.
    private var kinds: [String: FieldKind] = [:]
    private var orderLines: [Field] = []
    private var types: [ExpectedType] = []

    static func parse() -> [ExpectedType] {
        var parser = VocabularyParser()
        for line in VocabularyText.lines.split(separator: "\n") {
            if line.hasPrefix("## ") { parser.kinds = [:] } else { parser.read(line.dropFirst(2)) }
        }
        return parser.types.filter { type in
            VocabularyText.families.contains(String(type.schema.name.prefix { $0 != "." }))
        }
    }

    static let entityDefinitions: [EntityDefinition] = {
        func list(_ text: String) -> [String] {
            text.split(separator: ",").map { trimmed($0) }
        }
        let (lasting, personal) = (list(VocabularyText.lasting), list(VocabularyText.personal))
        return list(VocabularyText.entities).map { name in
            EntityDefinition(
                name, lasting.contains(name) ? .lasting : .passing,
                personal: personal.contains(name))
        }
    }()

    private init() {
        entities = Dictionary(
            uniqueKeysWithValues: Self.entityDefinitions.map { ($0.name, $0) })
    }

    /// A line: "`name` · `name` fields · `name` fields", with remarks in parentheses.
    private mutating func read(_ line: Substring) {
        let parts = Self.withoutRemarks(line).split(
            separator: "`", omittingEmptySubsequences: false)
        var names: [String] = []
        for index in stride(from: 1, to: parts.count - 1, by: 2) {
            names.append(String(parts[index]))
            var fields = Self.trimmed(parts[index + 1])
            if fields.hasSuffix("·") { fields = Self.trimmed(fields.dropLast()) }
            if fields.isEmpty { continue }
            var words: [String: [String]] = [:]
            let expected = self.fields(of: fields[...], words: &words)
            for name in names { add(Schema(name, expected), words) }
            names = []
        }
    }

    private mutating func add(_ schema: Schema, _ words: [String: [String]]) {
        var fields = schema.fields
        if schema.name.hasPrefix("call."), !fields.contains(where: { $0.name == "conversation" }) {
            fields.append(Field("conversation", kind(of: "→conversation"), optional: true))
        }
        if schema.name == "order.placed" {
            for case .list(let inner) in fields.map(\.kind) { orderLines = inner }
        }
        types.append(ExpectedType(schema: Schema(schema.name, fields), words: words))
    }

    private mutating func fields(
        of text: Substring, words: inout [String: [String]]
    ) -> [Field] {
        Self.splitAtCommas(text).map { part in
            guard let colon = part.firstIndex(of: ":") else {
                let name = Self.trimmed(part)
                let bare = kinds[name] ?? kind(of: "→" + name)
                return Field(name, bare)
            }
            let name = Self.trimmed(part[..<colon])
            var type = Self.trimmed(part[part.index(after: colon)...])
            let isOptional = type.hasSuffix("?")
            if isOptional { type.removeLast() }
            let kind = self.kind(of: type)
            if kind == .word { words[name] = type.split(separator: "·").map { Self.trimmed($0) } }
            if kinds[name] == nil { kinds[name] = kind }
            return Field(name, kind, optional: isOptional)
        }
    }

    private mutating func kind(of type: String) -> FieldKind {
        if type == "[…as placed]" { return .list(orderLines) }
        if type.hasPrefix("["), type.hasSuffix("]") {
            var words: [String: [String]] = [:]
            return .list(fields(of: type.dropFirst().dropLast(), words: &words))
        }
        if type.hasPrefix("→"), let entity = entities[String(type.dropFirst())] {
            return .name(entity)
        }
        if type.contains("·") { return .word }
        switch type {
        case "sym": return .symbol
        case "text": return .text
        case "text!": return .personalText
        case "int": return .integer
        case "milli": return .milli
        case "dur": return .duration
        case "time": return .time
        case "money": return .money
        case "flag": return .flag
        default:
            preconditionFailure("the vocabulary's text has no type '\(type)'")
        }
    }

    private static func splitAtCommas(_ text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var depth = 0
        for index in text.indices {
            switch text[index] {
            case "[": depth += 1
            case "]": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }

    private static func withoutRemarks(_ text: Substring) -> String {
        var depth = 0
        var kept = ""
        for character in text {
            if character == "(" { depth += 1 }
            if depth == 0 { kept.append(character) }
            if character == ")" { depth -= 1 }
        }
        return kept
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0 == " " }
        guard let last = start.lastIndex(where: { $0 != " " }) else { return "" }
        return String(start[...last])
    }
}
