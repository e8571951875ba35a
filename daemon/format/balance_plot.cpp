#include <balanced/format/balance_plot.hpp>
#include <balanced/format/readable.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace balanced {
namespace {

// In units of the picture, two a pixel; the margin leaves room for the dot at the end.
constexpr int width = 240;
constexpr int height = 56;
constexpr int margin = 6;

/// Readings without a gap between them.
using stretch = std::vector<balance_reading>;

std::vector<stretch> stretches_of(const balance_history& history, std::size_t place,
                                  const std::optional<balance_reading>& last, const plot_span& span) {
    std::vector<stretch> all(1);
    for (const balance_sample& sample : history.samples) {
        if (sample.at < span.begin || sample.at > span.end)
            continue;
        const bool known = place < sample.balances->size() && std::isfinite((*sample.balances)[place]);
        if (known)
            all.back().push_back({sample.at, (*sample.balances)[place]});
        else if (!all.back().empty())
            all.emplace_back();
    }
    if (last && std::isfinite(last->balance) && last->at >= span.begin)
        all.back().push_back({std::min(last->at, span.end), last->balance});
    std::erase_if(all, [](const stretch& one) { return one.empty(); });
    return all;
}

/// Where a reading lies in the picture.
struct point {
    int x;
    int y;
};

struct scale {
    plot_span span{};
    double low = 0;
    double high = 0;

    void widen(double balance) {
        low = std::min(low, balance);
        high = std::max(high, balance);
    }

    point operator()(const balance_reading& one) const {
        const double whole = in_seconds(span.end - span.begin);
        const double passed = whole > 0 ? in_seconds(one.at - span.begin) / whole : 1;
        // Halves, for the difference of two numbers can be too large for one.
        const double range = high / 2 - low / 2;
        const double risen = range > 0 ? (one.balance / 2 - low / 2) / range : 0;
        return {margin + static_cast<int>(std::lround(passed * (width - 2 * margin))),
                height - margin - static_cast<int>(std::lround(risen * (height - 2 * margin)))};
    }
};

void append_point(std::string& out, const point& at) {
    out.append(std::to_string(at.x)).append(" ").append(std::to_string(at.y));
}

/// A line through the readings. Those within a level part of it are left out.
void append_line(std::string& out, const stretch& readings, const scale& to_point) {
    std::vector<point> points;
    for (const balance_reading& one : readings) {
        const point next = to_point(one);
        const std::size_t count = points.size();
        if (count >= 2 && points[count - 1].y == next.y && points[count - 2].y == next.y)
            points.pop_back();
        points.push_back(next);
    }
    out += 'M';
    append_point(out, points.front());
    out += 'L'; // a lone point is drawn as a line to itself
    for (std::size_t i = points.size() == 1 ? 0 : 1; i < points.size(); ++i) {
        append_point(out, points[i]);
        out += i + 1 < points.size() ? " " : "";
    }
}

} // namespace

void append_balance_plot(std::string& out, const balance_history& history, std::size_t place,
                         const std::optional<balance_reading>& last, const plot_span& span) {
    const std::vector<stretch> stretches = stretches_of(history, place, last, span);
    if (stretches.empty())
        return;
    scale to_point{.span = span};
    for (const stretch& one : stretches)
        for (const balance_reading& each : one)
            to_point.widen(each.balance);
    const balance_reading& first = stretches.front().front();
    const balance_reading& end = stretches.back().back();

    out.append(R"(<svg role="img" viewBox="0 0 )").append(std::to_string(width)).append(" ");
    out.append(std::to_string(height)).append(R"(" aria-label="balance over the last )");
    out.append(readable_span(end.at - first.at)).append(": from ").append(readable_credits(first.balance));
    out.append(" to ").append(readable_credits(end.balance)).append(R"("><path d=")");
    for (const stretch& one : stretches)
        append_line(out, one, to_point);
    const point dot = to_point(end);
    out.append(R"("/><circle r="5" cx=")").append(std::to_string(dot.x)).append(R"(" cy=")");
    out.append(std::to_string(dot.y)).append(R"("/></svg>)");
}

} // namespace balanced
