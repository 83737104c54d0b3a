"""Looks at every page of the console in a real browser, with a daemon, its database and the simulated cloud behind.

Usage: console-test.py MOORAGE CHROMIUM FOLDER [PICTURES]; FOLDER is new and for this run alone.
"""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

from browser import Browser

PASSWORD = "SecurePass123!"
HOSTILE = "<img src=x onerror=\"document.title='owned'\"></li><b>\u202eevil"
LARGEST_PICTURE = 150_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class World:
    """The daemon with its private Postgres and a cloud whose droplets are entries in memory."""

    def __init__(self, moorage: str, folder: str, stack: contextlib.ExitStack) -> None:
        self.moorage, self.folder = moorage, folder
        self.port, cloud = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "MOORAGE_DATA_DIR": f"{folder}/data", "DIGITALOCEAN_TOKEN": "simulator",
            "DIGITALOCEAN_API_URL": f"http://127.0.0.1:{cloud}", "MOORAGE_HTTP_ADDRESS": f"127.0.0.1:{self.port}",
        }
        self.start(stack, "cloud", "simulate", "digitalocean", "--no-machines", "--port", str(cloud),
                   "--token", "simulator")
        self.start(stack, "daemon", "serve")
        self.await_daemon()

    def start(self, stack: contextlib.ExitStack, name: str, *arguments: str) -> None:
        log = stack.enter_context(open(f"{self.folder}/{name}.log", "wb"))
        process = subprocess.Popen([self.moorage, *arguments], env=self.environment, stdout=log, stderr=log)
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
        """SQL on the daemon's own cluster; as root it runs as postgres."""
        command = ["psql", "-h", f"{self.folder}/data/postgres/socket", "-d", "postgres", "-AtXq",
                   "-v", "ON_ERROR_STOP=1"]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        return subprocess.run(command, input=text, text=True, check=True, capture_output=True, cwd="/").stdout.strip()


class Visit:
    """What somebody does in the browser, and what must be seen then."""

    def __init__(self, world: World, browser: Browser, pictures: str) -> None:
        self.world, self.browser, self.pictures = world, browser, pictures

    def check(self, expression: str, what: str) -> None:
        if not self.browser.run(expression):
            raise SystemExit(f"FAILED {what}: {self.browser.run('document.body.innerText')[:1500]}")
        print(f"ok      {what}")

    def page(self, name: str) -> None:
        """What holds on every page, and its picture."""
        self.check("document.querySelectorAll('h1').length === 1 && !!document.querySelector('main')",
                   f"{name}: one heading, one main part")
        self.check("[...document.querySelectorAll('input:not([type=hidden]), select')]"
                   ".every((field) => field.labels.length > 0)", f"{name}: every field has a label")
        self.check("[...document.querySelectorAll('button, a')].every((item) => item.hidden"
                   " || item.textContent.trim() || item.ariaLabel)", f"{name}: every button and link has a name")
        self.check("!document.querySelector('[style], [onclick], script:not([src]), style')",
                   f"{name}: nothing inline")
        self.check("document.documentElement.scrollWidth <= document.documentElement.clientWidth",
                   f"{name}: no sideways scrolling")
        self.browser.size(390, 760)
        self.check("document.documentElement.scrollWidth <= document.documentElement.clientWidth",
                   f"{name}: none on a phone either")
        self.browser.size(1000, 760)
        self.picture(name)

    def picture(self, name: str) -> None:
        if not self.pictures:
            return
        path = f"{self.pictures}/{name}.png"
        self.browser.screenshot(path)
        if os.path.getsize(path) > LARGEST_PICTURE:
            raise SystemExit(f"FAILED {path} has more than {LARGEST_PICTURE} bytes")

    def log_in(self, email: str) -> None:
        self.browser.fill("#email", email)
        self.browser.fill("#password", PASSWORD)
        self.browser.submit("main button")

    def begin(self) -> None:
        browser, base = self.browser, self.world.base
        browser.open(f"{base}/new/")
        self.check("location.pathname === '/login/'", "a stranger is asked to log in")
        self.page("login")
        browser.fill("#email", "me@example.com")
        browser.fill("#password", "not the password")
        browser.submit("main button")
        self.check("document.querySelector('[role=alert]').textContent.includes('wrong')", "a wrong password is told")
        browser.complaints.clear()  # the browser notes the 401
        self.log_in("me@example.com")
        self.check("location.pathname === '/new/'", "logging in leads to the page that was asked for")

    def create(self) -> str:
        browser = self.browser
        browser.fill("#name", "Harbour <b>one</b>")
        browser.fill("#region", "nyc3")
        self.page("new")
        browser.submit("main .primary")
        self.check("/\\$\\d+\\.\\d\\d/.test(document.querySelector('.cost')?.textContent ?? '')",
                   "the plan tells the monthly cost")
        self.check("document.querySelectorAll('main ol li').length >= 10", "the plan tells the steps")
        self.page("plan")
        before = self.world.query("SELECT count(*) FROM workspaces")
        browser.submit("main .primary")
        after = self.world.query("SELECT count(*) FROM workspaces")
        if (before, after) != ("0", "1"):
            raise SystemExit(f"FAILED the form creates one workspace, and the plan none: {before}, {after}")
        self.check("document.querySelector('h1').textContent.includes('Harbour <b>one</b>')",
                   "the form creates a workspace, and its name stays text")
        return browser.run("document.querySelector('h1 code').textContent")

    def watch(self, workspace: str) -> None:
        browser = self.browser
        browser.run("window.isSame = true")
        browser.wait("document.querySelector('#state').textContent.includes('step ')", "the step, live")
        browser.wait("document.querySelectorAll('#log li').length >= 3", "log lines, live")
        browser.wait("document.getElementById('log-status').textContent === 'Live.'", "the word that the log is live")
        began = time.monotonic()
        self.insert(workspace, HOSTILE)
        browser.wait("document.querySelector('#log li.warning:last-child .message')?.textContent.includes('onerror')",
                     "an inserted line")
        print(f"ok      a line that was inserted shows {time.monotonic() - began:.2f} s later")
        self.check("window.isSame === true && document.title.startsWith('Harbour') && !document.querySelector('#log img')",
                   "it came without loading the page, and as text")
        browser.run("level = document.getElementById('level'); level.value = 'warning';"
                    "level.dispatchEvent(new Event('change'))")
        self.check("[...document.querySelectorAll('#log li.info')].every((item) => !item.offsetHeight)"
                   " && document.querySelector('#log li.warning').offsetHeight > 0", "the filter by level")
        browser.run("level.value = 'debug'; level.dispatchEvent(new Event('change'))")
        browser.wait("!!document.querySelector('#history .steps tbody tr')", "the timeline, live")
        self.page("workspace")
        browser.run("document.querySelector('.columns').scrollIntoView()")
        self.picture("workspace-history")
        browser.run("scrollTo(0, 0)")
        browser.colours("dark")
        self.picture("workspace-dark")
        browser.colours("light")
        browser.size(390, 760)
        self.picture("workspace-phone")
        browser.size(1000, 760)
        link = browser.run("document.querySelector('#log li.warning a').href")
        browser.open("about:blank")
        browser.open(link)
        self.check("document.querySelector('#log li:target')?.textContent.includes('onerror')"
                   " && document.title.startsWith('Harbour')", "a link to a line, drawn by the server, as text too")
        browser.open(f"{self.world.base}/")
        self.page("workspaces")

    def insert(self, workspace: str, text: str) -> None:
        text = text.replace("'", "''")
        self.world.query("INSERT INTO provisioning_logs (workspace_id, level, message) SELECT id, 'warning', "
                         f"'{text}' FROM workspaces WHERE workspace_id = '{workspace}'")

    def without(self, workspace: str) -> None:
        """Without streams, and without scripts at all."""
        browser, address = self.browser, f"{self.world.base}/workspaces/{workspace}/"
        added = browser.call("Page.addScriptToEvaluateOnNewDocument", source="delete window.EventSource")
        browser.open(address)
        self.insert(workspace, "a line for those who poll")
        browser.wait("document.getElementById('log').textContent.includes('for those who poll')", "a line by polling")
        self.check("document.getElementById('log-status').textContent.includes('asking')", "polling without streams")
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(address + "?level=warning")
        self.check("document.querySelector('#log .warning').offsetHeight > 0"
                   " && !document.querySelector('#log .info').offsetHeight"
                   " && document.getElementById('level-apply').offsetHeight > 0", "the log and its filter without script")
        self.check("document.getElementById('follow-label').hidden && !document.getElementById('log-status').textContent",
                   "nothing is offered that needs a script")
        browser.call("Emulation.setScriptExecutionDisabled", value=False)

    def change(self, workspace: str) -> None:
        browser, address = self.browser, f"{self.world.base}/workspaces/{workspace}/"
        browser.open(address)
        browser.fill("#name", "Harbour two")
        browser.submit("form[action$='rename/'] button")
        self.check("document.querySelector('h1').textContent.includes('Harbour two')", "renaming")
        browser.submit("#state a.danger")
        self.page("delete")
        browser.submit("main button.danger")
        browser.wait("/decommission/.test(document.querySelector('#state').textContent)", "the removal's state")
        print("ok      deleting, behind a question")

    def host(self) -> None:
        browser = self.browser
        browser.open(f"{self.world.base}/hosts/")
        browser.fill("#name", "Rack 7")
        browser.submit("main form .primary")
        self.check("/install\\.sh \\| sudo sh -s -- --token mre_/.test(document.querySelector('#command').textContent)",
                   "the line that enrols a machine")
        browser.run("document.querySelector('#command code').textContent = "
                    "document.querySelector('#command').textContent.replace(/mre_.*/, 'mre_…')")
        self.page("hosts")

    def others(self, workspace: str) -> None:
        browser, base = self.browser, self.world.base
        browser.submit("header button")
        self.check("location.pathname === '/login/'", "logging out")
        self.log_in("other@example.com")
        browser.open(f"{base}/workspaces/{workspace}/")
        self.check("document.querySelector('h1').textContent === 'Not Found'", "another user's workspace is not there")
        browser.open(f"{base}/operators/")
        self.check("document.querySelector('h1').textContent === 'Not Found'", "nor the operators' page")
        browser.complaints.clear()  # the browser notes both 404
        browser.submit("header button")
        self.log_in("staff@example.com")
        browser.open(f"{base}/operators/")
        self.check("document.querySelector('#workspaces').textContent.includes('Harbour two')"
                   " && !!document.querySelector('#budget tbody tr')", "staff sees all, and the API budget")
        self.page("operators")


def main() -> None:
    moorage, chromium, folder = sys.argv[1:4]
    pictures = sys.argv[4] if len(sys.argv) > 4 else ""
    with contextlib.ExitStack() as stack:
        world = World(moorage, folder, stack)
        world.user("me@example.com")
        world.user("other@example.com")
        world.user("staff@example.com", "--staff")
        browser = Browser(chromium, f"{folder}/profile")
        stack.callback(browser.close)
        visit = Visit(world, browser, pictures)
        visit.begin()
        workspace = visit.create()
        visit.watch(workspace)
        visit.without(workspace)
        visit.host()
        visit.change(workspace)
        visit.others(workspace)
        if browser.complaints:
            raise SystemExit(f"FAILED the browser complains: {browser.complaints}")
        print("ok      the browser complained of nothing")


main()
