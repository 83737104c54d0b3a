internal import Postgres
internal import Workspaces

extension PostgresMigration {
    /// The possible requests are rows of a table, so a new kind of operation needs no new function. The rows are those
    /// of ``RequestKinds``, which adds later kinds.
    static let requestKinds = PostgresMigration(
        version: 12,
        name: "request_kinds",
        sql: #"""
            CREATE TABLE moorage.request_kinds (
                name text PRIMARY KEY,
                kind text NOT NULL,
                needs_workspace boolean NOT NULL,
                position integer NOT NULL
            );
            INSERT INTO moorage.request_kinds (name, kind, needs_workspace, position) VALUES
                ('provision', 'provision', false, 1), ('retry', 'provision', false, 2), ('repair', 'repair', true, 3),
                ('decommission', 'decommission', true, 4), ('cancel', 'cancel', true, 5);

            CREATE OR REPLACE FUNCTION moorage.request_operation(workspace_id text, kind text, options jsonb DEFAULT '{}')
            RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                asked moorage.request_kinds%ROWTYPE;
                allowed text[];
                wanted bigint;
            BEGIN
                SELECT k.* INTO asked FROM moorage.request_kinds k WHERE k.name = request_operation.kind;
                IF NOT FOUND THEN
                    SELECT array_agg(k.name ORDER BY k.position) INTO allowed FROM moorage.request_kinds k;
                    RAISE EXCEPTION USING MESSAGE = format(
                        'kind is %s; allowed are %s and %s', coalesce(quote_literal(left(kind, 40)), 'null'),
                        array_to_string(trim_array(allowed, 1), ', '), allowed[cardinality(allowed)]);
                END IF;
                IF octet_length(options::text) > 4096 THEN
                    RAISE EXCEPTION USING MESSAGE = format(
                        'options are %s bytes; allowed are at most 4096', octet_length(options::text));
                END IF;
                SELECT w.id INTO wanted FROM public.workspaces w WHERE w.workspace_id = request_operation.workspace_id;
                IF wanted IS NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format(
                        'there is no workspace %s',
                        coalesce(quote_literal(left(request_operation.workspace_id, 40)), 'null'));
                END IF;
                IF asked.needs_workspace
                    AND NOT EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = wanted)
                    AND NOT EXISTS (SELECT FROM moorage.workspaces m WHERE m.number = wanted) THEN
                    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format(
                        'moorage has built nothing for workspace %s, so there is nothing to %s; '
                        || 'ask for provision first, or delete the row',
                        quote_literal(request_operation.workspace_id), asked.kind);
                END IF;
                RETURN moorage.append_request(asked.kind, wanted, request_operation.workspace_id, options);
            END $$;
            """#
    )
}

/// The rows of `moorage.request_kinds`: every name of every ``WorkspaceRequest``.
enum RequestKinds {
    /// Adds the rows that this version knows and the table lacks. Kinds of a newer version stay, because its daemons
    /// may be running.
    static func record(on connection: PostgresConnection) async throws {
        let names = WorkspaceRequest.allCases.flatMap { request in request.names.map { (name: $0, request: request) } }
        for (index, (name, request)) in names.enumerated() {
            try await connection.query(
                """
                INSERT INTO moorage.request_kinds (name, kind, needs_workspace, position)
                VALUES (\(name), \(request.name), \(request.needsWorkspace), \(index + 1))
                ON CONFLICT (name) DO NOTHING
                """
            )
        }
    }
}
