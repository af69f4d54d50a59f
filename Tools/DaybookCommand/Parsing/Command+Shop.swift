// From words to the commands that show what is sold, and the vocabulary.

internal import Daybook

/// Which part of the vocabulary to show.
public struct VocabularyOptions: Equatable, Sendable {
    /// A type or a family; nil: all.
    var name: String?
    var json = false
}

/// By what orders are added up.
enum OrderBy: String, CaseIterable, Sendable {
    case currency, person, country, channel, day, month

    /// What tells groups apart beside the currency.
    var grouping: OrderGrouping? { OrderGrouping(rawValue: rawValue) }
}

/// By what a list of orders can be sorted.
enum OrderSort: String, SortKey {
    case placed, total, net, person
    static let standard = OrderSort.placed
}

/// By what a list of sums can be sorted.
enum GroupSort: String, SortKey {
    case net, placed, orders, name
    static let standard = GroupSort.net
}

/// Which orders to show, and how.
public struct OrdersOptions: Equatable, Sendable {
    var question: Question
    var filter = OrderFilter()
    var by: OrderBy?
    var listing = Listing<OrderSort>()
    var groups = Listing<GroupSort>()
}

/// Which order to show.
public struct OrderOptions: Equatable, Sendable {
    var question: Question
    var order: String
    /// Of which time facts are shown.
    var span: Span
}

extension Command {
    static func vocabulary(_ arguments: Arguments) throws(UsageError) -> VocabularyOptions {
        let name = arguments.positionals.first
        try arguments.expect(name == nil ? [] : ["a family or a type"])
        return VocabularyOptions(name: name, json: arguments.has("json"))
    }

    static func orders(_ arguments: Arguments) throws(UsageError) -> OrdersOptions {
        try arguments.expect(["a book"])
        var options = OrdersOptions(question: try Question(arguments))
        options.filter.states = try arguments.words("state", OrderState.self)
        options.filter.payments = try arguments.words("payment", PaymentStatus.self)
        options.filter.fulfilments = try arguments.words("fulfilment", FulfilmentStatus.self)
        options.filter.person = try name(arguments, "person").map { PersonID($0) }
        options.filter.visitor = try name(arguments, "visitor").map { VisitorID($0) }
        options.filter.country = arguments.text("country").map { Symbol($0) }
        options.filter.channel = arguments.text("channel").map { Symbol($0) }
        options.filter.from = try time(arguments, "since")
        options.filter.until = try time(arguments, "until")
        options.filter.onlyAnomalies = arguments.has("anomalies")
        options.by = try arguments.word("by", OrderBy.self)
        if options.by == nil {
            options.listing = try arguments.listing()
        } else {
            options.groups = try arguments.listing()
        }
        return options
    }

    static func order(_ arguments: Arguments) throws(UsageError) -> OrderOptions {
        if arguments.positionals.count == 1 {
            throw arguments.error("order needs an order", "`daybook orders BOOK` shows them")
        }
        try arguments.expect(["a book", "an order"])
        return OrderOptions(
            question: try Question(arguments), order: arguments.positionals[1],
            span: try Span(arguments))
    }

    /// A flag's value as a name that an event can hold.
    private static func name(
        _ arguments: Arguments, _ flag: String
    ) throws(UsageError) -> String? {
        guard let text = arguments.text(flag) else { return nil }
        guard text.utf8.count <= Limits.nameBytesMax else {
            throw arguments.error(
                "--\(flag) is too long for a name", "names have up to \(Limits.nameBytesMax) bytes")
        }
        return text
    }
}

extension Flag {
    /// The flags of `orders`, beside those of every question, span and list.
    static let orders: [Flag] = [
        .with("state", "STATE,…"), .with("payment", "STATUS,…"), .with("fulfilment", "STATUS,…"),
        .with("person", "NAME"), .with("visitor", "NAME"), .with("country", "CODE"),
        .with("channel", "NAME"), .on("anomalies"), .with("by", "GROUP"),
    ]
}
