internal import Workspaces

extension ServicePort {
    /// The application server.
    package static let daphne = ServicePort("daphne", base: 8000)
}

extension ServiceSecret {
    /// Django's `SECRET_KEY`.
    package static let djangoSecretKey = ServiceSecret("django_secret_key")
    /// The application's Fernet key: 32 bytes in URL-safe base64.
    package static let encryptionKey = ServiceSecret("encryption_key", form: .fernetKey)
}

extension WorkspaceService {
    /// The application server.
    package static let daphne = WorkspaceService(
        "daphne",
        title: "the application server",
        checks: [HealthCheck(.http, on: .daphne, path: "/health/", namesDomain: true)],
        files: [
            environmentFile,
            .unit(
                "daphne",
                title: "application server",
                after: "network.target postgresql.service moorage-{{workspace}}-redis.service "
                    + "moorage-{{workspace}}-qdrant.service",
                wants: "moorage-{{workspace}}-redis.service moorage-{{workspace}}-qdrant.service",
                service: #"""
                    Type=exec
                    WorkingDirectory=/srv/moorage/{{workspace}}/app
                    EnvironmentFile=/etc/moorage/workspaces/{{workspace}}/environment
                    ExecStart=/srv/moorage/{{workspace}}/venv/bin/python -m daphne -b 127.0.0.1 -p {{daphne_port}} --proxy-headers \
                        app.asgi:application
                    TimeoutStopSec=30
                    {{>application-folders}}
                    """#,
                values: ["daphne_port": .port(.daphne)]
            ),
        ],
        partials: [
            // Where the application and its tasks may write.
            TemplateSource(
                name: "application-folders",
                text: """
                    ReadWritePaths=-/srv/moorage/{{workspace}}/app -/srv/moorage/{{workspace}}/media -/srv/moorage/{{workspace}}/logs

                    """
            )
        ]
    )

    /// The environment of the application and of both Celery processes, for `EnvironmentFile=`.
    private static let environmentFile = ServiceFile(
        "environment",
        .configuration,
        TemplatePart(
            """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            SECRET_KEY={{env(secret_key)}}
            DEBUG=False
            ALLOWED_HOSTS={{env(allowed_hosts)}}
            DEPLOYMENT_TYPE={{env(deployment_type)}}
            VPS_DOMAIN={{env(domain)}}
            GATE_ID={{workspace}}
            CUSTOMER_ID={{workspace}}
            WORKSPACE_NAME={{env(name)}}
            {{>environment-lines}}
            ENCRYPTION_KEY={{env(encryption_key)}}
            MEDIA_ROOT=/srv/moorage/{{workspace}}/media
            LOG_DIR=/srv/moorage/{{workspace}}/logs
            {{>environment-options}}

            """,
            values: [
                "secret_key": .secret(.djangoSecretKey),
                "encryption_key": .secret(.encryptionKey),
                "allowed_hosts": .fact { "\($0.domain),127.0.0.1,localhost" },
                "deployment_type": .fact { $0.specification.deploymentType.rawValue },
                "domain": .fact { $0.domain },
                "name": .fact { $0.specification.name },
            ]
        ),
        holdsEnvironment: true
    )
}
