#include <balanced/net/password_checker.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace asio = boost::asio;

namespace balanced {

namespace {

using digest = std::array<unsigned char, 32>;

/// A password to be checked.
struct job {
    job(std::string the_password, std::string the_hash, asio::steady_timer& the_timer)
        : password(std::move(the_password))
        , hash(std::move(the_hash))
        , timer(&the_timer) {}

    std::string password;
    std::string hash;
    std::atomic<bool> abandoned = false;
    asio::steady_timer* timer;   ///< cancelled with the result; nullptr once nobody waits
    std::optional<bool> right{}; ///< like the timer, touched by the executor's thread alone
};

/// Somebody who waits for a job, for as long as this lives.
class waiting_place {
public:
    explicit waiting_place(std::shared_ptr<job> waited_for)
        : job_(std::move(waited_for)) {}
    ~waiting_place() {
        job_->timer = nullptr;
        job_->abandoned = true;
    }
    waiting_place(const waiting_place&) = delete;
    waiting_place& operator=(const waiting_place&) = delete;

private:
    std::shared_ptr<job> job_;
};

} // namespace

/// What the thread shares with the checker, and outlives it with.
struct password_checker::shared_state : std::enable_shared_from_this<shared_state> {
    hash_check check;
    std::mutex mutex;
    std::condition_variable woken;
    std::deque<std::shared_ptr<job>> waiting;      ///< guarded
    std::optional<asio::any_io_executor> executor; ///< guarded; absent once the checker is gone
    bool started = false;                          ///< guarded

    /// False where there is no room for one more.
    bool add(const std::shared_ptr<job>& work) {
        const std::lock_guard lock(mutex);
        if (waiting.size() >= most_waiting)
            std::erase_if(waiting, [](const auto& one) { return one->abandoned.load(); });
        if (waiting.size() >= most_waiting || !start())
            return false;
        waiting.push_back(work);
        woken.notify_one();
        return true;
    }

    /// The thread, at the first password: most daemons never see one.
    bool start() {
        try {
            if (!started)
                std::thread([self = shared_from_this()] { self->run(); }).detach();
            started = true;
        } catch (const std::system_error&) {
            return false;
        }
        return true;
    }

    void run() {
        while (const std::shared_ptr<job> work = next()) {
            if (!work->abandoned)
                hand_over(work, check(work->password, work->hash));
        }
    }

    /// Waits for work; nullptr once the checker is gone.
    std::shared_ptr<job> next() {
        std::unique_lock lock(mutex);
        woken.wait(lock, [this] { return !executor || !waiting.empty(); });
        if (!executor)
            return nullptr;
        std::shared_ptr<job> first = std::move(waiting.front());
        waiting.pop_front();
        return first;
    }

    void hand_over(const std::shared_ptr<job>& work, bool right) {
        const std::lock_guard lock(mutex);
        if (!executor)
            return;
        asio::post(*executor, [work, right] {
            work->right = right;
            if (work->timer)
                work->timer->cancel();
        });
    }
};

/// The users, and which passwords of theirs were right. Touched by the executor's thread alone.
struct password_checker::user_list {
    user_list() {
        if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
            throw std::runtime_error("OpenSSL has no random numbers");
    }

    /// Tells nothing without the key, which never leaves the process.
    digest keyed(std::string_view text) const {
        digest result{};
        HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), result.data(), nullptr);
        return result;
    }

    /// The user's hash; for an unknown one that of somebody, the same each time, so that it takes as long.
    const std::string& hash_of(const std::string& user) const {
        if (const auto found = hashes.find(user); found != hashes.end())
            return found->second;
        const digest number = keyed(user);
        const std::size_t chosen = (number[0] * 256U + number[1]) % hashes.size();
        return std::next(hashes.begin(), static_cast<std::ptrdiff_t>(chosen))->second;
    }

    bool remembers(const basic_credentials& credentials) const {
        const auto found = remembered.find(credentials.user);
        const digest asked = keyed(credentials.password);
        return found != remembered.end() &&
               CRYPTO_memcmp(asked.data(), found->second.data(), asked.size()) == 0;
    }

    /// Whether the user still has this hash, and not another one or none.
    bool still_has(const std::string& user, const std::string& hash) const {
        const auto found = hashes.find(user);
        return found != hashes.end() && found->second == hash;
    }

    user_hashes hashes{};
    std::map<std::string, digest, std::less<>> remembered{}; ///< of each user the last one
    digest key{};
};

password_checker::password_checker(asio::any_io_executor executor, hash_check check)
    : state_(std::make_shared<shared_state>())
    , users_(std::make_unique<user_list>()) {
    state_->check = std::move(check);
    state_->executor = std::move(executor);
}

password_checker::~password_checker() {
    const std::lock_guard lock(state_->mutex);
    state_->executor.reset();
    state_->waiting.clear();
    state_->woken.notify_one();
}

void password_checker::set_users(const user_hashes& users) {
    if (users_->hashes == users)
        return;
    users_->hashes = users;
    users_->remembered.clear();
}

bool password_checker::has_users() const {
    return !users_->hashes.empty();
}

asio::awaitable<password_verdict> password_checker::check(basic_credentials credentials) {
    if (!has_users())
        co_return password_verdict::wrong;
    if (users_->remembers(credentials))
        co_return password_verdict::right;
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    const auto work = std::make_shared<job>(credentials.password, users_->hash_of(credentials.user), timer);
    const waiting_place place(work);
    if (!state_->add(work))
        co_return password_verdict::busy;
    const auto [ended] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!work->right)
        throw boost::system::system_error(ended);
    if (!*work->right || !users_->still_has(credentials.user, work->hash))
        co_return password_verdict::wrong;
    users_->remembered.insert_or_assign(credentials.user, users_->keyed(credentials.password));
    co_return password_verdict::right;
}

} // namespace balanced
