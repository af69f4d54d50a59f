// A log's directory: the names of its files and how MANIFEST and WATERMARK are read and published.
// Knows no block.

internal import DaybookBytes
internal import Synchronization

struct Place: Sendable {
    let storage: any Storage
    let directory: String

    static let manifestName = "MANIFEST"
    static let watermarkName = "WATERMARK"
    static let segmentsName = "segments"
    static let nextName = "segments/.next"
    static let copyName = "segments/.copy"

    var segments: String { directory + "/" + Self.segmentsName }
    var manifest: String { directory + "/MANIFEST" }
    var manifestDraft: String { directory + "/MANIFEST.new" }
    var watermark: String { directory + "/WATERMARK" }
    var lock: String { directory + "/LOCK" }
    var reserve: String { directory + "/RESERVE" }
    var nextSegment: String { directory + "/" + Self.nextName }
    var copiedSegment: String { directory + "/" + Self.copyName }

    func path(_ fileName: String) -> String { segments + "/" + fileName }

    /// A file's name as errors and findings give it.
    static func shown(_ fileName: String) -> String { "segments/" + fileName }

    /// The whole of a small file, why it cannot be read, or nil if it does not exist.
    ///
    /// What is longer than such a file can be is not read to its end, and fails its checksum.
    func contents(_ path: String) throws(SystemError) -> Result<[UInt8], FormatRejection>? {
        do throws(SystemError) {
            let file = try storage.open(path, .read)
            let count = min(try file.size(), UInt64(Limits.manifestBytesMax))
            return .success(try file.read(at: 0, count: Int(count)))
        } catch {
            if error.isMissing { return nil }
            if error.isMediaFault { return .failure(.init(.unreadable)) }
            throw error
        }
    }

    /// MANIFEST, why it cannot be used, or nil if there is none.
    func readManifest() throws(LogError) -> Result<Manifest, FormatRejection>? {
        switch try logged({ () throws(SystemError) in try contents(manifest) }) {
        case nil: return nil
        case .failure(let rejection): return .failure(rejection)
        case .success(let bytes):
            let decoded = Manifest.decode(bytes.raw)
            if case .failure(let rejection) = decoded,
                case .unsupported(let format, let reader) = rejection.fault
            {
                throw .unsupported(
                    file: Self.manifestName, format: format, leastReader: reader)
            }
            return decoded
        }
    }

    /// Both slots of WATERMARK; nil if there is none.
    ///
    /// Each is read by itself: a bad sector in one leaves the other.
    func readWatermark() throws(LogError) -> [Result<Watermark, FormatRejection>]? {
        let file: any StorageFile
        do throws(SystemError) {
            file = try storage.open(watermark, .read)
        } catch {
            if error.isMissing { return nil }
            if !error.isMediaFault { throw LogError(error) }
            return [.failure(.init(.unreadable)), .failure(.init(.unreadable))]
        }
        return [try readSlot(0, of: file), try readSlot(1, of: file)]
    }

    private func readSlot(
        _ slot: Int, of file: any StorageFile
    ) throws(LogError) -> Result<Watermark, FormatRejection> {
        do throws(SystemError) {
            let bytes = try file.read(
                at: Watermark.offset(slot), count: Limits.watermarkBytes)
            return Watermark.decode(bytes.raw, slot: slot)
        } catch {
            if error.isMediaFault { return .failure(.init(.unreadable)) }
            throw LogError(error)
        }
    }

    /// Writes a manifest beside the published one, durably.
    func draft(_ manifest: Manifest) throws(SystemError) {
        let file = try storage.open(manifestDraft, .replace)
        try file.write(manifest.encoded().raw, at: 0)
        try file.sync()
        try file.close()
    }

    /// Publishes the draft.
    ///
    /// If this fails, either manifest may be found later.
    func publishDraft() throws(SystemError) {
        try storage.rename(manifestDraft, to: manifest)
        try storage.syncDirectory(directory)
    }

    /// Makes every name durable on the way to a segment, that of the log's directory included: a
    /// process may have ended after making it and before making it durable.
    func syncDirectories() throws(SystemError) {
        try storage.syncDirectory(segments)
        try storage.syncDirectory(directory)
        try storage.syncDirectory(Self.parent(of: directory))
    }

    private static func parent(of path: String) -> String {
        var path = path[...]
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The header page of a segment, or why it cannot be used; nil if there is no file.
    func readHeader(
        _ fileName: String
    ) throws(LogError) -> Result<SegmentIdentity, FormatRejection>? {
        let page: [UInt8]
        do throws(SystemError) {
            let file = try storage.open(path(fileName), .read)
            page = try file.read(at: 0, count: Limits.segmentHeaderBytes)
        } catch {
            if error.isMissing { return nil }
            if error.isMediaFault { return .failure(.init(.unreadable)) }
            throw LogError(error)
        }
        let decoded = SegmentIdentity.decode(page.raw)
        if case .failure(let rejection) = decoded,
            case .unsupported(let format, let reader) = rejection.fault
        {
            throw .unsupported(
                file: Self.shown(fileName), format: format, leastReader: reader)
        }
        return decoded
    }
}

/// Runs calls to the storage and turns their errors into the log's.
func logged<Value>(_ body: () throws(SystemError) -> Value) throws(LogError) -> Value {
    do throws(SystemError) { return try body() } catch { throw LogError(error) }
}

/// WATERMARK while a writer has it: two slots, written in turn.
final class WatermarkFile: Sendable {
    private let file: any StorageFile
    private let turn = Mutex<UInt64>(0)

    /// Takes over the file, making it if needed.
    init(_ place: Place) throws(SystemError) {
        file = try place.storage.open(place.watermark, .create)
    }

    /// Writes the next slot; not durable before `sync`.
    func write(_ mark: Watermark) throws(SystemError) {
        try turn.withLock { (turn) throws(SystemError) in
            turn += 1
            try put(mark, turn: turn)
        }
    }

    private func put(_ mark: Watermark, turn: UInt64) throws(SystemError) {
        var mark = mark
        mark.turn = turn
        let slot = Int(turn & 1)
        var bytes = ByteBuffer(capacity: Limits.watermarkBytes)
        mark.append(to: &bytes, slot: slot)
        try file.write(bytes.bytes, at: Watermark.offset(slot))
    }

    func sync() throws(SystemError) { try file.sync() }

    /// Writes both slots and zeros between them, durably: the beginning of an epoch.
    func reset(_ mark: Watermark) throws(SystemError) {
        try write(mark)
        try write(mark)
        let gap = [UInt8](
            repeating: 0, count: Limits.watermarkSlotBytes - Limits.watermarkBytes)
        try file.write(gap.raw, at: UInt64(Limits.watermarkBytes))
        try file.truncate(to: UInt64(Limits.watermarkSlotBytes + Limits.watermarkBytes))
        try file.sync()
    }
}
