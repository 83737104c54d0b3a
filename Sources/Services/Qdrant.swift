extension ServicePort {
    /// Qdrant's HTTP API.
    package static let qdrantHTTP = ServicePort("qdrant_http", base: 6333)
    /// Qdrant's gRPC API.
    package static let qdrantGRPC = ServicePort("qdrant_grpc", base: 6334)
}

extension ServiceSecret {
    /// The API key of the workspace's Qdrant.
    package static let qdrantAPIKey = ServiceSecret("qdrant_api_key")
}

extension WorkspaceService {
    /// The vector store.
    package static let qdrant = WorkspaceService(
        "qdrant",
        title: "Qdrant",
        hasArtifact: true,
        checks: [
            HealthCheck(.http, on: .qdrantHTTP, path: "/readyz", header: "api-key", secret: .qdrantAPIKey),
            HealthCheck(.tcp, on: .qdrantGRPC),
        ],
        environment: TemplatePart(
            """
            QDRANT_HOST=127.0.0.1
            QDRANT_HTTP_PORT={{http_port}}
            QDRANT_GRPC_PORT={{grpc_port}}
            QDRANT_API_KEY={{env(api_key)}}

            """,
            values: [
                "http_port": .port(.qdrantHTTP),
                "grpc_port": .port(.qdrantGRPC),
                "api_key": .secret(.qdrantAPIKey),
            ]
        ),
        files: [
            ServiceFile(
                "qdrant.yaml",
                .configuration,
                TemplatePart(
                    """
                    # Rendered by Moorage: a change made here is overwritten by the next run.
                    log_level: INFO
                    telemetry_disabled: true
                    storage:
                      storage_path: /srv/moorage/{{workspace}}/qdrant/storage
                      snapshots_path: /srv/moorage/{{workspace}}/qdrant/snapshots
                      temp_path: /srv/moorage/{{workspace}}/qdrant/temporary
                    service:
                      host: 127.0.0.1
                      http_port: {{http_port}}
                      grpc_port: {{grpc_port}}
                      api_key: {{yaml(api_key)}}
                      enable_cors: false
                      enable_tls: false
                      max_request_size_mb: 32
                    cluster:
                      enabled: false

                    """,
                    values: [
                        "http_port": .port(.qdrantHTTP),
                        "grpc_port": .port(.qdrantGRPC),
                        "api_key": .secret(.qdrantAPIKey),
                    ]
                )
            ),
            .unit(
                "qdrant",
                title: "Qdrant",
                service: """
                    Type=exec
                    WorkingDirectory=/srv/moorage/{{workspace}}/qdrant
                    ExecStart=/usr/local/bin/qdrant --config-path /etc/moorage/workspaces/{{workspace}}/qdrant.yaml
                    TimeoutStopSec=60
                    LimitNOFILE=65536
                    ReadWritePaths=-/srv/moorage/{{workspace}}/qdrant
                    """
            ),
        ]
    )
}
