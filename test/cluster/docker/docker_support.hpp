#pragma once
/// What the tests of real containers share: a small image, questions to its nodes, victims to kill.

#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/docker/image.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "os/victim.hpp"

#include <sys/types.h>

namespace sm_test {

using namespace std::chrono_literals;

/// A folder that is gone after the test.
class Folder {
 public:
    Folder();
    ~Folder();
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    /// An executable shell script in it.
    std::string script(const std::string& name, const std::string& body) const;

 private:
    std::filesystem::path path_;
};

/// Skips where there is no engine, and fails a test that leaves something behind.
class DockerTest : public testing::Test {
 protected:
    void SetUp() override;
    void TearDown() override;
};

/// The server of node.c in an image, or in one of another name.
sm::ImageSpec node_image_spec(const Folder& folder);
const std::string& node_image();

/// A node of it.
sm::NodeSpec node(const std::string& name);

/// Sends one line to a node and returns its answer; throws if none comes.
std::string ask(const sm::Endpoint& endpoint, const std::string& line);
std::string ask(sm::NodeCluster& cluster, const std::string& name, const std::string& line,
                const std::string& network = "net");

/// Waits until the node answers.
void await_ready(sm::NodeCluster& cluster, const std::string& name,
                 const std::string& network = "net");

/// What the engine has with the label `sm.pid=PID`: names of containers, volumes and networks.
std::vector<std::string> resources_of(pid_t pid);

}  // namespace sm_test
