#pragma once
/// What an exception says.

#include <exception>
#include <string>

namespace sm::detail::inline base {

inline std::string error_text(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& caught) {
        return caught.what();
    } catch (...) {
        return "something was thrown that is no std::exception";
    }
}

}  // namespace sm::detail::inline base
