/// Limits how many tests have a world at the same time: otherwise each would wait for the others until its own waits
/// time out.
actor TestGate {
    static let shared = TestGate()

    private var free = 8
    private var line: [CheckedContinuation<Void, Never>] = []

    /// Waits for a place.
    func enter() async {
        guard free == 0 else { return free -= 1 }
        await withCheckedContinuation { line.append($0) }
    }

    /// Passes the place to the next waiting test.
    func leave() {
        guard line.isEmpty else { return line.removeFirst().resume() }
        free += 1
    }
}
