// The vocabulary as it was agreed upon, read from Fixtures: what the declarations are held to. The
// text must not be derived from them.

import DaybookCoding
import Foundation

/// An event type as the vocabulary's text says it is.
struct ExpectedType {
    var schema: Schema
    /// The listed words of the fields that are open enumerations.
    var words: [String: [String]]
}

/// Understands one line a type: its name, a space, its fields.
struct VocabularyParser {
    private var words: [String: [String]] = [:]

    /// Every type of the fixture, in its order.
    static func types() throws -> [ExpectedType] {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures").appendingPathComponent("vocabulary/types.txt")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n").map { type(of: $0) }
    }

    private static func type(of line: Substring) -> ExpectedType {
        let name = line.prefix { $0 != " " }
        var parser = VocabularyParser()
        let fields = parser.fields(of: line.dropFirst(name.count), prefix: "")
        return ExpectedType(schema: Schema(String(name), fields), words: parser.words)
    }

    private mutating func fields(of text: Substring, prefix: String) -> [Field] {
        Self.splitAtCommas(text).map { part in
            let colon = part.firstIndex(of: ":") ?? part.endIndex
            let name = Self.trimmed(part[..<colon])
            var type = Self.trimmed(part[colon...].dropFirst())
            let isOptional = type.hasSuffix("?")
            if isOptional { type.removeLast() }
            if type.contains("·"), !type.hasPrefix("[") {
                words[prefix + name] = type.split(separator: "·").map { String($0) }
                return Field(name, .word, optional: isOptional)
            }
            return Field(name, kind(of: type, named: name), optional: isOptional)
        }
    }

    private mutating func kind(of type: String, named name: String) -> FieldKind {
        if type.hasPrefix("["), type.hasSuffix("]") {
            return .list(fields(of: type.dropFirst().dropLast(), prefix: name + "."))
        }
        if type.hasPrefix("→"), let entity = Self.entities[String(type.dropFirst())] {
            return .name(entity)
        }
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

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0 == " " }
        guard let last = start.lastIndex(where: { $0 != " " }) else { return "" }
        return String(start[...last])
    }
}

// What the names in events stand for.
extension VocabularyParser {
    private static let names = """
        visitor session person conversation case message call agent queue bot form campaign \
        engagement offer cart order payment credit shipment return product review post policy
        """
    private static let lasting = """
        visitor person case conversation agent queue bot form campaign order product policy
        """
    private static let personal = """
        visitor person conversation case message call session engagement offer agent review
        """

    static let entityDefinitions: [EntityDefinition] = {
        func list(_ text: String) -> [String] { text.split(separator: " ").map { String($0) } }
        let (lasting, personal) = (list(Self.lasting), list(Self.personal))
        return list(names).map { name in
            EntityDefinition(
                name, lasting.contains(name) ? .lasting : .passing,
                personal: personal.contains(name))
        }
    }()

    private static let entities = Dictionary(
        uniqueKeysWithValues: entityDefinitions.map { ($0.name, $0) })
}
