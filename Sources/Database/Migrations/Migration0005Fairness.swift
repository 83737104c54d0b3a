internal import Postgres

extension PostgresMigration {
    /// The columns that fair claims need, and the ledgers of API tokens that all daemons share.
    ///
    /// Triggers maintain the columns, whichever version of a daemon writes.
    static let fairness = PostgresMigration(
        version: 5,
        name: "fairness",
        sql: #"""
            ALTER TABLE moorage.operations ADD COLUMN is_cloud boolean NOT NULL DEFAULT false,
                ADD COLUMN host_id bigint;

            -- Whose an operation is: a teardown's request names nobody. 0 stands for nobody.
            CREATE FUNCTION moorage.complete_operation() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                SELECT coalesce(NEW.owner_id, (w.specification ->> 'owner')::bigint),
                    coalesce(w.specification ->> 'deploymentType' = 'cloud', false), r.host_id
                INTO NEW.owner_id, NEW.is_cloud, NEW.host_id
                FROM moorage.workspaces w
                LEFT JOIN moorage.host_reservations r ON r.workspace_number = w.number
                WHERE w.number = NEW.workspace_number;
                NEW.owner_id := coalesce(NEW.owner_id, 0);
                RETURN NEW;
            END $$;
            CREATE TRIGGER operations_complete BEFORE INSERT ON moorage.operations
                FOR EACH ROW EXECUTE FUNCTION moorage.complete_operation();

            CREATE FUNCTION moorage.note_reservation() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                UPDATE moorage.operations o SET host_id = NEW.host_id WHERE o.workspace_number = NEW.workspace_number;
                RETURN NULL;
            END $$;
            CREATE TRIGGER host_reservations_noted AFTER INSERT OR UPDATE OF host_id ON moorage.host_reservations
                FOR EACH ROW EXECUTE FUNCTION moorage.note_reservation();

            UPDATE moorage.operations o SET
                owner_id = coalesce(o.owner_id, (w.specification ->> 'owner')::bigint, 0),
                is_cloud = coalesce(w.specification ->> 'deploymentType' = 'cloud', false),
                host_id = (SELECT r.host_id FROM moorage.host_reservations r WHERE r.workspace_number = w.number)
            FROM moorage.workspaces w WHERE w.number = o.workspace_number;
            ALTER TABLE moorage.operations ALTER COLUMN owner_id SET NOT NULL;

            -- An owner's next operations are read from this, and who the owners are, without reading all of them.
            CREATE INDEX operations_by_owner ON moorage.operations (owner_id, priority DESC, next_run_at, id);
            CREATE INDEX operations_held ON moorage.operations (lease_expires_at) WHERE lease_expires_at IS NOT NULL;

            CREATE TABLE moorage.api_budgets (
                account text PRIMARY KEY,
                ledger jsonb NOT NULL,
                version bigint NOT NULL DEFAULT 1,
                updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
            ) WITH (fillfactor = 50);
            """#
    )
}
