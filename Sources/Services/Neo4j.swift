extension ServicePort {
    /// Neo4j's Bolt protocol.
    package static let neo4j = ServicePort("neo4j", base: 7687)
}

extension ServiceSecret {
    /// The password of the workspace's Neo4j.
    package static let neo4jPassword = ServiceSecret("neo4j_password")
}

extension WorkspaceService {
    /// The knowledge graph.
    package static let neo4j = WorkspaceService(
        "neo4j",
        title: "Neo4j",
        isOptional: true,
        hasArtifact: true,
        checks: [HealthCheck(.tcp, on: .neo4j)],
        environment: TemplatePart(
            """
            NEO4J_URI=bolt://127.0.0.1:{{port}}
            NEO4J_USER=neo4j
            NEO4J_PASSWORD={{env(password)}}

            """,
            values: ["port": .port(.neo4j), "password": .secret(.neo4jPassword)]
        ),
        files: [
            // Neo4j 5. Only Bolt listens, because the workspace's block has one port for it.
            ServiceFile(
                "neo4j.conf",
                .configuration,
                TemplatePart(
                    """
                    # Rendered by Moorage: a change made here is overwritten by the next run.
                    server.directories.data=/srv/moorage/{{workspace}}/neo4j/data
                    server.directories.logs=/srv/moorage/{{workspace}}/neo4j/logs
                    server.directories.run=/srv/moorage/{{workspace}}/neo4j/run
                    server.directories.import=/srv/moorage/{{workspace}}/neo4j/import
                    server.default_listen_address=127.0.0.1
                    server.default_advertised_address=127.0.0.1
                    server.bolt.enabled=true
                    server.bolt.listen_address=127.0.0.1:{{port}}
                    server.bolt.advertised_address=127.0.0.1:{{port}}
                    server.http.enabled=false
                    server.https.enabled=false
                    server.memory.heap.initial_size={{heap}}m
                    server.memory.heap.max_size={{heap}}m
                    server.memory.pagecache.size={{page_cache}}m
                    dbms.security.auth_enabled=true
                    dbms.usage_report.enabled=false

                    """,
                    values: [
                        "port": .port(.neo4j),
                        "heap": .fact { "\($0.memory / 4)" },
                        "page_cache": .fact { "\($0.memory / 8)" },
                    ]
                )
            ),
            .unit(
                "neo4j",
                title: "Neo4j",
                service: """
                    Type=exec
                    WorkingDirectory=/srv/moorage/{{workspace}}/neo4j
                    Environment=NEO4J_CONF=/etc/moorage/workspaces/{{workspace}}
                    ExecStart=/usr/local/bin/neo4j console
                    # The JVM ends with 143 when it is asked to stop.
                    SuccessExitStatus=143
                    TimeoutStopSec=120
                    LimitNOFILE=65536
                    ReadWritePaths=-/srv/moorage/{{workspace}}/neo4j
                    """
            ),
        ]
    )
}
