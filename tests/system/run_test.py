"""The program as a user starts and ends it: flags, exit codes, faults on standard error, signals."""

import signal
import socket
import subprocess
import unittest
from pathlib import Path

import support
from support import DAEMON, Daemon, TokenApi, folder_with, token

GOOD = """\
accounts:
  - name: production
    base_url: http://127.0.0.1:1/v2
    authorization: {credentials_file: a.key}
"""


def run(*flags, environment=None):
    with support.Program([DAEMON, *flags], environment=environment) as program:
        return program.process.wait(timeout=20), program.log()


def run_apart(*flags, environment=None):
    """(exit code, standard output, standard error)."""
    done = subprocess.run(
        [DAEMON, *flags], env={"PATH": "/usr/bin:/bin", **(environment or {})}, capture_output=True, text=True, timeout=20)
    return done.returncode, done.stdout, done.stderr


class Usage(unittest.TestCase):
    def test_version_goes_to_standard_output(self):
        code, out, err = run_apart("--version")
        self.assertEqual((0, ""), (code, err))
        self.assertRegex(out, r"^edenai-balanced.*\b\d+\.\d+\.\d+")

    def test_help_names_the_commands_and_flags(self):
        for flag in ("--help", "-h"):
            with self.subTest(flag=flag):
                code, out, err = run_apart(flag)
                self.assertEqual((0, ""), (code, err))
                for word in (
                    "check-config", "--config.file", "--web.listen-address", "--web.telemetry-path", "--log.level",
                    "--log.format", "--version", "127.0.0.1:10440",
                ):
                    self.assertIn(word, out)

    def test_bad_usage_is_2_and_says_what(self):
        for flags in (
            ("--no.such-flag",), ("no-such-command",), ("--log.level=loud",), ("--log.format", "xml"),
            ("--web.listen-address=127.0.0.1:99999",), ("--web.listen-address",),
        ):
            with self.subTest(flags=flags):
                code, out, err = run_apart(*flags, environment={"EDENAI_API_KEY": "k"})
                self.assertEqual((2, ""), (code, out), err)
                self.assertNotEqual("", err)

    def test_a_secret_is_not_taken_on_the_command_line(self):
        for flag in ("--api-key=sk-eden-secret", "--key=sk-eden-secret"):
            with self.subTest(flag=flag):
                code, out, err = run_apart(flag)
                self.assertEqual((2, ""), (code, out))


class Configuration(unittest.TestCase):
    def test_no_account_at_all_is_2(self):
        for command in ((), ("check-config",)):
            with self.subTest(command=command):
                code, _, err = run_apart(*command)
                self.assertEqual(2, code)
                self.assertIn("EDENAI_API_KEY", err)

    def test_two_keys_are_2(self):
        code, _, err = run_apart(environment={"EDENAI_API_KEY": "sk-eden-one", "EDENAI_API_KEY_FILE": "/nowhere"})
        self.assertEqual(2, code)
        self.assertNotIn("sk-eden-one", err)

    def test_every_fault_is_a_line_with_its_place(self):
        bad = GOOD.replace("base_url", "bose_url") + "    poll_interval: 0s\nthresholds: {balance: {warning: 1, critical: 2}}\n"
        with folder_with(bad_yml=bad, a_key="k\n") as folder:
            file = folder / "bad.yml"
            for command in ((), ("check-config",)):
                with self.subTest(command=command):
                    code, _, err = run_apart(*command, f"--config.file={file}")
                    self.assertEqual(2, code)
                    for place in (":3:", ":5:", ":6:"):
                        self.assertRegex(err, rf"(?m)^{file}{place}\d+: \S")
                    self.assertIn('did you mean "base_url"?', err)

    def test_a_missing_file_is_2(self):
        code, _, err = run_apart("--config.file=/nowhere/at-all.yml")
        self.assertEqual(2, code)
        self.assertIn("/nowhere/at-all.yml", err)

    def test_a_missing_or_empty_key_is_2(self):
        for key in ({}, {"a_key": ""}, {"a_key": " \n"}, {"a_key": "one\ntwo\n"}):
            with self.subTest(key=key), folder_with(good_yml=GOOD, **key) as folder:
                code, _, err = run_apart(f"--config.file={folder / 'good.yml'}")
                self.assertEqual(2, code)
                self.assertIn("a.key", err)
                self.assertNotIn("two", err)

    def test_check_config_accepts_a_good_file_and_polls_nobody(self):
        with TokenApi() as api, folder_with(good_yml=GOOD.replace(":1/", f":{api.port}/"), a_key="k\n") as folder:
            code, _, err = run_apart("check-config", f"--config.file={folder / 'good.yml'}")
            self.assertEqual(0, code, err)
            self.assertEqual(0, api.requests)

    def test_plain_http_to_a_foreign_host_is_2(self):
        code, _, err = run_apart(
            "check-config", environment={"EDENAI_API_KEY": "k", "EDENAI_BASE_URL": "http://203.0.113.1/v2"})
        self.assertEqual(2, code)
        self.assertIn("https", err)


class Running(unittest.TestCase):
    def test_a_taken_address_is_1(self):
        with socket.create_server(("127.0.0.1", 0)) as taken, TokenApi() as api:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            code, log = run(f"--web.listen-address={address}", environment=api.environment)
            self.assertEqual(1, code)
            self.assertIn(address, log)

    def test_either_signal_is_a_clean_stop_within_a_second(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number), TokenApi([token("a")]) as api, Daemon(environment=api.environment) as daemon:
                daemon.page_when(lambda page: page.value("edenai_up", account="default") == 1, 20, "the first poll")
                code, seconds = daemon.end(number)
                self.assertEqual(0, code, daemon.log())
                self.assertLess(seconds, 1)
                self.assertEqual(1, len(daemon.events("started")))
                self.assertIn(number.name, daemon.events("stopped")[0])

    def test_a_hanging_api_does_not_delay_the_stop(self):
        with TokenApi() as api:
            api.frozen = True
            with Daemon(environment=api.environment) as daemon:
                daemon.until(lambda: api.requests, 20, "the poll hangs")
                code, seconds = daemon.end()
                self.assertEqual(0, code, daemon.log())
                self.assertLess(seconds, 1)

    def test_a_silent_listener_does_not_delay_the_stop(self):
        with socket.create_server(("127.0.0.1", 0)) as mute:
            port = mute.getsockname()[1]
            environment = {"EDENAI_API_KEY": "k", "EDENAI_BASE_URL": f"https://localhost:{port}/v2"}
            with Daemon(environment=environment) as daemon:
                peer, _ = mute.accept()
                with peer:
                    code, seconds = daemon.end()
                self.assertEqual(0, code, daemon.log())
                self.assertLess(seconds, 1)

    def test_it_is_ready_once_the_first_poll_was_attempted(self):
        with TokenApi([token("a")]) as api:
            api.frozen = True
            with Daemon(environment=api.environment) as daemon:
                daemon.until(lambda: api.requests, 20, "the poll hangs")
                self.assertEqual(200, daemon.get("/-/healthy")[0])
                self.assertEqual(503, daemon.get("/-/ready")[0])
                api.frozen = False
                api.going.set()
                daemon.until(lambda: daemon.get("/-/ready")[0] == 200, 20, "ready")

    def test_the_log_is_json_on_demand(self):
        with TokenApi([token("a")]) as api, Daemon("--log.format=json", environment=api.environment) as daemon:
            daemon.until(lambda: '"event":"tokens_listed"' in daemon.log(), 20, "a line of JSON")

    def test_the_key_is_never_shown(self):
        with TokenApi([token("a", token="eyJsecret")]) as api, Daemon(
                "--log.level=debug", environment=api.environment) as daemon:
            page = daemon.page_when(lambda page: page.token_names(), 20, "the first token")
            daemon.end()
            for secret in ("a-key-for-tests", "eyJsecret"):
                self.assertNotIn(secret, page.text)
                self.assertNotIn(secret, daemon.log())


if __name__ == "__main__":
    support.main()
