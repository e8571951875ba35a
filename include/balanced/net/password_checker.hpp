#pragma once
#include <balanced/net/basic_auth.hpp>
#include <balanced/net/bcrypt.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

// Whether passwords are right, without holding anything else up: hashes are computed on a thread of their
// own, one after the other, since anyone can ask for them. A right password is remembered, so it costs that
// only once.

namespace balanced {

using user_hashes = std::map<std::string, std::string, std::less<>>;

/// Whether a password has this hash; called on the checker's thread.
using hash_check = std::function<bool(const std::string& password, const std::string& hash)>;

enum class password_verdict : unsigned char {
    right,
    wrong, ///< of an unknown user likewise, and not sooner
    busy,  ///< too many passwords wait to be checked
};

class password_checker {
public:
    static constexpr std::size_t most_waiting = 32;

    /// `executor` runs on one thread, on which everything here is called.
    explicit password_checker(boost::asio::any_io_executor executor, hash_check check = matches_bcrypt);

    /// Waits for nothing: a hash that is being computed is left to end by itself.
    ~password_checker();
    password_checker(const password_checker&) = delete;
    password_checker& operator=(const password_checker&) = delete;

    /// The users from now on. What was remembered is forgotten where they have changed.
    void set_users(const user_hashes& users);
    bool has_users() const;

    boost::asio::awaitable<password_verdict> check(basic_credentials credentials);

private:
    struct shared_state;
    struct user_list;
    std::shared_ptr<shared_state> state_;
    std::unique_ptr<user_list> users_;
};

} // namespace balanced
