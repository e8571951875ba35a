#include <balanced/format/key_pages.hpp>

#include <utility>

namespace balanced {
namespace {

/// How many results a full page has: a server may lower the limit, and says so.
double effective_limit(const page_facts& page) {
    constexpr auto asked = static_cast<double>(key_pages::page_limit);
    return page.limit && *page.limit > 0 && *page.limit < asked ? *page.limit : asked;
}

poll_failure endless(std::string detail) {
    return {failure_reason::schema, 0, std::move(detail)};
}

} // namespace

key_pages::key_pages(const token_filter& filter)
    : gathered_(filter, token_gathering::origin::pages) {
    page_.emplace(list_shape::page, gathered_);
}

std::string key_pages::query() const {
    return "limit=" + std::to_string(page_limit) + "&offset=" + std::to_string(offset_);
}

std::optional<poll_outcome> key_pages::finish_page() {
    if (auto failure = page_->finish())
        return std::move(*failure);
    const page_facts page = page_->page();
    bytes_ += page_->bytes();
    offset_ += page.results;
    ++pages_;
    page_.emplace(list_shape::page, gathered_);
    const bool last = static_cast<double>(page.results) < effective_limit(page) || !page.has_next;
    if (last)
        return gathered_.finish(bytes_);
    const bool moved = gathered_.entries() > std::exchange(entries_, gathered_.entries());
    if (!fingerprints_.insert(gathered_.end_page()).second || !moved)
        return endless("page " + std::to_string(pages_) + " of the list repeats what was there before");
    if (pages_ == most_pages)
        return endless("the list has more than " + std::to_string(most_pages) + " pages");
    return std::nullopt;
}

} // namespace balanced
