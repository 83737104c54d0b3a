-- Rendered by Moorage: a change made here is overwritten by the next run.
\set ON_ERROR_STOP on
-- The password must not reach the server's log, whatever the server logs otherwise.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
SET password_encryption = 'scram-sha-256';

SELECT format('CREATE ROLE %I', 'adim_ws7x2k4')
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'adim_ws7x2k4')
\gexec

ALTER ROLE "adim_ws7x2k4"
    WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 60
    PASSWORD 'ddddddddddddddddddddddddddddddddddddddddd-_';

SELECT format(
    'CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''',
    'adim_ws7x2k4', 'adim_ws7x2k4'
)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'adim_ws7x2k4')
\gexec

ALTER DATABASE "adim_ws7x2k4" OWNER TO "adim_ws7x2k4";
-- Another workspace on the same server may not even connect.
REVOKE ALL ON DATABASE "adim_ws7x2k4" FROM PUBLIC;
GRANT ALL ON DATABASE "adim_ws7x2k4" TO "adim_ws7x2k4";
