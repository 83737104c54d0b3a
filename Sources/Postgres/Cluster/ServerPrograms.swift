import Glibc

/// Where the server's programs are.
struct ServerPrograms: Sendable {
    /// The folder with `initdb`, `pg_ctl` and `postgres`.
    let folder: String
    /// The server's major version, such as 15.
    let version: String

    /// Looks where Debian and Ubuntu put them, the newest first, then along `PATH`.
    ///
    /// - Parameter version: the major version that an existing cluster needs; nil for the newest.
    static func find(version: String?) async throws(PostgresError) -> ServerPrograms {
        let packaged = Files.list("/usr/lib/postgresql")
            .compactMap { name in Int(name).map { (number: $0, folder: "/usr/lib/postgresql/\(name)/bin") } }
            .sorted { $0.number > $1.number }
            .map(\.folder)
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        let candidates = packaged + path.split(separator: ":").map(String.init)
        for folder in candidates
        where ["initdb", "pg_ctl", "postgres"].allSatisfy({ Files.isProgram("\(folder)/\($0)") }) {
            // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
            let output = try await ServerCommand(program: "\(folder)/postgres", arguments: ["--version"]).run()
            let words = output.split(separator: " ")
            guard words.count > 2, let major = words[2].split(separator: ".").first else { continue }
            if version == nil || version == String(major) { return Self(folder: folder, version: String(major)) }
        }
        let wanted = version.map { "PostgreSQL \($0), which made this cluster," } ?? "PostgreSQL"
        throw PostgresError(
            .clusterFailed,
            "\(wanted) is not installed: no initdb in /usr/lib/postgresql/*/bin nor in PATH"
        )
    }
}
