// How a book is opened. The default is the safe choice; anything weaker is spelled out.

public import DaybookCoding
public import DaybookLog

extension Daybook {
    /// How a book is opened.
    public struct Options: Sendable {
        /// What the book is opened for.
        public enum Access: Sendable {
            /// Appending; the book is made if there is none.
            case createIfMissing
            /// Appending to a book that must be new.
            case create
            /// Appending to a book that must exist.
            case existing
            /// Reading only, beside a writer in this or another process or without one. Nothing is
            /// ever written then.
            case readOnly
        }

        /// What the book is opened for.
        public var access = Access.createIfMissing
        /// When an append returns: as soon as it is durable, or, named so, before that.
        public var durability = Durability.durable
        /// What happens if promised facts are damaged.
        public var damage = DamagePolicy.refuse
        /// Whether answers pass over facts that cannot be read, instead of ending with an error;
        /// `Daybook.passedOver` tells which are missing.
        ///
        /// For a book that has lost facts for good, after a repair. Snapshots are neither used nor
        /// made then, so that the first answer costs a whole replay.
        public var skipsLost = false
        /// The usual size of a segment in bytes, at least 16 KiB.
        public var segmentBytes = 64 << 20
        /// Bytes of appends that may wait; further appends are suspended.
        public var pendingBytesMax = 64 << 20
        /// The event types of a service, beside the vocabulary's.
        public var types: [any Event.Type] = []
        /// The clock, for what a producer leaves silent and for recorded times.
        public var clock: @Sendable () -> Timestamp = {
            Timestamp(microseconds: Platform.microseconds())
        }
        /// 64 random bits a call: the log's id, its secret, salts.
        ///
        /// Tests inject it, so that their books are the same byte for byte.
        public var random: @Sendable () -> UInt64 = { UInt64.random(in: 0 ... .max) }

        /// Whether the engine is moved by hand; see `LogOptions.isStepped`.
        package var isStepped = false

        /// The defaults: appending, durable, refusing damage.
        public init() {}

        var log: LogOptions {
            let clock = clock
            var options = LogOptions(clock: { clock().microseconds }, random: random)
            options.segmentBytes = segmentBytes
            options.durability = durability
            options.damage = damage
            options.isStepped = isStepped
            return options
        }
    }
}
