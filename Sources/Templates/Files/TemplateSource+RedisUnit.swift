extension TemplateSource {
    /// Redis' unit.
    static let redisUnit = Self(
        name: "redis.service",
        text: """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            [Unit]
            Description=Moorage workspace {{unit(workspace)}}: Redis
            After=network.target
            StartLimitIntervalSec=0

            [Service]
            Type=notify
            WorkingDirectory=/srv/moorage/{{workspace}}/redis
            ExecStart=/usr/bin/redis-server /etc/moorage/workspaces/{{workspace}}/redis.conf
            TimeoutStopSec=60
            LimitNOFILE=65536
            ReadWritePaths=-/srv/moorage/{{workspace}}/redis
            {{>service-limits}}

            [Install]
            WantedBy=multi-user.target

            """
    )
}
