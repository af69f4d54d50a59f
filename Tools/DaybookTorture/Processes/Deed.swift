// What a torture writer appends: facts that follow from a seed, so that whoever reads the book can
// work out what must stand there without having been told.

internal import Daybook
internal import DaybookBytes

/// One fact of the trials: which part of which append it is, and some text.
struct Marked: Event, Hashable {
    static let type = "torture.marked"
    var task: Int64 = 0
    var number: Int64 = 0
    var part: Int64 = 0
    var parts: Int64 = 0
    var text: PersonalText = ""

    mutating func visit(_ fields: inout some FieldVisitor) {
        fields.visit("task", &task)
        fields.visit("number", &number)
        fields.visit("part", &part)
        fields.visit("parts", &parts)
        fields.visit("text", &text)
    }

    /// A hash of everything in it.
    var hash: UInt64 { hashed("\(task)/\(number)/\(part)/\(parts)/\(text)", seed: 0) }

    /// The hash of an append: of its facts' hashes in their order.
    static func hash(of facts: some Sequence<UInt64>) -> UInt64 {
        facts.reduce(0) { hashed("\($1)", seed: $0) }
    }
}

/// One append of a trial's task.
struct Deed: Hashable {
    let seed: UInt64
    let task: Int64
    let number: Int64

    /// How many facts it has: mostly one, sometimes many.
    private var parts: Int64 {
        let draw = draw(0)
        return switch draw % 8 {
        case 0: Int64(draw >> 8 & 255) + 2
        case 1, 2: Int64(draw >> 8 & 15) + 2
        default: 1
        }
    }

    /// Half of the appends can be tried again.
    var key: Key? { draw(1) % 2 == 0 ? Key("torture", "\(seed)/\(task)/\(number)") : nil }

    /// What it appends.
    var marks: [Marked] {
        let parts = parts
        return (0..<parts).map { part in
            let draw = draw(UInt64(part) + 2)
            let length = draw % 32 == 0 ? draw >> 8 & 0x3FFF : draw >> 8 & 0xFF
            return Marked(
                task: task, number: number, part: part, parts: parts,
                text: PersonalText(String(repeating: letter(draw), count: Int(length))))
        }
    }

    private func letter(_ draw: UInt64) -> String {
        String(UnicodeScalar(UInt8(ascii: "a") + UInt8(draw >> 32 & 15)))
    }

    private func draw(_ salt: UInt64) -> UInt64 {
        hashed("\(task)/\(number)/\(salt)", seed: seed)
    }
}

private func hashed(_ text: String, seed: UInt64) -> UInt64 {
    let bytes = Array(text.utf8)
    return XXH64.hash(bytes.raw, seed: seed)
}
