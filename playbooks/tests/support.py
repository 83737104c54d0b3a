"""Helpers shared by the tests."""

from __future__ import annotations

import contextlib
import errno
import fnmatch
import hashlib
import os
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from moorage_host import durable
from moorage_host.layout import Layout

WORKSPACE = "ws7x2k4"


class FakeSystemd:
    """A systemd without a machine: units are active until they are stopped."""

    def __init__(self) -> None:
        self.active: set[str] = set()
        self.started: list[tuple[str, list[str], dict[str, str], dict[str, str]]] = []
        self.disabled: list[str] = []
        self.refusal: str | None = None
        # The state of a unit in systemd's words, overriding the one that follows from `active`.
        self.known: dict[str, dict[str, str]] = {}
        # How many more times a group shows a process after its unit was stopped.
        self.lingering = 0
        # Whether processes end only if they are killed.
        self.stubborn = False
        self.killed: list[str] = []

    def start(self, unit, command, properties, environment):
        if self.refusal is None:
            self.active.add(unit)
            self.started.append((unit, list(command), dict(properties), dict(environment)))
        return self.refusal

    def is_active(self, unit):
        return unit in self.active

    def active_units(self, pattern):
        return sorted(unit for unit in self.active if fnmatch.fnmatch(unit, pattern))

    def units(self, names):
        return [self.known.get(name, self._unit(name)) for name in names]

    def stop(self, unit):
        self.active.discard(unit)

    def request_stop(self, units):
        if not self.stubborn:
            self.active.difference_update(units)

    def kill(self, units, control_groups):
        self.killed += units
        self.active.difference_update(units)

    def disable(self, unit):
        self.disabled.append(unit)
        self.stop(unit)

    def processes(self, control_group):
        self.lingering -= 1
        return [4711] if self.lingering >= 0 and control_group else []

    def _unit(self, name):
        is_active = name in self.active
        return {
            "Id": name, "LoadState": "loaded" if is_active else "not-found",
            "ActiveState": "active" if is_active else "inactive",
            "ControlGroup": f"/system.slice/{name}" if is_active else "",
        }


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """New files cannot be written, as on a full disk."""
    no_room = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    # Writing into a file's existing block still works.
    with mock.patch.object(durable.os, "fsync", lambda descriptor: _refuse_new(descriptor, no_room)):
        yield


def _refuse_new(descriptor: int, no_room: OSError) -> None:
    if Path(os.readlink(f"/proc/self/fd/{descriptor}")).name.startswith("."):
        raise no_room


class HostTestCase(unittest.TestCase):
    """A host in a temporary folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.layout = Layout(self.root)
        self.systemd = FakeSystemd()

    def upload(self, content: bytes) -> tuple[Path, str]:
        """An uploaded archive and its digest."""
        path = self.root / "upload.tar"
        path.write_bytes(content)
        return path, hashlib.sha256(content).hexdigest()
