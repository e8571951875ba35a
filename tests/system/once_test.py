"""`once` as a monitoring plugin, `check-config --online` and `healthcheck`: the real program beside a simulated service,
or beside itself."""

import json
import os
import pty
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import support
from support import DAEMON, Daemon, Program, Simulator, TokenApi, folder_with, free_port, state_of, token

FINE = token("fine", balance=50.0, active_balance=True)
LOW = token("low", balance=5.0, active_balance=True)
EMPTY = token("empty", balance=0, active_balance=True)
HOSTILE = token("\x1b[2J|'=\nnext \u202e", balance=1.5, active_balance=True)


def run(*arguments, environment=None, **more):
    """(exit code, standard output, standard error)."""
    done = subprocess.run(
        [DAEMON, *arguments], env={"PATH": "/usr/bin:/bin", **(environment or {})}, capture_output=True, text=True,
        timeout=30, **more)
    return done.returncode, done.stdout, done.stderr


def account(name, port, **more):
    lines = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return f"""\
  - name: {name}
    base_url: http://127.0.0.1:{port}/v2
    authorization: {{credentials_file: a.key}}
{lines}"""


class Once(unittest.TestCase):
    def test_exit_codes(self):
        cases = (
            ([FINE], 0, "OK"), ([], 0, "OK"), ([FINE, LOW], 1, "WARNING"), ([LOW, HOSTILE], 2, "CRITICAL"),
            ([EMPTY], 2, "CRITICAL"), ([token("old", expire_time="2020-01-01T00:00:00Z")], 2, "CRITICAL"))
        for tokens, code, word in cases:
            with self.subTest(word=word, tokens=tokens), TokenApi(tokens) as api:
                done = run("once", environment=api.environment)
                self.assertEqual(code, done[0], done)
                self.assertTrue(done[1].startswith(f"EDENAI {word} - "), done[1])
                self.assertEqual(1, api.requests)

    def test_a_token_is_chosen_by_its_name(self):
        with TokenApi([FINE, LOW, EMPTY]) as api:
            for glob, code in (("fine", 0), ("lo?", 1), ("*", 2), ("nothing-like-it", 3)):
                with self.subTest(glob=glob):
                    self.assertEqual(code, run("once", "--token-name", glob, environment=api.environment)[0])

    def test_a_failing_account_beats_a_warning_but_not_what_is_critical(self):
        with TokenApi([LOW]) as low, TokenApi([EMPTY]) as empty, TokenApi() as frozen:
            frozen.frozen = True
            hanging = account("hanging", frozen.port, poll_timeout="1s")
            for api, code in ((low, 3), (empty, 2)):
                configuration = "accounts:\n" + account("good", api.port) + hanging
                with self.subTest(code=code), folder_with(a_yml=configuration, a_key="k\n") as folder:
                    began = time.monotonic()
                    done = run("once", f"--config.file={folder / 'a.yml'}")
                    self.assertLess(time.monotonic() - began, 5)
                    self.assertEqual(code, done[0], done)
                    self.assertIn("hanging: poll failed: timeout: ", done[1])
                    self.assertIn("good/", done[1].splitlines()[0])
                    self.assertIn("'good/", done[1].splitlines()[0])

    def test_json(self):
        with TokenApi([FINE, HOSTILE]) as api:
            code, out, _ = run("once", "--output=json", environment=api.environment)
        self.assertEqual(2, code)
        said = json.loads(out)
        self.assertEqual("critical", said["status"])
        self.assertEqual([HOSTILE["name"], "fine"], [each["name"] for each in said["tokens"]])
        self.assertEqual({"balance": "critical", "runway": None, "expiry": None}, said["tokens"][0]["levels"])
        self.assertEqual({"name": "default", "up": True, "tokens": 2}, {
            key: said["accounts"][0][key] for key in ("name", "up", "tokens")})

    def test_the_runway_goes_on_from_a_state_file(self):
        with TokenApi([FINE, EMPTY]) as api, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "state.json"
            path.write_text(state_of([{"name": "fine", "balance": 86, "consumed": 0, "added": 0}], 3600))
            before = path.read_bytes()
            flag = f"--state.file={path}"
            self.assertNotIn("RUNWAY", run("once", environment=api.environment)[1])
            code, out, err = run("once", flag, environment={**api.environment, "COLUMNS": "200"})
            self.assertEqual((2, ""), (code, err))
            rows = [line.split("  ") for line in out.splitlines()[1:]]
            rows = [[cell.strip() for cell in row if cell.strip()] for row in rows]
            self.assertIn("RUNWAY", rows[0])
            at = rows[0].index("RUNWAY")
            shown = {row[1]: row[at:at + 2] for row in rows[1:]}
            self.assertEqual({"fine": ["1 h 23 m", "critical"], "empty": ["none", "-"]}, shown)
            code, out, err = run("once", flag, "--output=json", environment=api.environment)
            self.assertEqual((2, ""), (code, err))
            tokens = {each["name"]: each for each in json.loads(out)["tokens"]}
            self.assertAlmostEqual(36 / 3600, tokens["fine"]["burn_credits_per_second"], delta=1e-4)
            self.assertRegex(tokens["fine"]["exhaustion_time"], r"^\d{4}-\d\d-\d\dT[\d:.]+Z$")
            self.assertEqual("critical", tokens["fine"]["levels"]["runway"])
            self.assertIsNone(tokens["empty"]["burn_credits_per_second"])
            self.assertEqual([(path, before)], [(file, file.read_bytes()) for file in path.parent.iterdir()])

    def test_a_damaged_state_file_is_warned_of_and_left_to_the_daemon(self):
        whole = state_of([{"name": "fine", "balance": 86, "consumed": 0, "added": 0}], 3600)
        for damaged, why in ((whole.replace("86", "85"), "its checksum does not fit"), (whole[:40], "not JSON")):
            with self.subTest(why=why), TokenApi([FINE]) as api, folder_with(state_json=damaged) as folder:
                path = folder / "state.json"
                code, out, err = run("once", f"--state.file={path}", environment=api.environment)
                self.assertEqual(0, code, out)
                self.assertNotIn("RUNWAY", out)
                self.assertTrue(err.startswith(f"warning: {path}: {why}"), err)
                self.assertEqual(1, err.count("\n"), err)
                self.assertEqual([(path, damaged)], [(file, file.read_text()) for file in folder.iterdir()])

    def test_a_hostile_name_breaks_nothing(self):
        with TokenApi([HOSTILE, FINE]) as api:
            _, out, _ = run("once", environment=api.environment)
        lines = out.splitlines()
        self.assertEqual(4, len(lines), out)
        self.assertEqual(1, out.count("|"))
        self.assertEqual([], [c for c in out if c != "\n" and (ord(c) < 0x20 or c == "\u202e")])
        self.assertIn("'%1B[2J%7C''%3D%0Anext \u202e'=1.5;10:;2:".replace("\u202e", "%E2%80%AE"), lines[0])

    def test_the_table_fits(self):
        names = [token(f"a-rather-long-token-name-{number:03}", balance=50.0, active_balance=True,
                       expire_time="2099-01-01T00:00:00Z") for number in range(5)]
        with TokenApi(names) as api:
            for columns, environment in ((80, {}), (60, {"COLUMNS": "60"}), (200, {"COLUMNS": "200"})):
                with self.subTest(columns=columns):
                    _, out, _ = run("once", environment={**api.environment, **environment})
                    table = out.splitlines()[1:]
                    self.assertEqual(6, len(table))
                    self.assertLessEqual(max(map(len, table)), columns)
                    self.assertEqual(columns == 200, "TYPE" in table[0])

    def test_colour_is_for_terminals_and_those_who_want_it(self):
        with TokenApi([EMPTY]) as api:
            for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
                with self.subTest(environment=environment):
                    terminal, other = pty.openpty()
                    environment = {"TERM": "xterm", **api.environment, **environment}
                    done = subprocess.run([DAEMON, "once"], stdout=other, env=environment, timeout=30)
                    os.close(other)
                    shown = os.read(terminal, 65536).decode()
                    os.close(terminal)
                    self.assertEqual(2, done.returncode)
                    self.assertEqual(coloured, "\x1b[1;31mexhausted" in shown, shown)

    def test_a_wrong_flag_or_configuration_is_unknown(self):
        with folder_with(bad_yml="accounts: [{authorization: {}}]\nextra: 1\n") as folder:
            file = folder / "bad.yml"
            code, out, err = run("once", f"--config.file={file}")
            self.assertEqual((3, ""), (code, err))
            first, *others = out.splitlines()
            self.assertTrue(first.startswith(f"EDENAI UNKNOWN - {file}:1:"), out)
            self.assertEqual(2, len(others), out)
            code, out, _ = run("once", "--output=json", f"--config.file={file}")
            self.assertEqual((3, 2), (code, len(json.loads(out)["faults"])))
        for flags in (("--output=xml",), ("--no-such-flag",), ("--config.file=/nowhere",), ()):
            with self.subTest(flags=flags):
                code, out, _ = run("once", *flags)
                self.assertEqual(3, code)
                self.assertTrue(out.startswith("EDENAI UNKNOWN - "), out)

    def test_an_interrupt_ends_it(self):
        with TokenApi() as api:
            api.frozen = True
            with Program([DAEMON, "once"], environment=api.environment) as program:
                program.until(lambda: api.requests, 20, "the poll hangs")
                _, seconds = program.end(signal.SIGINT)
                self.assertLess(seconds, 1)

    def test_a_shard_asks_only_for_its_own(self):
        with TokenApi([FINE]) as one, TokenApi([FINE]) as other:
            configuration = "accounts:\n" + account("a", one.port) + account("b", other.port)
            with folder_with(a_yml=configuration, a_key="k\n") as folder:
                for shard in ("0", "1"):
                    code, out, _ = run(
                        "once", f"--config.file={folder / 'a.yml'}", "--shard", shard, "--total-shards=2")
                    self.assertEqual(0, code, out)
            self.assertEqual((1, 1), (one.requests, other.requests))

    def test_over_https(self):
        with Simulator() as simulator:
            code, out, err = run("once", environment=simulator.environment)
            self.assertEqual(2, code, out + err)
            self.assertIn("hackathon-berlin", out)
            code, out, _ = run("once", environment={**simulator.environment, "EDENAI_CA_FILE": ""})
            self.assertEqual(3, code, out)
            self.assertIn("tls", out)


class CheckConfig(unittest.TestCase):
    def test_online(self):
        with TokenApi([FINE, LOW]) as api:
            gone = account("gone", free_port(), poll_timeout="2s")
            for accounts, code in ((account("here", api.port), 0), (account("here", api.port) + gone, 2)):
                with self.subTest(code=code), folder_with(a_yml="accounts:\n" + accounts, a_key="k\n") as folder:
                    done = run("check-config", "--online", f"--config.file={folder / 'a.yml'}")
                    self.assertEqual(code, done[0], done)
                    self.assertIn("here: ok, 2 tokens\n", done[1])
                    self.assertEqual(code == 2, "gone: poll failed: connect: " in done[2], done)


class Healthcheck(unittest.TestCase):
    def test_asks_the_daemon(self):
        with TokenApi([FINE]) as api:
            api.frozen = True
            with Daemon(environment=api.environment) as daemon:
                flag = f"--web.listen-address=127.0.0.1:{daemon.port}"
                self.assertEqual(0, run("healthcheck", flag)[0])
                daemon.until(lambda: api.requests, 20, "the poll hangs")
                self.assertEqual(1, run("healthcheck", "--ready", flag)[0])
                api.frozen = False
                api.going.set()
                daemon.until(lambda: run("healthcheck", flag, "--ready")[0] == 0, 20, "ready")
            code, out, err = run("healthcheck", flag)
            self.assertEqual((1, ""), (code, out))
            self.assertIn("Connection refused", err)

    def test_bad_usage_is_1(self):
        for flags in (("--nonsense",), ("--web.listen-address=x",), ("--web.config.file=/nowhere.yml",)):
            with self.subTest(flags=flags):
                code, out, err = run("healthcheck", *flags)
                self.assertEqual((1, ""), (code, out))
                self.assertNotEqual("", err)


if __name__ == "__main__":
    support.main()
