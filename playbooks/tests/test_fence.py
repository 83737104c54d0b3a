"""A daemon that lost its lease changes nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

from moorage_host import fence
from moorage_host.errors import FencedError, HostError
from moorage_host.fence import fenced, locked

from .support import WORKSPACE, HostTestCase, full_disk

PROCESSES = multiprocessing.get_context("fork")


class FenceTests(HostTestCase):
    def test_an_older_epoch_is_refused_and_changes_nothing(self):
        with fenced(self.layout, WORKSPACE, 7):
            pass
        with self.assertRaises(FencedError) as caught, fenced(self.layout, WORKSPACE, 6):
            self.fail("the older epoch acted")
        self.assertEqual(caught.exception.exit_code, 75)
        self.assertEqual((self.layout.workspace(WORKSPACE) / "epoch").read_text(), "7\n")

    def test_the_same_epoch_acts_again_and_a_newer_one_is_recorded(self):
        for epoch in (3, 3, 9):
            with fenced(self.layout, WORKSPACE, epoch):
                pass
        self.assertEqual((self.layout.workspace(WORKSPACE) / "epoch").read_text(), "9\n")

    def test_the_epoch_is_compared_under_the_lock(self):
        """A command that waited for the lock sees the epoch that was recorded meanwhile."""
        refused = threading.Event()

        def older():
            try:
                with fenced(self.layout, WORKSPACE, 1):
                    pass
            except FencedError:
                refused.set()

        with fenced(self.layout, WORKSPACE, 0) as folder:
            waiting = threading.Thread(target=older)
            waiting.start()
            (folder / "epoch").write_text("2\n")
        waiting.join()
        self.assertTrue(refused.is_set())

    def test_the_folder_is_for_root_alone(self):
        with fenced(self.layout, WORKSPACE, 1) as folder:
            self.assertEqual(folder.stat().st_mode & 0o777, 0o700)

    def test_a_step_of_a_run_does_not_keep_a_stop_waiting(self):
        self.limit("FENCE_SECONDS", 0)
        with locked(self.layout, WORKSPACE), fenced(self.layout, WORKSPACE, 1):
            pass

    def test_nobody_waits_for_ever(self):
        self.limit("FENCE_SECONDS", 0)
        with fenced(self.layout, WORKSPACE, 1):
            with self.assertRaisesRegex(HostError, "held by another"), fenced(self.layout, WORKSPACE, 2):
                self.fail("two acted at once")

    def test_of_processes_that_race_none_acts_after_a_newer_one_has(self):
        journal = self.root / "journal"
        journal.touch()

        def contend(epoch: int) -> None:
            for _ in range(20):
                try:
                    with fenced(self.layout, WORKSPACE, epoch), journal.open("a") as file:
                        file.write(f"{epoch}\n")
                except FencedError:
                    return

        contenders = [PROCESSES.Process(target=contend, args=(epoch,)) for epoch in (3, 1, 2)]
        for contender in contenders:
            contender.start()
        for contender in contenders:
            contender.join()
        acted = [int(line) for line in journal.read_text().split()]
        self.assertEqual(acted, sorted(acted))
        self.assertEqual(acted[-20:], [3] * 20)

    def test_one_that_is_killed_between_raising_and_acting_leaves_the_newer_epoch_and_no_lock(self):
        def die() -> None:
            with fenced(self.layout, WORKSPACE, 8):
                os.kill(os.getpid(), signal.SIGKILL)

        victim = PROCESSES.Process(target=die)
        victim.start()
        victim.join()
        self.assertEqual(victim.exitcode, -signal.SIGKILL)
        self.limit("FENCE_SECONDS", 0)
        with self.assertRaises(FencedError), fenced(self.layout, WORKSPACE, 7):
            self.fail("the older epoch acted")
        with fenced(self.layout, WORKSPACE, 8):
            pass

    def test_a_damaged_record_refuses_everybody_and_says_what_to_do(self):
        with fenced(self.layout, WORKSPACE, 8) as folder:
            pass
        for content in (b"", b"\n", b"x\n", b"-1\n", b" 8\n", b"8\0\n", b"9" * 19, b"9" * 40):
            (folder / "epoch").write_bytes(content)
            with self.subTest(content), self.assertRaisesRegex(HostError, "epoch is damaged.*remove the file"):
                with fenced(self.layout, WORKSPACE, 9):
                    self.fail("it was guessed")

    def test_a_missing_record_is_that_of_a_new_workspace(self):
        with fenced(self.layout, WORKSPACE, 0):
            pass
        self.assertEqual((self.layout.workspace(WORKSPACE) / "epoch").read_text(), "0\n")

    def test_a_lock_that_was_removed_locks_nobody_out_and_lets_nobody_in(self):
        """A command that waits for a removed file's lock takes the new one."""
        self.limit("FENCE_SECONDS", 0)
        with fenced(self.layout, WORKSPACE, 1) as folder:
            (folder / "lock").unlink()
            descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR)
            fence.fcntl.flock(descriptor, fence.fcntl.LOCK_EX)
            with self.assertRaisesRegex(HostError, "held by another"), fenced(self.layout, WORKSPACE, 2):
                self.fail("two acted at once")
            os.close(descriptor)

    def test_whoever_got_the_lock_of_a_removed_file_takes_the_new_one(self):
        with fenced(self.layout, WORKSPACE, 1) as folder:
            waiting = threading.Thread(target=self.raise_to, args=(2,))
            waiting.start()
            (folder / "lock").rename(folder / "removed")
        waiting.join()
        self.assertEqual((folder / "epoch").read_text(), "2\n")
        self.assertTrue((folder / "lock").exists())

    def test_a_full_disk_still_takes_a_newer_epoch(self):
        with fenced(self.layout, WORKSPACE, 9) as folder:
            pass
        with full_disk(), fenced(self.layout, WORKSPACE, 10):
            pass
        self.assertEqual((folder / "epoch").read_text(), "10\n")
        with self.assertRaises(FencedError), fenced(self.layout, WORKSPACE, 9):
            self.fail("the older epoch acted")

    def test_on_a_full_disk_nobody_acts_whose_epoch_cannot_be_recorded(self):
        with full_disk(), self.assertRaises(OSError), fenced(self.layout, WORKSPACE, 10):
            self.fail("it acted without a record")

    def raise_to(self, epoch: int) -> None:
        with fenced(self.layout, WORKSPACE, epoch):
            pass

    def limit(self, name: str, value: float) -> None:
        self.addCleanup(setattr, fence, name, getattr(fence, name))
        setattr(fence, name, value)
