// Facts that cannot be read: whether answers pass over them, and which ones they passed over. Must
// not know who reads.

internal import DaybookCoding
internal import DaybookLog
internal import Synchronization

/// What is done about facts that cannot be read.
final class LostFacts: Sendable {
    /// Whether they are passed over; else they end an answer with an error.
    let arePassedOver: Bool
    private let passed = Mutex<[ClosedRange<UInt64>]>([])

    init(passedOver: Bool) { arePassedOver = passedOver }

    /// Those passed over so far, in order.
    var ranges: [ClosedRange<UInt64>] { passed.withLock { $0 } }

    fileprivate func pass(_ sequences: ClosedRange<UInt64>) {
        passed.withLock { passed in
            // Most come in order, and answers meet the same again and again.
            if let last = passed.last, sequences.lowerBound <= last.upperBound {
                if passed.contains(where: { $0.contains(sequences) }) { return }
                passed = SequenceSet(passed + [sequences]).ranges
            } else if let last = passed.last, sequences.lowerBound == last.upperBound + 1 {
                passed[passed.count - 1] = last.lowerBound...sequences.upperBound
            } else {
                passed.append(sequences)
            }
        }
    }

    /// Whether a page that does not decode is passed over: since a definition that it needs is
    /// lost.
    func passOver(_ block: BlockView, _ error: CodingError) -> Bool {
        guard arePassedOver, case .definitionLost = error else { return false }
        pass(block.header.first...block.header.next - 1)
        return true
    }
}

extension BlockCursor {
    /// The next block, or the next that can be read if lost ones are passed over.
    mutating func nextBlock(_ lost: LostFacts) throws(LogError) -> BlockView? {
        while true {
            do throws(LogError) {
                return try nextBlock()
            } catch {
                guard lost.arePassedOver, case .damaged(let damage) = error else { throw error }
                let skipped = try skipDamage()
                if let sequences = skipped ?? damage.sequences { lost.pass(sequences) }
                if skipped == nil { return nil }
            }
        }
    }
}

extension Damage {
    /// The sequences that are lost, if any are.
    fileprivate var sequences: ClosedRange<UInt64>? { losesFacts ? first...last : nil }
}

extension Daybook {
    /// The sequences of facts that could not be read and that answers of this book passed over,
    /// since it was opened; empty unless it was opened with `Options.skipsLost`.
    ///
    /// Look after an answer: what stands here is missing in it. `verify` tells what was lost.
    public var passedOver: [ClosedRange<UInt64>] { lost.ranges }
}
