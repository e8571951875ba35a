"""The page for people in a real browser: what it says, its filter, that it loads nothing from elsewhere and is refused
nothing, that it fits a phone, and that it can be read in the light and in the dark."""

import re
import tempfile
import unittest
from pathlib import Path

import support
from browser import ENTER, Browser
from support import Daemon, Simulator, TokenApi, token

HOSTILE = [
    "<script>document.title='run'</script>", "\"><img src=http://127.0.0.1:1/x.png onerror=alert(1)>", "\u202egnp.exe",
    "nul\0\x1b[31m\r\nline", "שלום עולם", "👩‍👩‍👧 family", "W" * 200, "</title></style></svg>",
]

# Text and its ground, as far as colours say it, of all elements that have text of their own.
CONTRASTS = """
const parse = colour => {
  const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
  return colour.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
};
const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = parse(getComputedStyle(e).backgroundColor);
    if (colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
const found = [];
for (const element of document.querySelectorAll('body *')) {
  if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  if (element.closest('option')) continue;
  const pair = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
  found.push([(pair[0] + 0.05) / (pair[1] + 0.05), element.outerHTML.slice(0, 100)]);
}
return found.sort((a, b) => a[0] - b[0])[0];
"""


class ThePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        support.need("chromium", "chromedriver")
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.__exit__)

    def watch(self, api, tokens):
        """The URL of a daemon's page, with so many tokens on it."""
        daemon = Daemon(environment=api.environment)
        self.addCleanup(daemon.__exit__)
        daemon.until(lambda: daemon.get("/")[2].count(b'<th scope="row"') >= min(tokens, 500), 20, f"{tokens} tokens")
        self.daemon = daemon
        return f"http://127.0.0.1:{daemon.port}/"

    def names(self):
        return self.browser.texts("tbody .name > bdi")

    def assert_quiet(self, url):
        """Nothing was loaded from elsewhere, and the browser has nothing to remark."""
        for asked in self.browser.requests():
            self.assertTrue(asked.startswith((url, "data:")), asked)
        self.assertEqual([], self.browser.log("browser"))

    def open(self, url):
        self.browser.requests()
        self.browser.log("browser")
        self.browser.open(url)

    def test_says_what_the_simulator_has(self):
        with Simulator() as simulator:
            url = self.watch(simulator, 10)
            self.browser.show(1280)
            self.open(url)
            self.assertEqual(["Eden AI balances"], self.browser.texts("h1"))
            self.assertEqual(["Accounts", "Tokens"], self.browser.texts("h2"))
            self.assertRegex(self.browser.texts(".accounts li")[0], r"^default\s+ok\s+\d+ tokens, listed \d+ s ago")
            self.assertGreaterEqual(len(self.names()), 10)
            levels = {re.split(r"\W", level)[0] for level in self.browser.texts("tbody .state .level")}
            self.assertLessEqual(levels, {"ok", "warning", "critical", "exhausted", "expired"})
            self.assertIn("ok", levels)
            self.assertTrue(self.browser.run("return document.querySelector('.plot svg').ariaLabel").startswith("balance over"))
            self.assertEqual(30, self.browser.run("return +document.querySelector('[http-equiv=refresh]').content"))
            self.assert_quiet(url)

    def test_the_filter_is_typed_shared_paused_and_cleared(self):
        names = ["ci-1", "ci-2", "dev", "prod"]
        with TokenApi([token(name, balance=5 if name == "ci-2" else 50, active_balance=True) for name in names]) as api:
            url = self.watch(api, len(names))
            self.browser.show(1280)
            self.open(url)
            self.assertEqual(["ci-2", "ci-1", "dev", "prod"], self.names())
            self.browser.type("#name", "ci-*" + ENTER)
            support.until(lambda: self.names() == ["ci-2", "ci-1"], 10, "the rows are filtered")
            self.assertIn("name=ci-*", self.browser.url)
            shared = self.browser.url
            self.browser.click(".counts .warning a")
            support.until(lambda: self.names() == ["ci-2"], 10, "the level is chosen too")
            self.browser.click("header a")
            support.until(lambda: "refresh=off" in self.browser.url, 10, "refreshing is paused")
            self.assertEqual(["ci-2"], self.names())
            self.assertEqual([], self.browser.texts("[http-equiv=refresh]"))
            self.browser.click("form a")
            support.until(lambda: len(self.names()) == 4, 10, "the filter is cleared")
            self.open(shared)
            self.assertEqual(["ci-2", "ci-1"], self.names())
            self.open(f"{url}?name=nothing")
            self.assertIn("No token fits this filter", self.browser.texts(".empty")[0])
            self.assert_quiet(url)

    def test_a_wrong_address_is_told(self):
        with TokenApi([token("a")]) as api:
            url = self.watch(api, 1)
            self.open(f"{url}?level=bad")
            self.assertIn("level", self.browser.texts("[role=alert]")[0])
            self.assertEqual(["a"], self.names())
            self.assertEqual(400, self.daemon.get("/?level=bad")[0])

    def test_hostile_names_stay_text(self):
        with TokenApi([token(name, balance=1, active_balance=True) for name in HOSTILE]) as api:
            url = self.watch(api, len(HOSTILE))
            for width in (1280, 390):
                self.browser.show(width)
                self.open(url)
                self.assertIn(HOSTILE[0], self.names())
                self.assertIn(HOSTILE[1], self.names())
                self.assertIn("\\u202egnp.exe", self.names())
                self.assertIn("nul\\u0000\\u001b[31m\\r\\nline", self.names())
                self.assertIn("Eden AI balances", self.browser.run("return document.title"))
                self.assert_fits()
                self.assert_quiet(url)

    def assert_fits(self):
        wide, room = self.browser.run("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide, room, "the page scrolls sideways")

    def test_fits_a_phone_and_is_read_in_the_dark(self):
        with Simulator() as simulator:
            url = self.watch(simulator, 10)
            grounds = set()
            for scheme in ("light", "dark"):
                for width in (1280, 390):
                    self.browser.show(width, scheme=scheme)
                    self.open(url)
                    self.assert_fits()
                    ratio, element = self.browser.run(CONTRASTS)
                    self.assertGreaterEqual(ratio, 4.5, element)
                    grounds.add(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
                    self.assert_quiet(url)
            self.assertEqual(2, len(grounds), grounds)

    def test_is_used_by_keyboard(self):
        with TokenApi([token("a", balance=1, active_balance=True)]) as api:
            self.open(self.watch(api, 1))
            self.browser.press("Tab")
            self.assertEqual("Skip to the tokens", self.browser.run("return document.activeElement.innerText"))
            self.assertNotEqual("none", self.browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
            self.browser.press("Enter")
            support.until(lambda: self.browser.url.endswith("#tokens"), 10, "the link skips")

    def test_a_screen_reader_is_told_the_table(self):
        with TokenApi([token("a", balance=1, active_balance=True)]) as api:
            url = self.watch(api, 1)
            for width in (1280, 390):
                self.browser.show(width)
                self.open(url)
                roles = {node["role"]["value"] for node in self.browser.devtools("Accessibility.getFullAXTree")["nodes"]}
                self.assertLessEqual({"main", "heading", "search", "searchbox", "table", "caption", "columnheader", "row",
                                      "rowheader", "cell", "image"}, roles)

    def test_shows_the_worst_of_many(self):
        tokens = ",".join('{"name":"t%05d","balance":%d,"active_balance":true}' % (i, i) for i in range(2000))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "list.json"
            file.write_text(f"[{tokens}]")
            with Simulator("--list", file) as simulator:
                url = self.watch(simulator, 2000)
                self.open(url)
                self.assertEqual(500, len(self.names()))
                self.assertEqual("t00000", self.names()[0])
                self.assertIn("1,500 more are not", self.browser.texts("caption")[0])
                self.assert_quiet(url)


if __name__ == "__main__":
    support.main()
