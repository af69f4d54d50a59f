// One JSON object a line, keys in the order in which they are given.

internal import Daybook

/// Builds a JSON object.
struct JSONObject {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    private mutating func key(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func put(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        JSONText.append(text, to: &bytes)
    }

    mutating func put(_ name: String, _ time: Timestamp?) { put(name, time.map { "\($0)" }) }

    /// An integer; beyond 2^53, where other readers lose digits, a string.
    mutating func put(_ name: String, _ value: some BinaryInteger) {
        key(name)
        append(value)
    }

    /// Integers, each as one alone.
    mutating func put(_ name: String, _ values: [some BinaryInteger]) {
        key(name)
        append(values) { $0.append($1) }
    }

    private mutating func append(_ value: some BinaryInteger) {
        if value.magnitude <= 1 << 53 {
            bytes += "\(value)".utf8
        } else {
            JSONText.append("\(value)", to: &bytes)
        }
    }

    private mutating func append<Value>(
        _ values: [Value], _ append: (inout JSONObject, Value) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(&self, value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func put(_ name: String, _ flag: Bool) {
        key(name)
        bytes += (flag ? "true" : "false").utf8
    }

    /// A number with six digits behind the point.
    mutating func put(_ name: String, seconds: Double) {
        key(name)
        bytes += Text.decimal(seconds, 6).utf8
    }

    mutating func put(_ name: String, _ objects: [JSONObject]) {
        key(name)
        append(objects) { $0.bytes += $1.ended }
    }

    mutating func put(_ name: String, _ texts: [String]) {
        key(name)
        append(texts) { JSONText.append($1, to: &$0.bytes) }
    }

    mutating func put(_ name: String, _ object: JSONObject) {
        key(name)
        bytes += object.ended
    }

    /// The whole object.
    var ended: [UInt8] { bytes + [UInt8(ascii: "}")] }
    /// The whole object as a line.
    var line: [UInt8] { ended + [UInt8(ascii: "\n")] }
}
