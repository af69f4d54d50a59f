// The house rules that a machine can check, over every file that is under version control.
// An exception is listed here with its reason, or is none.

import Foundation
import Testing

/// A file of the repository.
struct TrackedFile {
    let path: String
    let bytes: Data
    let lines: [String]

    var isSwift: Bool { path.hasSuffix(".swift") }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
}

/// The tracked files, read once.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let files: [TrackedFile] = paths.sorted().compactMap { path in
        let url = root.appendingPathComponent(path)
        guard let bytes = try? Data(contentsOf: url) else { return nil }
        let isText = !path.hasPrefix("Fixtures/golden") && !path.hasPrefix("Fixtures/damaged")
        let text = isText ? String(decoding: bytes, as: UTF8.self) : ""
        return TrackedFile(
            path: path, bytes: bytes,
            lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    /// What git tracks or would track; without git, what lies in the folders that count.
    private static let paths: [String] = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        if (try? process.run()) != nil {
            let listed = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            if process.terminationStatus == 0, !listed.isEmpty {
                return listed.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            }
        }
        let walk = FileManager.default.enumerator(atPath: root.path)
        return (walk?.compactMap { $0 as? String } ?? []).filter { path in
            let first = path.split(separator: "/").first ?? ""
            var isFolder: ObjCBool = false
            let full = root.appendingPathComponent(path).path
            return !first.hasPrefix(".build") && first != ".git" && first != ".swiftpm"
                && FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }()

    static var swift: [TrackedFile] { files.filter(\.isSwift) }
    static var sources: [TrackedFile] { swift.filter { $0.isIn("Sources") } }
}

@Suite struct TidyTests {
    private func report(_ file: TrackedFile, _ line: Int, _ what: String) {
        Issue.record("\(file.path):\(line + 1): \(what)")
    }

    @Test("lines of Swift have at most 100 characters, no tab, and no space at their end")
    func lineLength() {
        for file in Repository.swift {
            for (number, line) in file.lines.enumerated() {
                if Self.isTooLong(line) { report(file, number, "\(line.count) characters") }
                if line.utf8.contains(0x09) { report(file, number, "a tab") }
                if line.utf8.last == 0x20 { report(file, number, "a space at the end") }
            }
        }
    }

    /// The formatter leaves a literal in one piece, and does not count the comma that it adds.
    private static func isTooLong(_ line: String) -> Bool {
        // Counting bytes is quicker, and says no for nearly every line.
        guard line.utf8.count > 100, !line.contains("https://") else { return false }
        let isLiteral = line.first { $0 != " " } == "\""
        return line.count - (line.hasSuffix(",") ? 1 : 0) > 100 && !isLiteral
    }

    /// Files that may be longer than 400 lines, with the reason.
    private static let longFiles: [String: String] = [:]

    @Test("Swift files have at most 400 lines and begin with a comment on their role")
    func fileLength() {
        for file in Repository.swift {
            if file.lines.count - 1 > 400 && Self.longFiles[file.path] == nil {
                report(file, file.lines.count, "longer than 400 lines")
            }
            if !(file.lines.first?.hasPrefix("// ") ?? false) { report(file, 0, "no comment") }
        }
    }

    @Test("no file is larger than 256 KiB") func fileSize() {
        for file in Repository.files where file.bytes.count > 256 << 10 {
            report(file, 0, "\(file.bytes.count) bytes")
        }
    }

    @Test("the sources do without what may trap in passing, print, or be put off") func banned() {
        let words = ["try!", "as!", "fatalError(", "nonisolated(unsafe)", "print("]
        let later = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        for file in Repository.swift {
            for (number, line) in file.lines.enumerated() {
                let code = String(line.drop { $0 == " " })
                for word in later where Self.has(code, word, whole: true) {
                    report(file, number, word)
                }
                guard file.isIn("Sources"), !code.hasPrefix("//") else { continue }
                for word in words where Self.has(code, word) { report(file, number, word) }
            }
        }
    }

    /// Whether code has a word that does not end a longer one, nor, if whole, begin one.
    private static func has(_ code: String, _ word: String, whole: Bool = false) -> Bool {
        var rest = code[...]
        while let range = rest.range(of: word) {
            let before = code[..<range.lowerBound].last ?? " "
            let after = code[range.upperBound...].first ?? " "
            if !isPart(before) && !(whole && isPart(after)) { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    @Test("what is sendable without the compiler's proof is argued for right above") func proofs() {
        for file in Repository.swift where !file.isIn("Tests") {
            for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable")
            {
                // The declaration may have attributes and several lines.
                let above = file.lines[max(0, number - 4)..<number].map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                if !above.contains(where: { $0.hasPrefix("//") }) {
                    report(file, number, "@unchecked Sendable without an argument")
                }
            }
        }
    }

    // MARK: Modules

    /// What each module may import of ours.
    private static let imports: [String: Set<String>] = [
        "DaybookBytes": [],
        "DaybookLog": ["DaybookBytes"],
        "DaybookCoding": ["DaybookBytes"],
        "DaybookCommerce": ["DaybookCoding"],
        "DaybookModels": ["DaybookBytes", "DaybookCoding", "DaybookCommerce"],
        "Daybook": [
            "DaybookBytes", "DaybookLog", "DaybookCoding", "DaybookCommerce", "DaybookModels",
        ],
        "DaybookTesting": [
            "Daybook", "DaybookBytes", "DaybookLog", "DaybookCoding", "DaybookCommerce",
            "DaybookModels",
        ],
    ]
    private static let toolkits: Set = ["Synchronization", "Dispatch"]
    private static let systems: Set = ["Glibc", "Musl", "Darwin"]

    /// The module that a line imports.
    private static func imported(_ line: String) -> String? {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), !line.hasPrefix("//"),
            words[..<index].allSatisfy({ word in
                word.hasPrefix("@") || ["public", "internal", "package", "private"].contains(word)
            })
        else { return nil }
        let kinds: Set<Substring> = ["struct", "enum", "class", "func", "protocol", "typealias"]
        let name = words[(index + 1)...].first { !kinds.contains($0) }
        return name?.split(separator: ".").first.map(String.init)
    }

    @Test("a module imports only what it may know") func modules() {
        for file in Repository.sources {
            let module = String(file.path.split(separator: "/")[1])
            guard let allowed = Self.imports[module] else {
                report(file, 0, "a module of no listed place")
                continue
            }
            for (number, line) in file.lines.enumerated() {
                guard let name = Self.imported(line) else { continue }
                let isSystem =
                    Self.systems.contains(name) && file.isIn("Sources/DaybookLog/Platform")
                if !allowed.contains(name) && !Self.toolkits.contains(name) && !isSystem {
                    report(file, number, "\(module) may not import \(name)")
                }
            }
        }
        let found = Set(Repository.sources.map { String($0.path.split(separator: "/")[1]) })
        #expect(found == Set(Self.imports.keys))
    }

    @Test("the package has no dependencies, no C target and no unsafe flag") func package() throws {
        let file = try #require(Repository.files.first { $0.path == "Package.swift" })
        for (number, line) in file.lines.enumerated() {
            for word in [
                ".package(", "unsafeFlags", "cSettings", "cxxSettings", "linkerSettings",
                ".systemLibrary", ".binaryTarget", "publicHeadersPath",
            ] where line.contains(word) { report(file, number, word) }
        }
        let foreign = [".c", ".h", ".cc", ".cpp", ".m", ".s", ".S", ".modulemap"]
        for file in Repository.files {
            for ending in foreign where file.name.hasSuffix(ending) { report(file, 0, "no Swift") }
        }
    }

    // MARK: The house

    @Test("the top level holds what it should, and nothing else") func topLevel() {
        let top = Set(Repository.files.compactMap { $0.path.split(separator: "/").first })
        let expected: Set<Substring> = [
            "Package.swift", "Sources", "Tests", "Fixtures", "Tools", "ARCHITECTURE.md",
            "README.md", "LICENSE",
        ]
        #expect(top.filter { !$0.hasPrefix(".") } == expected)
    }

    @Test("every fixture lies in a folder that a test names") func fixtures() {
        let tests = Repository.swift.filter { $0.isIn("Tests") && !$0.isIn("Tests/TidyTests") }
        let text = tests.flatMap(\.lines).joined(separator: "\n")
        for file in Repository.files where file.isIn("Fixtures") {
            let folder = file.path.split(separator: "/").dropFirst().first ?? ""
            if !text.contains("\"\(folder)\"") && !text.contains("\"\(folder)/") {
                report(file, 0, "no test names Fixtures/\(folder)")
            }
        }
    }

    @Test(
        "links in the documents lead to files that exist",
        arguments: ["README.md", "ARCHITECTURE.md"])
    func links(document: String) throws {
        let file = try #require(Repository.files.first { $0.path == document })
        for (number, line) in file.lines.enumerated() {
            for match in line.matches(of: /\]\(([^)#\s]+)[^)]*\)/) {
                let target = String(match.1)
                if target.hasPrefix("http") || target.hasPrefix("mailto:") { continue }
                let path = Repository.root.appendingPathComponent(target).path
                if !FileManager.default.fileExists(atPath: path) {
                    report(file, number, "no \(target)")
                }
            }
        }
    }

    @Test("the rules are looked for where there is something to find") func isNotEmpty() {
        #expect(Repository.sources.count > 90)
        #expect(Self.imported("internal import struct DaybookLog.Damage") == "DaybookLog")
        #expect(Self.imported("@_exported public import DaybookCoding") == "DaybookCoding")
        #expect(Self.imported("// import Foundation") == nil)
        #expect(Self.has("let a = try! b", "try!") && !Self.has("retry!", "try!"))
        #expect(Self.has("print(1)", "print(") && !Self.has("fingerprint(1)", "print("))
    }
}
