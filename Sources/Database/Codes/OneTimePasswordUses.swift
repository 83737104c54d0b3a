internal import Postgres
internal import Workspaces

/// Uses codes: one, or those of many callers in one statement with one commit.
struct OneTimePasswordUses: Sendable {
    /// A code and the address of its user.
    struct Use: Sendable {
        let code: String
        let address: String
    }

    /// The result of a use.
    enum Verdict: Sendable {
        case accepted(DiscoveredWorkspace)
        /// Invalid, or skipped because another session has locked its row; alone it waits for that session.
        case passedOver
    }

    /// Concurrent groups: while one commits, the next can run, and the pool's other connections stay free.
    static let groups = 2
    /// Codes in one statement; a commit costs as much as several dozen of them.
    static let groupSize = 64
    /// Waiting codes: at a thousand a second, the lowest rate observed, they wait four seconds.
    static let waiting = 4096

    /// What the HTTP front accepts as `config_data`; other clients do not need more.
    private static let deepestConfiguration = 33

    let pool: PostgresPool

    private static let change = """
        usage_count = least(p.usage_count::bigint + 1, \(Int32.max)), used_at = clock_timestamp(),
        is_active = p.max_uses = 0 OR p.usage_count + 1 < p.max_uses
        """

    private static let isOpen = """
        \(PostgresOneTimePasswordStore.isValid) AND w.id = p.workspace_id
        AND w.status NOT IN ('decommissioning', 'decommissioned')
        """

    private static let columns = """
        coalesce(w.workspace_id, '')::text, coalesce(w.name, '')::text, upper(p.otp_code)::text,
        coalesce(w.instance_url, '')::text, coalesce(w.tailscale_url, '')::text,
        nullif(split_part(w.ip_address::text, '/', 1), ''), w.status::text, coalesce(w.subscription_tier, '')::text,
        w.created_at::timestamptz, coalesce(w.config_data::text, '')
        """

    /// Uses one code, and waits if another session has locked its row. The row is locked before its count is compared.
    func carryOut(_ use: Use) async throws -> DiscoveredWorkspace? {
        let query: PostgresQuery = """
            UPDATE public.workspace_otps p SET \(unescaped: Self.change), last_used_ip = \(use.address)
            FROM public.workspaces w WHERE p.id = (
                SELECT c.id FROM public.workspace_otps c WHERE upper(c.otp_code) = \(use.code)
                ORDER BY c.otp_code = \(use.code) DESC, c.is_active DESC, c.id LIMIT 1
            ) AND \(unescaped: Self.isOpen)
            RETURNING \(unescaped: Self.columns)
            """
        return try await pool.query(query.keptPrepared).first.map(Self.workspace)
    }

    /// Uses codes, each of them once. A row that another session has locked is skipped, so that it delays nobody and
    /// two groups never wait for each other.
    func carryOut(_ uses: [Use]) async throws -> [Verdict] {
        // last_used_ip is text in some tables and inet in others; the row type decides. LATERAL and ANY make the
        // planner use the indexes: it overestimates the length of the arrays and would otherwise read the whole table.
        let query: PostgresQuery = """
            WITH held AS (
                SELECT held.id, asked.last_used_ip
                FROM ROWS FROM (
                    unnest(\(uses.map(\.code))::text[]),
                    json_populate_recordset(NULL::public.workspace_otps, \(Self.addresses(of: uses))::json)
                ) AS asked (code) CROSS JOIN LATERAL (
                    SELECT p.id FROM public.workspace_otps p
                    WHERE upper(p.otp_code) = asked.code AND \(unescaped: PostgresOneTimePasswordStore.isValid)
                    ORDER BY p.otp_code = asked.code DESC, p.id LIMIT 1 FOR UPDATE SKIP LOCKED
                ) held
            )
            UPDATE public.workspace_otps p SET \(unescaped: Self.change), last_used_ip = held.last_used_ip
            FROM held, public.workspaces w
            WHERE p.id = ANY (ARRAY (SELECT id FROM held)) AND p.id = held.id AND \(unescaped: Self.isOpen)
            RETURNING \(unescaped: Self.columns)
            """
        let rows: PostgresRows
        do throws(PostgresError) {
            rows = try await pool.query(query.keptPrepared)
        } catch {
            guard error.code == .server, !error.isRetryable else { throw error }
            // One row caused the error: nothing took effect, and separately each call gets its own result.
            return uses.map { _ in .passedOver }
        }
        var found: [String: DiscoveredWorkspace] = [:]
        for row in rows {
            let workspace = try Self.workspace(row)
            found[workspace.code] = workspace
        }
        return uses.map { found[$0.code].map(Verdict.accepted) ?? .passedOver }
    }

    private struct Address: Codable, Sendable {
        enum CodingKeys: String, CodingKey { case address = "last_used_ip" }

        let address: String
    }

    private static func addresses(of uses: [Use]) -> PostgresJSON<[Address]> {
        PostgresJSON(uses.map { Address(address: $0.address) })
    }

    private static func workspace(_ row: PostgresRow) throws -> DiscoveredWorkspace {
        var cursor = RowCursor(row)
        return DiscoveredWorkspace(
            workspaceID: try cursor.next(),
            name: try cursor.next(),
            code: try cursor.next(),
            endpoints: .init(cloud: try cursor.next(), tailscale: try cursor.next(), ip: try cursor.next()),
            status: try cursor.next(),
            tier: try cursor.next(),
            createdAt: cursor.moment(),
            features: features(try cursor.next())
        )
    }

    /// A client may have written JSON that Postgres stores but cannot read itself, such as half a surrogate; its
    /// workspace is found anyway.
    private static func features(_ configuration: String) -> JSONValue {
        guard
            case .object(let members) = JSONValue(parsing: Array(configuration.utf8), deepest: deepestConfiguration),
            case .object? = members["features"], let features = members["features"]
        else { return .object([:]) }
        return features
    }
}
