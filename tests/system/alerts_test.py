"""The alert rules: promtool accepts them and runs their unit tests, README.md explains each, and a real Prometheus with
the example configuration fires one, holds it through an outage of the API, and lets it go with its token."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from prometheus_server import Prometheus
from support import BUILD, DAEMON, ROOT, Daemon, TokenApi, folder_with, need, token

try:
    import yaml
except ImportError:
    support.skip("python3-yaml not found; tests/run.sh installs it")

FOLDER = ROOT / "config" / "prometheus"
RULES = FOLDER / "edenai-balanced.rules.yml"
UNIT_TESTS = FOLDER / "edenai-balanced.rules.test.yml"


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def alerts():
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def promtool(*words, cwd=FOLDER):
    done = subprocess.run(["promtool", *words], cwd=cwd, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class TheFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("promtool", "openssl")

    def accepted(self, *words, cwd=FOLDER):
        code, said = promtool(*words, cwd=cwd)
        self.assertEqual(0, code, said)

    def test_the_rules_are_accepted(self):
        self.accepted("check", "rules", RULES.name)

    def test_the_unit_tests_pass(self):
        self.accepted("test", "rules", UNIT_TESTS.name)

    def test_the_configuration_is_accepted_with_and_without_its_examples(self):
        self.accepted("check", "config", "prometheus.yml")
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(RULES, folder)
            text = (FOLDER / "prometheus.yml").read_text()
            text = re.sub(r"^( *)#( *(?:-|\w+:).*)$", r"\1\2", text, flags=re.MULTILINE)
            self.assertIn("\n    basic_auth:\n", text)
            self.assertIn("\nalerting:\n", text)
            files = BUILD / "Testing" / "certificates"
            self.make_certificates(files)
            (files / "edenai-balanced.password").write_text("a-password-for-tests\n")
            for name in re.findall(r"_file: (\S+)", text):
                shutil.copy(files / name, folder)
            (Path(folder) / "prometheus.yml").write_text(text)
            self.accepted("check", "config", "prometheus.yml", cwd=folder)

    def test_what_readme_says(self):
        """Its lines and commands, in a folder that stands for /etc/prometheus; services are not touched."""
        lines, = support.readme_blocks("yaml prometheus")
        commands, = support.readme_blocks("sh prometheus")
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "prometheus.yml").write_text(lines)
            mine = commands.replace("sudo systemctl", "#").replace("sudo ", "").replace("/etc/prometheus", folder)
            done = subprocess.run(["bash", "-euc", mine], cwd=ROOT, capture_output=True, text=True)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
            self.assertIn("1 rule files found", done.stdout)

    def make_certificates(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=prometheus", "-keyout", folder / "prometheus.key", "-out", folder / "prometheus.pem"],
            check=True, capture_output=True)
        shutil.copy(folder / "prometheus.pem", folder / "ca.pem")


class TheAlerts(unittest.TestCase):
    def test_each_says_how_bad_it_is_and_what_to_do(self):
        self.assertGreater(len(alerts()), 10)
        for name, rule in alerts().items():
            with self.subTest(alert=name):
                self.assertIn(rule["labels"]["severity"], ("warning", "critical"))
                self.assertLessEqual({"summary", "description", "runbook"}, rule["annotations"].keys())

    def test_readme_lists_them_with_their_severity(self):
        rows = re.findall(r"^\| `(EdenAI\w+)` \| (\w+) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
        self.assertEqual({name: rule["labels"]["severity"] for name, rule in alerts().items()}, dict(rows))

    def test_each_is_seen_firing_by_a_unit_test(self):
        seen = UNIT_TESTS.read_text()
        for name in alerts():
            self.assertRegex(seen, rf'alertname="?{name}"?\b', name)

    def test_they_ask_for_metrics_that_the_daemon_has(self):
        expressions = " ".join(rule["expr"] for rule in rules()) + " ".join(
            text for rule in alerts().values() for text in rule["annotations"].values())
        records = {rule["record"] for rule in rules() if "record" in rule}
        for record in records:
            expressions = expressions.replace(record, "")
        names = sorted(set(re.findall(r"\bedenai_\w+", expressions)))
        self.assertGreater(len(names), 5)
        configuration = "accounts: [{authorization: {credentials_file: a.key}}]\nmetrics: {exclude: [%s]}\n"
        with folder_with(a_yml=configuration % ", ".join(names), a_key="k\n") as folder:
            done = subprocess.run(
                [DAEMON, "check-config", f"--config.file={folder / 'a.yml'}"], capture_output=True, text=True)
            self.assertEqual(0, done.returncode, done.stderr)


CONFIGURATION = """\
accounts:
  - name: production
    base_url: http://127.0.0.1:PORT/v2
    authorization: {credentials_file: a.key}
    poll_interval: 1s
    stale_after: 1s
forecast: {min_span: 1s}
"""

HEALTHY = token("healthy", balance=50, active_balance=True)
EXHAUSTED = token("exhausted", balance=0, active_balance=True)
SPENDING = token("spending", balance=50, active_balance=True)
EXPIRED = token("expired", expire_time="2020-01-01T00:00:00Z")


class Firing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("prometheus")

    def setUp(self):
        self.api = TokenApi([HEALTHY, EXHAUSTED, EXPIRED, SPENDING])
        self.addCleanup(self.api.__exit__)
        folder = self.enterContext(folder_with(a_yml=CONFIGURATION.replace("PORT", str(self.api.port)), a_key="k\n"))
        shutil.copy(RULES, folder)
        self.daemon = self.enterContext(Daemon(f"--config.file={folder / 'a.yml'}"))
        configuration = (FOLDER / "prometheus.yml").read_text().replace("127.0.0.1:10440", f"127.0.0.1:{self.daemon.port}")
        configuration = re.sub(r"_interval: \w+", "_interval: 250ms", configuration)
        self.prometheus = self.enterContext(Prometheus(folder, configuration))

    def token_alerts(self):
        return sorted((labels["token_name"], labels["alertname"], labels["severity"])
                      for labels in self.prometheus.firing() if "token_name" in labels)

    def test_through_an_outage_until_the_token_is_gone(self):
        bad = [("exhausted", "EdenAITokenExhausted", "critical"), ("expired", "EdenAITokenExpired", "critical"),
               ("spending", "EdenAITokenRunwayCritical", "critical")]
        self.daemon.page_when(
            lambda page: page.value("edenai_token_balance_credits", token_name="spending") == 50, 20, "the first list")
        self.api.tokens = [HEALTHY, EXHAUSTED, EXPIRED, {**SPENDING, "balance": 49}]
        self.prometheus.until(lambda: self.token_alerts() == bad, 60, lambda: f"three alerts: {self.prometheus.firing()}")
        self.assertEqual({"production"}, {labels["account"] for labels in self.prometheus.firing()})

        self.api.tokens = [{"detail": "Service unavailable"}]
        balances = 'edenai_token_level{kind!="expiry"}'
        self.prometheus.until(lambda: not self.prometheus.series(balances), 60, "the balances are withdrawn")
        held = 'count_over_time((account_token:edenai_token_level:worst{kind="balance"} == 3)[1h:250ms])'
        once = int(self.prometheus.series(held)[0]["value"][1])
        self.prometheus.until(
            lambda: int(self.prometheus.series(held)[0]["value"][1]) > once + 4, 60, "the rules are evaluated again")
        self.assertEqual(bad, self.token_alerts())

        self.api.tokens = [HEALTHY, EXPIRED]
        self.prometheus.until(lambda: self.token_alerts() == bad[1:2], 60, "the removed tokens' alerts are resolved")


if __name__ == "__main__":
    support.main()
