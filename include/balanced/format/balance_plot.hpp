#pragma once
#include <balanced/core/balance_history.hpp>

#include <cstddef>
#include <optional>
#include <string>

// A token's balance over time as a small picture within the page (SVG 2). Its height is from 0, so that it
// shows what is left; its width is a span that all plots of a page share.

namespace balanced {

/// On the running clock.
struct plot_span {
    duration begin;
    duration end;
};

/// On the running clock.
struct balance_reading {
    duration at;
    double balance; ///< credits
};

/// Appends an image with its description in words. It ends in `last`, the last balance seen, which may be
/// newer than any sample. `place` is the token's in the samples. Nothing is appended where there is no
/// number.
void append_balance_plot(std::string& out, const balance_history& history, std::size_t place,
                         const std::optional<balance_reading>& last, const plot_span& span);

} // namespace balanced
