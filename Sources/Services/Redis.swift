extension ServicePort {
    /// Redis.
    package static let redis = ServicePort("redis", base: 6379)
}

extension ServiceSecret {
    /// The password of the workspace's Redis.
    package static let redisPassword = ServiceSecret("redis_password")
}

extension WorkspaceService {
    /// The application's cache and Celery's broker.
    package static let redis = WorkspaceService(
        "redis",
        title: "Redis",
        checks: [HealthCheck(.redis, on: .redis, secret: .redisPassword)],
        environment: TemplatePart(
            """
            REDIS_URL="redis://:{{url(password)}}@127.0.0.1:{{port}}/0"

            """,
            values: ["port": .port(.redis), "password": .secret(.redisPassword)]
        ),
        files: [
            // Only settings that Redis 6.0, the oldest version of the distributions, also supports.
            ServiceFile(
                "redis.conf",
                .configuration,
                TemplatePart(
                    """
                    # Rendered by Moorage: a change made here is overwritten by the next run.
                    bind 127.0.0.1
                    protected-mode yes
                    port {{port}}
                    requirepass {{redis(password)}}
                    tcp-backlog 128
                    timeout 0
                    tcp-keepalive 300
                    maxclients 512
                    daemonize no
                    supervised systemd
                    loglevel notice
                    logfile ""
                    databases 16
                    dir /srv/moorage/{{workspace}}/redis
                    dbfilename dump.rdb
                    save 900 1
                    save 300 100
                    appendonly yes
                    appendfsync everysec
                    maxmemory {{memory}}mb
                    # Keys that expire are the cache; those that do not are Celery's queues, which must never be dropped.
                    maxmemory-policy volatile-lru

                    """,
                    values: [
                        "port": .port(.redis),
                        "password": .secret(.redisPassword),
                        "memory": .fact { "\($0.memory / 8)" },
                    ]
                )
            ),
            .unit(
                "redis",
                title: "Redis",
                service: """
                    Type=notify
                    WorkingDirectory=/srv/moorage/{{workspace}}/redis
                    ExecStart=/usr/bin/redis-server /etc/moorage/workspaces/{{workspace}}/redis.conf
                    TimeoutStopSec=60
                    LimitNOFILE=65536
                    ReadWritePaths=-/srv/moorage/{{workspace}}/redis
                    """
            ),
        ]
    )
}
