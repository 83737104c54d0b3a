"""Calls systemd, and reads control groups of either version."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# An answer from systemd takes milliseconds; a stop takes at most the unit's own TimeoutStopSec, plus a margin.
ANSWER_SECONDS = 30
STOP_SECONDS = 60

# Version 2 alone, version 1 with and without the hybrid tree.
CONTROL_GROUP_TREES = ("sys/fs/cgroup", "sys/fs/cgroup/unified", "sys/fs/cgroup/systemd")

GONE = ("inactive", "failed")
UNIT_PROPERTIES = "Id,LoadState,ActiveState,SubState,UnitFileState,NRestarts,ControlGroup"


class Systemd:
    """The machine's service manager."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def start(self, unit: str, command: Sequence[str], properties: Mapping[str, str],
              environment: Mapping[str, str]) -> str | None:
        """Starts a transient unit; returns systemd's message if it could not."""
        arguments = ["systemd-run", "--quiet", "--collect", f"--unit={unit}"]
        arguments += [f"--property={name}={value}" for name, value in properties.items()]
        arguments += [f"--setenv={name}={value}" for name, value in environment.items()]
        done = _run([*arguments, "--", *command], ANSWER_SECONDS)
        return None if done.returncode == 0 else done.stderr.strip()

    def is_active(self, unit: str) -> bool:
        """Whether any process of the unit may still run. An unknown unit is not active."""
        done = _run(["systemctl", "show", "--property=ActiveState", "--value", unit], ANSWER_SECONDS)
        return done.stdout.strip() not in GONE

    def active_units(self, pattern: str) -> list[str]:
        """The units with possibly running processes; the pattern has systemd's syntax."""
        done = _run(["systemctl", "list-units", "--plain", "--no-legend", "--no-pager", "--full", pattern], ANSWER_SECONDS)
        rows = [line.split() for line in done.stdout.splitlines()]
        return sorted(row[0] for row in rows if len(row) >= 3 and row[2] not in GONE)

    def units(self, names: Sequence[str]) -> list[dict[str, str]]:
        """What systemd knows about each unit, in one query; patterns match loaded units."""
        if not names:
            return []
        done = _run(["systemctl", "show", f"--property={UNIT_PROPERTIES}", "--", *names], ANSWER_SECONDS)
        blocks = done.stdout.split("\n\n")
        return [dict(line.partition("=")[::2] for line in block.splitlines()) for block in blocks if block.strip()]

    def request_stop(self, units: Sequence[str]) -> None:
        """Tells systemd to start stopping the units; harmless for unknown units."""
        _run(["systemctl", "stop", "--no-block", "--", *units], ANSWER_SECONDS)

    def kill(self, units: Sequence[str], control_groups: Sequence[str]) -> None:
        """Kills everything in the units and in their former control groups; this needs no answer."""
        _run(["systemctl", "kill", "--signal=SIGKILL", "--", *units], ANSWER_SECONDS)
        for group in control_groups:
            self._kill_group(group)

    def disable(self, unit: str) -> None:
        """Stops and disables a unit; harmless for an unknown unit."""
        _run(["systemctl", "disable", "--now", unit], STOP_SECONDS)

    def processes(self, control_group: str) -> list[int]:
        """The processes in a control group and in those below it."""
        found: set[int] = set()
        for folder in self._folders(control_group):
            for path in folder.glob("**/cgroup.procs"):
                try:
                    found.update(int(line) for line in path.read_text(encoding="ascii").split())
                except OSError:
                    continue  # A group may vanish between being listed and being read.
        return sorted(found)

    def _kill_group(self, control_group: str) -> None:
        for folder in self._folders(control_group):
            try:
                (folder / "cgroup.kill").write_text("1", encoding="ascii")  # Linux 5.14, version 2
            except OSError:
                pass
        for process in self.processes(control_group):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _folders(self, control_group: str) -> list[Path]:
        if control_group in ("", "/"):
            return []
        folders = [self._root / tree / control_group.lstrip("/") for tree in CONTROL_GROUP_TREES]
        return [folder for folder in folders if folder.is_dir()]


def _run(command: Sequence[str], seconds: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
    )
