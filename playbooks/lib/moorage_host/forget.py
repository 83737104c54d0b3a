"""Removes what the host keeps of a removed workspace."""

from __future__ import annotations

import shutil
from typing import Any

from . import durable
from .fence import FENCE_LOCK, STEP_LOCK, locked
from .layout import Layout

# They stay, so that a daemon that lost its lease before the removal is refused forever.
KEPT = (FENCE_LOCK, "epoch")


def forget(layout: Layout, workspace: str, current_run: str) -> dict[str, Any]:
    """Removes bundles, notes and the records of past runs, except those of the current run."""
    if not layout.workspace(workspace).is_dir():
        return {"changed": []}
    with locked(layout, workspace) as folder:
        gone = [entry for entry in folder.iterdir() if entry.name not in KEPT]
        runs = [
            run for run in (layout.runs.iterdir() if layout.runs.is_dir() else ())
            if run.name != current_run and durable.read_json(run / "run", {}).get("workspace") == workspace
        ]
        for entry in (*gone, *runs):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        # The records of runs are not part of the workspace, so removing one is not a change. Neither is the lock that
        # is held here.
        return {"changed": sorted(entry.name for entry in gone if entry.name != STEP_LOCK)}
