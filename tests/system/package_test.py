"""The Debian package and the units in it, as far as that needs no machine to run them."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from machine import dependencies, make_package, output_of
from support import ROOT, need

MOST_EXPOSED = 1.2


class ThePackage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.package = make_package(cls.folder)
        cls.content = cls.folder / "content"
        subprocess.run(["dpkg-deb", "-R", cls.package, cls.content], check=True)

    def control(self, name):
        return (self.content / "DEBIAN" / name).read_text()

    def unit(self, name):
        return (self.content / "usr/lib/systemd/system" / name).read_text()

    def test_lintian_finds_no_error(self):
        need("lintian")
        done = subprocess.run(["lintian", "--fail-on=error", self.package], capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertNotIn("E: ", done.stdout)
        print(done.stdout)

    def test_depends_on_what_it_needs(self):
        self.assertLessEqual({"tzdata", "ca-certificates", "libc6", "libdate-tz3", "libssl3"}, set(dependencies(self.package)))

    def test_the_version_is_the_programs(self):
        version = output_of(["dpkg-deb", "-f", self.package, "Version"]).strip()
        program = output_of([self.content / "usr/bin/edenai-balanced", "--version"])
        self.assertRegex(program, rf"\b{re.escape(version)}\b")
        log = output_of(["gzip", "-dc", self.content / "usr/share/doc/edenai-balanced/changelog.gz"])
        self.assertTrue(log.startswith(f"edenai-balanced ({version}) "), log)

    def test_what_an_administrator_changes_is_kept(self):
        files = self.control("conffiles").split()
        self.assertIn("/etc/edenai-balanced/config.yml", files)
        for file in files:
            self.assertTrue((self.content / file[1:]).is_file(), file)
        shipped = {f"/{path.relative_to(self.content)}" for path in (self.content / "etc").rglob("*") if path.is_file()}
        self.assertEqual(shipped, set(files))

    def test_the_configuration_is_the_example_with_the_key_from_systemd(self):
        example = (ROOT / "config/edenai-balanced.yml").read_text().splitlines()
        packaged = (self.content / "etc/edenai-balanced/config.yml").read_text().splitlines()
        self.assertEqual(len(example), len(packaged))
        changed = [new for old, new in zip(example, packaged) if old != new]
        self.assertEqual(3, len(changed), changed)
        self.assertRegex("\n".join(changed), r"(?m)^      credential: edenai-api-key ")

    def test_every_unit_is_confined(self):
        need("systemd-analyze")
        for name in ("edenai-balanced.service", "edenai-balanced@.service"):
            with self.subTest(unit=name):
                file = self.folder / name.replace("@", "@instance")
                file.write_text(self.unit(name))
                said = output_of(["systemd-analyze", "security", "--offline=true", "--no-pager", file])
                exposure = float(re.search(r"Overall exposure level for .*: ([\d.]+)", said)[1])
                self.assertLessEqual(exposure, MOST_EXPOSED, said)

    def test_the_template_differs_from_the_service_in_names_alone(self):
        service = self.unit("edenai-balanced.service").splitlines()
        template = self.unit("edenai-balanced@.service").splitlines()
        self.assertEqual(len(service), len(template))
        changed = [new for old, new in zip(service, template) if old != new]
        self.assertEqual(6, len(changed), changed)
        for line in changed:
            self.assertIn("%i", line)

    def test_the_program_is_stripped(self):
        self.assertNotIn(b".symtab", (self.content / "usr/bin/edenai-balanced").read_bytes())


if __name__ == "__main__":
    support.main()
