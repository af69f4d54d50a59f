// The files under Fixtures: compared byte for byte, or, with UPDATE_FIXTURES=1, written anew, which
// fails the run so that nobody mistakes it for a test.

import Daybook
import DaybookBytes
import DaybookLog
import DaybookTesting
import Foundation
import Synchronization
import Testing

enum Fixtures {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures")
    static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] == "1"

    static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    /// A file's bytes; nil if there is none.
    static func bytes(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: root.appendingPathComponent(name))).map { Array($0) }
    }

    /// Compares a file, or writes it.
    ///
    /// - Parameter isFrozen: whether what is there is never written anew.
    static func check(_ name: String, _ bytes: [UInt8], isFrozen: Bool = false) throws {
        if isUpdating && !(isFrozen && FileManager.default.fileExists(atPath: path(name))) {
            let url = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
            Issue.record("Fixtures/\(name) was written; run again without UPDATE_FIXTURES")
            return
        }
        let isSame = self.bytes(name) == bytes
        #expect(isSame, "Fixtures/\(name) differs; UPDATE_FIXTURES=1 writes it")
    }

    static func check(_ name: String, _ text: String, isFrozen: Bool = false) throws {
        try check(name, Array(text.utf8), isFrozen: isFrozen)
    }

    /// Compares a folder with files under names relative to it, or writes it.
    static func check(
        _ folder: String, _ files: [String: [UInt8]], isFrozen: Bool = false
    ) throws {
        if isUpdating && !isFrozen { try? FileManager.default.removeItem(atPath: path(folder)) }
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            try check(folder + "/" + name, bytes, isFrozen: isFrozen)
        }
        #expect(Set(self.files(folder).keys) == Set(files.keys), "Fixtures/\(folder)")
    }

    /// Every file below a folder.
    static func files(_ folder: String) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let walk = FileManager.default.enumerator(atPath: path(folder))
        for case let name as String in walk ?? FileManager.DirectoryEnumerator() {
            if let bytes = bytes(folder + "/" + name) { files[name] = bytes }
        }
        return files
    }

    /// The names of the folders in a folder.
    static func folders(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
        return names.filter { !$0.contains(".") }.sorted()
    }
}

/// A disk on which a book is written the same way each time, with everything injected.
final class FixtureBook: Sendable {
    let disk = SimulatedDisk()
    private let now = Mutex("2026-03-02T08:00:00Z" as Timestamp)
    private let random: Mutex<SeededRandom>

    init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    /// Opens or makes the book; segments are as small as they may be, or so.
    func open(
        _ types: [any Event.Type] = [], segmentBytes: Int = 16 << 10
    ) async throws -> Daybook {
        var options = Daybook.Options()
        options.segmentBytes = segmentBytes
        options.types = types
        options.clock = { [self] in now.withLock { $0 } }
        options.random = { [self] in random.withLock { $0.next() } }
        return try await Daybook.open(disk, "book", options)
    }

    /// Sets the clock.
    func set(_ time: Timestamp) { now.withLock { $0 = time } }

    /// What belongs to the book: not the lock, and not the space that is kept for later.
    var files: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let others = ["LOCK", "RESERVE", ".next"]
        for path in disk.paths where !others.contains(where: { path.contains("/" + $0) }) {
            files[String(path.dropFirst("book/".count))] = disk.contents(path)
        }
        return files
    }
}

extension Daybook {
    /// Opens a book on the real disk for reading only.
    static func reading(_ path: String, _ types: [any Event.Type] = []) async throws -> Daybook {
        var options = Daybook.Options()
        options.access = .readOnly
        options.types = types
        return try await Daybook.open(path, options)
    }

    /// Every event as a line, as an export shows it.
    func lines() async throws -> String {
        var writer = CloudEventWriter(log: try id)
        for event in try await events().all() { writer.write(event) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The digests of the built-in models, one a line.
    func digestLines() async throws -> String {
        let digests = try await replay().digests()
        let lines = digests.map { "  \"\($0.name)\": \"\($0.digest)\"" }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }
}
