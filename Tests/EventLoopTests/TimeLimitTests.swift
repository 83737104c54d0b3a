import EventLoop
import Testing

/// The time limit of work that its caller waits for.
@Suite(.timeLimit(.minutes(15)))
struct TimeLimitTests {
    @Test func `work within its limit returns its result`() async {
        #expect(await withTimeLimit(.seconds(600)) { 42 } == 42)
    }

    @Test func `work beyond its limit is cancelled`() async {
        let result = await withTimeLimit(.milliseconds(1)) {
            try? await Task.sleep(for: .seconds(600))
            return Task.isCancelled
        }
        #expect(result == nil)
    }
}
