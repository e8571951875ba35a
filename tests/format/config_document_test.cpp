#include <balanced/format/config_document.hpp>

#include <gmock/gmock.h>

namespace balanced {
namespace {

using shape = config_value::shape;

config_node document(std::string_view text) {
    config_faults faults;
    auto root = parse_document(text, faults);
    for (const auto& [where, fault] : faults)
        ADD_FAILURE() << place_in("f", where) << ": " << fault;
    return root ? *root : config_node{{}, std::make_shared<config_value>()};
}

std::string fault_of(std::string_view text) {
    config_faults faults;
    parse_document(text, faults);
    return faults.empty() ? "" : place_in("f", faults.begin()->where) + ": " + faults.begin()->text;
}

config_position at(std::size_t line, std::size_t column) {
    return {line, column};
}

TEST(parse_document, KnowsWhereKeysAndValuesStand) {
    const config_node root = document("# first\na: 1\nbcd:\n  - x\n  -  {e: \"y\"}\n");
    EXPECT_EQ(root.where, at(2, 1));
    const auto& entries = root.value->entries;
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].where, at(2, 1));
    EXPECT_EQ(entries[0].value.where, at(2, 4));
    EXPECT_EQ(entries[1].where, at(3, 1));
    const auto& items = entries[1].value.value->items;
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].where, at(4, 5));
    EXPECT_EQ(items[1].where, at(5, 6));
    EXPECT_EQ(items[1].value->entries[0].where, at(5, 7));
    EXPECT_EQ(items[1].value->entries[0].value.where, at(5, 10));
}

TEST(parse_document, CountsColumnsInCharacters) {
    const config_node root = document("größe: {漢字: x, 🙂: y}\nß: z\n");
    const auto& entries = root.value->entries;
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].value.where, at(1, 8));
    EXPECT_EQ(entries[0].value.value->entries[1].where, at(1, 16));
    EXPECT_EQ(entries[0].value.value->entries[1].value.where, at(1, 19));
    EXPECT_EQ(entries[1].value.where, at(2, 4));
}

TEST(parse_document, SaysOfWhatIsNotThereWhereItsKeyOrListStands) {
    const config_node root = document("a:\n\nb:\n  -\n  - ~\nc: null\n");
    const auto& entries = root.value->entries;
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].value.value->is, shape::empty);
    EXPECT_EQ(entries[0].value.where, at(1, 1));
    EXPECT_EQ(entries[1].value.value->items[0].where, at(4, 3));
    EXPECT_EQ(entries[1].value.value->items[1].value->is, shape::empty);
    EXPECT_EQ(entries[2].value.where, at(6, 1));
}

TEST(parse_document, PutsAnAliasWhereItIsWritten) {
    const config_node root = document("a: &x [1]\nb: *x\n");
    const auto& entries = root.value->entries;
    EXPECT_EQ(entries[1].value.where, at(2, 4));
    EXPECT_EQ(entries[1].value.value, entries[0].value.value);
}

TEST(parse_document, TakesAnchorsOfAnything) {
    const config_node root = document("a: &s x\nb: &n\nc: &m {k: v}\nd: [*s, *n, *m]\n");
    const auto& items = root.value->entries[3].value.value->items;
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].value->text, "x");
    EXPECT_EQ(items[1].value->is, shape::empty);
    EXPECT_EQ(items[2].value->entries[0].key, "k");
}

TEST(parse_document, KeepsAKeyThatStandsThereTwice) {
    const config_node root = document("a: 1\na: 2\n");
    ASSERT_EQ(root.value->entries.size(), 2U);
    EXPECT_EQ(find_text(root, "a"), "1");
}

TEST(parse_document, ReadsQuotedAndPlainTextAlike) {
    const config_node root =
        document("a: \"x \\\" \\\\\"\nb: 'it''s'\nc: x y\nd: \"null\"\n\"e\": \"#\"\nf: &a 'q'\ng: |\n  z\n");
    EXPECT_EQ(find_text(root, "a"), "x \" \\");
    EXPECT_EQ(find_text(root, "b"), "it's");
    EXPECT_EQ(find_text(root, "c"), "x y");
    EXPECT_EQ(find_text(root, "d"), "null");
    EXPECT_EQ(find_text(root, "e"), "#");
    EXPECT_EQ(find_text(root, "f"), "q");
    EXPECT_EQ(find_text(root, "g"), "z\n");
}

TEST(parse_document, LeavesOutCarriageReturnsBeforeLineFeeds) {
    const config_node root = document("a: x\r\nb: |\r\n  y\r\n  z\r\nc: 'w'\r\n");
    EXPECT_EQ(find_text(root, "a"), "x");
    EXPECT_EQ(find_text(root, "b"), "y\nz\n");
    EXPECT_EQ(find_text(root, "c"), "w");
}

TEST(parse_document, TakesWhatHasNoTextForEmpty) {
    for (const auto* text :
         {"", "\n", "# nothing\n", "---\n", "~", "null\n", "\xEF\xBB\xBF", "%YAML 1.2\n---\n...\n"})
        EXPECT_EQ(document(text).value->is, shape::empty) << text;
}

TEST(parse_document, GivesAKeyThatIsNoTextAnEmptyName) {
    const config_node root = document("? [a]\n: 1\n~: 2\n? {b: c}\n: 3\nd: 4\n");
    ASSERT_EQ(root.value->entries.size(), 4U);
    EXPECT_EQ(root.value->entries[0].key, "");
    EXPECT_EQ(root.value->entries[1].key, "");
    EXPECT_EQ(root.value->entries[2].key, "");
    EXPECT_EQ(find_text(root, "d"), "4");
}

TEST(parse_document, RejectsQuotesThatAreLeftOpen) {
    for (const auto* text :
         {"a: \"x\nb: y\n", "a: 'x\nb: y\n", "a: \"x\n  y\"\n", "a: 'x''\nb: y'\n", "a: \"x\\\"\nb: \"\n",
          "a: &n \"x\nb: y\n", "a: !!str 'x\nb: y\n", "\"a\n: b\"\n", "a: \"x\\\n  y\"\n"})
        EXPECT_THAT(fault_of(text), testing::HasSubstr("bad YAML: ")) << text;
    EXPECT_EQ(fault_of("a: \"x\nb: y\n"), "f:1:4: bad YAML: a quote that does not end in its line");
}

TEST(parse_document, RejectsASecondDocument) {
    EXPECT_EQ(fault_of("a: 1\n---\nb: 2\n"), "f:2:1: bad YAML: nothing may follow the end of the document");
    EXPECT_EQ(fault_of("{a: 1} b"), "f:1:8: bad YAML: nothing may follow the end of the document");
    EXPECT_EQ(fault_of("- a\nb: c\n"), "f:2:1: bad YAML: nothing may follow the end of the document");
    EXPECT_EQ(fault_of("a: 1\n...\n"), "");
}

TEST(parse_document, RejectsForeignBytesWhereTheyStand) {
    EXPECT_EQ(fault_of("a: ü\nb: ü\xFF"), "f:2:5: not UTF-8 text");
    for (const auto* bytes : {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                              "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xF0\x9F\x99"})
        EXPECT_EQ(fault_of(std::string("a: ") + bytes), "f:1:4: not UTF-8 text");
    for (const std::string_view bytes :
         {std::string_view("\0", 1), std::string_view("\x04"), std::string_view("\x1B"),
          std::string_view("\x7F"), std::string_view("\xC2\x80")})
        EXPECT_EQ(fault_of("a: " + std::string(bytes)), "f:1:4: a control character");
    EXPECT_EQ(fault_of("a: 1\rb: 2"), "f:1:5: a carriage return without a line feed");
    EXPECT_EQ(fault_of("a: 1\r"), "f:1:5: a carriage return without a line feed");
    EXPECT_EQ(fault_of("a: \xC2\x85\xF4\x8F\xBF\xBF\t"), "");
}

TEST(parse_document, EndsAtEveryDepth) {
    EXPECT_EQ(fault_of("a: " + std::string(400, '[') + std::string(400, ']')), "");
    for (const char* piece :
         {"[", "{", "- ", "? ", ": ", "[a: ", "{a: ", "&a [", "!a [",  "*a [", ",",    "]", "}",     "\"",
          "'", "|", ">",  "%",  "@",  "`",    "\t",   "a: ",  "a:\n ", "-\n",  "? \n", "#", "&a *a "}) {
        std::string text;
        while (text.size() < 20'000)
            text += piece;
        for (const std::string& whole : {text, "a: " + text, "a:\n  " + text, "[" + text, "a: [" + text}) {
            config_faults faults;
            const auto root = parse_document(whole, faults);
            EXPECT_TRUE(root || !faults.empty()) << piece;
        }
    }
    EXPECT_THAT(fault_of(std::string(100'000, '[')), testing::EndsWith("nested too deeply"));
}

TEST(parse_document, NeverShowsWhatItRead) {
    for (const auto* text :
         {"a: \"\\s3cr3t\"", "a: *s3cr3t", "a: \"\\ud800s3cr3t\"", "a: &s3cr3t,x", "%YAML s3cr3t\n---\na",
          "a: !<s3cr3t", "a: b: s3cr3t", "a: @s3cr3t", "%YAML 9.s3cr3t\n---\n", "a: !s3cr3t x"}) {
        EXPECT_NE(fault_of(text), "") << text;
        EXPECT_THAT(fault_of(text), testing::Not(testing::HasSubstr("s3cr3t")));
    }
}

TEST(find_entry, FindsNothingInWhatIsNoMap) {
    EXPECT_EQ(find_entry(document("[a]"), "a"), nullptr);
    EXPECT_EQ(find_entry(document("a"), "a"), nullptr);
    EXPECT_EQ(find_text(document("a: [b]"), "a"), std::nullopt);
    EXPECT_EQ(find_text(document("a:"), "a"), std::nullopt);
}

} // namespace
} // namespace balanced
