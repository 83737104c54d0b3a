"""Where everything is, and which names may become part of a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .errors import UsageError

WORKSPACE = re.compile(r"ws[a-z0-9]{5,18}")
RUN = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
DIGEST = re.compile(r"[0-9a-f]{64}")
PLAYBOOK = re.compile(r"[a-z0-9_]{1,60}\.yml")
EPOCH = re.compile(r"[0-9]{1,19}")
PORT = re.compile(r"[0-9]{1,5}")
# The limit of PostgreSQL's bigint, the type of lease epochs.
MAXIMUM_EPOCH = (1 << 63) - 1


def checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    """`text`, which becomes part of a path or a unit's name, or a usage error that names `what`."""
    if pattern.fullmatch(text) is None:
        raise UsageError(f"not a {what}: {text[:100]!r}")
    return text


def checked_epoch(text: str) -> int:
    """The lease epoch: a decimal number that fits PostgreSQL's bigint."""
    epoch = int(checked(EPOCH, text, "lease epoch"))
    if epoch > MAXIMUM_EPOCH:
        raise UsageError(f"not a lease epoch: {text}")
    return epoch


def checked_port(text: str) -> int:
    """A TCP port."""
    port = int(checked(PORT, text, "port"))
    if not 1 <= port <= 65_535:
        raise UsageError(f"not a port: {text}")
    return port


@dataclass(frozen=True)
class Layout:
    """The folders of docs/host.md. `root` is `/`, or a temporary folder in tests."""

    root: Path = Path("/")

    @property
    def state(self) -> Path:
        return self.root / "var/lib/moorage"

    @property
    def runs(self) -> Path:
        return self.state / "runs"

    def run(self, run: str) -> Path:
        return self.runs / run

    @property
    def playbooks(self) -> Path:
        return self.state / "playbooks"

    @property
    def workspaces(self) -> Path:
        return self.state / "workspaces"

    def workspace(self, workspace: str) -> Path:
        return self.workspaces / workspace

    def bundles(self, workspace: str) -> Path:
        return self.workspace(workspace) / "bundles"

    @property
    def configurations(self) -> Path:
        return self.root / "etc/moorage/workspaces"

    def configuration(self, workspace: str) -> Path:
        return self.configurations / workspace

    @property
    def homes(self) -> Path:
        return self.root / "srv/moorage"

    def home(self, workspace: str) -> Path:
        return self.homes / workspace

    @property
    def units(self) -> Path:
        return self.root / "etc/systemd/system"
