// Examinations made by hand, for judging states that are hard to bring about.

import Daybook

@testable import DaybookCommand
@testable import DaybookLog

enum LogSurveyMaker {
    /// A closed book of no segments that nothing is wrong with.
    static var sound: LogSurvey {
        var survey = LogSurvey()
        survey.watermark = Watermark(
            log: Bits128(high: 1, low: 2), epoch: 1, turn: 1, segment: 1, sequence: 9, end: 4_096,
            chain: 0, isClosed: true)
        survey.validSlots = 2
        survey.reserveBytes = 1 << 26
        return survey
    }
}

/// The worst level of each subject.
func levels(
    _ survey: LogSurvey, free: UInt64 = 1 << 40, fileSystem: String = "ext4",
    openFiles: UInt64 = 1_024, unreadable: [String] = [], unwritable: [String] = [],
    unproven: UInt64 = 0, writer: LockHolder = .nobody, syncs: [UInt64]? = nil,
    snapshot: SnapshotFault? = nil
) -> [String: Checkup.Level] {
    let found = Examination(
        survey: survey, writer: writer, sequence: 9, unproven: unproven,
        snapshots: snapshot.map {
            [Examination.Snapshot(file: "snapshots/1.daybook", sequence: 9, fault: $0)]
        } ?? [],
        freeBytes: free, fileSystem: fileSystem, openFilesMax: openFiles, watermarkWritten: 0,
        unreadable: unreadable, unwritable: unwritable)
    var levels: [String: Checkup.Level] = [:]
    for line in Checkup("book", found, syncs: syncs, now: 60).lines {
        let isWorse = line.level == .trouble || levels[line.subject] == nil
        if isWorse || levels[line.subject] == .ok { levels[line.subject] = line.level }
    }
    return levels
}
