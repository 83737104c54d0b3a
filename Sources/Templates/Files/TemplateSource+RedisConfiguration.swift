extension TemplateSource {
    /// Redis: the application's cache and Celery's broker. Only what Redis 6.0 (Ubuntu 22.04) knows as well.
    static let redisConfiguration = Self(
        name: "redis.conf",
        text: """
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

            """
    )
}
