"""Debian's Prometheus scrapes the daemon, which polls the simulated service over HTTPS."""

import gzip
import subprocess
import tempfile
import unittest

import support
from prometheus_server import Prometheus
from support import Daemon, Simulator, need

CONFIGURATION = """\
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: edenai
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


def series_of(family, kind):
    return [f"{family}_bucket", f"{family}_sum", f"{family}_count"] if kind == "histogram" else [family]


class Scraping(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("prometheus", "promtool")

    def test_every_series_of_the_page_is_found_by_a_query(self):
        with tempfile.TemporaryDirectory() as folder, Simulator() as simulator, Daemon(
                f"--config.file={simulator.configuration}") as daemon:
            daemon.page_when(lambda page: page.all("edenai_token_level", kind="runway"), 60, "the forecasts of the demo")
            with Prometheus(folder, CONFIGURATION.format(port=daemon.port)) as prometheus:
                prometheus.until(lambda: prometheus.target()["health"] == "up", 30, "the target is up")
                self.assertEqual("", prometheus.target()["lastError"])
                self.assertEqual("1", prometheus.series("up")[0]["value"][1])
                page = daemon.page()
                self.assertGreater(len(page.types), 20)
                self.assertIn("edenai_token_exhaustion_timestamp_seconds", page.types)
                for family, kind in page.types.items():
                    for name in series_of(family, kind):
                        with self.subTest(series=name):
                            prometheus.until(lambda: prometheus.series(name), 10, f"{name} in a query")
                found = {each["metric"]["token_name"] for each in prometheus.series("edenai_token_info")}
                self.assertGreater(len(found & page.token_names()), 5)

    def test_promtool_finds_nothing_on_either_page(self):
        with Simulator() as simulator, Daemon(f"--config.file={simulator.configuration}") as daemon:
            before, _, early = daemon.get("/metrics")
            self.assertEqual(200, before)
            daemon.page_when(lambda page: page.all("edenai_token_level", kind="runway"), 60, "the forecasts of the demo")
            _, plain_headers, plain = daemon.get("/metrics")
            _, gzip_headers, packed = daemon.get("/metrics", {"Accept-Encoding": "gzip"})
            self.assertIn("version=0.0.4", plain_headers["Content-Type"])
            self.assertEqual("gzip", gzip_headers["Content-Encoding"])
            for name, page in (("before the first poll", early), ("plain", plain), ("gzip", gzip.decompress(packed))):
                with self.subTest(page=name):
                    done = subprocess.run(["promtool", "check", "metrics"], input=page, capture_output=True)
                    self.assertEqual((0, b"", b""), (done.returncode, done.stdout, done.stderr))


if __name__ == "__main__":
    support.main()
