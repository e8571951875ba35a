#include <balanced/format/negotiation.hpp>

#include <gtest/gtest.h>

namespace balanced {
namespace {

bool wants_openmetrics(std::string_view accept) {
    return negotiate_format(accept) == exposition_format::openmetrics;
}

TEST(negotiation, PrometheusGetsOpenMetrics) {
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                                  "application/openmetrics-text;version=0.0.1;q=0.5,"
                                  "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                                  "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;version=1.0.0,"
                                  "application/openmetrics-text;version=0.0.1;q=0.75,"
                                  "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));
    EXPECT_TRUE(wants_openmetrics(
        "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));
}

TEST(negotiation, APrometheusToldToScrapeTextGetsText) {
    EXPECT_FALSE(wants_openmetrics("text/plain;version=0.0.4;q=0.6,"
                                   "application/openmetrics-text;version=1.0.0;q=0.4,*/*;q=0.2"));
    EXPECT_FALSE(wants_openmetrics("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                                   "encoding=delimited;q=0.7,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"));
}

TEST(negotiation, WhoDoesNotNameOpenMetricsGetsText) {
    for (const char* accept : {"", "*/*", "text/*", "text/plain", "application/*", "application/json",
                               "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
        EXPECT_FALSE(wants_openmetrics(accept)) << accept;
}

TEST(negotiation, OnlyVersionsThatOpenMetrics10CanBeReadAsCount) {
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text"));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;version=1.0.0"));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;version=\"1.0.0\""));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;version=0.0.1"));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;version=1.0.0;charset=utf-8"));
    EXPECT_FALSE(wants_openmetrics("application/openmetrics-text;version=2.0.0"));
    EXPECT_FALSE(wants_openmetrics("application/openmetrics-text;version=0.0.4"));
}

TEST(negotiation, QualityDecides) {
    EXPECT_TRUE(wants_openmetrics("text/plain;q=0.5,application/openmetrics-text;q=0.6"));
    EXPECT_FALSE(wants_openmetrics("text/plain;q=0.6,application/openmetrics-text;q=0.5"));
    EXPECT_FALSE(wants_openmetrics("application/openmetrics-text;q=0.5,*/*;q=0.8"));
    EXPECT_FALSE(wants_openmetrics("application/openmetrics-text;q=0.5,text/*;q=0.8,*/*;q=0.1"));
    EXPECT_FALSE(wants_openmetrics("application/openmetrics-text;q=0"));
    EXPECT_FALSE(wants_openmetrics("application/openmetrics-text;q=0.000,text/plain;q=0"));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;q=0.001"));
}

TEST(negotiation, ThePreciseRangeSpeaksForTheText) {
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text;q=0.5,text/plain;q=0.2,text/*,*/*"));
    EXPECT_FALSE(
        wants_openmetrics("application/openmetrics-text;q=0.5,text/plain;version=1.0.0;q=0.1,*/*;q=0.9"));
}

TEST(negotiation, BetweenEqualsANameBeatsAWildcardAndThenTheFirstWins) {
    EXPECT_TRUE(wants_openmetrics("*/*,application/openmetrics-text"));
    EXPECT_TRUE(wants_openmetrics("application/openmetrics-text,text/plain"));
    EXPECT_FALSE(wants_openmetrics("text/plain,application/openmetrics-text"));
    EXPECT_FALSE(wants_openmetrics("text/plain;q=0.4;version=0.0.4,application/openmetrics-text;q=0.40"));
}

TEST(negotiation, CaseAndSpaceDoNotMatter) {
    EXPECT_TRUE(
        wants_openmetrics("  Application/OpenMetrics-Text ; Version = 1.0.0 ;\tQ=0.9 , text/plain;q=0.8"));
}

TEST(negotiation, MalformedMembersAreAsGoodAsNotSent) {
    EXPECT_TRUE(wants_openmetrics(",,;q=1,garbage,text/plain;q=2,application/openmetrics-text;q=0.1"));
    for (const char* accept : {"application/openmetrics-text;q=", "application/openmetrics-text;q=x",
                               "application/openmetrics-text;q=-1", "application/openmetrics-text;q=1.5",
                               "application/openmetrics-text;q=nan", "application/openmetrics-text;q=1e-1",
                               "application/openmetrics-text;q=.5x", ",", ";", "=", "\"", "\"\\", ";;;===,,,",
                               "text/plain;x=\"application/openmetrics-text, application/openmetrics-text\""})
        EXPECT_FALSE(wants_openmetrics(accept)) << accept;
}

TEST(negotiation, SeparatorsWithinQuotesSeparateNothing) {
    EXPECT_TRUE(
        wants_openmetrics(R"(text/plain;x="a\",b;q=1";q=0.1,application/openmetrics-text;y=",;";q=0.2)"));
}

TEST(accepts_gzip, WhereItIsNamedOrCoveredByAStar) {
    for (const char* accept : {"gzip", "x-gzip", "GZIP", "*", "gzip, deflate, br", "deflate;q=1, gzip;q=0.1",
                               "gzip;q=0.5, identity;q=0.5", "gzip;q=0.001", "br, *;q=0.1", "*;q=0, gzip"})
        EXPECT_TRUE(accepts_gzip(accept)) << accept;
}

TEST(accepts_gzip, NotWhereItIsAbsentRefusedOrLessWelcomeThanThePlainBody) {
    for (const char* accept :
         {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "x-gzip;q=0", "*;q=0", "gzip;q=0, *",
          "identity;q=1, gzip;q=0.5", "gzip;q=0.5, *;q=1", "gzip;q=nonsense", "gzipped", "\"gzip\""})
        EXPECT_FALSE(accepts_gzip(accept)) << accept;
}

} // namespace
} // namespace balanced
