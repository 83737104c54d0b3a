"""Comparing, raising and acting under one lock, so that a daemon that lost its lease can change nothing."""

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

# What the daemon's commands hold while they compare and act, and what the steps of a run hold among themselves. They
# differ because a step may unpack an application for minutes, and a cancel must not wait for that.
FENCE_LOCK = "lock"
STEP_LOCK = "step-lock"

# Whoever holds the fence unpacks a bundle or waits for systemd; longer than the longest of these, nobody waits.
FENCE_SECONDS = 40
# Steps of one workspace do not overlap, except with what a stopped run left behind for a moment.
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
    """Holds the fence, after refusing an epoch older than the recorded one and recording a newer one."""
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
    """The highest epoch seen, -1 when none was.

    A file that is damaged refuses everybody: to guess would let a daemon act that has lost its lease.
    """
    path = folder / "epoch"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return -1
    text = content.removesuffix(b"\n")
    if not (text.isdigit() and len(text) <= len(str(MAXIMUM_EPOCH)) and int(text) <= MAXIMUM_EPOCH):
        raise HostError(
            f"{path} is damaged, so nothing is done for the workspace. When no other daemon works on it, remove the "
            "file and ask again."
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
    """On a full disk, into the block that the file has already: a run must be stoppable there too.

    An epoch never gets shorter and lies in one sector, so that a power failure leaves the old line or the new one.
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
    """A descriptor that holds the lock. One on a file that was removed meanwhile locks nobody out: it is taken anew."""
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
