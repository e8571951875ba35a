#include <balanced/format/token_list_handler.hpp>

namespace balanced {

namespace json = boost::json;

token_list_handler::token_list_handler(list_shape shape, token_gathering& into)
    : shape_(shape)
    , into_(into) {
    switch (shape) {
    case list_shape::array:
        entries_at_ = 1;
        fields_at_ = 2;
        break;
    case list_shape::page:
        page_fields_at_ = 1;
        break;
    case list_shape::single:
        entries_at_ = 0;
        fields_at_ = 1;
        break;
    }
}

token_list_handler::page_field token_list_handler::find_page_field(std::string_view key) {
    if (key == "results")
        return page_field::results;
    if (key == "limit")
        return page_field::limit;
    return key == "next" ? page_field::next : page_field::other;
}

bool token_list_handler::refuse(std::string_view called, json::error_code& ec) {
    ec = json::error::not_array;
    if (depth() > 0)
        refusal_.append("the page's results are ").append(called).append(", not an array");
    else if (shape_ == list_shape::array)
        refusal_.append("the list is ").append(called).append(", not an array");
    else
        refusal_.append(shape_ == list_shape::page ? "the page is " : "the answer is ")
            .append(called)
            .append(", not an object");
    return false;
}

bool token_list_handler::on_value(const field_value& value, std::string_view called, json::error_code& ec) {
    if (depth() == 0)
        return refuse(called, ec);
    if (depth() == entries_at_) {
        ++page_.results;
        into_.add_what_is_no_object();
    } else if (depth() == fields_at_) {
        entry_.set(field_, value);
    } else if (depth() == page_fields_at_) {
        return on_page_value(value, called, ec);
    }
    return true;
}

bool token_list_handler::on_page_value(const field_value& value, std::string_view called,
                                       json::error_code& ec) {
    if (page_field_ == page_field::results)
        return refuse(called, ec);
    if (page_field_ == page_field::next)
        page_.has_next = value.is != field_value::kind::null;
    else if (page_field_ == page_field::limit)
        page_.limit = value.is == field_value::kind::number ? read_decimal(value.text) : std::nullopt;
    return true;
}

bool token_list_handler::on_text(field_value::kind kind, std::string_view last, std::string_view called,
                                 json::error_code& ec) {
    if (!wanted())
        return on_value({kind}, called, ec);
    const auto text = text_.finish(last);
    const bool good =
        on_value(text ? field_value{kind, *text} : field_value{field_value::kind::unreadable}, called, ec);
    text_.clear();
    return good;
}

bool token_list_handler::on_array_begin(json::error_code& ec) {
    if (replaying_)
        return true;
    if (depth() == 0 && shape_ == list_shape::array) {
        // the list
    } else if (depth() == page_fields_at_ && page_field_ == page_field::results) {
        page_.has_results = true;
        entries_at_ = page_fields_at_ + 1;
        fields_at_ = entries_at_ + 1;
    } else if (!on_value({field_value::kind::unreadable}, "an array", ec)) {
        return false;
    }
    open_ += '[';
    return true;
}

bool token_list_handler::on_array_end(std::size_t, json::error_code&) {
    open_.pop_back();
    if (depth() == page_fields_at_)
        entries_at_ = fields_at_ = nowhere;
    return true;
}

bool token_list_handler::on_object_begin(json::error_code& ec) {
    if (replaying_)
        return true;
    const bool document = depth() == 0 && shape_ != list_shape::array;
    if (depth() == entries_at_)
        entry_ = {};
    else if (!document && !on_value({field_value::kind::unreadable}, "an object", ec))
        return false;
    open_ += '{';
    return true;
}

bool token_list_handler::on_object_end(std::size_t, json::error_code&) {
    open_.pop_back();
    if (depth() == entries_at_)
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
    ++page_.results;
    if (shape_ == list_shape::single) {
        if (entry_.described)
            entry_.name_itself();
        else
            entry_.name = token_entry::name_state::absent;
    }
    into_.add(entry_);
}

} // namespace balanced
