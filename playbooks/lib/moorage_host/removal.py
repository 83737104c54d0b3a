"""Removes a workspace that no record names any more, and nothing that does not belong to Moorage."""

from __future__ import annotations

import pwd
from typing import Any

from .errors import HostError
from .fence import fenced
from .inventory import is_ours, parts
from .layout import Layout
from .runs import NO_BUNDLE, REMOVAL_PLAYBOOK, Runs
from .systemd import Systemd


def remove(layout: Layout, systemd: Systemd, runs: Runs, workspace: str, epoch: int, run: str) -> dict[str, Any]:
    """Starts the run that removes the workspace, if anything of it is left. It needs no bundle."""
    with fenced(layout, workspace, epoch):
        state = runs.status(run)
        if state["state"] == "absent" and not _is_anything_left(layout, systemd, workspace):
            return {"state": "absent"}
    return runs.start(workspace, epoch, run, REMOVAL_PLAYBOOK, NO_BUNDLE)


def _is_anything_left(layout: Layout, systemd: Systemd, workspace: str) -> bool:
    try:
        account = pwd.getpwnam(workspace)
    except KeyError:
        account = None
    if account is not None and not is_ours(layout, account):
        raise HostError(f"the user {workspace} lives in {account.pw_dir[:100]}: it is not ours, so nothing is removed")
    return bool(parts(layout, systemd, only=workspace).get(workspace))
