"""Tests the application's answers with fake stores."""

from __future__ import annotations

import asyncio
import json
import os
import unittest

ENVIRONMENT = {
    "CUSTOMER_ID": "ws7x2k4",
    "WORKSPACE_NAME": "<b>Mia's</b> {{ 🌊",
    "DATABASE_URL": "postgresql://user:secret@127.0.0.1:1/x",
    "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
    "QDRANT_HTTP_PORT": "1",
    "QDRANT_API_KEY": "secret",
}
os.environ.update(ENVIRONMENT)

from app.asgi import Application  # noqa: E402 (it reads the environment)
from app.health import Health  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.tasks import app as celery, ping  # noqa: E402


class ApplicationTests(unittest.TestCase):
    def setUp(self) -> None:
        self.settings = Settings.load(ENVIRONMENT)
        self.asked = 0

    def well(self, _settings: Settings) -> None:
        self.asked += 1

    def broken(self, settings: Settings) -> None:
        raise ConnectionError(settings.database_url)

    def get(self, path: str, method: str = "GET", **checks) -> tuple[int, bytes]:
        application = Application(self.settings, Health(self.settings, checks or {"store": self.well}))
        return asyncio.run(self.ask(application, path, method))

    async def ask(self, application: Application, path: str, method: str = "GET") -> tuple[int, bytes]:
        sent = []

        async def send(message):
            sent.append(message)

        await application({"type": "http", "path": path, "method": method}, send, send)
        return sent[0]["status"], sent[1]["body"]

    def test_health_says_which_store_fails_and_tells_no_secret(self):
        status, body = self.get("/health/", store=self.well, other=self.broken)
        report = json.loads(body)
        self.assertEqual((status, report["status"]), (503, "failing"))
        self.assertTrue(report["checks"]["store"]["ok"])
        self.assertEqual(report["checks"]["other"], {"ok": False, "error": "ConnectionError"})
        self.assertNotIn(b"secret", body)

    def test_health_is_well_with_and_without_the_slash(self):
        for path in ("/health/", "/health"):
            self.assertEqual(self.get(path)[0], 200)

    def test_stores_are_asked_once_for_many_visitors(self):
        async def many():
            application = Application(self.settings, Health(self.settings, {"store": self.well}))
            return await asyncio.gather(*(self.ask(application, "/health/") for _ in range(20)))

        self.assertEqual({status for status, _ in asyncio.run(many())}, {200})
        self.assertEqual(self.asked, 1)

    def test_real_stores_that_are_away_are_named(self):
        application = Application(self.settings)
        status, body = asyncio.run(self.ask(application, "/health/"))
        self.assertEqual(status, 503)
        self.assertEqual([check["ok"] for check in json.loads(body)["checks"].values()], [False] * 3)
        self.assertNotIn(b"secret", body)

    def test_the_page_shows_the_name_intact_and_escaped(self):
        status, body = self.get("/")
        self.assertEqual(status, 200)
        self.assertIn("&lt;b&gt;Mia&#x27;s&lt;/b&gt; {{ 🌊".encode(), body)
        self.assertIn(b"ws7x2k4", body)

    def test_other_paths_and_methods(self):
        self.assertEqual(self.get("/nothing")[0], 404)
        self.assertEqual(self.get("/", "POST")[0], 405)
        self.assertEqual(self.get("/", "HEAD"), (200, b""))

    def test_settings_hide_what_is_secret(self):
        self.assertNotIn("secret", repr(self.settings))
        with self.assertRaisesRegex(KeyError, "REDIS_URL"):
            Settings.load({name: value for name, value in ENVIRONMENT.items() if name != "REDIS_URL"})

    def test_the_task_gives_the_word_back_and_is_scheduled(self):
        self.assertEqual(ping("a"), "a")
        self.assertEqual(celery.conf.beat_schedule["ping"]["task"], ping.name)


if __name__ == "__main__":
    unittest.main()
