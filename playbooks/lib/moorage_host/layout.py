"""Where everything lies, and what a name may look like before it becomes part of a path."""

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


def checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    """`text`, which becomes part of a path or a unit's name, or a usage error that names `what`."""
    if pattern.fullmatch(text) is None:
        raise UsageError(f"not a {what}: {text[:100]!r}")
    return text


def checked_epoch(text: str) -> int:
    """The lease epoch: a decimal number that fits PostgreSQL's bigint."""
    return int(checked(EPOCH, text, "lease epoch"))


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

    def workspace(self, workspace: str) -> Path:
        return self.state / "workspaces" / workspace

    def bundles(self, workspace: str) -> Path:
        return self.workspace(workspace) / "bundles"

    def configuration(self, workspace: str) -> Path:
        return self.root / "etc/moorage/workspaces" / workspace

    def home(self, workspace: str) -> Path:
        return self.root / "srv/moorage" / workspace
