#pragma once
#include "simulator/simulator.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

// A client that blocks, for the simulator's own tests: bytes out, bytes in, with or without TLS.

namespace balanced::simulator {

inline constexpr std::string_view list_path = "/v2/user/custom_token/";

inline std::string get(std::string_view path, const std::string& key = "simulated-key") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
           "\r\n\r\n";
}

inline const std::string get_list = get(list_path);

struct ending {
    std::string text; ///< what came before it
    boost::system::error_code error;
};

/// A client that blocks.
template <class Stream>
class blocking_client {
public:
    template <class... Arguments>
    explicit blocking_client(const service& api, Arguments&... arguments)
        : stream_(context_, arguments...) {
        stream_.lowest_layer().connect(
            boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), api.port()));
    }

    Stream& stream() { return stream_; }
    void send(const std::string& bytes) { boost::asio::write(stream_, boost::asio::buffer(bytes)); }

    /// The next bytes, up to and with `end`.
    std::string receive(std::string_view end) {
        boost::system::error_code error;
        std::size_t at = std::string::npos;
        while ((at = received_.find(end)) == std::string::npos && more(error)) {
        }
        if (at == std::string::npos)
            throw std::runtime_error(error.message() + " after: " + received_);
        const std::string taken = received_.substr(0, at + end.size());
        received_.erase(0, taken.size());
        return taken;
    }

    std::string ask(const std::string& request, std::string_view end) {
        send(request);
        return receive(end);
    }

    ending receive_to_end() {
        ending found;
        while (more(found.error)) {
        }
        found.text = std::move(received_);
        return found;
    }

private:
    bool more(boost::system::error_code& error) {
        std::array<char, 4096> piece;
        received_.append(piece.data(), stream_.read_some(boost::asio::buffer(piece), error));
        return !error;
    }

    boost::asio::io_context context_{};
    Stream stream_;
    std::string received_{};
};

using plain_client = blocking_client<boost::asio::ip::tcp::socket>;

struct tls_client : blocking_client<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> {
    explicit tls_client(const service& api)
        : tls_client(api, trusting(api.ca_file())) {}
    tls_client(const service& api, boost::asio::ssl::context tls, const std::string& host = "localhost")
        : blocking_client(api, tls) {
        stream().set_verify_callback(boost::asio::ssl::host_name_verification(host));
        stream().handshake(boost::asio::ssl::stream_base::client);
    }

    static boost::asio::ssl::context trusting(const std::string& ca_file) {
        boost::asio::ssl::context tls(boost::asio::ssl::context::tls_client);
        tls.load_verify_file(ca_file);
        tls.set_verify_mode(boost::asio::ssl::verify_peer);
        return tls;
    }
};

inline options plain() {
    options chosen;
    chosen.tls = false;
    return chosen;
}

inline answer with_body(std::string body) {
    answer made;
    made.body = std::move(body);
    return made;
}

} // namespace balanced::simulator
