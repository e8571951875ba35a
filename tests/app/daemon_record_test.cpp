#include <balanced/app/daemon_record.hpp>
#include <balanced/app/version.hpp>

#include <gmock/gmock.h>

#include <csignal>

namespace balanced {
namespace {

using ::testing::HasSubstr;

std::string line_of(const log_record& record) {
    return log_line(record, time_point{}, log_format::logfmt);
}

TEST(daemon_record, SaysWhatStartedAndWhere) {
    EXPECT_THAT(line_of(started_record("127.0.0.1:1,[::1]:2")),
                AllOf(HasSubstr("level=info event=started"), HasSubstr("version=" + std::string(version())),
                      HasSubstr("listen=127.0.0.1:1,[::1]:2")));
}

TEST(daemon_record, SaysWhichSignalStoppedIt) {
    EXPECT_THAT(line_of(stopped_record(SIGTERM)), HasSubstr("event=stopped"));
    EXPECT_THAT(line_of(stopped_record(SIGTERM)), HasSubstr("signal=SIGTERM"));
    EXPECT_THAT(line_of(stopped_record(SIGINT)), HasSubstr("signal=SIGINT"));
}

TEST(daemon_record, SaysWhatWasLost) {
    EXPECT_THAT(line_of(dropped_record(7)),
                AllOf(HasSubstr("level=warn event=log_lines_dropped"), HasSubstr("count=7")));
    EXPECT_THAT(line_of(failed_request_record("why")),
                AllOf(HasSubstr("level=error event=request_failed"), HasSubstr("detail=why")));
}

} // namespace
} // namespace balanced
