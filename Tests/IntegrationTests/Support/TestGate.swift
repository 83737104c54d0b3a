/// Lets few tests at a time have a world: all at once, each would wait for the others until its own waits run out.
actor TestGate {
    static let shared = TestGate()

    private var free = 8
    private var line: [CheckedContinuation<Void, Never>] = []

    /// Waits for a place.
    func enter() async {
        guard free == 0 else { return free -= 1 }
        await withCheckedContinuation { line.append($0) }
    }

    /// Gives the place to the next in line.
    func leave() {
        guard line.isEmpty else { return line.removeFirst().resume() }
        free += 1
    }
}
