#include <balanced/app/web_guard.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <support/certificate.hpp>
#include <support/run_coroutine.hpp>
#include <support/temporary_folder.hpp>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <optional>
#include <vector>

namespace balanced {
namespace {

namespace asio = boost::asio;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr auto alice_and_open_sesame = "Basic YWxpY2U6b3BlbiBzZXNhbWU=";
constexpr auto alice_and_guess = "Basic YWxpY2U6Z3Vlc3M=";
constexpr auto bob_and_guess = "Basic Ym9iOmd1ZXNz";

/// Any well-formed hash will do: what is right is decided here. Outlives the guard, as its thread does.
struct fake_hashes {
    std::atomic<int> begun = 0;
    std::atomic<int> ended = 0;
    std::shared_future<void> gate{}; ///< where it is there, each check waits for it
    std::promise<void> entered{};    ///< by the first check

    static hash_check of(const std::shared_ptr<fake_hashes>& self) {
        return [self](const std::string& password, const std::string&) {
            if (self->begun++ == 0)
                self->entered.set_value();
            if (self->gate.valid())
                self->gate.wait();
            ++self->ended;
            return password == "open sesame";
        };
    }
};

class web_guard_test : public ::testing::Test {
protected:
    ~web_guard_test() override {
        guard.reset();
        output.reset();
        ::close(log_descriptor);
    }

    void start(const std::string& text) {
        const std::string path = folder.write("web.yml", text);
        web_configuration first = load_web_config(path);
        EXPECT_THAT(first.faults, IsEmpty());
        guard.emplace(path, std::move(first), loop.get_executor(), *output, fake_hashes::of(hashes));
    }

    void start_plain() {
        guard.emplace("", load_web_config(""), loop.get_executor(), *output, fake_hashes::of(hashes));
    }

    static http_request request(const std::string& path, const std::string& authorization = {}) {
        http_request made;
        made.method = "GET";
        made.path = path;
        made.authorization = authorization;
        return made;
    }

    /// The status of a refusal, or 200.
    unsigned status(const std::string& path, const std::string& authorization = {}) {
        const http_request asked = request(path, authorization);
        last = testing::run_coroutine(loop, guard->refuse(asked));
        return last ? last->status : 200;
    }

    void look() {
        asio::co_spawn(loop, guard->look(), [this](std::exception_ptr) { loop.stop(); });
        loop.restart();
        const auto work = asio::make_work_guard(loop);
        loop.run();
    }

    /// All that was logged. The guard is gone then.
    std::vector<std::string> log_lines() {
        guard.reset();
        output.reset();
        std::ifstream in(folder.path("log"));
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }

    /// By another file: one that is written twice within a tick of the clock may look the same.
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::rename(folder.write("new", text), folder.path(name));
    }

    void write_pair(const testing::certificate& own) const {
        write("server.crt", own.certificate_pem);
        write("server.key", own.key_pem);
    }

    testing::temporary_folder folder;
    int log_descriptor = ::open(folder.path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::optional<log> output{std::in_place, log_options{.descriptor = log_descriptor}};
    asio::io_context loop;
    std::shared_ptr<fake_hashes> hashes = std::make_shared<fake_hashes>();
    std::optional<web_guard> guard;
    std::optional<http_response> last;
    const std::string users =
        "basic_auth_users:\n  alice: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG\n";
    const std::string pair = "tls_server_config: {cert_file: server.crt, key_file: server.key}\n";
};

TEST_F(web_guard_test, WithoutAConfigurationEverythingPassesAsItIs) {
    start_plain();
    EXPECT_EQ(guard->tls(), nullptr);
    EXPECT_EQ(status("/metrics"), 200U);
    http_response response = text_response(200, "x");
    guard->decorate(response);
    EXPECT_THAT(response.headers, IsEmpty());
    testing::run_coroutine(loop, [](web_guard& it) -> asio::awaitable<bool> {
        co_await it.watch();
        co_return true;
    }(*guard));
}

TEST_F(web_guard_test, AsksForThePassword) {
    start(users);
    for (const std::string authorization : {"", "Bearer x", "Basic !", alice_and_guess, bob_and_guess}) {
        EXPECT_EQ(status("/metrics", authorization), 401U) << authorization;
        EXPECT_THAT(last->headers, ElementsAre(Pair("WWW-Authenticate", "Basic")));
    }
    EXPECT_EQ(status("/metrics", alice_and_open_sesame), 200U);
    EXPECT_EQ(status("/", alice_and_open_sesame), 200U);
    EXPECT_EQ(hashes->begun, 3) << "a right one is remembered";
}

TEST_F(web_guard_test, HealthPathsNeedNoPasswordAndKnowNoLimit) {
    start(users + "rate_limit: {interval: 1h, burst: 1}\n");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(status("/-/healthy"), 200U);
        EXPECT_EQ(status("/-/ready", alice_and_guess), 200U);
    }
    EXPECT_EQ(hashes->begun, 0);
    for (const std::string path : {"/-/health", "/-/healthy/", "/-/reload", "//-/healthy", "/%2D/healthy"}) {
        SCOPED_TRACE(path);
        EXPECT_NE(status(path), 200U);
    }
}

TEST_F(web_guard_test, LimitsTheRate) {
    start("rate_limit: {interval: 90m, burst: 2}\n");
    EXPECT_EQ(status("/metrics"), 200U);
    EXPECT_EQ(status("/metrics"), 200U);
    EXPECT_EQ(status("/metrics"), 429U);
    EXPECT_THAT(last->headers, ElementsAre(Pair("Retry-After", "5400")));
}

TEST_F(web_guard_test, GuessesBeyondTheLimitCostNoHash) {
    start(users + "rate_limit: {interval: 1h, burst: 1}\n");
    EXPECT_EQ(status("/metrics", alice_and_guess), 401U);
    EXPECT_EQ(status("/metrics", alice_and_guess), 429U);
    EXPECT_EQ(hashes->begun, 1);
}

TEST_F(web_guard_test, EightGuessesAtOnceLeaveTheLoopFree) {
    start(users);
    std::promise<void> gate;
    hashes->gate = gate.get_future().share();
    const http_request guess = request("/metrics", alice_and_guess);
    std::vector<unsigned> refused;
    for (int i = 0; i < 8; ++i)
        asio::co_spawn(loop, guard->refuse(guess),
                       [&](std::exception_ptr, const std::optional<http_response>& response) {
                           refused.push_back(response ? response->status : 200);
                       });
    loop.poll();
    hashes->entered.get_future().wait();
    EXPECT_EQ(status("/-/healthy"), 200U);
    EXPECT_EQ(hashes->ended, 0) << "the health answer waited for a hash";
    EXPECT_THAT(refused, IsEmpty());
    gate.set_value();
    while (refused.size() < 8)
        loop.run_one();
    EXPECT_THAT(refused, Each(401U));
}

TEST_F(web_guard_test, TooManyGuessesAreTurnedAway) {
    start(users);
    std::promise<void> gate;
    hashes->gate = gate.get_future().share();
    const http_request guess = request("/metrics", alice_and_guess);
    std::vector<http_response> refused;
    for (std::size_t i = 0; i < password_checker::most_waiting + 2; ++i)
        asio::co_spawn(loop, guard->refuse(guess),
                       [&](std::exception_ptr, std::optional<http_response> response) {
                           refused.push_back(std::move(*response));
                       });
    loop.poll();
    ASSERT_THAT(refused, Not(IsEmpty()));
    EXPECT_EQ(refused[0].status, 503U);
    EXPECT_THAT(refused[0].headers, ElementsAre(Pair("Retry-After", "1")));
    gate.set_value();
    while (refused.size() < password_checker::most_waiting + 2)
        loop.run_one();
}

TEST_F(web_guard_test, DecoratesWhatHasNoSuchHeaderOfItsOwn) {
    start(
        "http_server_config:\n  headers: {X-Frame-Options: deny, Content-Security-Policy: default-src *}\n");
    http_response response = text_response(401, "x");
    response.headers.emplace_back("content-security-policy", "default-src 'none'");
    guard->decorate(response);
    EXPECT_THAT(response.headers, ElementsAre(Pair("content-security-policy", "default-src 'none'"),
                                              Pair("X-Frame-Options", "deny")));
}

TEST_F(web_guard_test, NothingChangedIsNothingDone) {
    write_pair(testing::make_certificate("server"));
    start(pair);
    const auto before = guard->tls();
    EXPECT_NE(before, nullptr);
    look();
    EXPECT_EQ(guard->tls(), before);
    EXPECT_THAT(log_lines(), IsEmpty());
}

TEST_F(web_guard_test, TakesAChangedCertificate) {
    write_pair(testing::make_certificate("server"));
    start(pair);
    const auto before = guard->tls();
    write_pair(testing::make_certificate("renewed"));
    look();
    EXPECT_NE(guard->tls(), before);
    EXPECT_NE(guard->tls(), nullptr);
    EXPECT_THAT(log_lines(), ElementsAre(HasSubstr("level=info event=web_config_reloaded")));
}

TEST_F(web_guard_test, AnUnusableCertificateIsSaidOnceAndTheOldOneStays) {
    write_pair(testing::make_certificate("server"));
    start(pair);
    const auto before = guard->tls();
    write("server.crt", "nothing");
    look();
    look();
    EXPECT_EQ(guard->tls(), before);
    write_pair(testing::make_certificate("renewed"));
    look();
    EXPECT_NE(guard->tls(), before);
    const auto lines = log_lines();
    ASSERT_THAT(lines, SizeIs(2));
    EXPECT_THAT(lines[0], HasSubstr("level=error event=web_config_rejected"));
    EXPECT_THAT(lines[0], HasSubstr("web.yml:1:32: " + folder.path("server.crt") + ": no certificate in it"));
    EXPECT_THAT(lines[1], HasSubstr("event=web_config_reloaded"));
}

TEST_F(web_guard_test, ABadFileChangesNothing) {
    start(users);
    EXPECT_EQ(status("/metrics"), 401U);
    write("web.yml", "basic_auth_user: {}\nrate_limits: {}\n");
    look();
    EXPECT_EQ(status("/metrics"), 401U);
    std::filesystem::remove(folder.path("web.yml"));
    look();
    EXPECT_EQ(status("/metrics"), 401U);
    write("web.yml", "");
    look();
    EXPECT_EQ(status("/metrics"), 200U);
    const auto lines = log_lines();
    ASSERT_THAT(lines, SizeIs(3));
    EXPECT_THAT(lines[0], HasSubstr("web.yml:1:1: unknown key"));
    EXPECT_THAT(lines[0], HasSubstr("web.yml:2:1: unknown key"));
    EXPECT_THAT(lines[1], HasSubstr("No such file or directory"));
    EXPECT_THAT(lines[2], HasSubstr("event=web_config_reloaded"));
}

TEST_F(web_guard_test, ChangedUsersAreForgotten) {
    start(users);
    EXPECT_EQ(status("/metrics", alice_and_open_sesame), 200U);
    write("web.yml",
          "basic_auth_users: {bob: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG}\n");
    look();
    EXPECT_EQ(status("/metrics", alice_and_open_sesame), 401U);
}

TEST_F(web_guard_test, TheLimitGoesOnAsItWasUnlessItIsAnotherOne) {
    const std::string limit = "rate_limit: {interval: 1h, burst: 1}\n";
    start(limit);
    EXPECT_EQ(status("/metrics"), 200U);
    write("web.yml", limit + "# the same\n");
    look();
    EXPECT_EQ(status("/metrics"), 429U);
    write("web.yml", "rate_limit: {interval: 1h, burst: 2}\n");
    look();
    EXPECT_EQ(status("/metrics"), 200U);
    write("web.yml", "");
    look();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(status("/metrics"), 200U);
}

TEST_F(web_guard_test, NotesAreSaidWhereTheyAreNew) {
    start("http_server_config: {http2: true}\n");
    write("web.yml", "http_server_config: {http2: true}\nrate_limit: {interval: 1s}\n");
    look();
    const auto lines = log_lines();
    EXPECT_THAT(lines, Contains(HasSubstr("event=config_warning")).Times(1));
    EXPECT_THAT(lines, Contains(HasSubstr("refuses every request")));
}

} // namespace
} // namespace balanced
