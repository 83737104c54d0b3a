"""Stops units within a time limit and verifies that nothing of them is left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from .errors import HostError
from .systemd import GONE, Systemd

# How long Ansible and its tasks may take to end on SIGTERM before they are killed.
GRACE_SECONDS = 2
# A verified stop is promised within 5 s; the other half second is for the connection.
BOUND_SECONDS = 4.5
POLL_SECONDS = 0.05


def stop_units(systemd: Systemd, units: Sequence[str]) -> dict[str, Any]:
    """Stops the units and every process in their control groups, and reports the processes and how they ended.

    `processes` is their number, `killed` whether one outlived the grace period (systemd and this program then kill it),
    `milliseconds` the duration.
    """
    began = time.monotonic()
    groups = [about.get("ControlGroup", "") for about in systemd.units(units)]
    found = _left(systemd, groups)
    if units:
        systemd.request_stop(units)
    while active := _active(systemd, units) + [str(process) for process in _left(systemd, groups)]:
        elapsed = time.monotonic() - began
        if elapsed > BOUND_SECONDS:
            raise HostError(f"not stopped within {BOUND_SECONDS} s; still running: {', '.join(active[:20])}")
        if elapsed > GRACE_SECONDS:
            systemd.kill(units, groups)
        time.sleep(POLL_SECONDS)
    took = time.monotonic() - began
    return {"processes": len(found), "killed": took > GRACE_SECONDS, "milliseconds": round(took * 1000)}


def _active(systemd: Systemd, units: Sequence[str]) -> list[str]:
    return [about.get("Id", "") for about in systemd.units(units) if about.get("ActiveState") not in GONE]


def _left(systemd: Systemd, groups: Sequence[str]) -> list[int]:
    return sorted({process for group in groups for process in systemd.processes(group)})
