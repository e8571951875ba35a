#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <string>

// What went wrong in an HTTP exchange, as the reason and the detail of a failed poll. Nothing that the server
// sent becomes part of a detail but the status.

namespace balanced {

enum class exchange_phase : unsigned char {
    connecting,
    handshake,
    waiting, ///< for the answer's first byte
    reading, ///< from then on
};

struct exchange_error {
    boost::system::error_code code;
    exchange_phase phase{};
    std::string peer{};     ///< for people: `127.0.0.1:443`
    long verify_result = 0; ///< SSL_get_verify_result, in a handshake
};

poll_failure to_failure(const exchange_error& error);

/// Cancellation is no outcome of an exchange: it is thrown.
void throw_if_aborted(const boost::system::error_code& error);

/// The host's name did not become an address: `fault` says why.
poll_failure lookup_failure(const std::string& host, const std::string& fault);
poll_failure lookup_timeout(const std::string& host);

/// An answer of another status than 200.
poll_failure status_failure(unsigned status);

/// What went wrong between us and the account's proxy, as the proxy's: everything is of that reason but a
/// timeout. Its credentials are not said.
poll_failure proxy_failure(const proxy_server& proxy, poll_failure failure);

/// A body beyond `limit` bytes.
poll_failure too_large_failure(std::uint64_t limit);

} // namespace balanced
