"""Drives a headless Chromium over the DevTools protocol's pipe (NUL-terminated JSON on descriptors 3 and 4); needs no
package except the browser."""

import base64
import json
import os
import select
import subprocess
import time

PATIENCE = 30.0


class BrowserError(Exception):
    """An expected result did not come, or the page reported an error."""


class Browser:
    """One page of one browser with its own profile."""

    def __init__(self, program: str, profile: str) -> None:
        to_browser, commands = os.pipe()
        answers, from_browser = os.pipe()

        def connect() -> None:
            os.dup2(to_browser, 3)
            os.dup2(from_browser, 4)

        # The pipes' own numbers must not be 3 and 4, or one would overwrite the other.
        to_browser, from_browser = (os.dup2(fd, fd + 100) for fd in (to_browser, from_browser))
        self.process = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--hide-scrollbars", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.commands, self.answers = commands, answers
        self.buffer, self.number, self.complaints = b"", 0, []
        self.session = None
        targets = self.call("Target.getTargets")["targetInfos"]
        target = next(item["targetId"] for item in targets if item["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.size(1000, 760)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()

    def call(self, method: str, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(deadline)
            if answer.get("id") != self.number:
                self.note(answer)
                continue
            if "error" in answer:
                raise BrowserError(f"{method}: {answer['error']}")
            return answer["result"]

    def receive(self, deadline: float):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.answers], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise BrowserError("the browser does not answer")
            piece = os.read(self.answers, 65536)
            if not piece:
                raise BrowserError("the browser ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, event) -> None:
        """Records a page's complaints: errors of its script, refusals by its policy, missing files."""
        parameters = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(parameters["exceptionDetails"].get("exception", {}).get("description", "?"))
        elif event.get("method") == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            entry = parameters["entry"]
            self.complaints.append(f"{entry['text']} {entry.get('url', '')}")

    def run(self, expression: str):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, expression: str, what: str):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                value = self.run(expression)
                if value:
                    return value
            except BrowserError as error:
                # A page that is being left has no content.
                if "context" not in str(error):
                    raise
            time.sleep(0.05)
        raise BrowserError(f"did not come: {what}; the page is {self.run('location.href')}: "
                           f"{self.run('document.body.innerText')[:800]}")

    def open(self, address: str) -> None:
        self.run("window.isOld = true")
        self.call("Page.navigate", url=address)
        self.wait("!window.isOld && document.readyState === 'complete'", address)

    def submit(self, button: str) -> None:
        """Clicks an element that leads to another page, and waits for that page."""
        self.run("window.isOld = true")
        self.run(f"document.querySelector({json.dumps(button)}).click()")
        self.wait("!window.isOld && document.readyState === 'complete'", f"the page behind {button}")

    def fill(self, field: str, value: str) -> None:
        self.run(f"document.querySelector({json.dumps(field)}).value = {json.dumps(value)}")

    def size(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)

    def colours(self, scheme: str) -> None:
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, path: str) -> None:
        picture = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture))
