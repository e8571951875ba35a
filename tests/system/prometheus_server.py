"""A real Prometheus with a configuration of its own, for tests that ask it."""

import json
import urllib.parse
from pathlib import Path

from support import Program, free_port, get


class Prometheus(Program):
    """Ready when the constructor returns. The configuration's paths start in `folder`."""

    def __init__(self, folder, configuration):
        self.port = free_port()
        (Path(folder) / "prometheus.yml").write_text(configuration)
        super().__init__([
            "prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
            f"--web.listen-address=127.0.0.1:{self.port}",
        ], cwd=folder)
        try:
            self.until(lambda: (get(self.port, "/-/ready") or [0])[0] == 200, 60, "Prometheus is ready")
        except BaseException:
            self.__exit__()
            raise

    def ask(self, path, **parameters):
        status, _, body = get(self.port, f"/api/v1/{path}?{urllib.parse.urlencode(parameters)}")
        assert status == 200, (status, body)
        return json.loads(body)["data"]

    def target(self):
        """The one target; before it is known, nothing is."""
        return (self.ask("targets")["activeTargets"] or [{"health": "unknown"}])[0]

    def series(self, query):
        return self.ask("query", query=query)["result"]

    def firing(self):
        """[labels] of the alerts that fire."""
        return [alert["labels"] for alert in self.ask("alerts")["alerts"] if alert["state"] == "firing"]
