"""A real browser: chromium, driven through chromedriver (W3C WebDriver) and, where that has no word for it, its
DevTools protocol."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

import support

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER = "\ue007"


class Browser:
    """A window of a fresh profile; closed when the `with` ends."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="browser-")
        self.port = support.free_port()
        self.session = None
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": self.folder, "no_proxy": "127.0.0.1"})
        try:
            support.until(self.listens, 20, "chromedriver answers")
            self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": self.capabilities()}})["sessionId"]
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self.call("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def capabilities(self):
        # The sandbox needs what root and containers have not; what it would guard against is our own page.
        flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", f"--user-data-dir={self.folder}/profile"]
        return {"browserName": "chrome", "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": flags},
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}

    def listens(self):
        try:
            return self.call("GET", "/status")["ready"]
        except OSError:
            return False

    def call(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()}") from None

    def command(self, path, **body):
        return self.call("POST", f"/session/{self.session}/{path}", body)

    def devtools(self, name, **parameters):
        return self.command("goog/cdp/execute", cmd=name, params=parameters)

    def open(self, url):
        self.command("url", url=url)

    @property
    def url(self):
        return self.call("GET", f"/session/{self.session}/url")

    def run(self, script, *arguments):
        """What the script returns; it is the test's own, not the page's."""
        return self.command("execute/sync", script=script, args=list(arguments))

    def element(self, selector):
        return self.command("element", using="css selector", value=selector)[ELEMENT]

    def type(self, selector, text):
        self.command(f"element/{self.element(selector)}/value", text=text)

    def press(self, key):
        """A key of the keyboard, whatever has the focus."""
        code = {"Tab": 9, "Enter": 13}[key]
        for kind in ("rawKeyDown", "char", "keyUp"):
            if kind != "char" or key == "Enter":
                self.devtools("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                              text="\r" if kind == "char" else "")

    def click(self, selector):
        self.command(f"element/{self.element(selector)}/click")

    def texts(self, selector):
        """As they are shown."""
        return self.run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector)

    def show(self, width, height=900, scheme="light"):
        """Makes the window so large, and its user prefer that."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, file, whole=False):
        taken = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(file, "wb") as out:
            out.write(base64.b64decode(taken["data"]))

    def log(self, kind):
        """What was logged since the last call."""
        return self.command("se/log", type=kind)

    def requests(self):
        """The URLs that pages asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
