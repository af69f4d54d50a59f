// What a writer says while it works, one line each, and how that is read back after it was killed.
// A line that does not end with its full stop was cut off and says nothing.

internal import DaybookLog
internal import Foundation

/// A line of a writer or a follower.
enum Line: Equatable {
    /// A writer has opened the book, which ends with this sequence.
    case opened(last: UInt64)
    /// Another writer has the book.
    case locked
    /// A task is about to append.
    case tries(task: Int64, number: Int64)
    /// An append has its receipt.
    case acknowledged(first: UInt64, count: Int, hash: UInt64, task: Int64, number: Int64)
    /// A task was given the receipt of an earlier writer's append.
    case repeated
    /// A follower was shown a fact.
    case shown(sequence: UInt64, hash: UInt64)
    /// The writer has closed the book.
    case closed
    /// Something that must not happen.
    case failed(String)

    var text: String {
        switch self {
        // The writer before may have been killed within a line.
        case .opened(let last): "\nopened \(last) ."
        case .locked: "locked ."
        case .tries(let task, let number): "try \(task) \(number) ."
        case .acknowledged(let first, let count, let hash, let task, let number):
            "ack \(first) \(count) \(String(hash, radix: 16)) \(task) \(number) ."
        case .repeated: "repeated ."
        case .shown(let sequence, let hash): "fact \(sequence) \(String(hash, radix: 16)) ."
        case .closed: "closed ."
        case .failed(let why): "failed \(why.replacing("\n", with: " ")) ."
        }
    }

    /// Reads a line back; nil if it was cut off.
    init?(_ text: Substring) {
        var words = text.split(separator: " ")
        guard words.popLast() == ".", let verb = words.first else { return nil }
        let numbers = words.dropFirst().compactMap { Int64($0) }
        switch (verb, words.count) {
        case ("opened", 2): self = .opened(last: UInt64(numbers[0]))
        case ("locked", 1): self = .locked
        case ("try", 3): self = .tries(task: numbers[0], number: numbers[1])
        case ("ack", 6):
            guard let first = UInt64(words[1]), let count = Int(words[2]),
                let hash = UInt64(words[3], radix: 16), let task = Int64(words[4]),
                let number = Int64(words[5])
            else { return nil }
            self = .acknowledged(
                first: first, count: count, hash: hash, task: task, number: number)
        case ("repeated", 1): self = .repeated
        case ("fact", 3):
            guard let sequence = UInt64(words[1]), let hash = UInt64(words[2], radix: 16) else {
                return nil
            }
            self = .shown(sequence: sequence, hash: hash)
        case ("closed", 1): self = .closed
        case ("failed", _): self = .failed(words.dropFirst().joined(separator: " "))
        default: return nil
        }
    }

    /// Says the line at once: what was said before the process is killed has been said.
    func say() { Self.say([self]) }

    /// Says several lines in one call.
    static func say(_ lines: [Line]) {
        let text = lines.map { $0.text + "\n" }.joined()
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}

/// The lines of a file that processes write, read on and on.
struct Lines {
    private let path: String
    private var offset: UInt64 = 0
    private(set) var all: [Line] = []

    init(_ path: String) { self.path = path }

    /// Takes in what was written since; a line without its end waits for it.
    mutating func read() {
        guard let file = FileHandle(forReadingAtPath: path) else { return }
        try? file.seek(toOffset: offset)
        guard let data = try? file.readToEnd(), let end = data.lastIndex(of: 0x0A) else { return }
        let whole = data[data.startIndex...end]
        offset += UInt64(whole.count)
        all += String(decoding: whole, as: UTF8.self).split(separator: "\n").compactMap(Line.init)
    }

    /// All lines of a file; none if it is not there.
    static func of(_ path: String) -> [Line] {
        var lines = Lines(path)
        lines.read()
        return lines.all
    }
}

/// What the writers of one book have said.
struct Journal {
    /// The receipts, in the order in which they were said.
    var receipts: [(first: UInt64, count: Int, hash: UInt64)] = []
    /// The last append that each task has tried, and whether it got its receipt.
    var tasks: [Int64: (number: Int64, isDone: Bool)] = [:]
    var openings = 0
    var closings = 0
    var repetitions = 0
    var failures: [String] = []

    /// What was said in some lines, and in those taken later.
    init(_ lines: [Line] = []) {
        for line in lines { take(line) }
    }

    mutating func take(_ line: Line) {
        switch line {
        case .opened: openings += 1
        case .tries(let task, let number): tasks[task] = (number, false)
        case .acknowledged(let first, let count, let hash, let task, let number):
            receipts.append((first, count, hash))
            tasks[task] = (number, true)
        case .repeated: repetitions += 1
        case .closed: closings += 1
        case .failed(let why): failures.append(why)
        case .locked, .shown: break
        }
    }

    /// Where a task goes on: with the append that has no receipt if it can be tried again, else
    /// with the next.
    func start(of task: Int64, seed: UInt64) -> Int64 {
        guard let (number, isDone) = tasks[task] else { return 0 }
        let isRetried = !isDone && Deed(seed: seed, task: task, number: number).key != nil
        return isRetried ? number : number + 1
    }
}
