"""Sets Neo4j's initial password before the well-known default is ever valid.

`neo4j-admin` takes the password as an argument, which every user of the host could read in the process list. It only
writes `dbms/auth.ini` below the data folder, which Neo4j reads when it starts without users. So this module writes that
file, in the same format.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import pwd
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import HostError
from .fence import locked
from .layout import Layout

# Neo4j's own values: SHA-256, applied this many times to 32 bytes of salt and the password.
ITERATIONS = 1024
SALT_BYTES = 32
USER = "neo4j"
# `neo4j:SHA-256,<hash>,<salt>,<iterations>:`, with an empty last field for flags.
LINE = re.compile(rf"{USER}:SHA-256,([0-9a-fA-F]{{64}}),((?:[0-9a-fA-F]{{2}})+),{ITERATIONS}:\n?")
MAXIMUM_LINE_BYTES = 1_024

# URL-safe, like all passwords of a workspace, so quoting does not matter.
PASSWORD = re.compile(r'^NEO4J_PASSWORD="?([A-Za-z0-9_-]{8,128})"?$', re.MULTILINE)

SET, UNCHANGED, INITIALIZED = "set", "unchanged", "initialized"
STATES = (SET, UNCHANGED, INITIALIZED)


def set_password(layout: Layout, workspace: str) -> dict[str, Any]:
    """Sets the initial password of the workspace's Neo4j to the one in its application's environment.

    `state` is `set`, `unchanged` if it was already set, or `initialized` if Neo4j already has users, whose passwords
    the customer manages.
    """
    with locked(layout, workspace):
        password = _password(layout.configuration(workspace) / "environment")
        data = layout.home(workspace) / "neo4j/data"
        state = _as_user(workspace, lambda: write_initial_password(data, password))
    return {"changed": state == SET, "state": state}


def _password(environment: Path) -> str:
    try:
        found = PASSWORD.search(environment.read_text(encoding="utf-8"))
    except FileNotFoundError:
        found = None
    if found is None:
        raise HostError(f"{environment} contains no password for Neo4j")
    return found[1]


def write_initial_password(data: Path, password: str) -> str:
    """Writes `auth.ini` unless it is already correct; runs as the workspace's user, who owns the folder."""
    if (data / "databases/system").exists():
        return INITIALIZED
    folder = data / "dbms"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    path = folder / "auth.ini"
    if _is_of(_read(path), password):
        return UNCHANGED
    salt = secrets.token_bytes(SALT_BYTES)
    line = f"{USER}:SHA-256,{digest(password, salt).hex()},{salt.hex()},{ITERATIONS}:\n"
    side = folder / f".auth.ini.{os.getpid()}"
    descriptor = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(side, path)
    return SET


def digest(password: str, salt: bytes) -> bytes:
    """Neo4j's hash of a password."""
    value = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(ITERATIONS - 1):
        value = hashlib.sha256(value).digest()
    return value


def _is_of(line: str, password: str) -> bool:
    found = LINE.fullmatch(line)
    return found is not None and hmac.compare_digest(digest(password, bytes.fromhex(found[2])), bytes.fromhex(found[1]))


def _read(path: Path) -> str:
    """The first line of a regular file; anything else counts as missing. Never waits for the other end of a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        return file.read(MAXIMUM_LINE_BYTES).decode("ascii", errors="replace")


def _as_user(workspace: str, work: Callable[[], str]) -> str:
    """Does the work in a process with the workspace's rights, so links that its user created lead nowhere else."""
    account = pwd.getpwnam(workspace)
    process = os.fork()
    if process == 0:
        code = len(STATES)
        try:
            os.setgroups([])
            os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
            os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
            code = STATES.index(work())
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code not in range(len(STATES)):
        raise HostError(f"{workspace} cannot write Neo4j's initial password below its own neo4j/data")
    return STATES[code]
