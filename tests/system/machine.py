"""A Debian 12 that systemd boots in a container of systemd-nspawn, without a network: the root is made once in the
build's folder, and what a test does to it is gone with the test."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from support import BUILD, SIMULATOR, need, skip, until

DEBIAN = BUILD / "debian-root"
BASE = ["systemd", "systemd-sysv", "dbus", "systemd-resolved", "libnss-resolve", "curl"]
CLEAN = ["env", "-i", "HOME=/root", "LC_ALL=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]


def output_of(command, **options):
    return subprocess.run(
        [str(word) for word in command], check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def make_package(folder):
    """The .deb of this build, made in that folder."""
    need("cpack", "dpkg-deb", "dpkg-shlibdeps")
    done = subprocess.run(
        ["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder], capture_output=True, text=True, cwd=folder)
    packages = list(Path(folder).glob("*.deb"))
    assert done.returncode == 0 and len(packages) == 1, done.stdout + done.stderr
    return packages[0]


def dependencies(package):
    """The names of the packages that it depends on; debootstrap knows no virtual ones, so the packages that provide
    them here."""
    installed, provided = set(), {}
    for line in output_of(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Provides}\\n"]).splitlines():
        status, name, *others = re.sub(r"\([^)]*\)|,", "", line).split()
        if status == "installed":
            installed.add(name)
            provided.update({other: name for other in others})
    wanted = re.findall(r"(?:^|, )([\w.+-]+)", output_of(["dpkg-deb", "-f", package, "Depends"]))
    return [name if name in installed else provided.get(name, name) for name in wanted]


def need_machines():
    """Says why this machine cannot boot another, before anything is downloaded for it."""
    if os.geteuid() != 0:
        skip("only root can boot a machine with systemd-nspawn")
    need("debootstrap", "systemd-nspawn", "nsenter", "unshare")
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        skip("no namespaces can be made here, as in most containers, so systemd-nspawn cannot boot a machine")


def make_root(packages):
    """The root with these packages, from the last time or from Debian's mirror."""
    wanted = ",".join(sorted(packages))
    stamp = DEBIAN / "srv" / "made-of"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    for old in (DEBIAN, DEBIAN.with_suffix(".new")):
        shutil.rmtree(old, ignore_errors=True)
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={wanted}", "bookworm", DEBIAN.with_suffix(".new")],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        skip(f"debootstrap cannot make a Debian here: {done.stdout.strip().splitlines()[-1:]}")
    shutil.rmtree(DEBIAN.with_suffix(".new") / "var" / "cache" / "apt" / "archives")
    (DEBIAN.with_suffix(".new") / "srv" / "made-of").write_text(wanted)
    DEBIAN.with_suffix(".new").rename(DEBIAN)


class OwnGroups:
    """Control groups of its own for one machine: two machines in the same one would end each other's processes."""

    def __init__(self, name):
        self.folders = []
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            for base in {"": ("", "unified"), "name=systemd": ("systemd",)}.get(controllers, ()):
                folder = Path("/sys/fs/cgroup") / base / path.lstrip("/")
                if (folder / "cgroup.procs").exists():
                    self.folders.append(folder / name)
        try:
            for folder in self.folders:
                folder.mkdir()
        except OSError as fault:
            skip(f"no control groups can be made here, as in most containers: {fault}")
        if not self.folders:
            skip("no control groups are mounted here, as in most containers")

    def enter(self):
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(f"{os.getpid()}\n")

    def remove(self):
        for top in self.folders:
            for folder, _, _ in os.walk(top, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)


class Machine:
    """Booted when the constructor returns. The build's folder is /build in it."""

    def __init__(self, packages):
        need_machines()
        name = f"balanced-{os.getpid()}"
        self.groups = OwnGroups(name)
        self.leader = None
        self.console = tempfile.NamedTemporaryFile(prefix="console-")
        try:
            make_root(set(BASE) | set(packages))
        except BaseException:
            self.groups.remove()
            raise
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-q", "-D", DEBIAN, "-b", "--register=no", "--keep-unit", "--volatile=overlay",
             "--private-network", f"--machine={name}", f"--bind-ro={BUILD}:/build", "--console=pipe"],
            stdin=subprocess.DEVNULL, stdout=self.console, stderr=self.console, preexec_fn=self.groups.enter)
        try:
            self.leader = until(self._leader, 30, lambda: f"systemd-nspawn starts a system\n{self.said()}")
            until(self._booted, 60, lambda: f"the machine has booted\n{self.said()}")
        except BaseException:
            self.__exit__()
            raise

    def _leader(self):
        if self.process.poll() is not None:
            skip(f"systemd-nspawn cannot boot a system here: {self.said().strip()}")
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next((int(child) for child in children if self._is_init(child)), None)

    @staticmethod
    def _is_init(child):
        with contextlib.suppress(OSError):
            return Path(f"/proc/{child}/cmdline").read_text().startswith("/usr/lib/systemd/systemd")

    def _booted(self):
        if self.process.poll() is not None:
            skip(f"a machine of systemd-nspawn ends here while it boots: {self.said().strip()}")
        return self.try_run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.kill(self.leader or self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.groups.remove()
        self.console.close()

    def said(self):
        return Path(self.console.name).read_text(errors="replace")

    def try_run(self, *command, text=""):
        """The command inside, once it has ended, however it did."""
        return subprocess.run(
            ["nsenter", "-t", str(self.leader), "-a", "--", *CLEAN, *map(str, command)],
            input=text, capture_output=True, text=True, timeout=120)

    def run(self, *command, text=""):
        """What the command inside said, which must succeed."""
        done = self.try_run(*command, text=text)
        assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def sh(self, script):
        return self.run("sh", "-euc", script)

    def write(self, path, text, mode="644"):
        self.run("install", "-D", "-m", mode, "/dev/stdin", path, text=text)

    def exists(self, path):
        return self.try_run("test", "-e", path).returncode == 0

    def get(self, path, port=10440, authority=None):
        """The body that the daemon inside answers with, or None where nobody does; over TLS if that authority's file
        is given."""
        trusting, scheme = (["--cacert", authority], "https") if authority else ([], "http")
        done = self.try_run("curl", "-fsS", "--max-time", "20", *trusting, f"{scheme}://127.0.0.1:{port}{path}")
        return done.stdout if done.returncode == 0 else None


def inside(path):
    """Where a file of the build lies in the machine."""
    return Path("/build") / Path(path).relative_to(BUILD)


SIMULATOR_INSIDE = inside(SIMULATOR)
