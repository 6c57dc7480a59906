#include <sm/base/misuse.hpp>
#include <sm/history/writer.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "history/event_order.hpp"
#include "history/written_event.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace sm::history {

class Writer::File {
 public:
    File(const std::filesystem::path& file, const detail::Notation& notation)
        : notation_(notation),
          name_(file.string()),
          descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0) fail();
        put(notation_.header);
    }
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void invoke(const Invocation& invocation) {
        const std::lock_guard lock(mutex_);
        Operation operation;
        operation.process = invocation.process;
        operation.function = invocation.function;
        operation.key = invocation.key;
        operation.value = invocation.value;
        operation.began = invocation.at;
        const auto [at, free] = under_way_.try_emplace(invocation.process, operation);
        if (!free || lost_.contains(invocation.process)) detail::misuse_busy(operation);
        add(detail::invocation_of(operation));
    }

    void complete(const Completion& completion) {
        const std::lock_guard lock(mutex_);
        const auto at = under_way_.find(completion.process);
        if (at == under_way_.end()) {
            throw Misuse(fmt::format("process {} completes, and is in no operation; invoke first",
                                     completion.process));
        }
        Operation operation = std::move(at->second);
        under_way_.erase(at);
        operation.ending = completion.ending;
        operation.answer = completion.answer;
        operation.error = completion.error;
        operation.ended = completion.at;
        if (operation.indeterminate() && !operation.by_nemesis()) lost_.insert(operation.process);
        add(detail::completion_of(operation));
    }

 private:
    [[noreturn]] void fail() const {
        throw std::system_error(errno, std::generic_category(), name_);
    }

    void add(const detail::WrittenEvent& event) {
        std::string line;
        notation_.add(line, event, index_++);
        put(line);
    }

    void put(std::string_view line) {
        while (!line.empty()) {
            const auto written = ::write(descriptor_, line.data(), line.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail();
            line.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    std::mutex mutex_;
    const detail::Notation& notation_;
    std::int64_t index_ = 0;  // of the next event
    std::string name_;
    int descriptor_;
    std::unordered_map<std::int64_t, Operation> under_way_;
    std::unordered_set<std::int64_t> lost_;  // whose operation ended as unknown
};

Writer::Writer(const std::filesystem::path& file) : Writer(file, detail::json_lines_notation) {}
Writer::Writer(const std::filesystem::path& file, const detail::Notation& notation)
    : file_(std::make_unique<File>(file, notation)) {}
Writer::~Writer() = default;
void Writer::invoke(const Invocation& invocation) { file_->invoke(invocation); }
void Writer::complete(const Completion& completion) { file_->complete(completion); }

}  // namespace sm::history
