"""Correct rendered files stay, changed ones are replaced and recorded, and foreign files are not touched."""

from __future__ import annotations

import hashlib
import json
import os
import unittest
from pathlib import Path
from unittest import mock

from moorage_host import files as module
from moorage_host.errors import HostError
from moorage_host.files import allowed_destination, install_files, mark
from moorage_host.fence import fenced
from moorage_host.forget import forget

from .support import WORKSPACE, HostTestCase

ETC = f"/etc/moorage/workspaces/{WORKSPACE}"
UNITS = "/etc/systemd/system"


class PasswordEntry:
    """The user who runs the tests stands in for the workspace's user."""

    pw_uid, pw_gid, gr_gid = os.geteuid(), os.getegid(), os.getegid()


@unittest.skipIf(os.geteuid() != 0, "the folders belong to root, so only root can create them")
class FileTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        for target in ("pwd.getpwnam", "grp.getgrnam"):
            patch = mock.patch(f"moorage_host.files.{target}", return_value=PasswordEntry)
            patch.start()
            self.addCleanup(patch.stop)
        for folder in (UNITS, "/etc/nginx/sites-available", "/etc/logrotate.d"):
            (self.root / folder.lstrip("/")).mkdir(parents=True)

    def bundle(self, files: dict[str, tuple[str, str]], workspace: str = WORKSPACE, **changes) -> str:
        """A bundle with `destination: (service, text)`; its digest is a stand-in."""
        digest = hashlib.sha256(json.dumps([files, changes], sort_keys=True).encode()).hexdigest()
        folder = self.layout.bundles(WORKSPACE) / digest
        folder.mkdir(parents=True, exist_ok=True)
        manifest = []
        for number, (destination, (service, text)) in enumerate(files.items()):
            (folder / str(number)).write_text(text)
            manifest.append({
                "source": str(number), "destination": destination, "mode": "0640", "owner": "root", "group": "x",
                "sha256": hashlib.sha256(text.encode()).hexdigest(), "service": service, **changes,
            })
        (folder / "manifest.json").write_text(json.dumps({"workspace_id": workspace, "files": manifest}))
        return digest

    def install(self, files: dict[str, tuple[str, str]], **changes):
        return install_files(self.layout, self.systemd, WORKSPACE, self.bundle(files, **changes))

    def on_host(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def finish(self) -> None:
        """As the playbook does when every service has answered."""
        (self.layout.workspace(WORKSPACE) / "pending").unlink()

    def test_files_are_installed_with_their_mode_and_the_second_time_nothing_happens(self):
        files = {f"{ETC}/redis.conf": ("redis", "port 1\n"), f"{ETC}/verify.json": ("", "{}")}
        first = self.install(files)
        self.assertEqual(first["pending"], ["redis"])
        self.assertIn(str(self.on_host(f"{ETC}/redis.conf")), first["changed"])
        self.assertEqual(self.on_host(f"{ETC}/redis.conf").stat().st_mode & 0o777, 0o640)
        self.finish()
        self.assertEqual(self.install(files), {"changed": [], "pending": []})

    def test_only_what_changed_is_pending(self):
        redis, qdrant = f"{ETC}/redis.conf", f"{ETC}/qdrant.yaml"
        self.install({redis: ("redis", "a"), qdrant: ("qdrant", "a")})
        self.finish()
        second = self.install({redis: ("redis", "a"), qdrant: ("qdrant", "b")})
        self.assertEqual(second, {"changed": [str(self.on_host(qdrant))], "pending": ["qdrant"]})

    def test_what_an_interrupted_run_had_no_time_for_is_still_pending(self):
        files = {f"{ETC}/redis.conf": ("redis", "a")}
        self.install(files)
        self.assertEqual(self.install(files), {"changed": [], "pending": ["redis"]})

    def test_it_is_pending_before_the_first_file_is_replaced(self):
        files = {f"{ETC}/redis.conf": ("redis", "a")}
        with mock.patch.object(module.durable, "replace", side_effect=self.cut_at(f"{ETC}/redis.conf")):
            with self.assertRaises(OSError):
                self.install(files)
        self.assertEqual(self.install(files)["pending"], ["redis"])

    def cut_at(self, destination: str):
        original = module.durable.replace

        def replace(path, *rest):
            if path == self.on_host(destination):
                original(path, *rest)
                raise OSError("cut")
            return original(path, *rest)

        return replace

    def test_the_environment_restarts_the_whole_application(self):
        pending = self.install({f"{ETC}/environment": ("daphne", "A=1\n")})["pending"]
        self.assertEqual(pending, ["celery-beat", "celery-worker", "daphne"])

    def test_a_unit_makes_systemd_read_its_units(self):
        pending = self.install({f"{UNITS}/moorage-{WORKSPACE}-redis.service": ("redis", "[Unit]\n")})["pending"]
        self.assertEqual(pending, ["redis", "units"])

    def test_a_wrong_mode_is_mended(self):
        files = {f"{ETC}/environment": ("daphne", "A=1\n")}
        self.install(files)
        self.on_host(f"{ETC}/environment").chmod(0o644)
        self.assertEqual(len(self.install(files)["changed"]), 1)
        self.assertEqual(self.on_host(f"{ETC}/environment").stat().st_mode & 0o777, 0o640)

    def test_a_file_that_is_no_longer_named_is_removed_and_its_unit_stopped(self):
        unit = f"moorage-{WORKSPACE}-neo4j.service"
        self.install({f"{UNITS}/{unit}": ("neo4j", "[Unit]\n"), f"{ETC}/redis.conf": ("redis", "a")})
        second = self.install({f"{ETC}/redis.conf": ("redis", "a")})
        self.assertFalse(self.on_host(f"{UNITS}/{unit}").exists())
        self.assertEqual(self.systemd.disabled, [unit])
        self.assertIn("units", second["pending"])

    def test_a_path_that_is_not_the_workspaces_is_refused(self):
        foreign = [
            "/etc/passwd", f"{ETC}/../ws3a9f1/environment", f"{ETC}/..", f"{UNITS}/ssh.service",
            f"{UNITS}/moorage-{WORKSPACE}0-redis.service", "/etc/moorage/workspaces/ws3a9f1/environment",
            f"{ETC}/tls/key.pem", f"/etc/logrotate.d/moorage-{WORKSPACE}\n",
        ]
        for destination in foreign:
            with self.subTest(destination), self.assertRaisesRegex(HostError, "does not belong to the workspace"):
                self.install({destination: ("", "x")})

    def test_a_bundle_that_does_not_hold_what_it_says_is_refused(self):
        for changes, words in (
            ({"sha256": "0" * 64}, "not the file"), ({"source": "../../epoch"}, "outside"), ({"service": "sshd"}, "unknown")
        ):
            with self.subTest(words), self.assertRaisesRegex(HostError, words):
                self.install({f"{ETC}/redis.conf": ("redis", "a")}, **changes)
        with self.assertRaisesRegex(HostError, "for ws3a9f1"):
            install_files(self.layout, self.systemd, WORKSPACE, self.bundle({}, "ws3a9f1"))
        self.assertFalse(self.on_host(f"{ETC}/redis.conf").exists())

    def test_a_folder_that_is_a_link_is_not_followed(self):
        self.install({})
        media = self.layout.home(WORKSPACE) / "media"
        media.rmdir()
        media.symlink_to(self.root)
        with self.assertRaises(OSError):
            self.install({})

    def test_what_each_file_should_be_is_remembered(self):
        self.install({f"{ETC}/redis.conf": ("redis", "one")})
        record = json.loads((self.layout.workspace(WORKSPACE) / "installed.json").read_text())
        self.assertEqual(record, {str(self.on_host(f"{ETC}/redis.conf")): {
            "sha256": hashlib.sha256(b"one").hexdigest(), "mode": 0o640, "owner": os.geteuid(), "group": os.getegid(),
        }})

    def test_a_record_of_an_older_version_still_says_what_to_remove(self):
        self.install({f"{ETC}/redis.conf": ("redis", "one"), f"{ETC}/neo4j.conf": ("neo4j", "two")})
        folder = self.layout.workspace(WORKSPACE)
        paths = list(json.loads((folder / "installed.json").read_text()))
        (folder / "installed.json").write_text(json.dumps(paths))
        self.install({f"{ETC}/redis.conf": ("redis", "one")})
        self.assertFalse(self.on_host(f"{ETC}/neo4j.conf").exists())

    def test_a_playbook_can_add_work_of_known_services(self):
        self.assertEqual(mark(self.layout, WORKSPACE, "nginx"), {"changed": True, "pending": ["nginx"]})
        with self.assertRaises(HostError):
            mark(self.layout, WORKSPACE, "sshd")

    def test_a_program_of_the_same_version_is_no_reason_to_restart(self):
        self.assertEqual(mark(self.layout, WORKSPACE, "qdrant", "a"), {"changed": True, "pending": ["qdrant"]})
        self.finish()
        self.assertEqual(mark(self.layout, WORKSPACE, "qdrant", "a"), {"changed": False, "pending": []})
        self.assertTrue(mark(self.layout, WORKSPACE, "qdrant", "b")["changed"])

    def test_forgetting_keeps_the_fence_and_the_run_that_does_it(self):
        self.install({})
        with fenced(self.layout, WORKSPACE, 4):
            pass
        for run, workspace in (("old", WORKSPACE), ("now", WORKSPACE), ("other", "ws3a9f1")):
            self.layout.run(run).mkdir(parents=True)
            (self.layout.run(run) / "run").write_text(json.dumps({"workspace": workspace}))
        forget(self.layout, WORKSPACE, "now")
        self.assertEqual({entry.name for entry in self.layout.workspace(WORKSPACE).iterdir()}, {"lock", "epoch"})
        self.assertEqual({run.name for run in self.layout.runs.iterdir()}, {"now", "other"})
        self.assertEqual(forget(self.layout, WORKSPACE, "now"), {"changed": []})

    def test_names_that_only_begin_alike_are_foreign(self):
        self.assertIsNone(allowed_destination("ws7x2k").fullmatch(f"{UNITS}/moorage-ws7x2k4-redis.service"))
