#pragma once
/// One HTTP exchange with a time limit for every step, and how far it got when it failed.

#include <string>

#include "client.hpp"

namespace rqlite::detail {

struct Request {
    std::string method;
    std::string target;
    std::string body{};

    /// Whether it can have an effect on the server.
    bool writes() const { return method != "GET"; }
};

struct Response {
    unsigned status = 0;
    std::string location{};
    std::string body{};
};

/// Sends the request and waits for the answer. Throws sm::Refused if nothing of it was sent, or if
/// it has no effect anyhow, and sm::Unknown if it may have been received.
Response exchange(const Address& node, const Request& request, const Limits& limits);

}  // namespace rqlite::detail
