"""The dashboard: as Grafana wants it, and each of its queries finds data in a real Prometheus that scrapes the demo."""

import json
import math
import re
import shutil
import subprocess
import tempfile
import unittest

import support
from prometheus_server import Prometheus
from support import DAEMON, ROOT, Daemon, Simulator, folder_with, need

DASHBOARD = json.loads((ROOT / "config" / "grafana" / "edenai-balanced.json").read_text())
RULES = ROOT / "config" / "prometheus" / "edenai-balanced.rules.yml"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
CONFIGURATION = """\
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: {rules}
scrape_configs:
  - job_name: edenai-balanced
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


def panels():
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def expressions():
    """[(panel and letter, query)] with what Grafana puts into them for "all" and a short time."""
    known = {"account": ".*", "token": ".*", "__rate_interval": "10s", "__range": "1m"}
    return [
        (f"{panel['title']} {target['refId']}", re.sub(r"\$(\w+)", lambda match: known[match[1]], target["expr"]))
        for panel in panels() for target in panel["targets"]
    ]


def everything(value):
    """The value and all that is in it."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(inner)


class TheFile(unittest.TestCase):
    def test_loads_without_edits(self):
        self.assertEqual("edenai-balanced", DASHBOARD["uid"])
        self.assertIsNone(DASHBOARD["id"])
        self.assertFalse({"__inputs", "__requires", "__elements"} & DASHBOARD.keys())
        self.assertNotIn("DS_", json.dumps(DASHBOARD))

    def test_its_panels_are_apart(self):
        every = DASHBOARD["panels"]
        self.assertEqual(len(every), len({panel["id"] for panel in every}))
        cells = [
            (x, y) for place in (panel["gridPos"] for panel in every)
            for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])
        ]
        self.assertEqual(len(cells), len(set(cells)))
        self.assertLessEqual({x for x, _ in cells}, set(range(24)))
        titles = [panel["title"] for panel in every]
        self.assertEqual(len(titles), len(set(titles)))

    def test_everything_asks_the_chosen_data_source(self):
        sources = [value["datasource"] for value in everything(DASHBOARD) if isinstance(value, dict) and "datasource" in value]
        # The other one is Grafana's own, of which every dashboard has its annotations.
        self.assertEqual({"${datasource}", "-- Grafana --"}, {source["uid"] for source in sources})
        for panel in panels():
            self.assertEqual([SOURCE] * (1 + len(panel["targets"])),
                             [panel["datasource"], *(target["datasource"] for target in panel["targets"])])

    def test_its_variables(self):
        variables = {each["name"]: each for each in DASHBOARD["templating"]["list"]}
        self.assertEqual(["datasource", "account", "token"], list(variables))
        self.assertEqual(("datasource", "prometheus"), (variables["datasource"]["type"], variables["datasource"]["query"]))
        for name in ("account", "token"):
            self.assertTrue(variables[name]["multi"] and variables[name]["includeAll"], name)

    def test_each_query_asks_within_the_chosen_variables(self):
        for panel, expression in ((panel, target["expr"]) for panel in panels() for target in panel["targets"]):
            with self.subTest(panel=panel["title"]):
                if not re.search(r"\b(?:edenai_balanced|process)_\w+", expression):
                    self.assertIn('account=~"$account"', expression)

    def test_a_table_has_each_cell_that_it_speaks_of(self):
        for panel in panels():
            for override in panel["fieldConfig"]["overrides"]:
                name = str(override["matcher"]["options"])
                if name.startswith("Value #"):
                    self.assertIn(name[-1], {target["refId"] for target in panel["targets"]}, panel["title"])

    def test_links_stay_on_it(self):
        links = [value["url"] for value in everything(DASHBOARD) if isinstance(value, dict) and "url" in value]
        self.assertNotEqual([], links)
        for link in links:
            self.assertTrue(link.startswith("/d/edenai-balanced?"), link)

    def test_it_asks_for_metrics_that_the_daemon_has(self):
        text = " ".join(expression for _, expression in expressions()).replace("account_token:edenai_token_level:worst", "")
        names = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in re.findall(r"\bedenai_\w+", text)}
        self.assertGreater(len(names), 20)
        configuration = "accounts: [{authorization: {credentials_file: a.key}}]\nmetrics: {exclude: [%s]}\n"
        with folder_with(a_yml=configuration % ", ".join(sorted(names)), a_key="k\n") as folder:
            done = subprocess.run(
                [DAEMON, "check-config", f"--config.file={folder / 'a.yml'}"], capture_output=True, text=True)
            self.assertEqual(0, done.returncode, done.stderr)


class TheQueries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("prometheus")

    def setUp(self):
        self.simulator = self.enterContext(Simulator())
        self.daemon = self.enterContext(Daemon(f"--config.file={self.simulator.configuration}"))

    def find_data(self, rules):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(RULES, folder)
            with Prometheus(folder, CONFIGURATION.format(port=self.daemon.port, rules=rules)) as prometheus:
                for name, expression in expressions():
                    with self.subTest(panel=name, query=expression):
                        prometheus.until(lambda: self.numbers(prometheus, expression), 60, f"data for {expression}")
                for variable in DASHBOARD["templating"]["list"][1:]:
                    series, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["definition"]).groups()
                    found = prometheus.ask(f"label/{label}/values", **{"match[]": series.replace("$account", ".*")})
                    self.assertNotEqual([], found, variable["name"])

    def numbers(self, prometheus, expression):
        values = [float(each["value"][1]) for each in prometheus.series(expression)]
        return [value for value in values if not math.isnan(value)]

    def test_find_data_where_the_alert_rules_are_loaded(self):
        self.find_data(f"[{RULES.name}]")

    def test_find_data_where_they_are_not(self):
        self.find_data("[]")


if __name__ == "__main__":
    support.main()
