// What a power cut leaves: each unsynced sector, file size and name for itself old or new, and, by
// chance, something between the two or garbage.

internal import DaybookBytes

/// What has not been made durable, piece by piece: each may be there or not after a power cut.
struct Unsynced {
    struct Sector {
        let file: Int
        let number: Int
        var history: History
    }

    /// What became of a sector since it was durable.
    struct History {
        /// What it held durably, and what each write since then has made of it.
        var versions: [[UInt8]]
        /// The bytes that were written: nothing happens to those beside them.
        var written: Range<Int>
    }

    struct Size {
        let file: Int
        var versions: [Int]
    }

    var sectors: [Sector] = []
    var sizes: [Size] = []
    var names: [NameChange] = []

    var count: Int { sectors.count + sizes.count + names.count }

    init(_ state: DiskState) {
        names = state.pendingNames
        for (number, file) in state.files.enumerated() where !file.pending.isEmpty {
            add(number, file)
        }
    }

    private mutating func add(_ number: Int, _ file: DiskFileState) {
        var sizes = [file.durable.count]
        var histories: [Int: History] = [:]
        var size = file.durable.count
        for change in file.pending {
            switch change {
            case .resize(let next): size = next
            case .write(let offset, let bytes):
                size = max(size, offset + bytes.count)
                Self.add(offset, bytes, file, &histories)
            }
            if sizes.last != size { sizes.append(size) }
        }
        if sizes.count > 1 { self.sizes.append(Size(file: number, versions: sizes)) }
        for (sector, history) in histories.sorted(by: { $0.key < $1.key })
        where history.versions.count > 1 {
            sectors.append(Sector(file: number, number: sector, history: history))
        }
    }

    private static func add(
        _ offset: Int, _ bytes: [UInt8], _ file: DiskFileState, _ histories: inout [Int: History]
    ) {
        let length = DiskState.sectorBytes
        var done = 0
        while done < bytes.count {
            let (sector, start) = (offset + done).quotientAndRemainder(dividingBy: length)
            let count = min(length - start, bytes.count - done)
            let range = start..<start + count
            var history =
                histories[sector] ?? History(versions: [durable(sector, file)], written: range)
            var content = history.versions[history.versions.count - 1]
            content.replaceSubrange(range, with: bytes[done..<done + count])
            if content != history.versions[history.versions.count - 1] {
                history.versions.append(content)
            }
            history.written =
                min(
                    history.written.lowerBound, range.lowerBound)..<max(
                    history.written.upperBound, range.upperBound)
            histories[sector] = history
            done += count
        }
    }

    /// A sector's durable bytes; zeros behind the end of the file.
    private static func durable(_ sector: Int, _ file: DiskFileState) -> [UInt8] {
        let length = DiskState.sectorBytes
        let start = min(sector * length, file.durable.count)
        let end = min(start + length, file.durable.count)
        let bytes = Array(file.durable[start..<end])
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }
}

extension DiskState {
    /// The disk that is found afterwards.
    func crashed(_ crash: SimulatedDisk.Crash) -> DiskState {
        switch crash {
        case .killed: return restarted()
        case .losingAll: return cut { _, _ in .old }
        case .keepingAll: return cut { _, _ in .new }
        case .keeping(let units):
            return cut { unit, _ in units >> UInt64(unit & 63) & 1 == 1 ? .new : .old }
        case .random(let seed):
            var random = SeededRandom(seed: seed)
            // Some cuts lose nearly all, some nearly nothing.
            let kept = random.pick([50, 500, 950])
            return cut { _, versions in
                if random.chance(60) {
                    return random.chance(500)
                        ? .torn(random.below(DiskState.sectorBytes)) : .garbage(random.next())
                }
                if versions > 2 && random.chance(300) {
                    return .version(1 + random.below(versions - 1))
                }
                return random.chance(kept) ? .new : .old
            }
        }
    }

    private func restarted() -> DiskState {
        var state = self
        state.capacity = nil
        return state
    }

    /// What became of one unsynced piece.
    private enum Fate {
        case old
        case new
        /// A write between, where there were several.
        case version(Int)
        /// The new one up to a byte, the old one behind it; of what has no bytes: the old one.
        case torn(Int)
        /// Neither, in a sector; of what has no bytes: the old one.
        case garbage(UInt64)
    }

    private func cut(_ fate: (_ unit: Int, _ versions: Int) -> Fate) -> DiskState {
        var state = self
        let unsynced = Unsynced(self)
        var unit = 0
        func next(_ versions: Int) -> Fate {
            defer { unit += 1 }
            return fate(unit, versions)
        }
        // Sectors behind the end that a file is found with are gone, so sizes come last.
        var sizes = state.files.map(\.durable.count)
        for size in unsynced.sizes {
            switch next(size.versions.count) {
            case .old, .torn, .garbage: break
            case .new: sizes[size.file] = size.versions[size.versions.count - 1]
            case .version(let number): sizes[size.file] = size.versions[number]
            }
        }
        for sector in unsynced.sectors {
            let fate = next(sector.history.versions.count)
            let content = Self.content(sector.history, fate)
            DiskFileState.put(
                &state.files[sector.file].durable, content, at: sector.number * Self.sectorBytes)
        }
        for change in unsynced.names {
            if case .new = next(2) { state.apply(change) }
        }
        state.found(sizes)
        return state
    }

    private static func content(_ history: Unsynced.History, _ fate: Fate) -> [UInt8] {
        let versions = history.versions
        let (old, new) = (versions[0], versions[versions.count - 1])
        switch fate {
        case .old: return old
        case .new: return new
        case .version(let number): return versions[number]
        case .torn(let end): return Array(new[..<end] + old[end...])
        case .garbage(let seed):
            var random = SeededRandom(seed: seed)
            var content = new
            for index in history.written {
                content[index] = UInt8(truncatingIfNeeded: random.next())
            }
            return content
        }
    }

    /// From now on, what is durable is what is seen.
    private mutating func found(_ sizes: [Int]) {
        for index in files.indices {
            DiskFileState.resize(&files[index].durable, sizes[index])
            files[index].bytes = files[index].durable
            files[index].pending = []
        }
        // A directory that was lost takes what was in it with it.
        directories = durableDirectories
        durableNames = durableNames.filter { hasParents($0.key) }
        names = durableNames
        pendingNames = []
        capacity = nil
    }

    private func hasParents(_ path: String) -> Bool {
        var parent = Self.parent(path)
        while parent != "." && !parent.isEmpty {
            if !durableDirectories.contains(parent) { return false }
            parent = Self.parent(parent)
        }
        return true
    }
}
