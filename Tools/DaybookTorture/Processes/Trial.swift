// `torture trial`: one short run of a book where the disk or the process is at its limit. Whoever
// starts it prepares the place: a small file system, a directory on a real one.

internal import Daybook
internal import DaybookLog
internal import Foundation

/// A book, and what was acknowledged in it.
struct Trial {
    typealias Body = @Sendable (_ book: String) async throws -> [String: Int]

    /// The trials by their names.
    static let all: [String: Body] = [
        "full": full, "file-limit": fileLimit, "descriptors": descriptors,
        "cursors": { try await cursors($0, count: 1_500) },
        "many-cursors": { try await cursors($0, count: 10_000) },
    ]
    static var list: String { all.keys.sorted().joined(separator: ", ") }

    /// Runs one trial and prints what was counted.
    ///
    /// - Returns: 0, or 1 after a finding.
    static func run(_ arguments: Arguments) async throws(UsageError) -> Int32 {
        guard arguments.words.count == 2, let body = all[arguments.words[0]] else {
            throw UsageError(what: "a trial's name and a directory are needed")
        }
        var line: [String: Any] = ["trial": arguments.words[0]]
        var code: Int32 = 0
        do {
            line.merge(try await body(arguments.words[1] + "/book")) { $1 }
        } catch {
            line["finding"] = "\(error)"
            code = 1
        }
        let data = try? JSONSerialization.data(
            withJSONObject: line, options: [.sortedKeys, .withoutEscapingSlashes])
        try? FileHandle.standardOutput.write(contentsOf: (data ?? Data()) + Data("\n".utf8))
        return code
    }

    private let path: String
    private let segmentBytes: Int
    private(set) var book: Daybook
    private(set) var hashes: [UInt64] = []
    private var number: Int64 = 0

    /// Begins with a new book.
    init(_ path: String, segmentBytes: Int) async throws {
        self.path = path
        self.segmentBytes = segmentBytes
        book = try await Self.open(path, segmentBytes)
    }

    private static func open(
        _ path: String, _ segmentBytes: Int, _ access: Daybook.Options.Access = .createIfMissing
    ) async throws(DaybookError) -> Daybook {
        var options = Daybook.Options()
        options.segmentBytes = segmentBytes
        options.types = [Marked.self]
        options.access = access
        return try await Daybook.open(path, options)
    }

    /// Appends one fact with a text of some length.
    mutating func append(bytes: Int) async throws(DaybookError) {
        let text = String(repeating: "x", count: bytes)
        let mark = Marked(task: 0, number: number, part: 0, parts: 1, text: PersonalText(text))
        do {
            let receipt = try await book.append(mark)
            if receipt.first != UInt64(hashes.count + 1) { throw Finding("receipt \(receipt)") }
        } catch let error as DaybookError {
            throw error
        } catch {
            throw .log(.closed)
        }
        hashes.append(mark.hash)
        number += 1
    }

    /// Appends until it is refused.
    ///
    /// - Returns: why.
    mutating func fill(bytes: Int, atMost count: Int) async -> DaybookError? {
        for _ in 0..<count {
            do throws(DaybookError) { try await append(bytes: bytes) } catch { return error }
        }
        return nil
    }

    /// Closes the book and opens it again.
    mutating func reopen() async throws {
        try await book.close()
        book = try await Self.open(path, segmentBytes, .existing)
    }

    /// Lets the book go as a crash would, and opens it again.
    mutating func crash() async throws {
        book = try await Daybook.inMemory()
        // The thread that has the lock ends on its own.
        for _ in 0..<2_000 {
            do throws(DaybookError) {
                book = try await Self.open(path, segmentBytes, .existing)
                return
            } catch {
                guard case .log(.locked) = error else { throw error }
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Finding("the lock is never given back")
    }

    /// Whether exactly the acknowledged facts are there, through the writer and beside it.
    func check() async throws {
        for reader in [book, try await Self.open(path, segmentBytes, .readOnly)] {
            var found: [UInt64] = []
            for try await event in reader.events() {
                found.append(event.decode(as: Marked.self)?.hash ?? 0)
            }
            if found != hashes {
                throw Finding("\(found.count) facts are there, \(hashes.count) were acknowledged")
            }
        }
        let damage = try await Daybook.verify(path).findings.filter { $0.severity == .damage }
        if !damage.isEmpty { throw Finding("verify finds \(damage)") }
    }

    func close() async throws { try await book.close() }

    static func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) throws {
        if !isTrue { throw Finding(what()) }
    }
}
