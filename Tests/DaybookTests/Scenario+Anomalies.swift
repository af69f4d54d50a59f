// What scenarios show of contradictions:
//   anomalies [MODEL]         how often which kind occurs, and then each with its facts

import Daybook

extension AnomalyFilter {
    /// The contradictions of the model that a word of a question names.
    init(_ words: [String]) {
        self.init()
        models = Set(words.compactMap { AnomalyModel(rawValue: $0) })
    }
}

extension AnomalyBoard {
    var shown: [String] {
        if total == 0 { return ["none"] }
        return [counts.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")]
            + rows.map(\.shown)
    }
}

extension AnomalyCard {
    fileprivate var shown: String {
        let names = [about, beside].compactMap(\.self).map { "\($0.entity.name) \($0.name)" }
        let facts = anomaly.sequences.map { "\($0)" }.joined(separator: " ")
        return "\(anomaly.kind) of \(names.joined(separator: ", ")), in \(facts) at "
            + Scenario.clock(anomaly.time)
    }
}
