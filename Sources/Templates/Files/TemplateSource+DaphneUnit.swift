extension TemplateSource {
    /// The application server.
    static let daphneUnit = Self(
        name: "daphne.service",
        text: #"""
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: application server
            After=network.target postgresql.service moorage-{{workspace}}-redis.service moorage-{{workspace}}-qdrant.service
            Wants=moorage-{{workspace}}-redis.service moorage-{{workspace}}-qdrant.service
            StartLimitIntervalSec=0

            [Service]
            Type=exec
            WorkingDirectory=/srv/moorage/{{workspace}}/app
            EnvironmentFile=/etc/moorage/workspaces/{{workspace}}/environment
            ExecStart=/srv/moorage/{{workspace}}/venv/bin/python -m daphne -b 127.0.0.1 -p {{daphne_port}} --proxy-headers \
                app.asgi:application
            TimeoutStopSec=30
            {{>application-folders}}
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """#
    )
}
