#include <balanced/app/listening.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class listening : public ::testing::Test {
protected:
    std::optional<std::string> listen(const std::vector<listen_address>& addresses) {
        return listen_on_all(server, addresses, loop);
    }

    boost::asio::io_context loop;
    http_server server{loop.get_executor(), {}, {}};
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

} // namespace
} // namespace balanced
