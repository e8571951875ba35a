"""A system whose time zones cannot be read: when balances are refilled is not guessed, and each command says so."""

import subprocess
import unittest

import support
from support import DAEMON, folder_with, free_port, need

CONFIGURATION = "accounts: [{base_url: 'http://127.0.0.1:1/v2', authorization: {credentials_file: a.key}}]\n"
MESSAGE = "cannot read the time zone Europe/Paris: {} (install tzdata)"
NOT_THERE = MESSAGE.format("No such file or directory")
# What newer tools write: nothing but the rule for all that is to come, which the library does not read.
SLIM = """\
Rule E 1996 max - Mar lastSun 1u 1 S
Rule E 1996 max - Oct lastSun 1u 0 -
Zone Europe/Paris 1 E CE%sT
"""


def isolated(*command):
    return ["unshare", "--mount", "--map-root-user", *command]


def run(*words, zones="true", stdin=None):
    """Runs the daemon's program where /usr/share/zoneinfo holds only what that line of sh writes there."""
    script = f'cd /usr/share/zoneinfo; mount -t tmpfs none "$PWD"; cd "$PWD"; {zones}; exec "$@"'
    return subprocess.run(
        isolated("sh", "-ec", script, "sh", DAEMON, *words), input=stdin or "", capture_output=True, text=True,
        timeout=20)


class WithoutTimeZones(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("unshare", "zic")
        if subprocess.run(isolated("true"), capture_output=True).returncode != 0:
            support.skip("this machine gives no mount namespace of one's own")
        cls.folder = cls.enterClassContext(folder_with(a_yml=CONFIGURATION, bad_yml="nonsense: 1\n", a_key="k\n"))
        cls.good = f"--config.file={cls.folder / 'a.yml'}"

    def start(self, **given):
        return run(self.good, f"--web.listen-address=127.0.0.1:{free_port()}", **given)

    def test_the_daemon_fails_at_the_start(self):
        done = self.start()
        self.assertEqual((1, "", f"edenai-balanced: {NOT_THERE}\n"), (done.returncode, done.stdout, done.stderr))

    def test_a_bad_configuration_is_said_first(self):
        done = run(f"--config.file={self.folder / 'bad.yml'}")
        self.assertEqual(2, done.returncode)
        self.assertNotIn("time zone", done.stderr)

    def test_check_config_names_it_beside_other_faults(self):
        done = run("check-config", self.good)
        self.assertEqual((2, "", f"{NOT_THERE}\n"), (done.returncode, done.stdout, done.stderr))
        done = run("check-config", f"--config.file={self.folder / 'bad.yml'}")
        self.assertEqual(2, done.returncode)
        self.assertIn("nonsense", done.stderr)
        self.assertTrue(done.stderr.endswith(f"\n{NOT_THERE}\n"), done.stderr)

    def test_once_is_unknown(self):
        done = run("once", self.good)
        self.assertEqual((3, f"EDENAI UNKNOWN - {NOT_THERE}\n"), (done.returncode, done.stdout))

    def test_a_healthcheck_needs_none(self):
        done = run("healthcheck", f"--web.listen-address=127.0.0.1:{free_port()}")
        self.assertEqual(1, done.returncode)
        self.assertNotIn("time zone", done.stderr)

    def test_a_file_that_is_none_is_refused(self):
        for zones in ("mkdir Europe; echo nonsense > Europe/Paris", "mkdir Europe; : > Europe/Paris"):
            with self.subTest(zones=zones):
                done = self.start(zones=zones)
                fault = MESSAGE.format("its file is none of a time zone")
                self.assertEqual((1, f"edenai-balanced: {fault}\n"), (done.returncode, done.stderr))

    def test_a_file_without_the_changes_is_refused(self):
        for form, code in (("slim", 2), ("fat", 0)):
            with self.subTest(form=form):
                done = run("check-config", self.good, zones=f"zic -b {form} -d . -", stdin=SLIM)
                self.assertEqual(code, done.returncode, done.stderr)
                if code:
                    fault = MESSAGE.format("its file does not list the changes of the clocks to 2037")
                    self.assertEqual(f"{fault}\n", done.stderr)


if __name__ == "__main__":
    support.main()
