#include <sm/base/misuse.hpp>
#include <sm/history/writer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <ostream>
#include <system_error>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "history/history_lines_written.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace sm::history {
namespace {

using detail::EventLines;

/// A begin or an end, as an order of events has it.
struct Moment {
    Timestamp timestamp = 0;
    int rank = 0;  ///< among those of the same timestamp
    std::size_t operation = 0;
    bool is_end = false;
};

[[noreturn]] void misuse_busy(const Operation& operation) {
    throw Misuse(
        fmt::format("process {} begins {} and is still in another operation; give whoever goes on "
                    "beside it, or "
                    "after one of unknown outcome, another number",
                    operation.process, to_string(operation)));
}

/// Who does one thing after the other: a client, or a nemesis with its faults of one name.
std::pair<std::int64_t, std::string> actor(const Operation& operation) {
    return {operation.process, operation.by_nemesis() ? operation.function : std::string()};
}

std::vector<std::size_t> by_invocation(std::span<const Operation> operations) {
    std::vector<std::size_t> order(operations.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return operations[a].invoked < operations[b].invoked;
    });
    return order;
}

/// Begins and ends in an order that keeps what is concurrent so where timestamps are equal: calls
/// begin, then others end, and then those of the same processes begin.
std::vector<Moment> moments(std::span<const Operation> operations) {
    std::map<std::pair<std::int64_t, std::string>, Moment> last_ends;
    std::vector<Moment> all;
    for (const std::size_t i : by_invocation(operations)) {
        const Operation& operation = operations[i];
        const auto [at, first] = last_ends.try_emplace(actor(operation));
        Moment& last = at->second;
        if (!first && last.timestamp > operation.invoked) misuse_busy(operation);
        const bool follows = !first && last.timestamp == operation.invoked;
        const int rank = follows ? last.rank + 1 : 0;
        all.push_back({operation.invoked, rank, i, false});
        const bool at_once = operation.returned == operation.invoked;
        last = {operation.returned, at_once ? rank + 1 : 1, i, true};
        if (!operation.indeterminate()) {
            all.push_back(last);
        } else {
            last.timestamp = operation.by_nemesis() ? operation.invoked : never;
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Moment& a, const Moment& b) {
        return std::tie(a.timestamp, a.rank) < std::tie(b.timestamp, b.rank);
    });
    return all;
}

bool has_info(const Operation& operation) {
    return operation.indeterminate() && !operation.by_nemesis() &&
           (operation.ended != Duration{} || !operation.error.is_nothing());
}

/// The clients that gave up, by when they did; those who did at no known time are last.
std::vector<std::size_t> given_up(std::span<const Operation> operations) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (has_info(operations[i])) all.push_back(i);
    }
    const auto when = [&](std::size_t i) {
        return std::pair(operations[i].ended == Duration{}, operations[i].ended);
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](std::size_t a, std::size_t b) { return when(a) < when(b); });
    return all;
}

void write(std::ostream& out, std::string& line) {
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
    line.clear();
}

}  // namespace

void write(std::ostream& out, std::span<const Operation> operations, Format format) {
    EventLines lines(format);
    std::string line;
    lines.header(line);
    const auto lost = given_up(operations);
    auto next_lost = lost.begin();
    std::vector<bool> begun(operations.size());
    const auto write_lost = [&](Duration until, bool all) {
        for (; next_lost != lost.end(); ++next_lost) {
            const Operation& operation = operations[*next_lost];
            const bool due = operation.ended != Duration{} && operation.ended < until;
            if (!begun[*next_lost] || (!due && !all)) return;
            lines.end(line, operation);
            write(out, line);
        }
    };
    for (const Moment& moment : moments(operations)) {
        const Operation& operation = operations[moment.operation];
        write_lost(moment.is_end ? operation.ended : operation.began, false);
        if (moment.is_end) {
            lines.end(line, operation);
        } else {
            lines.begin(line, operation);
            begun[moment.operation] = true;
        }
        write(out, line);
    }
    write_lost({}, true);
}

class Writer::File {
 public:
    File(const std::filesystem::path& file, Format format)
        : lines_(format),
          name_(file.string()),
          descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0) fail();
        std::string line;
        lines_.header(line);
        put(line);
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
        if (!free || lost_.contains(invocation.process)) misuse_busy(operation);
        std::string line;
        lines_.begin(line, operation);
        put(line);
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
        std::string line;
        lines_.end(line, operation);
        put(line);
    }

 private:
    [[noreturn]] void fail() const {
        throw std::system_error(errno, std::generic_category(), name_);
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
    EventLines lines_;
    std::string name_;
    int descriptor_;
    std::unordered_map<std::int64_t, Operation> under_way_;
    std::unordered_set<std::int64_t> lost_;  // whose operation ended as unknown
};

Writer::Writer(const std::filesystem::path& file, Format format)
    : file_(std::make_unique<File>(file, format)) {}
Writer::~Writer() = default;
void Writer::invoke(const Invocation& invocation) { file_->invoke(invocation); }
void Writer::complete(const Completion& completion) { file_->complete(completion); }

}  // namespace sm::history
