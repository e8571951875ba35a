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

/// Appends an image with its description in words, which ends in the balance at the span's end where one is
/// known. `place` is the token's in the samples. Nothing is appended where there is no number.
void append_balance_plot(std::string& out, const balance_history& history, std::size_t place,
                         std::optional<double> present, const plot_span& span);

} // namespace balanced
