"""The state file outlives the daemon, however it ends: levels are not told again, totals go on, and a disk that is
full, read-only or missing costs nothing but that memory. BALANCED_KILLS is how often the daemon is killed."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zlib
from pathlib import Path

import support
from support import DAEMON, Daemon, Page, Program, TokenApi, free_port, get, token

KILLS = int(os.environ.get("BALANCED_KILLS", "15"))
CROSSING = re.compile(r" event=threshold_crossed .* token_name=(\S+) kind=(\S+) severity=(\S+) ")
CONSUMED, ADDED = "edenai_token_consumed_credits_total", "edenai_token_added_credits_total"


def state_in(path):
    """The tokens that a whole and unharmed state file remembers, by name."""
    text = path.read_bytes()
    state = json.loads(text)
    body = text[:text.rindex(b',\n"crc32"')]
    assert state["crc32"] == f"{zlib.crc32(body):08x}", text[-40:]
    assert state["format"] == 1
    assert path.stat().st_mode & 0o7777 == 0o600, oct(path.stat().st_mode)
    return {one["name"]: one for account in state["accounts"] for one in account["tokens"]}


def totals(page, name):
    return {labels["token_name"]: value for labels, value in page.all(name)}


def budget(name, balance):
    return token(name, balance=balance, active_balance=True)


class BurningApi(TokenApi):
    """Another list at each request: tokens that burn away, one after the other and each for a few seconds, and one
    that is topped up again and again."""

    RATE = 4.0  # credits a second

    def __init__(self):
        self.begun = time.monotonic()
        super().__init__()

    @property
    def tokens(self):
        now = time.monotonic() - self.begun
        first = max(0, int(now * 10) - 60)
        burning = [
            budget(f"burning-{i:06}", round(10 + self.RATE * (i / 10 - now) + i % 7, 3)) for i in range(first, first + 120)
        ]
        return [*burning, budget("topped-up", round(100 - (now % 3) * 20, 3))]

    @tokens.setter
    def tokens(self, _):
        pass


class Killed(unittest.TestCase):
    def test_at_any_moment(self):
        dice = random.Random(KILLS)
        told, seen, remembered = {}, {}, {}
        losses, readable = {"burning": 0.0, "topped-up": 0.0}, 0
        with BurningApi() as api, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "state.json"
            for kill in range(KILLS):
                port = free_port()
                with Program([DAEMON, f"--web.listen-address=127.0.0.1:{port}", f"--state.file={path}"],
                             environment=api.environment) as daemon:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        daemon.process.wait(timeout=dice.uniform(0, 1.5))
                    self.assertIsNone(daemon.process.poll(), daemon.log())
                    # What is seen last, and the end at any moment of what comes after it.
                    page = self.page(port)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        daemon.process.wait(timeout=dice.uniform(0, 0.1))
                    daemon.process.kill()
                    daemon.process.wait()
                    log = daemon.log()
                self.assertNotIn("state_set_aside", log)
                self.assertNotIn("state_not_", log)
                for crossing in CROSSING.findall(log):
                    if crossing[0] != "topped-up":
                        self.assertNotIn(crossing, told, f"told at kill {told.get(crossing)} and at {kill}:\n{log}")
                        told[crossing] = kill
                for name, value in (totals(page, CONSUMED) if page else {}).items():
                    kind = name.split("-0")[0]
                    losses[kind] = max(losses[kind], seen.get(name, 0) - value)
                    seen[name] = value
                if path.exists():
                    readable += 1
                    now = state_in(path)
                    for name, before in remembered.items():
                        if name in now:
                            self.assertGreaterEqual(now[name]["consumed"], before["consumed"], name)
                    remembered = now
            self.check_the_end(api, path, told, seen, losses)
            print(f"{KILLS} kills: {readable} times a file, readable each time; {len(told)} crossings, none told twice; "
                  f"largest loss of consumption {losses['burning']:g} credits of a token that burns, "
                  f"{losses['topped-up']:g} of one that is topped up", flush=True)

    def check_the_end(self, api, path, told, seen, losses):
        with Daemon(f"--state.file={path}", environment=api.environment) as daemon:
            page = daemon.page_when(lambda page: page.token_names(), 20, "a list after the last kill")
            self.assertEqual([path.name], [entry.name for entry in path.parent.iterdir()], "nothing is left beside it")
            consumed = totals(page, CONSUMED)
            code, seconds = daemon.end()
            self.assertEqual((0, True), (code, seconds < 1), f"{seconds} s\n{daemon.log()}")
        self.assertGreater(len(told), KILLS // 2, "crossings at all")
        for name, value in seen.items():
            if name in consumed and name != "topped-up":
                self.assertGreaterEqual(consumed[name], value - 1e-6, name)
        self.assertLess(losses["burning"], 1e-6, "what burns without a break loses nothing")
        self.assertLess(losses["topped-up"], 60, "and no more than what one round consumes")
        self.assertEqual(consumed["topped-up"], state_in(path)["topped-up"]["consumed"])

    def page(self, port):
        """The page as it is now, or None where there is none yet."""
        with contextlib.suppress(OSError):
            answer = get(port, "/metrics", timeout=1)
            return Page(answer[2].decode()) if answer and answer[0] == 200 else None
        return None


class Restarted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "state.json"

    def run_with(self, tokens, path=None):
        """One run of the daemon with these tokens: its first page and its log."""
        with TokenApi(tokens) as api, Daemon(f"--state.file={path or self.path}", environment=api.environment) as daemon:
            page = daemon.page_when(lambda page: page.value("edenai_up") == 1, 20, "a list")
            code, seconds = daemon.end()
            self.assertEqual(0, code, daemon.log())
            self.assertLess(seconds, 1)
            return page, daemon.log()

    def test_goes_on_where_it_ended(self):
        past = "2020-01-01T00:00:00Z"
        gone, low, ended = budget("gone", 50), budget("low", 1.5), token("ended", expire_time=past)
        _, log = self.run_with([budget("busy", 50), gone, low, ended, budget("rising", 3)])
        self.assertEqual(3, log.count(" from=unknown "), log)
        page, log = self.run_with([budget("busy", 5.5), low, ended, budget("new", 30), budget("rising", 40)])
        self.assertEqual(1, log.count(" event=state_restored "), log)
        crossed = [line for line in log.splitlines() if " event=threshold_crossed " in line]
        self.assertEqual(1, len(crossed), log)
        self.assertIn(" token_name=busy kind=balance severity=warning from=ok value=5.5 ", crossed[0])
        self.assertRegex(log, r" event=threshold_recovered .* token_name=rising kind=balance from=warning severity=ok ")
        self.assertRegex(log, r" event=balance_added .* token_name=rising value=40 amount=37\n")
        self.assertRegex(log, r" event=token_added .* token_name=new\n")
        self.assertRegex(log, r" event=token_removed .* token_name=gone\n")
        self.assertEqual(44.5, totals(page, CONSUMED)["busy"])
        self.assertEqual(37, totals(page, ADDED)["rising"])
        self.assertEqual({"busy", "low", "ended", "new", "rising"}, set(state_in(self.path)))

    def test_an_outage_over_two_restarts_loses_nothing(self):
        self.run_with([budget("a", 50), budget("low", 1)])
        with TokenApi() as gone:
            port = gone.port
        environment = {"EDENAI_API_KEY": "k", "EDENAI_BASE_URL": f"http://127.0.0.1:{port}/v2"}
        with Daemon(f"--state.file={self.path}", environment=environment) as daemon:
            page = daemon.page_when(lambda page: page.value("edenai_up") == 0, 20, "the failed poll")
            self.assertEqual(set(), page.token_names(), "what is remembered is no current data")
            self.assertEqual(0, daemon.end()[0])
        page, log = self.run_with([budget("a", 20), budget("low", 1)])
        self.assertEqual(30, totals(page, CONSUMED)["a"])
        self.assertNotIn("threshold_crossed", log)

    def test_a_damaged_file_is_set_aside(self):
        self.run_with([budget("low", 1)])
        damaged = self.path.read_bytes().replace(b'"critical"', b'"warning"')
        self.path.write_bytes(damaged)
        _, log = self.run_with([budget("low", 1)])
        self.assertEqual(1, log.count(" level=error event=state_set_aside "), log)
        self.assertEqual(1, log.count(" from=unknown "), log)
        aside = [entry for entry in self.path.parent.iterdir() if entry != self.path]
        self.assertEqual([damaged], [entry.read_bytes() for entry in aside])
        self.assertEqual("critical", state_in(self.path)["low"]["balance_level"])


class ADiskThatFails(unittest.TestCase):
    def lives(self, path, tokens=(budget("low", 1),)):
        """The log of a daemon that does all its work though nothing can be kept."""
        with TokenApi(tokens) as api, Daemon(f"--state.file={path}", environment=api.environment) as daemon:
            daemon.page_when(lambda page: page.token_names() == {"low"}, 20, "the tokens")
            daemon.until(lambda: daemon.events("threshold_crossed"), 20, "the crossing")
            daemon.page_when(lambda page: page.value("edenai_polls_total") >= 2, 20, "further polls")
            self.assertEqual(200, daemon.get("/-/ready")[0])
            code, seconds = daemon.end()
            self.assertEqual(0, code, daemon.log())
            self.assertLess(seconds, 1)
            return daemon.log()

    def says_once(self, log, event, detail):
        lines = [line for line in log.splitlines() if " event=state_" in line]
        self.assertEqual(1, len(lines), log)
        self.assertIn(f" level=error event={event} ", lines[0])
        self.assertIn(f' detail="{detail}"', lines[0])

    def mounted(self, options):
        """A small tmpfs of the test's own."""
        if os.geteuid() != 0:
            self.skipTest("mounting a small disk needs root")
        folder = tempfile.mkdtemp(prefix="small-disk-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
        if mount.returncode != 0:
            self.skipTest(f"a small disk cannot be mounted here: {mount.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)
        return Path(folder)

    def test_a_missing_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            log = self.lives(Path(folder) / "missing" / "state.json")
            self.says_once(log, "state_not_written", "No such file or directory")
            self.assertEqual([], list(Path(folder).iterdir()))

    def test_a_read_only_disk(self):
        folder = self.mounted("size=64k,ro")
        self.says_once(self.lives(folder / "state.json"), "state_not_written", "Read-only file system")

    def test_what_is_no_regular_file(self):
        with tempfile.TemporaryDirectory() as folder:
            fifo = Path(folder) / "fifo"
            os.mkfifo(fifo)
            self.says_once(self.lives(fifo), "state_not_read", "is not a regular file")
            self.assertTrue(fifo.is_fifo())
            self.says_once(self.lives(folder), "state_not_read", "Is a directory")

    def test_a_full_disk(self):
        folder = self.mounted("size=64k")
        path, filler = folder / "state.json", folder / "filler"
        with TokenApi([budget("a", 50)]) as api, Daemon(f"--state.file={path}", environment=api.environment) as daemon:
            daemon.until(path.exists, 20, "the state after the first list")
            before = path.read_bytes()
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
            api.tokens = [budget("a", 5)]
            daemon.until(lambda: daemon.events("state_not_written"), 20, "the failed write")
            daemon.until(lambda: daemon.events("threshold_crossed"), 20, "the crossing is told all the same")
            self.assertIn(' detail="No space left on device"', daemon.events("state_not_written")[0])
            self.assertEqual(before, path.read_bytes())
            self.assertEqual([filler, path], sorted(folder.iterdir()), "no temporary file is left")
            filler.unlink()
            api.tokens = [budget("a", 1)]
            daemon.until(lambda: daemon.events("state_written_again"), 20, "there is room again")
            self.assertEqual("critical", state_in(path)["a"]["balance_level"])
            code, seconds = daemon.end(signal.SIGINT)
            self.assertEqual(0, code)
            self.assertLess(seconds, 1)
            self.assertEqual(1, len(daemon.events("state_not_written")))


if __name__ == "__main__":
    support.main()
