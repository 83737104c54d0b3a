import Glibc

/// The Unix account that the server runs under: `postgres` for root, whom the server refuses, else our own.
struct ServerAccount: Sendable {
    let userID: uid_t
    let groupID: gid_t
    /// Whether it is another than ours.
    let isForeign: Bool

    static func find() throws(PostgresError) -> ServerAccount {
        guard geteuid() == 0 else { return Self(userID: geteuid(), groupID: getegid(), isForeign: false) }
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>? = nil
        // 16 KiB hold any sane line of the user database; a longer one counts as missing.
        let account = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) {
            buffer -> ServerAccount? in
            guard let start = buffer.baseAddress,
                unsafe getpwnam_r("postgres", &entry, start, buffer.count, &found) == 0,
                unsafe found != nil
            else { return nil }
            return unsafe Self(userID: entry.pw_uid, groupID: entry.pw_gid, isForeign: true)
        }
        guard let account else {
            throw PostgresError(
                .clusterFailed,
                "Postgres does not run as root and there is no user postgres: install the package postgresql"
            )
        }
        return account
    }
}
