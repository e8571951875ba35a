#include "simulator/simulator.hpp"

#include "simulator/certificates.hpp"
#include "simulator/message.hpp"
#include "simulator/script.hpp"
#include "simulator/wire.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <sys/socket.h>

#include <exception>
#include <future>
#include <set>
#include <string_view>
#include <thread>

namespace balanced::simulator {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

void share_port(tcp::acceptor& acceptor) {
    const int on = 1;
    if (setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        throw std::system_error(errno, std::generic_category(), "SO_REUSEPORT");
}

tcp::acceptor unbound(asio::io_context& context) {
    tcp::acceptor made(context);
    made.open(tcp::v4());
    made.set_option(tcp::acceptor::reuse_address(true));
    return made;
}

/// Holds the port while nobody listens on it. It is shared only once it is had, and with this service alone.
tcp::acceptor reserve(asio::io_context& context, std::uint16_t port) {
    tcp::acceptor made = unbound(context);
    made.bind(tcp::endpoint(asio::ip::address_v4::loopback(), port));
    made.set_option(tcp::acceptor::reuse_address(false));
    share_port(made);
    return made;
}

std::shared_ptr<asio::ssl::context> make_tls(const options& settings, const certificate_files& files) {
    if (!settings.tls)
        return nullptr;
    auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    made->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    made->use_certificate_chain_file(files.server);
    made->use_private_key_file(files.server_key, asio::ssl::context::pem);
    if (!settings.require_client_certificate.empty()) {
        made->load_verify_file(settings.require_client_certificate);
        made->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    }
    return made;
}

void rethrow(const std::exception_ptr& error) {
    if (error)
        std::rethrow_exception(error);
}

} // namespace

struct service::implementation {
    explicit implementation(options what);
    ~implementation();

    asio::awaitable<void> accept(std::shared_ptr<tcp::acceptor> from);
    asio::awaitable<void> serve(tcp::socket socket, std::uint64_t number);
    asio::awaitable<bool> respond(wire& client, request what);
    asio::awaitable<bool> held(wire& client, std::uint64_t since);
    void listen();

    /// On the service's thread, and not before it is done.
    template <class Function>
    void run(Function function) {
        asio::dispatch(context, asio::use_future(std::move(function))).get();
    }

    const options settings;
    testing::temporary_folder folder{};
    const certificate_files files;
    const std::shared_ptr<asio::ssl::context> tls;
    script answers;

    // What the service's thread alone knows. The coroutines go with the context, before what they use.
    std::set<wire*> wires{};
    std::set<asio::steady_timer*> holds{};
    std::uint64_t releases = 0;
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
    tcp::acceptor reservation;
    std::shared_ptr<tcp::acceptor> listener{};
    std::thread thread{};
};

service::implementation::implementation(options what)
    : settings(std::move(what))
    , files(write_certificates(folder.path(""), settings.host, settings.expired_certificate))
    , tls(make_tls(settings, files))
    , answers(settings)
    , reservation(reserve(context, settings.port)) {
    listen();
    thread = std::thread([this] { context.run(); });
}

service::implementation::~implementation() {
    context.stop();
    thread.join();
}

void service::implementation::listen() {
    if (listener && listener->is_open())
        return;
    listener = std::make_shared<tcp::acceptor>(unbound(context));
    share_port(*listener);
    listener->bind(reservation.local_endpoint());
    listener->listen();
    asio::co_spawn(context, accept(listener), rethrow);
}

asio::awaitable<void> service::implementation::accept(std::shared_ptr<tcp::acceptor> from) {
    while (from->is_open()) {
        auto [error, socket] = co_await from->async_accept(as_result);
        if (error)
            continue;
        asio::co_spawn(context, serve(std::move(socket), answers.count_connection()), rethrow);
    }
}

asio::awaitable<void> service::implementation::serve(tcp::socket socket, std::uint64_t number) {
    wire client(std::move(socket), tls.get());
    wires.insert(&client);
    const auto forget = [this](wire* gone) { wires.erase(gone); };
    const std::unique_ptr<wire, decltype(forget)> known(&client, forget);

    bool open = co_await client.open();
    while (open) {
        received_request next = read_request(client.input);
        if (next.state == received_request::progress::needs_more) {
            open = co_await client.receive();
        } else if (next.state == received_request::progress::malformed) {
            const std::string text = text_of(refusal(400), "");
            open = co_await client.send(text);
            break;
        } else {
            client.input.erase(0, next.used);
            next.what.connection = number;
            const bool kept = co_await respond(client, std::move(next.what));
            open = kept && next.keep_alive;
        }
    }
    co_await client.close();
}

/// False where the connection is not to be used any more.
asio::awaitable<bool> service::implementation::respond(wire& client, request what) {
    const std::uint64_t since = releases;
    const std::string method = what.method;
    const answer chosen = answers.take(std::move(what))();
    if (chosen.reset) {
        client.reset();
        co_return false;
    }
    const std::string text = text_of(chosen, method);
    const std::string_view sent = std::string_view(text).substr(0, chosen.cut_after.value_or(text.size()));
    const std::size_t before = chosen.hold ? 0 : chosen.hold_after.value_or(text.size());
    const std::string_view first = sent.substr(0, before);
    const std::string_view rest = sent.substr(first.size());

    bool good = co_await client.send(first);
    if (good && (chosen.hold || chosen.hold_after))
        good = co_await held(client, since);
    if (good)
        good = co_await client.send(rest);
    if (chosen.cut_after)
        client.drop();
    co_return good && !chosen.cut_after && !chosen.close;
}

/// Waits for a release later than `since`. False where the peer has left before.
asio::awaitable<bool> service::implementation::held(wire& client, std::uint64_t since) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(context, asio::steady_timer::time_point::max());
    holds.insert(&timer);
    const auto forget = [this](asio::steady_timer* gone) { holds.erase(gone); };
    const std::unique_ptr<asio::steady_timer, decltype(forget)> known(&timer, forget);
    bool here = true;
    while (here && releases == since) {
        auto received = client.receive();
        auto released = timer.async_wait(as_result);
        const auto ended = co_await (std::move(received) || std::move(released));
        if (const bool* more = std::get_if<bool>(&ended))
            here = *more;
    }
    co_return here;
}

service::service(options options)
    : self_(std::make_unique<implementation>(std::move(options))) {}

service::~service() = default;

std::uint16_t service::port() const {
    return self_->reservation.local_endpoint().port();
}

std::string service::base_url(const std::string& path) const {
    return (self_->settings.tls ? "https://localhost:" : "http://localhost:") + std::to_string(port()) + path;
}

std::string service::ca_file() const {
    return self_->files.authority;
}

std::string service::unrelated_ca_file() const {
    return self_->files.unrelated_authority;
}

std::string service::client_cert_file() const {
    return self_->files.client;
}

std::string service::client_key_file() const {
    return self_->files.client_key;
}

void service::set_list_source(std::function<answer()> source) {
    self_->answers.set_list_source(std::move(source));
}

void service::push(answer next) {
    self_->answers.push(std::move(next));
}

void service::set_whoami(answer description) {
    self_->answers.set_whoami(std::move(description));
}

void service::set_handler(std::function<answer(const request&)> handler) {
    self_->answers.set_handler(std::move(handler));
}

std::vector<request> service::wait_for_requests(std::size_t count) {
    return self_->answers.wait_for_requests(count);
}

std::size_t service::request_count() const {
    return self_->answers.request_count();
}

std::size_t service::connection_count() const {
    return self_->answers.connection_count();
}

void service::release() {
    self_->run([this] {
        ++self_->releases;
        for (asio::steady_timer* each : self_->holds)
            each->expires_at(asio::steady_timer::time_point::min());
    });
}

void service::drop_connections() {
    self_->run([this] {
        for (wire* each : self_->wires)
            each->drop();
    });
}

void service::stop_listening() {
    self_->run([this] {
        error_code ignored;
        self_->listener->close(ignored);
    });
}

void service::listen_again() {
    self_->run([this] { self_->listen(); });
}

} // namespace balanced::simulator
