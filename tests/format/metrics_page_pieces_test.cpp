#include "example_page.hpp"
#include "support/exposition_reader.hpp"
#include "support/gunzip.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

// How a page is put together: gzip, and what is copied.

namespace balanced {
namespace {

using enum exposition_format;
using test::body;
using test::counted;
using test::full_token;
using test::gunzip;
using test::name_set;
using test::polled;
using test::read_exposition;
using test::render;
using test::token;
using test::two_accounts;
using test::view_of;
using testing::IsEmpty;
using testing::Optional;
using testing::StartsWith;

TEST(metrics_page, GzipIsTheSamePage) {
    std::vector<tracked_token> tokens;
    for (int i = 1000; i < 2000; ++i)
        tokens.push_back(full_token("token-" + std::to_string(i)));
    const std::vector many{view_of("a", polled(tokens)), view_of("b", polled({token("x")})),
                           view_of("c", {})};
    const auto few = two_accounts();
    const auto collected = counted();
    for (const auto format : {text, openmetrics}) {
        for (const auto& accounts : {many, few, std::vector<account_view>{}}) {
            const std::string plain = render(accounts, collected, format);
            const std::string zipped = body(render_page(accounts, collected, {}, format, true));
            EXPECT_THAT(zipped, StartsWith("\x1f\x8b"));
            EXPECT_LT(zipped.size(), plain.size() * 2 / 3);
            EXPECT_THAT(gunzip(zipped), Optional(plain));
        }
    }
}

TEST(metrics_page, GzipLeavesOutWhatIsExcluded) {
    const auto accounts = two_accounts();
    const name_set excluded{"edenai_token_level", "edenai_up", "process_max_fds"};
    EXPECT_THAT(gunzip(body(render_page(accounts, counted(), excluded, text, true))),
                Optional(render(accounts, counted(), text, excluded)));
}

TEST(metrics_page, BigChunksAreNotCopied) {
    std::vector<tracked_token> tokens;
    for (int i = 1000; i < 3000; ++i)
        tokens.push_back(full_token("token-" + std::to_string(i)));
    const auto view = view_of("a", polled(tokens));
    const page plain = render_page(std::span(&view, 1), counted(), {}, text, false);
    const page zipped = render_page(std::span(&view, 1), counted(), {}, text, true);
    const auto points_to = [](const page& of, const std::string& chunk) {
        return std::ranges::any_of(of.pieces, [&](auto piece) { return piece.data() == chunk.data(); });
    };
    for (std::size_t i = 0; i < view.tokens->by_family.size(); ++i) {
        if (!view.tokens->by_family[i].empty()) {
            EXPECT_TRUE(points_to(plain, view.tokens->by_family[i])) << i;
            EXPECT_TRUE(points_to(zipped, view.deflated->by_family[i].deflate)) << i;
        }
    }
}

TEST(metrics_page, ManySmallAccountsMakeFewPieces) {
    std::vector<account_view> accounts;
    for (int i = 10; i < 40; ++i)
        accounts.push_back(view_of("account-" + std::to_string(i), polled({full_token("x")})));
    const page rendered = render_page(accounts, {}, {}, text, false);
    EXPECT_LE(rendered.pieces.size(), 10U);
    EXPECT_THAT(read_exposition(body(rendered), text).faults, IsEmpty());
}

TEST(metrics_page, APageOutlivesWhatItWasMadeOf) {
    std::vector<tracked_token> tokens;
    for (int i = 1000; i < 3000; ++i)
        tokens.push_back(full_token("token-" + std::to_string(i)));
    page plain;
    page zipped;
    std::string expected;
    {
        const std::vector accounts{view_of("a", polled(tokens))};
        const auto collected = counted();
        plain = render_page(accounts, collected, {}, text, false);
        zipped = render_page(accounts, collected, {}, text, true);
        expected = render(accounts, collected, text);
    }
    EXPECT_EQ(body(plain), expected);
    EXPECT_THAT(gunzip(body(zipped)), Optional(expected));
}

} // namespace
} // namespace balanced
