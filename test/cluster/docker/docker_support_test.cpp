#include "cluster/docker/docker_support.hpp"

#include <sm/cluster/docker/docker.hpp>
#include <sm/os/command_line.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sm_test {

namespace fs = std::filesystem;

Folder::Folder() {
    std::string pattern = (fs::temp_directory_path() / "sm-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
}

Folder::~Folder() {
    std::error_code none;
    fs::remove_all(path_, none);
}

std::string Folder::script(const std::string& name, const std::string& body) const {
    const auto path = path_ / name;
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec);
    return path.string();
}

void DockerTest::SetUp() {
    if (const auto why = sm::Docker().unusable()) GTEST_SKIP() << *why;
}

void DockerTest::TearDown() {
    if (IsSkipped()) return;
    EXPECT_EQ(resources_of(::getpid()), std::vector<std::string>{});
}

sm::ImageSpec node_image_spec(const Folder& folder) {
    const fs::path source = SM_NODE_SOURCE;
    const auto binary = folder / "node";
    const auto built = sm::run_command(
        {.words = {"cc", "-static", "-O1", "-o", binary.string(), source.string()}});
    if (!built) throw std::runtime_error("node.c does not compile: " + built.err);
    return {.name = "test-node", .files = {{binary, "/node"}}, .entrypoint = {"/node"}};
}

const std::string& node_image() {
    static const std::string image = [] {
        const Folder folder;
        return sm::build_image(sm::Docker(), node_image_spec(folder));
    }();
    return image;
}

sm::NodeSpec node(const std::string& name) {
    return {.name = name, .image = node_image(), .stop_limit = 2s};
}

std::string ask(const sm::Endpoint& endpoint, const std::string& line) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = 2, .tv_usec = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    ::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr);
    std::string answer;
    bool fine =
        ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::send(fd, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
    std::array<char, 1024> buffer;
    while (fine) {
        const auto got = ::read(fd, buffer.data(), buffer.size());
        if (got == 0) break;
        fine = got > 0;
        if (fine) answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(fd);
    if (!fine) throw std::runtime_error("no answer from " + endpoint.host + " to " + line);
    return answer;
}

std::string ask(sm::NodeCluster& cluster, const std::string& name, const std::string& line,
                const std::string& network) {
    return ask({cluster.address(name, network), 8080}, line);
}

void await_ready(sm::NodeCluster& cluster, const std::string& name, const std::string& network) {
    cluster.await(name,
                  [&] {
                      return sm::accepts({cluster.address(name, network), 8080});
                  },
                  {.limit = 20s, .interval = 5ms});
}

std::vector<std::string> resources_of(pid_t pid) {
    const sm::Docker docker;
    const std::string filter = "label=sm.pid=" + std::to_string(pid);
    std::istringstream names(
        docker.ask({"ps", "-a", "--filter", filter, "--format", "{{.Names}}"}) + "\n" +
        docker.ask({"volume", "ls", "--filter", filter, "--format", "{{.Name}}"}) + "\n" +
        docker.ask({"network", "ls", "--filter", filter, "--format", "{{.Name}}"}));
    return {std::istream_iterator<std::string>(names), {}};
}

}  // namespace sm_test
