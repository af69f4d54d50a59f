// The seam between the log and whatever keeps its bytes: a small set of file operations.
// Knows nothing of segments or blocks; a fake of it is a page of code, so faults can be injected.

/// A failed call to the operating system, as numbers.
public struct SystemError: Error, Equatable, Sendable {
    /// The operations of the seam, named after the C function that usually fails.
    public enum Call: String, Sendable {
        case open, read, write, sync, allocate, truncate, size, close
        case list, makeDirectory, rename, remove, syncDirectory, lock
    }
    /// What was asked for.
    public let call: Call
    /// The operating system's error number (errno).
    public let code: Int32
    /// The file or directory concerned.
    public let path: String

    /// Records a failure.
    public init(_ call: Call, code: Int32, path: String) {
        self.call = call
        self.code = code
        self.path = path
    }
}

extension SystemError: CustomStringConvertible {
    public var description: String {
        "\(call.rawValue) \(path): \(ErrorCode.text(code)) (\(code))"
    }
}

extension SystemError {
    /// Whether there was no room: the disk is full, a quota is used up, or the file may not grow.
    public var isDiskFull: Bool { ErrorCode.diskFull.contains(code) }
    /// Whether the file or directory does not exist.
    public var isMissing: Bool { code == ErrorCode.missing }
    /// Whether a part of the path is no directory.
    public var isNotADirectory: Bool { code == ErrorCode.notADirectory }
    /// Whether the medium could not be read or written; on reading it counts as a failed checksum.
    public var isMediaFault: Bool { code == ErrorCode.media }
    /// Whether the process, or the system, has no descriptor left: nothing was done, and it may
    /// work a moment later.
    public var isOutOfDescriptors: Bool { ErrorCode.descriptors.contains(code) }
    /// Whether another holder has the lock.
    public var isLocked: Bool { call == .lock && code == ErrorCode.wouldBlock }
}

/// How a file is opened.
public enum OpenMode: Sendable, Equatable {
    /// For reading; it must exist.
    case read
    /// For reading and writing; it must exist.
    case write
    /// For reading and writing; made if it does not exist.
    case create
    /// For reading and writing; made, or cut to nothing if it exists.
    case replace
}

/// A place with directories and files.
///
/// All calls may block and may come from any thread.
public protocol Storage: Sendable {
    /// Opens a file.
    func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile
    /// The names in a directory, without "." and "..", in no order.
    func list(_ directory: String) throws(SystemError) -> [String]
    /// Makes a directory; succeeds if it is there already.
    func makeDirectory(_ path: String) throws(SystemError)
    /// Gives a file another name, replacing what had that name, atomically.
    func rename(_ path: String, to target: String) throws(SystemError)
    /// Removes a file's name; open handles go on reading.
    func remove(_ path: String) throws(SystemError)
    /// Makes the names in a directory durable.
    func syncDirectory(_ path: String) throws(SystemError)
    /// Takes a lock that ends with the holder; fails at once if somebody has it.
    func lock(_ path: String) throws(SystemError) -> any StorageLock
    /// What a process must arrange once before it writes here.
    func prepareForWriting()
}

/// An open file.
///
/// Reads and writes name their offset, so that threads share a handle.
public protocol StorageFile: AnyObject, Sendable {
    /// Reads bytes; fewer only at the end of the file.
    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8]
    /// Writes all of the bytes, or fails after any number of them.
    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError)
    /// Makes all bytes written so far durable, and the size with them.
    func sync() throws(SystemError)
    /// Makes sure that room exists up to a size, which the file then has at least.
    func allocate(_ size: UInt64) throws(SystemError)
    /// Sets the size.
    func truncate(to size: UInt64) throws(SystemError)
    /// The size in bytes.
    func size() throws(SystemError) -> UInt64
    /// Ends the use of this handle; later calls fail.
    func close() throws(SystemError)
}

/// A lock that is held until it is released or its holder ends.
public protocol StorageLock: AnyObject, Sendable {
    /// Lets go.
    func release()
}
