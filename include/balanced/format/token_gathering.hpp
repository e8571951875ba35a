#pragma once
#include <balanced/core/failure.hpp>
#include <balanced/core/settings.hpp>
#include <balanced/format/token_entry.hpp>

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

// The entries of a list, gathered from one body or from several pages, and the list that comes of them. How
// an entry is read is not known here.

namespace balanced {

class token_gathering {
public:
    /// Whether a list comes in pages: then an entry whose `id` an earlier page had is the same one again, met
    /// twice because the list has moved on between two pages.
    enum class origin : unsigned char { one_body, pages };

    /// Only tokens that `filter` accepts are kept; it must outlive the gathering.
    explicit token_gathering(const token_filter& filter, origin from = origin::one_body)
        : filter_(filter)
        , from_(from) {}

    /// Takes the entry's content along.
    void add(token_entry& entry);
    void add_what_is_no_object();

    /// How many entries there were, whatever they are; an `id` met again is none.
    std::size_t entries() const { return entries_; }

    /// A page is complete. Returns what tells its entries from those of another.
    std::size_t end_page();

    /// The list, or the failure that entries without a single usable one are; once only.
    poll_outcome finish(std::size_t body_bytes);

private:
    void mix_in(const token_entry& entry);
    void keep(token_entry& entry);

    const token_filter& filter_;
    origin from_;
    std::size_t entries_ = 0;
    token_list list_;
    std::vector<token_identity> identities_; ///< empty until an entry has one
    std::vector<std::string> ids_;           ///< of this page
    std::unordered_set<std::string> earlier_ids_;
    std::size_t fingerprint_ = 0; ///< of this page
};

} // namespace balanced
