// The snippets of docs/local-processes.md, each where it belongs.

#include <sm/cluster/connections.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/history/outcome.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <string>

namespace {

#include "local-processes.md.1.inc"

TEST(LocalProcessesDocument, StartsNodesThatAreAlike){
#include "local-processes.md.2.inc"
}

#include "local-processes.md.3.inc"

TEST(LocalProcessesDocument, HandsOutClientsThatShareAPlace) {
#include "local-processes.md.4.inc"
}

}  // namespace
