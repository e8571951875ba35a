#pragma once
#include <balanced/format/metrics_page.hpp>
#include <balanced/format/token_query.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What `/api/v1/tokens` answers, a piece at a time: the text of 100,000 tokens is never in memory as a whole.

namespace balanced {

/// The answer to one query, of the snapshots as they are when it begins.
class tokens_json_stream {
public:
    /// The accounts are sorted by name.
    tokens_json_stream(std::span<const account_view> accounts, token_query query);

    /// The next piece: some 64 KiB, or what is found among so many tokens, which can be nothing at all.
    std::string next();
    bool ended() const { return part_ == part::end; }

private:
    enum class part : unsigned char { begin, accounts, tokens, end };
    struct shown_account {
        std::string name;
        std::shared_ptr<const account_snapshot> snapshot;
    };

    void step(std::string& out);
    void step_in_accounts(std::string& out);
    void step_in_tokens(std::string& out);

    std::vector<shown_account> accounts_{};
    token_query query_;
    std::size_t left_; ///< tokens, by the limit
    part part_ = part::begin;
    std::size_t account_ = 0;     ///< the next one
    std::size_t token_ = 0;       ///< likewise, of that account
    bool first_of_array_ = false; ///< no comma before it
};

/// `{"status":"error","errorType":"bad_data","error":…}`.
std::string bad_query_json(std::string_view fault);

} // namespace balanced
