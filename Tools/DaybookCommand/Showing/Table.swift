// Aligned columns and small plots for text output.

/// Rows of cells that stand below each other.
struct Table {
    /// On which side of its column a cell stands.
    enum Side {
        case left, right
    }

    private let titles: [String]
    private let sides: [Side]
    private var rows: [[String]] = []

    /// A table with a title above each column.
    init(_ columns: [(String, Side)]) {
        titles = columns.map(\.0)
        sides = columns.map(\.1)
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row of as many cells as there are columns; they are escaped already.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The lines, the titles first; no blanks at their ends.
    func lines(_ style: Style) -> [String] {
        var widths = titles.map { Terminal.width($0) }
        for row in rows {
            for (index, cell) in row.enumerated() {
                widths[index] = max(widths[index], Terminal.width(cell))
            }
        }
        let head = line(titles, widths)
        return [style.bold(head)] + rows.map { line($0, widths) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let gap = String(repeating: " ", count: widths[index] - Terminal.width(cell))
            if index > 0 { text += "  " }
            text += sides[index] == .left ? cell + gap : gap + cell
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// Plots by block characters.
enum Plot {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    private static let heights = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A bar of a length in proportion to a value; anything above zero shows.
    static func bar(_ value: UInt64, of greatest: UInt64, width: Int) -> String {
        if value == 0 || greatest == 0 { return "" }
        let scaled = Double(min(value, greatest)) / Double(greatest) * Double(width * 8)
        let steps = max(1, Int(scaled.rounded()))
        return String(repeating: "█", count: steps / 8) + eighths[steps % 8]
    }

    /// One character a value, as high as the value is in proportion to the greatest.
    static func line(_ values: [UInt64]) -> String {
        let greatest = values.max() ?? 0
        if greatest == 0 { return String(repeating: " ", count: values.count) }
        return values.map { value in
            if value == 0 { return heights[0] }
            return heights[max(1, Int((Double(value) / Double(greatest) * 8).rounded()))]
        }.joined()
    }
}
