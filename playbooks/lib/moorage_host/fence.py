"""Comparing, raising and acting under one lock, so that a daemon that lost its lease can change nothing."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import durable
from .errors import FencedError
from .layout import Layout


@contextmanager
def locked(layout: Layout, workspace: str) -> Iterator[Path]:
    """Holds the workspace's lock and yields its folder."""
    folder = durable.private_folder(layout.workspace(workspace))
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(descriptor)


@contextmanager
def fenced(layout: Layout, workspace: str, epoch: int) -> Iterator[Path]:
    """As `locked`, after refusing an epoch older than the recorded one and recording a newer one."""
    with locked(layout, workspace) as folder:
        recorded = _recorded(folder)
        if epoch < recorded:
            raise FencedError(epoch, recorded)
        if epoch > recorded:
            durable.replace(folder / "epoch", f"{epoch}\n".encode())
        yield folder


def _recorded(folder: Path) -> int:
    try:
        return int((folder / "epoch").read_text(encoding="ascii"))
    except FileNotFoundError:
        return -1
