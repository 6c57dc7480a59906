#include "store.hpp"

#include <algorithm>

#include "coding.hpp"

namespace raft {

Store::Result Store::apply(Index index, const Entry& entry) {
    if (const auto* writes = std::get_if<Write>(&entry.body)) return write(index, *writes);
    if (std::holds_alternative<OpenSession>(entry.body)) return open_session(index);
    return {};
}

Store::Result Store::write(Index index, const Write& write) {
    const auto found = sessions_.find(write.session);
    if (found == sessions_.end()) return {Ending::no_session, 0};
    auto& session = found->second;
    session.last_used = index;
    if (write.serial > session.serial || bug_ == Bug::applies_retries) {
        session.serial = write.serial;
        session.changed = execute(write.command);
    }
    return {Ending::done, session.changed};
}

Store::Result Store::open_session(Index index) {
    if (sessions_.size() >= most_sessions_) {
        const auto used_before = [](const auto& a, const auto& b) {
            return a.second.last_used < b.second.last_used;
        };
        sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(), used_before));
    }
    sessions_[index].last_used = index;
    return {Ending::done, index};
}

bool Store::execute(const Command& command) {
    switch (command.operation) {
        case Operation::put:
            data_[command.key] = command.value;
            return true;
        case Operation::remove:
            return data_.erase(command.key) > 0;
        case Operation::append:
            data_[command.key] += command.value;
            return true;
        case Operation::cas: {
            const auto found = data_.find(command.key);
            if (found == data_.end() || found->second != command.expected) return false;
            found->second = command.value;
            return true;
        }
    }
    return false;
}

std::optional<std::string> Store::get(std::string_view key) const {
    const auto found = data_.find(key);
    if (found == data_.end()) return std::nullopt;
    return found->second;
}

std::string Store::save() const {
    std::string bytes;
    Writer writer(bytes);
    writer.number(data_.size());
    for (const auto& [key, value] : data_) {
        writer.text(key);
        writer.text(value);
    }
    writer.number(sessions_.size());
    for (const auto& [session, remembered] : sessions_) {
        writer.number(session);
        writer.number(bug_ == Bug::snapshot_loses_sessions ? 0 : remembered.serial);
        writer.number(remembered.changed);
        writer.number(remembered.last_used);
    }
    return bytes;
}

void Store::load(std::string_view saved) {
    Reader reader(saved);
    data_.clear();
    for (auto left = reader.number(); left > 0; --left) {
        auto key = reader.text();
        data_[std::move(key)] = reader.text();
    }
    sessions_.clear();
    for (auto left = reader.number(); left > 0; --left) {
        auto& remembered = sessions_[reader.number()];
        remembered.serial = reader.number();
        remembered.changed = reader.number() != 0;
        remembered.last_used = reader.number();
    }
}

}  // namespace raft
