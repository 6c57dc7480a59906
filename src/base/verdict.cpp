#include <sm/base/verdict.hpp>

namespace sm {

std::string_view to_string(Verdict verdict) {
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

Conclusion merge(std::span<const Conclusion> judgements) {
    Conclusion merged;
    for (const auto& each : judgements) {
        if (each.verdict > merged.verdict) merged = {each.verdict, {}};
        if (each.verdict < merged.verdict || each.reason.empty()) continue;
        if (!merged.reason.empty()) merged.reason += "; ";
        merged.reason += each.reason;
    }
    return merged;
}

}  // namespace sm
