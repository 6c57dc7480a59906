#include "node_logs.hpp"

#include <fstream>
#include <utility>

namespace etcd {

namespace fs = std::filesystem;

NodeLogs::NodeLogs(std::shared_ptr<Cluster> cluster)
    : cluster_(std::move(cluster)),
      folder_(cluster_->log(cluster_->nodes().front()).parent_path()) {
    for (const auto& file : fs::directory_iterator(folder_))
        before_[file.path().filename()] = file.file_size();
    for (const auto& node : cluster_->nodes()) current_.insert(cluster_->log(node).filename());
}

void NodeLogs::copy_to(const fs::path& directory) const {
    for (const auto& file : fs::directory_iterator(folder_)) {
        const auto name = file.path().filename();
        const auto known = before_.find(name);
        const auto before = known == before_.end() ? 0 : known->second;
        const bool quiet = file.file_size() <= before;
        if (quiet && !current_.contains(name)) continue;
        std::ofstream to(directory / name, std::ios::binary);
        if (quiet) continue;
        std::ifstream from(file.path(), std::ios::binary);
        from.seekg(static_cast<std::streamoff>(before));
        to << from.rdbuf();
    }
}

}  // namespace etcd
