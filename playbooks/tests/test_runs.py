"""A run happens once, and its state is always known."""

from __future__ import annotations

import os

from moorage_host import stopping
from moorage_host.errors import HostError
from moorage_host.runs import REMOVAL_PLAYBOOK, Runs, record_status, task_unit_of, unit_of

from .support import WORKSPACE, HostTestCase, full_disk

DIGEST = "a" * 64
PLAYBOOK = "deploy_workspace.yml"


class RunTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.runs = Runs(self.layout, self.systemd)
        bundle = self.layout.bundles(WORKSPACE) / DIGEST
        bundle.mkdir(parents=True)
        (bundle / "variables.json").write_text("{}")

    def start(self, run: str = "op1-1", epoch: int = 1, **others):
        arguments = {"workspace": WORKSPACE, "epoch": epoch, "run": run, "playbook": PLAYBOOK, "digest": DIGEST}
        return self.runs.start(**{**arguments, **others})

    def test_a_run_is_started_once(self):
        self.assertEqual(self.start(), {"state": "started"})
        self.assertEqual(self.start(), {"state": "running", "size": 0})
        self.assertEqual([started[0] for started in self.systemd.started], ["moorage-run-op1-1.service"])

    def test_a_finished_run_is_not_started_again(self):
        self.start()
        self.systemd.stop(unit_of("op1-1"))
        record_status(self.layout.run("op1-1"), 2)
        self.assertEqual(self.start(), {"state": "finished", "exit_code": 2, "size": 0})
        self.assertEqual(len(self.systemd.started), 1)

    def test_the_unit_is_bounded_and_told_where_to_write_events(self):
        self.start()
        _, command, properties, environment = self.systemd.started[0]
        self.assertEqual(command[2:], ["supervise", "op1-1"])
        self.assertEqual(properties["TimeoutStopSec"], "2")
        self.assertEqual(properties["KillMode"], "control-group")
        self.assertEqual(properties["RuntimeMaxSec"], "3600")
        self.assertEqual(environment["MOORAGE_EVENTS_FILE"], str(self.layout.run("op1-1") / "events.jsonl"))

    def test_a_run_that_systemd_refuses_can_be_started_again(self):
        self.systemd.refusal = "no such thing"
        with self.assertRaisesRegex(HostError, "no such thing"):
            self.start()
        self.assertEqual(self.runs.status("op1-1"), {"state": "absent"})
        self.systemd.refusal = None
        self.assertEqual(self.start(), {"state": "started"})

    def test_one_run_at_a_time_works_on_a_workspace(self):
        self.start("op1-1")
        with self.assertRaisesRegex(HostError, "op1-1 still works"):
            self.start("op2-1")
        self.systemd.stop(unit_of("op1-1"))
        self.assertEqual(self.start("op2-1"), {"state": "started"})

    def test_an_older_epoch_starts_and_stops_nothing(self):
        self.start("op1-1", epoch=5)
        for attempt in (lambda: self.start("op1-2", epoch=4), lambda: self.runs.stop(WORKSPACE, 4, "op1-1")):
            with self.assertRaisesRegex(HostError, "fenced"):
                attempt()
        self.assertTrue(self.systemd.is_active(unit_of("op1-1")))

    def test_a_missing_bundle_or_playbook_is_named(self):
        with self.assertRaisesRegex(HostError, "no playbook nothing.yml"):
            self.start(playbook="nothing.yml")
        with self.assertRaisesRegex(HostError, "is not installed"):
            self.start(digest="b" * 64)

    def test_it_has_finished_only_when_its_unit_is_gone(self):
        self.start()
        record_status(self.layout.run("op1-1"), 137)
        self.assertEqual(self.runs.status("op1-1")["state"], "running")
        self.systemd.stop(unit_of("op1-1"))
        self.assertEqual(self.runs.status("op1-1")["exit_code"], 137)

    def test_no_unit_and_no_status_is_interrupted(self):
        self.start()
        (self.layout.run("op1-1") / "events.jsonl").write_text("{}\n")
        self.assertEqual(self.runs.status("op1-1"), {"state": "running", "size": 3})
        self.systemd.stop(unit_of("op1-1"))
        self.assertEqual(self.runs.status("op1-1"), {"state": "interrupted", "size": 3})

    def test_stop_waits_for_the_last_process_and_records_143(self):
        self.start()
        self.systemd.lingering = 3
        answer = self.runs.stop(WORKSPACE, 1, "op1-1")
        self.assertEqual((answer["state"], answer["processes"], answer["killed"]), ("stopped", 1, False))
        self.assertLess(self.systemd.lingering, 0)
        self.assertEqual(self.runs.status("op1-1")["exit_code"], 143)

    def test_what_does_not_end_by_itself_is_killed_with_the_applications_own_task(self):
        self.start()
        self.systemd.active.add(task_unit_of(WORKSPACE))
        self.systemd.stubborn = True
        self.replace_limit("GRACE_SECONDS", -1)
        self.assertTrue(self.runs.stop(WORKSPACE, 1, "op1-1")["killed"])
        self.assertEqual(self.systemd.killed, [unit_of("op1-1"), task_unit_of(WORKSPACE)])
        self.assertFalse(self.systemd.active)

    def test_a_late_stop_of_an_ended_run_leaves_the_next_ones_work_alone(self):
        self.start("op1-1")
        self.systemd.stop(unit_of("op1-1"))
        self.start("op2-1")
        self.systemd.active.add(task_unit_of(WORKSPACE))
        self.runs.stop(WORKSPACE, 1, "op1-1")
        self.assertEqual(self.systemd.active, {unit_of("op2-1"), task_unit_of(WORKSPACE)})

    def test_stop_fails_when_a_process_stays(self):
        self.start()
        self.systemd.lingering = 1_000_000
        self.replace_limit("BOUND_SECONDS", 0)
        with self.assertRaisesRegex(HostError, "4711"):
            self.runs.stop(WORKSPACE, 1, "op1-1")
        self.assertEqual(self.runs.status("op1-1")["state"], "interrupted")

    def test_the_grace_and_the_kill_fit_into_the_promised_bound(self):
        self.assertLess(stopping.GRACE_SECONDS, stopping.BOUND_SECONDS)
        self.assertLess(stopping.BOUND_SECONDS, 5)

    def test_a_run_that_was_stopped_before_it_began_does_not_begin(self):
        self.assertEqual(self.runs.stop(WORKSPACE, 1, "op1-1")["state"], "stopped")
        self.assertEqual(self.start()["exit_code"], 143)
        self.assertFalse(self.systemd.started)

    def test_a_full_disk_does_not_hinder_a_stop(self):
        self.start()
        with full_disk():
            answer = self.runs.stop(WORKSPACE, 1, "op1-1")
        self.assertEqual((answer["state"], answer["recorded"]), ("stopped", False))
        self.assertEqual(self.runs.status("op1-1")["state"], "interrupted")

    def replace_limit(self, name: str, value: float) -> None:
        self.addCleanup(setattr, stopping, name, getattr(stopping, name))
        setattr(stopping, name, value)

    def test_stop_keeps_the_exit_code_that_was_recorded(self):
        self.start()
        record_status(self.layout.run("op1-1"), 0)
        self.runs.stop(WORKSPACE, 1, "op1-1")
        self.assertEqual(self.runs.status("op1-1")["exit_code"], 0)

    def test_stop_of_an_unknown_run_is_done_and_of_anothers_is_refused(self):
        self.assertEqual(self.runs.stop(WORKSPACE, 1, "never")["state"], "stopped")
        self.start()
        with self.assertRaisesRegex(HostError, "works on ws7x2k4"):
            self.runs.start("ws3a9f1", 1, "op1-1", PLAYBOOK, DIGEST)
        with self.assertRaisesRegex(HostError, "works on ws7x2k4"):
            self.runs.stop("ws3a9f1", 1, "op1-1")

    def test_the_newest_runs_are_kept(self):
        for number in range(8):
            self.start(f"op{number}")
            os.utime(self.layout.run(f"op{number}") / "run", ns=(number, number))
            self.systemd.stop(unit_of(f"op{number}"))
        self.assertEqual({run.name for run in self.layout.runs.iterdir()}, {f"op{number}" for number in range(3, 8)})

    def test_a_start_that_was_cut_off_leaves_no_folder_for_ever(self):
        stray = self.layout.run("stray")
        stray.mkdir(parents=True)
        self.start("op1-1")
        self.assertTrue(stray.is_dir())
        os.utime(stray, (0, 0))
        self.systemd.stop(unit_of("op1-1"))
        self.start("op1-2")
        self.assertFalse(stray.exists())

    def test_only_a_removal_works_without_a_bundle(self):
        with self.assertRaisesRegex(HostError, "needs a bundle"):
            self.start(digest="-")
        self.assertEqual(self.start(playbook=REMOVAL_PLAYBOOK, digest="-"), {"state": "started"})
