// What a read model is: a value folded from facts, and nothing else. It does no I/O, reads no
// clock, and cannot fail; whoever drives it decides where pages and snapshots come from.

public import DaybookBytes
public import DaybookCoding

/// A question's answer, kept up to date by folding facts.
///
/// The same log makes the same state on every machine; facts in another order make the same
/// digest, as long as none is later than the model's window. A model's rules:
/// - `apply` skips types it does not know, reads no clock and no random number, never traps;
/// - state is trivial values in arrays; long texts stay in the log, found by their sequence;
/// - what `encode` writes depends on the sequence of facts alone, never on where a page ended.
public protocol ReadModel: Sendable {
    /// The name under which snapshots and digests are kept.
    static var name: String { get }
    /// Raised by every change of meaning or of state; a snapshot of another version is ignored.
    static var version: UInt32 { get }

    /// The state before the first fact.
    init()

    /// Folds the facts of a page, in the order of their sequence; those that were retracted are not
    /// among them.
    ///
    /// - Complexity: a fact of a type the model does not read should cost about 2 ns.
    mutating func apply(_ batch: borrowing Batch)

    /// Does what `apply` put off until somebody asks: once for many pages.
    ///
    /// Answers are the same without, and may take longer. A model that is made of others passes
    /// this on.
    mutating func settle()

    /// A sum over the rows of the state that is equal for books with the same facts.
    ///
    /// - Parameters:
    ///   - names: the names whose handles the state holds.
    ///   - catalog: the kinds of those names.
    /// - Complexity: O(state).
    func digest(_ names: borrowing Names, _ catalog: Catalog) -> Digest

    /// Appends the state, for a snapshot.
    func encode(into bytes: inout ByteBuffer)

    /// Reads a state back; nil for bytes that are none, whatever they are: rebuild from the log.
    init?(from reader: inout ByteReader)
}

extension ReadModel {
    public mutating func settle() {}
}

/// Encoded models one behind the other, each under its name and version.
///
/// Section: string name, u32 version, u64 length, state.
enum Section {
    private static let nameBytesMax = 1_024

    /// Appends a model's state with what identifies it.
    static func encode<Model: ReadModel>(_ model: Model, into bytes: inout ByteBuffer) {
        bytes.appendVarint(UInt64(Model.name.utf8.count))
        bytes.append(Model.name)
        bytes.append(Model.version)
        let place = bytes.count
        bytes.append(UInt64(0))
        model.encode(into: &bytes)
        bytes.store(UInt64(bytes.count - place - 8), at: place)
    }

    /// Passes over a section; nil if there is none.
    static func range(from reader: inout ByteReader) -> Range<Int>? {
        let start = reader.offset
        _ = header(&reader)
        return reader.isValid ? start..<reader.offset : nil
    }

    /// Reads the state of a model; nil if it is another model's, another version's or damaged.
    static func decode<Model: ReadModel>(
        _ type: Model.Type, from reader: inout ByteReader
    ) -> Model? {
        let header = header(&reader)
        guard reader.isValid, header.version == Model.version,
            reader.bytes.extracting(header.name).equals(Array(Model.name.utf8).raw)
        else { return nil }
        var inner = ByteReader(reader.bytes.extracting(header.state))
        guard let model = Model(from: &inner), inner.isValid, inner.isAtEnd else { return nil }
        return model
    }

    /// Where the parts of a section lie; the reader stands behind it.
    private static func header(
        _ reader: inout ByteReader
    ) -> (name: Range<Int>, version: UInt32, state: Range<Int>) {
        let nameLength = reader.count(limit: nameBytesMax)
        let nameStart = reader.skip(nameLength)
        let version = reader.uint32()
        let length = Int(clamping: reader.uint64())
        let start = reader.skip(length)
        if !reader.isValid { return (0..<0, 0, 0..<0) }
        return (nameStart..<nameStart + nameLength, version, start..<start + length)
    }
}
