// Where a repair puts what it takes out of use: nothing is ever deleted or overwritten there.
// Names tell where the bytes stood, so that a person can put them back.

internal import DaybookBytes

struct Quarantine {
    let place: Place

    static let name = "quarantine"
    private var directory: String { place.directory + "/" + Self.name }

    private func prepare() throws(SystemError) {
        try place.storage.makeDirectory(directory)
        try place.storage.syncDirectory(place.directory)
    }

    /// The names of what is there.
    func names() throws(LogError) -> [String] {
        do throws(SystemError) {
            return try place.storage.list(directory).sorted()
        } catch {
            if error.isMissing { return [] }
            throw LogError(error)
        }
    }

    func path(_ name: String) -> String { directory + "/" + name }

    /// Takes a file away; one that was taken under the same name before stays.
    ///
    /// - Returns: the new name within the log's directory.
    func take(_ file: String) throws(LogError) -> String {
        let base = String(file.split(separator: "/").last ?? "")
        let taken = Set(try names())
        var name = base
        var number = 2
        while taken.contains(name) {
            name = base + ".\(number)"
            number += 1
        }
        try logged { () throws(SystemError) in
            try prepare()
            try place.storage.rename(place.directory + "/" + file, to: path(name))
            // The new name first: a crash between the two leaves one too many, never none.
            try place.storage.syncDirectory(directory)
            try place.storage.syncDirectory(
                place.directory + "/" + file.dropLast(base.count + 1))
        }
        return Self.name + "/" + name
    }

    /// Keeps bytes that are about to be written over.
    ///
    /// The name holds their hash: keeping the same bytes again changes nothing.
    func keep(_ bytes: [UInt8], of file: String, at offset: UInt64) throws(LogError) {
        let base = String(file.split(separator: "/").last ?? "")
        let hash = String(XXH64.hash(bytes.raw), radix: 16)
        let path = path("\(base)@\(offset)-\(hash)")
        if case .success(let kept)? = try logged({ () throws(SystemError) in
            try place.contents(path)
        }), kept == bytes {
            return
        }
        try logged { () throws(SystemError) in
            try prepare()
            let copy = try place.storage.open(path, .replace)
            try copy.write(bytes.raw, at: 0)
            try copy.sync()
            try copy.close()
            try place.storage.syncDirectory(directory)
        }
    }

    /// Keeps a whole small file; does nothing if it cannot be read.
    func keep(whole file: String) throws(LogError) {
        if case .success(let bytes)? = try logged({ () throws(SystemError) in
            try place.contents(place.directory + "/" + file)
        }) {
            try keep(bytes, of: file, at: 0)
        }
    }
}
