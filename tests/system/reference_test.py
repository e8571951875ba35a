"""What the build makes of the table of flags: completions, tried in real shells, and the manual, as its readers take it."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
import unittest

import support
from support import BUILD, folder_with

REFERENCE = BUILD / "reference"
PROGRAM = "edenai-balanced() { printf '<%s>' \"$@\"; echo; }\n"
SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        f"source '{REFERENCE / 'edenai-balanced.bash'}'\n"),
    "zsh": (
        ["zsh", "-f", "-i"],
        f"fpath=('{REFERENCE}' $fpath); autoload -Uz compinit; compinit -u -D\n"),
}


class Shell:
    """A shell at a terminal of its own, in which the program prints what it is given."""

    def __init__(self, name, cwd):
        command, setup = SHELLS[name]
        self.terminal, other = pty.openpty()
        environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "TERM": "dumb", "INPUTRC": "/dev/null", "PS1": "$ "}
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, start_new_session=True, cwd=cwd, env=environment)
        os.close(other)
        self.received = ""
        self.type(setup + PROGRAM + "echo ready-$((40 + 2))\n")
        self.wait_for("ready-42")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait_for(self, text):
        deadline = time.monotonic() + 20
        while text not in self.received:
            readable, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            if not readable:
                raise AssertionError(f"{text!r} has not come: {self.received!r}")
            self.received += os.read(self.terminal, 65536).decode(errors="replace")

    def completes(self, typed, words):
        """Whether the tabulator makes those words of it."""
        self.received = ""
        self.type(f"edenai-balanced {typed}\t\n")
        self.wait_for("".join(f"<{word}>" for word in words))


class Completion(unittest.TestCase):
    CASES = (
        ("hea", ["healthcheck"]),
        ("once --ou", ["once", "--output"]),
        ("once --output=j", ["once", "--output=json"]),
        ("once --output j", ["once", "--output", "json"]),
        ("--log.level w", ["--log.level", "warn"]),
        ("--log.format=l", ["--log.format=logfmt"]),
        ("--log.format=json chec", ["--log.format=json", "check-config"]),
        ("--config.file a", ["--config.file", "a file.yml"]),
        ("--web.config.file=a", ["--web.config.file=a file.yml"]),
        ("check-config --onl", ["check-config", "--online"]),
        ("healthcheck --onl", ["healthcheck", "--onl"]),
        ("--onl", ["--onl"]),
        ("--web.listen-address hea", ["--web.listen-address", "hea"]),
        ("once hea", ["once", "hea"]),
    )

    def try_in(self, name):
        if not shutil.which(name):
            self.skipTest(f"{name} not found; tests/run.sh installs it")
        with folder_with() as folder:
            (folder / "a file.yml").write_text("")
            with Shell(name, folder) as shell:
                for typed, words in self.CASES:
                    with self.subTest(typed=typed):
                        shell.completes(typed, words)

    def test_bash(self):
        self.try_in("bash")

    def test_zsh(self):
        self.try_in("zsh")


class Manual(unittest.TestCase):
    PAGE = REFERENCE / "edenai-balanced.1"

    def test_mandoc_finds_nothing_but_the_missing_date(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc not found; tests/run.sh installs it")
        done = subprocess.run(["mandoc", "-T", "lint", self.PAGE], capture_output=True, text=True)
        faults = [line for line in done.stdout.splitlines() if "missing date" not in line]
        self.assertEqual([], faults)

    def test_it_is_readable(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc not found; tests/run.sh installs it")
        done = subprocess.run(
            ["mandoc", "-T", "utf8", "-O", "width=100", self.PAGE], capture_output=True, text=True, check=True)
        text = " ".join(re.sub(".\b", "", done.stdout).split())
        for words in ("NAME", "EXIT STATUS", "watch the balances and expiries of Eden AI tokens"):
            self.assertIn(words, text)


if __name__ == "__main__":
    support.main()
