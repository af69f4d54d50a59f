// The few system calls of the command itself: its standard descriptors, files to be imported, and
// the demo's temporary directory. The book's own files are the log's business.

internal import DaybookLog

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Calls on file descriptors and paths.
enum Descriptor {
    static let input: Int32 = 0
    static let output: Int32 = 1
    static let errors: Int32 = 2
    static let brokenPipe = EPIPE
    static let isADirectory = EISDIR
    static let accessDenied: [Int32] = [EACCES, EPERM, EROFS]

    /// Opens a file for reading; it may be a pipe.
    static func open(_ path: String) throws(SystemError) -> Int32 {
        while true {
            let descriptor = systemOpen(path)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw SystemError(.open, code: errno, path: path) }
        }
    }

    private static func systemOpen(_ path: String) -> Int32 {
        #if canImport(Glibc)
        unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        #elseif canImport(Musl)
        unsafe Musl.open(path, O_RDONLY | O_CLOEXEC)
        #else
        unsafe Darwin.open(path, O_RDONLY | O_CLOEXEC)
        #endif
    }

    /// Lets go of a descriptor that was only read.
    static func close(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
        _ = Musl.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }

    /// The size of a file; nil for a pipe and the like.
    static func size(_ descriptor: Int32) -> UInt64? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return UInt64(max(0, status.st_size))
    }

    /// Makes sure that a path can be read, without opening it: a pipe is opened once only.
    ///
    /// - Returns: the size of a file; nil for a pipe and the like.
    static func readableSize(_ path: String) throws(SystemError) -> UInt64? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, unsafe access(path, R_OK) == 0 else {
            throw SystemError(.open, code: errno, path: path)
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw SystemError(.open, code: EISDIR, path: path)
        }
        return status.st_mode & S_IFMT == S_IFREG ? UInt64(max(0, status.st_size)) : nil
    }

    /// Reads at most as many bytes as fit behind an offset; 0 at the end.
    static func read(
        _ descriptor: Int32, into bytes: inout [UInt8], at offset: Int, path: String
    ) throws(SystemError) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress.map { unsafe $0 + offset },
                    buffer.count - offset)
                #elseif canImport(Musl)
                unsafe Musl.read(
                    descriptor, buffer.baseAddress.map { unsafe $0 + offset },
                    buffer.count - offset)
                #else
                unsafe Darwin.read(
                    descriptor, buffer.baseAddress.map { unsafe $0 + offset },
                    buffer.count - offset)
                #endif
            }
            if count >= 0 { return count }
            if errno != EINTR { throw SystemError(.read, code: errno, path: path) }
        }
    }

    /// Writes all bytes.
    static func write(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let start = done
            let count = unsafe bytes.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
                #elseif canImport(Musl)
                unsafe Musl.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
                #else
                unsafe Darwin.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
                #endif
            }
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw SystemError(.write, code: errno, path: "standard output")
            }
        }
    }

    /// Whether a person looks at a descriptor.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// An environment variable.
    static func environment(_ name: String) -> String? {
        guard let text = unsafe getenv(name) else { return nil }
        return unsafe String(cString: text)
    }

    /// Has a write into a closed pipe fail with EPIPE instead of ending the process.
    static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Makes a directory of our own among the temporary ones.
    static func makeTemporaryDirectory() throws(SystemError) -> String {
        let base = environment("TMPDIR") ?? "/tmp"
        // mkdtemp puts something unique in the place of six of these.
        let unique = String(repeating: "X", count: 6)
        var template = Array("\(base)/daybook-demo-\(unique)".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return false }
            return unsafe mkdtemp(start) != nil
        }
        if !made { throw SystemError(.makeDirectory, code: errno, path: base) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a directory that we made, with everything in it.
    static func removeTree(_ path: String) throws(SystemError) {
        let disk = Disk()
        for name in try disk.list(path) {
            let inner = "\(path)/\(name)"
            var status = stat()
            if unsafe lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                try removeTree(inner)
            } else {
                try disk.remove(inner)
            }
        }
        if unsafe rmdir(path) != 0 { throw SystemError(.remove, code: errno, path: path) }
    }
}
