#include <balanced/app/listening.hpp>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class listening : public ::testing::Test {
protected:
    std::optional<std::string> listen(const std::vector<listen_address>& addresses) {
        return listen_on_all(server, addresses, loop);
    }

    std::optional<std::string> open(const passed_sockets& passed) {
        return open_listeners(server, options, passed, loop);
    }

    /// What is said where nothing can be opened.
    std::string fault_of(const passed_sockets& passed) {
        ::testing::internal::CaptureStderr();
        EXPECT_FALSE(open(passed));
        return ::testing::internal::GetCapturedStderr();
    }

    static passed_sockets passed(std::vector<int> descriptors) {
        passed_sockets result;
        result.descriptors = std::move(descriptors);
        return result;
    }

    /// A socket as systemd passes it.
    static int listening_socket() {
        const int number = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const boost::asio::ip::tcp::endpoint address(boost::asio::ip::address_v6::loopback(), 0);
        EXPECT_EQ(::bind(number, address.data(), static_cast<socklen_t>(address.size())), 0);
        EXPECT_EQ(::listen(number, 1), 0);
        return number;
    }

    listening() { options.listen = {{"127.0.0.1", 0}}; }

    balanced::options options;
    boost::asio::io_context loop;
    http_server server{loop.get_executor(), {}};
};

TEST_F(listening, SaysWhatItServesWithThePortsThatItGot) {
    EXPECT_THAT(listen({{"127.0.0.1", 0}, {"localhost", 0}}).value(),
                MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*,.*:[1-9][0-9]*"));
}

TEST_F(listening, AnEmptyHostIsEveryInterface) {
    EXPECT_THAT(listen({{"", 0}}).value(), MatchesRegex("(\\[::\\]|0\\.0\\.0\\.0):[1-9][0-9]*"));
}

TEST_F(listening, SaysWhichAddressItCannotHave) {
    const std::string first = listen({{"127.0.0.1", 0}}).value();
    ::testing::internal::CaptureStderr();
    EXPECT_FALSE(listen({parse_listen_address(first).value()}));
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("cannot listen on " + first + ": "));
}

TEST_F(listening, WithoutPassedSocketsTheCommandLineCounts) {
    EXPECT_THAT(open({}).value(), MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
}

TEST_F(listening, PassedSocketsTakeThePlaceOfTheDefaultAddress) {
    EXPECT_THAT(open(passed({listening_socket(), listening_socket()})).value(),
                MatchesRegex("\\[::1\\]:[1-9][0-9]*,\\[::1\\]:[1-9][0-9]*"));
}

TEST_F(listening, AnAddressThatIsGivenIsServedBesideThem) {
    options.systemd_socket = options.listen_given = true;
    EXPECT_THAT(open(passed({listening_socket()})).value(),
                MatchesRegex("\\[::1\\]:[1-9][0-9]*,127\\.0\\.0\\.1:[1-9][0-9]*"));
}

TEST_F(listening, SocketsThatAreAskedForMustBePassed) {
    options.systemd_socket = options.listen_given = true;
    EXPECT_EQ(fault_of({}),
              "edenai-balanced: --web.systemd-socket: systemd has passed no socket to this process\n");
}

TEST_F(listening, SocketsThatMakeNoSenseAreAFault) {
    passed_sockets nonsense;
    nonsense.fault = "LISTEN_FDS is not a number of sockets: x";
    EXPECT_EQ(fault_of(nonsense), "edenai-balanced: cannot take the sockets of systemd: LISTEN_FDS is not a "
                                  "number of sockets: x\n");
    const int datagrams = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    EXPECT_THAT(fault_of(passed({datagrams})),
                HasSubstr("cannot serve descriptor " + std::to_string(datagrams) +
                          " of systemd: it is not a listening TCP socket"));
    ::close(datagrams);
}

TEST_F(listening, TheProbeAddressIsOpenedWhereThereIsOne) {
    EXPECT_TRUE(open_probe_listener(server, options, loop));
    options.probe_address = parse_listen_address(listen({{"127.0.0.1", 0}}).value());
    ::testing::internal::CaptureStderr();
    EXPECT_FALSE(open_probe_listener(server, options, loop)) << "the address is taken";
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("cannot listen on "));
}

} // namespace
} // namespace balanced
