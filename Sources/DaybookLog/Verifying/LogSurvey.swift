// What lies in a log's directory and what it means, for whoever looks after it. Reads a few small
// files and the names; no blocks, no lock, nothing is written.

internal import DaybookBytes

/// The state of a log's directory.
public struct LogSurvey: Equatable, Sendable {
    /// The newest valid slot of WATERMARK.
    public var watermark: Watermark?
    /// How many slots of WATERMARK are valid and of this log: 2 unless something is wrong.
    public var validSlots = 0
    /// Whether MANIFEST is usable.
    public var hasManifest = true
    /// The segments, as MANIFEST or the headers list them.
    public var segments: [SegmentEntry] = []
    /// Listed segments without a file.
    public var missing: [String] = []
    /// Files that a writer was making, or that a crash left.
    public var temporary: [String] = []
    /// Segment files that are not listed.
    public var unlisted: [String] = []
    /// The size of RESERVE; nil if there is none.
    public var reserveBytes: UInt64?
    /// What is in `quarantine`.
    public var quarantined: [String] = []
    /// Sequences that are known to be lost.
    public var lost = SequenceSet()

    /// Nothing yet.
    public init() {}

    /// Looks at a directory.
    ///
    /// - Throws: `LogError.missing` if there is no log; `.unsupported`, `.foreign`, `.damaged` as
    ///   opening for reading; `.system`.
    public static func of(
        _ storage: any Storage, _ directory: String
    ) throws(LogError) -> LogSurvey {
        let place = Place(storage: storage, directory: directory)
        var survey = LogSurvey()
        let slots = try place.readWatermark() ?? []
        guard let catalog = try Catalog(place) else { throw .missing(path: directory) }
        for case .success(let mark) in slots where mark.log == catalog.manifest.log {
            survey.validSlots += 1
            if survey.watermark.map({ mark.isNewer(than: $0) }) ?? true { survey.watermark = mark }
        }
        survey.hasManifest = catalog.isListed
        survey.segments = catalog.manifest.segments
        survey.lost = catalog.manifest.holes
        if case .success(let losses)? = try place.readLosses() {
            survey.lost = survey.lost.union(losses.sequences)
        }
        try survey.list(place)
        survey.quarantined = try Quarantine(place: place).names()
        return survey
    }

    private mutating func list(_ place: Place) throws(LogError) {
        let listed = Set(segments.map(\.fileName))
        let names = try logged { () throws(SystemError) in
            (try place.storage.list(place.segments), try place.storage.list(place.directory))
        }
        missing = listed.subtracting(names.0).sorted().map(Place.shown)
        for name in names.0.sorted() where !listed.contains(name) {
            if name.hasPrefix(".") {
                temporary.append(Place.shown(name))
            } else {
                unlisted.append(Place.shown(name))
            }
        }
        temporary += names.1.filter { $0.hasSuffix(".new") }.sorted()
        if names.1.contains("RESERVE") {
            reserveBytes = try logged { () throws(SystemError) in
                try place.storage.open(place.reserve, .read).size()
            }
        }
    }
}
