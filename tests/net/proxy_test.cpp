#include <balanced/net/proxy.hpp>

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

using balanced::connect_request;
using balanced::failure_reason;
using balanced::origin_url;
using balanced::poll_failure;
using balanced::proxy_answer;
using balanced::proxy_server;
using testing::HasSubstr;

namespace {

const proxy_server open_to_all{"proxy", 3128, "", ""};
const proxy_server with_user{"proxy", 3128, "us3r", "s3cr3t"};

/// What an answer comes to, in one piece; it must be decided.
std::optional<poll_failure> outcome(std::string_view bytes, const proxy_server& proxy = open_to_all) {
    proxy_answer answer;
    EXPECT_FALSE(answer.write(bytes)) << bytes;
    return answer.failure(proxy);
}

poll_failure failure(std::string_view bytes, const proxy_server& proxy = open_to_all) {
    const auto made = outcome(bytes, proxy);
    EXPECT_TRUE(made) << bytes;
    return made.value_or(poll_failure{});
}

bool undecided(std::string_view bytes) {
    return proxy_answer().write(bytes);
}

TEST(connect_request, NamesHostAndPort) {
    EXPECT_EQ(connect_request(open_to_all, {true, "api.edenai.run", 443, "/v2"}),
              "CONNECT api.edenai.run:443 HTTP/1.1\r\nHost: api.edenai.run:443\r\n\r\n");
    EXPECT_EQ(connect_request(open_to_all, {false, "localhost", 80, ""}),
              "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n");
}

TEST(connect_request, PutsIpv6InBrackets) {
    EXPECT_EQ(connect_request(open_to_all, {true, "2001:db8::1", 8443, "/v2"}),
              "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n");
}

TEST(connect_request, CarriesTheCredentialsOfAUser) {
    const auto sent = [](const std::string& user, const std::string& password) {
        return connect_request({"proxy", 3128, user, password}, {true, "api", 443, ""});
    };
    // The example of RFC 7617 §2, and one for each padding.
    EXPECT_THAT(sent("Aladdin", "open sesame"),
                HasSubstr("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"));
    EXPECT_THAT(sent("a", ""), HasSubstr("Basic YTo=\r\n"));
    EXPECT_THAT(sent("a", "b"), HasSubstr("Basic YTpi\r\n"));
    EXPECT_THAT(sent("\xFF", "\xFE\xFD"), HasSubstr("Basic /zr+/Q==\r\n"));
    EXPECT_THAT(sent("", "s3cr3t"), testing::Not(HasSubstr("Proxy-Authorization")));
}

TEST(connect_request, KeepsLongCredentialsInOneLine) {
    const std::string sent = connect_request({"proxy", 1, "user", std::string(1000, 'x')}, origin_url{});
    const auto begin = sent.find("Basic ");
    EXPECT_GT(sent.find("\r\n", begin) - begin, 1340U);
    EXPECT_TRUE(sent.ends_with("\r\n\r\n"));
}

TEST(proxy_answer, Any2xxOpensTheTunnel) {
    for (const auto* bytes :
         {"HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\nVia: x\r\n\r\n",
          "HTTP/1.1 200 \r\n\r\n", "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n",
          "HTTP/1.1 299 ?\nA: b\n\n", "HTTP/1.1 200\n\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"})
        EXPECT_FALSE(outcome(bytes)) << bytes;
}

TEST(proxy_answer, IsTheSameInWhateverPieces) {
    for (const std::string_view bytes :
         {"HTTP/1.1 200 Connection established\r\nProxy-Agent: x\r\n\r\n",
          "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200\n\n", "HTTP/1.1 403 Forbidden\r\n\r\n"}) {
        const auto whole = outcome(bytes);
        for (std::size_t first = 0; first < bytes.size(); ++first) {
            proxy_answer answer;
            EXPECT_TRUE(answer.write(bytes.substr(0, first))) << bytes.substr(0, first);
            EXPECT_FALSE(answer.write(bytes.substr(first)));
            EXPECT_EQ(answer.failure(open_to_all).has_value(), whole.has_value());
        }
        proxy_answer answer;
        for (std::size_t at = 0; at < bytes.size(); ++at)
            EXPECT_EQ(answer.write(bytes.substr(at, 1)), at + 1 < bytes.size()) << at;
        EXPECT_EQ(answer.failure(open_to_all).has_value(), whole.has_value());
    }
}

/// What is known of an answer that arrives like this.
std::string summary(const std::vector<std::string_view>& pieces) {
    proxy_answer answer;
    bool more = true;
    for (const std::string_view piece : pieces)
        more = more && answer.write(piece);
    const auto made = answer.failure(open_to_all);
    const std::string end = made ? std::to_string(made->status) + ' ' + made->detail : "open";
    return more ? "undecided" : end;
}

TEST(proxy_answer, IsTheSameInTwoPiecesWhateverByteStandsWhere) {
    const std::string good = "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200\r\nA: b\r\n\r\n";
    for (std::size_t at = 0; at < good.size(); ++at)
        for (const char byte : std::string_view("\0\t\n\r :019Ha\x7F\xFF", 13)) {
            std::string changed = good;
            changed[at] = byte;
            const std::string_view bytes = changed;
            const std::string whole = summary({bytes});
            for (std::size_t first = 1; first < bytes.size(); ++first) {
                const std::string parts = summary({bytes.substr(0, first), bytes.substr(first)});
                // Bytes behind the head that come later are no longer asked for.
                const bool later = parts == "open" && whole.ends_with("more than the head of its answer");
                ASSERT_TRUE(later || parts == whole) << "byte " << int{byte} << " at " << at << ", cut at "
                                                     << first << ": " << parts << ", " << whole;
            }
        }
}

TEST(proxy_answer, AnyOtherStatusIsARefusal) {
    for (const unsigned status : {101U, 300U, 302U, 400U, 401U, 403U, 429U, 500U, 502U, 503U, 504U, 999U}) {
        const auto made =
            failure("HTTP/1.1 " + std::to_string(status) + " s3cr3t\r\nX: s3cr3t\r\n\r\ns3cr3t");
        EXPECT_EQ(made.reason, failure_reason::proxy);
        EXPECT_EQ(made.status, status);
        EXPECT_THAT(made.detail, testing::StartsWith(std::to_string(status)));
        EXPECT_THAT(made.detail, testing::Not(HasSubstr("s3cr3t")));
    }
    EXPECT_EQ(failure("HTTP/1.1 502 x\r\n\r\n").detail, "502 Bad Gateway");
}

TEST(proxy_answer, SaysWhoseFaultA407Is) {
    EXPECT_EQ(failure("HTTP/1.1 407 x\r\n\r\n").detail,
              "407 Proxy Authentication Required: it wants a user name and a password");
    EXPECT_EQ(failure("HTTP/1.1 407 x\r\n\r\n", with_user).detail,
              "407 Proxy Authentication Required: it refuses the user name or the password");
}

TEST(proxy_answer, SkipsInterimAnswers) {
    EXPECT_TRUE(undecided("HTTP/1.1 100 Continue\r\n\r\n"));
    EXPECT_FALSE(
        outcome("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"));
    EXPECT_EQ(failure("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 No\r\n\r\n").status, 403U);
    EXPECT_EQ(failure("HTTP/1.1 100 Continue\r\n\r\nno").detail, "not an HTTP/1.1 answer");
}

TEST(proxy_answer, BytesBeforeOurOwnAreAFailure) {
    for (const auto* bytes :
         {"HTTP/1.1 200 OK\r\n\r\n\x16\x03\x01", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"}) {
        const auto made = failure(bytes);
        EXPECT_EQ(made.reason, failure_reason::proxy);
        EXPECT_EQ(made.detail, "it sent more than the head of its answer");
    }
}

TEST(proxy_answer, TellsWhatIsNoAnswerAtItsFirstWrongByte) {
    for (const std::string_view bytes :
         {"S", "\x15", "\r", "\n", "h", "HTTP/2", "HTTP/1.x", "HTTP/1.1  ", "HTTP/1.1 20x", "HTTP/1.1 -",
          "HTTP/1.1 2000", "HTTP/1.1 20\n", "HTTP/1.1\r", "HTTP/1.1 099\n", "HTTP/1.1 000 OK\r\n", "<"}) {
        EXPECT_TRUE(undecided(bytes.substr(0, bytes.size() - 1))) << bytes;
        const auto made = failure(bytes);
        EXPECT_EQ(made.reason, failure_reason::proxy);
        EXPECT_EQ(made.status, 0U);
        EXPECT_EQ(made.detail, "not an HTTP/1.1 answer");
    }
    EXPECT_EQ(failure(std::string_view("\0", 1)).detail, "not an HTTP/1.1 answer");
}

TEST(proxy_answer, NeedsTheEndOfTheHead) {
    for (const auto* bytes : {"", "H", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r",
                              "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 403 No\r\nA: b"})
        EXPECT_TRUE(undecided(bytes)) << bytes;
}

TEST(proxy_answer, HasALimitOverAllHeads) {
    const std::string begin = "HTTP/1.1 200 OK\r\nA: ";
    const std::string end = "\r\n\r\n";
    const std::string longest =
        begin + std::string(proxy_answer::head_limit - begin.size() - end.size(), 'x') + end;
    EXPECT_FALSE(outcome(longest));
    const auto made = failure(begin + "x" + longest.substr(begin.size()));
    EXPECT_EQ(made.reason, failure_reason::proxy);
    EXPECT_EQ(made.detail, "the head of its answer exceeds 16384 bytes");
    std::string interim;
    while (interim.size() <= proxy_answer::head_limit)
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_EQ(failure(interim).detail, "the head of its answer exceeds 16384 bytes");
    proxy_answer endless;
    std::size_t taken = 0;
    while (taken < 2 * proxy_answer::head_limit && endless.write(taken == 0 ? begin : "x"))
        ++taken;
    EXPECT_EQ(taken, proxy_answer::head_limit - begin.size() + 1);
}

} // namespace
