#include <balanced/format/html_text.hpp>
#include <balanced/format/page_form.hpp>
#include <balanced/format/page_link.hpp>

#include <algorithm>
#include <array>

namespace balanced {
namespace {

/// An empty value is as good as none.
constexpr std::array<std::string_view, 5> level_labels{"any level", "warning or worse", "critical or worse",
                                                       "exhausted", "expired"};

void append_option(std::string& out, std::string_view value, std::string_view label, bool selected) {
    out += R"(<option value=")";
    append_html_value(out, value);
    out.append(selected ? R"(" selected>)" : R"(">)");
    append_html(out, label);
    out += "</option>";
}

void append_accounts(std::string& out, std::span<const account_view> accounts, const std::string& chosen) {
    out += R"(<p><label for="account">Account</label><select id="account" name="account">)";
    append_option(out, "", "all accounts", chosen.empty());
    for (const account_view& view : accounts)
        append_option(out, view.account, view.account, view.account == chosen);
    const bool known = std::ranges::find(accounts, chosen, &account_view::account) != accounts.end();
    if (!chosen.empty() && !known)
        append_option(out, chosen, chosen, true);
    out += "</select></p>\n";
}

void append_name(std::string& out, const std::string& glob) {
    out += R"(<p><label for="name">Name <small>* ? […] match</small></label>)"
           R"(<input id="name" name="name" type="search" autocomplete="off" autocapitalize="none" )"
           R"(spellcheck="false" placeholder="*" value=")";
    append_html_value(out, glob == token_query().name ? "" : glob);
    out += "\"></p>\n";
}

void append_levels(std::string& out, level_choice chosen) {
    out += R"(<p><label for="level">Level</label><select id="level" name="level">)";
    for (std::size_t i = 0; i < level_labels.size(); ++i) {
        const auto choice = static_cast<level_choice>(i);
        append_option(out, choice == level_choice::ok ? "" : name(choice), level_labels[i], choice == chosen);
    }
    out += "</select></p>\n";
}

/// What no field of the form says, and is to be kept.
void append_hidden(std::string& out, const token_query& query) {
    if (query.limit)
        out.append(R"(<input type="hidden" name="limit" value=")")
            .append(std::to_string(*query.limit))
            .append("\">");
    if (!query.refresh)
        out += R"(<input type="hidden" name="refresh" value="off">)";
}

} // namespace

void append_page_form(std::string& out, std::span<const account_view> accounts, const token_query& query) {
    out += R"(<form method="get" action="./" role="search" aria-label="Filter the tokens">)";
    append_accounts(out, accounts, query.account);
    append_name(out, query.name);
    append_levels(out, query.level);
    append_hidden(out, query);
    out += R"(<p class="buttons"><button>Filter</button>)";
    const token_query all = without_filter(query);
    if (query != all)
        out.append(R"( <a href=")").append(page_link(all)).append(R"(">Clear the filter</a>)");
    out += "</p></form>\n";
}

} // namespace balanced
