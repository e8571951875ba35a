#include "support/gunzip.hpp"
#include <balanced/format/gzip_splice.hpp>

#include <gmock/gmock.h>

#include <random>
#include <string>
#include <vector>

namespace balanced {
namespace {

using test::gunzip;
using testing::Optional;

std::string splice(const std::vector<deflated_chunk>& chunks) {
    std::string member(gzip_header());
    gzip_trailer trailer;
    for (const auto& chunk : chunks) {
        member += chunk.deflate;
        trailer.add(chunk);
    }
    return member + trailer.bytes();
}

std::string series_text(std::size_t lines) {
    std::string text;
    for (std::size_t i = 0; i < lines; ++i)
        text += R"(edenai_token_usable{account="production",token_name="token-)" + std::to_string(i * 7919) +
                "\"} 1\n";
    return text;
}

std::string noise(std::size_t size) {
    std::mt19937 random(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same noise at each run
    std::string bytes(size, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

TEST(gzip_splice, ChunksOfAllSizesBecomeOneMember) {
    for (const auto size : {deflater::size::small, deflater::size::large}) {
        for (const int level : {1, 6}) {
            deflater deflate(level, size);
            const std::vector<std::string> texts{"x",
                                                 series_text(1),
                                                 "",
                                                 series_text(20'000),
                                                 noise(1),
                                                 noise(300'000),
                                                 std::string("\0\n\0\n", 4),
                                                 std::string(100'000, ' ')};
            std::vector<deflated_chunk> chunks;
            std::string all;
            for (const auto& text : texts) {
                chunks.push_back(deflate(text));
                all += text;
            }
            EXPECT_THAT(gunzip(splice(chunks)), Optional(all));
        }
    }
}

TEST(gzip_splice, ChunksAreIndependentOfTheirOrder) {
    deflater deflate(1, deflater::size::large);
    const std::string first = series_text(100);
    const std::string second = series_text(50) + "end\n";
    const auto one = deflate(first);
    const auto other = deflate(second);
    EXPECT_THAT(gunzip(splice({one, other})), Optional(first + second));
    EXPECT_THAT(gunzip(splice({other, one, other})), Optional(second + first + second));
    EXPECT_THAT(gunzip(splice({other})), Optional(second));
}

TEST(gzip_splice, ADeflaterForgetsWhatItDeflated) {
    deflater deflate(1, deflater::size::small);
    const std::string text = series_text(100);
    const auto first = deflate(text);
    const auto again = deflate(text);
    EXPECT_EQ(first.deflate, again.deflate);
    EXPECT_EQ(first.crc, again.crc);
}

TEST(gzip_splice, SeriesShrink) {
    const std::string text = series_text(1000);
    for (const auto size : {deflater::size::small, deflater::size::large})
        EXPECT_LT(deflater(1, size)(text).deflate.size(), text.size() / 5);
}

TEST(gzip_splice, NothingAtAllIsAMember) {
    EXPECT_THAT(gunzip(splice({})), Optional(std::string()));
    deflater deflate(1, deflater::size::small);
    EXPECT_THAT(gunzip(splice({deflate("")})), Optional(std::string()));
    EXPECT_EQ(deflate("").deflate, "");
}

TEST(gzip_splice, StoredTextFits) {
    deflater deflate(1, deflater::size::small);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{256}, stored_limit}) {
        const std::string text = noise(size);
        const auto stored = store(text);
        EXPECT_EQ(stored.deflate.size(), size + 5);
        std::string all = text;
        all.append("between").append(text);
        EXPECT_THAT(gunzip(splice({stored, deflate("between"), stored})), Optional(all));
    }
}

TEST(gzip_splice, TheTrailerFitsOneOrderOnly) {
    deflater deflate(1, deflater::size::small);
    const auto one = deflate("one");
    const auto two = deflate("two");
    gzip_trailer trailer;
    trailer.add(two);
    trailer.add(one);
    EXPECT_EQ(gunzip(std::string(gzip_header()) + one.deflate + two.deflate + trailer.bytes()), std::nullopt);
}

} // namespace
} // namespace balanced
