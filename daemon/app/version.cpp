#include <balanced/app/version.hpp>

#define BALANCED_TEXT_OF(x) #x
#define BALANCED_TEXT(x) BALANCED_TEXT_OF(x)

namespace balanced {

std::string_view version() {
    return BALANCED_VERSION;
}

std::string_view revision() {
    return BALANCED_REVISION;
}

std::string_view compiler() {
#ifdef __clang__
    return "clang++ " BALANCED_TEXT(__clang_major__) "." BALANCED_TEXT(__clang_minor__) "." BALANCED_TEXT(
        __clang_patchlevel__);
#else
    return "g++ " BALANCED_TEXT(__GNUC__) "." BALANCED_TEXT(__GNUC_MINOR__) "." BALANCED_TEXT(
        __GNUC_PATCHLEVEL__);
#endif
}

std::string version_text() {
    return "edenai-balanced, version " + std::string(version()) + " (revision: " + std::string(revision()) +
           ", compiler: " + std::string(compiler()) + ")";
}

std::string user_agent() {
    return "edenai-balanced/" + std::string(version());
}

} // namespace balanced
