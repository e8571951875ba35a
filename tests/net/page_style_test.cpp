#include <balanced/format/page_style.hpp>

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <string>

// Of a unit in format/, which has no hash function to test it by.

namespace balanced {
namespace {

TEST(page_style, IsWhatItsHashIsOf) {
    std::array<unsigned char, 32> digest{};
    const std::string_view style = page_style();
    ASSERT_EQ(EVP_Digest(style.data(), style.size(), digest.data(), nullptr, EVP_sha256(), nullptr), 1);
    std::array<unsigned char, 45> text{}; // base64 of 32 bytes, and a NUL
    const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    EXPECT_EQ(page_style_hash(), "sha256-" + std::string(text.begin(), text.begin() + length));
}

} // namespace
} // namespace balanced
