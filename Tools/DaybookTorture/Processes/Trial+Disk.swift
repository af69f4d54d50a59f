// Trials of a disk without room: refused is what was not appended, and nothing else.

internal import Daybook
internal import DaybookLog
internal import Foundation

extension Trial {
    /// A file system of a few mebibytes that becomes full, and gets room again.
    static func full(_ path: String) async throws -> [String: Int] {
        let ballast = path + "-ballast"
        try Disk().open(ballast, .replace).allocate(2 << 20)
        var trial = try await Trial(path, segmentBytes: 1 << 20)
        // RESERVE takes its room in the background; what is left belongs to facts.
        try await wait { size(path + "/RESERVE") == 2 << 20 }
        try await trial.expectFull(bytes: 20_000)
        try await trial.expectFull(bytes: 20_000)
        let refusedAt = trial.hashes.count
        try await trial.check()
        try await trial.reopen()
        try await trial.check()
        takeAll(path + "-rest")
        try await trial.expectFull(bytes: 20_000)
        try await trial.crash()
        let spent = trial.book.opening?.repairs.contains(.reserve) ?? false
        try expect(spent, "a crash on a full disk was recovered without RESERVE")
        try await trial.check()
        try await trial.expectFull(bytes: 20_000)
        try FileManager.default.removeItem(atPath: ballast)
        for _ in 0..<20 { try await trial.append(bytes: 20_000) }
        try await trial.check()
        try await trial.close()
        return ["refusedAt": refusedAt, "facts": trial.hashes.count]
    }

    /// A limit to the size of files, which shows as another error than a full disk.
    static func fileLimit(_ path: String) async throws -> [String: Int] {
        var trial = try await Trial(path, segmentBytes: 4 << 20)
        try await wait { size(path + "/RESERVE") == 5 << 20 }
        let before = try limit(.fileBytes, to: 1_500_000)
        try await trial.expectFull(bytes: 20_000)
        try await trial.expectFull(bytes: 20_000)
        let refusedAt = trial.hashes.count
        try await trial.check()
        _ = try limit(.fileBytes, to: before)
        for _ in 0..<200 { try await trial.append(bytes: 20_000) }
        try await trial.reopen()
        try await trial.check()
        try await trial.close()
        return ["refusedAt": refusedAt, "facts": trial.hashes.count]
    }

    /// Appends until there is no room.
    private mutating func expectFull(bytes: Int) async throws {
        let error = await fill(bytes: bytes, atMost: 10_000)
        guard case .log(.diskFull)? = error else {
            throw Finding("a full disk is met as \(error.map { "\($0)" } ?? "nothing")")
        }
    }

    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? -1
    }

    /// Takes all room that is left.
    private static func takeAll(_ path: String) {
        guard let file = try? Disk().open(path, .replace) else { return }
        var piece = 1 << 20
        var end: UInt64 = 0
        while piece > 0 {
            do throws(SystemError) {
                try file.allocate(end + UInt64(piece))
                end += UInt64(piece)
            } catch { piece /= 2 }
        }
    }

    /// What a process may have only so much of.
    enum Resource {
        case fileBytes
        case descriptors

        fileprivate var number: Int32 {
            #if os(Linux)
            Int32((self == .fileBytes ? RLIMIT_FSIZE : RLIMIT_NOFILE).rawValue)
            #else
            self == .fileBytes ? RLIMIT_FSIZE : RLIMIT_NOFILE
            #endif
        }
    }

    /// Sets the soft limit of this process; answers the one before.
    static func limit(_ resource: Resource, to bound: rlim_t) throws -> rlim_t {
        var limits = rlimit()
        guard unsafe getrlimit(resource.number, &limits) == 0 else { throw Finding("getrlimit") }
        let before = limits.rlim_cur
        limits.rlim_cur = bound
        guard unsafe setrlimit(resource.number, &limits) == 0 else { throw Finding("setrlimit") }
        return before
    }

    static func wait(_ isTrue: () -> Bool) async throws {
        for _ in 0..<2_000 {
            if isTrue() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Finding("waited 10 s for nothing")
    }
}
