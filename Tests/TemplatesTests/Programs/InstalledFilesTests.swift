import FoundationEssentials
import Services
import Templates
import Testing
import Workspaces

/// Each program reads the file that was rendered for it, installed in its place.
@Suite("Programs accept their files", .enabled(if: Sandbox.isAvailable, Sandbox.explanation))
struct InstalledFilesTests {
    /// Values that a generator never produces but a configuration may contain: every special character, except `$` for
    /// nginx.
    private static let password = "a\"b'c%d\\e#f g{{h}}$HOME`i`:@/?é🚢"

    private func bundle(nasty: Bool = false, neo4j: Bool = true) throws -> WorkspaceBundle {
        try BundleRenderer().render(
            try Sample.configuration(neo4j: neo4j),
            secrets: Sample.secrets(password: nasty ? Self.password : nil)
        )
    }

    @Test("systemd-analyze verify prints nothing about any unit")
    func units() async throws {
        let outcome = try await Sandbox.run(
            try bundle(),
            script: "systemd-analyze verify --man=no /etc/systemd/system/moorage-ws7x2k4* 2>&1"
        )
        #expect(outcome.output == "")
        #expect(outcome.isSuccess, "\(outcome.errors)")
    }

    @Test("systemd-analyze would have told of a wrong key")
    func unitsControl() async throws {
        let outcome = try await Sandbox.run(
            try bundle(),
            script: """
                sed -i 's/^UMask=/Umask=/' /etc/systemd/system/moorage-ws7x2k4-redis.service
                systemd-analyze verify --man=no /etc/systemd/system/moorage-ws7x2k4* 2>&1
                """
        )
        #expect(outcome.output.contains("Umask"))
    }

    @Test("systemd reads the intended environment, including a hostile name and hostile secrets")
    func environment() async throws {
        for name in ["Ann's \"notes\" 🚢 {{name}} $HOME 100% #1 \\", "two\nlines\r\n\tand `more`", " "] {
            let bundle = try BundleRenderer().render(
                try Sample.configuration(name: name, neo4j: true),
                secrets: Sample.secrets(password: Self.password)
            )
            let outcome = try await Sandbox.run(
                bundle,
                script: Readers.environmentFile + " /etc/moorage/workspaces/ws7x2k4/environment"
            )
            let values = try JSONDecoder().decode([String: String].self, from: Data(outcome.output.utf8))
            #expect(values["WORKSPACE_NAME"] == name)
            #expect(values["SECRET_KEY"] == Self.password)
            #expect(values["QDRANT_API_KEY"] == Self.password)
            #expect(values["NEO4J_PASSWORD"] == Self.password)
            #expect(values["ALLOWED_HOSTS"] == "ws7x2k4.workspaces.test,127.0.0.1,localhost")
            #expect(values["DEBUG"] == "False")
            #expect(values.count == 20)
        }
    }

    @Test("the URLs of the environment return the passwords")
    func urls() async throws {
        let outcome = try await Sandbox.run(
            try bundle(nasty: true),
            script: Readers.environmentFile + """
                 /etc/moorage/workspaces/ws7x2k4/environment | python3 -c '
                import json, sys
                from urllib.parse import urlsplit, unquote
                values = json.load(sys.stdin)
                for name in ("DATABASE_URL", "REDIS_URL"):
                    url = urlsplit(values[name])
                    print(json.dumps([url.scheme, url.username, unquote(url.password), url.hostname, url.port, url.path]))
                '
                """
        )
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2, "\(outcome.errors)")
        let password = String(decoding: try JSONEncoder().encode(Self.password), as: UTF8.self)
        let expected = try JSONDecoder().decode(String.self, from: Data(password.utf8))
        #expect(expected == Self.password)
        #expect(lines.first?.contains("postgresql") == true)
        #expect(lines.last?.contains("14929") == true)
        for line in lines { #expect(line.contains(#""a\"b'c%d\\e#f g{{h}}$HOME`i`:@/?\u00e9\ud83d\udea2""#)) }
    }

    @Test("Redis starts as the workspace's user and accepts only the password", arguments: [false, true])
    func redis(nasty: Bool) async throws {
        let password = nasty ? Self.password : try #require(Sample.secrets()[.redisPassword]).reveal()
        let outcome = try await Sandbox.run(
            try bundle(nasty: nasty),
            input: password,
            script: Readers.redisPing
        )
        #expect(outcome.isSuccess, "\(outcome.errors)")
        #expect(outcome.output == "-NOAUTH -WRONGPASS +OK +PONG volatile-lru 536870912\n")
    }

    @Test("database.sql makes role and database, and may be run again", arguments: [false, true])
    func database(nasty: Bool) async throws {
        let password = nasty ? Self.password : try #require(Sample.secrets()[.databasePassword]).reveal()
        let outcome = try await Sandbox.run(
            try bundle(nasty: nasty),
            input: password,
            script: Readers.postgres + """
                install -m 600 -o postgres /etc/moorage/workspaces/ws7x2k4/database.sql /mnt/database.sql
                for pass in 1 2; do
                    as_postgres "psql -qX -v ON_ERROR_STOP=1 -d postgres -f -" < /mnt/database.sql
                done
                PGPASSWORD="$(cat /mnt/input)" psql -qXAt -h 127.0.0.1 -U adim_ws7x2k4 -d adim_ws7x2k4 \\
                    -c "CREATE TABLE t (x text); SELECT current_user, pg_encoding_to_char(encoding), datcollate, datacl
                        FROM pg_database WHERE datname = current_database()"
                as_postgres "psql -qXAt -c \\"SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'adim_ws7x2k4'\\""
                PGPASSWORD=wrong psql -qX -h 127.0.0.1 -U adim_ws7x2k4 -d adim_ws7x2k4 -c "" 2>&1 | grep -c "failed" || true
                grep -cF 'ALTER ROLE' /mnt/cluster/log || true
                """
        )
        #expect(outcome.isSuccess, "\(outcome.errors)")
        #expect(
            outcome.output == """
                adim_ws7x2k4|UTF8|C.UTF-8|{adim_ws7x2k4=CTc/adim_ws7x2k4}
                SCRAM-SHA-256
                1
                0

                """
        )
    }

    @Test("nginx accepts the site and serves the right content")
    func nginx() async throws {
        let outcome = try await Sandbox.run(try bundle(), script: Readers.nginxSite)
        #expect(outcome.isSuccess, "\(outcome.errors)")
        #expect(
            outcome.output == """
                redirect 301 https://ws7x2k4.workspaces.test/a?b=c
                acme token
                health on 80: /health/ ws7x2k4.workspaces.test http
                health on 443: /health/ ws7x2k4.workspaces.test https
                websocket: websocket upgrade
                plain: None None
                media: picture
                static: style
                own link: picture
                foreign links: 403 403
                too large: 413

                """
        )
    }

    @Test("logrotate accepts its file")
    func logrotate() async throws {
        let outcome = try await Sandbox.run(
            try bundle(),
            script: """
                head -c 60000000 /dev/zero > /srv/moorage/ws7x2k4/logs/app.log
                chown ws7x2k4:ws7x2k4 /srv/moorage/ws7x2k4/logs/app.log
                logrotate -d /etc/logrotate.d/moorage-ws7x2k4 2>&1 | grep -iE '^(error|warning)' | grep -vc 'debug mode' || true
                logrotate -s /mnt/state /etc/logrotate.d/moorage-ws7x2k4
                ls /srv/moorage/ws7x2k4/logs
                """
        )
        #expect(outcome.output == "0\napp.log\napp.log.1\n", "\(outcome.errors)")
    }

    @Test("Qdrant's YAML has the intended values, in keys that Qdrant knows")
    func qdrant() async throws {
        let outcome = try await Sandbox.run(
            try bundle(nasty: true),
            script: """
                python3 -c 'import json, yaml
                print(json.dumps(yaml.safe_load(open("/etc/moorage/workspaces/ws7x2k4/qdrant.yaml"))))'
                """
        )
        let settings = try JSONDecoder().decode(QdrantSettings.self, from: Data(outcome.output.utf8))
        #expect(settings.service.apiKey == Self.password)
        #expect(settings.service.host == "127.0.0.1")
        #expect(settings.service.httpPort == 14883)
        #expect(settings.service.grpcPort == 14884)
        #expect(try KnownKeys.unknown(in: outcome.output, known: KnownKeys.qdrant).isEmpty)
    }

    @Test("the settings of Neo4j are keys that Neo4j 5 knows, each once")
    func neo4j() throws {
        let file = try #require(try bundle().files.first { $0.name == "neo4j.conf" })
        let lines = file.content.reveal().split(separator: "\n").filter { !$0.hasPrefix("#") }
        let keys = lines.map { String($0.prefix { $0 != "=" }) }
        #expect(Set(keys).count == keys.count)
        for key in keys { #expect(KnownKeys.neo4j.contains(key), "\(key)") }
        for line in lines { #expect(line.contains("=") && !line.hasSuffix("=")) }
    }

    @Test("the JSON files are read by another reader")
    func json() async throws {
        let outcome = try await Sandbox.run(
            try bundle(nasty: true),
            script: """
                jq -r '.services[] | select(.kind == "redis") | .password' /etc/moorage/workspaces/ws7x2k4/verify.json
                jq -r '.ports.daphne' /mnt/bundle/variables.json
                stat -c '%a %U:%G' /etc/moorage/workspaces/ws7x2k4/{environment,verify.json,database.sql}
                """
        )
        #expect(outcome.output == "\(Self.password)\n16550\n640 root:ws7x2k4\n600 root:root\n600 root:root\n")
    }
}
