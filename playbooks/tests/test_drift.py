"""Changes made outside Moorage are reported, and the check changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from pathlib import Path

from moorage_host.drift import MAXIMUM_FILES, drift
from moorage_host.layout import Layout
from moorage_host.ports import LOOPBACK, Listeners

from .support import WORKSPACE, HostTestCase

UNIT = f"moorage-{WORKSPACE}-redis.service"
CGROUP = f"/moorage.slice/moorage-{WORKSPACE}.slice/{UNIT}"
ADDRESS, EVERYWHERE = "0100007F", "00000000"


class DriftTests(HostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.records = {}
        self.configuration = self.layout.configuration(WORKSPACE)
        self.file("etc/moorage/workspaces/ws7x2k4/redis.conf", b"port 1\n")
        self.file(f"etc/systemd/system/{UNIT}", b"[Unit]\n")
        self.file("etc/nginx/sites-available/moorage-ws7x2k4.conf", b"server {}\n")
        services = [{"service": "redis", "port": 6929}, {"service": "nginx", "port": 443}]
        self.file("etc/moorage/workspaces/ws7x2k4/verify.json", json.dumps({"services": services}).encode())
        self.layout.workspace(WORKSPACE).mkdir(parents=True)
        self.enabled = self.root / "etc/nginx/sites-enabled/moorage-ws7x2k4.conf"
        self.enabled.parent.mkdir()
        self.enabled.symlink_to("/etc/nginx/sites-available/moorage-ws7x2k4.conf")
        self.systemd.active = {UNIT, "nginx.service"}
        self.listen([(6929, ADDRESS, 11, 700, CGROUP), (443, EVERYWHERE, 12, 701, "/system.slice/nginx.service")])

    def file(self, name: str, content: bytes, mode: int = 0o640) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        self.records[str(path)] = {
            "sha256": hashlib.sha256(content).hexdigest(), "mode": mode, "owner": os.getuid(), "group": os.getgid(),
        }

    def listen(self, sockets) -> None:
        """The parts of the kernel's tables that are read."""
        rows = ["  sl  local_address rem_address   st"]
        for port, address, inode, process, group in sockets:
            rows.append(f"   0: {address}:{port:04X} 00000000:0000 0A 0:0 00:0 0 999 0 {inode} 1 0")
            folder = self.root / f"proc/{process}"
            (folder / "fd").mkdir(parents=True, exist_ok=True)
            (folder / "fd/7").unlink(missing_ok=True)
            (folder / "fd/7").symlink_to(f"socket:[{inode}]")
            (folder / "comm").write_text("redis\x1b-server\n")
            (folder / "cgroup").write_text(f"2:cpu:/\n1:name=systemd:{group}\n0::/\n")
        (self.root / "proc/net").mkdir(parents=True, exist_ok=True)
        (self.root / "proc/net/tcp").write_text("\n".join(rows) + "\n")

    def drift(self, *leased: int):
        (self.layout.workspace(WORKSPACE) / "installed.json").write_text(json.dumps(self.records))
        before = self.everything()
        answer = drift(self.layout, self.systemd, WORKSPACE, list(leased))
        self.assertEqual(self.everything(), before)
        return answer

    def everything(self) -> list[tuple[str, int]]:
        return sorted((str(path), path.lstat().st_mtime_ns) for path in self.root.rglob("*"))

    def test_what_is_as_it_was_installed_is_not_told(self):
        answer = self.drift()
        self.assertEqual((answer["files"], answer["files_checked"], answer["installed"]), ([], 5, True))
        self.assertEqual([port["state"] for port in answer["ports"]], ["ours", "ours"])
        states = {unit["unit"]: unit["state"] for unit in answer["units"]}
        self.assertEqual(states[UNIT], "active")

    def test_a_listener_is_found_whichever_version_its_control_group_has(self):
        for file in self.root.glob("proc/*/cgroup"):
            group = file.read_text().split("name=systemd:")[1].split("\n")[0]
            file.write_text(f"2:cpu:/\n1:name=systemd:/\n0::{group}\n")
        self.assertEqual([port["state"] for port in self.drift()["ports"]], ["ours", "ours"])

    def test_a_file_that_was_changed_removed_or_opened_is_told(self):
        paths = sorted(self.records)
        Path(paths[0]).write_bytes(b"other\n")
        Path(paths[1]).unlink()
        Path(paths[2]).chmod(0o666)
        Path(paths[3]).unlink()
        Path(paths[3]).symlink_to("/etc/passwd")
        self.enabled.unlink()
        answer = self.drift()
        self.assertEqual([file["state"] for file in answer["files"]],
                         ["changed", "missing", "mode", "changed", "missing"])
        self.assertEqual(answer["files"][0]["sha256"], hashlib.sha256(b"other\n").hexdigest())
        self.assertTrue(all(file["path"].startswith("/etc/") for file in answer["files"]))

    def test_a_record_cannot_lead_out_of_the_workspace(self):
        self.records["/etc/shadow"] = self.records[str(self.root) + "/../etc/shadow"] = {"sha256": "0" * 64}
        self.assertEqual(self.drift()["files_checked"], 5)

    def test_a_record_of_an_older_version_has_no_digests(self):
        path = str(self.configuration / "redis.conf")
        self.records[path] = {}
        self.assertEqual(self.drift()["files"], [{"path": path.removeprefix(str(self.root)), "state": "unrecorded"}])

    def test_a_unit_that_failed_or_is_not_there_is_told(self):
        self.systemd.known[UNIT] = {"Id": UNIT, "LoadState": "loaded", "ActiveState": "failed", "NRestarts": "4"}
        unit = self.drift()["units"][0]
        self.assertEqual((unit["state"], unit["restarts"]), ("failed", 4))
        self.systemd.known.clear()
        self.systemd.active.clear()
        self.assertEqual(self.drift()["units"][0]["state"], "missing")

    def test_whose_a_port_is_follows_from_the_unit(self):
        self.listen([(6929, ADDRESS, 11, 700, "/system.slice/moorage-ws3a9f1-redis.service"),
                     (6883, ADDRESS, 13, 702, "/user.slice/x.scope")])
        ports = {port["port"]: port for port in self.drift(6883, 6884)["ports"]}
        self.assertEqual(ports[6929]["state"], "foreign")
        self.assertEqual(ports[6929]["name"], "redis?-server")
        self.assertEqual((ports[6883]["state"], ports[6883]["unit"]), ("foreign", "x.scope"))
        self.assertEqual(ports[6884]["state"], "free")
        self.assertEqual(ports[443]["state"], "silent")

    def test_a_stranger_beside_our_own_listener_is_told_and_so_is_an_open_address(self):
        self.listen([(6929, EVERYWHERE, 11, 700, CGROUP)])
        self.assertTrue(self.drift()["ports"][0]["exposed"])
        self.listen([(6929, ADDRESS, 11, 700, CGROUP), (6929, EVERYWHERE, 14, 703, "/user.slice/y.scope")])
        self.assertEqual(self.drift()["ports"][0]["state"], "foreign")

    def test_a_socket_that_no_process_holds_is_foreign(self):
        self.listen([(6929, ADDRESS, 11, 700, CGROUP)])
        (self.root / "proc/700/fd/7").unlink()
        self.assertEqual(self.drift()["ports"][0]["state"], "foreign")

    def test_a_damaged_check_list_or_fence_hides_nothing_else(self):
        (self.configuration / "verify.json").write_text("{")
        (self.layout.workspace(WORKSPACE) / "epoch").write_text("x")
        answer = self.drift(6929)
        self.assertEqual([file["path"] for file in answer["files"]], ["/etc/moorage/workspaces/ws7x2k4/verify.json"])
        self.assertIsNone(answer["epoch"])
        self.assertEqual(answer["ports"], [{"port": 6929, "service": "", "state": "ours"}])

    def test_a_workspace_that_is_not_here_has_nothing(self):
        answer = drift(self.layout, self.systemd, "ws3a9f1", [])
        self.assertEqual((answer["installed"], answer["files"], answer["units"], answer["ports"]), (False, [], [], []))
        self.assertGreater(answer["host"]["disk_total_mib"], 0)

    def test_the_longest_answer_is_one_that_the_daemon_reads(self):
        for number in range(60):
            self.file(f"etc/moorage/workspaces/ws7x2k4/{'x' * 240}{number}", b"")
            (self.configuration / f"{'x' * 240}{number}").write_text("changed")
            self.file(f"etc/systemd/system/moorage-ws7x2k4-{'y' * 200}{number}.service", b"")
        group = f"/{'z' * 200}.service"
        self.listen([(port, ADDRESS, port, port, group) for port in range(7000, 7030)])
        answer = self.drift(*range(7000, 7030))
        self.assertTrue(answer["truncated"])
        self.assertEqual(len(answer["files"]), MAXIMUM_FILES)
        self.assertLess(len(json.dumps(answer)), 16 * 1024)


class ListenerTests(HostTestCase):
    def test_this_machines_own_listener_is_found(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            found = Listeners(Layout().root).on(server.getsockname()[1])
        self.assertEqual([(port.process, port.is_loopback) for port in found], [(os.getpid(), True)])

    def test_addresses_that_only_this_machine_reaches(self):
        for address, expected in [
            ("0100007F", True), ("0200007F", True), ("00000000", False), ("0100A8C0", False),
            ("0" * 24 + "01000000", True), ("0" * 32, False), ("0" * 16 + "FFFF00000100007F", True),
        ]:
            with self.subTest(address):
                self.assertEqual(LOOPBACK.fullmatch(address) is not None, expected)
