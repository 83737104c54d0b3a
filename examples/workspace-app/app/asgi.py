"""The ASGI application: a page, the health report, and a task through the broker."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from typing import Any

from .health import Health
from .settings import Settings
from .tasks import ping

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A running worker answers in milliseconds; a browser waits at most this long for a missing one.
TASK_SECONDS = 5

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 36rem; padding: 0 1rem }}</style>
<h1>{name}</h1>
<p>This is the workspace <code>{workspace}</code>.</p>
<p><a href="/health/">Which of its stores answer</a> · <a href="/tasks/ping/">Run a task</a></p>
"""


class Application:
    """Answers HTTP; every path is read-only."""

    def __init__(self, settings: Settings, health: Health | None = None) -> None:
        self._settings = settings
        self._health = health or Health(settings)
        self._routes = {"/": self._page, "/health": self._report, "/tasks/ping": self._ping}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        route = self._routes.get(scope["path"].rstrip("/") or "/")
        if route is None:
            status, kind, body = 404, "application/json", {"detail": "There is no such page."}
        elif scope["method"] not in ("GET", "HEAD"):
            status, kind, body = 405, "application/json", {"detail": "Only GET is answered."}
        else:
            status, kind, body = await route()
        encoded = body.encode() if isinstance(body, str) else json.dumps(body).encode() + b"\n"
        headers = [
            (b"content-type", f"{kind}; charset=utf-8".encode()),
            (b"content-length", str(len(encoded)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else encoded})

    async def _page(self) -> tuple[int, str, Any]:
        page = PAGE.format(name=escape(self._settings.name), workspace=escape(self._settings.workspace_id))
        return 200, "text/html", page

    async def _report(self) -> tuple[int, str, Any]:
        report = await self._health.report()
        return 200 if report["status"] == "ok" else 503, "application/json", report

    async def _ping(self) -> tuple[int, str, Any]:
        word = secrets.token_hex(8)
        try:
            answer = await asyncio.to_thread(lambda: ping.apply_async((word,), expires=TASK_SECONDS).get(TASK_SECONDS))
        except Exception as error:  # Celery does not wrap the errors of the broker and the backend.
            return 503, "application/json", {"ok": False, "error": type(error).__name__}
        return 200, "application/json", {"ok": answer == word}


application = Application(Settings.load())
