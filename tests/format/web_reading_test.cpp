#include <balanced/format/web_reading.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What is read of `text` by the keys `text`, `list` and `flag`.
struct read_keys {
    std::optional<std::string_view> text;
    std::vector<std::pair<config_position, std::string_view>> list;
    bool flag = true;
};

class web_reading_test : public testing::Test {
protected:
    void read(std::string_view document) {
        into.emplace(web_reading{file});
        root = *parse_document(document, into->faults);
        const auto nothing = [](const config_entry&, web_reading&) {};
        const std::vector<web_key> keys{{"text", nothing}, {"list", nothing}, {"flag", nothing}};
        read_section(root, "the section", keys, *into);
        found = {};
        if (const config_entry* entry = find_entry(root, "text"))
            found.text = text_of(*entry, *into);
        if (const config_entry* entry = find_entry(root, "list"))
            found.list = list_of(*entry, *into);
        if (const config_entry* entry = find_entry(root, "flag"))
            take_flag(*entry, found.flag, *into);
    }

    std::vector<std::string> faults() const {
        std::vector<std::string> all;
        for (const config_fault& fault : into->faults)
            all.push_back(place_in(file, fault.where) + ": " + fault.text);
        return all;
    }

    const std::string file = "f";
    std::optional<web_reading> into;
    config_node root{};
    read_keys found;
};

TEST_F(web_reading_test, ReadsValues) {
    read("text: a\nlist: [b, c]\nflag: off\n");
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_EQ(found.text, "a");
    EXPECT_THAT(found.list,
                ElementsAre(std::pair(config_position{2, 8}, "b"), std::pair(config_position{2, 11}, "c")));
    EXPECT_FALSE(found.flag);
}

TEST_F(web_reading_test, NothingLeavesTheDefaults) {
    read("text:\nlist:\nflag:\n");
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_EQ(found.text, std::nullopt);
    EXPECT_THAT(found.list, IsEmpty());
    EXPECT_TRUE(found.flag);
    read("text: ''\n");
    EXPECT_EQ(found.text, std::nullopt);
}

TEST_F(web_reading_test, WrongShapesAreFaults) {
    read("text: [a]\nlist: b\nflag: {}\n");
    EXPECT_THAT(faults(), ElementsAre("f:1:7: text must be a text", "f:2:7: list must be a list",
                                      "f:3:7: flag must be a text"));
    read("list: [[a], b]\nflag: 7\n");
    EXPECT_THAT(faults(),
                ElementsAre("f:1:8: list must be a list of texts", "f:2:7: flag must be true or false"));
    read("[]");
    EXPECT_THAT(faults(), ElementsAre("f:1:1: the section must be a map"));
}

TEST_F(web_reading_test, KeysAreKnownAndGivenOnce) {
    read("texd: a\n[]: b\ntext: c\ntext: d\n<<: {}\n");
    EXPECT_THAT(faults(),
                ElementsAre("f:1:1: unknown key \"texd\" (did you mean \"text\"?)",
                            "f:2:1: a key must be a text", "f:4:1: text is given twice (first in line 3)",
                            "f:5:1: merging maps with << is not supported"));
}

TEST_F(web_reading_test, GivenIsWhatIsNeitherNothingNorAnEmptyText) {
    read("text: a\nlist: []\nflag: ''\n");
    EXPECT_NE(find_given(root, "text"), nullptr);
    EXPECT_NE(find_given(root, "list"), nullptr);
    EXPECT_EQ(find_given(root, "flag"), nullptr);
    EXPECT_EQ(find_given(root, "other"), nullptr);
    read("text:\nlist: {}\n");
    EXPECT_EQ(find_given(root, "text"), nullptr);
    EXPECT_NE(find_given(root, "list"), nullptr);
}

TEST(choice_fault, NamesTheChoiceAndTheNearest) {
    const std::vector<std::string_view> one{"nosniff"};
    const std::vector<std::string_view> two{"deny", "sameorigin"};
    EXPECT_EQ(choice_fault("x", one), "must be nosniff");
    EXPECT_EQ(choice_fault("denny", two), "must be one of deny, sameorigin (did you mean \"deny\"?)");
}

} // namespace
} // namespace balanced
