#pragma once
/// What the tests of local processes share: a small program, questions to its nodes, and what is
/// left of a cluster.

#include <sm/cluster/process/process_cluster.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cluster/docker/docker_support.hpp"

namespace sm_test {

/// The server of node.c, compiled once a test program.
const std::string& node_program();

/// A node of it that keeps what is put in its own directory.
sm::NodeSpec process(const std::string& name, std::vector<std::string> arguments = {});

/// All that there is on this host of the clusters of a process: processes, folders, network
/// devices, control groups.
std::vector<std::string> remains_of(pid_t owner);

/// Fails a test that leaves something behind.
class ProcessTest : public testing::Test {
 protected:
    void TearDown() override;
};

/// Skips where this process may not make network namespaces.
class NamespaceTest : public ProcessTest {
 protected:
    void SetUp() override;
};

}  // namespace sm_test
