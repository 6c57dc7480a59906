#include <sm/base/verdict.hpp>

namespace sm {

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::valid:
            return "valid";
        case Verdict::unknown:
            return "unknown";
        case Verdict::invalid:
            return "invalid";
    }
    return "unknown";
}

Judgement merge(std::span<const Judgement> judgements) {
    Judgement merged;
    for (const auto& each : judgements) {
        if (each.verdict > merged.verdict) merged = {each.verdict, {}};
        if (each.verdict < merged.verdict || each.reason.empty()) continue;
        if (!merged.reason.empty()) merged.reason += "; ";
        merged.reason += each.reason;
    }
    return merged;
}

}  // namespace sm
