// Commands about the book as a whole: init, info, snapshot.

internal import Daybook
internal import DaybookLog

extension Command {
    func initialise(_ options: BookOptions, _ context: Context) async throws {
        var open = Daybook.Options()
        open.access = .create
        let book = try await Daybook.open(options.book, open)
        let id = try book.id
        try await book.close()
        if options.json {
            var object = JSONObject()
            object.put("book", options.book)
            object.put("log", id)
            return try context.output.write(object.line)
        }
        try context.print([
            "made \(Terminal.escaped(options.book)), log \(id)",
            "next: daybook import \(Terminal.escaped(options.book)) FILE…",
        ])
    }

    func snapshot(_ options: BookOptions, _ context: Context) async throws {
        var open = Daybook.Options()
        open.access = .existing
        let book = try await Daybook.open(options.book, open)
        let receipt = try await book.closed { try await book.snapshot() }
        if options.json {
            var object = JSONObject()
            object.put("book", options.book)
            object.put("sequence", receipt.sequence)
            object.put("bytes", receipt.bytes)
            return try context.output.write(object.line)
        }
        try context.print([
            "kept the read models as of fact \(Text.grouped(receipt.sequence)) "
                + "in \(Text.bytes(UInt64(receipt.bytes)))"
        ])
    }

    // MARK: info

    func info(_ options: BookOptions, _ context: Context) async throws {
        let info = try await Daybook.inspect(options.book)
        if options.json { return try context.output.write(json(info, options).line) }
        let chain = info.chain.map { Self.hexadecimal($0) } ?? "unknown: the last block is damaged"
        let perFact = info.sequence == 0 ? 0 : Double(info.bytes) / Double(info.sequence)
        try context.print([
            "book      \(Terminal.escaped(options.book))",
            "log       \(info.id)",
            "format    \(Format.version)",
            "facts     \(Text.grouped(info.sequence))"
                + (info.unproven > 0
                    ? ", and \(Text.grouped(info.unproven)) unproven until a writer opens" : ""),
            "files     \(Text.bytes(info.bytes)), \(Text.decimal(perFact, 1)) bytes a fact",
            "chain     \(chain)",
            "closed    \(info.isClosed ? "yes" : "no: a writer is at work, or ended unclean")",
            "",
        ])
        var table = Table([
            ("segment", .left), ("state", .left), ("first", .right), ("last", .right),
            ("bytes", .right),
        ])
        for segment in info.segments {
            table.add([
                segment.fileName, "\(segment.state)", Text.grouped(segment.first),
                Text.grouped(Self.last(of: segment, info)),
                Text.bytes(Self.bytes(of: segment, info)),
            ])
        }
        try context.print(table.lines(context.style))
    }

    /// The last fact of a segment: MANIFEST does not tell it of the one that is written to.
    private static func last(of segment: SegmentEntry, _ info: BookInfo) -> UInt64 {
        segment.state == .active ? max(info.sequence, segment.first - 1) : segment.last
    }

    /// The size of a segment: what the others leave of the sum, for the one that is written to.
    private static func bytes(of segment: SegmentEntry, _ info: BookInfo) -> UInt64 {
        if segment.state != .active { return segment.bytes }
        let others = info.segments.reduce(0) { $0 + ($1.state == .active ? 0 : $1.bytes) }
        return info.bytes > others ? info.bytes - others : 0
    }

    static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func json(_ info: BookInfo, _ options: BookOptions) -> JSONObject {
        var object = JSONObject()
        object.put("book", options.book)
        object.put("log", info.id)
        object.put("format", UInt64(Format.version))
        object.put("sequence", info.sequence)
        object.put("unproven", info.unproven)
        object.put("chain", info.chain.map { Self.hexadecimal($0) })
        object.put("closed", info.isClosed)
        object.put("bytes", info.bytes)
        object.put(
            "segments",
            info.segments.map { segment in
                var object = JSONObject()
                object.put("file", segment.fileName)
                object.put("state", "\(segment.state)")
                object.put("first", segment.first)
                object.put("last", Self.last(of: segment, info))
                object.put("bytes", Self.bytes(of: segment, info))
                return object
            })
        return object
    }
}
