extension TemplateSource {
    /// The environment of the application and of both Celery processes, for `EnvironmentFile=`.
    static let environment = Self(
        name: "environment",
        text: """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            SECRET_KEY={{env(secret_key)}}
            DEBUG=False
            ALLOWED_HOSTS={{env(allowed_hosts)}}
            DEPLOYMENT_TYPE={{env(deployment_type)}}
            VPS_DOMAIN={{env(domain)}}
            GATE_ID={{workspace}}
            CUSTOMER_ID={{workspace}}
            WORKSPACE_NAME={{env(name)}}
            DATABASE_URL={{env(database_url)}}
            REDIS_URL={{env(redis_url)}}
            QDRANT_HOST=127.0.0.1
            QDRANT_HTTP_PORT={{qdrant_http_port}}
            QDRANT_GRPC_PORT={{qdrant_grpc_port}}
            QDRANT_API_KEY={{env(qdrant_api_key)}}
            ENCRYPTION_KEY={{env(encryption_key)}}
            MEDIA_ROOT=/srv/moorage/{{workspace}}/media
            LOG_DIR=/srv/moorage/{{workspace}}/logs
            {{#neo4j}}
            NEO4J_URI=bolt://127.0.0.1:{{port}}
            NEO4J_USER=neo4j
            NEO4J_PASSWORD={{env(password)}}
            {{/neo4j}}

            """
    )
}
