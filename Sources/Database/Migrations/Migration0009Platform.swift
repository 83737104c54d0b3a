internal import Postgres

extension PostgresMigration {
    /// The tables of the HTTP front besides the shared ones. Secrets are stored as digests.
    static let platform = PostgresMigration(
        version: 9,
        name: "platform",
        sql: #"""
            -- Who is alone at what only one may do at a time holds its row. An advisory lock can be held by everybody who
            -- may connect.
            CREATE TABLE moorage.turns (
                purpose text NOT NULL,
                subject bigint NOT NULL,
                PRIMARY KEY (purpose, subject)
            );
            INSERT INTO moorage.turns (purpose, subject) VALUES ('retention', 0), ('unseen_rows', 0);

            CREATE TABLE moorage.staff (
                user_id bigint PRIMARY KEY,
                created_at timestamptz NOT NULL DEFAULT now()
            );

            -- Tied to the password that opened it: whoever changes it, here or elsewhere, ends the session.
            CREATE TABLE moorage.sessions (
                digest bytea PRIMARY KEY,
                user_id bigint NOT NULL,
                password_digest bytea NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                expires_at timestamptz NOT NULL
            );
            CREATE INDEX sessions_expiry ON moorage.sessions (expires_at);

            CREATE TABLE moorage.access_tokens (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                digest bytea NOT NULL UNIQUE,
                user_id bigint NOT NULL,
                name text NOT NULL,
                scopes text[] NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                expires_at timestamptz,
                last_used_at timestamptz,
                revoked_at timestamptz
            );
            CREATE INDEX access_tokens_user ON moorage.access_tokens (user_id, id);

            CREATE TABLE moorage.idempotency_keys (
                user_id bigint NOT NULL,
                key text NOT NULL,
                request_digest bytea NOT NULL,
                workspace_number bigint NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (user_id, key)
            );

            CREATE TABLE moorage.host_enrolments (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                digest bytea NOT NULL UNIQUE,
                created_by bigint NOT NULL,
                owner_id bigint,
                name text NOT NULL DEFAULT '',
                state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'reported', 'accepted', 'refused')),
                created_at timestamptz NOT NULL DEFAULT now(),
                expires_at timestamptz NOT NULL,
                reported_at timestamptz,
                address text,
                ssh_port integer CHECK (ssh_port BETWEEN 1 AND 65535),
                ssh_user text,
                host_key_type text,
                host_key_fingerprint text,
                facts jsonb,
                attempts integer NOT NULL DEFAULT 0,
                reports integer NOT NULL DEFAULT 0,
                next_attempt_at timestamptz,
                detail text NOT NULL DEFAULT '',
                host_id bigint
            );
            CREATE INDEX host_enrolments_creator ON moorage.host_enrolments (created_by, id);
            CREATE INDEX host_enrolments_reported ON moorage.host_enrolments (next_attempt_at)
                WHERE state = 'reported';

            CREATE INDEX IF NOT EXISTS workspaces_owner_id ON public.workspaces (owner_id, id);
            CREATE INDEX IF NOT EXISTS workspace_otps_workspace_id ON public.workspace_otps (workspace_id, id);
            -- Codes match in any case, whatever case another client stored them in; without an index a validation reads
            -- all of them.
            CREATE INDEX IF NOT EXISTS workspace_otps_upper_code ON public.workspace_otps (upper(otp_code));
            """#
    )
}
