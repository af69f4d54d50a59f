// What stands in a book after writers were killed, held against what they said and what readers
// were shown.

internal import Daybook
internal import Foundation

/// Something that must not be.
struct Finding: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The facts of a book as far as they were proved at the last look.
struct Facts {
    let seed: UInt64
    /// The hash of each fact, the first one's first.
    private(set) var hashes: [UInt64] = []

    init(seed: UInt64) { self.seed = seed }

    /// Reads the book again from its beginning.
    ///
    /// - Throws: `Finding` if something known before is gone or another, a number is left out, an
    ///   append is there in part or twice, or a fact is none that was tried.
    mutating func read(_ book: Daybook, _ journal: Journal) async throws {
        var fresh: [UInt64] = []
        var seen: Set<[Int64]> = []
        var whole: [Marked] = []
        for try await event in book.events() {
            guard event.sequence == UInt64(fresh.count + 1) else {
                throw Finding("fact \(event.sequence) follows \(fresh.count)")
            }
            guard let mark = event.decode(as: Marked.self) else {
                throw Finding("fact \(event.sequence) is \(event.type)")
            }
            fresh.append(mark.hash)
            whole.append(mark)
            if mark.part + 1 < mark.parts { continue }
            try check(whole, journal, &seen)
            whole = []
        }
        if let last = whole.last { throw Finding("the last append is there up to \(last)") }
        if !fresh.starts(with: hashes) {
            let first = zip(fresh, hashes).enumerated().first { $1.0 != $1.1 }?.offset
            throw Finding("\(hashes.count) facts were known, \(first ?? fresh.count) are the same")
        }
        hashes = fresh
    }

    /// Whether facts one behind the other are one append that was tried.
    private func check(
        _ marks: [Marked], _ journal: Journal, _ seen: inout Set<[Int64]>
    ) throws {
        let (task, number) = (marks[0].task, marks[0].number)
        if marks != Deed(seed: seed, task: task, number: number).marks {
            throw Finding("\(marks) is not what was appended")
        }
        if !seen.insert([task, number]).inserted { throw Finding("\(marks) is there twice") }
        guard let last = journal.tasks[task], number <= last.number else {
            throw Finding("\(marks) was never tried")
        }
    }

    /// Whether every receipt names facts that are there.
    func check(_ journal: Journal) throws {
        for (first, count, hash) in journal.receipts {
            let end = Int(first) + count - 1
            guard first > 0, end <= hashes.count else {
                throw Finding("\(first) + \(count) was acknowledged, \(hashes.count) are there")
            }
            if Marked.hash(of: hashes[Int(first) - 1..<end]) != hash {
                throw Finding("\(first) + \(count) was acknowledged with other contents")
            }
        }
    }

    /// Whether what a reader was shown is there.
    ///
    /// - Returns: how many facts it was shown.
    func check(shown lines: [Line], after: UInt64) throws -> Int {
        var next = after + 1
        for line in lines {
            if case .failed(let why) = line { throw Finding("a reader failed: \(why)") }
            guard case .shown(let sequence, let hash) = line else { continue }
            guard sequence == next, sequence <= UInt64(hashes.count) else {
                throw Finding("a reader was shown \(sequence) for \(next) of \(hashes.count)")
            }
            if hashes[Int(sequence) - 1] != hash {
                throw Finding("a reader was shown something else at \(sequence)")
            }
            next += 1
        }
        return Int(next - 1 - after)
    }
}
