"""config/web.yml is what Prometheus's own tool takes for a web configuration."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from support import ROOT, need

EXAMPLE = ROOT / "config" / "web.yml"


def check(folder):
    done = subprocess.run(
        ["promtool", "check", "web-config", f"{folder}/web.yml"], capture_output=True, text=True, timeout=20)
    return done.returncode, done.stdout + done.stderr


class TheExample(unittest.TestCase):
    def setUp(self):
        need("promtool", "openssl")
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copy(EXAMPLE, self.folder)

    def make_certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
             "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.crt"],
            cwd=self.folder, check=True, capture_output=True, timeout=20)

    def test_promtool_takes_it(self):
        self.make_certificate()
        code, said = check(self.folder)
        self.assertEqual(0, code, said)
        self.assertIn("SUCCESS", said)

    def test_promtool_takes_it_with_what_is_commented_out(self):
        """But for what is newer than Debian's promtool."""
        self.make_certificate()
        shutil.copy(f"{self.folder}/server.crt", f"{self.folder}/client-ca.crt")
        text = EXAMPLE.read_text()
        for key in ("client_auth_type", "client_ca_file", "Strict-Transport-Security"):
            self.assertIn(f"# {key}:", text)
            text = text.replace(f"# {key}:", f"{key}:")
        (Path(self.folder) / "web.yml").write_text(text)
        code, said = check(self.folder)
        self.assertEqual(0, code, said)

    def test_promtool_reads_the_certificate(self):
        code, said = check(self.folder)
        self.assertNotEqual(0, code, said)
        self.assertIn("server.crt", said)


if __name__ == "__main__":
    support.main()
