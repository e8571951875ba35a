"""The service goes away and comes back: the last list stays, the page says so, and the daemon recovers."""

import signal
import time
import unittest

import support
from support import Daemon, Simulator, TokenApi, folder_with, token

TOKENS = [
    token("spending", balance=99999.99, active_balance=True),
    token("ending", expire_time="2099-01-01T00:00:00Z"),
]
KEPT = ("edenai_token_info", "edenai_token_balance_credits", "edenai_token_expire_timestamp_seconds",
        "edenai_token_usable", "edenai_token_level")


def kept(page):
    return {name: page.all(name) for name in KEPT}


def failures(page, reason):
    return page.value("edenai_poll_failures_total", account="default", reason=reason)


class TheService(unittest.TestCase):
    def test_killed_and_restarted(self):
        with TokenApi(TOKENS) as api:
            port, environment = api.port, api.environment
            daemon = Daemon(environment=environment)
            self.addCleanup(daemon.__exit__)
            before = daemon.page_when(lambda page: len(page.token_names()) == 2, 20, "both tokens")
        down = daemon.page_when(lambda page: page.value("edenai_up") == 0, 30, "the outage is noticed")
        self.assertEqual(kept(before), kept(down))
        self.assertEqual(99999.99, down.value("edenai_token_balance_credits", token_name="spending"))
        self.assertGreaterEqual(failures(down, "connect"), 1)
        success, attempt = "edenai_last_successful_poll_timestamp_seconds", "edenai_last_poll_timestamp_seconds"
        self.assertLess(down.value(success), down.value(attempt))
        self.assertEqual(200, daemon.get("/-/healthy")[0])
        self.assertEqual(200, daemon.get("/-/ready")[0])
        self.assertEqual(1, len(daemon.events("poll_failed")))
        self.assertIn(" reason=connect ", daemon.events("poll_failed")[0])
        with TokenApi(TOKENS[:1], port=port):
            again = daemon.page_when(lambda page: page.value("edenai_up") == 1, 60, "the recovery")
            self.assertEqual({"spending"}, again.token_names())
            self.assertEqual(1, len(daemon.events("poll_recovered")))
            self.assertEqual(1, len(daemon.events("token_removed")))

    def test_hanging_costs_a_timeout_and_no_list(self):
        configuration = """\
accounts:
  - base_url: http://127.0.0.1:PORT/v2
    authorization: {credentials_file: a.key}
    poll_interval: 1s
    poll_timeout: 1s
"""
        with TokenApi(TOKENS) as api, folder_with(
                a_yml=configuration.replace("PORT", str(api.port)), a_key="k\n") as folder:
            with Daemon(f"--config.file={folder / 'a.yml'}") as daemon:
                before = daemon.page_when(lambda page: len(page.token_names()) == 2, 20, "both tokens")
                api.frozen = True
                down = daemon.page_when(lambda page: page.value("edenai_up") == 0, 30, "the outage is noticed")
                self.assertEqual(kept(before), kept(down))
                self.assertGreaterEqual(failures(down, "timeout"), 1)
                api.frozen = False
                daemon.page_when(lambda page: page.value("edenai_up") == 1, 60, "the recovery")

    def test_an_error_in_a_lists_clothes_removes_nothing(self):
        with TokenApi(TOKENS) as api, Daemon(environment=api.environment) as daemon:
            daemon.page_when(lambda page: len(page.token_names()) == 2, 20, "both tokens")
            api.tokens = [{"detail": "Insufficient credits"}]
            down = daemon.page_when(lambda page: page.value("edenai_up") == 0, 30, "the failure is noticed")
            self.assertEqual(2, len(down.token_names()))
            self.assertGreaterEqual(failures(down, "schema"), 1)
            api.tokens = []
            daemon.page_when(lambda page: page.value("edenai_up") == 1 and not page.token_names(), 60, "an empty list")


class TheSimulator(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.addCleanup(self.simulator.__exit__)
        self.daemon = Daemon(environment=self.simulator.environment)
        self.addCleanup(self.daemon.__exit__)
        self.before = self.daemon.page_when(lambda page: len(page.token_names()) > 5, 20, "the simulated tokens")

    def test_killed_leaves_the_tokens_on_the_page(self):
        self.simulator.end(signal.SIGKILL)
        down = self.daemon.page_when(lambda page: page.value("edenai_up") == 0, 30, "the outage is noticed")
        self.assertGreater(len(down.token_names()), 5)
        self.assertGreaterEqual(failures(down, "connect"), 1)
        code, seconds = self.daemon.end()
        self.assertEqual(0, code, self.daemon.log())
        self.assertLess(seconds, 1)

    def test_stopped_while_a_poll_waits_is_no_outage(self):
        polls = self.before.value("edenai_polls_total")
        interval = self.before.value("edenai_poll_interval_seconds")
        self.simulator.send(signal.SIGSTOP)
        last = "edenai_last_poll_timestamp_seconds"
        self.daemon.page_when(
            lambda page: time.time() - page.value(last) > interval + 1, 20, "a poll is due and has no answer")
        self.simulator.send(signal.SIGCONT)
        after = self.daemon.page_when(lambda page: page.value("edenai_polls_total") >= polls + 2, 30, "further polls")
        self.assertEqual(1, after.value("edenai_up"))
        self.assertEqual([], self.daemon.events("poll_failed"))


if __name__ == "__main__":
    support.main()
