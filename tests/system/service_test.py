"""The package in a Debian that systemd has booted: installed, given a key, hurt in every way, and purged."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from machine import SIMULATOR_INSIDE, Machine, dependencies, inside, make_package
from support import BUILD, ROOT, need, token, until

UNIT = "edenai-balanced.service"
SOCKET = "edenai-balanced.socket"
KEY = "/etc/edenai-balanced/edenai-api-key"
CONFIGURATION = "/etc/edenai-balanced/config.yml"
PORT = 8443
TOKENS = [
    token("healthy", balance=1000, active_balance=True),
    token("low", balance=5, active_balance=True),
    token("out", balance=0, active_balance=True),
]

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```sh systemd\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
DROP_IN = re.search(r"^```ini\n(\[Service\]\n.*?)^```$", README, re.MULTILINE | re.DOTALL)[1]


class AMachine(unittest.TestCase):
    """Has the package to install, and the simulated service, trusted as every other authority of the system is."""

    @classmethod
    def setUpClass(cls):
        need("curl", "openssl")
        # Where the machine sees it.
        folder = tempfile.TemporaryDirectory(dir=BUILD, prefix="package-")
        cls.addClassCleanup(folder.cleanup)
        package = make_package(folder.name)
        cls.package = inside(package)
        cls.machine = Machine(dependencies(package))
        cls.addClassCleanup(cls.machine.__exit__)
        cls.installed = cls.machine.run("dpkg", "-i", cls.package)
        cls.packaged = cls.machine.run("cat", CONFIGURATION)

    @classmethod
    def start_simulator(cls):
        cls.list(TOKENS)
        cls.machine.run(
            "systemd-run", "--quiet", "--unit=simulator", SIMULATOR_INSIDE, "--directory=/srv", f"--port={PORT}",
            "--list=/srv/tokens.json")
        until(lambda: cls.machine.exists("/srv/environment"), 20, "the simulator is ready")
        cls.machine.sh("cp /srv/ca.pem /usr/local/share/ca-certificates/simulator.crt; update-ca-certificates")

    @classmethod
    def list(cls, tokens):
        cls.machine.write("/srv/tokens.json.new", json.dumps(tokens))
        cls.machine.run("mv", "/srv/tokens.json.new", "/srv/tokens.json")

    @classmethod
    def configure(cls, path=CONFIGURATION, host="127.0.0.1"):
        """The packaged configuration, but of the simulated service."""
        text = re.sub(r"#?base_url: \S+", f"base_url: https://{host}:{PORT}/v2", cls.packaged)
        text = re.sub(r"(poll_interval|poll_timeout): \S+", r"\1: 1s", text)
        cls.machine.write(path, text)

    @classmethod
    def give_key(cls, path=KEY):
        cls.machine.run("install", "-m", "600", "/srv/api.key", path)

    def show(self, name, unit=UNIT):
        return self.machine.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def until_shown(self, name, wanted, unit=UNIT, seconds=30):
        until(lambda: re.fullmatch(wanted, self.show(name, unit)), seconds,
              lambda: f"{name} of {unit} is {self.show(name, unit)!r}, not {wanted!r}\n{self.journal_text()}")

    def journal(self, unit=UNIT):
        lines = self.machine.run("journalctl", "--no-pager", "--output=json", f"--unit={unit}").splitlines()
        return [json.loads(line) for line in lines]

    def journal_text(self, unit=UNIT):
        return "\n".join(str(entry["MESSAGE"]) for entry in self.journal(unit))


class BeforeItHasAKey(AMachine):
    def test_it_is_not_started_and_says_what_is_missing(self):
        self.assertIn(KEY, self.installed)
        self.assertIn("systemctl enable --now edenai-balanced", self.installed)
        self.assertEqual("inactive", self.show("ActiveState"))
        self.assertEqual("disabled", self.show("UnitFileState"))
        for unit in (UNIT, SOCKET):
            started = self.machine.try_run("systemctl", "start", unit)
            self.assertNotEqual(0, started.returncode)
            self.assertIn("Assertion failed", started.stderr)
            self.assertEqual("inactive", self.show("ActiveState", unit))

    def test_the_units_have_no_fault(self):
        names = [f"/usr/lib/systemd/system/{name}" for name in (UNIT, SOCKET, "edenai-balanced@.service")]
        said = self.machine.try_run("systemd-analyze", "verify", "--man=no", *names)
        self.assertEqual((0, ""), (said.returncode, said.stderr))

    def test_a_purge_without_a_start_leaves_nothing(self):
        self.machine.run("dpkg", "--purge", "edenai-balanced")
        self.assertEqual("", left_overs(self.machine))
        self.machine.run("dpkg", "-i", self.package)


def left_overs(machine):
    """What is still called like the package, but for dpkg's and the journal's own records and this test's build."""
    return machine.sh(
        "find / -xdev -name '*edenai*' -not -path '/proc/*' -not -path '/sys/*' -not -path '/build/*'"
        " -not -path '/tmp/*'; systemctl list-units --all --no-legend 'edenai*'; getent passwd edenai-balanced || :")


class TheService(AMachine):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start_simulator()
        cls.give_key()

    def setUp(self):
        self.configure()
        self.list(TOKENS)
        self.machine.run("systemctl", "enable", "--now", UNIT)
        self.addCleanup(self.put_back)

    def put_back(self):
        self.machine.sh(
            f"systemctl stop {SOCKET} {UNIT} 'edenai-balanced@*'; systemctl reset-failed; systemctl start simulator || :;"
            " rm -rf /run/systemd/system/edenai-balanced*; systemctl daemon-reload")

    def page_of_all_tokens(self, port=10440, authority=None):
        page = lambda: self.machine.get("/metrics", port, authority) or ""
        return until(lambda: (text := page()) and 'token_name="out"' in text and text, 30,
                     lambda: f"the tokens are on the page\n{self.journal_text()}")

    def kill(self, name):
        self.machine.run("systemctl", "kill", "--kill-who=main", f"--signal={name}", UNIT)

    def main_pid(self):
        return int(self.show("MainPID"))

    def test_it_runs_as_nobody_else_and_says_how_the_tokens_are(self):
        self.assertEqual("active", self.show("ActiveState"))
        self.page_of_all_tokens()
        self.until_shown("StatusText", "3 tokens, 2 in trouble")
        status = self.machine.run("cat", f"/proc/{self.main_pid()}/status")
        uids = re.search(r"^Uid:\t(.*)$", status, re.MULTILINE)[1].split()
        self.assertGreaterEqual(min(map(int, uids)), 61184, "a user that systemd has made for it")
        self.assertRegex(status, r"(?m)^CapEff:\t0+$")
        self.assertRegex(status, r"(?m)^NoNewPrivs:\t1$")
        limits = self.machine.run("cat", f"/proc/{self.main_pid()}/limits")
        soft, hard = re.search(r"^Max open files +(\d+) +(\d+)", limits, re.MULTILINE).groups()
        self.assertEqual(soft, hard)
        page = self.machine.get("/metrics")
        for name in ("process_start_time_seconds", "process_open_fds", "process_resident_memory_bytes"):
            self.assertIn(f"\n{name} ", page)

    def test_it_finds_the_api_through_resolved_and_through_plain_dns(self):
        before = self.machine.run("cat", "/etc/nsswitch.conf")
        self.addCleanup(self.machine.write, "/etc/nsswitch.conf", before)
        self.machine.sh("ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf")
        for source in ("resolve", "dns"):
            with self.subTest(source=source):
                self.machine.write("/etc/nsswitch.conf", re.sub(r"(?m)^hosts:.*", f"hosts: {source}", before))
                self.configure(host="localhost")
                self.machine.run("systemctl", "restart", UNIT)
                self.page_of_all_tokens()

    def test_a_reload_keeps_the_process_whatever_the_file_says(self):
        before = self.main_pid()
        self.machine.run("systemctl", "reload", UNIT)
        self.until_shown("ActiveState", "active")
        self.assertEqual(before, self.main_pid())
        until(lambda: " event=config_reloaded " in self.journal_text(), 20, "a reload")
        self.machine.write(CONFIGURATION, "accounts: 12\n")
        self.machine.run("systemctl", "reload", UNIT)
        until(lambda: " event=config_rejected " in self.journal_text(), 20, "a refused one")
        self.until_shown("ActiveState", "active")
        self.page_of_all_tokens()
        self.assertEqual((before, "0"), (self.main_pid(), self.show("NRestarts")))

    def test_it_comes_back_after_a_kill(self):
        before = self.main_pid()
        self.kill("KILL")
        self.until_shown("NRestarts", "1")
        self.until_shown("ActiveState", "active")
        self.assertNotEqual(before, self.main_pid())
        self.page_of_all_tokens()

    def test_it_comes_back_after_it_hung(self):
        self.machine.write(f"/run/systemd/system/{UNIT}.d/soon.conf", "[Service]\nWatchdogSec=2s\n")
        self.machine.sh(f"systemctl daemon-reload; systemctl restart {UNIT}")
        before = self.main_pid()
        self.kill("STOP")
        self.until_shown("NRestarts", "1")
        self.until_shown("ActiveState", "active")
        self.assertNotEqual(before, self.main_pid())
        self.assertIn("Watchdog timeout (limit 2s)!", self.journal_text())
        # The new one is fed, for three periods by now.
        fed = lambda: int(self.show("WatchdogTimestampMonotonic"))
        again, first = self.main_pid(), fed()
        until(lambda: fed() > first + 6_000_000, 30, "three periods of the watchdog")
        self.assertEqual((again, "1"), (self.main_pid(), self.show("NRestarts")))

    def test_an_outage_is_no_reason_to_end(self):
        self.page_of_all_tokens()
        self.machine.run("systemctl", "kill", "--signal=STOP", "simulator")
        self.addCleanup(self.machine.run, "systemctl", "kill", "--signal=CONT", "simulator")
        self.machine.write(f"/run/systemd/system/{UNIT}.d/soon.conf", "[Service]\nWatchdogSec=2s\n")
        self.machine.sh(f"systemctl daemon-reload; systemctl restart {UNIT}")
        self.until_shown("StatusText", ".*polls of 1 of 1 account fail", seconds=60)
        self.assertEqual(("active", "0"), (self.show("ActiveState"), self.show("NRestarts")))

    def test_the_journal_knows_how_grave_a_line_is(self):
        self.page_of_all_tokens()
        priorities = {}
        for entry in self.journal():
            for event in re.findall(r" event=(\w+) ", str(entry["MESSAGE"])):
                name = re.search(r" token_name=(\w+)", entry["MESSAGE"])
                priorities[event, name[1] if name else None] = entry["PRIORITY"]
        self.assertEqual("3", priorities["threshold_crossed", "out"])
        self.assertEqual("4", priorities["threshold_crossed", "low"])
        self.assertEqual("6", priorities["started", None])

    def test_a_bad_configuration_fails_once(self):
        self.machine.run("systemctl", "stop", UNIT)
        self.machine.write(CONFIGURATION, "accounts: 12\n")
        self.assertNotEqual(0, self.machine.try_run("systemctl", "start", UNIT).returncode)
        # One that is tried again would be activating, with the substate auto-restart.
        shown = [self.show(name) for name in ("ActiveState", "SubState", "ExecMainStatus", "NRestarts")]
        self.assertEqual(["failed", "failed", "2", "0"], shown)
        self.assertRegex(self.journal_text(), r"config\.yml:1:\d+: ")

    def test_a_bad_configuration_behind_the_socket_is_not_tried_for_ever(self):
        self.machine.run("systemctl", "stop", UNIT)
        starts = lambda: self.journal_text().count("config.yml:1:")
        before = starts()
        self.machine.write(CONFIGURATION, "accounts: 12\n")
        self.machine.run("systemctl", "start", SOCKET)
        self.assertIsNone(self.machine.get("/-/healthy"))
        self.until_shown("ActiveState", "failed", SOCKET)
        self.until_shown("ActiveState", "failed")
        shown = [self.show("Result", SOCKET), self.show("Result"), self.show("ExecMainStatus")]
        self.assertEqual(["trigger-limit-hit", "exit-code", "2"], shown)
        made = starts() - before
        self.assertTrue(1 <= made <= 5, made)
        # Neither the connections that were refused nor new ones start it again.
        self.assertIsNone(self.machine.get("/-/healthy"))
        # One that is tried again would have the substate auto-restart.
        self.assertEqual(["failed", "failed"], [self.show("ActiveState", SOCKET), self.show("SubState")])
        self.assertEqual(made, starts() - before)
        self.configure()
        self.machine.run("systemctl", "start", SOCKET, UNIT)
        self.page_of_all_tokens()
        self.assertEqual(["active", "running"], [self.show("ActiveState", SOCKET), self.show("SubState", SOCKET)])

    def test_another_failure_behind_the_socket_is_tried_on(self):
        self.machine.run("systemctl", "stop", UNIT)
        self.machine.write(
            f"/run/systemd/system/{UNIT}.d/taken.conf",
            f"[Service]\nEnvironment=EDENAI_BALANCED_FLAGS=--web.probe-address=127.0.0.1:{PORT}\n")
        self.machine.sh(f"systemctl daemon-reload; systemctl start {SOCKET}")
        self.machine.try_run("curl", "--max-time", "1", "http://127.0.0.1:10440/")
        # Longer than the socket counts.
        self.until_shown("NRestarts", "[5-9]", seconds=60)
        self.until_shown("SubState", "auto-restart")
        self.assertEqual(["active", "1"], [self.show("ActiveState", SOCKET), self.show("ExecMainStatus")])
        self.machine.sh(f"rm -r /run/systemd/system/{UNIT}.d; systemctl daemon-reload")
        self.until_shown("ActiveState", "active")
        self.assertIsNotNone(self.machine.get("/-/healthy"))

    def test_the_drop_in_of_the_readme_serves_https_and_reads_another_key(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
             "-subj", "/CN=balanced", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "web.key",
             "-out", "web.crt"],
            cwd=folder.name, check=True, capture_output=True, timeout=20)
        beside = "/etc/edenai-balanced"
        for name in ("web.key", "web.crt"):
            self.machine.write(f"{beside}/{name}", (Path(folder.name) / name).read_text(), mode="600")
        self.machine.write(
            f"{beside}/web.yml", "tls_server_config:\n  cert_file: web.crt\n  key_file: web.key\n", mode="600")
        self.give_key(f"{beside}/eu-key")
        self.machine.sh(f"sed -i 's/credential: edenai-api-key/credential: eu-key/' {CONFIGURATION}")
        self.machine.write(f"/run/systemd/system/{UNIT}.d/override.conf", DROP_IN)
        self.machine.sh(f"systemctl daemon-reload; systemctl restart {UNIT}")
        self.page_of_all_tokens(authority=f"{beside}/web.crt")
        self.assertIsNone(self.machine.get("/metrics"), "nothing is served plain")
        self.machine.run("edenai-balanced", "healthcheck", f"--web.config.file={beside}/web.yml")
        asked = self.machine.run("cat", f"/proc/{self.main_pid()}/cmdline")
        self.assertIn(f"--web.config.file=/run/credentials/{UNIT}/web.yml", asked)

    def test_it_stops_within_a_second(self):
        self.page_of_all_tokens()
        self.machine.run("systemctl", "stop", UNIT)
        self.assertEqual(("inactive", "success"), (self.show("ActiveState"), self.show("Result")))
        told, ended = (int(self.show(f"{name}TimestampMonotonic")) for name in ("ActiveExit", "InactiveEnter"))
        self.assertGreater(ended, told)
        self.assertLess(ended - told, 1_000_000, "microseconds")

    def test_a_connection_starts_it(self):
        self.machine.run("systemctl", "stop", UNIT)
        self.machine.run("systemctl", "start", SOCKET)
        self.assertEqual("inactive", self.show("ActiveState"))
        self.assertIsNotNone(self.machine.get("/-/healthy"))
        self.assertEqual("active", self.show("ActiveState"))
        # systemd keeps the socket: nobody who comes during a restart is refused.
        self.kill("KILL")
        self.assertIsNotNone(self.machine.get("/-/healthy"))
        self.page_of_all_tokens()

    def test_an_instance_waits_for_an_address_of_its_own(self):
        second = "edenai-balanced@second.service"
        self.configure("/etc/edenai-balanced/second.yml")
        self.give_key("/etc/edenai-balanced/second.key")
        self.machine.try_run("systemctl", "start", second)
        self.until_shown("ExecMainStatus", "1", second)
        self.until_shown("SubState", "auto-restart", second)
        self.machine.write(
            "/etc/default/edenai-balanced-second", "EDENAI_BALANCED_FLAGS=--web.listen-address=127.0.0.1:10441\n")
        self.until_shown("ActiveState", "active", second)
        self.page_of_all_tokens(10441)
        self.assertEqual("active", self.show("ActiveState"))

    def test_nobody_else_reads_the_key(self):
        key = self.machine.run("cat", KEY).strip()
        credential = f"/run/credentials/{UNIT}/edenai-api-key"
        self.assertEqual(key, self.machine.run("cat", credential).strip())
        for path in (KEY, credential):
            self.assertNotEqual(0, self.machine.try_run("setpriv", "--reuid=65534", "--clear-groups", "cat", path).returncode)
        self.assertNotIn(key, self.machine.run("cat", f"/proc/{self.main_pid()}/environ"))
        self.assertNotIn(key, self.journal_text())

    def test_an_upgrade_keeps_the_configuration_and_takes_the_new_program(self):
        mine, before = self.machine.run("cat", CONFIGURATION), self.main_pid()
        self.machine.run("dpkg", "-i", self.package)
        self.assertEqual(mine, self.machine.run("cat", CONFIGURATION))
        self.until_shown("ActiveState", "active")
        self.assertNotEqual(before, self.main_pid())


class TheReadme(AMachine):
    def test_its_commands_do_what_they_say(self):
        self.machine.run("dpkg", "--purge", "edenai-balanced")
        self.start_simulator()
        self.machine.sh(f"cp {self.package} /root; cp /srv/api.key /root/my-api.key; cp /srv/api.key /root/my-second.key")
        # The machine's only user is root.
        self.machine.write("/usr/local/bin/sudo", '#!/bin/sh\nexec env "$@"\n', mode="755")
        commands = [line for block in BLOCKS for line in block.splitlines()]
        self.assertNotEqual([], commands)
        for command in commands:
            with self.subTest(command=command):
                self.machine.sh(f"cd /root; {command}")
                if " install ./" in command:
                    self.configure()
        self.assertIsNotNone(self.machine.get("/-/healthy"))
        self.assertIsNotNone(self.machine.get("/-/healthy", 10441))
        self.assertEqual("active", self.show("ActiveState", SOCKET))


class TheEnd(AMachine):
    def test_a_purge_leaves_nothing(self):
        self.start_simulator()
        self.configure()
        self.give_key()
        self.machine.write("/etc/edenai-balanced/second.yml", "")
        self.machine.write("/etc/default/edenai-balanced-second", "")
        self.machine.run("systemctl", "enable", "--now", SOCKET)
        self.machine.run("systemctl", "enable", "--now", UNIT)
        self.machine.run("systemctl", "enable", "edenai-balanced@second")
        for unit in (UNIT, SOCKET, "edenai-balanced@.service", "edenai-balanced@second.service"):
            self.machine.write(f"/etc/systemd/system/{unit}.d/override.conf", "[Unit]\nDescription=Edited\n")
        self.machine.run("dpkg", "--remove", "edenai-balanced")
        self.assertIsNone(self.machine.get("/-/healthy"))
        self.assertTrue(self.machine.exists(KEY), "a removal keeps it")
        self.machine.run("dpkg", "--purge", "edenai-balanced")
        self.assertEqual("", left_overs(self.machine))


if __name__ == "__main__":
    support.main()
