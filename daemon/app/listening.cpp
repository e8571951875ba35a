#include <balanced/app/listening.hpp>

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
tcp::endpoint listen_on(http_server& server, const listen_address& address, asio::io_context& loop) {
    const std::vector<tcp::endpoint> endpoints = endpoints_of(address, loop);
    for (std::size_t i = 0; i + 1 < endpoints.size(); ++i) {
        try {
            return server.listen(endpoints[i]);
        } catch (const boost::system::system_error& fault) {
            const bool no_ipv6 = fault.code() == asio::error::address_family_not_supported ||
                                 fault.code() == boost::system::errc::address_not_available;
            if (!no_ipv6)
                throw;
        }
    }
    return server.listen(endpoints.back());
}

} // namespace

std::optional<std::string> listen_on_all(http_server& server, const std::vector<listen_address>& addresses,
                                         asio::io_context& loop) {
    std::string listening;
    for (const listen_address& address : addresses) {
        try {
            const tcp::endpoint endpoint = listen_on(server, address, loop);
            const listen_address served{endpoint.address().to_string(), endpoint.port()};
            listening += (listening.empty() ? "" : ",") + served.text();
        } catch (const boost::system::system_error& fault) {
            std::cerr << "edenai-balanced: cannot listen on " << address.text() << ": "
                      << fault.code().message() << '\n';
            return std::nullopt;
        }
    }
    return listening;
}

} // namespace balanced
