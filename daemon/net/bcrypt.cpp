#include <balanced/net/bcrypt.hpp>

#include <crypt.h>
#include <openssl/crypto.h>

#include <memory>
#include <string_view>

namespace balanced {

namespace {

constexpr std::size_t longest_password = 72;
constexpr std::size_t hash_at = 29; ///< behind the variant, the cost and the salt
constexpr std::size_t hash_length = 60;

} // namespace

bool matches_bcrypt(const std::string& password, const std::string& hash) {
    // The three names are one algorithm here; crypt(5) gives `$2a$` a safeguard against other programs'
    // faults.
    const std::string setting = hash.size() == hash_length ? "$2y$" + hash.substr(4) : std::string();
    const auto data = std::make_unique<crypt_data>(); // 32 KiB
    const std::string counted = password.substr(0, longest_password);
    const char* made = crypt_r(counted.c_str(), setting.c_str(), data.get());
    const std::string_view result = made != nullptr ? made : "";
    const bool equal = result.size() == hash_length &&
                       CRYPTO_memcmp(&result[hash_at], &hash[hash_at], hash_length - hash_at) == 0;
    OPENSSL_cleanse(data.get(), sizeof(crypt_data));
    // For crypt_r the password ends at the NUL; it is checked all the same, to take as long.
    return equal && counted.find('\0') == std::string::npos;
}

} // namespace balanced
