#include "workload/timed_program_tree.hpp"

#include <sm/base/misuse.hpp>
#include <sm/fault/faults.hpp>
#include <sm/value/tree.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "check/program_tree.hpp"
#include "history/call_events.hpp"
#include "workload/timed_pool.hpp"

namespace sm::detail::inline workload {
namespace {

/// A step as a file has it: a client's command, a fault, or the end of one.
struct WrittenStep {
    using sm_compact = void;
    StepId id = 0;
    std::uint32_t phase = 0;
    Duration at{};
    std::optional<std::string> fault{};
    Tree arguments{};  ///< of the fault
    std::optional<StepId> heals{};
    std::optional<int> client{};  ///< counted from 0, as processes are
    Tree command{};
};
struct WrittenTimedProgram {
    int clients = 0;
    std::vector<WrittenStep> steps{};
    std::optional<std::uint64_t> seed{};  ///< of the system's own chance, where it takes one
};

WrittenStep written(const AnyTimedStep& step, const Vocabulary& vocabulary) {
    WrittenStep one{.id = step.id, .phase = step.when.phase, .at = step.when.at};
    if (const Fault* fault = step.fault()) {
        one.fault = fault->name;
        one.arguments = fault->arguments;
    } else if (const Healing* healing = step.healing()) {
        one.heals = healing->fault;
    } else {
        one.client = step.when.worker - first_client;
        const AnyCommand& command = *step.command();
        one.command = command_tree(*command.type, command.command, vocabulary);
    }
    return one;
}

/// Reads the steps of one program.
class Reader {
 public:
    Reader(const Vocabulary& vocabulary, int clients)
        : vocabulary_(vocabulary), clients_(clients) {}

    AnyTimedStep read(const WrittenStep& written, const std::string& place) {
        AnyTimedStep step;
        step.id = written.id;
        if (step.id == 0 || !ids_.insert(step.id).second) {
            throw BadValue(place + ": the id " + std::to_string(step.id) +
                           " is 0 or not unique; give each step a number of its own from 1 on");
        }
        step.when = {written.phase, written.at, nemesis_worker};
        if (written.fault) {
            step.what = fault_of_file({*written.fault, written.arguments}, place);
            faults_.insert(step.id);
        } else if (written.heals) {
            step.what = Healing{fault_of(*written.heals, place)};
        } else {
            step.when.worker = client_of(written, place);
            auto [type, command] = read_command(written.command, vocabulary_, place);
            step.what = AnyCommand{type, std::move(command)};
        }
        return step;
    }

 private:
    /// As its struct writes it, where the library knows it: in a file fields cannot be told from
    /// names of nodes.
    static Fault fault_of_file(const Fault& fault, const std::string& place) {
        try {
            return sm::fault::normal_form(fault);
        } catch (const Misuse& misuse) {
            throw BadValue(place + ": " + misuse.what());
        }
    }

    StepId fault_of(StepId fault, const std::string& place) const {
        if (faults_.contains(fault)) return fault;
        throw BadValue(place + ".heals: no step before it with the id " + std::to_string(fault) +
                       " is a fault");
    }

    Worker client_of(const WrittenStep& written, const std::string& place) const {
        if (!written.client) {
            throw BadValue(place +
                           ": it has none of \"client\", \"fault\" and \"heals\"; give it "
                           "the one that says who does it");
        }
        if (*written.client >= 0 && *written.client < clients_)
            return *written.client + first_client;
        throw BadValue(place + ".client: " + std::to_string(*written.client) +
                       " is not between 0 and " + std::to_string(clients_ - 1));
    }

    const Vocabulary& vocabulary_;
    int clients_;
    std::set<StepId> ids_;
    std::set<StepId> faults_;
};

}  // namespace

Tree timed_program_tree(const AnyTimedProgram& program, const Vocabulary& vocabulary) {
    WrittenTimedProgram all{.clients = program.clients};
    for (const AnyTimedStep& step : program.steps) all.steps.push_back(written(step, vocabulary));
    if (program.seed != Seed{}) all.seed = program.seed.value;
    return to_tree(all);
}

AnyTimedProgram read_timed_program(const Tree& tree, const Vocabulary& vocabulary) {
    const auto all = from_tree<WrittenTimedProgram>(tree, "program");
    if (all.clients < 1 || all.clients > most_clients) {
        throw BadValue("program.clients: " + std::to_string(all.clients) +
                       " is not between 1 and " + std::to_string(most_clients));
    }
    AnyTimedProgram program{all.clients, {}, Seed{all.seed.value_or(0)}};
    Reader reader(vocabulary, all.clients);
    for (std::size_t i = 0; i < all.steps.size(); ++i) {
        const std::string place = "program.steps[" + std::to_string(i) + "]";
        program.steps.push_back(reader.read(all.steps[i], place));
    }
    return repaired(std::move(program));
}

}  // namespace sm::detail::inline workload
