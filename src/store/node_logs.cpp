#include "store/node_logs.hpp"

#include <fstream>
#include <system_error>

namespace sm::store {

namespace fs = std::filesystem;

NodeLogs::NodeLogs(const std::vector<std::string>& newest) : newest_(newest.begin(), newest.end()) {
    for (const fs::path& file : newest_) folders_.insert(file.parent_path());
    std::error_code gone;
    for (const auto& folder : folders_)
        for (const auto& file : fs::directory_iterator(folder, gone))
            if (file.is_regular_file(gone)) before_[file.path()] = file.file_size(gone);
}

void NodeLogs::copy_to(const fs::path& directory) const {
    std::error_code gone;
    for (const auto& folder : folders_) {
        for (const auto& file : fs::directory_iterator(folder, gone)) {
            if (!file.is_regular_file(gone)) continue;
            const auto known = before_.find(file.path());
            const auto before = known == before_.end() ? 0 : known->second;
            const bool quiet = file.file_size(gone) <= before;
            if (quiet && !newest_.contains(file.path())) continue;
            std::ofstream to(directory / file.path().filename(), std::ios::binary);
            if (quiet) continue;
            std::ifstream from(file.path(), std::ios::binary);
            from.seekg(static_cast<std::streamoff>(before));
            to << from.rdbuf();
        }
    }
}

}  // namespace sm::store
