internal import CCurl
internal import EventLoop
import Glibc
import Synchronization

/// The thread that owns the multi handle. Commands reach it through an inbox and a wake-up.
@safe final class CurlEventLoop: Sendable {
    private enum Command {
        case start(CurlTicket)
        case cancel(UInt64)
        case resume(UInt64)
    }

    private struct Inbox {
        var commands: [Command] = []
        /// Set by `close`; the thread then ends all transfers and cleans up.
        var isClosed = false
    }

    /// Only a backstop: every command wakes the thread, and libcurl shortens the wait with its own timers.
    private static let longestIdleWaitMilliseconds: Int32 = 60_000
    /// How long a transfer that libcurl has forgotten can stand still; see ``CurlTransfers/perform()``.
    private static let longestBusyWaitMilliseconds: Int32 = 100
    /// How long the thread pauses when libcurl itself fails (no memory), so that it does not spin.
    private static let restMicroseconds: UInt32 = 100_000

    private let inbox = Mutex(Inbox())
    /// Only the thread uses it. The exception is `curl_multi_wakeup`, which libcurl allows from any thread. It is
    /// called under the inbox's lock while the inbox is not closed, so never after the thread has freed the handle.
    nonisolated(unsafe) private let multi: UnsafeMutableRawPointer

    init() throws(CurlError) {
        try Self.initializeLibrary()
        guard let multi = unsafe curl_multi_init() else {
            throw CurlError(.internalFailure, "libcurl is out of memory.", requestMayHaveBeenSent: false)
        }
        unsafe self.multi = unsafe multi
        do {
            try unsafe CurlTransfers.configure(multi)
            try startThread()
        } catch {
            unsafe curl_multi_cleanup(multi)
            throw error
        }
    }

    func submit(_ ticket: CurlTicket) {
        if !post(.start(ticket)) { ticket.finish(.failure(.closed(requestMayHaveBeenSent: false))) }
    }

    func cancel(_ number: UInt64) {
        _ = post(.cancel(number))
    }

    /// Continues a transfer that waits for its bytes to be consumed.
    func resume(_ number: UInt64) {
        _ = post(.resume(number))
    }

    func close() {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            unsafe curl_multi_wakeup(multi)
            inbox.isClosed = true
        }
    }

    private func post(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return false }
            inbox.commands.append(command)
            unsafe curl_multi_wakeup(multi)
            return true
        }
    }

    private static let libraryCode = curl_global_init(Int(CURL_GLOBAL_ALL))

    private static func initializeLibrary() throws(CurlError) {
        try CurlError.check(libraryCode, "its initialisation")
    }

    /// The thread keeps the loop alive until it is closed.
    private func startThread() throws(CurlError) {
        guard OwnedThread.start(name: "moorage-curl", { self.run() }) else {
            throw CurlError(
                .internalFailure,
                "The thread for libcurl could not be started.",
                requestMayHaveBeenSent: false
            )
        }
    }

    private func run() {
        var transfers = unsafe CurlTransfers(multi: multi)
        while let commands = takeCommands() {
            for command in commands {
                switch command {
                case .start(let ticket): transfers.start(ticket)
                case .cancel(let number): transfers.cancel(number)
                case .resume(let number): transfers.resume(number)
                }
            }
            do {
                try transfers.perform()
                let wait = transfers.isEmpty ? Self.longestIdleWaitMilliseconds : Self.longestBusyWaitMilliseconds
                try CurlError.check(unsafe curl_multi_poll(multi, nil, 0, wait, nil), "a wait")
            } catch {
                transfers.failAll(error)
                usleep(Self.restMicroseconds)
            }
        }
        transfers.closeAll()
        for case .start(let ticket) in takeRemainingCommands() {
            ticket.finish(.failure(.closed(requestMayHaveBeenSent: false)))
        }
        unsafe curl_multi_cleanup(multi)
    }

    /// The received commands; nil once the loop is closed.
    private func takeCommands() -> [Command]? {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return nil }
            defer { inbox.commands.removeAll() }
            return inbox.commands
        }
    }

    private func takeRemainingCommands() -> [Command] {
        inbox.withLock { inbox in
            defer { inbox.commands.removeAll() }
            return inbox.commands
        }
    }
}
