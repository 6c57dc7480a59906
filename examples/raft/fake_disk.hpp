#pragma once
/// A disk in memory for tests of what survives a crash.

#include <sm/simulation/disk.hpp>

#include <map>
#include <string>
#include <vector>

namespace raft {

class FakeDisk final : public sm::simulation::Disk {
 public:
    std::vector<std::string> files() const override {
        std::vector<std::string> names;
        for (const auto& [name, file] : files_) names.push_back(name);
        return names;
    }
    bool exists(const std::string& file) const override { return files_.contains(file); }
    std::uint64_t size(const std::string& file) override { return find(file).now.size(); }
    std::string read(const std::string& file, std::uint64_t offset, std::size_t count) override {
        const auto& now = find(file).now;
        return offset < now.size() ? now.substr(offset, count) : "";
    }
    void write(const std::string& file, std::uint64_t offset, std::string_view bytes) override {
        auto& now = files_[file].now;
        if (now.size() < offset + bytes.size()) now.resize(offset + bytes.size());
        now.replace(offset, bytes.size(), bytes);
    }
    void truncate(const std::string& file, std::uint64_t size) override {
        find(file).now.resize(size);
    }
    void sync(const std::string& file) override {
        ++syncs;
        find(file).synced = find(file).now;
    }
    void rename(const std::string& from, const std::string& to) override {
        files_[to] = find(from);
        files_.erase(from);
    }
    void remove(const std::string& file) override { files_.erase(file); }
    void sync_names() override {}

    /// What was not synced is gone.
    void lose_unsynced() {
        for (auto& [name, file] : files_) file.now = file.synced;
    }
    /// The file's contents, to be damaged.
    std::string& contents(const std::string& file) { return find(file).now; }

    int syncs = 0;

 private:
    struct File {
        std::string now{};
        std::string synced{};
    };
    File& find(const std::string& name) {
        const auto found = files_.find(name);
        if (found == files_.end())
            throw sm::simulation::DiskError(sm::simulation::DiskErrorKind::no_file, name);
        return found->second;
    }

    std::map<std::string, File> files_{};
};

}  // namespace raft
