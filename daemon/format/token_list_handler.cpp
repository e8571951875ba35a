#include <balanced/format/token_list_handler.hpp>

#include <utility>

namespace balanced {

namespace json = boost::json;

bool token_list_handler::refuse(std::string_view as_top_level, json::error_code& ec) {
    top_level_ = as_top_level;
    ec = json::error::not_array;
    return false;
}

bool token_list_handler::on_value(const field_value& value, std::string_view as_top_level,
                                  json::error_code& ec) {
    if (depth() == 0)
        return refuse(as_top_level, ec);
    if (depth() == 1) {
        ++entries_;
        ++list_.tally.skipped[static_cast<std::size_t>(skip_reason::not_object)];
    } else if (depth() == 2) {
        entry_.set(field_, value);
    }
    return true;
}

bool token_list_handler::on_text(field_value::kind kind, std::string_view last, std::string_view as_top_level,
                                 json::error_code& ec) {
    if (!wanted())
        return on_value({kind}, as_top_level, ec);
    const auto text = text_.finish(last);
    entry_.set(field_, text ? field_value{kind, *text} : field_value{field_value::kind::unreadable});
    text_.clear();
    return true;
}

bool token_list_handler::on_array_begin(json::error_code& ec) {
    if (replaying_)
        return true;
    if (depth() > 0)
        on_value({field_value::kind::unreadable}, {}, ec);
    open_ += '[';
    return true;
}

bool token_list_handler::on_array_end(std::size_t, json::error_code&) {
    open_.pop_back();
    return true;
}

bool token_list_handler::on_object_begin(json::error_code& ec) {
    if (replaying_)
        return true;
    if (depth() == 0)
        return refuse("an object", ec);
    if (depth() == 1)
        entry_ = {};
    else
        on_value({field_value::kind::unreadable}, {}, ec);
    open_ += '{';
    return true;
}

bool token_list_handler::on_object_end(std::size_t, json::error_code&) {
    open_.pop_back();
    if (depth() == 1)
        finish_entry();
    return true;
}

std::string token_list_handler::begin_replay() {
    if (wanted())
        text_.spoil();
    replaying_ = true;
    std::string opening;
    for (const char bracket : open_)
        opening += bracket == '[' ? "[" : "{\"\":";
    return opening + "1e1";
}

void token_list_handler::finish_entry() {
    ++entries_;
    list_tally& tally = list_.tally;
    if (entry_.revoked)
        ++tally.revoked;
    else if (entry_.name == token_entry::name_state::absent)
        ++tally.skipped[static_cast<std::size_t>(skip_reason::no_name)];
    else if (entry_.name == token_entry::name_state::malformed)
        ++tally.skipped[static_cast<std::size_t>(skip_reason::bad_name)];
    else if (!filter_.accepts(entry_.record.name))
        ++tally.filtered;
    else
        keep_entry();
}

void token_list_handler::keep_entry() {
    for (std::size_t i = 0; i < entry_.faults.size(); ++i)
        list_.tally.field_errors[i] += entry_.faults[i] ? 1 : 0;
    list_.tally.zoneless_expire_time = list_.tally.zoneless_expire_time || entry_.zoneless;
    const bool identified = !entry_.identity.id.empty() || !entry_.identity.masked.empty();
    if (identified || !identities_.empty()) {
        if (!entry_.identity.id.empty())
            entry_.identity.masked.clear();
        identities_.resize(list_.tokens.size());
        identities_.push_back(std::move(entry_.identity));
    }
    list_.tokens.push_back(std::move(entry_.record));
}

token_list token_list_handler::finish() {
    if (!identities_.empty())
        identities_.resize(list_.tokens.size());
    list_.tally.collisions = number_namesakes(list_.tokens, identities_);
    return std::move(list_);
}

} // namespace balanced
