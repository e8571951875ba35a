#include <balanced/format/token_list.hpp>

#include <utility>

namespace balanced {

token_list_decoder::token_list_decoder(const token_filter& filter, list_shape shape)
    : shape_(shape)
    , gathered_(filter)
    , body_(shape, gathered_) {}

poll_outcome token_list_decoder::finish() {
    if (auto failure = body_.finish())
        return std::move(*failure);
    poll_outcome outcome = gathered_.finish(body_.bytes());
    if (shape_ == list_shape::single && std::holds_alternative<poll_failure>(outcome))
        return poll_failure{failure_reason::schema, 0, "the answer describes no token"};
    return outcome;
}

} // namespace balanced
