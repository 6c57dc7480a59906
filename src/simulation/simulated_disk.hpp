#pragma once
/// A disk in memory that forgets at a crash what was not synced, or a part of it.

#include <sm/base/random.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/simulation/disk.hpp>
#include <sm/simulation/options.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sm::detail::inline simulation {

class SimulatedDisk final : public Disk {
 public:
    /// Lets an operation take its time; false if its node is down by then, or was.
    using Take = std::function<bool(Duration)>;

    SimulatedDisk(const DiskOptions& options, Seed seed, Take take);

    std::vector<std::string> files() const override;
    bool exists(const std::string& file) const override;
    std::uint64_t size(const std::string& file) override;
    std::string read(const std::string& file, std::uint64_t offset, std::size_t count) override;
    void write(const std::string& file, std::uint64_t offset, std::string_view bytes) override;
    void truncate(const std::string& file, std::uint64_t size) override;
    void sync(const std::string& file) override;
    void rename(const std::string& from, const std::string& to) override;
    void remove(const std::string& file) override;
    void sync_names() override;

    /// What is wrong with it from now on.
    void fail(const DiskFault& fault) { fault_ = fault, hits_ = 0; }
    const DiskFault& fault() const { return fault_; }
    /// Operations that the fault hit.
    std::uint64_t hits() const { return hits_; }

    /// The power fails.
    void crash();
    /// The disk is another, and empty.
    void wipe();

 private:
    /// A write or truncation that was not synced yet, and what it did away with.
    struct Change {
        std::uint64_t offset = 0;
        std::string after{};
        std::string before{};  // as long, or shorter where the file ended
        std::uint64_t size_before = 0;
        std::uint64_t size_after = 0;
    };
    /// Bytes that cannot be read.
    struct Range {
        std::uint64_t begin;
        std::uint64_t end;
    };
    struct File {
        std::string content{};
        std::vector<Range> unreadable{};
        std::vector<Change> unsynced{};
    };
    using FilePointer = std::shared_ptr<File>;
    using Names = std::map<std::string, FilePointer>;
    /// A change of names that was not synced yet: `file` gets the name, or nothing does.
    struct Renaming {
        std::string from{};
        std::string to{};
        FilePointer file{};
    };

    bool take(const Latency& latency);
    bool is_hit(double share);
    File& named(const std::string& file);
    void change_names(Renaming renaming);
    void sync_names_until(std::size_t count);
    void change(File& file, Change change);
    void read_or_fail(const std::string& name, File& file, std::uint64_t begin, std::uint64_t end);
    std::uint64_t place_for(const File& file, std::uint64_t offset, std::size_t count);
    void forget(File& file);
    static void apply(const Renaming& renaming, Names& names);
    static void apply(const Change& change, std::string& content);
    std::uint64_t used() const;
    void require_space(const File* file, std::uint64_t size);

    const DiskOptions& options_;
    Random random_;
    Random crashes_;
    Random harms_;
    DiskFault fault_;
    std::uint64_t hits_ = 0;
    Take take_;
    Names names_;
    Names synced_names_;
    std::vector<Renaming> renamings_;  // from the synced names to those there are
};

}  // namespace sm::detail::inline simulation
