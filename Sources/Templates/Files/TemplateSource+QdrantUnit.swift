extension TemplateSource {
    /// Qdrant's unit.
    static let qdrantUnit = Self(
        name: "qdrant.service",
        text: """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: Qdrant
            After=network.target
            StartLimitIntervalSec=0

            [Service]
            Type=exec
            WorkingDirectory=/srv/moorage/{{workspace}}/qdrant
            ExecStart=/usr/local/bin/qdrant --config-path /etc/moorage/workspaces/{{workspace}}/qdrant.yaml
            TimeoutStopSec=60
            LimitNOFILE=65536
            ReadWritePaths=-/srv/moorage/{{workspace}}/qdrant
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """
    )
}
