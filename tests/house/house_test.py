"""The tree keeps the rules of the house, and each rule notices when it is broken."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import rules

ROOT = Path(__file__).resolve().parents[2]


class TheTree(unittest.TestCase):
    maxDiff = None

    def test_keeps_every_rule(self):
        for name, rule in rules.RULES.items():
            with self.subTest(rule=name):
                self.assertEqual([], rule(ROOT), "\n" + "\n".join(rule(ROOT)))

    def test_is_really_read(self):
        rooms = {rules.room_of(name) for name, _ in rules.sources(ROOT, "include/balanced", "daemon")}
        self.assertLessEqual({"core", "format", "net", "os", "app"}, rooms)


class EachRule(unittest.TestCase):
    def faults(self, rule, files):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            if rule == "units":
                files = {**self.exceptions(), **files}
            for name, text in files.items():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                (tree / name).write_text(text)
            return rules.RULES[rule](tree)

    def exceptions(self):
        files = {f"daemon/{name}": "" for name in [*rules.NOT_A_UNIT, *rules.PARTS]}
        for part, header in rules.PARTS.items():
            files[f"include/balanced/{header}"] = files[f"tests/{part.removesuffix('.cpp')}_test.cpp"] = ""
        return files

    def including(self, name, header):
        return self.faults("includes", {name: f"#pragma once\n#include {header}\n"})

    def test_arrows_point_one_way(self):
        for source, target in (
            ("core", "format"), ("core", "net"), ("core", "os"), ("core", "app"),
            ("format", "net"), ("format", "os"), ("format", "app"),
            ("net", "os"), ("net", "app"), ("os", "net"), ("os", "app"),
        ):
            for name in (
                f"include/balanced/{source}/x.hpp", f"daemon/{source}/x.cpp", f"daemon/{source}/x.hpp",
                f"tests/{source}/x_test.cpp",
            ):
                for header in (f"<balanced/{target}/y.hpp>", f'"balanced/{target}/y.hpp"', f'"../{target}/y.hpp"'):
                    with self.subTest(name=name, header=header):
                        self.assertEqual(1, len(self.including(name, header)))

    def test_allowed_arrows_are_free(self):
        for source, target in (
            ("core", "core"), ("format", "core"), ("net", "format"), ("net", "core"), ("os", "format"),
            ("app", "net"), ("app", "os"), ("app", "core"),
        ):
            with self.subTest(source=source, target=target):
                self.assertEqual([], self.including(f"daemon/{source}/x.cpp", f"<balanced/{target}/y.hpp>"))

    def test_a_neighbour_may_be_quoted(self):
        self.assertEqual([], self.including("daemon/net/x.cpp", '"y.hpp"'))
        self.assertEqual([], self.including("tests/net/x_test.cpp", '"net/y.hpp"'))
        self.assertEqual(1, len(self.including("tests/net/x_test.cpp", '"core/y.hpp"')))

    def test_libraries_stay_in_their_rooms(self):
        for room, header in (
            ("core", "<boost/json.hpp>"), ("core", "<zlib.h>"), ("core", "<stdint.h>"), ("core", "<yaml-cpp/yaml.h>"),
            ("core", "<unistd.h>"), ("format", "<boost/asio/ip/tcp.hpp>"), ("format", "<spdlog/spdlog.h>"),
            ("format", "<unistd.h>"), ("format", "<openssl/ssl.h>"), ("net", "<spdlog/spdlog.h>"),
            ("net", "<CLI/CLI.hpp>"), ("os", "<boost/asio.hpp>"), ("os", "<boost/beast/core.hpp>"),
            ("os", "<boost/json.hpp>"), ("os", "<zlib.h>"), ("os", "<openssl/ssl.h>"), ("net", "<yaml.h>"),
        ):
            with self.subTest(room=room, header=header):
                self.assertEqual(1, len(self.including(f"daemon/{room}/x.cpp", header)))

    def test_their_own_libraries_are_free(self):
        for room, header in (
            ("core", "<vector>"), ("format", "<boost/json/basic_parser_impl.hpp>"), ("format", "<zlib.h>"),
            ("format", "<prometheus/metric_family.h>"), ("net", "<boost/beast/http.hpp>"), ("net", "<openssl/x509.h>"),
            ("os", "<spdlog/async.h>"), ("os", "<sys/stat.h>"), ("net", "<netdb.h>"), ("app", "<CLI/CLI.hpp>"), ("app", "<boost/asio.hpp>"),
        ):
            with self.subTest(room=room, header=header):
                self.assertEqual([], self.including(f"daemon/{room}/x.cpp", header))

    def test_helpers_of_tests_stay_where_they_are_needed(self):
        for room, header in (
            ("core", '"support/x.hpp"'), ("core", "<simulator/simulator.hpp>"), ("format", "<simulator/simulator.hpp>"),
            ("os", '"simulator/simulator.hpp"'),
        ):
            with self.subTest(room=room, header=header):
                self.assertEqual(1, len(self.including(f"tests/{room}/x_test.cpp", header)))
        for room, header in (("format", '"support/x.hpp"'), ("net", "<simulator/simulator.hpp>")):
            with self.subTest(room=room, header=header):
                self.assertEqual([], self.including(f"tests/{room}/x_test.cpp", header))
        for header in ("<simulator/simulator.hpp>", '"support/x.hpp"'):
            with self.subTest(header=header):
                self.assertEqual(1, len(self.including("daemon/app/x.cpp", header)))

    def test_a_fault_says_where(self):
        faults = self.faults("includes", {"daemon/core/x.cpp": "// why\n\n#  include <zlib.h>\n"})
        self.assertEqual(["daemon/core/x.cpp:3: zlib.h: core may not know this library"], faults)

    def test_only_app_reads_clocks(self):
        for room in ("core", "format", "net", "os"):
            for text in (
                "auto t = std::chrono::system_clock::now();", "auto t = clock:: now ();",
                "clock_gettime(CLOCK_REALTIME, &t);", "auto t = std::time(nullptr);",
            ):
                for name in (f"daemon/{room}/x.cpp", f"include/balanced/{room}/x.hpp"):
                    with self.subTest(name=name, text=text):
                        self.assertEqual([f"{name}:2: only app may read a clock"], self.faults("clocks", {name: "\n" + text}))
        self.assertEqual([], self.faults("clocks", {"daemon/app/x.cpp": "auto t = clock::now();"}))

    def test_comments_and_texts_read_no_clock(self):
        text = '// clock::now()\n/* clock::now() */ auto a = "clock::now()"; auto b = R"(clock::now())"; auto c = \'"\';\n'
        self.assertEqual([], self.faults("clocks", {"daemon/core/x.cpp": text}))

    def test_a_unit_has_a_header_and_a_test(self):
        complete = {"daemon/core/x.cpp": "", "include/balanced/core/x.hpp": "", "tests/core/x_test.cpp": ""}
        self.assertEqual([], self.faults("units", dict(complete)))
        for missing in ("include/balanced/core/x.hpp", "tests/core/x_test.cpp"):
            files = {name: text for name, text in complete.items() if name != missing}
            with self.subTest(missing=missing):
                self.assertEqual([f"daemon/core/x.cpp: has no {missing}"], self.faults("units", files))

    def test_a_unit_lies_in_a_room(self):
        for name in ("daemon/x.cpp", "daemon/attic/x.cpp"):
            with self.subTest(name=name):
                self.assertEqual([f"{name}: lies in no room"], self.faults("units", {name: ""}))

    def test_an_exception_that_went_away_is_noticed(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(len(rules.NOT_A_UNIT | set(rules.PARTS)), len(rules.units(Path(folder))))

    def test_tests_do_not_sleep(self):
        for name, text in (
            ("tests/core/x_test.cpp", "std::this_thread::sleep_for(1ms);"),
            ("tests/support/x.hpp", "std::this_thread::sleep_until(later);"),
            ("tests/simulator/x.cpp", "usleep(5);"),
            ("tests/os/x_test.cpp", "::sleep(1);"),
            ("tests/system/x_test.py", "time.sleep(1)"),
            ("tests/system/x.sh", "true; sleep 5"),
            ("tests/x.sh", "while true; do sleep 0.1; done"),
        ):
            with self.subTest(name=name, text=text):
                faults = self.faults("sleeps", {name: text + "\n"})
                self.assertEqual([f"{name}:1: a test waits for something, never for time"], faults)

    def test_speaking_of_sleep_is_not_sleeping(self):
        self.assertEqual([], self.faults("sleeps", {"tests/core/x_test.cpp": "// never sleep_for(1s)\nint sleep = 1;\n"}))

    def test_a_header_begins_with_pragma_once(self):
        for name in ("include/balanced/core/x.hpp", "tests/support/x.hpp", "daemon/net/x.hpp"):
            with self.subTest(name=name):
                faults = self.faults("headers", {name: "#include <string>\n#pragma once\n"})
                self.assertEqual([f"{name}: does not begin with #pragma once"], faults)
                self.assertEqual([], self.faults("headers", {name: "#pragma once\n"}))

    def test_the_top_level_stays_small(self):
        files = {"notes.txt": "", "README.md": "", "build/x": "", ".clang-format": "", ".gitignore": "/build/\n"}
        self.assertEqual(["notes.txt: does not belong on the top level"], self.faults("top_level", files))
        files = {"docs/x.md": "", "build/x": ""}
        self.assertEqual(2, len(self.faults("top_level", files)))


if __name__ == "__main__":
    unittest.main()
