#include <balanced/format/metrics_page.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace balanced {
namespace {

// Smaller pieces are copied next to each other: that is cheaper than a buffer of their own.
constexpr std::size_t smallest_piece = 4096;

// Deflating less, which is a header or two, takes longer than sending it.
constexpr std::size_t smallest_deflated = 512;

constexpr int deflate_level = 1;

// What the families say of an account.

void append_credential_expire(const series& to, const account_view& view) {
    if (view.snapshot->credential_expire)
        to.append(*view.snapshot->credential_expire);
}

void append_last_poll(const series& to, const account_view& view) {
    if (view.snapshot->last_poll)
        to.append(*view.snapshot->last_poll);
}

void append_last_success(const series& to, const account_view& view) {
    if (view.snapshot->last_success)
        to.append(*view.snapshot->last_success);
}

void append_poll_interval(const series& to, const account_view& view) {
    to.append(view.poll_interval_seconds);
}

void append_response_size(const series& to, const account_view& view) {
    if (view.snapshot->last_success)
        to.append(std::uint64_t{view.snapshot->body_bytes});
}

void append_collisions(const series& to, const account_view& view) {
    if (view.snapshot->last_success)
        to.append(std::uint64_t{view.snapshot->collisions});
}

void append_tokens(const series& to, const account_view& view) {
    if (!view.snapshot->last_success)
        return;
    for (const auto& [type, count] : view.tokens->by_type)
        to.append(std::uint64_t{count}, {{"token_type", type}});
}

void append_revoked(const series& to, const account_view& view) {
    if (view.snapshot->last_success)
        to.append(std::uint64_t{view.snapshot->revoked});
}

void append_up(const series& to, const account_view& view) {
    if (view.snapshot->last_poll)
        to.append(std::uint64_t{!view.snapshot->outage});
}

using account_writer = void (*)(const series& to, const account_view& view);

constexpr std::array<std::pair<std::string_view, account_writer>, 9> account_writers{{
    {"edenai_credential_expire_timestamp_seconds", append_credential_expire},
    {"edenai_last_poll_timestamp_seconds", append_last_poll},
    {"edenai_last_successful_poll_timestamp_seconds", append_last_success},
    {"edenai_poll_interval_seconds", append_poll_interval},
    {"edenai_response_size_bytes", append_response_size},
    {"edenai_token_name_collisions", append_collisions},
    {"edenai_tokens", append_tokens},
    {"edenai_tokens_revoked", append_revoked},
    {"edenai_up", append_up},
}};

account_writer writer_of(const metric_family& family) {
    const auto found =
        std::ranges::find(account_writers, family.name, [](const auto& writer) { return writer.first; });
    return found == account_writers.end() ? nullptr : found->second;
}

bool shown(const metric_family& family, const std::set<std::string, std::less<>>& excluded) {
    return !excluded.contains(family.name);
}

std::string account_labels(std::string_view account) {
    std::string labels = "{";
    append_label(labels, {"account", account});
    return labels;
}

/// A part of the page: fresh text, or a chunk that is there already.
struct page_part {
    std::string fresh;
    const std::string* chunk = nullptr;
    const deflated_chunk* deflated = nullptr; ///< the same, where the page is deflated
};

std::string& fresh_text(std::vector<page_part>& parts) {
    if (parts.empty() || parts.back().chunk)
        parts.emplace_back();
    return parts.back().fresh;
}

void add_tokens(std::vector<page_part>& parts, const metric_family& family, std::size_t index,
                std::span<const account_view> accounts, exposition_format format, bool gzip) {
    bool headed = false;
    for (const account_view& view : accounts) {
        const std::string& chunk = view.tokens->by_family[index];
        if (chunk.empty())
            continue;
        if (!std::exchange(headed, true))
            append_family_header(fresh_text(parts), family, format);
        parts.push_back({{}, &chunk, gzip ? &view.deflated->by_family[index] : nullptr});
    }
}

void add_accounts(std::string& out, const metric_family& family, account_writer writer,
                  std::span<const account_view> accounts, exposition_format format) {
    std::string text;
    for (const account_view& view : accounts)
        writer({text, family.name, account_labels(view.account)}, view);
    if (text.empty())
        return;
    append_family_header(out, family, format);
    out.append(text);
}

/// Several families of one name, from several registries, are shown as one.
void add_collected(std::string& out, const metric_family& family,
                   std::span<const prometheus::MetricFamily> collected, exposition_format format) {
    const auto next = [&](auto from) {
        return std::find_if(from, collected.end(), [&](const auto& one) { return one.name == family.name; });
    };
    const auto first = next(collected.begin());
    if (first == collected.end())
        return;
    auto other = next(std::next(first));
    if (other == collected.end())
        return append_family(out, family, *first, format);
    prometheus::MetricFamily all = *first;
    for (; other != collected.end(); other = next(std::next(other)))
        all.metric.insert(all.metric.end(), other->metric.begin(), other->metric.end());
    append_family(out, family, all, format);
}

std::vector<page_part> page_parts(std::span<const account_view> accounts,
                                  std::span<const prometheus::MetricFamily> collected,
                                  const std::set<std::string, std::less<>>& excluded,
                                  exposition_format format, bool gzip) {
    std::vector<page_part> parts;
    std::size_t token_index = 0;
    for (const metric_family& family : metric_families()) {
        const std::size_t index = family.scope == family_scope::token ? token_index++ : 0;
        if (!shown(family, excluded))
            continue;
        if (family.scope == family_scope::token)
            add_tokens(parts, family, index, accounts, format, gzip);
        else if (const account_writer writer = writer_of(family))
            add_accounts(fresh_text(parts), family, writer, accounts, format);
        else
            add_collected(fresh_text(parts), family, collected, format);
    }
    if (format == exposition_format::openmetrics)
        fresh_text(parts).append("# EOF\n");
    return parts;
}

std::vector<std::string_view> plain_pieces(const std::vector<page_part>& parts) {
    std::vector<std::string_view> pieces;
    pieces.reserve(parts.size());
    for (const page_part& part : parts)
        pieces.push_back(part.chunk ? *part.chunk : part.fresh);
    return pieces;
}

/// The one gzip member of all parts. Fresh text is deflated into `fresh`.
std::vector<std::string_view> gzip_pieces(const std::vector<page_part>& parts,
                                          std::vector<deflated_chunk>& fresh, std::string& tail) {
    deflater deflate(deflate_level, deflater::size::small);
    const auto deflated = [&](const std::string& text) {
        return text.size() < smallest_deflated ? store(text) : deflate(text);
    };
    gzip_trailer trailer;
    std::vector<std::string_view> pieces{gzip_header()};
    fresh.reserve(parts.size()); // the pieces point into it
    for (const page_part& part : parts) {
        const deflated_chunk& chunk =
            part.deflated ? *part.deflated : fresh.emplace_back(deflated(part.fresh));
        trailer.add(chunk);
        pieces.emplace_back(chunk.deflate);
    }
    tail = trailer.bytes();
    pieces.emplace_back(tail);
    return pieces;
}

/// Appends the pieces to the page: small ones are copied, big ones stay where they are.
void gather(page& to, const std::vector<std::string_view>& pieces) {
    const auto is_small = [](std::string_view piece) { return piece.size() < smallest_piece; };
    std::size_t copied_size = 0;
    for (const auto piece : pieces)
        copied_size += is_small(piece) ? piece.size() : 0;
    auto copied = std::make_shared<std::string>();
    copied->reserve(copied_size); // never moves while it grows

    bool joins = false;
    for (const auto piece : pieces) {
        if (!is_small(piece)) {
            to.pieces.push_back(piece);
            joins = false;
            continue;
        }
        if (piece.empty())
            continue;
        const std::size_t before = copied->size();
        copied->append(piece);
        if (!std::exchange(joins, true))
            to.pieces.emplace_back(copied->data() + before, 0);
        to.pieces.back() = {to.pieces.back().data(), to.pieces.back().size() + piece.size()};
    }
    to.owners.push_back(std::move(copied));
}

/// What a page is made of and must outlive it.
struct page_material {
    std::vector<page_part> parts;
    std::vector<deflated_chunk> deflated;
    std::string tail;
};

} // namespace

std::size_t page::size() const {
    std::size_t sum = 0;
    for (const auto piece : pieces)
        sum += piece.size();
    return sum;
}

page render_page(std::span<const account_view> accounts, std::span<const prometheus::MetricFamily> collected,
                 const std::set<std::string, std::less<>>& excluded, exposition_format format, bool gzip) {
    auto material = std::make_shared<page_material>();
    material->parts = page_parts(accounts, collected, excluded, format, gzip);
    page rendered;
    gather(rendered, gzip ? gzip_pieces(material->parts, material->deflated, material->tail)
                          : plain_pieces(material->parts));
    rendered.owners.push_back(std::move(material));
    for (const account_view& view : accounts) {
        if (gzip)
            rendered.owners.push_back(view.deflated);
        else
            rendered.owners.push_back(view.tokens);
    }
    return rendered;
}

} // namespace balanced
