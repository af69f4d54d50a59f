// What is lost, as far as it can be told: by sequence, by the facts beside it, and by the names
// that the segment's footer says the lost blocks had. Reads only.

public import DaybookCoding
internal import DaybookCommerce
internal import DaybookLog
internal import DaybookModels

/// Facts that cannot be read any more, and what is known of them.
public struct Loss: Sendable {
    /// The file they stood in.
    public let file: String
    /// Their sequences.
    public let sequences: ClosedRange<UInt64>
    /// Whether their bytes are sound, and only a definition that they need is lost.
    public let isUndecodable: Bool
    /// The fact before them, if it can be read.
    public internal(set) var before: RecordedEvent?
    /// The fact behind them, if it can be read.
    public internal(set) var after: RecordedEvent?
    /// What they were about, as `order:1001`: names known elsewhere that the segment's footer has.
    ///
    /// At most `namesMax`; empty if nothing tells.
    public internal(set) var names: [String] = []

    /// Names told of one loss.
    public static let namesMax = 100
}

/// Finds out what is lost.
struct LossTeller {
    /// Losses that are looked at closely; of the others the sequences are told.
    private static let closeMax = 64

    private let reader: LogReader
    private let state: LogReader.State
    private let catalog = Catalog()
    private var losses: [Loss] = []

    /// The last fact that is proved durable.
    var sequence: UInt64 { state.last }

    /// The footer of a segment with losses, and which of its blocks each loss concerns.
    private struct Trace {
        let footer: FooterIndex
        let blocks: [(loss: Int, numbers: Set<Int>)]
    }

    init(_ storage: any Storage, _ path: String) throws(DaybookError) {
        let reader = try logged { () throws(LogError) in try LogReader(storage, path) }
        self.reader = reader
        state = try logged { () throws(LogError) in try reader.state }
        try coded { () throws(CodingError) in try Vocabulary.declare(in: catalog) }
    }

    /// What the findings of a verification mean for the facts.
    ///
    /// - Complexity: the whole log is read once more if a footer tells of lost blocks.
    mutating func told(_ findings: [Finding]) throws(DaybookError) -> [Loss] {
        for finding in findings where finding.severity == .damage || finding.severity == .known {
            guard let sequences = finding.sequences else { continue }
            var isUndecodable = false
            if case .contents = finding.what { isUndecodable = true }
            losses.append(
                Loss(file: finding.file, sequences: sequences, isUndecodable: isUndecodable))
        }
        let lookup = Lookup(reader, catalog)
        for index in losses.indices.prefix(Self.closeMax) {
            let sequences = losses[index].sequences
            losses[index].before = try fact(sequences.lowerBound &- 1, lookup)
            losses[index].after = try fact(sequences.upperBound &+ 1, lookup)
        }
        let traces = try traces(lookup)
        if !traces.isEmpty { try name(traces) }
        return losses
    }

    private func fact(
        _ sequence: UInt64, _ lookup: Lookup
    ) throws(DaybookError) -> RecordedEvent? {
        do throws(DaybookError) {
            return try lookup.event(at: sequence)
        } catch {
            if error.isLoss { return nil }
            throw error
        }
    }

    private func traces(_ lookup: Lookup) throws(DaybookError) -> [Trace] {
        var traces: [Trace] = []
        for entry in state.segments where entry.state == .sealed {
            let own = losses.indices.prefix(Self.closeMax).filter {
                losses[$0].file.hasSuffix(entry.fileName)
            }
            if own.isEmpty { continue }
            let footer: FooterIndex?
            do throws(DaybookError) {
                footer = try lookup.footer(of: entry)
            } catch {
                guard case .log(.system(let error)) = error, error.isMissing else { throw error }
                continue
            }
            guard let footer else { continue }
            let blocks = own.map { loss in
                let sequences = losses[loss].sequences
                let numbers = footer.blocks.indices.filter { number in
                    let block = footer.blocks[number]
                    return block.first <= sequences.upperBound
                        && sequences.lowerBound < block.first + UInt64(block.count)
                }
                return (loss, Set(numbers))
            }
            traces.append(Trace(footer: footer, blocks: blocks))
        }
        return traces
    }

    /// Asks the footers for every name that the log defines anywhere.
    private mutating func name(_ traces: [Trace]) throws(DaybookError) {
        var batch = Batch(catalog: catalog)
        var cursor = reader.cursor()
        var (segment, defined): (UInt64?, Int) = (nil, 0)
        while true {
            let block: BlockView?
            do throws(LogError) {
                block = try cursor.nextBlock()
            } catch {
                guard case .damaged = error else { throw .log(error) }
                let skipped = try logged { () throws(LogError) in try cursor.skipDamage() }
                if skipped == nil { return }
                continue
            }
            guard let block else { return }
            do throws(CodingError) { try batch.define(block.page) } catch { continue }
            if segment != block.segment.id { (segment, defined) = (block.segment.id, 0) }
            for number in defined..<max(defined, batch.definedNames) {
                if let name = batch.definedName(number) { note(name, traces) }
            }
            defined = batch.definedNames
        }
    }

    private mutating func note(
        _ name: (entity: String, text: String, hash: UInt64), _ traces: [Trace]
    ) {
        for trace in traces {
            let blocks = trace.footer.occurrences(name: name.hash).flatMap(\.blocks)
            if blocks.isEmpty { continue }
            let text = "\(name.entity):\(name.text)"
            for (loss, numbers) in trace.blocks where blocks.contains(where: numbers.contains) {
                guard losses[loss].names.count < Loss.namesMax,
                    !losses[loss].names.contains(text)
                else { continue }
                losses[loss].names.append(text)
            }
        }
    }
}
