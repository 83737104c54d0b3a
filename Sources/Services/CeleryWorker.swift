internal import Workspaces

extension WorkspaceService {
    /// The worker for the application's tasks.
    package static let celeryWorker = WorkspaceService(
        "celery-worker",
        title: "the Celery worker",
        files: [
            .unit(
                "celery-worker",
                title: "Celery worker",
                after: "network.target postgresql.service moorage-{{workspace}}-redis.service",
                wants: "moorage-{{workspace}}-redis.service",
                service: #"""
                    Type=exec
                    WorkingDirectory=/srv/moorage/{{workspace}}/app
                    EnvironmentFile=/etc/moorage/workspaces/{{workspace}}/environment
                    ExecStart=/srv/moorage/{{workspace}}/venv/bin/python -m celery -A app.tasks worker \
                        --concurrency={{workers}} --loglevel=INFO
                    # The first signal goes to the parent alone: it lets running tasks end.
                    KillMode=mixed
                    TimeoutStopSec=120
                    {{>application-folders}}
                    """#,
                // One process per processor.
                values: ["workers": .fact { "\($0.specification.resources.vcpu)" }]
            )
        ]
    )
}
