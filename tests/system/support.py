"""What the system tests share: the real binaries run as a user runs them, waiting with a deadline, a page of metrics,
and saying why a machine cannot run a test."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BALANCED_BUILD", ROOT / "build" / "release"))
DAEMON = BUILD / "edenai-balanced"
SIMULATOR = BUILD / "edenai-simulator"
SKIPPED = 77


def skip(reason):
    """Ends this test as Skipped; tests/run.sh shows the reason that is left behind."""
    name = os.environ.get("BALANCED_TEST", Path(sys.argv[0]).stem)
    print(f"SKIPPED {name}: {reason}", flush=True)
    folder = BUILD / "Testing" / "skipped"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"{reason}\n")
    sys.exit(SKIPPED)


def need(*commands):
    missing = [command for command in commands if not shutil.which(command)]
    if missing:
        skip(f"{', '.join(missing)} not found; tests/run.sh installs it")


def until(condition, seconds, what):
    """The first true value of the condition, asked again and again; fails with `what` after the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, headers=None, timeout=10):
    """(status, headers, body) of one request, or None where nobody listens yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    except (ConnectionError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Page:
    """A page of metrics, as text format 0.0.4 has them."""

    SAMPLE = re.compile(r'^([A-Za-z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$')
    LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
    ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}

    def __init__(self, text):
        self.text = text
        self.types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
        self.helps = dict(re.findall(r"^# HELP (\S+) (.*)$", text, re.MULTILINE))
        self.samples = []
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = self.SAMPLE.match(line).groups()
                self.samples.append((name, self._labels(labels or ""), float(value)))

    def _labels(self, text):
        unescape = lambda match: self.ESCAPES[match[0]]
        return {name: re.sub(r'\\.', unescape, value) for name, value in self.LABEL.findall(text)}

    def all(self, name, **labels):
        """[(labels, value)] of the samples of that name that carry these labels."""
        return [
            (have, value) for sample, have, value in self.samples
            if sample == name and all(have.get(label) == wanted for label, wanted in labels.items())
        ]

    def value(self, name, **labels):
        """The value of the only such sample, or None."""
        found = self.all(name, **labels)
        assert len(found) <= 1, f"{name} {labels} is not one sample: {found}"
        return found[0][1] if found else None

    def total(self, name, **labels):
        return sum(value for _, value in self.all(name, **labels))

    def token_names(self):
        return {labels["token_name"] for labels, _ in self.all("edenai_token_info")}


class Program:
    """A child process whose output goes to a file; ended when the `with` ends."""

    def __init__(self, command, environment=None, cwd=None):
        self.log_file = tempfile.NamedTemporaryFile(prefix="log-")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("EDENAI_", "LISTEN_"))}
        clean.pop("CREDENTIALS_DIRECTORY", None)
        clean.pop("STATE_DIRECTORY", None)
        self.process = subprocess.Popen(
            [str(word) for word in command], env={**clean, **(environment or {})}, cwd=cwd,
            stdin=subprocess.DEVNULL, stdout=self.log_file, stderr=self.log_file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log_file.close()

    def log(self):
        return Path(self.log_file.name).read_text(errors="replace")

    def until(self, condition, seconds, what):
        """Like until(); fails at once where the process ends, and shows its output."""
        def tried():
            value = condition()
            if not value and self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode} before: {what}\n{self.log()}")
            return value
        return until(tried, seconds, lambda: f"{what}\n{self.log()}")

    def send(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGTERM, seconds=10):
        """(exit code, seconds that it took to end after the signal)."""
        sent = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=seconds)
        return code, time.monotonic() - sent


class Daemon(Program):
    """The daemon on a port of its own, listening when the constructor returns."""

    def __init__(self, *flags, environment=None, cwd=None):
        self.port = free_port()
        super().__init__(
            [DAEMON, f"--web.listen-address=127.0.0.1:{self.port}", *flags], environment=environment, cwd=cwd)
        try:
            self.until(lambda: self.get("/-/healthy"), 20, "the daemon answers")
        except BaseException:
            self.__exit__()
            raise

    def get(self, path, headers=None):
        return get(self.port, path, headers)

    def page(self):
        status, _, body = self.get("/metrics")
        assert status == 200, status
        return Page(body.decode())

    def page_when(self, condition, seconds, what):
        """The first page that fulfils the condition."""
        def fulfilled():
            page = self.page()
            return page if condition(page) else None
        return self.until(fulfilled, seconds, what)

    def events(self, name):
        """The log lines of that event so far."""
        return [line for line in self.log().splitlines() if f" event={name} " in f" {line} "]


class Simulator(Program):
    """edenai-simulator; `environment` is what the daemon needs to poll it, `configuration` a file for the demo, whose
    forecasts come soon."""

    def __init__(self, *flags):
        self.folder = tempfile.mkdtemp(prefix="simulator-")
        super().__init__([SIMULATOR, "--directory", self.folder, *flags])
        try:
            self.until((Path(self.folder) / "environment").exists, 20, "the simulator is ready")
        except BaseException:
            self.__exit__()
            raise
        self.configuration = Path(self.folder) / "demo.yml"
        lines = (Path(self.folder) / "environment").read_text().splitlines()
        self.environment = dict(re.match(r"(\w+)=(.*)", line).groups() for line in lines if line)
        self.environment = {name: value.strip("'\"") for name, value in self.environment.items()}

    def __exit__(self, *_):
        super().__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)


def token(name, **fields):
    return {"name": name, "token_type": "api_token", "balance": None, "active_balance": False, "expire_time": None,
            **fields}


class TokenApi:
    """A token-list API over plain HTTP, for tests about the daemon's life rather than about the client. It answers
    `tokens`; while `frozen` it accepts requests and answers nothing."""

    def __init__(self, tokens=(), port=0):
        self.tokens = list(tokens)
        self.frozen = False
        self.requests = 0
        self.connections = []
        self.going = threading.Event()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                api.connections.append(self.connection)

            def do_GET(self):
                api.requests += 1
                if api.frozen:
                    api.going.wait()
                    return
                body = json.dumps(api.tokens).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        threading.Thread(target=self.server.serve_forever, daemon=True, kwargs={"poll_interval": 0.05}).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.going.set()
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def port(self):
        return self.server.server_address[1]

    @property
    def environment(self):
        return {"EDENAI_API_KEY": "a-key-for-tests", "EDENAI_BASE_URL": f"http://127.0.0.1:{self.port}/v2",
                "EDENAI_POLL_INTERVAL": "1s"}


@contextlib.contextmanager
def folder_with(**files):
    """A temporary folder with these files; `a_yml="…"` becomes a.yml."""
    with tempfile.TemporaryDirectory() as name:
        for file, text in files.items():
            (Path(name) / ".".join(file.rsplit("_", 1))).write_text(text)
        yield Path(name)


def state_of(tokens, age):
    """A state file of the account `default`, whose list is so many seconds old."""
    listed = (datetime.now(timezone.utc) - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    accounts = [{"name": "default", "listed": listed, "tokens": tokens}]
    body = json.dumps({"format": 1, "version": "1", "written": listed, "accounts": accounts})[:-1]
    return f'{body},\n"crc32":"{zlib.crc32(body.encode()):08x}"}}\n'


def readme_blocks(language):
    """README.md's blocks of that language: "sh kubernetes" are those that the test about Kubernetes runs."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)


def main():
    """Runs the file's tests; exits with 77 where one was skipped and none failed."""
    for program in (DAEMON, SIMULATOR):
        if not program.exists():
            sys.exit(f"{program} is not built")
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.skipped:
        skip("; ".join(sorted({reason for _, reason in result.skipped})))
    sys.exit(0 if result.testsRun else "no test was found")
