extension TemplateSource {
    /// Neo4j's unit.
    static let neo4jUnit = Self(
        name: "neo4j.service",
        text: """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: Neo4j
            After=network.target
            StartLimitIntervalSec=0

            [Service]
            Type=exec
            WorkingDirectory=/srv/moorage/{{workspace}}/neo4j
            Environment=NEO4J_CONF=/etc/moorage/workspaces/{{workspace}}
            ExecStart=/usr/local/bin/neo4j console
            # The JVM ends with 143 when it is asked to stop.
            SuccessExitStatus=143
            TimeoutStopSec=120
            LimitNOFILE=65536
            ReadWritePaths=-/srv/moorage/{{workspace}}/neo4j
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """
    )
}
