// The verify command: every byte of a book, and on request what is made from them.

internal import Daybook
internal import DaybookLog

extension Command {
    func verify(_ options: VerifyOptions, _ context: Context) async throws {
        let progress = Progress(context.errors, "verifying")
        let report: VerifyReport
        do {
            defer { progress.end() }
            report = try await Daybook.verify(options.book, isDeep: options.isDeep) {
                done, total in
                progress.update(done, of: total)
            }
        }
        for finding in report.findings { try show(finding, json: options.json, context) }
        if options.json {
            var object = JSONObject()
            object.put("kind", "summary")
            object.put("blocks", report.blocks)
            object.put("facts", report.facts)
            object.put("findings", report.findings.count)
            object.put("damaged", report.isDamaged)
            object.put("seconds", seconds: progress.seconds)
            try context.output.write(object.line)
        } else {
            try context.print(Self.verdict(report, options, context.style))
        }
        if report.isDamaged { throw Failure.told(ExitCode.damage) }
    }

    /// Prints a finding.
    func show(_ finding: Finding, json: Bool, _ context: Context) throws(Failure) {
        let what = Wording.text(finding.what)
        if json {
            var object = JSONObject()
            object.put("kind", "finding")
            object.put("severity", Self.word(finding.severity))
            object.put("file", finding.file)
            object.put("offset", finding.offset)
            object.put("what", Wording.word(finding.what))
            object.put("text", what)
            if let sequences = finding.sequences {
                object.put("first", sequences.lowerBound)
                object.put("last", sequences.upperBound)
            }
            return try context.output.write(object.line)
        }
        let style = context.style
        let word = Self.word(finding.severity)
        let painted =
            switch finding.severity {
            case .damage: style.red(word)
            case .rebuildable: style.yellow(word)
            case .tornTail, .known, .note: style.dim(word)
            }
        var text = "\(painted)  \(Terminal.escaped(finding.file)) at \(finding.offset): \(what)"
        if let range = finding.sequences {
            text += "; facts \(range.lowerBound) to \(range.upperBound) cannot be read"
        }
        try context.output.line(text)
    }

    private static func word(_ severity: Finding.Severity) -> String {
        switch severity {
        case .damage: "damage"
        case .tornTail: "torn tail"
        case .rebuildable: "rebuildable"
        case .known: "known loss"
        case .note: "note"
        }
    }

    private static func verdict(
        _ report: VerifyReport, _ options: VerifyOptions, _ style: Style
    ) -> [String] {
        let known = Self.sequences(report.findings, .known)
        let isHurt = report.findings.contains { $0.severity == .damage }
        var checked =
            "checked every byte of \(Text.count(report.blocks, "block", "blocks")) with "
            + "\(Text.count(report.facts, "fact", "facts")), and MANIFEST, WATERMARK, headers "
            + "and footers"
        if !isHurt && known.isEmpty { checked += "; every fact decodes" }
        var lines = [checked]
        if options.isDeep {
            lines.append(
                "made every whole segment's footer again, and folded the book against its snapshots"
            )
        }
        let repair = "`daybook repair \(Terminal.escaped(options.book))`"
        if isHurt {
            let text = "damaged: promised bytes are not what was written. Restore a copy, or see "
            lines.append(style.red(text + "what \(repair) would do."))
        } else if report.isDamaged {
            lines.append(style.yellow("damaged, and no fact is hurt: \(repair) mends it"))
        } else if known.isEmpty {
            lines.append(style.green("as it was written"))
        } else {
            let facts = Text.count(known.count, "fact", "facts")
            lines.append(style.yellow("as it was left by a repair: \(facts) lost, and noted"))
        }
        return lines
    }

    private static func sequences(
        _ findings: [Finding], _ severity: Finding.Severity
    ) -> SequenceSet {
        SequenceSet(findings.filter { $0.severity == severity }.compactMap(\.sequences))
    }
}
