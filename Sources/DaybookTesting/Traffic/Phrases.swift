// What people of the traffic say: small lists of phrases, filled in with products and orders.

internal import DaybookCoding
internal import DaybookCommerce

/// A sentence in which `%p` stands for a product, `%o` for an order's number, `%n` for a number.
struct Phrase: Sendable {
    enum Kind: Sendable { case openings, questions, greetings, answers, shorts, farewells }

    private let parts: [String]
    private let slots: [Character]

    init(_ text: String) {
        let pieces = text.split(separator: "%", omittingEmptySubsequences: false)
        slots = pieces.dropFirst().compactMap(\.first)
        parts = [String(pieces.first ?? "")] + pieces.dropFirst().map { String($0.dropFirst()) }
    }

    func append(to text: inout String, product: String, order: String, number: Int) {
        text += parts[0]
        for (index, slot) in slots.enumerated() {
            switch slot {
            case "p": text += product
            case "o": text += order
            default: text += String(number)
            }
            text += parts[index + 1]
        }
    }
}

/// What is said in one language, and where.
struct Tongue: Sendable {
    let tag: Symbol
    let locale: Symbol
    let country: Symbol
    let currency: String
    /// The price of one cent of a euro in ten thousandths of the currency's minor unit.
    let rate: Int64
    let dialCode: String
    let openings: [Phrase]
    let questions: [Phrase]
    let greetings: [Phrase]
    let answers: [Phrase]
    let shorts: [Phrase]
    let farewells: [Phrase]

    subscript(kind: Phrase.Kind) -> [Phrase] {
        switch kind {
        case .openings: openings
        case .questions: questions
        case .greetings: greetings
        case .answers: answers
        case .shorts: shorts
        case .farewells: farewells
        }
    }

    init(
        _ tag: Symbol, locale: Symbol, country: Symbol, currency: String, rate: Int64,
        dialCode: String, openings: [String], questions: [String], greetings: [String],
        answers: [String], shorts: [String], farewells: [String]
    ) {
        self.tag = tag
        self.locale = locale
        self.country = country
        self.currency = currency
        self.rate = rate
        self.dialCode = dialCode
        self.openings = openings.map { Phrase($0) }
        self.questions = questions.map { Phrase($0) }
        self.greetings = greetings.map { Phrase($0) }
        self.answers = answers.map { Phrase($0) }
        self.shorts = shorts.map { Phrase($0) }
        self.farewells = farewells.map { Phrase($0) }
    }

    /// Those of which the traffic has most come several times.
    static let all: [Tongue] = [
        english, german, german, english, french, spanish, german, russian, japanese, english,
        british, arabic, french, german,
    ]
}
