// Help for the commands for when something is wrong.

extension Help {
    static let verify = """
        daybook verify: check every byte, and that every fact decodes

        USAGE
          daybook verify BOOK [--deep] [--json]

        Reads MANIFEST, WATERMARK and every segment: headers, blocks, padding, footers. Each
        finding names the file, the offset and the facts that cannot be read. Nothing is changed.

          damage       promised bytes are not what was written: restore a copy, or see repair
          rebuildable  no fact is hurt; `daybook repair` or the next writer makes it anew
          known loss   facts that a repair found lost, and noted: nothing new
          torn tail    a write that was never acknowledged; the next writer drops it
          note         worth knowing, as that the last writer did not close the book

        With --deep each sealed segment's footer is made again from its blocks and compared byte
        for byte, and the book is folded from its first fact and compared with every snapshot:
        state, names, times. That takes about as long as `daybook replay` and two readings.

        FLAGS
          --deep  also what is made from the facts: footers and snapshots
          --json  one object a finding

        EXAMPLES
          daybook verify shop.daybook
          daybook verify shop.daybook --deep
          daybook verify shop.daybook --json | jq 'select(.severity == "damage")'

        EXIT CODES
          0  as it was written, also with known losses, a torn tail or notes
          1  damage, or something to be rebuilt    2  wrong use    3  no book

        JSON, one object a finding, and one at the end
          {"kind":"finding","severity","file","offset","what","text","first","last"}
          {"kind":"summary","blocks","facts","findings","damaged","seconds"}
          what: block header otherHeader missingFile footer footerContents manifest watermark
          losses space unlisted unproven unclean contents snapshot. first and last: the facts
          that cannot be read, if any.

        """

    static let doctor = """
        daybook doctor: how a book and its machine are, and what to do

        USAGE
          daybook doctor BOOK [--probe DIR] [--json]

        Prints one line a matter: OK, attention or TROUBLE, and what to do. Who holds the lock,
        whether the last writer closed, what WATERMARK proves and since when, segments that are
        missing or wait for a footer, known losses, leftovers of a crash, snapshots and why one
        is not used, free room, RESERVE, rights, limits, the kind of disk. Opens nothing for
        writing and reads little; `daybook verify` reads everything.

        FLAGS
          --probe DIR  measure some syncs of a small file, which is made in DIR and removed again
          --json       one object a line

        EXAMPLES
          daybook doctor shop.daybook
          daybook doctor shop.daybook --probe /var/lib/shop
          daybook doctor shop.daybook --json | jq 'select(.level != "ok")'

        EXIT CODES
          0  fine, also with matters for attention    1  trouble    2  wrong use    3  no book

        JSON, one object a matter, and one at the end
          {"kind":"line","level","subject","text","advice"}
          {"kind":"summary","trouble","attention"}
          level: ok attention trouble. advice: absent where nothing is to be done.

        """

    static let repair = """
        daybook repair: tell what can be mended and what is lost; with --apply, mend it

        USAGE
          daybook repair BOOK [--apply] [--json]

        Without --apply nothing is written and no lock is taken: the repair runs on a copy in
        memory of what it would change, and tells what it did there, what is lost, and how much
        room it needs. With --apply it is done. It can be cut off at any moment and run again.

        What is sound is never changed, and nothing is deleted: what is taken out of use lies
        under its name in quarantine/ in the book. These are mended:
          MANIFEST, WATERMARK, headers, footers     made again from what is intact
          files of other books, copies, wrong names moved to quarantine, or to their own place
          a missing or damaged segment              stays as it is; its loss is noted
          a damaged end                             left behind; a new segment begins after it
          snapshots that cannot be used             moved to quarantine: they are caches

        Each loss is told by its sequences, by the facts on both sides, and, where the segment's
        footer is intact, by the names that the lost facts were about. A fact that needs a
        definition from a lost block counts as lost; it is never shown under another name.
        Afterwards the book opens for writing, and questions with --skip-lost are answered by
        what is left.

        FLAGS
          --apply  do it
          --json   one object an action and a loss

        EXAMPLES
          daybook repair shop.daybook
          daybook repair shop.daybook --apply
          daybook repair shop.daybook --json | jq 'select(.kind == "loss")'

        EXIT CODES
          0  nothing to do, or done without a new loss
          1  something to do (without --apply), facts lost, or damage that no repair mends
          2  wrong use    3  no book, no room, a disk that fails, or a writer at work

        JSON, one object an action, a loss and a finding, and one at the end
          {"kind":"action","action","file","text"}
          {"kind":"loss","first","last","file","undecodable","new",
           "before":{"sequence","type","time"},"after":{"sequence","type","time"},"names"}
          {"kind":"finding",…} as `daybook verify` says of the book afterwards
          {"kind":"summary","applied","actions","sequence","kept","lost","lostBefore","damaged",
           "bytesNeeded"}
          action: moved renamed manifest header footer abandoned noted reopened reserve.

        """
}
