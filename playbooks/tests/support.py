"""What the tests share."""

from __future__ import annotations

import hashlib
import tempfile
import unittest
from pathlib import Path

from moorage_host.layout import Layout

WORKSPACE = "ws7x2k4"


class FakeSystemd:
    """systemd without a machine: units are active until they are stopped."""

    def __init__(self) -> None:
        self.active: set[str] = set()
        self.started: list[tuple[str, list[str], dict[str, str], dict[str, str]]] = []
        self.disabled: list[str] = []
        self.refusal: str | None = None
        # How often a group is still seen with a process in it after its unit was stopped.
        self.lingering = 0

    def start(self, unit, command, properties, environment):
        if self.refusal is None:
            self.active.add(unit)
            self.started.append((unit, list(command), dict(properties), dict(environment)))
        return self.refusal

    def is_active(self, unit):
        return unit in self.active

    def control_group(self, unit):
        return f"/system.slice/{unit}" if unit in self.active else ""

    def stop(self, unit):
        self.active.discard(unit)

    def disable(self, unit):
        self.disabled.append(unit)
        self.stop(unit)

    def processes(self, control_group):
        self.lingering -= 1
        return [4711] if self.lingering >= 0 else []


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
