#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// A simulated Eden AI service on loopback: real HTTPS with a certificate authority made at start, and the
// token-list APIs as their documentation describes them: v2, its endpoint for a key that looks at itself, and
// v3 in pages. It runs on a thread of its own; tests script its answers
// step by step and wait for requests, never for time.

namespace balanced::simulator {

struct request {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::uint64_t connection = 0;                      ///< 1 for the first accepted connection, and so on
    std::string header(const std::string& name) const; ///< the first of that name, else empty
};

/// What is sent back. By default a complete answer on a connection that stays open.
struct answer {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers{}; ///< beside Content-Type and Content-Length
    std::string body = "[]";
    std::string content_type = "application/json";
    bool chunked = false;                    ///< Transfer-Encoding: chunked instead of Content-Length
    std::optional<std::string> raw{};        ///< these very bytes instead of a well-formed answer
    std::optional<std::size_t> cut_after{};  ///< close the connection after so many bytes of the answer
    bool hold = false;                       ///< send nothing until release() or the peer leaves
    std::optional<std::size_t> hold_after{}; ///< send so many bytes, then hold
    bool close = false;                      ///< close the connection (with close_notify) after the answer
    bool reset = false;                      ///< close it without an answer, with a TCP reset
};

struct options {
    std::string key = "simulated-key";                  ///< what the bearer must be; another gets a 401
    std::string management_key = "mgmt-eden-simulated"; ///< likewise of v3
    std::size_t greatest_limit = 100;                   ///< of v3's pages
    std::string host = "localhost";                     ///< that the certificate is for, beside 127.0.0.1
    bool tls = true;
    bool expired_certificate = false;
    std::string require_client_certificate{}; ///< PEM file of authorities; empty = none is asked for
    std::uint16_t port = 0;                   ///< 0 = any
};

/// How the API documents a status that is no success: its body, and for a 429 a Retry-After of two seconds.
answer refusal(unsigned status);

class service {
public:
    explicit service(options options = {});
    ~service();

    std::uint16_t port() const;
    std::string base_url(const std::string& path = "/v2") const; ///< https://localhost:PORT/v2

    // PEM files in a temporary folder that goes with the service:
    std::string ca_file() const;           ///< the authority that has signed the service's certificate
    std::string unrelated_ca_file() const; ///< one that has signed nothing
    std::string client_cert_file() const;  ///< of the same authority, for a client
    std::string client_key_file() const;

    /// The token list from the next request on: the whole JSON body of a 200 of v2. Pages of v3 are cut from
    /// it, and its first entry is what a key sees of itself.
    void set_list(std::string json) {
        answer list;
        list.body = std::move(json);
        set_list_source([list = std::move(list)] { return list; });
    }

    /// Likewise, made anew for each request (on the service's thread).
    void set_list_source(std::function<answer()> source);

    /// Answers for the next requests to the list, a page of it or a key itself, each used once, before they
    /// are served again. They do not ask for the key.
    void push(answer next);

    /// What v3 says of the management key; by default that it does not end.
    void set_whoami(answer description);

    /// Takes every request instead (on the service's thread); an empty function ends that.
    void set_handler(std::function<answer(const request&)> handler);

    /// Blocks until `count` requests have arrived since the start (20 s at most, then throws), and returns
    /// them all.
    std::vector<request> wait_for_requests(std::size_t count);
    std::size_t request_count() const;
    std::size_t connection_count() const; ///< TCP connections accepted so far

    /// Lets the answers to all requests that have arrived go on where they are held.
    void release();

    /// Closes all open connections, as a server that is restarted does; the listener stays.
    void drop_connections();

    /// Refuses connections until listen_again(), on the same port.
    void stop_listening();
    void listen_again();

private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

} // namespace balanced::simulator
