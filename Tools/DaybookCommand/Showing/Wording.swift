// What the log's findings mean, in words.

internal import Daybook
internal import DaybookLog

/// Findings for people.
enum Wording {
    static func text(_ what: Finding.What) -> String {
        switch what {
        case .block(let fault): text(fault)
        case .header(let fault): "the segment's header: \(text(fault))"
        case .otherHeader: "the header of another segment or log"
        case .missingFile: "a file of the log is missing"
        case .footer(let fault): "the footer: \(text(fault))"
        case .footerContents: "the footer is sound, and not what the segment's blocks make"
        case .losses(let fault): "LOSSES: \(text(fault))"
        case .snapshot(let fault): "the snapshot: \(text(fault))"
        case .manifest(let fault): "MANIFEST: \(text(fault))"
        case .watermark(let slot, let fault): "slot \(slot) of WATERMARK: \(text(fault))"
        case .space: "bytes that should be zero are not"
        case .unlisted: "a file that MANIFEST does not list"
        case .unproven: "facts that no WATERMARK proves; the next writer decides about them"
        case .unclean: "the last writer did not close the book, or is at work"
        case .contents(let fault) where fault.code == ContentFault.definitionLost:
            "the block needs a definition that was lost with another"
        case .contents(let fault):
            "the block's contents make no sense (code \(fault.code) at \(fault.offset))"
        }
    }

    static func text(_ fault: BlockFault) -> String {
        switch fault {
        case .cut: "the file ends before the block does"
        case .empty: "zeros where a block should be"
        case .magic: "no block begins here"
        case .version(let version): "a block of the unknown version \(version)"
        case .headerChecksum: "the block's header was changed, or only partly written"
        case .lengths: "the block's lengths contradict each other"
        case .fields: "a block with unknown flags, or with bytes that should be zero"
        case .bodyChecksum: "the block's definitions or records were changed"
        case .personalChecksum: "the block's personal part was changed"
        case .sequence(let expected, let found):
            "the block begins with fact \(found) instead of \(expected)"
        case .chain: "the block does not follow the history before it"
        case .order: "the block's counts or times run backwards"
        case .unreadable: "the medium cannot be read"
        }
    }

    static func text(_ fault: FormatFault) -> String {
        switch fault {
        case .short: "too short or missing"
        case .magic: "another kind of file"
        case .unsupported(let format, _): "the unknown format \(format)"
        case .checksum: "its bytes were changed"
        case .fields: "its fields contradict each other"
        case .unreadable: "the medium cannot be read"
        }
    }

    static func text(_ fault: SnapshotFault) -> String {
        switch fault {
        case .unreadable: "the medium cannot be read"
        case .format: "no snapshot of this sequence"
        case .checksum: "its bytes were changed"
        case .foreign: "it belongs to another log"
        case .ahead: "it was taken behind the last fact of the book"
        case .chain: "it belongs to another history"
        case .names: "the table of names does not hold what it refers to"
        case .state: "its state is another version's, or no state"
        case .differs: "a fold from the first fact arrives at another state"
        case .namesDiffer: "a fold from the first fact knows other names"
        case .unchecked: "not comparable, because facts before it are lost"
        }
    }

    /// Where facts are lost, and why.
    static func text(_ damage: Damage) -> String {
        let evidence =
            switch damage.evidence {
            case .block(let fault): text(fault)
            case .header(let fault): "the segment's header: \(text(fault))"
            case .missingFile: "the file is missing"
            case .contents: "the block's contents make no sense"
            }
        let range =
            damage.losesFacts ? "; facts \(damage.first) to \(damage.last) cannot be read" : ""
        return "\(Terminal.escaped(damage.file)) at \(damage.offset), \(evidence)\(range)"
    }

    /// A fixed word for JSON.
    static func word(_ what: Finding.What) -> String {
        switch what {
        case .block: "block"
        case .header: "header"
        case .otherHeader: "otherHeader"
        case .missingFile: "missingFile"
        case .footer: "footer"
        case .footerContents: "footerContents"
        case .losses: "losses"
        case .snapshot: "snapshot"
        case .manifest: "manifest"
        case .watermark: "watermark"
        case .space: "space"
        case .unlisted: "unlisted"
        case .unproven: "unproven"
        case .unclean: "unclean"
        case .contents: "contents"
        }
    }
}
