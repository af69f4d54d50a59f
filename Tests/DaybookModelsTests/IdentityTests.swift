// Identities by hand: each rule as a short story, and random stories against the naive account.
//   SECONDS link VISITOR PERSON [STRENGTH]   SECONDS unlink VISITOR PERSON
//   SECONDS merge PERSON INTO [STRENGTH]     SECONDS unmerge PERSON FROM

import DaybookCoding
import DaybookCommerce
import DaybookModels
import DaybookTesting
import Foundation
import Testing

enum IdentityScript {
    static func facts(_ script: String) -> [Fact] {
        script.split(whereSeparator: { $0 == "\n" || $0 == ";" }).map { line in
            let words = line.split(separator: " ").map(String.init)
            let strength = LinkStrength(words.count > 4 ? words[4] : "deterministic")
            let event: any Event =
                switch words[1] {
                case "link":
                    IdentityLinked(
                        visitor: VisitorID(words[2]), person: PersonID(words[3]), evidence: .login,
                        strength: strength)
                case "unlink":
                    IdentityUnlinked(
                        visitor: VisitorID(words[2]), person: PersonID(words[3]), reason: "mistake")
                case "merge":
                    PersonMerged(
                        person: PersonID(words[2]), into: PersonID(words[3]), evidence: "desk",
                        strength: strength)
                default:
                    PersonUnmerged(
                        person: PersonID(words[2]), from: PersonID(words[3]), reason: "mistake")
                }
            return fact(Int64(words[0]) ?? 0, event)
        }
    }
}

/// Customers of a book by name: `root: names`.
func customers(_ facts: [Fact], asOf: AsOf = AsOf(), perPage: Int = 3) throws -> [String: Set<
    String
>] {
    let book = try TestBook(facts, perPage: perPage)
    var replay = Replay(Identities(), catalog: book.catalog, asOf: asOf)
    for page in book.pages { try replay.apply(page) }
    let person = replay.catalog.entity(named: "person")?.number ?? 0
    let visitor = replay.catalog.entity(named: "visitor")?.number ?? 0
    var found: [String: Set<String>] = [:]
    for identity in replay.model.identities(replay.names, replay.catalog) {
        var names: Set<String> = []
        for handle in identity.persons { names.insert("p:" + replay.names.text(person, handle)) }
        for handle in identity.visitors { names.insert("v:" + replay.names.text(visitor, handle)) }
        let root = identity.person.map { "p:" + replay.names.text(person, $0) }
        found[root ?? names.min() ?? ""] = names
    }
    return found
}

func conflicts(_ script: String) throws -> [String] {
    let book = try TestBook(IdentityScript.facts(script))
    var replay = Replay(Identities(), catalog: book.catalog)
    for page in book.pages { try replay.apply(page) }
    return replay.model.conflicts(replay.names, replay.catalog).map { "\($0.kind) \($0.sequence)" }
}

@Suite struct IdentityTests {
    private func told(_ script: String, asOf: AsOf = AsOf()) throws -> String {
        let found = try customers(IdentityScript.facts(script), asOf: asOf)
        return found.sorted { $0.key < $1.key }.map { root, names in
            "\(root): \(names.sorted().joined(separator: " "))"
        }.joined(separator: "; ")
    }

    @Test("An anonymous visitor becomes the person it logs in as")
    func anonymous() throws {
        #expect(try told("1 link v a") == "p:a: p:a v:v")
        #expect(try told("1 link v a; 2 link w a") == "p:a: p:a v:v v:w")
    }

    @Test("A second person on one visitor is kept as a conflict, and joins nobody")
    func second() throws {
        let script = "1 link v a; 2 link w b; 3 link v b"
        #expect(try told(script) == "p:a: p:a v:v; p:b: p:b v:w")
        #expect(try conflicts(script) == ["secondIdentity 3"])
    }

    @Test("An assertion joins two persons on one visitor; the one identified first stands for both")
    func asserted() throws {
        let script = "1 link v b; 2 link w a; 3 link v a asserted"
        #expect(try told(script) == "p:b: p:a p:b v:v v:w")
        #expect(try conflicts(script) == [])
    }

    @Test("What was asserted stays so through later logins, until it is undone")
    func staysAsserted() throws {
        let script = "1 link v b; 3 link v a asserted; 4 link v a"
        #expect(try told(script) == "p:b: p:a p:b v:v")
        #expect(
            try told(script + "; 5 unlink v a; 6 link v a")
                == "p:a: p:a; p:b: p:b v:v")
    }

    @Test("Who others were merged into stands for all, at the end of a chain")
    func merges() throws {
        #expect(try told("1 link v a; 2 merge a b") == "p:b: p:a p:b v:v")
        #expect(try told("1 link v a; 2 merge a b; 3 merge b c") == "p:c: p:a p:b p:c v:v")
        // Two ends: the one identified first, then the lesser name.
        #expect(try told("1 merge a c; 2 merge a b") == "p:b: p:a p:b p:c")
        #expect(try told("1 merge a c; 2 merge a b; 3 link v c") == "p:c: p:a p:b p:c v:v")
    }

    @Test("Unlinking and unmerging give the earlier answers back")
    func undoing() throws {
        let before = "1 link v a; 2 link w b"
        let answer = try told(before)
        #expect(try told(before + "; 3 merge a b; 4 unmerge a b") == answer)
        #expect(
            try told(before + "; 3 link v b asserted; 4 unlink v b") == "p:a: p:a v:v; p:b: p:b v:w"
        )
        // The first link undone: the second one, a conflict till then, says who it is.
        #expect(try told("1 link v a; 2 link v b; 3 unlink v a") == "p:a: p:a; p:b: p:b v:v")
        // And linked again, it comes after.
        let again = "1 link v a; 2 link v b; 3 unlink v a; 4 link v a"
        #expect(try told(again) == "p:a: p:a; p:b: p:b v:v")
        #expect(try conflicts(again) == ["secondIdentity 4"])
    }

    @Test("The answers of an earlier sequence and of an earlier instant are the earlier answers")
    func asOf() throws {
        let script = "1 link v a; 2 link w b; 5 merge a b; 9 unmerge a b"
        #expect(try told(script, asOf: AsOf(sequence: 2)) == "p:a: p:a v:v; p:b: p:b v:w")
        #expect(try told(script, asOf: AsOf(sequence: 3)) == "p:b: p:a p:b v:v v:w")
        let during = AsOf(time: testStart + .seconds(7))
        #expect(try told(script, asOf: during) == "p:b: p:a p:b v:v v:w")
        #expect(try told(script) == "p:a: p:a v:v; p:b: p:b v:w")
    }

    @Test("Circles end, and are told")
    func circles() throws {
        #expect(try told("1 merge a b; 2 merge b a") == "p:a: p:a p:b")
        #expect(try told("1 merge a b; 2 merge b a; 3 link v b") == "p:b: p:a p:b v:v")
        #expect(try told("1 merge a b; 2 merge b c; 3 merge c a") == "p:a: p:a p:b p:c")
        #expect(try conflicts("1 merge a b; 2 merge b a; 3 merge b c") == ["circle 1", "circle 2"])
        #expect(try told("1 merge a a") == "p:a: p:a")
        #expect(try conflicts("1 merge a a") == ["mergedIntoItself 1"])
    }

    @Test("A guess joins no persons, and a word about nothing is told as that")
    func guesses() throws {
        let guess = "1 merge a b probabilistic"
        #expect(try told(guess) == "p:a: p:a; p:b: p:b")
        #expect(try conflicts(guess) == ["guessedMerge 1"])
        #expect(try told(guess + "; 2 merge a b asserted") == "p:b: p:a p:b")
        #expect(
            try conflicts("1 unlink v a; 2 unmerge a b") == [
                "undoneWithoutLink 1", "undoneWithoutLink 2",
            ])
        // An anonymous visitor may be guessed.
        #expect(try told("1 link v a probabilistic") == "p:a: p:a v:v")
    }

    @Test("2,500 visitors of one person are one customer, and one mistake among them is undone")
    func many() throws {
        var script = (0..<2_500).map { "\($0) link v\($0) a" }.joined(separator: ";")
        script += ";3000 link other b;3001 merge b a"
        let joined = try customers(IdentityScript.facts(script), perPage: 500)
        #expect(joined.count == 1)
        #expect(joined["p:a"]?.count == 2_503)
        let parted = try customers(
            IdentityScript.facts(script + ";3002 unmerge b a"), perPage: 500)
        #expect(parted["p:a"]?.count == 2_501)
        #expect(parted["p:b"] == ["p:b", "v:other"])
    }

    // MARK: Random stories

    static func scenario(_ seed: UInt64, count: Int) -> [Fact] {
        var random = SeededRandom(seed: seed)
        // Each fact at a second of its own, so that no two words on a pair fall together.
        let seconds = random.shuffled(Array(0..<count))
        let strengths = ["deterministic", "asserted", "probabilistic", "sideways"]
        let lines = (0..<count).map { index -> String in
            let strength = strengths[random.below(strengths.count)]
            let (visitor, person) = ("v\(random.below(4))", "p\(random.below(4))")
            let other = "p\(random.below(4))"
            return switch random.below(8) {
            case 0...3: "\(seconds[index]) link \(visitor) \(person) \(strength)"
            case 4: "\(seconds[index]) unlink \(visitor) \(person)"
            case 5, 6: "\(seconds[index]) merge \(person) \(other) \(strength)"
            default: "\(seconds[index]) unmerge \(person) \(other)"
            }
        }
        return IdentityScript.facts(lines.joined(separator: ";"))
    }

    @Test("Customers agree with a naive account", arguments: 0..<150)
    func oracle(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed), count: 2 + seed % 40)
        #expect(try customers(facts) == IdentityOracle(facts).customers(), "seed \(seed)")
        let limit = testStart + .seconds(Int64(seed % 20))
        let known = facts.filter { ($0.envelope.time ?? testStart) <= limit }
        #expect(
            try customers(facts, asOf: AsOf(time: limit)) == IdentityOracle(known).customers(),
            "seed \(seed), as of a time")
        let prefix = facts.count / 2
        #expect(
            try customers(facts, asOf: AsOf(sequence: UInt64(prefix)))
                == IdentityOracle(Array(facts[..<prefix])).customers(),
            "seed \(seed), as of a sequence")
    }

    @Test("Any order makes the same customers and the same digest", arguments: 0..<20)
    func permutations(_ seed: Int) throws {
        let facts = Self.scenario(UInt64(seed) &+ 700, count: 40)
        let first = try TestBook(facts).replay(Identities())
        let answer = try customers(facts)
        var random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<4 {
            let shuffled = random.shuffled(facts)
            let other = try TestBook(shuffled, perPage: 1 + random.below(9), key: random.next())
                .replay(Identities())
            #expect(other.digest == first.digest, "seed \(seed)")
            #expect(try customers(shuffled) == answer, "seed \(seed)")
        }
    }

    @Test("Snapshots hold at every page", arguments: 0..<8)
    func snapshots(_ seed: Int) throws {
        try checkSnapshotLaw(
            TestBook(Self.scenario(UInt64(seed) &+ 50, count: 30), perPage: 1), Identities())
    }
}
