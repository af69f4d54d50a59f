// Snapshots: caches of read models on disk. What does not match the log is ignored, never trusted.
//
// snapshots/names-<log>      sections of names {u32 bytes, u64 checksum, section}, append-only
// snapshots/<sequence>.<model>   u64 magic, log id, u64 sequence, u64 chain, i64 greatest time, u32
//                            sections of names, u64 checksum of the last of them, state; u64
//                            checksum of all before

internal import DaybookBytes
package import DaybookCoding
package import DaybookLog
package import DaybookModels

/// Where a fold begins.
package struct SnapshotStart: Sendable {
    package let sequence: UInt64
    let chain: UInt64

    /// Before the first fact.
    static let first = SnapshotStart(sequence: 0, chain: 0)
}

/// A snapshot that was read back.
package struct LoadedSnapshot<Model: ReadModel>: ~Copyable {
    package let model: Model
    package let names: Names
    package let catalog: Catalog
    package let start: SnapshotStart
    let greatestTime: Timestamp?

    package consuming func replay(
        _ retractions: Retractions = Retractions(), asOf: AsOf
    ) -> Replay<Model> {
        Replay(
            model, catalog: catalog, names: names, after: start.sequence,
            greatestTime: greatestTime, retractions: retractions, asOf: asOf)
    }
}

/// A snapshot that can be used, or why not.
enum ExaminedSnapshot<Model: ReadModel>: ~Copyable {
    case usable(LoadedSnapshot<Model>)
    case useless(SnapshotFault)
}

/// The header of a snapshot's file.
private struct SnapshotHeader: Equatable {
    static let magic: UInt64 = 0x3230_5041_4E53_5944  // "DYSNAP02"
    /// Magic and fields as they stand in the file.
    static let bytes = 60
    var log: Bits128
    var sequence: UInt64
    var chain: UInt64
    /// `Int64.min` if there are no facts.
    var greatestTime: Int64
    var sections: UInt32
    var sectionChecksum: UInt64

    init(
        log: Bits128, sequence: UInt64, chain: UInt64, greatestTime: Int64, sections: UInt32,
        sectionChecksum: UInt64
    ) {
        self.log = log
        self.sequence = sequence
        self.chain = chain
        self.greatestTime = greatestTime
        self.sections = sections
        self.sectionChecksum = sectionChecksum
    }

    init?(_ reader: inout ByteReader) {
        guard reader.uint64() == Self.magic else { return nil }
        log = Bits128(high: reader.uint64(), low: reader.uint64())
        sequence = reader.uint64()
        chain = reader.uint64()
        greatestTime = reader.int64()
        sections = reader.uint32()
        sectionChecksum = reader.uint64()
        guard reader.isValid else { return nil }
    }

    func append(to bytes: inout ByteBuffer) {
        bytes.append(Self.magic)
        bytes.append(log.high)
        bytes.append(log.low)
        bytes.append(sequence)
        bytes.append(chain)
        bytes.append(greatestTime)
        bytes.append(sections)
        bytes.append(sectionChecksum)
    }
}

/// The directory of a book's snapshots.
package struct SnapshotStore: Sendable {
    private let storage: any Storage
    private let directory: String
    /// Whether files are read one after the other, in an order that is always the same.
    private let isStepped: Bool

    package init(_ storage: any Storage, _ directory: String, isStepped: Bool = false) {
        self.storage = storage
        self.directory = directory + "/snapshots"
        self.isStepped = isStepped
    }

    private func namesPath(_ log: Bits128) -> String { "\(directory)/names-\(log)" }

    private func path(_ sequence: UInt64, _ model: String) -> String {
        let digits = String(sequence)
        return "\(directory)/\(String(repeating: "0", count: 20 - digits.count))\(digits).\(model)"
    }

    // MARK: Reading

    /// The latest snapshot of a model that a fold as of some place can begin with.
    ///
    /// - Parameter isUseful: whether one that was taken at a sequence is wanted.
    /// - Throws: `DaybookError.log(.system)` if the directory cannot be read; a snapshot that
    ///   cannot be used is passed over.
    package func latest<Model: ReadModel>(
        _ type: Model.Type, _ reader: LogReader, _ catalog: Catalog, serving asOf: AsOf,
        where isUseful: (UInt64) -> Bool = { _ in true }
    ) throws(DaybookError) -> LoadedSnapshot<Model>? {
        let state = try logged { () throws(LogError) in try reader.state }
        let limit = min(state.last, asOf.sequence ?? .max)
        for sequence in try sequences(of: Model.name).reversed()
        where sequence <= limit && isUseful(sequence) {
            let key = state.secret.key
            if let found = try load(Model.self, sequence, state.log, key, catalog, asOf) {
                return found
            }
        }
        return nil
    }

    /// The sequences of a model's snapshots, usable or not, ascending.
    func sequences(of model: String) throws(DaybookError) -> [UInt64] {
        do throws(SystemError) {
            return try storage.list(directory).compactMap { name in
                guard name.hasSuffix("." + model) else { return nil }
                return UInt64(name.prefix(20))
            }.sorted()
        } catch {
            if error.isMissing { return [] }
            throw .log(.system(error))
        }
    }

    private func load<Model: ReadModel>(
        _ type: Model.Type, _ sequence: UInt64, _ log: Bits128, _ key: UInt64, _ catalog: Catalog,
        _ asOf: AsOf
    ) throws(DaybookError) -> LoadedSnapshot<Model>? {
        switch try examine(type, sequence, log, key, catalog) {
        case .useless: return nil
        case .usable(let found):
            if let time = asOf.time, let greatest = found.greatestTime, greatest > time {
                return nil
            }
            return found
        }
    }

    /// Reads a snapshot of a log, or tells why it cannot be used.
    ///
    /// Whether its chain is the log's is the caller's to see.
    func examine<Model: ReadModel>(
        _ type: Model.Type, _ sequence: UInt64, _ log: Bits128, _ key: UInt64, _ catalog: Catalog
    ) throws(DaybookError) -> ExaminedSnapshot<Model> {
        let path = path(sequence, Model.name)
        guard let head = try read(path, SnapshotHeader.bytes) else { return .useless(.unreadable) }
        var reader = ByteReader(head.raw)
        let found = SnapshotHeader(&reader).flatMap { $0.sequence == sequence ? $0 : nil }
        // Opening waits for names, bytes, checksum and state: what can be made beside is.
        let table = found.map { header in
            Beside(isAtOnce: isStepped) {
                Result { () throws(DaybookError) in try names(header, key, catalog) }
            }
        }
        guard let bytes = try read(path) else { return .useless(.unreadable) }
        guard bytes.count > 8, bytes.starts(with: head) else { return .useless(.format) }
        let body = bytes.raw.extracting(0..<bytes.count - 8)
        let checksum = bytes.raw.uint64(at: bytes.count - 8)
        guard let header = found, header.log == log else {
            let fault = found == nil ? SnapshotFault.format : .foreign
            return .useless(XXH64.hash(body) == checksum ? fault : .checksum)
        }
        let isWhole = Beside { XXH64.hash(bytes.raw.extracting(0..<bytes.count - 8)) == checksum }
        reader = ByteReader(body, at: head.count)
        let model = Model(from: &reader)
        guard isWhole.take() ?? false else { return .useless(.checksum) }
        guard let names = try table?.take()?.get() else { return .useless(.names) }
        guard let model, reader.isValid, reader.isAtEnd else { return .useless(.state) }
        let greatest =
            header.greatestTime == .min ? nil : Timestamp(microseconds: header.greatestTime)
        return .usable(
            LoadedSnapshot(
                model: model, names: names, catalog: catalog,
                start: SnapshotStart(sequence: sequence, chain: header.chain),
                greatestTime: greatest))
    }

    /// The encoded state in a snapshot that can be used.
    func state<Model: ReadModel>(
        _ type: Model.Type, _ sequence: UInt64
    ) throws(DaybookError) -> [UInt8] {
        guard let bytes = try read(path(sequence, Model.name)) else { return [] }
        return Array(bytes.dropFirst(SnapshotHeader.bytes).dropLast(8))
    }

    /// The name of a snapshot's file within the book's directory.
    func fileName<Model: ReadModel>(_ type: Model.Type, _ sequence: UInt64) -> String {
        let path = path(sequence, Model.name)
        return String(path.dropFirst(directory.count - "snapshots".count))
    }

    /// The names that a snapshot refers to; nil if the table does not hold them as it says.
    private func names(
        _ header: SnapshotHeader, _ key: UInt64, _ catalog: Catalog
    ) throws(DaybookError) -> Names? {
        var names = Names(key: key)
        guard let bytes = try read(namesPath(header.log)) else { return nil }
        var reader = ByteReader(bytes.raw)
        var checksum: UInt64 = 0
        for _ in 0..<header.sections {
            guard let next = section(&reader, after: checksum) else { return nil }
            var inner = ByteReader(reader.bytes.extracting(next.range))
            guard names.take(&inner, catalog), inner.isAtEnd else { return nil }
            checksum = next.checksum
        }
        guard checksum == header.sectionChecksum else { return nil }
        return names
    }

    /// The next section of names: its checksum covers all sections before.
    private func section(
        _ reader: inout ByteReader, after checksum: UInt64
    ) -> (range: Range<Int>, checksum: UInt64)? {
        let length = Int(reader.uint32())
        let stored = reader.uint64()
        let start = reader.skip(length)
        guard reader.isValid else { return nil }
        let range = start..<start + length
        guard XXH64.hash(reader.bytes.extracting(range), seed: checksum) == stored else {
            return nil
        }
        return (range, stored)
    }

    /// A file's first bytes, or all of them; nil if the medium does not give them.
    private func read(
        _ path: String, _ count: Int = .max
    ) throws(DaybookError) -> [UInt8]? {
        do throws(SystemError) {
            let file = try storage.open(path, .read)
            let size = try file.size()
            return try file.read(at: 0, count: min(count, Int(size)))
        } catch {
            if error.isMissing || error.isMediaFault { return nil }
            throw .log(.system(error))
        }
    }

    // MARK: Writing

    /// Keeps a model as it is at the end of a block.
    ///
    /// - Parameter chain: the chain after that block.
    /// - Returns: the bytes written.
    func save<Model: ReadModel>(
        _ replay: borrowing Replay<Model>, log: Bits128, chain: UInt64
    ) throws(DaybookError) -> Int {
        do throws(SystemError) {
            try storage.makeDirectory(directory)
            let table = try saveNames(replay, log)
            var bytes = ByteBuffer()
            SnapshotHeader(
                log: log, sequence: replay.sequence, chain: chain,
                greatestTime: replay.greatestTime?.microseconds ?? .min, sections: table.count,
                sectionChecksum: table.checksum
            ).append(to: &bytes)
            replay.model.encode(into: &bytes)
            bytes.append(XXH64.hash(bytes.bytes))
            let path = path(replay.sequence, Model.name)
            let file = try storage.open(path + ".new", .replace)
            try file.write(bytes.bytes, at: 0)
            try file.sync()
            try storage.rename(path + ".new", to: path)
            try storage.syncDirectory(directory)
            return bytes.count + table.bytes
        } catch {
            throw .log(error.isDiskFull ? .diskFull(error) : .system(error))
        }
    }

    /// Brings the table of names up to date: what is there and whole stays, the rest is appended.
    private func saveNames<Model: ReadModel>(
        _ replay: borrowing Replay<Model>, _ log: Bits128
    ) throws(SystemError) -> (count: UInt32, checksum: UInt64, bytes: Int) {
        let file = try storage.open(namesPath(log), .create)
        let size = try file.size()
        let bytes = try file.read(at: 0, count: Int(size))
        var names = Names()
        var reader = ByteReader(bytes.raw)
        var (count, checksum): (UInt32, UInt64) = (0, 0)
        var end = 0
        while !reader.isAtEnd, let next = section(&reader, after: checksum) {
            var inner = ByteReader(reader.bytes.extracting(next.range))
            guard names.take(&inner, replay.catalog) else { break }
            (count, checksum, end) = (count + 1, next.checksum, reader.offset)
        }
        let kept = names.counts
        if kept == replay.names.counts { return (count, checksum, 0) }
        var section = ByteBuffer()
        section.append(UInt32(0))
        section.append(UInt64(0))
        replay.names.write(after: kept, replay.catalog, into: &section)
        let sum = XXH64.hash(section.bytes.extracting(12..<section.count), seed: checksum)
        section.store(UInt32(section.count - 12), at: 0)
        section.store(sum, at: 4)
        try file.truncate(to: UInt64(end))
        try file.write(section.bytes, at: UInt64(end))
        try file.sync()
        return (count + 1, sum, section.count)
    }
}
