#include <balanced/os/process_metrics.hpp>

#include <gmock/gmock.h>
#include <support/temporary_folder.hpp>
#include <unistd.h>

#include <map>

namespace balanced {
namespace {

/// Values by name; a counter's only where it is one.
std::map<std::string, double> values(const std::string& proc) {
    std::map<std::string, double> found;
    for (const auto& family : process_metrics(proc)) {
        EXPECT_EQ(family.metric.size(), 1U) << family.name;
        const auto& metric = family.metric.at(0);
        const bool counter = family.name.ends_with("_total");
        EXPECT_EQ(family.type, counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge);
        EXPECT_TRUE(metric.label.empty());
        EXPECT_TRUE(found.emplace(family.name, counter ? metric.counter.value : metric.gauge.value).second);
    }
    return found;
}

/// The first 26 fields as the kernel writes them; `command` is the second.
std::string stat_line(const std::string& command) {
    return "4242 (" + command +
           ") S 1 4242 4242 0 -1 4194560 2213 0 3 0 150 25 7 8 20 0 3 0 5000 123456789 1000 "
           "18446744073709551615 1 1\n";
}

constexpr auto limits_text =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max cpu time              unlimited            unlimited            seconds   \n"
    "Max open files            1024                 1048576              files     \n"
    "Max address space         unlimited            unlimited            bytes     \n";

constexpr auto netstat_text = "TcpExt: SyncookiesSent InOctets\n"
                              "TcpExt: 1 2\n"
                              "IpExt: InNoRoutes InTruncatedPkts InOctets OutOctets InMcastOctets\n"
                              "IpExt: 0 0 123456789012 987654321 0\n";

/// A /proc as it should be; tests then spoil it.
class fake_proc {
public:
    fake_proc() {
        folder.write("stat", "cpu  1 2 3\nintr 1 2 3\nbtime 1700000000\nprocesses 7\n");
        folder.write("self/stat", stat_line("edenai-balanced"));
        folder.write("self/limits", limits_text);
        folder.write("self/net/netstat", netstat_text);
        for (const auto* number : {"0", "1", "2", "7"})
            folder.write(std::string("self/fd/") + number, "");
    }
    std::map<std::string, double> read() const { return values(folder.path()); }

    testing::temporary_folder folder;
};

TEST(process_metrics, ReadsTheNineOfClientGolang) {
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    const std::map<std::string, double> expected{
        {"process_cpu_seconds_total", 175 / ticks},
        {"process_open_fds", 4},
        {"process_max_fds", 1024},
        {"process_virtual_memory_bytes", 123456789},
        {"process_virtual_memory_max_bytes", 18446744073709551615.0},
        {"process_resident_memory_bytes", 1000 * page},
        {"process_start_time_seconds", 1700000000 + 5000 / ticks},
        {"process_network_receive_bytes_total", 123456789012},
        {"process_network_transmit_bytes_total", 987654321},
    };
    EXPECT_EQ(fake_proc().read(), expected);
}

TEST(process_metrics, ReadsTheRealProc) {
    const auto found = values("/proc");
    for (const auto* name :
         {"process_cpu_seconds_total", "process_open_fds", "process_max_fds", "process_virtual_memory_bytes",
          "process_virtual_memory_max_bytes", "process_resident_memory_bytes", "process_start_time_seconds",
          "process_network_receive_bytes_total", "process_network_transmit_bytes_total"})
        EXPECT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found.size(), 9U);
    EXPECT_GE(found.at("process_open_fds"), 1);
    EXPECT_GE(found.at("process_max_fds"), found.at("process_open_fds"));
    EXPECT_GT(found.at("process_resident_memory_bytes"), 100'000);
    EXPECT_GE(found.at("process_virtual_memory_bytes"), found.at("process_resident_memory_bytes"));
    EXPECT_GT(found.at("process_start_time_seconds"), 0);
}

TEST(process_metrics, ReadsPastAnOddCommand) {
    const fake_proc proc;
    const auto expected = proc.read();
    for (const auto* command : {"a b c", "a) S 1 2 (b", ")))", "", "a\nb"}) {
        proc.folder.write("self/stat", stat_line(command));
        EXPECT_EQ(proc.read(), expected) << command;
    }
}

TEST(process_metrics, GivesWhatThereIs) {
    const testing::temporary_folder nothing;
    EXPECT_TRUE(process_metrics(nothing.path()).empty());
    EXPECT_TRUE(process_metrics(nothing.path("missing")).empty());

    const fake_proc proc;
    std::filesystem::remove_all(proc.folder.path("self/fd"));
    std::filesystem::remove_all(proc.folder.path("self/net"));
    std::filesystem::remove(proc.folder.path("self/limits"));
    std::filesystem::remove(proc.folder.path("stat"));
    EXPECT_THAT(proc.read(),
                ::testing::UnorderedElementsAre(::testing::Key("process_cpu_seconds_total"),
                                                ::testing::Key("process_virtual_memory_bytes"),
                                                ::testing::Key("process_resident_memory_bytes")));
}

TEST(process_metrics, LeavesOutWhatItCannotRead) {
    const fake_proc proc;
    proc.folder.write("self/stat", "4242 (cut) S 1 4242 4242 0 -1 4194560 2213 0 3 0 150");
    proc.folder.write("self/limits",
                      "Max open files            many                 1048576              files\n");
    proc.folder.write("self/net/netstat", "IpExt: InOctets OutOctets\nIpExt: 5\n");
    EXPECT_THAT(proc.read(),
                ::testing::UnorderedElementsAre(::testing::Pair("process_open_fds", 4),
                                                ::testing::Pair("process_network_receive_bytes_total", 5)));
}

TEST(process_metrics, OutlivesNonsense) {
    const fake_proc proc;
    for (const auto* text :
         {"", "\n\n", ")", "(", "4242 (x)", "4242 (x) S -1 x 99999999999999999999 1e5",
          "IpExt: ", "IpExt: InOctets", "IpExt: InOctets\nIpExt:\n", "btime ", "Max open files "}) {
        for (const auto* file : {"stat", "self/stat", "self/limits", "self/net/netstat"})
            proc.folder.write(file, text);
        EXPECT_THAT(proc.read(), ::testing::ElementsAre(::testing::Pair("process_open_fds", 4))) << text;
    }
}

} // namespace
} // namespace balanced
