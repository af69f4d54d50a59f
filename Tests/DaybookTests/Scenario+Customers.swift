// What scenarios ask about customers:
//   visitor NAME              visitors [present] [by KEY]
//   identity visitor|person NAME                conflicts

import Daybook

extension Scenario {
    /// The answer to a question about customers; nil if it is none.
    static func customers(_ words: [String], _ asOf: AsOf, _ book: Daybook) async throws
        -> [String]?
    {
        let models = try await book.replay(asOf: asOf)
        switch words[0] {
        case "visitor":
            guard let found = models.visitor(VisitorID(words[1]), now: asOf.time) else {
                return ["nothing"]
            }
            return found.shown
        case "visitors":
            var query = VisitorQuery()
            query.now = asOf.time
            query.isPresent = words.contains("present")
            if let index = words.firstIndex(of: "by") {
                query.sort = VisitorSort(rawValue: words[index + 1]) ?? .last
            }
            let found = models.visitors(query).visitors
            return found.isEmpty
                ? ["nobody"] : found.enumerated().map { "\($0.offset + 1). \($0.element.line)" }
        case "identity":
            let found =
                words[1] == "visitor"
                ? models.identity(of: VisitorID(words[2])) : models.identity(of: PersonID(words[2]))
            return found?.shown ?? ["nothing"]
        case "conflicts":
            let found = models.identityConflicts()
            return found.isEmpty
                ? ["none"]
                : found.map { conflict in
                    "\(conflict.kind): \(conflict.visitor ?? conflict.merged ?? "") "
                        + "and \(conflict.person) by fact \(conflict.sequence)"
                }
        default: return nil
        }
    }
}

extension ShopVisitor {
    private static func sums(_ sums: [CurrencySum]) -> String {
        sums.map { "\($0.minor) \($0.currency)" }.joined(separator: ", ")
    }

    fileprivate var line: String {
        visitor + (page.map { " on \($0)" } ?? "")
            + (values.isEmpty ? "" : " worth \(Self.sums(values))")
    }

    fileprivate var shown: [String] {
        var first = isPresent ? "here" : "gone"
        if let page, let since = state.pageSince {
            first += " on \(page) since \(Scenario.clock(since))"
        }
        if let person { first += ", is \(person)" }
        let counts: [(String, Int)] = [
            ("sessions", state.sessions), ("pages", state.pages), ("products", state.products),
            ("searches", state.searches), ("carts", state.carts), ("checkouts", state.checkouts),
            ("calls for help", Int(state.help?.count ?? 0)),
            ("turns to leave", Int(state.leaving?.count ?? 0)),
        ]
        let told = counts.filter { $0.1 != 0 }.map { "\($0.0) \($0.1)" }
        var lines = [first, told.isEmpty ? "nothing counted" : told.joined(separator: ", ")]
        if !cart.isEmpty { lines.append("cart \(Self.sums(cart))") }
        if !values.isEmpty { lines.append("worth \(Self.sums(values))") }
        return lines
    }
}

extension PersonIdentity {
    fileprivate var shown: [String] {
        var first = "\(person ?? "nobody known"):"
        if !persons.isEmpty { first += " persons " + persons.joined(separator: " ") }
        if !visitors.isEmpty {
            first += (persons.isEmpty ? "" : ",") + " visitors " + visitors.joined(separator: " ")
        }
        return [first]
            + ties.map { tie in
                let what = tie.visitor.map { "\($0) is" } ?? "\(tie.merged ?? "") went into"
                return
                    "\(what) \(tie.person) by \(tie.evidence ?? "nothing"), \(tie.strength), since "
                    + Scenario.clock(tie.since) + (tie.isFollowed ? "" : ", does not count")
            }
    }
}
