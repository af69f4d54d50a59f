// The repair command: tells what a repair would do and what is lost, or does it.

internal import Daybook
internal import DaybookLog

extension Command {
    func repair(_ options: RepairOptions, _ context: Context) async throws {
        switch Machine.lockHolder(options.book + "/LOCK") {
        case .process, .somebody:
            context.errors.say(
                "daybook: a writer is at work: what it is writing may look unfinished here")
        case .nobody, nil: break
        }
        let outcome = try await repaired(options, context)
        if options.json {
            try tell(outcome, options, context)
        } else {
            try show(outcome, options, context)
        }
        let isOpen = !options.applies && !outcome.report.isIdle
        if isOpen || outcome.losesFacts || outcome.report.isDamaged {
            throw Failure.told(ExitCode.damage)
        }
    }

    private func repaired(
        _ options: RepairOptions, _ context: Context
    ) async throws -> RepairOutcome {
        let progress = Progress(context.errors, options.applies ? "repairing" : "looking")
        defer { progress.end() }
        do throws(DaybookError) {
            return try await Daybook.repair(options.book, applies: options.applies) {
                progress.update($0, of: $1)
            }
        } catch {
            guard case .log(.diskFull(let full)) = error else { throw error }
            throw Failure.io(
                "no room for \(Terminal.escaped(full.path)); what was done so far stands. "
                    + "Without --apply repair tells how much room the rest needs")
        }
    }

    // MARK: For people

    private func show(
        _ outcome: RepairOutcome, _ options: RepairOptions, _ context: Context
    ) throws(Failure) {
        let style = context.style
        let report = outcome.report
        if report.isIdle {
            try context.print(["nothing to do"])
        } else {
            let head = options.applies ? "done:" : "would be done; nothing is changed yet:"
            try context.print([style.bold(head)])
            try context.print(report.actions.map { "  " + RepairWording.text($0) })
        }
        for loss in outcome.losses { try context.print(RepairWording.lines(loss, style)) }
        try context.print(Self.sum(outcome, style))
        let left = report.findings.filter {
            $0.severity == .damage || $0.severity == .rebuildable
        }
        if !left.isEmpty {
            try context.print([style.red("what no repair can mend; restore a copy:")])
            for finding in left { try show(finding, json: false, context) }
        }
        if report.isIdle || options.applies { return }
        if let bytes = outcome.bytesNeeded {
            try context.print(["needs  about \(Text.bytes(bytes)) of room"])
        }
        try context.print(["next   daybook repair \(Terminal.escaped(options.book)) --apply"])
    }

    private static func sum(_ outcome: RepairOutcome, _ style: Style) -> [String] {
        let kept = Text.grouped(outcome.keptFacts)
        var lines = ["kept   \(kept) of \(Text.count(outcome.sequence, "fact", "facts"))"]
        if outcome.losesFacts {
            let facts = RepairWording.text(outcome.report.lost)
            lines.append("lost   " + style.red(facts))
        }
        let known = outcome.lost.subtracting(outcome.report.lost)
        if !known.isEmpty { lines.append("lost before  \(RepairWording.text(known))") }
        return lines
    }

    // MARK: For machines

    private func tell(
        _ outcome: RepairOutcome, _ options: RepairOptions, _ context: Context
    ) throws(Failure) {
        for action in outcome.report.actions {
            var object = JSONObject()
            object.put("kind", "action")
            object.put("action", RepairWording.word(action))
            object.put("file", RepairWording.file(action))
            object.put("text", RepairWording.text(action))
            try context.output.write(object.line)
        }
        for loss in outcome.losses {
            try context.output.write(Self.object(loss, outcome.report.lost).line)
        }
        for finding in outcome.report.findings { try show(finding, json: true, context) }
        var object = JSONObject()
        object.put("kind", "summary")
        object.put("applied", options.applies)
        object.put("actions", outcome.report.actions.count)
        object.put("sequence", outcome.sequence)
        object.put("kept", outcome.keptFacts)
        object.put("lost", outcome.report.lost.count)
        object.put("lostBefore", outcome.lost.subtracting(outcome.report.lost).count)
        object.put("damaged", outcome.report.isDamaged)
        if let bytes = outcome.bytesNeeded { object.put("bytesNeeded", bytes) }
        try context.output.write(object.line)
    }

    private static func object(_ loss: Loss, _ lost: SequenceSet) -> JSONObject {
        var object = JSONObject()
        object.put("kind", "loss")
        object.put("first", loss.sequences.lowerBound)
        object.put("last", loss.sequences.upperBound)
        object.put("file", loss.file)
        object.put("undecodable", loss.isUndecodable)
        object.put("new", lost.contains(loss.sequences))
        for (key, event) in [("before", loss.before), ("after", loss.after)] {
            guard let event else { continue }
            var fact = JSONObject()
            fact.put("sequence", event.sequence)
            fact.put("type", event.type)
            fact.put("time", event.time)
            object.put(key, fact)
        }
        object.put("names", loss.names)
        return object
    }
}
