"""config/web.yml is what Prometheus's own tool takes for a web configuration, and what the daemon serves by."""

import base64
import http.client
import shutil
import ssl
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from support import DAEMON, ROOT, Daemon, free_port, get, need

EXAMPLE = ROOT / "config" / "web.yml"
# bcrypt at its least cost of a password from the tests of crypt_blowfish.
HASH, PASSWORD = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"
ENVIRONMENT = {"EDENAI_API_KEY": "k", "EDENAI_BASE_URL": "http://127.0.0.1:1/v2"}


def basic(password):
    return {"Authorization": "Basic " + base64.b64encode(f"prometheus:{password}".encode()).decode()}


def trusting_everyone():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class SecureDaemon(Daemon):
    """Asked over TLS, by a client that may have a certificate."""

    def __init__(self, folder, *flags, client=None):
        self.tls = trusting_everyone()
        if client:
            self.tls.load_cert_chain(f"{folder}/{client}.crt", f"{folder}/{client}.key")
        super().__init__(f"--web.config.file={folder}/web.yml", *flags, environment=ENVIRONMENT)

    def get(self, path, headers=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self.tls)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except (ConnectionError, http.client.HTTPException, ssl.SSLError):
            return None
        finally:
            connection.close()

    def certificate(self):
        return ssl.get_server_certificate(("127.0.0.1", self.port))


class WithTheExample(unittest.TestCase):
    def setUp(self):
        need("promtool", "openssl")
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.configure()

    def configure(self, *commented):
        """The example with a password that is known, and with keys that are only a comment there."""
        text = EXAMPLE.read_text()
        for key in commented:
            self.assertIn(f"# {key}:", text)
            text = text.replace(f"# {key}:", f"{key}:")
        hashed = text.split("prometheus: ")[1].split()[0]
        (self.folder / "web.yml").write_text(text.replace(hashed, HASH))

    def make_certificate(self, name="server"):
        """Its own authority."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
             "-subj", f"/CN={name}", "-keyout", "new.key", "-out", "new.crt"],
            cwd=self.folder, check=True, capture_output=True, timeout=20)
        for kind in ("key", "crt"):
            (self.folder / f"new.{kind}").rename(self.folder / f"{name}.{kind}")


class Checking(WithTheExample):
    def check(self):
        """Whether promtool and check-config take it, and what they say."""
        tools = (["promtool", "check", "web-config", f"{self.folder}/web.yml"],
                 [DAEMON, "check-config", f"--web.config.file={self.folder}/web.yml"])
        environment = {"PATH": "/usr/bin:/bin", **ENVIRONMENT}
        done = [subprocess.run(tool, capture_output=True, text=True, timeout=20, env=environment) for tool in tools]
        return [one.returncode == 0 for one in done], [one.stdout + one.stderr for one in done]

    def test_both_take_it(self):
        self.make_certificate()
        good, said = self.check()
        self.assertEqual([True, True], good, said)

    def test_both_take_what_is_commented_out(self):
        """But for what is newer than Debian's promtool."""
        self.make_certificate()
        self.make_certificate("client-ca")
        self.configure("client_auth_type", "client_ca_file", "Strict-Transport-Security")
        good, said = self.check()
        self.assertEqual([True, True], good, said)

    def test_both_read_the_certificate(self):
        good, said = self.check()
        self.assertEqual([False, False], good, said)
        for each in said:
            self.assertIn("server.crt", each)

    def test_the_daemon_does_not_start_without_it(self):
        done = subprocess.run(
            [DAEMON, f"--web.config.file={self.folder}/web.yml"], capture_output=True, text=True, timeout=20,
            env={"PATH": "/usr/bin:/bin", **ENVIRONMENT})
        self.assertEqual(2, done.returncode)
        self.assertRegex(done.stderr, r"web\.yml:7:14: \S*server\.crt: No such file")


class Serving(WithTheExample):
    def test_a_password_is_asked_for_but_not_by_health(self):
        self.make_certificate()
        with SecureDaemon(self.folder) as daemon:
            status, headers, _ = daemon.get("/metrics")
            self.assertEqual((401, "Basic", "deny"), (status, headers["WWW-Authenticate"], headers["X-Frame-Options"]))
            self.assertEqual(401, daemon.get("/metrics", basic("guess"))[0])
            self.assertEqual(200, daemon.get("/metrics", basic(PASSWORD))[0])
            self.assertEqual(200, daemon.get("/-/healthy")[0])
            self.assertNotIn("$2", daemon.log())

    def test_a_renewed_certificate_is_served_and_an_unusable_one_is_not(self):
        self.make_certificate()
        with SecureDaemon(self.folder) as daemon:
            first = daemon.certificate()
            self.make_certificate()
            renewed = (self.folder / "server.crt").read_text()
            self.assertNotEqual(first, renewed)
            daemon.until(lambda: daemon.certificate() == renewed, 20, "the renewed certificate")
            before = len(daemon.events("web_config_rejected"))
            (self.folder / "server.crt").write_text("nothing")
            daemon.until(lambda: len(daemon.events("web_config_rejected")) > before, 20, "web_config_rejected")
            self.assertIn("no certificate in it", daemon.events("web_config_rejected")[-1])
            self.assertEqual(renewed, daemon.certificate())

    def test_mutual_tls_lets_only_its_clients_in_and_leaves_the_probe_address_plain(self):
        self.make_certificate()
        self.make_certificate("client-ca")
        self.configure("client_auth_type", "client_ca_file")
        probe = free_port()
        with SecureDaemon(self.folder, f"--web.probe-address=127.0.0.1:{probe}", client="client-ca") as daemon:
            self.assertEqual(200, daemon.get("/metrics", basic(PASSWORD))[0])
            daemon.tls = trusting_everyone()
            self.assertIsNone(daemon.get("/-/healthy"))
            self.assertEqual(200, get(probe, "/-/healthy")[0])


if __name__ == "__main__":
    support.main()
