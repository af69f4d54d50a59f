// Corrections: facts that retract other facts. Which facts do not count is decided here, below the
// read models; none knows of it.

public import DaybookCoding
internal import DaybookCommerce

/// A fact that retracts another one.
public struct Correction: Hashable, Sendable {
    /// Its own sequence.
    public let sequence: UInt64
    /// When the fact was found to be wrong.
    public let time: Timestamp
    /// The sequence of the fact that it retracts, as told; that of a fact before it, or the
    /// correction is void.
    public let about: Int64

    /// A correction.
    public init(sequence: UInt64, time: Timestamp, about: Int64) {
        self.sequence = sequence
        self.time = time
        self.about = about
    }

    /// The fact that is retracted; nil for a void correction.
    var target: UInt64? {
        about > 0 && about < sequence ? UInt64(about) : nil
    }
}

/// The facts that are retracted.
public struct Retractions: Hashable, Sendable {
    /// Their sequences, ascending.
    public private(set) var sequences: [UInt64] = []
    // By place in `sequences`: the correction that retracts the fact.
    private var retracting: [UInt64] = []

    /// No fact is retracted.
    public init() {}

    /// What corrections come to, as of a place.
    ///
    /// - Parameters:
    ///   - corrections: all that the log has up to there, by sequence.
    ///   - asOf: up to where they count.
    /// - Complexity: O(n log n).
    public init(_ corrections: [Correction], asOf: AsOf = AsOf()) {
        take(corrections.filter { $0.counts(asOf) })
    }

    /// Takes in corrections, by sequence; all later ones are taken in already.
    ///
    /// The latest one decides first: a correction that is retracted itself retracts nothing.
    /// - Returns: what is retracted now and was not before, each with the correction that does it.
    @discardableResult
    mutating func take(_ corrections: [Correction]) -> [UInt64: UInt64] {
        var added: [UInt64: UInt64] = [:]
        for correction in corrections.reversed() {
            guard let target = correction.target, added[correction.sequence] == nil,
                !contains(correction.sequence), !contains(target)
            else { continue }
            added[target] = correction.sequence
        }
        if !added.isEmpty {
            let all = zip(sequences, retracting) + added.map { ($0.key, $0.value) }
            let sorted = all.sorted { $0.0 < $1.0 }
            (sequences, retracting) = (sorted.map(\.0), sorted.map(\.1))
        }
        return added
    }

    /// Whether a fact is retracted.
    ///
    /// - Complexity: O(log n).
    public func contains(_ sequence: UInt64) -> Bool {
        let place = place(of: sequence)
        return place < sequences.count && sequences[place] == sequence
    }

    /// The sequence of the correction that retracts a fact; nil if none does.
    ///
    /// - Complexity: O(log n).
    public func correction(of sequence: UInt64) -> UInt64? {
        contains(sequence) ? retracting[place(of: sequence)] : nil
    }

    /// Whether both retract the same facts up to a sequence.
    public func equals(_ other: Retractions, through sequence: UInt64) -> Bool {
        sequences.prefix(place(of: sequence &+ 1))
            == other.sequences.prefix(other.place(of: sequence &+ 1))
    }

    /// Whether any fact within some sequences is retracted.
    func touch(_ range: Range<UInt64>) -> Bool {
        let place = place(of: range.lowerBound)
        return place < sequences.count && sequences[place] < range.upperBound
    }

    /// The place of the first sequence that is not smaller.
    private func place(of sequence: UInt64) -> Int {
        var (low, high) = (0, sequences.count)
        while low < high {
            let middle = (low + high) / 2
            if sequences[middle] < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Correction {
    fileprivate func counts(_ asOf: AsOf) -> Bool {
        sequence <= asOf.sequence ?? .max && time <= asOf.time ?? time
    }
}

extension Catalog {
    /// The number of the type that corrects; nil if no book's fact can be of it.
    public var correctionType: UInt16? { number(named: FactCorrected.type) }
}

extension Batch {
    /// The page's corrections, void ones too.
    ///
    /// - Complexity: one comparison for each event.
    public func corrections() -> [Correction] {
        guard let type = catalog.correctionType else { return [] }
        var found: [Correction] = []
        for index in 0..<count where self[index].type == type {
            if let correction = correction(self[index]) { found.append(correction) }
        }
        return found
    }

    /// Nil if the book declares another meaning under the type's name.
    private func correction(_ event: EventHead) -> Correction? {
        do throws(CodingError) {
            let field = try catalog.required(FactCorrected.self, "about")
            return value(event, field).map { about in
                Correction(
                    sequence: sequence(event), time: Timestamp(microseconds: event.time),
                    about: about)
            }
        } catch { return nil }
    }
}
