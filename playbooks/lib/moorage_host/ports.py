"""Finds the processes that listen on TCP ports, directly from the kernel, without starting a program."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LISTENING = "0A"
SOCKET = re.compile(r"socket:\[([0-9]+)\]")
# `/proc/<pid>/cgroup` of a process in nested machines is longer than a line, but not by much.
MAXIMUM_BYTES = 16_384
# Loopback as /proc/net writes it, on a little-endian machine: 127.0.0.0/8, ::1, and 127.0.0.0/8 mapped into IPv6.
LOOPBACK = re.compile(r"[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F")


@dataclass(frozen=True)
class Port:
    """A listening socket and its process: 0 if no process of this machine holds it."""

    address: str
    process: int
    name: str
    unit: str
    slices: tuple[str, ...]

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return LOOPBACK.fullmatch(self.address) is not None


class Listeners:
    """The sockets that listened at the first query."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._proc = root / "proc"
        self._sockets: dict[int, list[tuple[str, str]]] | None = None
        self._holders: dict[str, int] | None = None

    def on(self, port: int) -> list[Port]:
        """The sockets that listen on a port, on any address."""
        if self._sockets is None:
            self._sockets = self._read_sockets()
        return [self._port(address, inode) for address, inode in self._sockets.get(port, [])]

    def _read_sockets(self) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = {}
        for table in ("net/tcp", "net/tcp6"):
            for fields in self._rows(self._proc / table):
                if len(fields) > 9 and fields[3] == LISTENING:
                    address, _, port = fields[1].rpartition(":")
                    found.setdefault(int(port, 16), []).append((address, fields[9]))
        return found

    def _port(self, address: str, inode: str) -> Port:
        if self._holders is None:
            self._holders = dict(self._read_holders())
        process = self._holders.get(inode, 0)
        parts = self._control_group(process) if process else []
        return Port(
            address, process, self._text(f"{process}/comm").strip() if process else "",
            next((part for part in reversed(parts) if part.endswith((".service", ".scope"))), ""),
            tuple(part for part in parts if part.endswith(".slice")),
        )

    def _read_holders(self) -> Iterable[tuple[str, int]]:
        """The process of every socket: one pass over all descriptors, only if any port is taken."""
        for folder in self._proc.iterdir():
            for target in self._descriptors(folder) if folder.name.isdecimal() else ():
                if socket := SOCKET.fullmatch(target):
                    yield socket[1], int(folder.name)

    def _descriptors(self, process: Path) -> Iterable[str]:
        try:
            numbers = os.listdir(process / "fd")
        except OSError:
            return  # It has ended.
        for number in numbers:
            try:
                yield os.readlink(process / "fd" / number)
            except OSError:
                continue  # It was closed.

    def _control_group(self, process: int) -> list[str]:
        for line in self._text(f"{process}/cgroup").splitlines():
            number, _, rest = line.partition(":")
            controllers, _, path = rest.partition(":")
            # Where control groups of both versions exist, systemd maintains only those of one.
            if path != "/" and (number == "0" or controllers == "name=systemd"):
                return path.split("/")
        return []

    def _rows(self, path: Path) -> Iterable[list[str]]:
        try:
            with path.open(encoding="ascii") as file:
                next(file, None)
                for line in file:
                    yield line.split()
        except FileNotFoundError:
            return

    def _text(self, name: str) -> str:
        try:
            with (self._proc / name).open("rb") as file:
                return file.read(MAXIMUM_BYTES).decode(errors="replace")
        except OSError:
            return ""
