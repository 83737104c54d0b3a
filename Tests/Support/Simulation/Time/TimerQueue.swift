/// What is to happen at moments to come, in order: a binary heap.
struct TimerQueue: Sendable {
    /// A moment, and the order of those that fall together.
    struct Entry: Sendable {
        /// Microseconds since the world began.
        let at: Int64
        /// Grows with each entry.
        let id: UInt64

        func isBefore(_ other: Entry) -> Bool { at != other.at ? at < other.at : id < other.id }
    }

    private var heap: [Entry] = []

    var first: Entry? { heap.first }

    mutating func insert(_ entry: Entry) {
        heap.append(entry)
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].isBefore(heap[parent]) else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    mutating func removeFirst() -> Entry? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != index else { return first }
            heap.swapAt(index, least)
            index = least
        }
    }
}
