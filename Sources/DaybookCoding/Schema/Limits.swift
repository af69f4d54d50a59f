// Every limit on what one fact may be, with its reason.

/// Limits on facts.
public enum Limits {
    /// Bytes of an entity's name: long enough for any id in use, short enough to stay in a cache
    /// line or two; names are held in memory.
    public static let nameBytesMax = 256
    /// Bytes of a type's or a field's name.
    public static let typeNameBytesMax = 128
    /// Bytes of a producer's id of an event.
    public static let idBytesMax = 1_024
    /// Bytes of a symbol; those over `symbolBytesShared` are written in full each time.
    public static let symbolBytesMax = 16_384
    /// Bytes of a symbol that is written once a segment and then referred to.
    public static let symbolBytesShared = 64
    /// Symbols of a segment that are referred to by number, so that free text in a symbol field
    /// cannot fill the memory of every reader.
    public static let symbolsMax = 65_536
    /// Bytes of a text: the largest message body any channel delivers.
    public static let textBytesMax = 1 << 20
    /// Bytes of one event as a row.
    public static let eventBytesMax = 1 << 20
    /// Bytes of one append as rows.
    public static let appendBytesMax = 4 << 20
    /// Events of one append.
    public static let appendEventsMax = 10_000
    /// Fields of a type, and of a list's rows: their presence is one machine word.
    public static let fieldsMax = 64
    /// Rows of one list.
    public static let rowsMax = 10_000
    /// Event types of one catalog: their number is 16 bits.
    public static let typesMax = 4_096
    /// Kinds of entities of one catalog: their number is 8 bits.
    public static let entitiesMax = 250
}
