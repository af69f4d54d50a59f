// What the machine says of a place: room, limits, rights, the kind of file system, who holds a
// lock. Best effort and read-only, but for the probe: what cannot be found out is nil.

internal import DaybookBytes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Who has a lock.
public enum LockHolder: Equatable, Sendable {
    /// Nobody.
    case nobody
    /// A process with this id.
    case process(Int32)
    /// Somebody; the system does not tell who.
    case somebody
}

/// Questions to the machine.
public enum Machine {
    /// The bytes that a file system has left for us.
    public static func freeBytes(_ path: String) -> UInt64? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    /// How many files this process may have open.
    public static func openFilesMax() -> UInt64? {
        var limit = rlimit()
        #if canImport(Glibc)
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return nil
        }
        #else
        guard unsafe getrlimit(RLIMIT_NOFILE, &limit) == 0 else { return nil }
        #endif
        return UInt64(limit.rlim_cur)
    }

    /// Whether this process may read and write a file or directory.
    public static func rights(_ path: String) -> (reads: Bool, writes: Bool) {
        unsafe (access(path, R_OK) == 0, access(path, W_OK) == 0)
    }

    /// When a file was last written to, seconds since 1970.
    public static func modified(_ path: String) -> Int64? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
        return Int64(status.st_mtimespec.tv_sec)
        #else
        return Int64(status.st_mtim.tv_sec)
        #endif
    }

    /// The kind of file system, by the name of the mount that a path lies under.
    public static func fileSystem(_ path: String) -> String? {
        #if canImport(Darwin)
        return nil
        #else
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        let place = unsafe String(cString: real)
        var best: (path: String, kind: String) = ("", "")
        for line in lines(ofSystemFile: "/proc/self/mounts") {
            let words = line.split(separator: " ")
            guard words.count > 2 else { continue }
            let mount = String(words[1])
            let isAbove = mount == "/" || place == mount || place.hasPrefix(mount + "/")
            if isAbove && mount.utf8.count >= best.path.utf8.count {
                best = (mount, String(words[2]))
            }
        }
        return best.kind.isEmpty ? nil : best.kind
        #endif
    }

    /// Who holds the lock on a file; nil if that cannot be found out.
    ///
    /// Looks at the system's list of locks first. If that does not show one, a shared lock is tried
    /// and let go at once.
    public static func lockHolder(_ path: String) -> LockHolder? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            return errno == ENOENT ? .nobody : nil
        }
        for line in lines(ofSystemFile: "/proc/locks") {
            // As `1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF`: process, device, inode.
            let words = line.split(separator: " ")
            guard words.count > 5, words[1] == "FLOCK", words[3] == "WRITE",
                words[5].hasSuffix(":\(status.st_ino)")
            else { continue }
            return Int32(words[4]).map { $0 > 0 ? .process($0) : .somebody } ?? .somebody
        }
        return triedLock(path)
    }

    private static func triedLock(_ path: String) -> LockHolder? {
        guard let descriptor = try? Disk.descriptor(path, O_RDONLY, .open) else { return nil }
        // Closing the descriptor lets go of the lock.
        defer { _ = systemClose(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return .nobody }
        return errno == EWOULDBLOCK ? .somebody : nil
    }

    /// How long some syncs of a small write take, in microseconds.
    ///
    /// - Parameter directory: where a file of our own is made and removed again.
    public static func probedSyncs(
        in directory: String, count: Int = 16
    ) throws(SystemError) -> [UInt64] {
        let disk = Disk()
        let path = "\(directory)/.daybook-probe-\(getpid())"
        let file = try disk.open(path, .replace)
        defer { try? disk.remove(path) }
        let block = [UInt8](repeating: 0x5A, count: Limits.segmentHeaderBytes)
        try file.allocate(UInt64(block.count * count))
        try file.sync()
        var times: [UInt64] = []
        for number in 0..<count {
            try file.write(block.raw, at: UInt64(number * block.count))
            let start = Platform.monotonicNanoseconds()
            try file.sync()
            times.append((Platform.monotonicNanoseconds() - start) / 1_000)
        }
        return times
    }

    /// The lines of a file that the system makes up when it is read; none if there is no such file.
    private static func lines(ofSystemFile path: String) -> [Substring] {
        guard let file = try? Disk().open(path, .read),
            let bytes = try? file.read(at: 0, count: 1 << 20)
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}

/// `close`, by its full name: the shorter one means several things here.
private func systemClose(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
    Darwin.close(descriptor)
    #elseif canImport(Musl)
    Musl.close(descriptor)
    #else
    Glibc.close(descriptor)
    #endif
}
