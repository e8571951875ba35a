"""README.md tells the truth: its commands run, its configuration is accepted, its table of metrics is the daemon's."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from support import DAEMON, ROOT, Page, Program, Simulator, Daemon, get, need, skip

PORT = 10440
KEY_FILE = "EDENAI_API_KEY_FILE"
README = (ROOT / "README.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(block):
    """The block's commands, continued lines joined, without comments."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def key_files(configuration):
    return re.findall(r"^[^#\n]*credentials_file: *([^\s,}]+)", configuration, re.MULTILINE)


def table_of_metrics():
    """{family: type} of every table row that begins with the name of a metric."""
    return dict(re.findall(r"^\| *`((?:edenai|process)_[\w*]+)` *\| *(\w*)[^|]*\|", README, re.MULTILINE))


def metrics():
    answer = get(PORT, "/metrics", timeout=5)
    return Page(answer[2].decode()) if answer and answer[0] == 200 else None


class TheCommands(unittest.TestCase):
    """They run in a folder that looks like the checkout, but whose configuration names the simulated service and
    whose keys are there."""

    def setUp(self):
        need("bash", "curl")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", PORT))
            except OSError:
                skip(f"port {PORT}, which README.md speaks of, is taken on this machine")
        self.simulator = Simulator()
        self.addCleanup(self.simulator.__exit__)
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("daemon", "tests"):
            (Path(self.folder) / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "config", Path(self.folder) / "config")
        for path in (Path(self.folder) / "config").glob("*.yml"):
            text = path.read_text().replace("#base_url:", "base_url:")
            text = text.replace("https://api.edenai.run/v2", self.simulator.environment["EDENAI_BASE_URL"])
            path.write_text(text)
            for name in key_files(text):
                (path.parent / name).write_text("a-key-for-tests\n")

    def start(self, command):
        """daemon/run.sh as README.md calls it, until it shows a token, or with a configuration of its own until it
        answers at all."""
        environment = {}
        if "EDENAI_API_KEY_FILE=" in command:
            environment = dict(self.simulator.environment)
            command = re.sub(r"(EDENAI_API_KEY_FILE)=\S+", rf"\1={environment[KEY_FILE]}", command)
        program = Program(["bash", "-euc", f"exec env {command}"], cwd=self.folder, environment=environment)
        self.addCleanup(program.__exit__)
        own = "--config.file" in command
        program.until(lambda: (page := metrics()) and (page.token_names() or own), 600, f"metrics of: {command}")
        return program

    def finish(self, command):
        done = subprocess.run(
            ["bash", "-euc", command], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=600, env={**os.environ, "PATH": f"{DAEMON.parent}:{os.environ['PATH']}"})
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def end(self, program):
        if program:
            code, _ = program.end(signal.SIGTERM)
            self.assertEqual(0, code, program.log())

    def test_run(self):
        running = None
        for command in (command for block in blocks("sh") for command in commands(block)):
            with self.subTest(command=command):
                if "tests/run.sh" in command:
                    self.assertTrue(os.access(ROOT / "tests" / "run.sh", os.X_OK))
                elif re.search(r"daemon/run\.sh(?! +(?:check-config|--help|--version))", command):
                    self.end(running)
                    running = None
                    running = self.start(command)
                else:
                    self.finish(command)
        self.end(running)

    def test_both_are_named(self):
        named = " ".join(blocks("sh"))
        self.assertIn("daemon/run.sh", named)
        self.assertIn("tests/run.sh", named)


class TheConfiguration(unittest.TestCase):
    def test_is_accepted(self):
        self.assertNotEqual([], blocks("yaml"))
        for block in blocks("yaml"):
            with self.subTest(block=block), tempfile.TemporaryDirectory() as folder:
                if "accounts:" not in block:
                    block += "accounts: [{authorization: {credentials_file: a.key}}]\n"
                (Path(folder) / "config.yml").write_text(block)
                for name in key_files(block):
                    (Path(folder) / name).write_text("a-key-for-tests\n")
                done = subprocess.run(
                    [DAEMON, "check-config", "--config.file=config.yml"], cwd=folder, capture_output=True, text=True)
                self.assertEqual(0, done.returncode, done.stderr)


class TheTableOfMetrics(unittest.TestCase):
    def test_has_every_family_of_the_page_with_its_type(self):
        with Simulator() as simulator, Daemon(environment=simulator.environment) as daemon:
            page = daemon.page_when(lambda page: len(page.token_names()) > 5, 20, "the simulated tokens")
        table = table_of_metrics()
        self.assertIn("process_*", table)
        families = {name: kind for name, kind in page.types.items() if not name.startswith("process_")}
        # What OpenMetrics calls an info is a gauge in the older format.
        told = {name: table.get(name, "missing").replace("info", "gauge") for name in families}
        self.assertEqual(told, families)

    def test_names_no_family_that_the_daemon_does_not_know(self):
        names = [name for name in table_of_metrics() if name.startswith("edenai_")]
        self.assertNotEqual([], names)
        configuration = "accounts: [{authorization: {credentials_file: a.key}}]\nmetrics: {exclude: [%s]}\n"
        with support.folder_with(a_yml=configuration % ", ".join(names), a_key="k\n") as folder:
            done = subprocess.run(
                [DAEMON, "check-config", f"--config.file={folder / 'a.yml'}"], capture_output=True, text=True)
            self.assertEqual(0, done.returncode, done.stderr)


if __name__ == "__main__":
    support.main()
