internal import Postgres

extension PostgresMigration {
    /// The daemon's own tables. Nothing here references `public`, so a client's open transaction delays none of it.
    static let orchestrator = PostgresMigration(
        version: 2,
        name: "orchestrator",
        sql: #"""
            CREATE SEQUENCE moorage.lease_epochs;

            CREATE TABLE moorage.installation (
                is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
                installation_id text NOT NULL CHECK (installation_id ~ '^[a-z0-9]{6}$'),
                system_identifier text NOT NULL,
                master_key_id text,
                created_at timestamptz NOT NULL DEFAULT now()
            );
            INSERT INTO moorage.installation (installation_id, system_identifier)
            SELECT substr(md5(gen_random_uuid()::text), 1, 6), system_identifier::text FROM pg_control_system();

            CREATE TABLE moorage.requests (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind text NOT NULL,
                workspace_number bigint NOT NULL,
                workspace_id text,
                options jsonb,
                waits_for_operation bigint,
                requested_at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            CREATE INDEX requests_workspace ON moorage.requests (workspace_number, id);

            CREATE TABLE moorage.unmanaged_workspaces (number bigint PRIMARY KEY);
            INSERT INTO moorage.unmanaged_workspaces SELECT id FROM public.workspaces;

            CREATE TABLE moorage.workspaces (
                number bigint PRIMARY KEY,
                workspace_id text NOT NULL,
                specification jsonb,
                generation integer NOT NULL DEFAULT 1 CHECK (generation >= 1),
                site jsonb,
                status text NOT NULL CHECK (length(status) <= 20),
                ip_address text,
                droplet_id text NOT NULL DEFAULT '',
                instance_url text NOT NULL DEFAULT '',
                tailscale_url text NOT NULL DEFAULT '',
                monthly_cost numeric(10,2) NOT NULL DEFAULT 0,
                provisioned_at timestamptz,
                decommissioned_at timestamptz,
                provisioning jsonb,
                last_log_at timestamptz NOT NULL DEFAULT '-infinity',
                is_row_deleted boolean NOT NULL DEFAULT false,
                version bigint NOT NULL DEFAULT 1,
                projected_version bigint NOT NULL DEFAULT 0,
                row_version bigint NOT NULL DEFAULT 1,
                projected_row_version bigint NOT NULL DEFAULT 0,
                created_at timestamptz NOT NULL DEFAULT now()
            );
            CREATE UNIQUE INDEX workspaces_live_workspace_id ON moorage.workspaces (workspace_id)
                WHERE site IS NOT NULL;
            CREATE INDEX workspaces_unprojected ON moorage.workspaces (number) WHERE version <> projected_version;

            CREATE TABLE moorage.operations (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                workspace_number bigint NOT NULL UNIQUE REFERENCES moorage.workspaces (number),
                kind text NOT NULL,
                step text NOT NULL,
                state jsonb NOT NULL,
                state_version integer NOT NULL,
                effect jsonb,
                sequence integer NOT NULL DEFAULT 0,
                attempt integer NOT NULL DEFAULT 0,
                priority integer NOT NULL DEFAULT 0,
                owner_id bigint,
                next_run_at timestamptz NOT NULL DEFAULT now(),
                step_started_at timestamptz NOT NULL DEFAULT now(),
                deadline timestamptz,
                waiting_on jsonb,
                lease_owner text,
                lease_epoch bigint NOT NULL DEFAULT 0,
                lease_expires_at timestamptz,
                cancel_requested_at timestamptz,
                is_cancel_delivered boolean NOT NULL DEFAULT false,
                created_at timestamptz NOT NULL DEFAULT now(),
                CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL))
            );
            CREATE INDEX operations_due ON moorage.operations (priority DESC, next_run_at, id);

            CREATE TABLE moorage.operation_history (
                id bigint PRIMARY KEY,
                workspace_number bigint NOT NULL,
                kind text NOT NULL,
                outcome text NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'cancelled')),
                error text,
                transitions integer NOT NULL,
                created_at timestamptz NOT NULL,
                finished_at timestamptz NOT NULL DEFAULT now()
            );
            CREATE INDEX operation_history_workspace ON moorage.operation_history (workspace_number, id);

            CREATE TABLE moorage.transitions (
                operation_id bigint NOT NULL,
                sequence integer NOT NULL CHECK (sequence >= 1),
                from_step text NOT NULL,
                event text NOT NULL,
                to_step text NOT NULL,
                event_data jsonb NOT NULL,
                epoch bigint NOT NULL,
                at timestamptz NOT NULL DEFAULT clock_timestamp(),
                PRIMARY KEY (operation_id, sequence)
            );

            CREATE TABLE moorage.effects (
                key text PRIMARY KEY,
                operation_id bigint NOT NULL,
                kind text NOT NULL,
                effect jsonb NOT NULL,
                state text NOT NULL DEFAULT 'intended' CHECK (state IN ('intended', 'done', 'failed')),
                attempt integer NOT NULL DEFAULT 0,
                result jsonb,
                created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                finished_at timestamptz
            );
            CREATE INDEX effects_operation ON moorage.effects (operation_id);

            -- Every write of a holder begins with this: an older claim raises and its transaction does nothing.
            CREATE FUNCTION moorage.hold_lease(operation bigint, epoch bigint) RETURNS void
            LANGUAGE plpgsql SET search_path = pg_catalog AS $$
            BEGIN
                PERFORM FROM moorage.operations o WHERE o.id = operation AND o.lease_epoch = epoch FOR UPDATE;
                IF NOT FOUND THEN
                    RAISE EXCEPTION USING ERRCODE = 'MO001', MESSAGE =
                        format('operation %s is not held under epoch %s', operation, epoch);
                END IF;
            END $$;

            CREATE FUNCTION moorage.refuse_change() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog AS $$
            BEGIN
                RAISE EXCEPTION 'moorage.% is append-only; a row of it never changes', TG_TABLE_NAME;
            END $$;
            CREATE TRIGGER operation_history_is_final BEFORE UPDATE ON moorage.operation_history
                FOR EACH ROW EXECUTE FUNCTION moorage.refuse_change();
            CREATE TRIGGER transitions_are_final BEFORE UPDATE ON moorage.transitions
                FOR EACH ROW EXECUTE FUNCTION moorage.refuse_change();

            CREATE TABLE moorage.hosts (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind text NOT NULL CHECK (kind IN ('droplet', 'bare_metal')),
                name text NOT NULL UNIQUE,
                address text,
                ssh_port integer NOT NULL CHECK (ssh_port BETWEEN 1 AND 65535),
                ssh_user text NOT NULL,
                host_key_type text NOT NULL,
                host_key_fingerprint text NOT NULL,
                next_host_key_type text,
                next_host_key_fingerprint text,
                has_first_host_key boolean NOT NULL,
                machine_id text,
                facts jsonb,
                vcpu integer,
                ram_gb integer,
                storage_gb integer,
                owner_id bigint,
                is_shared boolean NOT NULL DEFAULT false,
                state text NOT NULL CHECK (state IN ('ready', 'draining', 'quarantined')),
                workspace_number bigint,
                generation integer,
                created_at timestamptz NOT NULL DEFAULT now(),
                CHECK ((kind = 'droplet') = (workspace_number IS NOT NULL)),
                CHECK (kind = 'droplet' OR (address IS NOT NULL AND vcpu IS NOT NULL AND ram_gb IS NOT NULL
                    AND storage_gb IS NOT NULL AND machine_id IS NOT NULL)),
                CHECK (NOT (is_shared AND owner_id IS NOT NULL))
            );
            CREATE UNIQUE INDEX hosts_machine_id ON moorage.hosts (machine_id) WHERE kind = 'bare_metal';
            CREATE UNIQUE INDEX hosts_droplet ON moorage.hosts (workspace_number) WHERE kind = 'droplet';

            CREATE TABLE moorage.host_reservations (
                workspace_number bigint PRIMARY KEY REFERENCES moorage.workspaces (number),
                host_id bigint NOT NULL REFERENCES moorage.hosts (id),
                vcpu integer NOT NULL CHECK (vcpu > 0),
                ram_gb integer NOT NULL CHECK (ram_gb > 0),
                storage_gb integer NOT NULL CHECK (storage_gb > 0)
            );
            CREATE INDEX host_reservations_host ON moorage.host_reservations (host_id);

            CREATE TABLE moorage.port_leases (
                host_id bigint NOT NULL REFERENCES moorage.hosts (id),
                port integer NOT NULL CHECK (port BETWEEN 1024 AND 65535),
                workspace_number bigint NOT NULL REFERENCES moorage.workspaces (number),
                service text NOT NULL,
                port_offset integer NOT NULL CHECK (port_offset BETWEEN 0 AND 9990 AND port_offset % 10 = 0),
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (host_id, port),
                UNIQUE (workspace_number, service)
            );

            CREATE TABLE moorage.resources (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                provider text NOT NULL,
                kind text NOT NULL,
                name text NOT NULL,
                external_id text,
                workspace_number bigint NOT NULL,
                workspace_id text NOT NULL,
                generation integer NOT NULL,
                intent jsonb NOT NULL,
                state text NOT NULL CHECK (state IN ('intended', 'created', 'deleting', 'deleted')),
                hourly_cost_micros bigint NOT NULL DEFAULT 0,
                created_at timestamptz NOT NULL DEFAULT now(),
                deleted_at timestamptz,
                UNIQUE (provider, kind, name),
                CHECK ((state = 'deleted') = (deleted_at IS NOT NULL)),
                CHECK (state <> 'created' OR external_id IS NOT NULL)
            );
            CREATE UNIQUE INDEX resources_one_live_droplet ON moorage.resources (workspace_number, generation)
                WHERE kind = 'droplet' AND state <> 'deleted';

            CREATE TABLE moorage.secrets (
                purpose text NOT NULL,
                subject bigint NOT NULL,
                key_id text NOT NULL,
                sealed bytea NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (purpose, subject)
            );

            CREATE TABLE moorage.log_outbox (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                workspace_number bigint NOT NULL,
                timestamp timestamptz NOT NULL,
                level text NOT NULL,
                message text NOT NULL,
                data jsonb NOT NULL
            );
            CREATE INDEX log_outbox_workspace ON moorage.log_outbox (workspace_number, id);

            CREATE TABLE moorage.unnumbered_logs (
                log_id bigint PRIMARY KEY,
                workspace_number bigint NOT NULL
            );
            CREATE INDEX unnumbered_logs_workspace ON moorage.unnumbered_logs (workspace_number);
            CREATE TABLE moorage.log_numbers (
                workspace_number bigint NOT NULL,
                number bigint NOT NULL CHECK (number >= 1),
                log_id bigint NOT NULL UNIQUE,
                PRIMARY KEY (workspace_number, number)
            );

            -- Our lines of one workspace have strictly growing times, because all rows of one commit share now().
            CREATE FUNCTION moorage.append_logs(workspace bigint, lines jsonb) RETURNS void
            LANGUAGE sql SET search_path = pg_catalog AS $$
                WITH stamped AS (
                    UPDATE moorage.workspaces w
                    SET last_log_at = greatest(clock_timestamp(), w.last_log_at + interval '1 microsecond')
                            + jsonb_array_length(lines) * interval '1 microsecond',
                        version = w.version + 1
                    WHERE w.number = workspace AND jsonb_array_length(lines) > 0
                    RETURNING w.last_log_at
                )
                INSERT INTO moorage.log_outbox (workspace_number, timestamp, level, message, data)
                SELECT workspace,
                    s.last_log_at - (jsonb_array_length(lines) - l.ordinality) * interval '1 microsecond',
                    l.value ->> 'level', l.value ->> 'message', l.value -> 'data'
                FROM stamped s, jsonb_array_elements(lines) WITH ORDINALITY l
                ORDER BY l.ordinality
            $$;
            """#
    )
}
