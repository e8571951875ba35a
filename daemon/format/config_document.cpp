#include <balanced/format/config_document.hpp>
#include <balanced/format/utf8.hpp>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

namespace balanced {
namespace {

using shape = config_value::shape;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The bytes of the character that `text` begins with; 0 where it begins with none.
std::size_t character_length(std::string_view text) {
    const utf8_character front = front_character(text);
    return front.is == utf8_character::verdict::valid ? front.bytes : 0;
}

/// Why YAML has no such character (YAML 1.2 §5.1); empty where it has. yaml-cpp itself ends the text at some.
std::string_view character_fault(std::string_view text, std::size_t length) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (length == 0)
        return "not UTF-8 text";
    if (first == '\r')
        return text.starts_with("\r\n") ? "" : "a carriage return without a line feed";
    const bool c0 = first == 0x7F || (first < 0x20 && first != '\t' && first != '\n');
    const bool c1 = first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0 && text[1] != '\x85';
    return c0 || c1 ? "a control character" : "";
}

/// Where the bytes of a text lie that begin no character: yaml-cpp counts bytes, people count characters.
using continuation_bytes = std::vector<std::size_t>;

std::optional<config_fault> check_characters(std::string_view text, continuation_bytes& continuations) {
    config_position where;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text.substr(at));
        if (const std::string_view fault = character_fault(text.substr(at), length); !fault.empty())
            return config_fault{where, std::string(fault)};
        where = text[at] == '\n' ? config_position{where.line + 1, 1}
                                 : config_position{where.line, where.column + 1};
        for (std::size_t byte = 1; byte < length; ++byte)
            continuations.push_back(at + byte);
        at += length;
    }
    return std::nullopt;
}

config_position position_of(const YAML::Mark& mark, const continuation_bytes& continuations) {
    if (mark.is_null())
        return {};
    const auto at = static_cast<std::size_t>(mark.pos);
    const auto bytes = static_cast<std::size_t>(mark.column);
    const auto first = std::ranges::lower_bound(continuations, at - bytes);
    const auto last = std::lower_bound(first, continuations.end(), at);
    return {static_cast<std::size_t>(mark.line) + 1, bytes - static_cast<std::size_t>(last - first) + 1};
}

/// Whether the scalar at `at`, behind its anchor and tag, begins with a quote that does not end in its line.
/// yaml-cpp ends some such at a line that is indented less, without a word.
bool is_left_open(std::string_view text, std::size_t at) {
    while (at < text.size() && (text[at] == '&' || text[at] == '!'))
        at = text.find_first_not_of(" \t\r\n", text.find_first_of(" \t\r\n", at));
    if (at >= text.size() || (text[at] != '"' && text[at] != '\''))
        return false;
    const char quote = text[at];
    for (++at; at < text.size() && text[at] != '\n'; ++at) {
        const std::string_view next = text.substr(at + 1);
        const bool escape = quote == '"' ? text[at] == '\\' && !next.starts_with('\n')
                                         : text[at] == quote && next.starts_with(quote);
        if (escape)
            ++at;
        else if (text[at] == quote)
            return false;
    }
    return true;
}

/// A map or list whose end has not come yet.
struct open_value {
    std::shared_ptr<config_value> value;
    config_position where;
    YAML::anchor_t anchor;
    std::optional<config_entry> entry; ///< of a map: its key has come, its value has not
};

/// Builds the tree from the parser's events. The parser bounds the depth to 500.
class tree_builder final : public YAML::EventHandler {
public:
    tree_builder(std::string_view source_, const continuation_bytes& continuations_, config_faults& faults_)
        : source(source_)
        , continuations(continuations_)
        , faults(faults_) {}

    config_node root{{}, std::make_shared<config_value>()};

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (std::exchange(started, true))
            throw YAML::ParserException(mark, "nothing may follow the end of the document");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        // The mark of what is not there is that of what comes next.
        config_position where = position_of(mark, continuations);
        if (!open.empty() && open.back().entry)
            where = open.back().entry->where;
        else if (!open.empty() && open.back().value->is == shape::list)
            where = open.back().where;
        place({where, std::make_shared<config_value>()}, anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors.find(anchor);
        if (found == anchors.end())
            throw YAML::ParserException(mark, "an alias must not stand within its own value");
        place({position_of(mark, continuations), found->second}, YAML::NullAnchor);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        check_tag(mark, tag);
        if (is_left_open(source, static_cast<std::size_t>(mark.pos)))
            throw YAML::ParserException(mark, "a quote that does not end in its line");
        config_value scalar;
        scalar.is = shape::scalar;
        scalar.text = text;
        place({position_of(mark, continuations), std::make_shared<config_value>(std::move(scalar))}, anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        start(shape::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { end(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        start(shape::map, mark, tag, anchor);
    }
    void OnMapEnd() override { end(); }

private:
    std::string_view source;
    const continuation_bytes& continuations;
    config_faults& faults;
    bool started = false;
    std::vector<open_value> open;
    std::map<YAML::anchor_t, std::shared_ptr<const config_value>> anchors;

    /// `?` and `!` are what plain and quoted values have; the others that pass are YAML's own types.
    void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!" && !tag.starts_with("tag:yaml.org,2002:"))
            faults.insert(
                {position_of(mark, continuations), "tags (a value that begins with !) mean nothing here"});
    }

    void start(shape is, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        check_tag(mark, tag);
        open.push_back({std::make_shared<config_value>(), position_of(mark, continuations), anchor, {}});
        open.back().value->is = is;
    }

    void end() {
        const open_value ended = std::move(open.back());
        open.pop_back();
        place({ended.where, ended.value}, ended.anchor);
    }

    void place(config_node node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor)
            anchors[anchor] = node.value;
        if (open.empty()) {
            root = std::move(node);
            return;
        }
        auto& [parent, where, parent_anchor, entry] = open.back();
        if (parent->is == shape::list) {
            parent->items.push_back(std::move(node));
        } else if (!entry) {
            entry = config_entry{node.value->text, node.where, {}};
        } else {
            entry->value = std::move(node);
            parent->entries.push_back(*std::exchange(entry, std::nullopt));
        }
    }
};

/// What yaml-cpp says, without what it quotes: that may be a piece of a secret.
std::string syntax_fault(const YAML::Exception& error) {
    if (dynamic_cast<const YAML::DeepRecursion*>(&error))
        return "nested too deeply";
    std::string text = error.msg.substr(0, error.msg.find(": "));
    if (text.find("anchor") != std::string::npos || text.starts_with("alias "))
        text += " (a text that begins with * or & needs quotes)";
    return "bad YAML: " + text;
}

} // namespace

std::optional<config_node> parse_document(std::string_view text, config_faults& faults) {
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    continuation_bytes continuations;
    if (auto fault = check_characters(text, continuations)) {
        faults.insert(std::move(*fault));
        return std::nullopt;
    }
    tree_builder builder(text, continuations, faults);
    try {
        std::istringstream in{std::string(text)};
        YAML::Parser parser(in);
        if (parser.HandleNextDocument(builder))
            parser.HandleNextDocument(builder);
    } catch (const YAML::Exception& error) {
        faults.insert({position_of(error.mark, continuations), syntax_fault(error)});
        return std::nullopt;
    }
    return std::move(builder.root);
}

std::string place_in(const std::string& file, config_position where) {
    return file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

std::vector<std::string> lines(const std::string& file, const config_faults& faults) {
    std::vector<std::string> all;
    for (const auto& [where, text] : faults)
        all.push_back(place_in(file, where) + ": " + text);
    return all;
}

const config_entry* find_entry(const config_node& map, std::string_view key) {
    const auto& entries = map.value->entries;
    const auto found = std::ranges::find(entries, key, &config_entry::key);
    return found != entries.end() ? &*found : nullptr;
}

std::optional<std::string_view> find_text(const config_node& map, std::string_view key) {
    const config_entry* found = find_entry(map, key);
    if (!found || found->value.value->is != shape::scalar)
        return std::nullopt;
    return found->value.value->text;
}

} // namespace balanced
