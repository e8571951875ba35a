"""The main job on answers that nobody here wrote: Prism serves the vendor's API document, the daemon polls it."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from support import BUILD, ROOT, Daemon, Program, free_port, get, need, skip

# The last of each that run on Debian's Node.js 18. Left to itself the program takes newer parts, which do not.
PRISM = ("@stoplight/prism-cli@5.14.2", "@stoplight/prism-http-server@5.12.0", "@stoplight/prism-core@5.8.0")
DOCUMENT = ROOT / "tests" / "data" / "api" / "list-tokens.openapi.yaml"
KEY = {"Authorization": "Bearer a-key-for-tests"}


def installed_prism():
    """Prism's program; from npm into the build folder where it is not there yet."""
    folder = BUILD / "npm" / "-".join(re.findall(r"prism[-\w]*@[\d.]+", " ".join(PRISM)))
    program = folder / "node_modules" / ".bin" / "prism"
    if not program.exists():
        need("node", "npm")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
            command = ["npm", "install", "--no-fund", "--no-audit", "--loglevel=error", "--prefix", fresh, *PRISM]
            done = subprocess.run(command, cwd=fresh, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if done.returncode != 0:
                skip(f"npm cannot install {PRISM[0]}: {done.stderr.strip().splitlines()[-1:]}")
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(fresh, folder, symlinks=True)
    return program


class Prism(Program):
    def __init__(self, *flags):
        self.port = free_port()
        super().__init__([installed_prism(), "mock", "--port", self.port, *flags, DOCUMENT])
        try:
            self.until(lambda: get(self.port, "/user/custom_token/", KEY), 60, "Prism answers")
        except BaseException:
            self.__exit__()
            raise
        self.environment = {
            "EDENAI_API_KEY": "a-key-for-tests", "EDENAI_BASE_URL": f"http://127.0.0.1:{self.port}",
            "EDENAI_POLL_INTERVAL": "1s",
        }


def refused(page):
    """The reasons and fields for which a poll failed, an entry was skipped or a field was left out."""
    families = ("edenai_poll_failures_total", "edenai_skipped_tokens_total", "edenai_field_errors_total")
    samples = [sample for family in families for sample in page.all(family)]
    assert len(samples) > len(families), page.text
    return {labels.get("reason") or labels["field"] for labels, value in samples if value != 0}


class ThePrintedExample(unittest.TestCase):
    # Prism's answer: {"name": "string", "token": "string", "token_type": "sandbox_api_token", "balance": -99999,
    # "active_balance": true, "expire_time": "2019-08-24T14:15:22Z"}
    def test_becomes_exact_series(self):
        with Prism() as prism, Daemon(environment=prism.environment) as daemon:
            page = daemon.page_when(lambda page: page.token_names(), 20, "the first token")
            self.assertEqual(1, page.value("edenai_up", account="default"))
            self.assertEqual(set(), refused(page))
            mine = {"account": "default", "token_name": "string"}
            self.assertEqual({"string"}, page.token_names())
            self.assertEqual(1, page.value("edenai_token_info", **mine, token_type="sandbox_api_token"))
            self.assertEqual(-99999, page.value("edenai_token_balance_credits", **mine))
            self.assertEqual(1, page.value("edenai_token_active_balance", **mine))
            self.assertEqual(1566656122, page.value("edenai_token_expire_timestamp_seconds", **mine))
            self.assertEqual(0, page.value("edenai_token_usable", **mine))
            self.assertEqual(3, page.value("edenai_token_level", **mine, kind="expiry"))
            crossing, = daemon.events("threshold_crossed")
            for pair in ("token_name=string", "kind=expiry", "severity=expired", "from=unknown"):
                self.assertIn(f" {pair} ", f" {crossing} ")

    def test_a_wrong_path_is_an_answered_failure(self):
        with Prism() as prism:
            environment = {**prism.environment, "EDENAI_BASE_URL": prism.environment["EDENAI_BASE_URL"] + "/v2"}
            with Daemon(environment=environment) as daemon:
                page = daemon.page_when(lambda page: page.value("edenai_up") is not None, 20, "the first poll")
                self.assertEqual(0, page.value("edenai_up"))
                self.assertEqual(1, page.value("edenai_poll_failures_total", reason="client_error"))


class RandomLists(unittest.TestCase):
    # With -d every answer is another list: none to a few tokens, balances to ±1e8, times from 1900 on, "null" as a text.
    # Of two hundred names one is empty, which no token's is: it is skipped, and where it is alone the poll has failed.
    def test_are_taken_but_for_empty_names(self):
        with Prism("--dynamic") as prism, Daemon(environment=prism.environment) as daemon:
            names = set()

            def enough(page):
                names.update(page.token_names())
                return len(names) > 3 and page.total("edenai_polls_total") >= 6 and page.value("edenai_up") == 1

            page = daemon.page_when(enough, 90, "six polls and some tokens")
            self.assertLessEqual(refused(page), {"bad_name", "schema"})
            for line in daemon.events("poll_failed"):
                self.assertIn('detail="the only entry is no token"', line)
            self.assertEqual(0, daemon.end()[0], daemon.log())


if __name__ == "__main__":
    support.main()
