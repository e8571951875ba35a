#pragma once
#include <balanced/core/remembered.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// What outlives the daemon, as the text of the state file: JSON with a format number in front and a checksum
// at the end, so that whatever was cut or changed on its way is found out. Where the text lies, and when it
// is written, is not known here.
//
// Within one format number keys may be added: those that a version does not know, it passes over. The number
// is raised when a known key takes on another meaning; a version reads no other number than its own.

namespace balanced {

struct saved_state {
    std::string version; ///< of the program that wrote it
    time_point written;  ///< to the millisecond, as all times here
    remembered_accounts accounts;
};

struct state_reading {
    saved_state state;
    std::string fault; ///< why the text is no state ("not JSON …"); empty where it is one
};

/// Any bytes are a state or a fault.
state_reading read_state(std::string_view text);

/// Puts a state together, an account at a time.
class state_text {
public:
    state_text(std::string_view version, time_point written);

    void add(std::string_view account_name, const remembered_account& account);

    /// The whole text; once only.
    std::string finish() &&;

    /// Differs where the tokens added so far, or what is remembered of them, differ; the times do not matter.
    std::uint32_t checksum_of_tokens() const { return tokens_; }

private:
    std::string text_;
    std::uint32_t tokens_ = 0;
    bool first_ = true;
};

} // namespace balanced
