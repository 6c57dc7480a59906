#include <algorithm>

#include "fault/setting.hpp"

namespace sm {

namespace detail::inline fault {

const std::vector<FaultKind>& known_faults() {
    static const std::vector<FaultKind> all{
        kind_of<KillNodes>(),       kind_of<StopNodes>(),      kind_of<PauseNodes>(),
        kind_of<WipeNodes>(),       kind_of<PartitionNodes>(), kind_of<LosePackets>(),
        kind_of<DisconnectNodes>(), kind_of<DelayPackets>(),   kind_of<ClogLinks>(),
        kind_of<StepClocks>(),      kind_of<DriftClocks>(),    kind_of<SlowNodes>(),
        kind_of<FailDisks>(),
    };
    return all;
}

}  // namespace detail::inline fault

namespace fault {

Fault normal_form(const Fault& fault) {
    const auto& all = detail::known_faults();
    const auto kind = std::find_if(all.begin(), all.end(),
                                   [&](const FaultKind& one) { return one.name == fault.name; });
    return kind == all.end() ? fault : kind->normal(fault);
}

}  // namespace fault
}  // namespace sm
