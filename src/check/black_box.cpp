#include "check/black_box.hpp"

#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <new>
#include <system_error>

#include "check/corpus.hpp"
#include "store/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

namespace sm::detail::inline check {
namespace {

namespace fs = std::filesystem;

constexpr char magic[16] = "sm on trial v1";
constexpr std::uint64_t none_yet = ~0ULL;

fs::path folder_of(const std::string& corpus) { return fs::path(corpus) / "running"; }

std::string program_file(const std::string& path) { return path + ".program.json"; }

/// Empty if there is no such file.
std::string contents_or_empty(const std::string& path) {
    try {
        return store::read_file(path);
    } catch (const std::system_error&) {
        return {};
    }
}

}  // namespace

struct BlackBox::Page {
    char magic[16];
    DrawnFrom drawn_from;
    std::atomic<std::uint64_t> number;
};

BlackBox::BlackBox(const std::string& corpus, const std::string& test,
                   const DrawnFrom& drawn_from) {
    if (corpus.empty()) return;
    make_folder(folder_of(corpus).string());
    path_ = (folder_of(corpus) / fmt::format("{}.{}", file_name_of(test), ::getpid())).string();
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) return;
    ::flock(descriptor_, LOCK_EX | LOCK_NB);
    if (::ftruncate(descriptor_, sizeof(Page)) != 0) return;
    void* mapped =
        ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (mapped == MAP_FAILED) return;
    page_ = new (mapped) Page{{}, drawn_from, {none_yet}};
    std::memcpy(page_->magic, magic, sizeof magic);
}

BlackBox::~BlackBox() {
    if (page_ != nullptr) ::munmap(page_, sizeof(Page));
    std::error_code none;
    if (!path_.empty()) {
        fs::remove(program_file(path_), none);
        fs::remove(path_, none);
    }
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::atomic<std::uint64_t>* BlackBox::number() {
    return page_ == nullptr ? nullptr : &page_->number;
}

void BlackBox::write_program(const std::string& json) {
    if (!path_.empty()) write_whole(program_file(path_), json);
}

void BlackBox::forget_program() {
    std::error_code none;
    if (!path_.empty()) fs::remove(program_file(path_), none);
}

std::vector<LastSeen> BlackBox::take_dead(const std::string& corpus, const std::string& test) {
    std::vector<LastSeen> dead;
    if (corpus.empty()) return dead;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(folder_of(corpus), none)) {
        const std::string path = file.path().string();
        const std::string name = file.path().filename().string();
        const auto dot = name.rfind('.');
        if (dot == std::string::npos || name.substr(0, dot) != file_name_of(test)) continue;
        if (name.find_first_not_of("0123456789", dot + 1) != std::string::npos) continue;
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        if (descriptor < 0) continue;
        Page page{};
        const bool ours = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
        const bool whole =
            ours && ::pread(descriptor, static_cast<void*>(&page), sizeof page, 0) == sizeof page;
        if (whole && std::memcmp(page.magic, magic, sizeof magic) == 0) {
            LastSeen seen{page.drawn_from, page.number.load(),
                          contents_or_empty(program_file(path))};
            if (seen.number != none_yet || !seen.program.empty()) dead.push_back(std::move(seen));
        }
        if (ours) {
            fs::remove(program_file(path), none);
            fs::remove(path, none);
        }
        ::close(descriptor);
    }
    return dead;
}

}  // namespace sm::detail::inline check
