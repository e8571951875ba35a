"""The rules of the house that no compiler checks: which room may include what, where clocks may be read, what a unit
consists of. Each rule is a function from the tree to a list of faults, one line a fault."""

import fnmatch
import posixpath
import re
from pathlib import Path

ROOMS = ("core", "format", "net", "os", "app")

# core <- format <- {net, os} <- app
MAY_INCLUDE = {
    "core": {"core"},
    "format": {"core", "format"},
    "net": {"core", "format", "net"},
    "os": {"core", "format", "os"},
    "app": set(ROOMS),
}

FORMAT_LIBRARIES = ("boost/json*", "boost/url*", "boost/system*", "yaml-cpp/*", "zlib.h", "prometheus/*")
POSIX = (
    "sys/*.h", "linux/*.h", "net/*.h", "netinet/*.h", "arpa/*.h",
    "crypt.h", "dirent.h", "fcntl.h", "netdb.h", "poll.h", "pthread.h", "pwd.h", "signal.h", "termios.h", "unistd.h",
)

# Beside the standard library, which every room knows. A pattern is a whole header name.
LIBRARIES = {
    "core": (),
    "format": FORMAT_LIBRARIES,
    "net": FORMAT_LIBRARIES + ("boost/asio*", "boost/beast*", "openssl/*") + POSIX,
    "os": ("boost/system*", "date/*", "prometheus/*", "spdlog/*") + POSIX,
    "app": ("*",),
}
TEST_LIBRARIES = ("gtest/*", "gmock/*") + FORMAT_LIBRARIES + POSIX
# The tests of core have nothing to read, those of format and os nothing to start.
TEST_HELPERS = {"support": {"format", "net", "os", "app"}, "simulator": {"net", "app"}}

CLOCKLESS = ("core", "format", "net", "os")
CLOCKS = re.compile(r"::\s*now\s*\(|\b(?:clock_gettime|gettimeofday|std::time)\s*\(")

SLEEPS = re.compile(
    r"\b(?:sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(|(?:^|[;&|({]|\bdo|\bthen)\s*sleep\s+[\d.$\"]", re.MULTILINE
)
# Where conditions outside the process are waited for, always with a deadline.
MAY_SLEEP = {"tests/system/support.py", "tests/system/bare_debian.sh"}

# Units without a header or a test of their own.
NOT_A_UNIT = {
    "app/main.cpp",  # the entry
    "app/reference_main.cpp",  # likewise, of what writes the manual
    "app/version.cpp",  # two constants
    "net/asio.cpp",  # the compiled part of Asio and Beast
}

# Parts of a larger unit, with the header that declares them.
PARTS = {
    "format/base_url.cpp": "format/config.hpp",
    "format/config_accounts.cpp": "format/config_reading.hpp",
    "format/config_environment.cpp": "format/config_reading.hpp",
    "format/config_thresholds.cpp": "format/config_reading.hpp",
}

TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md",
    "daemon", "include", "config", "systemd", "tests",
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>]+)>|"([^"]+)")', re.MULTILINE)
STANDARD = re.compile(r"[a-z_]+")


def sources(tree, *folders, suffixes=(".cpp", ".hpp")):
    """(name from the root, Path) of each such file, in order."""
    found = []
    for folder in folders:
        for path in (tree / folder).rglob("*"):
            if path.suffix in suffixes and path.is_file():
                found.append((path.relative_to(tree).as_posix(), path))
    return sorted(found)


def room_of(name):
    """"net" for include/balanced/net/x.hpp, daemon/net/x.cpp and tests/net/x.cpp, else None."""
    match = re.match(r"(?:include/balanced|daemon|tests)/(\w+)/", name)
    return match[1] if match and match[1] in ROOMS else None


def without_comments_and_strings(text):
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL)
    return token.sub(lambda match: "\n" * match[0].count("\n"), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def include_fault(name, room, header, quoted):
    """Why this room may not include that, or None."""
    is_test = name.startswith("tests/")
    if is_test and header.split("/")[0] in ROOMS:
        header, quoted = f"../{header}", True
    if quoted and not header.startswith(("balanced/", "support/", "simulator/")):
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(name), header))
        return None if room_of(resolved) == room else "a quoted file is a neighbour in the same room"
    if header.startswith("balanced/"):
        other = header.split("/")[1]
        return None if other in MAY_INCLUDE[room] else f"{room} may not know {other}"
    helper = header.split("/")[0]
    if helper in TEST_HELPERS:
        return None if is_test and room in TEST_HELPERS[helper] else f"{room} may not know {helper}"
    if STANDARD.fullmatch(header):
        return None
    allowed = LIBRARIES[room] + (TEST_LIBRARIES if is_test else ())
    return None if any(fnmatch.fnmatch(header, pattern) for pattern in allowed) else f"{room} may not know this library"


def includes(tree):
    faults = []
    for name, path in sources(tree, "include/balanced", "daemon", "tests"):
        room = room_of(name)
        if room is None:
            continue
        text = path.read_text()
        for match in INCLUDE.finditer(text):
            header = match[1] or match[2]
            fault = include_fault(name, room, header, quoted=match[2] is not None)
            if fault:
                faults.append(f"{name}:{line_of(text, match.start())}: {header}: {fault}")
    return faults


def clocks(tree):
    faults = []
    for name, path in sources(tree, "include/balanced", "daemon"):
        if room_of(name) not in CLOCKLESS:
            continue
        text = without_comments_and_strings(path.read_text())
        for match in CLOCKS.finditer(text):
            faults.append(f"{name}:{line_of(text, match.start())}: only app may read a clock")
    return faults


def units(tree):
    """daemon/ROOM/x.cpp goes with include/balanced/ROOM/x.hpp (or a header beside it) and tests/ROOM/x_test.cpp."""
    faults = []
    for name, path in sources(tree, "daemon", suffixes=(".cpp",)):
        room, unit = room_of(name), path.stem
        if room is None:
            faults.append(f"{name}: lies in no room")
            continue
        if f"{room}/{path.name}" in NOT_A_UNIT:
            continue
        header = f"include/balanced/{PARTS.get(f'{room}/{path.name}', f'{room}/{unit}.hpp')}"
        if not (tree / header).exists() and not path.with_suffix(".hpp").exists():
            faults.append(f"{name}: has no {header}")
        test = f"tests/{room}/{unit}_test.cpp"
        if not (tree / test).exists():
            faults.append(f"{name}: has no {test}")
    for name in sorted(NOT_A_UNIT | set(PARTS)):
        if not (tree / "daemon" / name).exists():
            faults.append(f"daemon/{name}: is excepted from the rules, but is not there")
    return faults


def sleeps(tree):
    faults = []
    for name, path in sources(tree, "tests", suffixes=(".cpp", ".hpp", ".py", ".sh")):
        if name in MAY_SLEEP or name.startswith("tests/house/"):
            continue
        text = path.read_text()
        if path.suffix in (".cpp", ".hpp"):
            text = without_comments_and_strings(text)
        for match in SLEEPS.finditer(text):
            faults.append(f"{name}:{line_of(text, match.start())}: a test waits for something, never for time")
    return faults


def headers(tree):
    faults = []
    for name, path in sources(tree, "include", "daemon", "tests", suffixes=(".hpp",)):
        if not path.read_text().startswith("#pragma once\n"):
            faults.append(f"{name}: does not begin with #pragma once")
    return faults


def top_level(tree):
    ignore = tree / ".gitignore"
    ignored = [line.strip("/") for line in ignore.read_text().split()] if ignore.exists() else []
    return [
        f"{name}: does not belong on the top level"
        for name in sorted(path.name for path in tree.iterdir())
        if name not in TOP_LEVEL and not name.startswith(".")
        and not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)
    ]


RULES = {
    "includes": includes,
    "clocks": clocks,
    "units": units,
    "sleeps": sleeps,
    "headers": headers,
    "top_level": top_level,
}
