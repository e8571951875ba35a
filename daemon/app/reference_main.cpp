#include <balanced/app/completion.hpp>
#include <balanced/app/man_page.hpp>

#include <fstream>
#include <iostream>

// Writes the manual and the completions into a folder, at build time.

namespace {

bool write(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file)
        std::cerr << "edenai-balanced-reference: cannot write " << path << '\n';
    return static_cast<bool>(file);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: edenai-balanced-reference FOLDER\n";
        return 2;
    }
    const std::string folder = argv[1];
    const bool written = write(folder + "/edenai-balanced.1", balanced::man_page()) &&
                         write(folder + "/edenai-balanced.bash", balanced::bash_completion()) &&
                         write(folder + "/_edenai-balanced", balanced::zsh_completion());
    return written ? 0 : 1;
}
