"""The Containerfile's steps, run as a container engine would run them: each stage a root of its own, the first one a
bare Debian 12. What comes out is run as its last lines say: by its user, with nothing but what is in it."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import support
from support import ROOT, Program, Simulator, free_port, get, need

CONTAINERFILE = ROOT / "config" / "container" / "Containerfile"
IGNORED = [line for line in (ROOT / ".dockerignore").read_text().split() if line]


def instructions():
    """[(word, the rest)], continued lines joined."""
    text = re.sub(r"\\\n\s*", "", CONTAINERFILE.read_text())
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line and not line.startswith("#")]


def bare_root(script, *words):
    """Runs a line of bash with the functions of bare_root.sh."""
    done = subprocess.run(
        ["bash", "-euc", f'. "$0"; {script}', ROOT / "tests" / "system" / "bare_root.sh", *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        raise AssertionError(f"{script} {words}:\n{done.stdout[-4000:]}")


class Build:
    """The stages' roots in one folder, and what the last stage says about running it."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.settings = {}
        self.roots = []
        self.names = {}
        for word, rest in instructions():
            action = {"FROM": self.begin, "WORKDIR": self.enter, "COPY": self.copy, "RUN": self.run}.get(word)
            if action:
                action(rest)
            else:
                self.settings[word] = json.loads(rest) if rest.startswith("[") else rest

    @property
    def root(self):
        return self.roots[-1]

    def begin(self, rest):
        image, *name = rest.split(" AS ")
        self.roots.append(self.folder / f"stage-{len(self.roots)}")
        self.directory = "/"
        self.settings = {}
        self.names.update({each: self.root for each in name})
        if image == "scratch":
            self.root.mkdir()
        elif image == "docker.io/library/debian:12-slim":
            bare_root('make_root "$1" "$2"', self.root, self.folder / "debootstrap.log")
        else:
            raise AssertionError(f"no root is like {image}")

    def enter(self, rest):
        self.directory = rest
        self.inside(rest).mkdir(parents=True, exist_ok=True)

    def copy(self, rest):
        *options, source, target = shlex.split(rest)
        base = self.names[options[0].removeprefix("--from=")] if options else ROOT
        source = base / source.lstrip("/")
        target = self.inside(target)
        target.mkdir(parents=True, exist_ok=True)
        # "build" is the one at the top, "**/build" would be any.
        patterns = [name.removeprefix("**/") if name.startswith("**/") else f"./{name}" for name in IGNORED]
        ignored = [] if options else [f"--exclude={pattern}" for pattern in patterns]
        folder, what = (source, ".") if source.is_dir() else (source.parent, source.name)
        with subprocess.Popen(["tar", "-C", folder, *ignored, "-cf", "-", what], stdout=subprocess.PIPE) as packed:
            subprocess.run(["tar", "-C", target, "-xf", "-"], stdin=packed.stdout, check=True)
        assert packed.returncode == 0, rest

    def run(self, rest):
        bare_root('inside "$1" sh -euc "cd \\"\\$1\\"; $3" sh "$2"', self.root, self.directory, rest)

    def inside(self, path):
        return self.root / os.path.join(self.directory, path).lstrip("/")


class TheImage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("debootstrap", "chroot", "tar")
        if os.geteuid() != 0:
            support.skip("only root can debootstrap and chroot")
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.build = Build(folder)

    def test_runs_as_it_says(self):
        settings = self.build.settings
        self.assertEqual(["--web.listen-address=:10440"], settings["CMD"])
        self.assertEqual("10440", settings["EXPOSE"])
        user = settings["USER"]
        self.assertRegex(user, r"^[1-9]\d*:[1-9]\d*$")
        for path in self.build.root.rglob("*"):
            self.assertEqual((0, 0), (path.lstat().st_uid, path.lstat().st_gid), path)
        port = free_port()
        with Simulator() as simulator:
            # What an engine gives to each container, and a volume.
            (self.build.root / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
            volume = self.build.root / "volume"
            shutil.copytree(simulator.folder, volume)
            os.chmod(volume, 0o755)
            os.chmod(volume / "api.key", 0o444)
            environment = {
                name: value.replace(simulator.folder, "/volume") for name, value in simulator.environment.items()}
            in_it = ["chroot", f"--userspec={user}", self.build.root]
            flag = settings["CMD"][0].replace(":10440", f":{port}")
            with Program([*in_it, *settings["ENTRYPOINT"], flag], environment=environment) as daemon:
                daemon.until(lambda: (get(port, "/-/ready") or [0])[0] == 200, 30, "the daemon is ready")
                daemon.until(lambda: b"\nedenai_token_info{" in get(port, "/metrics")[2], 30, "the simulated tokens")
                probe = [*settings["ENTRYPOINT"], "healthcheck"]
                self.assertEqual("CMD " + json.dumps(probe), settings["HEALTHCHECK"])
                asked = subprocess.run([*in_it, *probe, flag], capture_output=True, text=True)
                self.assertEqual(0, asked.returncode, asked.stderr)
                status = Path(f"/proc/{daemon.process.pid}/status").read_text()
                self.assertIn("\nUid:\t" + "\t".join([user.split(":")[0]] * 4) + "\n", status)
                self.assertEqual(0, daemon.end()[0], daemon.log())

    def test_has_nothing_else_to_run(self):
        programs = [
            path for path in self.build.root.rglob("*")
            if path.is_file() and not path.is_symlink() and os.access(path, os.X_OK) and ".so" not in path.name]
        self.assertEqual(["edenai-balanced"], [path.name for path in programs])

    def test_trusts_the_usual_authorities_and_knows_the_time_zone_of_the_resets(self):
        root = self.build.root
        self.assertGreater(len(list((root / "etc/ssl/certs").iterdir())), 100)
        self.assertEqual("/etc/ssl/certs", os.readlink(root / "usr/lib/ssl/certs"))
        self.assertTrue((root / "usr/share/zoneinfo/Europe/Paris").exists())

    def test_is_small(self):
        size = sum(path.lstat().st_size for path in self.build.root.rglob("*"))
        self.assertLess(size, 40 * 2**20)


if __name__ == "__main__":
    support.main()
