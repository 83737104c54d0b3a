internal import Postgres

extension PostgresMigration {
    /// The connection between the shared tables and the daemon: triggers and functions, all SECURITY DEFINER with a
    /// fixed search path, so that a client needs no right in schema `moorage`.
    ///
    /// No function here locks a row of `moorage`, because a client's open transaction must not delay the daemon.
    static let clients = PostgresMigration(
        version: 3,
        name: "clients",
        sql: #"""
            CREATE FUNCTION moorage.append_request(
                kind text, workspace_number bigint, workspace_id text, options jsonb DEFAULT NULL
            ) RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                request bigint;
            BEGIN
                INSERT INTO moorage.requests (kind, workspace_number, workspace_id, options)
                VALUES (kind, workspace_number, workspace_id, options) RETURNING id INTO request;
                PERFORM pg_notify('moorage_work', '');
                RETURN request;
            END $$;
            REVOKE ALL ON FUNCTION moorage.append_request FROM PUBLIC;

            CREATE FUNCTION moorage.complete_workspace() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                NEW.status := coalesce(NEW.status, 'provisioning');
                NEW.instance_url := coalesce(NEW.instance_url, '');
                NEW.tailscale_url := coalesce(NEW.tailscale_url, '');
                NEW.droplet_id := coalesce(NEW.droplet_id, '');
                NEW.region := coalesce(NEW.region, '');
                NEW.vcpu := coalesce(NEW.vcpu, 2);
                NEW.ram_gb := coalesce(NEW.ram_gb, 4);
                NEW.storage_gb := coalesce(NEW.storage_gb, 50);
                NEW.subscription_tier := coalesce(NEW.subscription_tier, 'starter');
                NEW.monthly_cost := coalesce(NEW.monthly_cost, 0);
                NEW.created_at := coalesce(NEW.created_at, now());
                NEW.updated_at := coalesce(NEW.updated_at, now());
                IF NEW.config_data IS NULL THEN
                    NEW.config_data := '{}';
                END IF;
                WHILE coalesce(NEW.workspace_id, '') = '' LOOP
                    NEW.workspace_id := 'ws' || (
                        SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyz0123456789', 1 + floor(random() * 36)::integer,
                                                 1), '')
                        FROM generate_series(1, 5));
                    IF EXISTS (SELECT FROM public.workspaces w WHERE w.workspace_id = NEW.workspace_id) THEN
                        NEW.workspace_id := '';
                    END IF;
                END LOOP;
                RETURN NEW;
            END $$;
            CREATE TRIGGER moorage_complete BEFORE INSERT ON public.workspaces
                FOR EACH ROW EXECUTE FUNCTION moorage.complete_workspace();

            CREATE FUNCTION moorage.request_provision() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                IF NEW.status = 'provisioning' THEN
                    PERFORM moorage.append_request('provision', NEW.id, NEW.workspace_id);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER moorage_request AFTER INSERT ON public.workspaces
                FOR EACH ROW EXECUTE FUNCTION moorage.request_provision();

            CREATE FUNCTION moorage.keep_projection() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                known moorage.workspaces%ROWTYPE;
                status text;
                config jsonb;
                is_requested boolean;
            BEGIN
                -- The requests first: one that is taken between the two looks is then found as a workspace.
                is_requested := EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = OLD.id);
                SELECT * INTO known FROM moorage.workspaces w WHERE w.number = OLD.id;
                IF NOT FOUND THEN
                    -- Not ours yet. A row that has just been asked for keeps its status until it is; one that is to go
                    -- before it was begun is remembered.
                    IF is_requested THEN
                        IF NEW.status = 'decommissioned' THEN
                            PERFORM moorage.append_request('decommission', OLD.id, OLD.workspace_id);
                            NEW.status := 'decommissioning';
                        ELSE
                            NEW.status := OLD.status;
                        END IF;
                    END IF;
                    RETURN NEW;
                END IF;

                status := known.status;
                IF status <> 'decommissioned' AND EXISTS (
                    SELECT FROM moorage.requests r
                    WHERE r.workspace_number = OLD.id AND r.kind = 'decommission'
                ) THEN
                    status := 'decommissioning';
                END IF;
                -- A change to it, that is: the row of a workspace that is built anew still reads so at first.
                IF NEW.status = 'decommissioned' AND OLD.status IS DISTINCT FROM 'decommissioned'
                    AND status NOT IN ('decommissioning', 'decommissioned') THEN
                    PERFORM moorage.append_request('decommission', OLD.id, known.workspace_id);
                    status := 'decommissioning';
                ELSIF NEW.status IS DISTINCT FROM OLD.status AND NEW.status IS DISTINCT FROM status
                    AND NEW.status IS DISTINCT FROM 'decommissioned' THEN
                    -- By way of the daemon, whose lines may be written but not yet published, so that times and ids
                    -- keep one order.
                    PERFORM moorage.append_request('warning', OLD.id, known.workspace_id, jsonb_build_object(
                        'level', 'warning',
                        'message', format(
                            'A client set the status to %s; it was put back to %s. To take the workspace down set it '
                            || 'to decommissioned; to build it again call moorage.request_operation.',
                            coalesce(quote_literal(left(NEW.status, 40)), 'null'), quote_literal(status)),
                        'data', jsonb_build_object('status', left(NEW.status, 40), 'kept', status)));
                END IF;

                NEW.status := status;
                NEW.ip_address := known.ip_address;
                NEW.droplet_id := known.droplet_id;
                NEW.instance_url := known.instance_url;
                NEW.tailscale_url := known.tailscale_url;
                NEW.monthly_cost := known.monthly_cost;
                NEW.provisioned_at := known.provisioned_at;
                NEW.decommissioned_at := known.decommissioned_at;
                -- A json column may hold what jsonb cannot (\u0000): such a document is left as it is.
                BEGIN
                    config := NEW.config_data::jsonb;
                EXCEPTION WHEN data_exception THEN
                    RETURN NEW;
                END;
                IF jsonb_typeof(config) <> 'object' THEN
                    config := NULL;
                END IF;
                IF known.provisioning IS NOT NULL THEN
                    NEW.config_data := coalesce(config, '{}') || jsonb_build_object('provisioning', known.provisioning);
                ELSIF config ? 'provisioning' THEN
                    NEW.config_data := config - 'provisioning';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER moorage_projection BEFORE UPDATE ON public.workspaces
                FOR EACH ROW EXECUTE FUNCTION moorage.keep_projection();

            CREATE FUNCTION moorage.request_removal() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                -- The row is locked by now, so that the daemon adds no log line behind this.
                DELETE FROM public.provisioning_logs l WHERE l.workspace_id = OLD.id;
                DELETE FROM public.workspace_otps o WHERE o.workspace_id = OLD.id;
                IF EXISTS (SELECT FROM moorage.workspaces w WHERE w.number = OLD.id)
                    OR EXISTS (SELECT FROM moorage.requests r WHERE r.workspace_number = OLD.id) THEN
                    PERFORM moorage.append_request('delete', OLD.id, OLD.workspace_id);
                END IF;
                RETURN OLD;
            END $$;
            CREATE TRIGGER moorage_removal BEFORE DELETE ON public.workspaces
                FOR EACH ROW EXECUTE FUNCTION moorage.request_removal();

            CREATE FUNCTION moorage.announce_log() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                IF NEW.workspace_id IS NOT NULL THEN
                    INSERT INTO moorage.unnumbered_logs (log_id, workspace_number) VALUES (NEW.id, NEW.workspace_id)
                    ON CONFLICT (log_id) DO UPDATE SET workspace_number = excluded.workspace_number;
                END IF;
                PERFORM pg_notify('moorage_logs', '');
                RETURN NULL;
            END $$;
            CREATE TRIGGER moorage_announce AFTER INSERT ON public.provisioning_logs
                FOR EACH ROW EXECUTE FUNCTION moorage.announce_log();
            INSERT INTO moorage.unnumbered_logs SELECT id, workspace_id FROM public.provisioning_logs
                WHERE workspace_id IS NOT NULL;

            -- Numbers are given after commit, by one caller at a time for a workspace: a number is never given to a row
            -- that may still vanish, and never behind a reader's back.
            CREATE FUNCTION moorage.number_logs(workspace bigint) RETURNS bigint
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                last bigint;
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('moorage.number_logs', workspace));
                SELECT coalesce(max(number), 0) INTO last FROM moorage.log_numbers WHERE workspace_number = workspace;
                WITH fresh AS (
                    DELETE FROM moorage.unnumbered_logs u WHERE u.workspace_number = workspace RETURNING log_id
                )
                INSERT INTO moorage.log_numbers (workspace_number, number, log_id)
                SELECT workspace, last + row_number() OVER (ORDER BY l.timestamp, l.id), l.id
                FROM fresh JOIN public.provisioning_logs l ON l.id = fresh.log_id
                ON CONFLICT (log_id) DO UPDATE
                SET workspace_number = excluded.workspace_number, number = excluded.number;
                RETURN last;
            END $$;
            REVOKE ALL ON FUNCTION moorage.number_logs FROM PUBLIC;

            CREATE FUNCTION moorage.request_operation(workspace_id text, kind text, options jsonb DEFAULT '{}')
            RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            DECLARE
                number bigint;
            BEGIN
                IF kind IS NULL OR kind NOT IN ('provision', 'retry', 'decommission', 'cancel') THEN
                RAISE EXCEPTION USING MESSAGE = format(
                        'kind is %s; allowed are provision, retry, decommission and cancel', coalesce(quote_literal(left(kind, 40)), 'null'));
                END IF;
                SELECT w.id INTO number FROM public.workspaces w WHERE w.workspace_id = request_operation.workspace_id;
                IF number IS NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = format(
                        'there is no workspace %s', coalesce(quote_literal(left(request_operation.workspace_id, 40)), 'null'));
                END IF;
                RETURN moorage.append_request(
                    CASE kind WHEN 'retry' THEN 'provision' ELSE kind END, number, request_operation.workspace_id, options);
            END $$;
            REVOKE ALL ON FUNCTION moorage.request_operation FROM PUBLIC;

            CREATE FUNCTION moorage.grant_client(role_name name) RETURNS void
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                EXECUTE format('GRANT USAGE ON SCHEMA public, moorage TO %I', role_name);
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.meta_users, public.workspaces, '
                    || 'public.workspace_otps, public.provisioning_logs TO %I', role_name);
                EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role_name);
                EXECUTE format('GRANT EXECUTE ON FUNCTION moorage.request_operation TO %I', role_name);
            END $$;
            REVOKE ALL ON FUNCTION moorage.grant_client FROM PUBLIC;
            """#
    )
}
