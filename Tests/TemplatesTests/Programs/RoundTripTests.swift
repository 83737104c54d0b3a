import FoundationEssentials
import Testing

@testable import Templates

/// Every hostile value, written by our rules and read by the program, is unchanged or was refused.
@Suite("Values arrive intact", .enabled(if: Sandbox.isAvailable, Sandbox.explanation))
struct RoundTripTests {
    /// The values that a syntax accepts, and their written form.
    private func written(in syntax: TargetSyntax) -> [(value: String, escaped: String)] {
        (NastyValues.all + NastyValues.random).compactMap { value in (try? syntax.escape(value)).map { (value, $0) } }
    }

    /// Runs a script that prints the values as a JSON list, and compares.
    private func check(_ syntax: TargetSyntax, refusing refused: Int, script: String) async throws {
        let written = written(in: syntax)
        #expect(NastyValues.all.filter { (try? syntax.escape($0)) == nil }.count == refused)
        #expect(written.count > NastyValues.all.count)
        let input = String(decoding: try JSONEncoder().encode(written.map(\.escaped)), as: UTF8.self)
        let outcome = try await Sandbox.run(input: input, script: script)
        try #require(outcome.isSuccess, "\(outcome.errors)")
        let values = try JSONDecoder().decode([String].self, from: Data(outcome.output.utf8))
        try #require(values.count == written.count)
        for (value, entry) in zip(values, written) {
            #expect(Array(value.unicodeScalars) == Array(entry.value.unicodeScalars), "written as \(entry.escaped)")
        }
    }

    @Test("an environment file, by systemd's parser")
    func environment() async throws {
        try await check(
            .env,
            refusing: 0,
            script: """
                python3 -c 'import json
                for index, text in enumerate(json.load(open("/mnt/input"))): print(f"V{index:03}={text}")' > /mnt/file
                \(Readers.environmentFile) /mnt/file > /mnt/result
                python3 -c 'import json; print(json.dumps([v for _, v in sorted(json.load(open("/mnt/result")).items())]))'
                """
        )
    }

    @Test("a setting of a unit, by systemd's specifier expansion")
    func unit() async throws {
        try await check(.unit, refusing: 6, script: Readers.unitValues(isArgument: false))
    }

    @Test("an argument in a unit's command line, parsed by systemd's own functions in systemd's order")
    func unitArgument() async throws {
        try await check(.unitArgument, refusing: 0, script: Readers.unitValues(isArgument: true))
    }

    @Test("a parameter of nginx, which nginx serves back")
    func nginx() async throws {
        try await check(
            .nginx,
            refusing: 1,
            script: """
                python3 -c 'import json
                texts = json.load(open("/mnt/input"))
                places = "".join("location = /%d { return 200 %s; }\\n" % pair for pair in enumerate(texts))
                open("/etc/nginx/sites-enabled/values", "w").write(
                    "server { listen 127.0.0.1:8081; default_type text/plain; " + places + "}")'
                nginx -t -q
                nginx
                python3 -c 'import json, urllib.request
                count = len(json.load(open("/mnt/input")))
                read = lambda index: urllib.request.urlopen(f"http://127.0.0.1:8081/{index}").read().decode()
                print(json.dumps([read(index) for index in range(count)]))'
                nginx -s quit
                """
        )
    }

    @Test("a YAML scalar, by PyYAML")
    func yaml() async throws {
        try await check(
            .yaml,
            refusing: 0,
            script: """
                python3 -c 'import json, yaml
                text = "".join("- k: %s\\n  n: 1\\n" % text for text in json.load(open("/mnt/input")))
                print(json.dumps([entry["k"] for entry in yaml.safe_load(text)]))'
                """
        )
    }

    @Test("a parameter in redis.conf, by Redis")
    func redis() async throws {
        try await check(
            .redis,
            refusing: 0,
            script: """
                cat > /mnt/redis.py <<'PYTHON'
                import json, socket, subprocess
                def read(text):
                    # A password for the primary: free text that CONFIG GET gives back.
                    open('/mnt/redis.conf', 'w').write(
                        'port 0\\nunixsocket /mnt/redis.sock\\nsave ""\\ndir /mnt\\nmasterauth ' + text
                        + '\\nmaxclients 17\\n')
                    server = subprocess.Popen(['redis-server', '/mnt/redis.conf'], stdout=subprocess.PIPE, text=True)
                    for line in server.stdout:
                        if 'ready to accept' in line.lower(): break
                    connection = socket.socket(socket.AF_UNIX)
                    connection.connect('/mnt/redis.sock')
                    stream = connection.makefile('rwb')
                    stream.write(b'CONFIG GET masterauth\\r\\n')
                    stream.flush()
                    for _ in range(3): stream.readline()
                    size = int(stream.readline()[1:])
                    value = stream.read(size).decode()
                    server.terminate()
                    server.wait()
                    return value
                print(json.dumps([read(text) for text in json.load(open('/mnt/input'))]))
                PYTHON
                python3 /mnt/redis.py
                """
        )
    }

    @Test("string constants of PostgreSQL, whatever the server's setting", arguments: ["on", "off"])
    func sqlLiteral(conforming: String) async throws {
        try await check(
            .sqlLiteral,
            refusing: 0,
            script: Readers.postgres + """
                python3 -c 'import json
                print("SET standard_conforming_strings = \(conforming); SET escape_string_warning = off;")
                for text in json.load(open("/mnt/input")):
                    print("SELECT encode(convert_to(%s, $$UTF8$$), $$hex$$);" % text)' > /mnt/script.sql
                as_postgres "createdb -T template0 -E UTF8 values"
                as_postgres "psql -qXAt -v ON_ERROR_STOP=1 -d values -f -" < /mnt/script.sql > /mnt/result
                python3 -c 'import json
                print(json.dumps([bytes.fromhex(line).decode() for line in open("/mnt/result").read().split("\\n")[:-1]]))'
                """
        )
    }

    @Test("identifiers of PostgreSQL")
    func sqlIdentifier() async throws {
        try await check(
            .sqlIdentifier,
            refusing: 2,
            script: Readers.postgres + """
                python3 -c 'import json
                for index, text in enumerate(json.load(open("/mnt/input"))):
                    print("CREATE SCHEMA s%03d CREATE TABLE %s ();" % (index, text))
                print("SELECT encode(convert_to(relname, $$UTF8$$), $$hex$$) FROM pg_class JOIN pg_namespace n"
                    " ON n.oid = relnamespace WHERE nspname ~ $$^s[0-9]+$$ ORDER BY nspname;")' > /mnt/script.sql
                as_postgres "createdb -T template0 -E UTF8 values"
                as_postgres "psql -qXAt -v ON_ERROR_STOP=1 -d values -f -" < /mnt/script.sql > /mnt/result
                python3 -c 'import json
                print(json.dumps([bytes.fromhex(line).decode() for line in open("/mnt/result").read().split("\\n")[:-1]]))'
                """
        )
    }
}
