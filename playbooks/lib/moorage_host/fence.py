"""Compares and raises the epoch and acts under one lock, so that a daemon that lost its lease can change nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import durable
from .errors import FencedError, HostError
from .layout import MAXIMUM_EPOCH, Layout

# The daemon's commands hold the first while they compare and act; the steps of a run exclude each other with the
# second. There are two because a step may unpack an application for minutes, and a cancel must not wait for it.
FENCE_LOCK = "lock"
STEP_LOCK = "step-lock"

# How long a command waits for the fence: longer than a holder needs to unpack a bundle or to wait for systemd.
FENCE_SECONDS = 40
# Steps of one workspace overlap only briefly, with the remains of a stopped run.
STEP_SECONDS = 60
LOCK_POLL_SECONDS = 0.02

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def locked(layout: Layout, workspace: str) -> Iterator[Path]:
    """Holds the lock of a run's steps and yields the workspace's folder."""
    with _holding(layout, workspace, STEP_LOCK, STEP_SECONDS) as folder:
        yield folder


@contextmanager
def fenced(layout: Layout, workspace: str, epoch: int) -> Iterator[Path]:
    """Refuses an epoch older than the recorded one, records a newer one, and holds the fence."""
    with _holding(layout, workspace, FENCE_LOCK, FENCE_SECONDS) as folder:
        recorded = recorded_epoch(folder)
        if epoch < recorded:
            raise FencedError(epoch, recorded)
        if epoch > recorded:
            _record(folder / "epoch", epoch)
        yield folder


@contextmanager
def fence_held(layout: Layout, workspace: str) -> Iterator[int]:
    """Holds the fence without raising it and yields the recorded epoch."""
    with _holding(layout, workspace, FENCE_LOCK, FENCE_SECONDS) as folder:
        yield recorded_epoch(folder)


def recorded_epoch(folder: Path) -> int:
    """The highest epoch seen, or -1 if there is none.

    With a damaged file every command is refused, because a guess could let a daemon act that lost its lease.
    """
    path = folder / "epoch"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return -1
    text = content.removesuffix(b"\n")
    if not (text.isdigit() and len(text) <= len(str(MAXIMUM_EPOCH)) and int(text) <= MAXIMUM_EPOCH):
        raise HostError(
            f"{path} is damaged, so nothing is done for the workspace. If no other daemon works on it, remove the "
            "file and try again."
        )
    return int(text)


def _record(path: Path, epoch: int) -> None:
    line = f"{epoch}\n".encode()
    try:
        durable.replace(path, line)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        _overwrite(path, line)


def _overwrite(path: Path, line: bytes) -> None:
    """On a full disk the epoch goes into the file's existing block, so that a run can still be stopped.

    An epoch never gets shorter and fits in one sector, so a power failure leaves either the old or the new line.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        os.pwrite(descriptor, line, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _holding(layout: Layout, workspace: str, name: str, seconds: float) -> Iterator[Path]:
    folder = durable.private_folder(layout.workspace(workspace))
    descriptor = _lock(folder / name, time.monotonic() + seconds)
    try:
        yield folder
    finally:
        os.close(descriptor)


def _lock(path: Path, deadline: float) -> int:
    """A descriptor that holds the lock, acquired again if the file was removed meanwhile and so excludes nobody."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            _wait(descriptor, path, deadline)
            if _is_named(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _wait(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise HostError(f"{path} is held by another command; try again") from None
            time.sleep(LOCK_POLL_SECONDS)


def _is_named(descriptor: int, path: Path) -> bool:
    try:
        named = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(descriptor))
