"""Tests every page of the console in a real browser, with a daemon, its database and the simulated cloud.

Usage: console-test.py MOORAGE CHROMIUM FOLDER [PICTURES]; FOLDER is new and used only by this run.
"""

import contextlib
import os
import pathlib
import sys
import time

from browser import Browser
from console_world import PASSWORD, World

HOSTILE = "<img src=x onerror=\"document.title='owned'\"></li><b>\u202eevil"
LARGEST_PICTURE = 150_000


class Visit:
    """The actions in the browser, and what must be visible afterwards."""

    def __init__(self, world: World, browser: Browser, pictures: str) -> None:
        self.world, self.browser, self.pictures = world, browser, pictures

    def check(self, expression: str, what: str) -> None:
        if not self.browser.run(expression):
            raise SystemExit(f"FAILED {what}: {self.browser.run('document.body.innerText')[:1500]}")
        print(f"ok      {what}")

    def page(self, name: str) -> None:
        """Checks that apply to every page, and its picture."""
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

    def phone(self, name: str, part: str = "main") -> None:
        self.browser.size(390, 760)
        if part != "main":
            self.browser.run(f"document.querySelector('{part}').scrollIntoView()")
        self.picture(name)
        self.browser.size(1000, 760)

    def log_in(self, email: str) -> None:
        self.browser.fill("#email", email)
        self.browser.fill("#password", PASSWORD)
        self.browser.submit("main button")

    def begin(self) -> None:
        browser, base = self.browser, self.world.base
        browser.open(f"{base}/new/")
        self.check("location.pathname === '/login/'", "an anonymous visitor must log in")
        self.page("login")
        browser.fill("#email", "me@example.com")
        browser.fill("#password", "not the password")
        browser.submit("main button")
        self.check("document.querySelector('[role=alert]').textContent.includes('wrong')", "a wrong password is reported")
        browser.complaints.clear()  # the browser reports the 401
        self.log_in("me@example.com")
        self.check("location.pathname === '/new/'", "logging in leads to the requested page")

    def create(self) -> str:
        browser = self.browser
        browser.fill("#name", "Harbour <b>one</b>")
        browser.fill("#region", "nyc3")
        self.page("new")
        browser.submit("main .primary")
        self.check("/\\$\\d+\\.\\d\\d/.test(document.querySelector('.cost')?.textContent ?? '')",
                   "the plan shows the monthly cost")
        self.check("document.querySelectorAll('main ol li').length >= 10", "the plan shows the steps")
        self.page("plan")
        before = self.world.query("SELECT count(*) FROM workspaces")
        browser.submit("main .primary")
        after = self.world.query("SELECT count(*) FROM workspaces")
        if (before, after) != ("0", "1"):
            raise SystemExit(f"FAILED the form creates one workspace, and the plan creates none: {before}, {after}")
        self.check("document.querySelector('h1').textContent.includes('Harbour <b>one</b>')",
                   "the form creates a workspace, and its name stays text")
        return browser.run("document.querySelector('h1 code').textContent")

    def watch(self, workspace: str) -> None:
        browser = self.browser
        browser.run("window.isSame = true")
        browser.wait("document.querySelector('#state').textContent.includes('step ')", "the step, live")
        browser.wait("document.querySelectorAll('#log li').length >= 3", "log lines, live")
        browser.wait("document.getElementById('log-status').textContent === 'Live.'", "the label that the log is live")
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
        self.check("new Set([...document.querySelectorAll('#log li .message')].map((item) =>"
                   " item.getClientRects()[0].left)).size === 1", "messages of all levels start in one column")
        browser.wait("/deadline of (an|\\d+) (hour|minute)/.test(document.querySelector('#state').textContent)",
                     "a deadline in words")
        browser.wait("!!document.querySelector('#history .steps tbody tr')", "the timeline, live")
        self.page("workspace")
        browser.run("document.querySelector('.columns').scrollIntoView()")
        self.picture("workspace-history")
        browser.run("scrollTo(0, 0)")
        browser.colours("dark")
        self.picture("workspace-dark")
        browser.colours("light")
        self.phone("workspace-phone")
        link = browser.run("document.querySelector('#log li.warning a').href")
        browser.open("about:blank")
        browser.open(link)
        self.check("location.search.startsWith('?line=')"
                   " && document.querySelector('#log li:target')?.textContent.includes('onerror')"
                   " && document.title.startsWith('Harbour')", "a link to a line, drawn by the server, as text too")

    def insert(self, workspace: str, text: str) -> None:
        text = text.replace("'", "''")
        self.world.query("INSERT INTO provisioning_logs (workspace_id, level, message) SELECT id, 'warning', "
                         f"'{text}' FROM workspaces WHERE workspace_id = '{workspace}'")

    def without(self, workspace: str) -> None:
        """Without streams, and without scripts."""
        browser, address = self.browser, f"{self.world.base}/workspaces/{workspace}/"
        added = browser.call("Page.addScriptToEvaluateOnNewDocument", source="delete window.EventSource")
        browser.open(address)
        self.insert(workspace, "a line for pages that poll")
        browser.wait("document.getElementById('log').textContent.includes('for pages that poll')", "a line by polling")
        self.check("document.getElementById('log-status').textContent.includes('polling')", "polling without streams")
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(address + "?level=warning")
        self.check("document.querySelector('#log .warning').offsetHeight > 0"
                   " && !document.querySelector('#log .info').offsetHeight"
                   " && document.getElementById('level-apply').offsetHeight > 0", "the log and its filter without script")
        self.check("document.getElementById('follow-label').hidden && !document.getElementById('log-status').textContent",
                   "nothing is offered that needs a script")
        browser.call("Emulation.setScriptExecutionDisabled", value=False)

    def furnish(self) -> None:
        """A host with two workspaces: an active one with a long log, and one whose row was refused."""
        self.world.query(pathlib.Path(__file__).with_name("console-test.sql").read_text())

    def past(self) -> None:
        """A log that is longer than one page."""
        browser, address = self.browser, f"{self.world.base}/workspaces/wsh4rbr/"
        browser.open(address)
        self.check("document.querySelector('#state .good').textContent === 'active'", "an active workspace")
        end = "(list => list.scrollTop + list.clientHeight >= list.scrollHeight - 2)(document.getElementById('log'))"
        browser.wait(f"document.getElementById('log').scrollTop > 0 && {end}", "the end of the log")
        browser.size(600, 760)
        browser.size(1000, 760)
        browser.wait(end, "the end of the log in a window of another size")
        self.page("workspace-active")
        browser.open(f"{address}#line-5")
        browser.wait("location.search === '?line=5'"
                     " && document.querySelector('#log li:target')?.textContent.includes('Task 5')",
                     "an old line at an address that contains only its number")
        self.check("!document.querySelector('#log').dataset.stream && document.getElementById('follow-label').hidden",
                   "an older part does not grow")
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(f"{address}?line=1500#line-1500")
        self.check("document.querySelector('#log li:target').textContent.includes('of 3203')",
                   "a link to an old line without script")
        for direction, line in (("prev", 1202), ("next", 1402)):
            browser.submit(f"a[rel={direction}]")
            self.check(f"document.getElementById('line-{line}') && document.querySelectorAll('#log li').length === 200",
                       f"the link to {direction} lines")
        self.page("log-older")
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
        browser.open(f"{self.world.base}/workspaces/wsm00n5/")
        self.check("document.querySelector('#state .reason').textContent.includes('ask with Retry')",
                   "a refused row shows the reason and names the button")
        self.page("workspace-refused")
        browser.open(f"{self.world.base}/")
        self.check("document.querySelectorAll('#workspaces tbody tr').length === 3"
                   " && document.querySelector('.reason').textContent.includes('moon')", "the list shows it too")
        self.page("workspaces")
        self.phone("workspaces-phone")

    def documentation(self) -> None:
        """Addresses outside the console."""
        browser, base = self.browser, self.world.base
        browser.open(f"{base}/nothing/here")
        self.check("document.querySelector('h1').textContent === 'Not Found' && !!document.querySelector('main a')",
                   "an unknown address is a page")
        browser.complaints.clear()  # the browser reports the 404
        browser.open(f"{base}/docs")
        self.check("[...document.querySelectorAll('dl')].every((list) => list.querySelector('dt')"
                   ".getBoundingClientRect().right <= list.querySelector('dd').getBoundingClientRect().left)",
                   "names of fields are beside their texts")
        browser.run("document.querySelector('section:nth-of-type(2)').scrollIntoView()")
        self.picture("docs")
        light = browser.run("getComputedStyle(document.body).backgroundColor")
        browser.colours("dark")
        self.picture("docs-dark")
        self.check(f"getComputedStyle(document.body).backgroundColor !== '{light}'",
                   "the documentation is dark in the dark")
        browser.colours("light")

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
                   "the command that enrols a machine")
        browser.run("document.querySelector('#command code').textContent = "
                    "document.querySelector('#command').textContent.replace(/mre_.*/, 'mre_…')")
        self.check("document.querySelector('#hosts meter').value === 6"
                   " && document.querySelector('nav [aria-current=page]').textContent === 'Hosts'",
                   "the usage of a host, and where the page is")
        self.check("document.querySelector('#hosts').getBoundingClientRect().bottom + 8"
                   " <= document.querySelector('#enrol').getBoundingClientRect().top", "the table keeps its distance")
        self.page("hosts")
        self.phone("hosts-phone", "#hosts")

    def others(self, workspace: str) -> None:
        browser, base = self.browser, self.world.base
        browser.submit("header button")
        self.check("location.pathname === '/login/'", "logging out")
        self.log_in("other@example.com")
        browser.open(f"{base}/workspaces/{workspace}/")
        self.check("document.querySelector('h1').textContent === 'Not Found'", "another user's workspace is not there")
        browser.open(f"{base}/operators/")
        self.check("document.querySelector('h1').textContent === 'Not Found'", "nor the operators' page")
        browser.complaints.clear()  # the browser reports both 404s
        browser.submit("header button")
        self.log_in("staff@example.com")
        browser.open(f"{base}/operators/")
        self.check("document.querySelector('#workspaces').textContent.includes('Harbour two')"
                   " && !!document.querySelector('#budget tbody tr')", "staff sees all, and the API budget")
        self.check("/DigitalOcean account [0-9a-f]{8}$/"
                   ".test(document.querySelector('#budget th[scope=row]').textContent)",
                   "the account by its first digits")
        self.page("operators")
        browser.colours("dark")
        browser.run("document.querySelector('#findings').scrollIntoView()")
        self.picture("operators-dark")
        browser.colours("light")


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
        visit.furnish()
        visit.past()
        visit.host()
        visit.change(workspace)
        visit.others(workspace)
        visit.documentation()
        if browser.complaints:
            raise SystemExit(f"FAILED the browser complains: {browser.complaints}")
        print("ok      the browser complained of nothing")


main()
