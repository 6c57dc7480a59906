#include "report/served.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <system_error>
#include <utility>

#include "report/links.hpp"
#include "report/page.hpp"
#include "report/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sm::report {
namespace {

namespace fs = std::filesystem;

bool is_below(const fs::path& store, const fs::path& path) {
    const auto& root = store.native();
    const auto& whole = path.native();
    return whole == root || (whole.starts_with(root) && whole[root.size()] == '/');
}

}  // namespace

Served::Served(Served&& other) noexcept
    : kind_(other.kind_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      size_(other.size_) {}

Served::~Served() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

int Served::release() { return std::exchange(descriptor_, -1); }

std::optional<fs::path> path_of_target(std::string_view target) {
    const auto bytes = unescaped(target.substr(0, target.find_first_of("?#")));
    if (!bytes || bytes->empty() || bytes->front() != '/' ||
        bytes->find('\0') != std::string::npos) {
        return std::nullopt;
    }
    fs::path path;
    for (std::string_view rest = std::string_view(*bytes).substr(1); !rest.empty();) {
        const auto part = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        if (part.empty()) continue;
        if (part.front() == '.') return std::nullopt;
        path /= part;
    }
    return path;
}

Served open_below(const fs::path& store, const fs::path& path) {
    // Opened first and asked where it is then: between a question and an opening, links change.
    const int descriptor =
        ::open((store / path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return {};
    Served opened(Served::Kind::absent, descriptor, {}, 0);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return {};
    std::error_code error;
    const auto real = fs::read_symlink(fmt::format("/proc/self/fd/{}", descriptor), error);
    if (error || !is_below(store, real)) return {};
    const bool file = S_ISREG(status.st_mode);
    if (!file && !S_ISDIR(status.st_mode)) return {};
    return {file ? Served::Kind::file : Served::Kind::directory, opened.release(), real,
            static_cast<std::uint64_t>(status.st_size)};
}

std::string_view content_type(const fs::path& path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> types{{
        {".html", "text/html; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".json", "application/json"},
        {".png", "image/png"},
        {".jsonl", "text/plain; charset=utf-8"},
        {".edn", "text/plain; charset=utf-8"},
        {".log", "text/plain; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"},
        {".out", "text/plain; charset=utf-8"},
        {".err", "text/plain; charset=utf-8"},
        {".md", "text/plain; charset=utf-8"},
        {"", "text/plain; charset=utf-8"},
    }};
    for (const auto& [suffix, type] : types) {
        if (path.extension() == suffix) return type;
    }
    return "application/octet-stream";
}

std::string listing_html(const fs::path& directory, std::string_view name) {
    std::map<std::string, std::string> entries;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unreadable;
        auto file = entry->path().filename().string();
        if (file.starts_with(".")) continue;
        const bool folder = entry->is_directory(unreadable);
        const auto size = folder ? 0 : entry->file_size(unreadable);
        entries[folder ? file + "/" : file] = folder || unreadable ? "" : counted(size) + " bytes";
    }
    std::string body = fmt::format(
        "<main style=\"padding:16px 24px\"><h1>{}</h1>"
        "<p><a href=\"/\">all runs</a></p><ul>\n",
        escaped(name));
    for (const auto& [file, size] : entries) {
        body += fmt::format("<li><a href=\"./{}\">{}</a> {}</li>\n", escaped(link_to(file)),
                            escaped(file), size);
    }
    return html({.title = name, .body = body + "</ul></main>\n"});
}

}  // namespace sm::report
