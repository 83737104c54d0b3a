extension TemplateSource {
    /// The clock for the application's periodic tasks.
    static let celeryBeatUnit = Self(
        name: "celery-beat.service",
        text: #"""
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: Celery beat
            After=network.target moorage-{{workspace}}-redis.service
            Wants=moorage-{{workspace}}-redis.service
            StartLimitIntervalSec=0

            [Service]
            Type=exec
            WorkingDirectory=/srv/moorage/{{workspace}}/app
            EnvironmentFile=/etc/moorage/workspaces/{{workspace}}/environment
            ExecStart=/srv/moorage/{{workspace}}/venv/bin/python -m celery -A app.tasks beat \
                -s /srv/moorage/{{workspace}}/logs/celerybeat-schedule --pidfile= --loglevel=INFO
            TimeoutStopSec=30
            {{>application-folders}}
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """#
    )
}
