#include <balanced/format/web_tls.hpp>

#include <array>
#include <filesystem>

namespace balanced {
namespace {

using shape = config_value::shape;

web_tls_settings& tls_of(web_reading& into) {
    return *into.out.settings.tls;
}

/// The file of a PEM text. It counts also where the text itself is given too, as in the toolkit.
void take_file(const config_entry& entry, pem_source& to, web_reading& into) {
    const auto text = text_of(entry, into);
    if (!text)
        return;
    // A key that was put in the place of its file's name must not be shown as one.
    if (text->find_first_of(std::string_view("\0\n", 2)) != std::string_view::npos)
        return into.fault(entry.value.where, entry.key, "must be the path of a file");
    to.path = (std::filesystem::path(into.file).parent_path() / *text).string();
    to.text.clear();
    to.where = place_in(into.file, entry.value.where);
}

void take_text(const config_entry& entry, pem_source& to, web_reading& into) {
    const auto text = text_of(entry, into);
    if (!text || !to.path.empty())
        return;
    to.text = *text;
    to.where = place_in(into.file, entry.value.where);
}

template <auto member>
void take_file_of(const config_entry& entry, web_reading& into) {
    take_file(entry, tls_of(into).*member, into);
}

template <auto member>
void take_text_of(const config_entry& entry, web_reading& into) {
    take_text(entry, tls_of(into).*member, into);
}

template <auto member, auto words>
void take_word_of(const config_entry& entry, web_reading& into) {
    take_word(entry, words(), tls_of(into).*member, into);
}

template <auto member, auto words>
void take_names_of(const config_entry& entry, web_reading& into) {
    for (const auto& [where, text] : list_of(entry, into)) {
        if (const std::string_view* name = meaning_of(text, words()))
            (tls_of(into).*member).emplace_back(*name);
        else
            into.faults.insert({where, "in " + entry.key + ":" + shown(text) + " is not known" +
                                           did_you_mean(text, words_of(words()))});
    }
}

void take_preference(const config_entry& entry, web_reading& into) {
    take_flag(entry, tls_of(into).prefer_server_cipher_suites, into);
}

void take_sans(const config_entry& entry, web_reading& into) {
    if (entry.value.value->is == shape::empty)
        return;
    auto& sans = tls_of(into).client_allowed_sans.emplace();
    for (const auto& [where, text] : list_of(entry, into))
        sans.emplace_back(text);
}

using tls = web_tls_settings;

constexpr auto keys = std::to_array<web_key>({
    {"cert", take_text_of<&tls::certificate>},
    {"key", take_text_of<&tls::key>},
    {"client_ca", take_text_of<&tls::client_authorities>},
    {"cert_file", take_file_of<&tls::certificate>},
    {"key_file", take_file_of<&tls::key>},
    {"client_auth_type", take_word_of<&tls::client_certificates, client_auth_words>},
    {"client_ca_file", take_file_of<&tls::client_authorities>},
    {"client_allowed_sans", take_sans},
    {"min_version", take_word_of<&tls::min_version, tls_protocol_words>},
    {"max_version", take_word_of<&tls::max_version, tls_protocol_words>},
    {"cipher_suites", take_names_of<&tls::cipher_suites, cipher_suite_words>},
    {"prefer_server_cipher_suites", take_preference},
    {"curve_preferences", take_names_of<&tls::curves, curve_words>},
});

/// A text beside the file of the same: the toolkit takes the file without a word.
void check_twins(const config_node& map, web_reading& into) {
    for (const std::string_view key : {"cert", "key", "client_ca"}) {
        const config_entry* text = find_given(map, key);
        const std::string file = std::string(key) + "_file";
        if (text && find_given(map, file))
            into.notes.insert({text->where, text->key + " has no effect beside " + file});
    }
}

void check_versions(const config_node& map, web_reading& into) {
    const web_tls_settings& settings = tls_of(into);
    const config_entry* greatest = find_given(map, "max_version");
    if (settings.min_version > settings.max_version)
        into.fault(greatest->value.where, "max_version",
                   "is below min_version, which is TLS12 where it is not given");
    else if (!settings.cipher_suites.empty() && std::ranges::all_of(settings.cipher_suites, is_tls13_suite) &&
             settings.max_version < tls_protocol::tls13)
        into.fault(find_entry(map, "cipher_suites")->value.where, "cipher_suites",
                   "names only suites of TLS 1.3, which max_version rules out");
}

void check_client_certificates(const config_node& map, web_reading& into) {
    const web_tls_settings& settings = tls_of(into);
    const config_entry* type = find_given(map, "client_auth_type");
    const bool asked = type && type->value.value->text != "NoClientCert";
    for (const std::string_view key : {"client_ca", "client_ca_file"}) {
        if (const config_entry* given = find_given(map, key); given && !asked)
            into.fault(
                given->where, key,
                "needs a client_auth_type that asks for certificates, like RequireAndVerifyClientCert");
    }
    if (const config_entry* sans = find_given(map, "client_allowed_sans"); sans && !asked)
        into.notes.insert(
            {sans->where, "client_allowed_sans has no effect: client_auth_type asks for no certificate"});
    const bool named = find_given(map, "client_ca") || find_given(map, "client_ca_file");
    if (settings.client_certificates >= client_auth::verify_if_given && !named)
        into.notes.insert(
            {type->where,
             "client_auth_type trusts all the system's authorities: there is no client_ca_file"});
}

} // namespace

void read_tls_server(const config_entry& section, web_reading& into) {
    const config_node& map = section.value;
    const std::size_t faults = into.faults.size();
    into.out.settings.tls.emplace();
    read_section(map, section.key, keys, into);
    if (into.faults.size() == faults)
        check_versions(map, into);
    check_twins(map, into);
    check_client_certificates(map, into);
    const auto given = [&](std::string_view key) { return find_given(map, key) != nullptr; };
    const bool certificate = given("cert_file") || given("cert");
    const bool key = given("key_file") || given("key");
    const bool wanted =
        certificate || key || given("client_ca_file") || given("client_ca") || given("client_auth_type");
    if (wanted && !certificate)
        into.fault(section.where, section.key, "needs cert_file (or cert)");
    if (wanted && !key)
        into.fault(section.where, section.key, "needs key_file (or key)");
    if (wanted)
        return;
    into.out.settings.tls.reset();
    if (!map.value->entries.empty() && into.faults.size() == faults)
        into.notes.insert({section.where, "tls_server_config names no cert_file: TLS is off"});
}

} // namespace balanced
