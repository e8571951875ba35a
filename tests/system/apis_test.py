"""The APIs with the real binaries: v3 for a management key, what a key sees of itself, and when the key itself ends."""

import tempfile
import time
import unittest
from pathlib import Path

import support
from support import Daemon, Simulator

EXPIRE = "edenai_credential_expire_timestamp_seconds"


class Apis(unittest.TestCase):
    def environment_of_v3(self, simulator):
        lines = (Path(simulator.folder) / "environment.v3").read_text().splitlines()
        return {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines)}

    def poll(self, environment, tokens):
        """The page of a daemon once it shows so many tokens and when its key ends."""
        with Daemon(environment=environment) as daemon:
            return daemon.page_when(
                lambda page: len(page.token_names()) >= tokens and page.value(EXPIRE, account="default"), 20,
                f"{tokens} tokens and the key's end")

    def assert_ends_in_30_days(self, page):
        self.assertAlmostEqual(page.value(EXPIRE, account="default"), time.time() + 30 * 86400, delta=60)

    def test_a_management_key_is_for_v3(self):
        with Simulator() as simulator:
            page = self.poll(self.environment_of_v3(simulator), 10)
        self.assertEqual(1, page.value("edenai_tokens_revoked", account="default"))
        self.assert_ends_in_30_days(page)

    def test_pages_are_one_list(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "list.json"
            file.write_text("[" + ",".join('{"name":"t%03d","balance":%d}' % (i, i) for i in range(250)) + "]")
            with Simulator("--list", file) as simulator:
                page = self.poll(self.environment_of_v3(simulator), 250)
        self.assertEqual(250, len(page.token_names()))

    def test_a_key_that_is_a_jwt_says_when_it_ends(self):
        with Simulator() as simulator:
            page = self.poll(simulator.environment, 10)
        self.assert_ends_in_30_days(page)

    def test_a_key_may_look_at_itself(self):
        with Simulator() as simulator:
            page = self.poll({**simulator.environment, "EDENAI_API": "self"}, 1)
        self.assertEqual(1, len(page.token_names()))


if __name__ == "__main__":
    support.main()
