"""Removes playbooks that no run uses any more and no daemon has requested lately."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import durable
from .layout import DIGEST, Layout
from .systemd import Systemd

# The current playbooks, the previous ones for a rollback, and those of another daemon during a rolling deploy.
KEPT_PLAYBOOKS = 3
# A session keeps calling the program of the playbooks that it knows; no operation lasts this long.
UNUSED_SECONDS = 86_400
# Leftovers of interrupted uploads and removals beside the folders.
LEFT_OVER = re.compile(r"\.?[0-9a-f]{64}\.[A-Za-z0-9]+")

RUN_UNITS = "moorage-run-*.service"


@contextmanager
def in_use(layout: Layout, playbooks: Path) -> Iterator[None]:
    """Keeps `playbooks` from being removed until their use is visible as a running unit."""
    if playbooks.parent != layout.playbooks:
        yield
        return
    descriptor = _open_lock(layout)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # Held exclusively only during a removal.
        os.utime(playbooks)
        yield
    finally:
        os.close(descriptor)


def prune_playbooks(layout: Layout, systemd: Systemd, own: Path) -> list[str]:
    """Removes old folders, except those of runs that may still be active, and returns their names.

    It does nothing while a run is being started, or if an active run does not record which playbooks it uses.
    """
    if not layout.playbooks.is_dir():
        return []
    descriptor = _open_lock(layout)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        used = _used(layout, systemd)
        return [] if used is None else _remove(layout, used | {own.name})
    except BlockingIOError:
        return []
    finally:
        os.close(descriptor)


def _open_lock(layout: Layout) -> int:
    return os.open(layout.state / "playbooks.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _used(layout: Layout, systemd: Systemd) -> set[str] | None:
    used = set()
    for unit in systemd.active_units(RUN_UNITS):
        run = unit.removeprefix("moorage-run-").removesuffix(".service")
        name = durable.read_json(layout.run(run) / "run", {}).get("playbooks")
        if not isinstance(name, str):
            return None
        used.add(name)
    return used


def _remove(layout: Layout, used: set[str]) -> list[str]:
    oldest = time.time() - UNUSED_SECONDS
    aged = [(entry.stat(follow_symlinks=False).st_mtime, entry) for entry in layout.playbooks.iterdir()]
    newest_first = sorted((pair for pair in aged if DIGEST.fullmatch(pair[1].name)), reverse=True)
    gone = [entry for age, entry in newest_first[KEPT_PLAYBOOKS:] if age < oldest and entry.name not in used]
    gone += [entry for age, entry in aged if age < oldest and LEFT_OVER.fullmatch(entry.name)]
    for entry in gone:
        side = entry
        if DIGEST.fullmatch(entry.name):
            # Renamed first, so that nobody finds a partial folder.
            side = entry.with_name(f".{entry.name}.gone")
            os.rename(entry, side)
        shutil.rmtree(side, ignore_errors=True)
    return sorted(entry.name for entry in gone)
