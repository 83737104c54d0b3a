"""Checks the health of every service of a workspace, through its own port."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from . import durable
from .errors import HostError
from .layout import Layout

ADDRESS = "127.0.0.1"
# A healthy service answers in milliseconds; the application in turn checks three others, each with its own deadline.
ANSWER_SECONDS = 5.0
RETRY_SECONDS = 0.2
MAXIMUM_SERVICES = 32
MAXIMUM_BODY_BYTES = 16_384
DETAIL_CHARACTERS = 200
CHECK_NAME = re.compile(r"[a-z0-9_]{1,32}")

Service = dict[str, Any]
Answer = dict[str, Any]


class Unhealthy(Exception):
    """A service gave a wrong answer. The message contains no text from the service."""


def verify(layout: Layout, workspace: str, patience: float = 0.0) -> Iterable[Answer]:
    """One result per service, in the order of verify.json. An unhealthy one is checked again for `patience` seconds."""
    path = layout.configuration(workspace) / "verify.json"
    services = durable.read_json(path, None)
    if services is None:
        raise HostError(f"{workspace} is not deployed: there is no {path}")
    listed = services["services"][:MAXIMUM_SERVICES]
    deadline = time.monotonic() + patience
    with ThreadPoolExecutor(max_workers=MAXIMUM_SERVICES) as pool:
        yield from pool.map(lambda service: _ask(service, deadline), listed)


def _ask(service: Service, deadline: float) -> Answer:
    while True:
        healthy, detail = _ask_once(service)
        if healthy or time.monotonic() >= deadline:
            break
        time.sleep(RETRY_SECONDS)
    return {
        "service": service["service"], "port": service["port"], "healthy": healthy,
        "detail": detail[:DETAIL_CHARACTERS],
    }


def _ask_once(service: Service) -> tuple[bool, str]:
    kind = KINDS.get(service["kind"])
    if kind is None:
        return False, f"no such kind of check: {service['kind']}"
    try:
        return True, kind(service)
    except Unhealthy as error:
        return False, str(error)
    except TimeoutError:
        return False, f"no answer within {ANSWER_SECONDS:.0f} s"
    except (http.client.HTTPException, ssl.SSLError) as error:
        return False, f"not an answer of this protocol ({type(error).__name__})"
    except OSError as error:
        return False, error.strerror or type(error).__name__


def _tcp(service: Service) -> str:
    with socket.create_connection((ADDRESS, service["port"]), ANSWER_SECONDS):
        return "accepts connections"


def _redis(service: Service) -> str:
    with socket.create_connection((ADDRESS, service["port"]), ANSWER_SECONDS) as connection:
        password = service.get("password") or ""
        with connection.makefile("rwb") as stream:
            if password and _redis_call(stream, "AUTH", password) != b"+OK":
                raise Unhealthy("refused the password")
            if _redis_call(stream, "PING") != b"+PONG":
                raise Unhealthy("did not answer PING")
    return "answered PING"


def _redis_call(stream: Any, *words: str) -> bytes:
    encoded = [word.encode() for word in words]
    stream.write(b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in encoded))
    stream.flush()
    return stream.readline(MAXIMUM_BODY_BYTES).rstrip(b"\r\n")


def _http(service: Service) -> str:
    return _request(http.client.HTTPConnection(ADDRESS, service["port"], timeout=ANSWER_SECONDS), service)


def _https(service: Service) -> str:
    # Checks whether nginx serves the site under its name, not whether the public trusts the certificate.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    host = service.get("host") or None
    connection = http.client.HTTPSConnection(ADDRESS, service["port"], timeout=ANSWER_SECONDS, context=context)
    plain = socket.create_connection((ADDRESS, service["port"]), ANSWER_SECONDS)
    try:
        connection.sock = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return _request(connection, service)


def _request(connection: http.client.HTTPConnection, service: Service) -> str:
    headers = {"Host": service.get("host") or ADDRESS, "User-Agent": "moorage-host"}
    if service.get("header_name"):
        headers[service["header_name"]] = service.get("header_value") or ""
    try:
        connection.request("GET", service.get("path") or "/", headers=headers)
        response = connection.getresponse()
        body = response.read(MAXIMUM_BODY_BYTES)
    finally:
        connection.close()
    if not 200 <= response.status < 400:
        raise Unhealthy(f"answered HTTP {response.status}{_failing_checks(body)}")
    return f"answered HTTP {response.status}"


def _failing_checks(body: bytes) -> str:
    """Names the failing parts if the answer is a health report; no other text of it is repeated."""
    try:
        checks = json.loads(body)["checks"]
        failing = [name for name, check in checks.items() if CHECK_NAME.fullmatch(name) and check["ok"] is not True]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f": {', '.join(failing)} failed" if failing else ""


KINDS: dict[str, Callable[[Service], str]] = {"http": _http, "https": _https, "redis": _redis, "tcp": _tcp}
