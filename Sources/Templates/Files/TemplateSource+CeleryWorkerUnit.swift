extension TemplateSource {
    /// The worker for the application's tasks.
    static let celeryWorkerUnit = Self(
        name: "celery-worker.service",
        text: #"""
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: Celery worker
            After=network.target postgresql.service moorage-{{workspace}}-redis.service
            Wants=moorage-{{workspace}}-redis.service
            StartLimitIntervalSec=0

            [Service]
            Type=exec
            WorkingDirectory=/srv/moorage/{{workspace}}/app
            EnvironmentFile=/etc/moorage/workspaces/{{workspace}}/environment
            ExecStart=/srv/moorage/{{workspace}}/venv/bin/python -m celery -A app.tasks worker \
                --concurrency={{workers}} --loglevel=INFO
            # The first signal goes to the parent alone: it lets running tasks end.
            KillMode=mixed
            TimeoutStopSec=120
            {{>application-folders}}
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """#
    )
}
