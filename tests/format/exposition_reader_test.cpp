#include "support/exposition_reader.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

// The reader must find what it is there to find: otherwise the tests of the pages prove nothing.

namespace balanced {
namespace {

using enum exposition_format;
using test::read_exposition;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const std::string gauge_header = "# HELP a A.\n# TYPE a gauge\n";
const std::string histogram_header = "# HELP h H.\n# TYPE h histogram\n";

void accepts(const std::string& page) {
    EXPECT_THAT(read_exposition(page, text).faults, IsEmpty()) << page;
}

void refuses(const std::string& page, exposition_format format = text) {
    EXPECT_THAT(read_exposition(page, format).faults, Not(IsEmpty())) << page;
}

TEST(exposition_reader, ReadsNamesLabelsAndValues) {
    const auto page = read_exposition(
        "# HELP a C:\\\\\\n\"x\"\n# TYPE a gauge\na{n=\"\\\"\\\\\\n😀\",m=\"\"} 1.5\na -2e-07\n", text);
    EXPECT_THAT(page.faults, IsEmpty());
    ASSERT_EQ(page.families.size(), 1U);
    EXPECT_EQ(page.families[0].help, "C:\\\n\"x\"");
    EXPECT_EQ(page.families[0].type, "gauge");
    EXPECT_THAT(page.families[0].samples,
                ElementsAre(test::exposition_sample{"a", {{"n", "\"\\\n😀"}, {"m", ""}}, "1.5"},
                            test::exposition_sample{"a", {}, "-2e-07"}));
    EXPECT_EQ(page.value("a", {{"m", ""}, {"n", "\"\\\n😀"}}), "1.5");
    EXPECT_EQ(page.value("a", {{"m", ""}}), std::nullopt);
}

TEST(exposition_reader, AcceptsHistogramsAndOpenmetrics) {
    accepts(histogram_header + "h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n");
    EXPECT_THAT(
        read_exposition(
            "# HELP c C.\n# TYPE c counter\nc_total 1\n# HELP i I.\n# TYPE i info\ni_info{v=\"1\"} 1\n"
            "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"1e+06\"} 1\n"
            "h_bucket{le=\"+Inf\"} 1\nh_sum 3\nh_count 1\n# EOF\n",
            openmetrics)
            .faults,
        IsEmpty());
}

TEST(exposition_reader, RefusesBrokenGroups) {
    refuses(gauge_header + "a 1\n# HELP b B.\n# TYPE b gauge\nb 1\n" + gauge_header + "a{x=\"1\"} 1\n");
    refuses(gauge_header + "a 1\nb 1\n");
    refuses("a 1\n");
    refuses("# TYPE a gauge\na 1\n");
    refuses("# HELP a A.\na 1\n");
    refuses("# HELP a A.\n# TYPE b gauge\na 1\n");
    refuses(gauge_header);
    refuses(gauge_header + "# TYPE a gauge\na 1\n");
    refuses("# HELP a \n# TYPE a gauge\na 1\n");
    refuses("# HELP a A.\n# TYPE a info\na 1\n");
    refuses("# HELP a A.\n# TYPE a counter\na 1\n");
}

TEST(exposition_reader, RefusesBrokenSamples) {
    for (const std::string sample : {"a",
                                     "a ",
                                     "a  1",
                                     "a x",
                                     "a 1 1764547200",
                                     "a +1",
                                     "a NaN",
                                     "a 0x1",
                                     "a 1e999",
                                     "a{} 1",
                                     "a{x} 1",
                                     "a{x=1} 1",
                                     "a{x=\"1} 1",
                                     "a{x=\"1\"",
                                     "a{x=\"1\"}1",
                                     "a{x=\"1\",} 1",
                                     R"(a{x="1"y="2"} 1)",
                                     "a{1x=\"1\"} 1",
                                     R"(a{x="1",x="2"} 1)",
                                     R"(a{x="\t"} 1)",
                                     R"(a{x="\"} 1)",
                                     "a{x=\"\xff\"} 1",
                                     "a{x=\"\xed\xa0\x80\"} 1",
                                     "a{x=\"\xc0\x80\"} 1",
                                     "",
                                     "# a comment"})
        refuses(gauge_header + sample + "\n" + "a{ok=\"1\"} 1\n");
    refuses(gauge_header + "a 1\na 1\n");
    refuses(gauge_header + "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n");
    refuses(gauge_header + "a 1");
}

TEST(exposition_reader, RefusesBrokenHistograms) {
    const std::string end = "h_sum 3\nh_count 2\n";
    refuses(histogram_header + "h_bucket{le=\"1\"} 1\n" + end);
    refuses(histogram_header + "h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\n" + end);
    refuses(histogram_header + "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n" + end);
    refuses(histogram_header + "h_bucket{le=\"+Inf\"} 1\n" + end);
    refuses(histogram_header + "h_bucket{le=\"+Inf\"} 2\nh_count 2\n");
    refuses(histogram_header + "h_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 2\n" + end);
    refuses(histogram_header + "h 1\n");
}

TEST(exposition_reader, RefusesWhatOpenmetricsDoesNotKnow) {
    refuses(gauge_header + "a 1\n", openmetrics);
    refuses(gauge_header + "a 1\n# EOF\n", text);
    refuses(gauge_header + "a 1\n# EOF\na{x=\"1\"} 1\n", openmetrics);
    refuses("# HELP c_total C.\n# TYPE c_total counter\nc_total 1\n# EOF\n", openmetrics);
    refuses("# HELP a \"A\".\n# TYPE a gauge\na 1\n# EOF\n", openmetrics);
    refuses("# HELP a_info A.\n# TYPE a_info info\na_info 1\n# EOF\n", openmetrics);
    refuses(histogram_header + "h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 3\nh_count 1\n# EOF\n",
            openmetrics);
}

} // namespace
} // namespace balanced
