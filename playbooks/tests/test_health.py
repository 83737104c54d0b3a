"""Each service is checked through its own port."""

from __future__ import annotations

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from moorage_host.errors import HostError
from moorage_host.health import verify

from .support import WORKSPACE, HostTestCase


class Web(BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.answers(self)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Redis(socketserver.StreamRequestHandler):
    """Accepts RESP arrays, like Redis, and requires a password first."""

    def handle(self):
        known = False
        while line := self.rfile.readline():
            words = []
            for _ in range(int(line[1:])):
                words.append(self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2])
            known = known or words == [b"AUTH", b"secret"]
            self.wfile.write(b"-ERR\r\n" if not known else b"+OK\r\n" if words[0] == b"AUTH" else b"+PONG\r\n")


class HealthTests(HostTestCase):
    def serve(self, server: socketserver.TCPServer) -> int:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_address[1]

    def web(self, answers) -> int:
        server = HTTPServer(("127.0.0.1", 0), Web)
        server.answers = answers
        return self.serve(server)

    def ask(self, patience: float = 0, **service) -> dict:
        folder = self.layout.configuration(WORKSPACE)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "verify.json").write_text(json.dumps({"services": [{"service": "x", **service}]}))
        return list(verify(self.layout, WORKSPACE, patience))[0]

    def test_http_sends_path_host_and_header(self):
        seen = []

        def answers(request):
            seen.append((request.path, request.headers["Host"], request.headers["api-key"]))
            return 200, b""

        port = self.web(answers)
        answer = self.ask(kind="http", port=port, path="/readyz", host="a.test", header_name="api-key",
                          header_value="k")
        self.assertEqual(answer, {"service": "x", "port": port, "healthy": True, "detail": "answered HTTP 200"})
        self.assertEqual(seen, [("/readyz", "a.test", "k")])

    def test_a_failing_report_names_its_parts_and_nothing_else(self):
        report = {"checks": {"redis": {"ok": False, "error": "redis://:secret@"}, "postgres": {"ok": True},
                             "Secret Value": {"ok": False}}}
        port = self.web(lambda _: (503, json.dumps(report).encode()))
        answer = self.ask(kind="http", port=port)
        self.assertEqual((answer["healthy"], answer["detail"]), (False, "answered HTTP 503: redis failed"))

    def test_patience_asks_again(self):
        answers = iter([500, 500, 200])
        port = self.web(lambda _: (next(answers), b""))
        self.assertTrue(self.ask(patience=30, kind="http", port=port)["healthy"])

    def test_redis_wants_its_password(self):
        port = self.serve(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Redis))
        self.assertTrue(self.ask(kind="redis", port=port, password="secret")["healthy"])
        refused = self.ask(kind="redis", port=port, password="wrong")
        self.assertEqual((refused["healthy"], refused["detail"]), (False, "refused the password"))
        self.assertFalse(self.ask(kind="redis", port=port)["healthy"])

    def test_what_does_not_answer_is_not_healthy(self):
        port = self.web(lambda _: (200, b""))
        self.assertTrue(self.ask(kind="tcp", port=port)["healthy"])
        # Port 1 is closed; a plain web server does not speak TLS.
        self.assertEqual(self.ask(kind="tcp", port=1)["detail"], "Connection refused")
        self.assertIn("not an answer of this protocol", self.ask(kind="https", port=port)["detail"])
        self.assertIn("no such kind", self.ask(kind="ftp", port=port)["detail"])

    def test_a_workspace_that_is_not_there_is_an_error(self):
        with self.assertRaisesRegex(HostError, "not deployed"):
            list(verify(self.layout, WORKSPACE))
