"""Writes files that are complete or absent, whatever happens to the machine meanwhile."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def replace(path: Path, content: bytes, mode: int = 0o600, owner: int = -1, group: int = -1) -> None:
    """Writes beside `path`, syncs and renames over it. Owner and mode are set before the name is."""
    side = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchown(file.fileno(), owner, group)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(side, path)
    except BaseException:
        side.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_json(path: Path, value: Any, mode: int = 0o600) -> None:
    """Same as `replace`, with a line of JSON."""
    replace(path, (json.dumps(value, sort_keys=True) + "\n").encode(), mode)


def read_json(path: Path, default: Any) -> Any:
    """The JSON value in `path`, or `default` if there is no such file."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return default


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private_folder(folder: Path) -> Path:
    """Creates `folder` for root only; existing parents stay unchanged, and new ones get 0755."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder
