#include <balanced/core/token_list.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// Numbers tokens of these names whose balance is their place in the list; gives name and place in the new
/// order.
std::vector<std::pair<std::string, double>> numbered(const std::vector<std::string>& names,
                                                     std::vector<token_identity> identities = {}) {
    std::vector<token_record> tokens;
    for (const std::string& name : names) {
        token_record& token = tokens.emplace_back();
        token.name = name;
        token.balance = static_cast<double>(tokens.size());
    }
    identities.resize(tokens.size());
    number_namesakes(tokens, identities);
    std::vector<std::pair<std::string, double>> result;
    for (const token_record& token : tokens)
        result.emplace_back(token.name, *token.balance);
    return result;
}

TEST(number_namesakes, SortsByName) {
    EXPECT_THAT(numbered({"b", "a", "B"}), ElementsAre(Pair("B", 3), Pair("a", 2), Pair("b", 1)));
}

TEST(number_namesakes, NumbersTheSecondAndThirdInTheOrderOfTheList) {
    EXPECT_THAT(numbered({"x", "x", "x"}), ElementsAre(Pair("x", 1), Pair("x#2", 2), Pair("x#3", 3)));
}

TEST(number_namesakes, SkipsANumberThatATokenHasByItself) {
    EXPECT_THAT(numbered({"x", "x#2", "x"}), ElementsAre(Pair("x", 1), Pair("x#2", 2), Pair("x#3", 3)));
    EXPECT_THAT(numbered({"x", "x", "x#2", "x#2"}),
                ElementsAre(Pair("x", 1), Pair("x#2", 3), Pair("x#2#2", 4), Pair("x#3", 2)));
}

TEST(number_namesakes, OrdersByIdThenMaskedThenPlace) {
    EXPECT_THAT(numbered({"x", "x", "x", "x"}, {{"", ""}, {"", "…1"}, {"b", "…9"}, {"a", "…8"}}),
                ElementsAre(Pair("x", 4), Pair("x#2", 3), Pair("x#3", 2), Pair("x#4", 1)));
}

TEST(number_namesakes, CountsTheRenamed) {
    std::vector<token_record> tokens(5);
    for (std::size_t i = 0; i < tokens.size(); ++i)
        tokens[i].name = i < 3 ? "x" : "y";
    const std::vector<token_identity> identities(5);
    EXPECT_EQ(number_namesakes(tokens, identities), 3U);
    EXPECT_EQ(number_namesakes(tokens, identities), 0U);
}

TEST(number_namesakes, TakesAnEmptyList) {
    EXPECT_THAT(numbered({}), ElementsAre());
}

} // namespace
} // namespace balanced
