// Every number that bounds the log, with its reason. Bytes unless the name says otherwise.

/// The limits of the log.
public enum Limits {
    /// Header page of a segment: its own 4096 bytes, so that no block write rewrites its sector.
    public static let segmentHeaderBytes = 4096
    /// The least that a medium refuses to read; what lies beside it is still read.
    public static let sectorBytes = 512
    /// Blocks start on multiples of this; recovery tries each when it looks for a later one.
    public static let alignmentBytes = 64
    /// Fixed size of a block's header.
    public static let blockHeaderBytes = 128
    /// A block is closed before it grows beyond this; small enough to decode in a cache.
    public static let blockBytes = 64 * 1024
    /// No block is longer, whatever its header says: a bad length must not lead to a huge read.
    public static let blockBytesMax = 256 * 1024 * 1024
    /// What one write and one sync carry at most, so that the first waiter is not kept for long.
    public static let roundBytes = 1024 * 1024
    /// Usual size of a segment: recovery scans two at most, erasure rewrites one at a time.
    public static let segmentBytes = 64 * 1024 * 1024
    /// The smallest segment that can be asked for; tests use it.
    public static let segmentBytesMin = 16 * 1024
    /// Room kept ready behind the write position for the closing block.
    public static let closingBytes = 64 * 1024
    /// The first space prepared in a segment, so that a small book stays small on disk.
    public static let preparedBytesMin = 1024 * 1024
    /// Space prepared ahead at most; at 100 MB/s it lasts 80 ms, several preparations.
    public static let preparedBytesMax = 8 * 1024 * 1024
    /// One piece of zeros; a pause follows it in the background, so that preparing does not stall
    /// the writes of the foreground.
    public static let fillBytes = 1024 * 1024
    /// The pause after a piece: at most 128 MB/s of zeros.
    public static let fillPauseMilliseconds = 8
    /// RESERVE is one segment and this.
    public static let reserveExtraBytes = 1024 * 1024
    /// What a walk reads at once: large enough that the calls do not count.
    public static let windowBytes = 1024 * 1024
    /// What a walk reads first; each further read doubles that.
    ///
    /// Thousands of cursors that have read little take little memory.
    public static let windowBytesFirst = 64 * 1024
    /// Segment files that a reader keeps open for all its cursors; opening one again takes
    /// microseconds, and is paid once a window.
    public static let openSegmentsMax = 8
    /// Distance of the two slots of WATERMARK: more than any sector, so that a torn write of one
    /// never touches the other.
    public static let watermarkSlotBytes = 4096
    /// Bytes of a slot that carry something.
    public static let watermarkBytes = 128
    /// Bytes of the marks before and behind a footer.
    public static let footerMarkBytes = 64
    /// Segments in a MANIFEST: 64 TiB of book; bounds what a bad count can make us read.
    public static let segmentsMax = 1 << 20
    /// A MANIFEST is at most this, so that a foreign file in its place is not read whole: all
    /// entries and a note of 32 MiB.
    public static let manifestBytesMax = 128 * 1024 * 1024
    /// A footer is at most this; it is read at once.
    public static let footerBytesMax = 1024 * 1024 * 1024
    /// No sequence, id, epoch, turn or offset is greater, whatever a file says, so that no sum of
    /// two overflows: read models keep a sequence in 48 bits, and no file has 256 TiB.
    public static let numberMax: UInt64 = 1 << 48
    /// How often a reader starts over when files change under it before it gives up.
    public static let rereadsMax = 16
    /// WATERMARK is synced when nothing was written for this long.
    public static let watermarkIdleMilliseconds = 50

    /// The next block boundary at or behind an offset.
    @inlinable
    public static func aligned(_ offset: Int) -> Int {
        (offset + alignmentBytes - 1) & ~(alignmentBytes - 1)
    }

    /// The next block boundary at or behind an offset.
    @inlinable
    public static func aligned(_ offset: UInt64) -> UInt64 {
        (offset + UInt64(alignmentBytes) - 1) & ~(UInt64(alignmentBytes) - 1)
    }
}
