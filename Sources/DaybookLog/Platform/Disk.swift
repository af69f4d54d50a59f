// Storage on the real disk, through the system's C library.
// A sync is an honest one (fdatasync; F_FULLFSYNC on Darwin) and never falls back to less.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The local file system.
public struct Disk: Storage {
    /// Needs nothing; every path is given with each call.
    public init() {}

    public func open(_ path: String, _ mode: OpenMode) throws(SystemError) -> any StorageFile {
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .write: O_RDWR
            case .create: O_RDWR | O_CREAT
            case .replace: O_RDWR | O_CREAT | O_TRUNC
            }
        return DiskFile(try Self.descriptor(path, flags, .open), path)
    }

    static func descriptor(
        _ path: String, _ flags: Int32, _ call: SystemError.Call
    ) throws(SystemError) -> Int32 {
        #if canImport(Darwin)
        try system(call, path) { unsafe Darwin.open(path, flags | O_CLOEXEC, 0o644) }
        #elseif canImport(Musl)
        try system(call, path) { unsafe Musl.open(path, flags | O_CLOEXEC, 0o644) }
        #else
        try system(call, path) { unsafe Glibc.open(path, flags | O_CLOEXEC, 0o644) }
        #endif
    }

    public func list(_ directory: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            throw SystemError(.list, code: errno, path: directory)
        }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        if errno != 0 { throw SystemError(.list, code: errno, path: directory) }
        return names
    }

    public func makeDirectory(_ path: String) throws(SystemError) {
        do {
            _ = try system(.makeDirectory, path) { unsafe mkdir(path, 0o755) }
        } catch {
            if error.code != EEXIST { throw error }
        }
    }

    public func rename(_ path: String, to target: String) throws(SystemError) {
        #if canImport(Darwin)
        _ = try system(.rename, path) { unsafe Darwin.rename(path, target) }
        #elseif canImport(Musl)
        _ = try system(.rename, path) { unsafe Musl.rename(path, target) }
        #else
        _ = try system(.rename, path) { unsafe Glibc.rename(path, target) }
        #endif
    }

    public func remove(_ path: String) throws(SystemError) {
        _ = try system(.remove, path) { unsafe unlink(path) }
    }

    public func syncDirectory(_ path: String) throws(SystemError) {
        let fd = try Self.descriptor(path, O_RDONLY | O_DIRECTORY, .syncDirectory)
        defer { _ = systemClose(fd) }
        #if canImport(Darwin)
        _ = try system(.syncDirectory, path) { fcntl(fd, F_FULLFSYNC) }
        #else
        _ = try system(.syncDirectory, path) { fsync(fd) }
        #endif
    }

    public func lock(_ path: String) throws(SystemError) -> any StorageLock {
        let fd = try Self.descriptor(path, O_RDWR | O_CREAT, .lock)
        do {
            _ = try system(.lock, path) { flock(fd, LOCK_EX | LOCK_NB) }
        } catch {
            _ = systemClose(fd)
            throw error
        }
        return DiskLock(fd)
    }

    public func prepareForWriting() { Platform.ignoreFileSizeSignal() }
}

/// `close`, under a name that a method called `close` does not hide.
private func systemClose(_ fd: Int32) -> Int32 {
    #if canImport(Darwin)
    Darwin.close(fd)
    #elseif canImport(Musl)
    Musl.close(fd)
    #else
    Glibc.close(fd)
    #endif
}

/// A descriptor that closes itself; the number is never reused while a call is running, because
/// every caller holds a reference to this object.
private final class Descriptor: Sendable {
    let fd: Int32
    init(_ fd: Int32) { self.fd = fd }
    deinit { _ = systemClose(fd) }
}

private final class DiskLock: StorageLock {
    private let descriptor: Descriptor
    init(_ fd: Int32) { descriptor = Descriptor(fd) }
    func release() { _ = flock(descriptor.fd, LOCK_UN) }
}

private final class DiskFile: StorageFile {
    private let descriptor: Descriptor
    private let path: String
    private var fd: Int32 { descriptor.fd }

    init(_ fd: Int32, _ path: String) {
        descriptor = Descriptor(fd)
        self.path = path
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        // No file reaches further than the system's offsets do.
        if offset > UInt64(off_t.max) - UInt64(count) { return [] }
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            unsafe Platform.useLargePages(start, count)
            do throws(SystemError) {
                filled = try transferred(count) { (done) throws(SystemError) in
                    try system(.read, path) {
                        unsafe pread(fd, start + done, count - done, off_t(offset) + off_t(done))
                    }
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(SystemError) {
        try unsafe bytes.withUnsafeBytes { (source) throws(SystemError) in
            guard let start = source.baseAddress else { return }
            try written(source.count, path) { (done) throws(SystemError) in
                try system(.write, path) {
                    unsafe pwrite(
                        fd, start + done, source.count - done, off_t(offset) + off_t(done))
                }
            }
        }
    }

    func sync() throws(SystemError) {
        #if canImport(Darwin)
        _ = try system(.sync, path) { fcntl(fd, F_FULLFSYNC) }
        #else
        _ = try system(.sync, path) { fdatasync(fd) }
        #endif
    }

    func allocate(_ size: UInt64) throws(SystemError) {
        #if canImport(Darwin)
        let now = try self.size()
        if size <= now { return }
        var store = fstore_t(
            fst_flags: UInt32(F_ALLOCATEALL), fst_posmode: F_PEOFPOSMODE, fst_offset: 0,
            fst_length: off_t(size - now), fst_bytesalloc: 0)
        _ = try system(.allocate, path) { unsafe fcntl(fd, F_PREALLOCATE, &store) }
        try truncate(to: size)
        #else
        // posix_fallocate answers the error instead of setting errno.
        try uninterrupted { () throws(SystemError) in
            let code = posix_fallocate(fd, 0, off_t(size))
            if code != 0 { throw SystemError(.allocate, code: code, path: path) }
        }
        #endif
    }

    func truncate(to size: UInt64) throws(SystemError) {
        _ = try system(.truncate, path) { ftruncate(fd, off_t(size)) }
    }

    func size() throws(SystemError) -> UInt64 {
        var status = stat()
        _ = try system(.size, path) { unsafe fstat(fd, &status) }
        return UInt64(status.st_size)
    }

    /// The descriptor itself ends with the last reference, so that no other thread's call can meet
    /// a number that has been given away again.
    func close() throws(SystemError) {}
}
