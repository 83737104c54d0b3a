"""Asking systemd, and looking into control groups under either version of them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# An answer from systemd takes milliseconds; a stop is bounded by the unit's own TimeoutStopSec, plus margin.
ANSWER_SECONDS = 30
STOP_SECONDS = 60

# Version 2 alone, version 1 with and without the hybrid tree.
CONTROL_GROUP_TREES = ("sys/fs/cgroup", "sys/fs/cgroup/unified", "sys/fs/cgroup/systemd")

GONE = ("inactive", "failed")


class Systemd:
    """The machine's service manager."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def start(self, unit: str, command: Sequence[str], properties: Mapping[str, str],
              environment: Mapping[str, str]) -> str | None:
        """Starts a transient unit; what systemd said when it could not."""
        arguments = ["systemd-run", "--quiet", "--collect", f"--unit={unit}"]
        arguments += [f"--property={name}={value}" for name, value in properties.items()]
        arguments += [f"--setenv={name}={value}" for name, value in environment.items()]
        done = _run([*arguments, "--", *command], ANSWER_SECONDS)
        return None if done.returncode == 0 else done.stderr.strip()

    def is_active(self, unit: str) -> bool:
        """Whether anything of the unit may still run. A unit that nobody knows is not active."""
        return self._property(unit, "ActiveState") not in GONE

    def control_group(self, unit: str) -> str:
        """The unit's control group, empty when it has none."""
        return self._property(unit, "ControlGroup")

    def stop(self, unit: str) -> None:
        """Stops a unit and waits until it has stopped; a unit that nobody knows is stopped."""
        _run(["systemctl", "stop", unit], STOP_SECONDS)

    def disable(self, unit: str) -> None:
        """Stops a unit for good; harmless when nobody knows it."""
        _run(["systemctl", "disable", "--now", unit], STOP_SECONDS)

    def processes(self, control_group: str) -> list[int]:
        """The processes in a control group and in those below it."""
        if control_group in ("", "/"):
            return []
        found: set[int] = set()
        for tree in CONTROL_GROUP_TREES:
            for path in (self._root / tree / control_group.lstrip("/")).glob("**/cgroup.procs"):
                try:
                    found.update(int(line) for line in path.read_text(encoding="ascii").split())
                except OSError:
                    continue  # A group may vanish between being listed and being read.
        return sorted(found)

    def _property(self, unit: str, name: str) -> str:
        done = _run(["systemctl", "show", f"--property={name}", "--value", unit], ANSWER_SECONDS)
        return done.stdout.strip()


def _run(command: Sequence[str], seconds: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
    )
