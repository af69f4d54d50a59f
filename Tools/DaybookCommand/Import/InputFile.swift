// The bytes of one input, line by line, in bounded memory.

internal import DaybookLog

/// Where an import's bytes come from.
public enum CommandInput: Sendable {
    /// The process's standard input.
    case standard
    /// Bytes in memory, for tests.
    case bytes([UInt8])
}

/// An input that is being read.
struct InputFile: ~Copyable {
    /// What messages call it.
    let name: String
    /// Its size, if it is known.
    let size: UInt64?
    private let descriptor: Int32?
    private let owns: Bool
    private var memory: [UInt8]

    /// Opens a file; `-` is the given standard input.
    init(_ path: String, _ standard: CommandInput) throws(SystemError) {
        if path == "-" {
            name = "standard input"
            owns = false
            switch standard {
            case .standard:
                descriptor = Descriptor.input
                size = nil
                memory = []
            case .bytes(let bytes):
                descriptor = nil
                size = UInt64(bytes.count)
                memory = bytes
            }
        } else {
            let opened = try Descriptor.open(path)
            name = path
            owns = true
            descriptor = opened
            size = Descriptor.size(opened)
            memory = []
        }
    }

    deinit {
        if owns, let descriptor { Descriptor.close(descriptor) }
    }

    /// Reads some bytes behind an offset of a buffer; 0 at the end.
    mutating func read(into bytes: inout [UInt8], at offset: Int) throws(SystemError) -> Int {
        if let descriptor {
            return try Descriptor.read(descriptor, into: &bytes, at: offset, path: name)
        }
        let count = min(memory.count, bytes.count - offset)
        bytes.replaceSubrange(offset..<offset + count, with: memory[..<count])
        memory.removeFirst(count)
        return count
    }
}

/// Finds the lines of an input.
struct LineReader: ~Copyable {
    /// What comes next.
    enum Next {
        /// A line, as a range of `bytes`, without its end.
        case line(Range<Int>)
        /// A line over the limit, which was passed over.
        case tooLong
        case end
    }

    /// Longer lines hold no event: an event has at most 1 MiB.
    static let lineBytesMax = 4 << 20
    private static let chunkBytes = 1 << 18
    private(set) var bytes: [UInt8]
    /// Bytes taken from the input so far.
    private(set) var consumed: UInt64 = 0
    private var input: InputFile
    private var start = 0
    private var end = 0
    private var scanned = 0
    private var isAtEnd = false
    private var isFirst = true
    private var skips = false

    init(_ input: consuming InputFile) {
        self.input = input
        bytes = [UInt8](repeating: 0, count: Self.chunkBytes * 2)
    }

    /// The next line, without a byte order mark at the start and a CR before the line's end.
    mutating func next() throws(SystemError) -> Next {
        while true {
            if let newline = newline() {
                let line = start..<newline
                start = newline + 1
                scanned = start
                if skips {
                    skips = false
                    return .tooLong
                }
                if line.count > Self.lineBytesMax { return .tooLong }
                return .line(trimmed(line))
            }
            if end - start > Self.lineBytesMax {
                skips = true
                start = end
                scanned = end
            }
            if try fill() { continue }
            if skips {
                skips = false
                return .tooLong
            }
            if start == end { return .end }
            let line = start..<end
            start = end
            return .line(trimmed(line))
        }
    }

    private mutating func newline() -> Int? {
        let found = unsafe bytes.withUnsafeBytes { buffer in
            unsafe buffer[scanned..<end].firstIndex(of: UInt8(ascii: "\n"))
        }
        scanned = found ?? end
        return found
    }

    /// Reads more; false at the end.
    private mutating func fill() throws(SystemError) -> Bool {
        if isAtEnd { return false }
        if start > 0 {
            bytes.replaceSubrange(0..<end - start, with: bytes[start..<end])
            end -= start
            scanned -= start
            start = 0
        }
        if bytes.count - end < Self.chunkBytes {
            bytes += [UInt8](repeating: 0, count: max(bytes.count, Self.chunkBytes))
        }
        let count = try input.read(into: &bytes, at: end)
        end += count
        consumed += UInt64(count)
        isAtEnd = count == 0
        return count > 0
    }

    private mutating func trimmed(_ line: Range<Int>) -> Range<Int> {
        var line = line
        if isFirst {
            isFirst = false
            if bytes[line].starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        }
        if line.last.map({ bytes[$0] }) == UInt8(ascii: "\r") { line = line.dropLast() }
        return line
    }
}
