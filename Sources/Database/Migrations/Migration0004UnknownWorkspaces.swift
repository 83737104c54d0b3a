internal import Postgres

extension PostgresMigration {
    /// A request to end something that was never started is refused immediately, because there is no log for a later
    /// answer.
    static let unknownWorkspaces = PostgresMigration(
        version: 4,
        name: "unknown_workspaces",
        sql: #"""
            CREATE OR REPLACE FUNCTION moorage.request_operation(workspace_id text, kind text, options jsonb DEFAULT '{}')
            RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                wanted bigint;
            BEGIN
                IF kind IS NULL OR kind NOT IN ('provision', 'retry', 'decommission', 'cancel') THEN
                    RAISE EXCEPTION USING MESSAGE = format(
                        'kind is %s; allowed are provision, retry, decommission and cancel',
                        coalesce(quote_literal(left(kind, 40)), 'null'));
                END IF;
                SELECT w.id INTO wanted FROM public.workspaces w WHERE w.workspace_id = request_operation.workspace_id;
                IF wanted IS NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format(
                        'there is no workspace %s',
                        coalesce(quote_literal(left(request_operation.workspace_id, 40)), 'null'));
                END IF;
                IF kind IN ('decommission', 'cancel')
                    AND NOT EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = wanted)
                    AND NOT EXISTS (SELECT FROM moorage.workspaces m WHERE m.number = wanted) THEN
                    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format(
                        'moorage has built nothing for workspace %s, so there is nothing to %s; '
                        || 'ask for provision first, or delete the row',
                        quote_literal(request_operation.workspace_id), kind);
                END IF;
                RETURN moorage.append_request(
                    CASE kind WHEN 'retry' THEN 'provision' ELSE kind END, wanted, request_operation.workspace_id,
                    options);
            END $$;
            """#
    )
}
