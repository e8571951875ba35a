"""The state file outlives the daemon, however it ends: levels are not told again, totals and burn rates go on, and a disk
that is full, read-only or missing costs nothing but that memory. BALANCED_KILLS is how often the daemon is killed."""

import collections
import contextlib
import json
import math
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
from support import DAEMON, Daemon, Page, Program, TokenApi, folder_with, free_port, get, state_of, token

KILLS = int(os.environ.get("BALANCED_KILLS", "15"))
CROSSING = re.compile(r" event=threshold_crossed .* token_name=(\S+) kind=(\S+) severity=(\S+) ")
CHANGE = re.compile(r" event=threshold_(\w+) .* token_name=(burning-\d+) kind=(\S+) (?:from=\S+ )?severity=(\S+) ")
CONSUMED, ADDED = "edenai_token_consumed_credits_total", "edenai_token_added_credits_total"
BURN, LEVEL = "edenai_token_burn_credits_per_second", "edenai_token_level"


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


@contextlib.contextmanager
def configuration(api, forecast, runway, balance="off", poll_interval="1s"):
    """The flag for a file with these forecasts and thresholds."""
    text = f"""accounts:
  - base_url: http://127.0.0.1:{api.port}/v2
    authorization: {{credentials_file: a.key}}
    poll_interval: {poll_interval}
forecast: {forecast}
thresholds:
  balance: {balance}
  runway: {runway}
"""
    with folder_with(a_yml=text, a_key="k\n") as folder:
        yield f"--config.file={folder / 'a.yml'}"


class SteadyApi(TokenApi):
    """One token that burns all the time."""

    RATE = 2.0  # credits a second

    def __init__(self):
        self.begun = time.monotonic()
        super().__init__()

    @property
    def tokens(self):
        return [budget("steady", 1000 - self.RATE * (time.monotonic() - self.begun))]

    @tokens.setter
    def tokens(self, _):
        pass


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
        forecast, runway = "{half_life: 1m, min_span: 500ms}", "{warning: 4s, critical: 2s}"
        with BurningApi() as api, tempfile.TemporaryDirectory() as folder, \
                configuration(api, forecast, runway, "{warning: 10, critical: 2}") as flag:
            path = Path(folder) / "state.json"
            for kill in range(KILLS):
                port = free_port()
                with Program([DAEMON, f"--web.listen-address=127.0.0.1:{port}", flag, f"--state.file={path}"]) as daemon:
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
                for change, *crossing in CHANGE.findall(log):
                    if change == "recovered":
                        # A list that came late has made the burn look slower.
                        self.assertEqual("runway", crossing[1], log)
                        told = {other: when for other, when in told.items() if [*other[:2]] != crossing[:2]}
                    else:
                        crossing = tuple(crossing)
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
            self.check_the_end(flag, path, told, seen, losses)
            kinds = collections.Counter(kind for _, kind, _ in told)
            print(f"{KILLS} kills: {readable} times a file, readable each time; {kinds['balance']} crossings of balances "
                  f"and {kinds['runway']} of runways, none told twice; largest loss of consumption {losses['burning']:g} "
                  f"credits of a token that burns, {losses['topped-up']:g} of one that is topped up", flush=True)

    def check_the_end(self, flag, path, told, seen, losses):
        with Daemon(flag, f"--state.file={path}") as daemon:
            page = daemon.page_when(lambda page: page.token_names(), 20, "a list after the last kill")
            self.assertEqual([path.name], [entry.name for entry in path.parent.iterdir()], "nothing is left beside it")
            consumed = totals(page, CONSUMED)
            code, seconds = daemon.end()
            self.assertEqual((0, True), (code, seconds < 1), f"{seconds} s\n{daemon.log()}")
        for wanted in ("balance", "runway"):
            self.assertGreater(sum(kind == wanted for _, kind, _ in told), KILLS // 2, f"crossings of the {wanted}")
        rates = [value for name, value in totals(page, BURN).items() if name != "topped-up"]
        self.assertGreater(len(rates), 0, "burn rates at all")
        self.assertAlmostEqual(BurningApi.RATE, sum(rates) / len(rates), delta=0.3 * BurningApi.RATE)
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


class BurnRate(unittest.TestCase):
    # What was written before there were burn rates.
    FORMER = '''{"format":1,"version":"1.2.3","written":"2025-11-24T16:00:00.123Z","accounts":[
{"name":"default","listed":"2025-11-24T16:00:00.123Z","tokens":[
{"name":"ci-7","balance":1.5,"balance_level":"critical","consumed":48.5,"added":100},
{"name":"ended","expiry_level":"expired","consumed":0,"added":0},
{"name":"spent","balance":-0.25,"balance_level":"exhausted","expiry_level":"ok","consumed":99999.99,"added":0.30000000000000004}]},
{"name":"empty","listed":"2025-11-24T17:00:00.123Z","tokens":[]}],
"crc32":"4ba8c608"}
'''

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "state.json"

    def first_list(self, *flags, environment=None):
        """The page of a daemon that has seen one list and no more, and its log."""
        with Daemon(*flags, environment=environment) as daemon:
            page = daemon.page_when(lambda page: page.value("edenai_up") == 1, 20, "a list")
            self.assertEqual(0, daemon.end()[0])
            self.assertEqual(1, page.value("edenai_polls_total"))
            return page, daemon.log()

    def goes_on_after(self, number):
        """A token that burns steadily, under a daemon that is ended by this signal once its runway has been told."""
        forecast, runway = "{half_life: 1m, min_span: 3s}", "{warning: 1h, critical: 1m}"
        state = f"--state.file={self.path}"
        with SteadyApi() as api:
            with configuration(api, forecast, runway) as flag, Daemon(flag, state) as daemon:
                page = daemon.page_when(lambda page: page.value(BURN), 20, "a burn rate")
                before = page.value(BURN)
                told = lambda: self.path.exists() and "runway_level" in state_in(self.path)["steady"]
                daemon.until(told, 20, "the runway's level in the file")
                daemon.until(lambda: daemon.events("threshold_crossed"), 20, "the runway's crossing")
                self.assertEqual([("steady", "runway", "warning")], CROSSING.findall(daemon.log()))
                self.assertEqual(-number if number == signal.SIGKILL else 0, daemon.end(number)[0])
            # One list alone, of which no span can be watched.
            with configuration(api, forecast, runway, poll_interval="1h") as flag:
                page, log = self.first_list(flag, state)
                fresh, _ = self.first_list(flag)
        self.assertIsNone(fresh.value(BURN), "nothing is known without the file")
        self.assertIsNone(fresh.value(LEVEL, kind="runway"))
        self.assertAlmostEqual(api.RATE, before, delta=0.3 * api.RATE)
        self.assertAlmostEqual(before, page.value(BURN), delta=0.3 * before)
        self.assertEqual(1, page.value(LEVEL, kind="runway"))
        self.assertEqual(1, log.count(" event=state_restored "), log)
        self.assertNotIn("event=threshold_", log)

    def test_goes_on_after_a_stop(self):
        self.goes_on_after(signal.SIGTERM)

    def test_goes_on_after_a_kill(self):
        self.goes_on_after(signal.SIGKILL)

    def test_what_was_consumed_meanwhile_counts_evenly(self):
        # An hour at 0.1 credits a second, and then three hours without the daemon.
        watched = {"credits": 360, "seconds": 3600, "watched": 3600}
        known = {"balance": 100, "consumed": 0, "added": 0}
        self.path.write_text(state_of([
            {"name": "as-before", **known, "balance": 1180, "burn": watched},
            {"name": "idle", **known, "burn": watched},
            {"name": "new", **known},
            {"name": "topped-up", **known, "burn": watched}], 3 * 3600))
        api = TokenApi([budget("as-before", 100), budget("idle", 100), budget("new", 64), budget("topped-up", 200)])
        forecast = "{half_life: 2h, min_span: 15m}"
        with api, configuration(api, forecast, "{warning: 3d, critical: 12h}", poll_interval="1h") as flag:
            page, log = self.first_list(flag, f"--state.file={self.path}")
        kept, life = 2 ** -1.5, 2 * 3600 / math.log(2)
        seconds = 3600 * kept + life * (1 - kept)
        wanted = {"as-before": (360 * kept + 1080 * life * (1 - kept) / 10800) / seconds, "idle": 360 * kept / seconds,
                  "new": 36 / 10800, "topped-up": 0.1}
        burn = totals(page, BURN)
        self.assertEqual(set(wanted), set(burn))
        for name, rate in wanted.items():
            self.assertAlmostEqual(rate, burn[name], delta=0.01 * rate, msg=name)
        self.assertAlmostEqual(0.1, burn["as-before"], delta=0.001)
        self.assertEqual({(name, "runway", "critical") for name in wanted}, set(CROSSING.findall(log)))

    def test_the_former_format_is_read(self):
        self.path.write_text(self.FORMER)
        tokens = [budget("ci-7", 1.25), token("ended", expire_time="2020-01-01T00:00:00Z"),
                  token("spent", balance=-0.25, active_balance=True, expire_time="2099-01-01T00:00:00Z")]
        with TokenApi(tokens) as api:
            environment = {**api.environment, "EDENAI_POLL_INTERVAL": "1h"}
            page, log = self.first_list(f"--state.file={self.path}", environment=environment)
        self.assertRegex(log, r" event=state_restored .* tokens=3 ")
        self.assertNotIn("event=threshold_", log)
        self.assertEqual({"ci-7": 48.75, "spent": 99999.99}, totals(page, CONSUMED))
        burn = totals(page, BURN)
        self.assertEqual({"ci-7", "spent"}, set(burn))
        self.assertEqual(0, burn["spent"])
        self.assertTrue(0 < burn["ci-7"] < 1e-7, f"since then, a quarter of a credit: {burn}")
        now = state_in(self.path)
        self.assertEqual({"ci-7", "spent"}, {name for name, one in now.items() if "burn" in one})
        self.assertEqual(["critical", "exhausted"], [now[name]["balance_level"] for name in ("ci-7", "spent")])


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
