#include "support/simulated_account.hpp"

#include <utility>

namespace balanced::testing {

account_settings settings_for(const simulator::service& service) {
    account_settings settings;
    settings.base_url.tls = service.base_url().starts_with("https:");
    settings.base_url.host = "localhost";
    settings.base_url.port = service.port();
    settings.base_url.path = "/v2";
    settings.tls.ca_file = settings.base_url.tls ? service.ca_file() : "";
    return settings;
}

lookup_function lookup_of(std::vector<std::string> addresses) {
    return [addresses = std::move(addresses)](const std::string&) {
        resolution found;
        for (const auto& address : addresses)
            found.endpoints.emplace_back(boost::asio::ip::make_address(address), std::uint16_t{0});
        return found;
    };
}

} // namespace balanced::testing
