// The doctor command: how a book and its machine are, line by line, and what to do.

internal import Daybook
internal import DaybookLog

extension Command {
    func doctor(_ options: DoctorOptions, _ context: Context) async throws {
        var syncs: [UInt64]?
        if let directory = options.probe {
            syncs = try Machine.probedSyncs(in: directory).sorted()
        }
        let found = try await Daybook.examine(options.book)
        let now = Platform.microseconds() / 1_000_000
        let checkup = Checkup(options.book, found, syncs: syncs, now: now)
        for line in checkup.lines { try show(line, options, context) }
        let troubles = checkup.lines.count { $0.level == .trouble }
        let attentions = checkup.lines.count { $0.level == .attention }
        if options.json {
            var object = JSONObject()
            object.put("kind", "summary")
            object.put("trouble", troubles)
            object.put("attention", attentions)
            try context.output.write(object.line)
        }
        if troubles > 0 { throw Failure.told(ExitCode.damage) }
    }

    private func show(
        _ line: Checkup.Line, _ options: DoctorOptions, _ context: Context
    ) throws(Failure) {
        if options.json {
            var object = JSONObject()
            object.put("kind", "line")
            object.put("level", line.level.rawValue)
            object.put("subject", line.subject)
            object.put("text", line.text)
            object.put("advice", line.advice)
            return try context.output.write(object.line)
        }
        let style = context.style
        let word =
            switch line.level {
            case .ok: style.green("OK       ")
            case .attention: style.yellow("attention")
            case .trouble: style.red("TROUBLE  ")
            }
        let gap = String(repeating: " ", count: max(0, 11 - line.subject.count))
        try context.output.line("\(word)  \(line.subject)\(gap)  \(line.text)")
        guard let advice = line.advice else { return }
        try context.output.line(String(repeating: " ", count: 24) + "→ " + advice)
    }
}
