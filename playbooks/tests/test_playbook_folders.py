"""Old playbooks are removed, and those in use stay."""

from __future__ import annotations

import fcntl
import json
import os

from moorage_host import playbook_folders
from moorage_host.playbook_folders import in_use, prune_playbooks
from moorage_host.runs import Runs

from .support import WORKSPACE, HostTestCase

DIGESTS = [f"{number:064x}" for number in range(6)]


class PlaybookFolderTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        for age, name in enumerate(DIGESTS):
            folder = self.layout.playbooks / name
            (folder / "bin").mkdir(parents=True)
            (folder / "deploy_workspace.yml").touch()
            os.utime(folder, (1_000 - age, 1_000 - age))

    def prune(self, own: str = DIGESTS[0]) -> list[str]:
        return prune_playbooks(self.layout, self.systemd, self.layout.playbooks / own)

    def present(self) -> set[str]:
        return {entry.name for entry in self.layout.playbooks.iterdir()}

    def test_the_newest_and_the_callers_own_are_kept(self):
        self.assertEqual(self.prune(own=DIGESTS[5]), [DIGESTS[3], DIGESTS[4]])
        self.assertEqual(self.present(), {*DIGESTS[:3], DIGESTS[5]})

    def test_those_of_a_run_that_may_still_work_are_kept(self):
        self.systemd.active.add("moorage-run-op1-1.service")
        self.layout.run("op1-1").mkdir(parents=True)
        (self.layout.run("op1-1") / "run").write_text(json.dumps({"playbooks": DIGESTS[4]}))
        self.assertEqual(self.prune(), [DIGESTS[3], DIGESTS[5]])
        self.systemd.active.clear()
        self.assertEqual(self.prune(), [DIGESTS[4]])

    def test_a_run_that_does_not_say_which_it_uses_keeps_all(self):
        self.systemd.active.add("moorage-run-old.service")
        self.assertEqual(self.prune(), [])
        self.assertEqual(self.present(), set(DIGESTS))

    def test_what_was_asked_for_lately_is_kept(self):
        os.utime(self.layout.playbooks / DIGESTS[5])
        self.assertNotIn(DIGESTS[5], self.prune())

    def test_nothing_goes_while_somebody_starts_a_run(self):
        with in_use(self.layout, self.layout.playbooks / DIGESTS[5]):
            self.assertEqual(self.prune(), [])
        self.assertIn(DIGESTS[3], self.prune())

    def test_whoever_starts_a_run_waits_for_a_removal(self):
        with in_use(self.layout, self.layout.playbooks / DIGESTS[0]):
            descriptor = os.open(self.layout.state / "playbooks.lock", os.O_RDWR)
            self.addCleanup(os.close, descriptor)
            with self.assertRaises(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def test_what_an_upload_left_goes_and_what_is_not_ours_stays(self):
        for name in (f"{DIGESTS[0]}.aB3dE6gH", f".{DIGESTS[0]}.aB3dE6gH", f".{DIGESTS[0]}.gone", "rehearsal"):
            folder = self.layout.playbooks / name
            (folder / "unpacked").mkdir(parents=True)
            os.utime(folder, (0, 0))
        (self.layout.playbooks / f"{DIGESTS[1]}.aB3dE6gH").mkdir()
        self.prune()
        self.assertEqual(self.present() - set(DIGESTS), {"rehearsal", f"{DIGESTS[1]}.aB3dE6gH"})

    def test_starting_a_run_prunes_and_counts_as_use(self):
        os.utime(self.layout.playbooks / DIGESTS[5], (0, 0))
        self.start_run(DIGESTS[5])
        self.assertEqual(self.present(), {*DIGESTS[:2], DIGESTS[5]})

    def test_the_limit_leaves_room_for_a_rollback(self):
        self.assertGreaterEqual(playbook_folders.KEPT_PLAYBOOKS, 2)

    def start_run(self, playbooks: str) -> None:
        bundle = self.layout.bundles(WORKSPACE) / ("a" * 64)
        bundle.mkdir(parents=True, exist_ok=True)
        (bundle / "variables.json").write_text("{}")
        runs = Runs(self.layout, self.systemd, self.layout.playbooks / playbooks)
        runs.start(WORKSPACE, 1, "op1-1", "deploy_workspace.yml", "a" * 64)
