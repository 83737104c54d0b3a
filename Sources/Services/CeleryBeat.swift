extension WorkspaceService {
    /// The scheduler for the application's periodic tasks.
    package static let celeryBeat = WorkspaceService(
        "celery-beat",
        title: "Celery beat",
        files: [
            .unit(
                "celery-beat",
                title: "Celery beat",
                after: "network.target moorage-{{workspace}}-redis.service",
                wants: "moorage-{{workspace}}-redis.service",
                service: #"""
                    Type=exec
                    WorkingDirectory=/srv/moorage/{{workspace}}/app
                    EnvironmentFile=/etc/moorage/workspaces/{{workspace}}/environment
                    ExecStart=/srv/moorage/{{workspace}}/venv/bin/python -m celery -A app.tasks beat \
                        -s /srv/moorage/{{workspace}}/logs/celerybeat-schedule --pidfile= --loglevel=INFO
                    TimeoutStopSec=30
                    {{>application-folders}}
                    """#
            )
        ]
    )
}
