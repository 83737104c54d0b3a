"""Unpacking a workspace's application as its own user, and swapping it in."""

from __future__ import annotations

import grp
import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import durable
from .bundle import file_digest
from .errors import HostError
from .fence import locked
from .files import (
    APPLICATION, APPLICATION_SERVICES, FRONT_SERVER_GROUP, SHARED_FOLDER_MODE, add_pending, make_folder, pending,
)
from .layout import Layout

COMPRESSIONS = {b"\x1f\x8b": "-z", b"\xfd7": "-J", b"BZ": "-j"}
# Enough to unpack an application of hundreds of megabytes on a slow disk.
UNPACK_SECONDS = 600
MESSAGE_CHARACTERS = 500


def install_application(layout: Layout, workspace: str, archive: Path, expected: str) -> dict[str, Any]:
    """Puts the archive's content into `app/`, unless it is already there.

    `expected` is the archive's SHA-256, or empty for an archive that was made on this host.
    """
    digest = file_digest(archive)
    if expected and digest != expected.lower():
        raise HostError(f"the application's SHA-256 is {digest}, not {expected}")
    with locked(layout, workspace) as folder:
        home = layout.home(workspace)
        changed = durable.read_json(folder / "application.json", None) != digest or not (home / "app").is_dir()
        if changed:
            _unpack(workspace, home, archive)
            add_pending(folder, {APPLICATION, *APPLICATION_SERVICES})
            _swap(workspace, home)
            durable.replace_json(folder / "application.json", digest)
        return {"changed": changed, "pending": pending(folder)}


def _unpack(workspace: str, home: Path, archive: Path) -> None:
    """As the workspace's user: an archive that escapes its folder can reach only what this user can."""
    with archive.open("rb", buffering=0) as source:
        compression = COMPRESSIONS.get(source.read(2))
        source.seek(0)
        _as_user(workspace, ["rm", "-rf", str(home / "app.next")])
        front = grp.getgrnam(FRONT_SERVER_GROUP).gr_gid
        make_folder(home / "app.next", SHARED_FOLDER_MODE, pwd.getpwnam(workspace).pw_uid, front)
        tar = ["tar", "-x", "-f", "-", "--no-same-owner", "-C", str(home / "app.next")]
        _as_user(workspace, [*tar, compression] if compression else tar, source.fileno())


def _swap(workspace: str, home: Path) -> None:
    """Renames the new folder into place. If an archive contains only one folder, that folder is the application."""
    source = home / "app.next"
    entries = list(source.iterdir())
    if len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink():
        # Unless it is the package `app` itself.
        source = source if (entries[0] / "asgi.py").is_file() else entries[0]
    _as_user(workspace, ["rm", "-rf", str(home / "app.previous")])
    if (home / "app").is_dir():
        os.rename(home / "app", home / "app.previous")
    os.rename(source, home / "app")
    _as_user(workspace, ["rm", "-rf", str(home / "app.next"), str(home / "app.previous")])


def _as_user(workspace: str, command: Sequence[str], source: int = subprocess.DEVNULL) -> None:
    account = pwd.getpwnam(workspace)
    done = subprocess.run(
        command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": account.pw_dir},
        user=account.pw_uid, group=account.pw_gid, extra_groups=[], umask=0o027, timeout=UNPACK_SECONDS, check=False,
    )
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace").strip()[-MESSAGE_CHARACTERS:]
        raise HostError(f"{command[0]} failed: {told}")
