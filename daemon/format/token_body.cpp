#include <balanced/format/token_body.hpp>
#include <balanced/format/utf8_repair.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <string>

namespace balanced {
namespace {

namespace json = boost::json;

/// UTF-8 is made valid before the parser sees it, so it need not look again.
constexpr json::parse_options parse_options{.max_depth = 32, .allow_invalid_utf8 = true};

poll_failure undecodable(const json::error_code& ec, std::size_t offset) {
    const std::string what =
        ec == json::error::too_deep ? "nested deeper than 32" : "not JSON (" + ec.message() + ")";
    return {failure_reason::decode, 0, what + " at byte " + std::to_string(offset)};
}

} // namespace

struct token_body::implementation {
    implementation(list_shape wanted, token_gathering& into)
        : parser(parse_options, wanted, into)
        , shape(wanted) {}

    /// Parses what comes out of the repair for the body's bytes from `offset` on.
    void parse(std::string_view text, std::size_t offset) {
        json::error_code ec;
        std::size_t parsed = parser.write_some(true, text.data(), text.size(), ec);
        while (ec == json::error::exponent_overflow) {
            resume_number();
            parsed += parser.write_some(true, text.data() + parsed, text.size() - parsed, ec);
        }
        if (!ec && parsed < text.size())
            ec = json::error::extra_data;
        if (ec)
            fail(ec, offset + parsed);
    }

    /// The parser gives up at an exponent that no int holds. It is JSON all the same, and costs its field
    /// alone: a fresh parser goes on in the exponent of a number at the same place.
    void resume_number() {
        json::error_code ec;
        const std::string opening = parser.handler().begin_replay();
        parser.reset();
        parser.write_some(true, opening.data(), opening.size(), ec);
        parser.handler().end_replay();
    }

    void fail(const json::error_code& ec, std::size_t offset) {
        const std::string& refusal = parser.handler().refusal();
        failure =
            refusal.empty() ? undecodable(ec, offset) : poll_failure{failure_reason::schema, 0, refusal};
    }

    json::basic_parser<token_list_handler> parser;
    list_shape shape;
    utf8_repair repair;
    std::size_t body_bytes = 0;
    std::optional<poll_failure> failure;
};

token_body::token_body(list_shape shape, token_gathering& into)
    : self_(std::make_unique<implementation>(shape, into)) {}

token_body::~token_body() = default;

bool token_body::write(std::string_view piece) {
    self_->body_bytes += piece.size();
    while (!self_->failure) {
        const std::size_t offset = self_->body_bytes - piece.size() - self_->repair.pending();
        const std::string_view text = self_->repair.next(piece);
        if (text.empty())
            return true;
        self_->parse(text, offset);
    }
    return false;
}

std::optional<poll_failure> token_body::finish() {
    while (!self_->failure) {
        const std::size_t offset = self_->body_bytes - self_->repair.pending();
        const std::string_view text = self_->repair.finish();
        if (text.empty())
            break;
        self_->parse(text, offset);
    }
    if (!self_->failure) {
        json::error_code ec;
        self_->parser.write_some(false, "", 0, ec);
        if (ec)
            self_->fail(ec, self_->body_bytes);
    }
    if (!self_->failure && self_->shape == list_shape::page && !page().has_results)
        self_->failure = poll_failure{failure_reason::schema, 0, "the page has no results"};
    return self_->failure;
}

const page_facts& token_body::page() const {
    return self_->parser.handler().page();
}

std::size_t token_body::bytes() const {
    return self_->body_bytes;
}

} // namespace balanced
