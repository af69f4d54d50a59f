// One contract for every storage: the real disk, memory, the simulated disk.

import DaybookBytes
import DaybookLog
import DaybookTesting
import Foundation
import Testing

@Suite struct StorageTests {
    enum Place: CaseIterable, Sendable {
        case disk, memory, simulated

        func make() throws -> (any Storage, String) {
            switch self {
            case .memory: return (MemoryStorage(), "book")
            case .simulated: return (SimulatedDisk(), "book")
            case .disk:
                let name = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
                return (Disk(), name)
            }
        }

        func clean(_ directory: String) {
            if self == .disk { try? FileManager.default.removeItem(atPath: directory) }
        }
    }

    @Test("bytes, sizes and names behave alike", arguments: Place.allCases)
    func contract(place: Place) throws {
        let (storage, root) = try place.make()
        defer { place.clean(root) }
        try storage.makeDirectory(root)
        try storage.makeDirectory(root)
        #expect { try storage.open(root + "/a", .read) } throws: {
            ($0 as? SystemError)?.isMissing ?? false
        }
        let file = try storage.open(root + "/a", .create)
        #expect(try file.size() == 0)
        #expect(try file.read(at: 0, count: 10) == [])
        let bytes: [UInt8] = [1, 2, 3, 4]
        try file.write(bytes.raw, at: 2)
        #expect(try file.read(at: 0, count: 100) == [0, 0, 1, 2, 3, 4])
        #expect(try file.read(at: 4, count: 1) == [3])
        try file.allocate(10)
        #expect(try file.size() == 10)
        #expect(try file.read(at: 5, count: 100) == [4, 0, 0, 0, 0])
        try file.allocate(4)
        #expect(try file.size() == 10)
        try file.truncate(to: 3)
        try file.truncate(to: 5)
        #expect(try file.read(at: 0, count: 100) == [0, 0, 1, 0, 0])
        try file.sync()
        try storage.rename(root + "/a", to: root + "/b")
        try storage.syncDirectory(root)
        #expect(try storage.list(root) == ["b"])
        #expect(try storage.open(root + "/b", .write).size() == 5)
        try storage.remove(root + "/b")
        #expect(try file.read(at: 2, count: 1) == [1])
        #expect { try storage.remove(root + "/b") } throws: {
            ($0 as? SystemError)?.isMissing ?? false
        }
        try file.close()
    }

    @Test("a lock is held once, until it is released: P15", arguments: Place.allCases)
    func locks(place: Place) throws {
        let (storage, root) = try place.make()
        defer { place.clean(root) }
        try storage.makeDirectory(root)
        let lock = try storage.lock(root + "/LOCK")
        #expect { try storage.lock(root + "/LOCK") } throws: {
            ($0 as? SystemError)?.isLocked ?? false
        }
        lock.release()
        try storage.lock(root + "/LOCK").release()
    }

    @Test("a log lives on every storage", arguments: Place.allCases)
    func log(place: Place) async throws {
        let (storage, root) = try place.make()
        defer { place.clean(root) }
        var bench = Bench(storage)
        bench.directory = root
        bench.options.keepsReserve = true
        var expected: [String] = []
        for round in 0..<3 {
            let log = try bench.open()
            for number in 0..<60 {
                expected.append("\(round)/\(number)" + String(repeating: "p", count: 300))
                #expect(await log.append(expected[expected.count - 1]).isDurable)
            }
            #expect(await log.closed() == nil)
            #expect(try bench.read() == expected)
        }
        #expect(try Verifier.findings(storage, root).isEmpty)
    }

    @Test("a name is durable only when its directory is synced: P8") func names() throws {
        let disk = SimulatedDisk()
        try disk.makeDirectory("book")
        try disk.syncDirectory(".")
        let file = try disk.open("book/a", .create)
        try file.write([1, 2].raw, at: 0)
        try file.sync()
        #expect(disk.crashed(.losingAll).paths == [])
        try disk.syncDirectory("book")
        #expect(disk.crashed(.losingAll).contents("book/a") == [1, 2])
        try disk.rename("book/a", to: "book/b")
        #expect(disk.crashed(.losingAll).paths == ["book/a"])
    }

    @Test("bytes that a failed sync has marked clean are lost at a power cut: P11")
    func cleanPages() throws {
        let disk = SimulatedDisk()
        try disk.makeDirectory("book")
        try disk.syncDirectory(".")
        let file = try disk.open("book/a", .create)
        try disk.syncDirectory("book")
        try file.write([1].raw, at: 0)
        disk.fail(.init(.sync, number: 1))
        #expect(throws: SystemError(.sync, code: 5, path: "book/a")) { try file.sync() }
        try file.sync()
        #expect(disk.contents("book/a") == [1])
        #expect(disk.crashed(.losingAll).contents("book/a") == [])
    }
}
