"""A daemon with its private Postgres and the simulated cloud, for tests of its pages and its API."""

import contextlib
import os
import pathlib
import socket
import subprocess
import time
import urllib.request

PASSWORD = "SecurePass123!"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class World:
    """The daemon with its private Postgres and a cloud whose droplets are only entries in memory."""

    def __init__(self, moorage: str, folder: str, stack: contextlib.ExitStack) -> None:
        # The simulator's program is in the daemon's folder.
        self.moorage, self.lab, self.folder = moorage, f"{moorage}-lab", folder
        self.port, cloud = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "MOORAGE_DATA_DIR": f"{folder}/data", "DIGITALOCEAN_TOKEN": "simulator",
            "DIGITALOCEAN_API_URL": f"http://127.0.0.1:{cloud}", "MOORAGE_HTTP_ADDRESS": f"127.0.0.1:{self.port}",
        }
        self.start(stack, "cloud", self.lab, "simulate", "digitalocean", "--no-machines", "--port", str(cloud))
        self.start(stack, "daemon", self.moorage, "serve")
        self.await_daemon()

    def start(self, stack: contextlib.ExitStack, name: str, *arguments: str) -> None:
        log = stack.enter_context(open(f"{self.folder}/{name}.log", "wb"))
        process = subprocess.Popen(arguments, env=self.environment, stdout=log, stderr=log)
        stack.callback(process.wait)
        stack.callback(process.terminate)

    def await_daemon(self) -> None:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.base}/health/ready", timeout=1).close()
                return
            time.sleep(0.1)
        raise SystemExit(pathlib.Path(f"{self.folder}/daemon.log").read_text()[-2000:])

    def user(self, email: str, *flags: str) -> None:
        subprocess.run([self.moorage, "user", "create", email, *flags], env=self.environment, check=True,
                       input=PASSWORD.encode() + b"\n", stdout=subprocess.DEVNULL)

    def query(self, text: str) -> str:
        """Runs SQL on the daemon's own cluster; as root it uses the account postgres."""
        command = ["psql", "-h", f"{self.folder}/data/postgres/socket", "-d", "postgres", "-AtXq",
                   "-v", "ON_ERROR_STOP=1"]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        return subprocess.run(command, input=text, text=True, check=True, capture_output=True, cwd="/").stdout.strip()
