"""Everything of Moorage's is found and can be removed; nothing else is touched."""

from __future__ import annotations

import json
import os
import pwd
from unittest import mock

from moorage_host.errors import HostError
from moorage_host.fence import fenced
from moorage_host.inventory import inventory
from moorage_host.removal import remove
from moorage_host.runs import Runs

from .support import WORKSPACE, HostTestCase

ORPHAN = "ws00abc"


def account(name: str, home: str) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", 900, 900, "", home, "/usr/sbin/nologin"))


class InventoryTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.accounts: list[pwd.struct_passwd] = []
        for name, replacement in (("getpwall", lambda: self.accounts), ("getpwnam", self.account_of)):
            patch = mock.patch.object(pwd, name, replacement)
            patch.start()
            self.addCleanup(patch.stop)

    def account_of(self, name: str) -> pwd.struct_passwd:
        return {account.pw_name: account for account in self.accounts}[name]

    def listed(self, after: str = "") -> dict[str, dict]:
        return {line.get("workspace", "end"): line for line in inventory(self.layout, self.systemd, after)}

    def make(self, *names: str) -> None:
        for name in names:
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def test_every_kind_of_thing_is_found(self):
        self.accounts = [account(ORPHAN, f"/srv/moorage/{ORPHAN}")]
        self.make(
            f"var/lib/moorage/workspaces/{ORPHAN}/installed.json", f"etc/moorage/workspaces/{ORPHAN}/environment",
            f"srv/moorage/{ORPHAN}/app/x", f"etc/systemd/system/moorage-{ORPHAN}.slice",
            f"etc/nginx/sites-enabled/moorage-{ORPHAN}.conf", f"etc/logrotate.d/moorage-{ORPHAN}",
        )
        self.systemd.active = {f"moorage-{ORPHAN}-celery-worker.service"}
        self.assertEqual(self.listed()[ORPHAN]["parts"], [
            "notes", "configuration", "home", "user", "unit_files", "units", "site", "rotation",
        ])

    def test_what_is_not_ours_is_not_listed(self):
        self.accounts = [account("wsadmin", "/home/wsadmin"), account("root", "/root")]
        self.make(
            "srv/moorage/backup/x", "etc/moorage/workspaces/notes", "etc/nginx/sites-enabled/default",
            "etc/systemd/system/moorage.service", "etc/systemd/system/moorage-run.slice", "etc/logrotate.d/moorage",
            "etc/systemd/system/moorage-WS00ABC.slice", "etc/nginx/sites-enabled/moorage-ws00abc.conf.bak",
        )
        self.assertEqual(list(self.listed()), ["end"])

    def test_a_workspace_that_went_leaves_its_fence_and_no_parts(self):
        with fenced(self.layout, WORKSPACE, 3):
            pass
        self.assertEqual(self.listed()[WORKSPACE]["parts"], [])

    def test_age_and_idleness(self):
        self.make(f"srv/moorage/{ORPHAN}/x")
        with fenced(self.layout, ORPHAN, 3) as folder:
            pass
        now = folder.stat().st_mtime
        os.utime(folder / "lock", (now - 500, now - 500))
        os.utime(folder / "epoch", (now - 100, now - 100))
        line = self.listed()[ORPHAN]
        self.assertTrue(500 <= line["age_seconds"] < 560 and 100 <= line["idle_seconds"] < 160, line)

    def test_runs_are_counted_and_those_of_nobody_named(self):
        for run, content in (("op1", {"workspace": ORPHAN}), ("op2", {"workspace": "../x"}), ("op3", [])):
            self.layout.run(run).mkdir(parents=True)
            (self.layout.run(run) / "run").write_text(json.dumps(content))
        self.layout.run("op4").mkdir()
        self.systemd.active = {"moorage-run-op1.service"}
        lines = self.listed()
        self.assertEqual((lines[ORPHAN]["runs"], lines[ORPHAN]["active_runs"]), (1, ["op1"]))
        self.assertEqual(lines["end"]["runs_without_workspace"], ["op2", "op3", "op4"])

    def test_pages_follow_one_another_without_a_gap(self):
        names = [f"ws{number:05d}" for number in range(250)]
        self.make(*(f"srv/moorage/{name}/x" for name in names))
        seen, after = [], ""
        while True:
            *page, end = inventory(self.layout, self.systemd, after)
            self.assertLess(len(page), 200)
            seen += [line["workspace"] for line in page]
            after = end["next"]
            if not after:
                break
        self.assertEqual(seen, names)

    def remove(self, workspace: str = ORPHAN, epoch: int = 5):
        return remove(self.layout, self.systemd, Runs(self.layout, self.systemd), workspace, epoch, "sweep-1")

    def test_an_orphan_is_removed_by_a_run_without_a_bundle(self):
        self.make(f"srv/moorage/{ORPHAN}/x")
        self.assertEqual(self.remove(), {"state": "started"})
        self.assertEqual(self.remove(), {"state": "running", "size": 0})
        about = json.loads((self.layout.run("sweep-1") / "run").read_text())
        self.assertEqual((about["workspace"], about["playbook"]), (ORPHAN, "decommission_workspace.yml"))

    def test_nothing_is_started_where_nothing_is_left(self):
        self.assertEqual(self.remove(), {"state": "absent"})
        self.assertFalse(self.systemd.started)

    def test_a_person_with_such_a_name_is_refused(self):
        self.accounts = [account(ORPHAN, "/home/person")]
        self.make(f"srv/moorage/{ORPHAN}/x")
        with self.assertRaisesRegex(HostError, "not ours"):
            self.remove()
        self.assertFalse(self.systemd.started)

    def test_a_removal_is_fenced_and_fences(self):
        self.make(f"srv/moorage/{ORPHAN}/x")
        with fenced(self.layout, ORPHAN, 6):
            pass
        with self.assertRaisesRegex(HostError, "fenced"):
            self.remove()
        self.remove(epoch=7)
        with self.assertRaisesRegex(HostError, "fenced"), fenced(self.layout, ORPHAN, 6):
            self.fail("an older daemon acted after the removal began")

    def test_a_workspace_that_a_run_works_on_is_not_removed(self):
        self.make(f"srv/moorage/{ORPHAN}/x")
        self.layout.run("op1").mkdir(parents=True)
        (self.layout.run("op1") / "run").write_text(json.dumps({"workspace": ORPHAN}))
        self.systemd.active = {"moorage-run-op1.service"}
        with self.assertRaisesRegex(HostError, "still works"):
            self.remove()
