#include <balanced/os/terminal.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

namespace balanced {
namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t greatest_width = 10'000;

} // namespace

std::size_t terminal_width(int descriptor, const char* columns) {
    const std::string_view text = columns != nullptr ? columns : "";
    std::size_t wanted = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), wanted);
    if (fault == std::errc() && end == text.data() + text.size() && wanted > 0 && wanted <= greatest_width)
        return wanted;
    struct winsize size {};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return usual_width;
}

bool wants_colour(int descriptor, const char* no_color, const char* term) {
    const bool refused = no_color != nullptr && *no_color != '\0';
    const bool dumb = term == nullptr || std::string_view(term) == "dumb" || *term == '\0';
    return !refused && !dumb && ::isatty(descriptor) == 1;
}

} // namespace balanced
