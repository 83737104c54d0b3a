/// Scripts for the sandbox that make a real program read a rendered file.
enum Readers {
    /// Prints an `EnvironmentFile` as JSON, read by systemd's own parser: the function that its manager calls.
    static let environmentFile = """
        cat > /mnt/environment.py <<'PYTHON'
        import ctypes, glob, json, sys
        library = ctypes.CDLL(glob.glob('/usr/lib/*/systemd/libsystemd-shared-*.so')[0])
        result = ctypes.POINTER(ctypes.c_char_p)()
        assert library.load_env_file(None, sys.argv[1].encode(), ctypes.byref(result)) == 0
        values, index = {}, 0
        while result[index]:
            name, _, value = result[index].decode().partition('=')
            assert name not in values
            values[name] = value
            index += 1
        print(json.dumps(values))
        PYTHON
        python3 /mnt/environment.py
        """

    /// Starts Redis on the installed file, as its user, and connects to it.
    static let redisPing = """
        cat > /mnt/redis.py <<'PYTHON'
        import socket, subprocess
        server = subprocess.Popen(
            ['runuser', '-u', 'ws7x2k4', '--', 'redis-server', '/etc/moorage/workspaces/ws7x2k4/redis.conf'],
            stdout=subprocess.PIPE, text=True)
        for line in server.stdout:
            if 'Ready to accept connections' in line:
                break
        else:
            raise SystemExit('Redis ended')
        replies = socket.create_connection(('127.0.0.1', 14929)).makefile('rwb')
        def ask(*words):
            replies.write(b'*%d\\r\\n' % len(words))
            for word in words:
                replies.write(b'$%d\\r\\n%s\\r\\n' % (len(word), word))
            replies.flush()
            line = replies.readline().decode().strip()
            if line.startswith('*'):
                return [replies.readline() and replies.readline().decode().strip() for _ in range(int(line[1:]))][1]
            return line.split()[0]
        password = open('/mnt/input', 'rb').read()
        print(ask(b'PING'), ask(b'AUTH', password + b'x'), ask(b'AUTH', password), ask(b'PING'),
              ask(b'CONFIG', b'GET', b'maxmemory-policy'), ask(b'CONFIG', b'GET', b'maxmemory'))
        server.terminate()
        server.wait()
        PYTHON
        python3 /mnt/redis.py
        """

    /// Starts a private cluster that logs every statement.
    static let postgres = """
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        as_postgres() { runuser -u postgres -- env PGHOST=/mnt/cluster PATH="$bin:$PATH" bash -c "$1"; }
        install -d -o postgres -m 700 /mnt/cluster
        as_postgres "initdb -D /mnt/cluster/data -A scram-sha-256 --auth-local=peer --no-sync --locale=C -E SQL_ASCII \\
            > /dev/null"
        as_postgres "pg_ctl -D /mnt/cluster/data -w -l /mnt/cluster/log \\
            -o '-k /mnt/cluster -c log_statement=all -c log_min_duration_statement=0 -c fsync=off' start > /dev/null"
        trap 'as_postgres "pg_ctl -D /mnt/cluster/data -m immediate stop > /dev/null"' EXIT

        """

    /// Starts nginx on the installed site in front of a server that echoes, and calls both.
    static let nginxSite = """
        tls=/etc/moorage/workspaces/ws7x2k4/tls
        mkdir -p $tls /var/lib/moorage/acme/.well-known/acme-challenge
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 \\
            -subj /CN=ws7x2k4.workspaces.test -keyout $tls/key.pem -out $tls/certificate.pem 2> /dev/null
        ln -sf /etc/nginx/sites-available/moorage-ws7x2k4.conf /etc/nginx/sites-enabled/
        echo -n token > /var/lib/moorage/acme/.well-known/acme-challenge/t
        # As the application writes them: its user, the UMask of its unit, the group of the folder.
        as_application() { runuser -u ws7x2k4 -- bash -c "umask 0027; $1"; }
        as_application "echo -n picture > /srv/moorage/ws7x2k4/media/p.png"
        as_application "mkdir -p /srv/moorage/ws7x2k4/app/static; echo -n style > /srv/moorage/ws7x2k4/app/static/s.css"
        # What nginx may read and the application must not show: another workspace's file.
        install -D -m 640 -o root -g www-data /dev/stdin /srv/moorage/wsother/secret <<< theirs
        chmod 755 /srv/moorage/wsother
        as_application "ln -s p.png /srv/moorage/ws7x2k4/media/own; ln -s /srv/moorage/wsother/secret /srv/moorage/ws7x2k4/media/foreign"
        as_application "ln -s /srv/moorage/wsother /srv/moorage/ws7x2k4/app/static/foreign"
        cat > /mnt/upstream.py <<'PYTHON'
        import os, sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        class Echo(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def do_GET(self):
                names = ['Upgrade', 'Connection'] if self.path == '/upgrade' else ['Host', 'X-Forwarded-Proto']
                body = ' '.join([self.path] * (self.path != '/upgrade') + [str(self.headers[name]) for name in names])
                self.send_response(200)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())
            def log_message(self, *_): pass
        server = ThreadingHTTPServer(('127.0.0.1', 16550), Echo)
        if os.fork() == 0:
            for descriptor in (0, 1, 2): os.close(descriptor)
            server.serve_forever()
        PYTHON
        python3 /mnt/upstream.py
        nginx -t -q
        nginx
        site=ws7x2k4.workspaces.test
        call() { curl -sSk --noproxy '*' --resolve $site:80:127.0.0.1 --resolve $site:443:127.0.0.1 "$@"; }
        echo "redirect $(call -o /dev/null -w '%{http_code} %{redirect_url}' "http://$site/a?b=c")"
        echo "acme $(call http://$site/.well-known/acme-challenge/t)"
        echo "health on 80: $(call http://$site/health/)"
        echo "health on 443: $(call https://$site/health/)"
        echo "websocket: $(call --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' https://$site/upgrade)"
        echo "plain: $(call https://$site/upgrade)"
        echo "media: $(call https://$site/media/p.png)"
        echo "static: $(call https://$site/static/s.css)"
        echo "own link: $(call https://$site/media/own)"
        status() { call -o /dev/null -w '%{http_code}' "https://$site$1"; }
        echo "foreign links: $(status /media/foreign) $(status /static/foreign/secret)"
        truncate -s 105000000 /mnt/large
        echo "too large: $(call -o /dev/null -w '%{http_code}' -T /mnt/large https://$site/ || true)"
        nginx -s quit
        """

    /// Reads the list of texts in `/mnt/input` with the functions that systemd's manager uses for a unit's values.
    ///
    /// Specifiers in a setting's value are expanded (config_parse_unit_string_printf). A command line is split and
    /// unquoted first, then expanded (config_parse_exec); its variables are replaced when the command is run.
    static func unitValues(isArgument: Bool) -> String {
        """
        cat > /mnt/unit.py <<'PYTHON'
        import ctypes, glob, json
        library = ctypes.CDLL(glob.glob('/usr/lib/*/systemd/libsystemd-shared-*.so')[0])
        text_type = ctypes.c_char_p
        library.replace_env_argv.restype = ctypes.POINTER(text_type)
        library.specifier_printf.argtypes = [
            text_type, ctypes.c_size_t, ctypes.c_void_p, text_type, ctypes.c_void_p, ctypes.POINTER(text_type)]
        class Specifier(ctypes.Structure):
            _fields_ = [('letter', ctypes.c_char), ('lookup', ctypes.c_void_p), ('data', ctypes.c_void_p)]
        replacement = ctypes.create_string_buffer(b'expanded')
        lookup = ctypes.cast(library.specifier_string, ctypes.c_void_p)
        table = (Specifier * 2)(Specifier(b'n', lookup, ctypes.cast(replacement, ctypes.c_void_p)), Specifier())
        UNQUOTE_AND_UNESCAPE = 1 << 5 | 1 << 1
        def expanded(text):
            result = text_type()
            assert library.specifier_printf(text, 1 << 20, table, None, None, ctypes.byref(result)) == 0
            return result.value
        assert expanded(b'%n') == b'expanded'
        def word(text):
            rest, result = text_type(('/bin/x ' + text + ' next').encode()), text_type()
            words = []
            while library.extract_first_word(
                    ctypes.byref(rest), ctypes.byref(result), None, UNQUOTE_AND_UNESCAPE) > 0:
                words.append(result.value)
            assert len(words) == 3 and words[2] == b'next', words
            return words[1]
        def replaced(text):
            arguments = (text_type * 2)(text, None)
            environment = (text_type * 2)(b'HOME=/wrong', None)
            return library.replace_env_argv(arguments, environment)[0]
        def read(text):
            \(isArgument ? "return replaced(expanded(word(text))).decode()" : "return expanded(text.encode()).decode()")
        print(json.dumps([read(text) for text in json.load(open('/mnt/input'))]))
        PYTHON
        python3 /mnt/unit.py
        """
    }
}
