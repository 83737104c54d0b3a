internal import Workspaces

extension ServiceSecret {
    /// The password of the workspace's database role.
    package static let databasePassword = ServiceSecret("database_password")
}

extension WorkspaceService {
    /// The workspace's database on the host's database server.
    package static let postgres = WorkspaceService(
        "postgres",
        title: "PostgreSQL",
        environment: TemplatePart(
            """
            DATABASE_URL="postgresql://adim_{{workspace}}:{{url(password)}}@127.0.0.1:5432/adim_{{workspace}}"

            """,
            values: ["password": .secret(.databasePassword)]
        ),
        files: [
            // Role and database. It may be run again at any time.
            ServiceFile(
                "database.sql",
                .rootOnly,
                TemplatePart(
                    #"""
                    -- Rendered by Moorage: a change made here is overwritten by the next run.
                    \set ON_ERROR_STOP on
                    -- The password must not reach the server's log, whatever the server logs otherwise.
                    SET log_statement = 'none';
                    SET log_min_duration_statement = -1;
                    SET log_min_error_statement = 'panic';
                    SET password_encryption = 'scram-sha-256';

                    SELECT format('CREATE ROLE %I', {{sqlLiteral(database)}})
                    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {{sqlLiteral(database)}})
                    \gexec

                    ALTER ROLE {{sqlIdentifier(database)}}
                        WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 60
                        PASSWORD {{sqlLiteral(password)}};

                    SELECT format(
                        'CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''',
                        {{sqlLiteral(database)}}, {{sqlLiteral(database)}}
                    )
                    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = {{sqlLiteral(database)}})
                    \gexec

                    ALTER DATABASE {{sqlIdentifier(database)}} OWNER TO {{sqlIdentifier(database)}};
                    -- Another workspace on the same server may not even connect.
                    REVOKE ALL ON DATABASE {{sqlIdentifier(database)}} FROM PUBLIC;
                    GRANT ALL ON DATABASE {{sqlIdentifier(database)}} TO {{sqlIdentifier(database)}};

                    """#,
                    values: [
                        "database": .fact { "adim_\($0.specification.id)" },
                        "password": .secret(.databasePassword),
                    ]
                )
            )
        ]
    )
}
