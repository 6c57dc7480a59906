// The snippets of docs/writing-a-cluster.md, each where it belongs.

#include <sm/cluster/backend.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/fault/injector.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace {

#include "writing-a-cluster.md.1.inc"

TEST(WritingAClusterDocument, LeavesTheBackendOpen){
#include "writing-a-cluster.md.2.inc"
}

#include "writing-a-cluster.md.3.inc"

TEST(WritingAClusterDocument, DecoratesACluster){
#include "writing-a-cluster.md.4.inc"
}

#include "writing-a-cluster.md.5.inc"

TEST(WritingAClusterDocument, HasAnotherKindOfNodes) {
    Lamps lamps;
    sm::capability<sm::CanStart>(lamps)->start("hall");
    EXPECT_EQ(lamps.state("hall"), sm::NodeState::running);
    EXPECT_EQ(sm::capability<sm::CanKill>(lamps), nullptr);
}

}  // namespace
