#pragma once
/// What a piece of code threw, as text.

#include <functional>
#include <string>

/// The text of the E that `body` throws; "nothing was thrown" if it does not. Others pass through.
template <class E>
std::string text_thrown(const std::function<void()>& body) {
    try {
        body();
    } catch (const E& error) {
        return error.what();
    }
    return "nothing was thrown";
}
