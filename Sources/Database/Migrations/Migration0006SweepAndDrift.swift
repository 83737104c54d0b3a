internal import Postgres

extension PostgresMigration {
    /// The findings of sweeps and drift checks, and their schedules.
    static let sweepAndDrift = PostgresMigration(
        version: 6,
        name: "sweep_and_drift",
        sql: #"""
            CREATE TABLE moorage.schedules (
                name text PRIMARY KEY,
                next_run_at timestamptz NOT NULL
            );

            CREATE TABLE moorage.sweep_findings (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind text NOT NULL,
                place text NOT NULL,
                external_id text NOT NULL,
                name text NOT NULL,
                workspace_id text,
                is_recorded boolean NOT NULL,
                hourly_cost_micros bigint NOT NULL DEFAULT 0 CHECK (hourly_cost_micros >= 0),
                made_at timestamptz,
                first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                removal_requested_at timestamptz,
                gone_at timestamptz
            );
            CREATE UNIQUE INDEX sweep_findings_present ON moorage.sweep_findings (kind, place, external_id)
                WHERE gone_at IS NULL;

            CREATE TABLE moorage.drift (
                workspace_number bigint NOT NULL REFERENCES moorage.workspaces (number) ON DELETE CASCADE,
                kind text NOT NULL,
                subject text NOT NULL,
                detail text NOT NULL,
                is_repairable boolean NOT NULL,
                first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                PRIMARY KEY (workspace_number, kind, subject)
            );

            CREATE OR REPLACE FUNCTION moorage.request_operation(workspace_id text, kind text, options jsonb DEFAULT '{}')
            RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                wanted bigint;
            BEGIN
                IF kind IS NULL OR kind NOT IN ('provision', 'retry', 'repair', 'decommission', 'cancel') THEN
                    RAISE EXCEPTION USING MESSAGE = format(
                        'kind is %s; allowed are provision, retry, repair, decommission and cancel',
                        coalesce(quote_literal(left(kind, 40)), 'null'));
                END IF;
                SELECT w.id INTO wanted FROM public.workspaces w WHERE w.workspace_id = request_operation.workspace_id;
                IF wanted IS NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format(
                        'there is no workspace %s',
                        coalesce(quote_literal(left(request_operation.workspace_id, 40)), 'null'));
                END IF;
                IF kind IN ('repair', 'decommission', 'cancel')
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
