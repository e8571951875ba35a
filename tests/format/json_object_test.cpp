#include <balanced/format/json_object.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace balanced {
namespace {

TEST(json_object, WritesItsMembersInOrderBehindWhatIsThere) {
    std::string out = "[";
    json_object object(out);
    object.text("a", "x\"\n").raw("b", "[1]").truth("c", true).truth("d", false);
    object.number("e", 0.1).time("f", time_point(std::chrono::seconds(1'764'540'000)));
    object.end();
    EXPECT_EQ(out, R"([{"a":"x\"\n","b":[1],"c":true,"d":false,"e":0.1,"f":"2025-11-30T22:00:00.000Z"})");
}

TEST(json_object, MayBeEmpty) {
    std::string out;
    json_object(out).end();
    EXPECT_EQ(out, "{}");
}

TEST(json_object, SaysNullOfWhatIsNotKnown) {
    std::string out;
    json_object object(out);
    object.known_text("a", "").number("b", std::nullopt).time("c", std::nullopt).truth("d", std::nullopt);
    object.number("e", std::numeric_limits<double>::quiet_NaN());
    object.number("f", -std::numeric_limits<double>::infinity());
    object.text("g", "").known_text("h", "x");
    object.end();
    EXPECT_EQ(out, R"({"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":"","h":"x"})");
}

} // namespace
} // namespace balanced
