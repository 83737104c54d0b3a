internal import Postgres

extension PostgresMigration {
    /// Secrets must be sealed under the recorded master key: a daemon with an older key cannot write any after a
    /// rotation.
    static let masterKey = PostgresMigration(
        version: 7,
        name: "master_key",
        sql: #"""
            CREATE FUNCTION moorage.check_master_key() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog AS $$
            BEGIN
                IF EXISTS (SELECT FROM moorage.installation i WHERE i.master_key_id <> NEW.key_id) THEN
                    RAISE EXCEPTION
                        'a secret was sealed under key %, which is not the recorded master key; restart this daemon '
                        'with the recorded one', NEW.key_id;
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER secrets_under_master_key BEFORE INSERT OR UPDATE ON moorage.secrets
                FOR EACH ROW EXECUTE FUNCTION moorage.check_master_key();
            """#
    )
}
