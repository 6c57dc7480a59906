#include "client.hpp"

#include <sm/history/outcome.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <stdexcept>
#include <string_view>

#include "../common/patiently.hpp"

namespace rqlite {
namespace {

using Request = sm::HttpRequest;
using Response = sm::HttpResponse;
using Json = nlohmann::json;

std::string location_in(const Response& response) {
    const auto at = response.headers.find("location");
    return at == response.headers.end() ? "" : at->second;
}

/// `http://HOST:PORT/...`; nothing if it is not of this form.
std::optional<Address> address_in(std::string_view location) {
    constexpr std::string_view scheme = "http://";
    if (!location.starts_with(scheme)) return std::nullopt;
    location.remove_prefix(scheme.size());
    const auto authority = location.substr(0, location.find('/'));
    const auto colon = authority.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    Address address{std::string(authority.substr(0, colon)), 0};
    const char* const end = authority.data() + authority.size();
    const auto parsed = std::from_chars(authority.data() + colon + 1, end, address.port);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return address;
}

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') || c == '-' || c == '_' || c == '.';
        if (plain) {
            result += c;
        } else {
            result += '%';
            result += digits[byte >> 4U];
            result += digits[byte & 15U];
        }
    }
    return result;
}

std::string_view name(Level level) {
    switch (level) {
        case Level::none:
            return "none";
        case Level::weak:
            return "weak";
        case Level::strong:
            return "strong";
    }
    throw std::logic_error("rqlite: no such level");
}

/// Whether it can have an effect on the server.
bool writes(const Request& request) { return request.method != "GET"; }

/// Sends the request and waits for the answer. Throws sm::Refused if nothing of it was sent, or if
/// it has no effect anyhow, and sm::Unknown if it may have been received.
Response exchange(const Address& node, Request request, const Limits& limits) {
    request.headers = {{"Connection", "close"}, {"Content-Type", "application/json"}};
    sm::HttpConnection connection(node, limits.steps);
    if (writes(request)) connection.greet(limits.greeting);
    try {
        return connection.ask(request);
    } catch (const sm::Unknown& unknown) {
        if (writes(request)) throw;
        throw sm::Refused(unknown.what());
    }
}

/// The answer if it is one, else what it means that it is none. Only what the node says before it
/// hands the request to raft is a refusal.
Response answered(Response response, const Request& request) {
    if (response.status == 200) return response;
    const auto said = std::to_string(response.status) + " " + response.body;
    if (response.status == 503 && response.body.starts_with("not leader"))
        throw sm::Refused("the node is not the leader and knows of none");
    if (response.status >= 400 && response.status < 500)
        throw std::logic_error("rqlite: " + request.target + " is answered by " + said);
    if (!writes(request)) throw sm::Refused("the node answered " + said);
    throw sm::Unknown("the node answered " + said);
}

/// One attempt: the request at the node, then wherever it is redirected to.
Response attempt(Address node, const Request& request, const Limits& limits) {
    for (int hop = 0; hop <= limits.hops; ++hop) {
        auto response = exchange(node, request, limits);
        if (response.status != 301) return answered(std::move(response), request);
        const auto next = address_in(location_in(response));
        if (!next) throw sm::Refused("redirected to nowhere: '" + location_in(response) + "'");
        node = *next;
    }
    throw sm::Refused("redirected more than " + std::to_string(limits.hops) + " times");
}

/// Errors of raft come beside the results; all but one leave open what became of the entry.
[[noreturn]] void raise(const std::string& error) {
    if (error == "timed out enqueuing operation") throw sm::Refused(error);
    throw sm::Unknown(error);
}

std::string as_text(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

Result result_in(const Json& json) {
    Result result;
    result.error = json.value("error", "");
    result.rows_affected = json.value("rows_affected", std::int64_t{0});
    result.columns = json.value("columns", std::vector<std::string>{});
    for (const auto& row : json.value("values", Json::array())) {
        auto& cells = result.rows.emplace_back();
        for (const auto& cell : row) {
            cells.push_back(cell.is_null() ? std::nullopt : std::optional(as_text(cell)));
        }
    }
    return result;
}

/// The one result in the body. An empty or broken body says nothing of what happened.
Result parsed(const std::string& body) {
    const auto json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw sm::Unknown("the answer is not a JSON object: '" + body + "'");
    if (const auto error = json.find("error"); error != json.end()) raise(as_text(*error));
    const auto results = json.find("results");
    if (results == json.end() || !results->is_array() || results->size() != 1)
        throw sm::Unknown("the answer has no result: '" + body + "'");
    return result_in(results->front());
}

}  // namespace

Result Client::execute(const std::string& statement) const {
    const Request request{"POST", "/db/execute", Json::array({statement}).dump()};
    return common::patiently(limits_.patience, limits_.interval,
                             [&] { return parsed(attempt(node_, request, limits_).body); });
}

Result Client::query(const std::string& statement, Level level) const {
    const Request request{
        "GET", "/db/query?level=" + std::string(name(level)) + "&q=" + encoded(statement)};
    return common::patiently(limits_.patience, limits_.interval, [&] {
        try {
            return parsed(attempt(node_, request, limits_).body);
        } catch (const sm::Unknown& unclear) {
            throw sm::Refused(unclear.what());  // a read has no effect, whatever became of it
        }
    });
}

Status Client::status() const {
    const Request request{"GET", "/status"};
    const auto body = answered(exchange(node_, request, limits_), request).body;
    const auto json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw sm::Refused("the status is not a JSON object: '" + body + "'");
    const auto store = json.value("store", Json::object());
    const auto raft = store.value("raft", Json::object());
    // raft tells all its figures as text
    return {raft.value("state", ""), store.value("leader", ""),
            std::stoull(raft.value("applied_index", "0"))};
}

void Client::remove(const std::string& raft_address) const {
    const Request request{"DELETE", "/remove", Json{{"addr", raft_address}}.dump()};
    common::patiently(limits_.patience, limits_.interval,
                      [&] { return attempt(node_, request, limits_); });
}

}  // namespace rqlite
