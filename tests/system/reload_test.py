"""A new configuration while the daemon runs: what asks for it, what a bad one does, and what it leaves alone."""

import http.client
import os
import signal
import unittest

import support
from support import Daemon, TokenApi, folder_with, token

ACCOUNT = """\
- name: {name}
  base_url: http://127.0.0.1:{port}/v2
  authorization: {{credentials_file: a.key}}
  poll_interval: 1s
"""


def configuration(**ports):
    return "accounts:\n" + "".join(ACCOUNT.format(name=name, port=port) for name, port in ports.items())


def success(page):
    return page.value("edenai_balanced_config_last_reload_successful")


def accounts(page):
    return {labels["account"] for labels, _ in page.all("edenai_polls_total")}


class Reload(unittest.TestCase):
    def setUp(self):
        self.one = self.enterContext(TokenApi([token("a", balance=50, active_balance=True)]))
        self.two = self.enterContext(TokenApi([token("b", balance=5, active_balance=True)]))
        self.folder = self.enterContext(folder_with(a_key="k\n"))
        self.file = self.folder / "config.yml"
        self.file.write_text(configuration(one=self.one.port))

    def daemon(self, *flags):
        daemon = self.enterContext(Daemon(f"--config.file={self.file}", *flags))
        daemon.page_when(lambda page: page.value("edenai_up", account="one"), 20, "the first account is up")
        return daemon

    def post(self, daemon, method="POST"):
        connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=10)
        connection.request(method, "/-/reload")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def test_a_hangup_adds_an_account_and_disturbs_no_other(self):
        daemon = self.daemon()
        self.file.write_text(configuration(one=self.one.port, two=self.two.port))
        daemon.send(signal.SIGHUP)
        page = daemon.page_when(lambda page: page.value("edenai_up", account="two"), 20, "the second account is up")
        self.assertEqual(1, page.value("edenai_connections_opened_total", account="one"))
        self.assertEqual(1, len(self.one.connections))
        self.assertEqual(1, len(daemon.events("config_reloaded")))
        self.assertIn(f"file={self.file}", daemon.events("config_reloaded")[0])
        polls = page.value("edenai_polls_total", account="one")
        self.file.write_text(configuration(one=self.one.port))
        daemon.send(signal.SIGHUP)
        page = daemon.page_when(lambda page: accounts(page) == {"one"}, 20, "the second account is gone")
        self.assertGreaterEqual(page.value("edenai_polls_total", account="one"), polls)
        self.assertNotIn('account="two"', page.text)
        self.assertEqual(200, daemon.get("/-/ready")[0])

    def test_a_bad_file_changes_nothing_and_says_everything(self):
        daemon = self.daemon("--web.enable-lifecycle")
        self.file.write_text("accounts: [{nmae: x, poll_interval: soon}]\n")
        status, body = self.post(daemon)
        self.assertEqual(500, status)
        for fault in (f"{self.file}:1:", 'did you mean "name"?', "poll_interval", "authorization"):
            self.assertIn(fault, body)
        page = daemon.page()
        self.assertEqual(0, success(page))
        self.assertEqual({"one"}, accounts(page))
        self.assertIn(" level=error ", daemon.events("config_rejected")[0])
        self.assertIn("did you mean", daemon.events("config_rejected")[0])
        self.file.write_text(configuration(one=self.one.port))
        self.assertEqual(200, self.post(daemon, "PUT")[0])
        self.assertEqual(1, success(daemon.page()))
        self.assertEqual(1, len(self.one.connections))

    def test_clients_may_not_unless_it_is_switched_on(self):
        daemon = self.daemon()
        self.assertEqual(403, self.post(daemon)[0])
        self.assertEqual([], daemon.events("config_reloaded"))

    def test_changed_content_is_seen_through_a_swapped_link(self):
        for version, text in (("v1", configuration(one=self.one.port)),
                              ("v2", configuration(one=self.one.port, two=self.two.port))):
            (self.folder / version).mkdir()
            (self.folder / version / "config.yml").write_text(text)
            (self.folder / version / "a.key").write_text("k\n")
        (self.folder / "..data").symlink_to("v1")
        self.file.unlink()
        self.file.symlink_to("..data/config.yml")
        daemon = self.daemon("--config.auto-reload-interval=100ms")
        (self.folder / "..new").symlink_to("v2")
        os.rename(self.folder / "..new", self.folder / "..data")
        daemon.page_when(lambda page: page.value("edenai_up", account="two"), 20, "the swapped file is taken")
        self.assertEqual(1, len(daemon.events("config_reloaded")))

    def test_a_key_is_rotated_without_a_reload(self):
        daemon = self.daemon()
        (self.folder / "a.key").unlink()
        daemon.page_when(lambda page: page.value("edenai_poll_failures_total", account="one", reason="credentials"),
                         20, "the missing key is noticed")
        (self.folder / "a.key").write_text("another\n")
        daemon.page_when(lambda page: page.value("edenai_up", account="one") == 1, 30, "the new key is taken")

    def test_shards_share_the_accounts(self):
        names = [f"account-{i}" for i in range(8)]
        self.file.write_text(configuration(**{name: self.one.port for name in names}))
        seen = []
        for shard in range(3):
            daemon = self.enterContext(
                Daemon(f"--config.file={self.file}", f"--shard={shard}", "--total-shards=3"))
            daemon.until(lambda: daemon.get("/-/ready")[0] == 200, 20, "the shard is ready")
            seen += accounts(daemon.page())
        self.assertEqual(names, sorted(seen))


if __name__ == "__main__":
    support.main()
