// The attributes of a CloudEvents line, read: everything beside `data`. Must not know schemas.

internal import DaybookBytes

extension CloudEventReader {
    /// The attributes of a line that mean something here.
    struct Attributes {
        var type: String?
        var source: String?
        var id: String?
        var time: Timestamp?
        var sent: Timestamp?
        var ordinal: Int64?
        var actorKind: String?
        var actorName: String?
        var correctedSource: String?
        var correctedID: String?
        var position: Int64?
        var hasVersion = false
        var data: Int?

        /// The key of the fact that is corrected; a half that is missing is empty.
        var corrected: Key? {
            if correctedSource == nil && correctedID == nil { return nil }
            return Key(correctedSource ?? "", correctedID ?? "")
        }

        /// The position in a log that stands in for an id that no producer gave.
        var idPosition: UInt64? {
            guard let position, position > 0, id == String(position) else { return nil }
            return UInt64(position)
        }
    }

    func attributes(of line: RawSpan) throws(CloudEventError) -> Attributes {
        var attributes = Attributes()
        var seen: UInt16 = 0
        for member in try members(of: line, at: 0, wholeText: true) {
            guard let known = Self.known.firstIndex(of: member.name) else { continue }
            if seen & (1 << known) != 0 {
                throw .json(
                    field: "",
                    JSONError(
                        offset: member.value, problem: .duplicateName(Self.knownNames[known])))
            }
            seen |= 1 << known
            try take(Self.knownNames[known], at: member.value, of: line, into: &attributes)
        }
        return attributes
    }

    private static let knownNames = [
        "specversion", "type", "source", "id", "time", "senttime", "sequence", "actorkind",
        "actorname", "correctedsource", "correctedid", "daybooksequence", "data",
    ]
    private static let known = knownNames.map { Array($0.utf8) }

    private func take(
        _ name: String, at place: Int, of line: RawSpan, into attributes: inout Attributes
    ) throws(CloudEventError) {
        var reader = JSONReader(line, at: place)
        if reader.word("null") { return }
        switch name {
        case "specversion":
            if try text(name, line, place) != "1.0" { throw .version }
            attributes.hasVersion = true
        case "type": attributes.type = try text(name, line, place)
        case "source": attributes.source = try text(name, line, place)
        case "id": attributes.id = try text(name, line, place)
        case "time": attributes.time = try time(name, line, place)
        case "senttime": attributes.sent = try time(name, line, place)
        case "sequence": attributes.ordinal = try integer(name, line, place)
        case "actorkind": attributes.actorKind = try text(name, line, place)
        case "actorname": attributes.actorName = try text(name, line, place)
        case "correctedsource": attributes.correctedSource = try text(name, line, place)
        case "correctedid": attributes.correctedID = try text(name, line, place)
        case "daybooksequence":
            // A hint only: a line of another make is taken without it.
            do throws(CloudEventError) {
                attributes.position = try integer(name, line, place)
            } catch { attributes.position = nil }
        default: attributes.data = place
        }
    }
}
