#include <sm/run/detail/call.hpp>

#include <cstdlib>
#include <memory>
#include <typeinfo>

#include <cxxabi.h>

namespace sm::detail {
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

std::string no_value_for(StepId id) {
    return "not run: #" + std::to_string(id) + ", which it refers to, answered nothing";
}

}  // namespace sm::detail
