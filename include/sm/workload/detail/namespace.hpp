#pragma once
/// What the room offers to users, as its own detail namespace sees it.

namespace sm::gen {}
namespace sm::workload {}

namespace sm::detail::inline workload {

using namespace sm::gen;
using namespace sm::workload;

}  // namespace sm::detail::inline workload
