"""Uses each of the workspace's stores once and reports which of them answered."""

from __future__ import annotations

import asyncio
import http.client
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import psycopg2
import redis

from .settings import Settings

# Less than nginx's time-out, so that the report names a store that hangs instead of a bare 504.
ANSWER_SECONDS = 2
# Anybody may request the report; within this time they get the previous one.
REPORT_SECONDS = 1.0

Check = Callable[[Settings], None]
Report = dict[str, Any]


class Health:
    """The report on the stores, renewed at most once a second."""

    def __init__(self, settings: Settings, checks: dict[str, Check] | None = None) -> None:
        self._settings = settings
        self._checks = CHECKS if checks is None else checks
        self._lock = asyncio.Lock()
        self._report: Report = {}
        self._made = float("-inf")

    async def report(self) -> Report:
        """Whether every store answers, and for each store the time it took or the type of its error."""
        async with self._lock:
            if time.monotonic() - self._made >= REPORT_SECONDS:
                answers = await asyncio.gather(*(self._ask(check) for check in self._checks.values()))
                checks = dict(zip(self._checks, answers))
                self._report = {
                    "status": "ok" if all(answer["ok"] for answer in answers) else "failing",
                    "workspace": self._settings.workspace_id,
                    "checks": checks,
                }
                self._made = time.monotonic()
            return self._report

    async def _ask(self, check: Check) -> dict[str, Any]:
        began = time.monotonic()
        try:
            await asyncio.to_thread(check, self._settings)
        except Exception as error:  # The report shows any error of a driver.
            # Only the type, because a driver's message may repeat the URL with its password.
            return {"ok": False, "error": type(error).__name__}
        return {"ok": True, "milliseconds": round((time.monotonic() - began) * 1000)}


def ask_postgres(settings: Settings) -> None:
    """Writes a value and reads it back."""
    token = secrets.token_hex(8)
    connection = psycopg2.connect(settings.database_url, connect_timeout=ANSWER_SECONDS)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {ANSWER_SECONDS * 1000}")
            # Two processes may run the first check at the same time; only one of them can create the table.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('health_checks'))")
            cursor.execute("CREATE TABLE IF NOT EXISTS health_checks (id integer PRIMARY KEY, token text NOT NULL)")
            cursor.execute(
                "INSERT INTO health_checks VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET token = excluded.token "
                "RETURNING token",
                (token,),
            )
            expect(cursor.fetchone() == (token,))
    finally:
        connection.close()


def ask_redis(settings: Settings) -> None:
    """Writes a value and reads it back."""
    token = secrets.token_hex(8)
    with redis.Redis.from_url(
        settings.redis_url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
    ) as client:
        key = f"health:{token}"
        client.set(key, token, ex=10)
        expect(client.get(key) == token.encode())
        client.delete(key)


def ask_qdrant(settings: Settings) -> None:
    """Lists the collections, which needs the API key."""
    connection = http.client.HTTPConnection(settings.qdrant_host, settings.qdrant_port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/collections", headers={"api-key": settings.qdrant_api_key})
        response = connection.getresponse()
        expect(response.status == 200 and isinstance(json.loads(response.read())["result"]["collections"], list))
    finally:
        connection.close()


def expect(right: bool) -> None:
    """Raises unless the store returned the stored value."""
    if not right:
        raise ValueError("not the expected answer")


CHECKS: dict[str, Check] = {"postgres": ask_postgres, "redis": ask_redis, "qdrant": ask_qdrant}
