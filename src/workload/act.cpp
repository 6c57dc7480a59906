#include <sm/value/duration.hpp>
#include <sm/value/to_string.hpp>
#include <sm/workload/act.hpp>

namespace sm::gen {
namespace {

struct Shower {
    std::string operator()(const Issue& issue) const {
        return issue.command.has_value() ? to_string(issue.command.tree()) : "no command";
    }
    std::string operator()(const Inject& inject) const {
        std::string text = "inject " + to_string(inject.fault);
        if (inject.lasts != forever) text += " for " + show_duration(inject.lasts);
        return text;
    }
    std::string operator()(const Heal& heal) const {
        return heal.name.empty() ? "heal" : "heal " + heal.name;
    }
    std::string operator()(const Sleep& sleep) const {
        return sleep.lasts == forever ? "sleep forever" : "sleep " + show_duration(sleep.lasts);
    }
    std::string operator()(const Say& say) const { return "say " + sm::to_string(say.text); }
};

}  // namespace

std::string to_string(const Act& act) { return std::visit(Shower{}, act); }

std::string to_string(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::began:
            return "began";
        case Event::Kind::answered:
            return "answered";
        case Event::Kind::refused:
            return "refused";
        case Event::Kind::unknown:
            return "unknown";
    }
    return "";
}

}  // namespace sm::gen
