#include "run/call.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

#include "program/planning.hpp"

#include <cxxabi.h>

namespace sm::detail::inline run {
namespace {

std::string readable(const char* mangled) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free);
    return name == nullptr ? mangled : name.get();
}

}  // namespace

Ending describe_exception(std::string& reason) noexcept {
    try {
        throw;
    } catch (const Refused& refused) {
        reason = refused.what();
        return Ending::refused;
    } catch (const Unknown& unknown) {
        reason = unknown.what();
        return Ending::unknown;
    } catch (const std::exception& error) {
        reason = readable(typeid(error).name()) + ": " + error.what();
        return Ending::threw;
    } catch (...) {
        const std::type_info* type = abi::__cxa_current_exception_type();
        reason = "an exception of type " +
                 (type == nullptr ? std::string("unknown") : readable(type->name()));
        return Ending::threw;
    }
}

AnyOutcome timed_out_after(Duration limit) {
    const double seconds = std::chrono::duration<double>(limit).count();
    return {Ending::timed_out, {}, fmt::format("no answer within {:g} s", seconds)};
}

AnyOutcome call(const AnyStep& step, const SystemType& type, void* client, const Results& results,
                bool admitted) {
    AnyOutcome outcome;
    for (const StepId id : references_of(step)) {
        if (results.has(id)) continue;
        outcome.reason =
            "not run: #" + std::to_string(id) + ", which it refers to, was not answered";
        return outcome;
    }
    if (!admitted) {
        outcome.reason = "not run: its precondition is false in every possible state of the model";
        return outcome;
    }
    try {
        outcome.answer = type.run[step.type->place](step.command.data(), client, results);
        outcome.ending = Ending::answered;
    } catch (const Cancelled&) {
        throw;
    } catch (...) {
        outcome.ending = describe_exception(outcome.reason);
    }
    return outcome;
}

}  // namespace sm::detail::inline run
