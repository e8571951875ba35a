#include <balanced/app/listening.hpp>
#include <balanced/format/phrase.hpp>

#include <iostream>

namespace balanced {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Where an address is, with every interface as both families in one socket where the host has IPv6.
std::vector<tcp::endpoint> endpoints_of(const listen_address& address, asio::io_context& loop) {
    if (address.host.empty())
        return {{tcp::v6(), address.port}, {tcp::v4(), address.port}};
    const auto found =
        tcp::resolver(loop).resolve(address.host, std::to_string(address.port), tcp::resolver::passive);
    return {found.begin()->endpoint()};
}

/// Opens one address: the first of its endpoints that the host has. Throws what the last one said.
tcp::endpoint listen_on(http_server& server, const listen_address& address, asio::io_context& loop,
                        const tls_source& tls) {
    const std::vector<tcp::endpoint> endpoints = endpoints_of(address, loop);
    for (std::size_t i = 0; i + 1 < endpoints.size(); ++i) {
        try {
            return server.listen(endpoints[i], tls);
        } catch (const boost::system::system_error& fault) {
            const bool no_ipv6 = fault.code() == asio::error::address_family_not_supported ||
                                 fault.code() == boost::system::errc::address_not_available;
            if (!no_ipv6)
                throw;
        }
    }
    return server.listen(endpoints.back(), tls);
}

std::nullopt_t failed(const std::string& why) {
    std::cerr << "edenai-balanced: " << why << '\n';
    return std::nullopt;
}

std::string text_of(const tcp::endpoint& endpoint) {
    return listen_address{endpoint.address().to_string(), endpoint.port()}.text();
}

} // namespace

std::optional<std::string> listen_on_all(http_server& server, const std::vector<listen_address>& addresses,
                                         asio::io_context& loop, const tls_source& tls) {
    std::vector<std::string> served;
    for (const listen_address& address : addresses) {
        try {
            served.push_back(text_of(listen_on(server, address, loop, tls)));
        } catch (const boost::system::system_error& fault) {
            return failed("cannot listen on " + address.text() + ": " + fault.code().message());
        }
    }
    return joined(served, ",");
}

std::optional<std::string> open_listeners(http_server& server, const options& options,
                                          const passed_sockets& passed, asio::io_context& loop,
                                          const tls_source& tls) {
    if (!passed.fault.empty())
        return failed("cannot take the sockets of systemd: " + passed.fault);
    if (passed.descriptors.empty() && options.systemd_socket)
        return failed("--web.systemd-socket: systemd has passed no socket to this process");
    std::vector<std::string> served;
    for (const int descriptor : passed.descriptors) {
        try {
            served.push_back(text_of(server.adopt(descriptor, tls)));
        } catch (const boost::system::system_error&) {
            return failed("cannot serve descriptor " + std::to_string(descriptor) +
                          " of systemd: it is not a listening TCP socket (ListenStream= with a port)");
        }
    }
    if (!served.empty() && !options.listen_given)
        return joined(served, ",");
    const std::optional<std::string> opened = listen_on_all(server, options.listen, loop, tls);
    if (!opened)
        return std::nullopt;
    served.push_back(*opened);
    return joined(served, ",");
}

bool open_probe_listener(http_server& server, const options& options, asio::io_context& loop) {
    return !options.probe_address || listen_on_all(server, {*options.probe_address}, loop);
}

} // namespace balanced
