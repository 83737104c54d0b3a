extension TemplateSource {
    /// Neo4j 5: the knowledge graph. Only Bolt listens: the workspace's block has one port for it.
    static let neo4jConfiguration = Self(
        name: "neo4j.conf",
        text: """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            server.directories.data=/srv/moorage/{{workspace}}/neo4j/data
            server.directories.logs=/srv/moorage/{{workspace}}/neo4j/logs
            server.directories.run=/srv/moorage/{{workspace}}/neo4j/run
            server.directories.import=/srv/moorage/{{workspace}}/neo4j/import
            server.default_listen_address=127.0.0.1
            server.default_advertised_address=127.0.0.1
            server.bolt.enabled=true
            server.bolt.listen_address=127.0.0.1:{{port}}
            server.bolt.advertised_address=127.0.0.1:{{port}}
            server.http.enabled=false
            server.https.enabled=false
            server.memory.heap.initial_size={{heap}}m
            server.memory.heap.max_size={{heap}}m
            server.memory.pagecache.size={{page_cache}}m
            dbms.security.auth_enabled=true
            dbms.usage_report.enabled=false

            """
    )
}
