extension TemplateSource {
    /// Qdrant: the vector store.
    static let qdrantConfiguration = Self(
        name: "qdrant.yaml",
        text: """
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

            """
    )
}
