// Which agents have to do with a conversation, and its ends, which concern all of them, whichever
// is told first. Must not know what a row means.

extension Agents {
    /// Takes note of a row by which an agent has to do with a conversation, and lets the
    /// conversation's ends take effect.
    mutating func link(_ agent: UInt32, _ conversation: UInt32) {
        for end in join(agent, conversation) { cases.add(ends[Int(end)].row, to: agent) }
    }

    /// Takes note of a row by which an agent has to do with a conversation.
    ///
    /// - Returns: the places of the ends that concern the agent from now on.
    mutating func join(_ agent: UInt32, _ conversation: UInt32) -> [UInt32] {
        var found: [UInt32] = []
        var place = heads[conversation]
        while place != .max {
            let node = nodes[Int(place)]
            if node.isEnd {
                if ends[Int(node.value)].except != agent { found.append(node.value) }
            } else if node.value == agent {
                nodes[Int(place)].rows &+= 1
                return []
            }
            place = node.next
        }
        append(Node(value: agent, isEnd: false, next: heads[conversation]), conversation)
        return found
    }

    /// Takes back that a row is of a conversation; without one the ends concern the agent no more.
    mutating func unlink(_ agent: UInt32, _ conversation: UInt32) {
        guard let place = node(conversation, where: { !$0.isEnd && $0.value == agent }) else {
            return
        }
        nodes[Int(place)].rows &-= 1
        guard nodes[Int(place)].rows == 0 else { return }
        drop(place, conversation)
        forEachNode(conversation) { agents, node in
            if node.isEnd { agents.cases.remove(agents.ends[Int(node.value)].row, from: agent) }
        }
    }

    /// Lets the end of a conversation take effect on every agent who has to do with it.
    mutating func share(_ end: End) {
        let number = UInt32(truncatingIfNeeded: ends.append(end))
        forEachNode(end.conversation) { agents, node in
            if !node.isEnd, node.value != end.except { agents.cases.add(end.row, to: node.value) }
        }
        append(
            Node(value: number, isEnd: true, next: heads[end.conversation]), end.conversation)
    }

    /// Takes back an end of a conversation.
    mutating func unshare(_ row: AgentRow, _ conversation: UInt32) {
        let isWanted: (Node) -> Bool = { node in
            node.isEnd && ends[Int(node.value)].row.meta == row.meta
        }
        guard let place = node(conversation, where: isWanted) else { return }
        ends[Int(nodes[Int(place)].value)].isVoid = true
        drop(place, conversation)
        forEachNode(conversation) { agents, node in
            if !node.isEnd { agents.cases.remove(row, from: node.value) }
        }
    }

    // MARK: Nodes

    private mutating func append(_ node: Node, _ conversation: UInt32) {
        heads[conversation] = UInt32(truncatingIfNeeded: nodes.append(node))
    }

    private mutating func forEachNode(
        _ conversation: UInt32, _ body: (inout Agents, Node) -> Void
    ) {
        var place = heads[conversation]
        while place != .max {
            let node = nodes[Int(place)]
            body(&self, node)
            place = node.next
        }
    }

    private func node(_ conversation: UInt32, where isWanted: (Node) -> Bool) -> UInt32? {
        var place = heads[conversation]
        while place != .max, !isWanted(nodes[Int(place)]) { place = nodes[Int(place)].next }
        return place == .max ? nil : place
    }

    private mutating func drop(_ dropped: UInt32, _ conversation: UInt32) {
        let next = nodes[Int(dropped)].next
        if heads[conversation] == dropped {
            heads[conversation] = next
        } else if let before = node(conversation, where: { $0.next == dropped }) {
            nodes[Int(before)].next = next
        }
    }
}
