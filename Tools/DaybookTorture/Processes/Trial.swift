// `torture trial`.

enum Trial {
    static let list = ""
    static func run(_ arguments: Arguments) async throws(UsageError) -> Int32 { 2 }
}
