// A defect that is planted into a copy of the engine, to see whether the simulation finds it: a
// simulation that cannot fail proves nothing.

/// A change of the engine's source that breaks a promise.
public struct Mutation: Sendable {
    /// A place in the sources and what is done there instead.
    struct Edit: Sendable {
        enum Kind: Sendable { case statement, expression }
        /// The file below `Sources`.
        let file: String
        /// The text that is replaced; it stands in the file exactly once.
        let original: String
        /// What stands there while the mutation is on; no statement may be empty.
        let mutated: String
        let kind: Kind

        static func statement(_ file: String, _ original: String, by mutated: String = "") -> Edit {
            Edit(file: file, original: original, mutated: mutated, kind: .statement)
        }

        static func expression(_ file: String, _ original: String, by mutated: String) -> Edit {
            Edit(file: file, original: original, mutated: mutated, kind: .expression)
        }
    }

    /// The name by which it is turned on.
    public let name: String
    /// What is broken.
    public let what: String
    /// Whether it takes hundreds of seeds to find it, so that only a long run looks for it.
    public let isRare: Bool
    let edits: [Edit]

    init(_ name: String, _ what: String, _ edits: Edit..., isRare: Bool = false) {
        self.name = name
        self.what = what
        self.edits = edits
        self.isRare = isRare
    }
}
