internal import Postgres

extension PostgresMigration {
    /// Restricts roles that may connect but have few or no grants: they can neither call our functions nor attach them
    /// to another table, nor take our locks, and requests have a maximum length.
    static let leastPrivilege = PostgresMigration(
        version: 8,
        name: "least_privilege",
        sql: #"""
            REVOKE ALL ON ALL FUNCTIONS IN SCHEMA moorage FROM PUBLIC;

            -- Locked by whoever claims, without a row of it ever being written. An advisory lock can be taken by everybody
            -- who can connect.
            CREATE TABLE moorage.claim_turn ();
            -- A function, because a pipeline is no transaction block by itself.
            CREATE FUNCTION moorage.take_claim_turn() RETURNS void
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                LOCK TABLE moorage.claim_turn IN EXCLUSIVE MODE;
            END $$;
            REVOKE ALL ON FUNCTION moorage.take_claim_turn FROM PUBLIC;

            -- Numbers are given after commit. Two callers meet at the rows that wait for one: the later has those of the
            -- earlier in its snapshot, waits for them, and reads the highest number after that.
            CREATE OR REPLACE FUNCTION moorage.number_logs(workspace bigint) RETURNS bigint
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                last bigint;
                fresh bigint[];
            BEGIN
                WITH waiting AS (
                    SELECT u.log_id FROM moorage.unnumbered_logs u WHERE u.workspace_number = workspace
                    ORDER BY u.log_id FOR UPDATE
                ), taken AS (
                    DELETE FROM moorage.unnumbered_logs u USING waiting w WHERE u.log_id = w.log_id
                    RETURNING u.log_id
                )
                SELECT array_agg(log_id) INTO fresh FROM taken;
                SELECT coalesce(max(number), 0) INTO last FROM moorage.log_numbers WHERE workspace_number = workspace;
                INSERT INTO moorage.log_numbers (workspace_number, number, log_id)
                SELECT workspace, last + row_number() OVER (ORDER BY l.timestamp, l.id), l.id
                FROM public.provisioning_logs l WHERE l.id = ANY (fresh)
                ON CONFLICT (log_id) DO UPDATE
                SET workspace_number = excluded.workspace_number, number = excluded.number;
                RETURN last;
            END $$;

            -- An ORM that inserted a row without a name saves the whole row again without it.
            CREATE FUNCTION moorage.keep_workspace_id() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                IF coalesce(NEW.workspace_id, '') = ''
                    OR EXISTS (SELECT FROM moorage.workspaces w WHERE w.number = OLD.id AND w.site IS NOT NULL)
                    OR EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = OLD.id) THEN
                    NEW.workspace_id := OLD.workspace_id;
                END IF;
                RETURN NEW;
            END $$;
            REVOKE ALL ON FUNCTION moorage.keep_workspace_id FROM PUBLIC;
            -- Before moorage_projection, by the order of names.
            CREATE TRIGGER moorage_identity BEFORE UPDATE OF workspace_id ON public.workspaces
                FOR EACH ROW WHEN (NEW.workspace_id IS DISTINCT FROM OLD.workspace_id)
                EXECUTE FUNCTION moorage.keep_workspace_id();

            -- The lock makes a rotation wait for secrets that are being written, and them for it.
            CREATE OR REPLACE FUNCTION moorage.check_master_key() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                recorded text;
            BEGIN
                SELECT i.master_key_id INTO recorded FROM moorage.installation i FOR SHARE;
                IF recorded <> NEW.key_id THEN
                    RAISE EXCEPTION
                        'a secret was sealed under key %, which is not the recorded master key; restart this daemon '
                        'with the recorded one', NEW.key_id;
                END IF;
                RETURN NEW;
            END $$;

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
