// The operating system's functions under one roof: error numbers, retries, clock and signals.
// Nothing outside this folder imports a C library.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The error numbers that decide something, and their texts.
public enum ErrorCode {
    /// No space on the device, quota used up, file too large for a limit.
    public static let diskFull: [Int32] = [ENOSPC, EDQUOT, EFBIG]
    /// Too many open files, of the process or of the system.
    public static let descriptors: [Int32] = [EMFILE, ENFILE]
    /// No such file or directory.
    public static let missing: Int32 = ENOENT
    /// A part of the path is no directory.
    public static let notADirectory: Int32 = ENOTDIR
    /// Input/output error of the medium.
    public static let media: Int32 = EIO
    /// The lock is taken.
    public static let wouldBlock: Int32 = EWOULDBLOCK
    /// A closed or foreign handle.
    public static let badHandle: Int32 = EBADF
    /// A signal came before anything was done.
    public static let interrupted: Int32 = EINTR
    /// No space left on the device.
    public static let noSpace: Int32 = ENOSPC

    /// The system's text for an error number.
    public static func text(_ code: Int32) -> String {
        // strerror's table is static for the numbers that a system call answers.
        guard let text = unsafe strerror(code) else { return "error" }
        return unsafe String(cString: text)
    }
}

/// Calls that concern the process as a whole.
public enum Platform {
    /// Makes a write beyond the file size limit fail with EFBIG instead of ending the process.
    ///
    /// Only the default action is replaced: a handler that the program installed stays.
    public static func ignoreFileSizeSignal() {
        _ = ignoredOnce
    }

    private static let ignoredOnce: Bool = {
        // SIG_ERR and SIG_DFL are the only other values that are no handlers of the program's.
        let previous = signal(SIGXFSZ, SIG_IGN)
        let isHandler = previous.map { unsafe unsafeBitCast($0, to: Int.self) > 1 } ?? false
        if isHandler { _ = signal(SIGXFSZ, previous) }
        return true
    }()

    /// Asks for large pages under memory that is about to be filled: a few in place of thousands.
    static func useLargePages(_ start: UnsafeMutableRawPointer, _ count: Int) {
        #if os(Linux)
        let page = 2 << 20
        if count < 4 * page { return }
        let first = unsafe start.alignedUp(toMultipleOf: page)
        let length = unsafe (count - (first - start)) / page * page
        _ = unsafe madvise(first, length, MADV_HUGEPAGE)
        #endif
    }

    /// Microseconds since 1970, by the system's clock.
    public static func microseconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Nanoseconds of a clock that never steps back.
    public static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Stops the calling thread for a while; for threads of our own only.
    static func pause(milliseconds: Int) {
        var time = timespec()
        time.tv_sec = milliseconds / 1000
        time.tv_nsec = milliseconds % 1000 * 1_000_000
        _ = unsafe nanosleep(&time, nil)
    }
}

/// Makes a system call that answers a negative number when it fails, again if it is interrupted.
@inline(__always)
func system<Count: SignedInteger>(
    _ call: SystemError.Call, _ path: String, _ body: () -> Count
) throws(SystemError) -> Count {
    try uninterrupted { () throws(SystemError) in
        let result = body()
        if result < 0 { throw SystemError(call, code: errno, path: path) }
        return result
    }
}
