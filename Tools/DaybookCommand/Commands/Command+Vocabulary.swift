// The vocabulary: every event type with its fields.

internal import Daybook

extension Command {
    func vocabulary(_ options: VocabularyOptions, _ context: Context) throws(Failure) {
        let types = Vocabulary.types.sorted { Self.precedes($0.type, $1.type) }
        let chosen = types.filter { type in
            guard let wanted = options.name else { return true }
            return type.type == wanted || type.type.hasPrefix(wanted + ".")
        }
        if let wanted = options.name, chosen.isEmpty {
            let names = types.map { $0.type }
            let near = Guess.nearest(wanted, among: names + Self.families(names))
            throw Failure.usage(
                "the vocabulary has neither a family nor a type \(Terminal.escaped(wanted)); "
                    + (near.map { "did you mean \($0)?" } ?? "`daybook vocabulary` shows all"))
        }
        for type in chosen {
            let text = TypeText(type)
            if options.json {
                try context.output.write(text.object.line)
            } else {
                try context.output.line(text.line(context.style))
            }
        }
    }

    private static func families(_ names: [String]) -> [String] {
        Set(names.map { String($0.prefix { $0 != "." }) }).sorted()
    }

    /// By bytes, which is the same everywhere.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

/// An event type in the vocabulary's own notation, or as JSON.
private struct TypeText {
    private let schema: Schema
    private let words: [String: [String]]

    init<E: Event>(_ type: E.Type) {
        schema = Schema(of: type)
        words = Vocabulary.words(of: type)
    }

    /// Its name and its fields, in the notation that the help explains.
    func line(_ style: Style) -> String {
        style.bold(schema.name) + " " + fields(schema.fields, prefix: "")
    }

    private func fields(_ fields: [Field], prefix: String) -> String {
        fields.map { field in
            let name = prefix + field.name
            let mark = field.isOptional ? "?" : ""
            if let words = words[name] {
                return "\(field.name): \(words.joined(separator: "·"))\(mark)"
            }
            if case .list(let inner) = field.kind {
                return "\(field.name):[\(self.fields(inner, prefix: name + "."))]\(mark)"
            }
            return "\(field.name):\(Self.symbol(field.kind))\(mark)"
        }.joined(separator: ", ")
    }

    private static func symbol(_ kind: FieldKind) -> String {
        switch kind {
        case .name(let entity): "→" + entity.name
        case .symbol, .word: "sym"
        case .text: "text"
        case .personalText: "text!"
        case .integer: "int"
        case .milli: "milli"
        case .duration: "dur"
        case .time: "time"
        case .money: "money"
        case .flag: "flag"
        case .list: "[…]"
        case .json: "json"
        }
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("type", schema.name)
        object.put("fields", objects(schema.fields, prefix: ""))
        return object
    }

    private func objects(_ fields: [Field], prefix: String) -> [JSONObject] {
        fields.map { field in
            let name = prefix + field.name
            var object = JSONObject()
            object.put("name", field.name)
            object.put("kind", field.kind.jsonName)
            if case .name(let entity) = field.kind { object.put("entity", entity.name) }
            if let words = words[name] { object.put("words", words) }
            if case .list(let inner) = field.kind {
                object.put("fields", objects(inner, prefix: name + "."))
            }
            object.put("optional", field.isOptional)
            return object
        }
    }
}
