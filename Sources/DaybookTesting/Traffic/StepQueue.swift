// What is yet to happen in the traffic, by time. A binary heap.

/// Something that will happen.
struct Step: Sendable {
    enum Kind: UInt8, Sendable {
        case hour, arrive, reachOut, browse, endVisit, checkout, pay
        case giveUp, tellPosition, overflow, stopRinging, turn, talk, receipt
        case rate, close, comeBack
        case logIn, logOut, startBreak, endBreak, endWrapUp, find
    }

    let time: Int64
    /// Breaks ties: of equal times, what was planned first happens first.
    let serial: UInt64
    let kind: Kind
    /// The visit, purchase, contact or agent concerned.
    let index: Int
    /// What has to be unchanged for the step to count, or a number of its own.
    let stamp: Int64

    static func < (left: Step, right: Step) -> Bool {
        left.time == right.time ? left.serial < right.serial : left.time < right.time
    }
}

struct StepQueue: Sendable {
    private var steps: [Step] = []
    private var serial: UInt64 = 0

    mutating func plan(_ kind: Step.Kind, _ index: Int, at time: Int64, stamp: Int64 = 0) {
        serial += 1
        let step = Step(time: time, serial: serial, kind: kind, index: index, stamp: stamp)
        var place = steps.count
        steps.append(step)
        while place > 0 {
            let parent = (place - 1) / 2
            guard step < steps[parent] else { break }
            steps[place] = steps[parent]
            place = parent
        }
        steps[place] = step
    }

    mutating func next() -> Step? {
        guard let first = steps.first, let last = steps.popLast() else { return nil }
        let count = steps.count
        if count == 0 { return first }
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, steps[child + 1] < steps[child] { child += 1 }
            guard steps[child] < last else { break }
            steps[place] = steps[child]
            place = child
        }
        steps[place] = last
        return first
    }
}
