// The naive bookkeeper of the sweeps: a list of texts, made from the receipts alone. Knows no
// format, no file and no rule of recovery.

/// What the receipts say that a log must hold, and what it may hold besides.
struct Oracle: Sendable {
    /// An append that may be there or not, but never by half.
    struct Doubtful: Sendable {
        let id: Int
        let texts: [String]
        /// Accepted by a buffered writer, so that the next sync makes it certain.
        var isAccepted = false
    }
    /// Acknowledged as durable, or found by an opening: there for good.
    private(set) var certain: [String] = []
    /// What may follow, in this order and without gaps.
    private(set) var doubtful: [Doubtful] = []
    /// How many facts readers have been shown: these may never be taken back.
    private(set) var shown = 0
    private var submissions = 0

    /// An append is handed over.
    ///
    /// - Returns: its number.
    mutating func submit(_ texts: [String]) -> Int {
        submissions += 1
        doubtful.append(Doubtful(id: submissions, texts: texts))
        return submissions
    }

    /// An append is promised to be durable.
    ///
    /// - Returns: whether the first sequence is the one that follows.
    mutating func acknowledge(_ id: Int, first: UInt64) -> Bool {
        // Whatever stands before it in the order is promised with it.
        while let next = doubtful.first {
            doubtful.removeFirst()
            let isOwn = next.id == id
            if isOwn && first != UInt64(certain.count) + 1 { return false }
            certain += next.texts
            if isOwn { return true }
        }
        return false
    }

    /// An append is taken by a buffered writer and becomes durable with the next sync.
    mutating func accept(_ id: Int) {
        for index in doubtful.indices where doubtful[index].id == id {
            doubtful[index].isAccepted = true
        }
    }

    /// A sync has succeeded: what was accepted is durable.
    mutating func sync() {
        while let next = doubtful.first, next.isAccepted {
            certain += next.texts
            doubtful.removeFirst()
        }
    }

    /// An append was refused: it must not be there.
    mutating func refuse(_ id: Int) { doubtful.removeAll { $0.id == id } }

    /// A reader was shown some facts.
    mutating func show(_ count: Int) { shown = max(shown, count) }

    /// Why a reader cannot have been shown these facts, or nil if it can.
    func objection(toShown found: [String]) -> String? {
        var all = certain
        var edges: Set<Int> = [certain.count]
        for append in doubtful {
            all += append.texts
            edges.insert(all.count)
        }
        if found.count > all.count { return "\(found.count) facts of \(all.count)" }
        for (index, text) in found.enumerated() where text != all[index] {
            return "\(text.prefix(9)) in place of \(all[index].prefix(9)), fact \(index + 1)"
        }
        let isWhole = found.count <= certain.count || edges.contains(found.count)
        return isWhole ? nil : "half an append: \(found.count) facts"
    }

    /// Why an opening cannot have found these facts, or nil if it can.
    func objection(toFound found: [String]) -> String? {
        if found.count < certain.count {
            return "\(found.count) facts, \(certain.count) were acknowledged"
        }
        if found.count < shown { return "\(found.count) facts, \(shown) were shown" }
        return objection(toShown: found)
    }

    /// An opening has found these facts: nothing is in doubt any more.
    mutating func settle(_ found: [String]) {
        certain = found
        doubtful = []
    }
}
