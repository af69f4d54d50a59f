// The replay loop: pages in, a read model out. Must not know where pages come from.

public import DaybookCoding

/// Up to where facts count.
public struct AsOf: Hashable, Sendable {
    /// Facts that happened later do not count.
    public var time: Timestamp?
    /// Facts with a larger sequence do not count.
    public var sequence: UInt64?

    /// A limit; what is not given does not limit.
    public init(time: Timestamp? = nil, sequence: UInt64? = nil) {
        self.time = time
        self.sequence = sequence
    }
}

/// Why a page could not be folded; the model is as it was before the page.
public enum ReplayError: Error, Hashable, Sendable {
    /// The page does not decode: report the damage.
    case coding(CodingError)
    /// The page does not follow the one before. A smaller sequence was folded already; a larger one
    /// leaves a hole, which only `skipsHoles` permits.
    case outOfSequence(expected: UInt64, found: UInt64)
    /// The page retracts a fact that is folded in already: fold again, from a state before that
    /// fact, and with the retractions of all corrections of the log.
    case retracted(sequence: UInt64, by: UInt64)
}

extension ReplayError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .coding(let error): error.description
        case .outOfSequence(let expected, let found):
            found > expected
                ? "facts \(expected) to \(found - 1) are missing"
                : "fact \(found) came again where \(expected) was expected"
        case .retracted(let sequence, let correction):
            "fact \(correction) retracts fact \(sequence), which is folded in already"
        }
    }
}

/// A read model that is folded from pages, one after the other.
public struct Replay<Model: ReadModel>: ~Copyable, Sendable {
    /// The model as of `sequence`.
    public private(set) var model: Model
    /// The sequence that the model is true at: every fact up to it that counts is folded in.
    public private(set) var sequence: UInt64
    /// The greatest time of all facts met, whether they count or not; nil before the first.
    public private(set) var greatestTime: Timestamp?
    /// The facts that are known to be retracted: no model is shown them.
    public private(set) var retractions: Retractions
    /// Up to where facts count.
    public let asOf: AsOf
    /// Whether a hole in the sequences is passed over; what was lost is then missing in the model.
    public let skipsHoles: Bool
    private var batch: Batch

    /// A replay from the beginning of a log, or from a snapshot.
    ///
    /// - Parameters:
    ///   - model: the model before its first fact, or as a snapshot held it.
    ///   - catalog: the types of the book.
    ///   - names: the names that the snapshot's handles refer to.
    ///   - sequence: the sequence that the snapshot is true at, which ends a page; 0 without one.
    ///   - greatestTime: the greatest time of all facts up to there, nil if there are none.
    ///   - retractions: the facts that are known to be retracted as of the last fact that is to be
    ///     folded. A page that retracts others behind it tells; one that retracts others before it
    ///     is refused.
    ///   - asOf: up to where facts count.
    ///   - skipsHoles: whether lost facts are passed over.
    public init(
        _ model: Model = Model(), catalog: Catalog, names: consuming Names = Names(),
        after sequence: UInt64 = 0, greatestTime: Timestamp? = nil,
        retractions: Retractions = Retractions(), asOf: AsOf = AsOf(), skipsHoles: Bool = false
    ) {
        self.model = model
        self.sequence = sequence
        self.greatestTime = greatestTime
        self.retractions = retractions
        self.asOf = asOf
        self.skipsHoles = skipsHoles
        next = sequence &+ 1
        batch = Batch(catalog: catalog, names: names)
    }

    private var next: UInt64

    /// Whether every fact that counts by sequence is folded in: no later page changes anything.
    public var isComplete: Bool { asOf.sequence.map { sequence >= $0 } ?? false }

    /// The names that the model's handles refer to.
    public var names: Names {
        _read { yield batch.names }
    }

    /// The types of the book.
    public var catalog: Catalog { batch.catalog }

    /// The digest of the model.
    public func digest() -> Digest { model.digest(batch.names, batch.catalog) }

    /// Folds a page.
    ///
    /// - Throws: `ReplayError.coding` if the page does not decode: report it as damage;
    ///   `.outOfSequence` if it is not the page that follows: hand in the right one, or say that
    ///   holes are passed over; `.retracted` if it retracts what is folded in: see there.
    /// - Complexity: O(facts), about 300 ns a fact for decoding and the built-in models.
    public mutating func apply(_ page: borrowing Page) throws(ReplayError) {
        if isComplete { return }
        guard page.first == next || (page.first > next && skipsHoles) else {
            throw .outOfSequence(expected: next, found: page.first)
        }
        do throws(CodingError) {
            try batch.load(page)
        } catch {
            throw .coding(error)
        }
        let greatest = batch.greatestTime
        if let limit = asOf.sequence { batch.keep(throughSequence: limit) }
        if let limit = asOf.time { batch.keep(through: limit) }
        try retract()
        next = page.end
        if let greatest { greatestTime = max(greatestTime ?? greatest, greatest) }
        model.apply(batch)
        sequence = min(page.end &- 1, asOf.sequence ?? .max)
    }

    /// Does what pages left to be done before one asks; without it answers take longer.
    public mutating func settle() { model.settle() }

    /// Takes in the page's corrections, and leaves out its facts that are retracted.
    private mutating func retract() throws(ReplayError) {
        let corrections = batch.corrections()
        if !corrections.isEmpty {
            var known = retractions
            let added = known.take(corrections)
            if let (early, correction) = added.min(by: { $0.key < $1.key }), early < batch.first {
                throw .retracted(sequence: early, by: correction)
            }
            retractions = known
        }
        if retractions.touch(batch.first..<batch.end) {
            batch.drop { retractions.contains($0) }
        }
    }

    /// Takes in only what a page before the snapshot defines, so that later pages of its segment
    /// can be decoded.
    ///
    /// - Throws: `ReplayError.coding` if the definitions do not decode: report it as damage.
    public mutating func define(_ page: borrowing Page) throws(ReplayError) {
        do throws(CodingError) {
            try batch.define(page)
        } catch {
            throw .coding(error)
        }
    }
}
