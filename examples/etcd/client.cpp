#include "client.hpp"

#include <sm/history/outcome.hpp>

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <utility>

#include "../common/base64.hpp"

namespace etcd {
namespace {

using Json = nlohmann::json;
using common::from_base64;
using common::to_base64;

/// 64-bit numbers come as text, and not at all where they are 0.
template <class Integer>
Integer number(const Json& json, const char* field) {
    const auto text = json.value(field, "0");
    if constexpr (std::is_signed_v<Integer>) return static_cast<Integer>(std::stoll(text));
    return static_cast<Integer>(std::stoull(text));
}

std::int64_t revision(const Json& json) {
    return number<std::int64_t>(json.at("header"), "revision");
}

Entry entry_in(const Json& json) {
    return {.key = from_base64(json.value("key", "")),
            .value = from_base64(json.value("value", "")),
            .mod_revision = number<std::int64_t>(json, "mod_revision"),
            .create_revision = number<std::int64_t>(json, "create_revision"),
            .version = number<std::int64_t>(json, "version")};
}

std::optional<Entry> only_entry_in(const Json& range) {
    const auto found = range.find("kvs");
    if (found == range.end() || found->empty()) return std::nullopt;
    return entry_in(found->at(0));
}

/// The first key after all that begin so; nothing else is greater than a key of 0xff alone.
std::string end_of(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
    if (prefix.empty()) return {'\0'};  // etcd's word for no end
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

Json range_json(const std::string& key, Reads reads) {
    return {{"key", to_base64(key)}, {"serializable", reads == Reads::serializable}};
}

Json removal_json(const std::string& prefix) {
    const std::string first = prefix.empty() ? std::string(1, '\0') : prefix;
    return {{"key", to_base64(first)}, {"range_end", to_base64(end_of(prefix))}};
}

Json put_json(const std::string& key, const std::string& value) {
    return {{"key", to_base64(key)}, {"value", to_base64(value)}};
}

Json guard_json(const Guard& guard) {
    Json json{{"key", to_base64(guard.key)}, {"result", "EQUAL"}};
    if (const auto* value = std::get_if<std::string>(&guard.is)) {
        json["target"] = "VALUE";
        json["value"] = to_base64(*value);
    } else {
        json["target"] = "MOD";
        json["mod_revision"] = std::to_string(std::get<std::int64_t>(guard.is));
    }
    return json;
}

Json action_json(const Action& action, Reads reads) {
    if (const auto* get = std::get_if<Get>(&action))
        return {{"request_range", range_json(get->key, reads)}};
    if (const auto* put = std::get_if<Put>(&action))
        return {{"request_put", put_json(put->key, put->value)}};
    return {{"request_delete_range", removal_json(std::get<RemovePrefix>(action).prefix)}};
}

Json actions_json(const std::vector<Action>& actions, Reads reads) {
    auto json = Json::array();
    for (const auto& action : actions) json.push_back(action_json(action, reads));
    return json;
}

bool writes(const std::vector<Action>& actions) {
    for (const auto& action : actions)
        if (!std::holds_alternative<Get>(action)) return true;
    return false;
}

TxnAnswer txn_answer_in(const Json& json) {
    TxnAnswer answer{.held = json.value("succeeded", false), .revision = revision(json)};
    for (const auto& one : json.value("responses", Json::array())) {
        const auto range = one.find("response_range");
        if (range != one.end()) answer.got.push_back(only_entry_in(*range));
    }
    return answer;
}

Member member_in(const Json& json) {
    const auto urls = json.value("peerURLs", std::vector<std::string>{});
    return {.id = number<std::uint64_t>(json, "ID"),
            .name = json.value("name", ""),
            .peer_url = urls.empty() ? "" : urls.front(),
            .learner = json.value("isLearner", false)};
}

Json watch_json(const std::string& key, std::int64_t from) {
    return {
        {"create_request", {{"key", to_base64(key)}, {"start_revision", std::to_string(from)}}}};
}

/// Adds what a line of the answer to a watch tells.
void read_events(const std::string& line, std::vector<Written>& written) {
    const auto json = Json::parse(line, nullptr, false);
    const auto result = json.is_object() ? json.value("result", Json::object()) : Json();
    if (!result.is_object() || result.value("canceled", false) || json.contains("error"))
        throw sm::Refused("the watch was ended: " + line);
    for (const auto& event : result.value("events", Json::array())) {
        if (event.contains("type")) continue;  // "DELETE"; a put has none
        const auto entry = entry_in(event.at("kv"));
        written.push_back({entry.mod_revision, entry.value});
    }
}

/// Reads an answer, each of which has a header. A broken one says nothing of what happened to a
/// write, nor that a key is not there.
template <class Read>
auto understood(const std::string& body, bool has_effect, Read read) {
    try {
        const auto json = Json::parse(body);
        json.at("header");
        return read(json);
    } catch (const std::exception& broken) {
        const auto text = "the answer is broken: '" + body + "': " + broken.what();
        if (has_effect) throw sm::Unknown(text);
        throw sm::Refused(text);
    }
}

[[noreturn]] void raise_error(const sm::HttpResponse& response, bool has_effect) {
    const auto json = Json::parse(response.body, nullptr, false);
    const auto said = std::to_string(response.status) + " " + response.body;
    if (!json.is_object()) raise(-1, "the node answered " + said, has_effect);
    // `error` alone is what gateways before 3.5 say.
    const auto message = json.value("message", json.value("error", "the node answered " + said));
    raise(json.value("code", -1), message, has_effect);
}

}  // namespace

Client::Client(Address node, Limits limits)
    : node_(std::move(node)), limits_(limits), connection_(node_, limits_) {}

std::string Client::exchange(sm::HttpRequest request, Effect effect) {
    try {
        request.headers.emplace_back("Content-Type", "application/json");
        auto response = connection_.ask(request);
        if (response.status != 200) raise_error(response, effect == Effect::some);
        return std::move(response.body);
    } catch (const sm::Unknown& unknown) {
        if (effect == Effect::some) throw;
        throw sm::Refused(unknown.what());
    }
}

std::string Client::ask(const char* path, const std::string& body, Effect effect,
                        bool needs_leader) {
    sm::HttpRequest request{.method = "POST", .target = path, .body = body};
    if (needs_leader) request.headers.emplace_back("Grpc-Metadata-hasleader", "true");
    return exchange(std::move(request), effect);
}

std::optional<Entry> Client::get(const std::string& key, Reads reads) {
    const auto body = ask("/v3/kv/range", range_json(key, reads).dump(), Effect::none,
                          reads == Reads::linearizable);
    return understood(body, false, only_entry_in);
}

std::int64_t Client::put(const std::string& key, const std::string& value) {
    return understood(ask("/v3/kv/put", put_json(key, value).dump(), Effect::some), true, revision);
}

bool Client::cas(const std::string& key, const std::string& from, const std::string& to) {
    return txn({.guards = {{key, from}}, .then = {Put{key, to}}}).held;
}

bool Client::cas(const std::string& key, std::int64_t mod_revision, const std::string& to) {
    return txn({.guards = {{key, mod_revision}}, .then = {Put{key, to}}}).held;
}

TxnAnswer Client::txn(const Txn& txn, Reads reads) {
    auto guards = Json::array();
    for (const auto& guard : txn.guards) guards.push_back(guard_json(guard));
    const Json json{{"compare", std::move(guards)},
                    {"success", actions_json(txn.then, reads)},
                    {"failure", actions_json(txn.otherwise, reads)}};
    const bool has_effect = writes(txn.then) || writes(txn.otherwise);
    const auto body = ask("/v3/kv/txn", json.dump(), has_effect ? Effect::some : Effect::none,
                          has_effect || reads == Reads::linearizable);
    return understood(body, has_effect, txn_answer_in);
}

std::vector<Written> Client::watch(const std::string& key, WatchOptions options) {
    sm::HttpConnection connection(node_, limits_);
    std::vector<Written> written;
    std::string rest;
    const auto take = [&](const std::string& part) {
        rest += part;
        for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
            read_events(rest.substr(0, end), written);
            rest.erase(0, end + 1);
        }
        return !options.until || written.empty() || written.back().revision < *options.until;
    };
    try {
        connection.send({.method = "POST",
                         .target = "/v3/watch",
                         .body = watch_json(key, options.from).dump()});
        const auto response = connection.receive_parts(options.lasts, take);
        if (response.status != 200) raise_error(response, false);
    } catch (const sm::Unknown& unknown) {
        throw sm::Refused(unknown.what());  // to watch changes nothing
    }
    return written;
}

std::int64_t Client::remove_prefix(const std::string& prefix) {
    const auto body = ask("/v3/kv/deleterange", removal_json(prefix).dump(), Effect::some);
    return understood(body, true,
                      [](const Json& json) { return number<std::int64_t>(json, "deleted"); });
}

Status Client::status() {
    const auto body = ask("/v3/maintenance/status", "{}", Effect::none, false);
    return understood(body, false, [](const Json& json) {
        return Status{.member = number<std::uint64_t>(json.at("header"), "member_id"),
                      .leader = number<std::uint64_t>(json, "leader"),
                      .term = number<std::uint64_t>(json, "raftTerm"),
                      .applied = number<std::uint64_t>(json, "raftAppliedIndex"),
                      .version = json.value("version", "")};
    });
}

void Client::move_leader(std::uint64_t member) {
    ask("/v3/maintenance/transfer-leadership", Json{{"targetID", std::to_string(member)}}.dump(),
        Effect::some);
}

std::vector<Member> Client::members() {
    const auto body = ask("/v3/cluster/member/list", R"({"linearizable":true})", Effect::none);
    return understood(body, false, [](const Json& json) {
        std::vector<Member> members;
        for (const auto& one : json.value("members", Json::array()))
            members.push_back(member_in(one));
        return members;
    });
}

std::uint64_t Client::member_add(const std::string& peer_url) {
    const auto body =
        ask("/v3/cluster/member/add", Json{{"peerURLs", {peer_url}}}.dump(), Effect::some);
    return understood(body, true, [](const Json& json) { return member_in(json.at("member")).id; });
}

void Client::member_remove(std::uint64_t id) {
    ask("/v3/cluster/member/remove", Json{{"ID", std::to_string(id)}}.dump(), Effect::some);
}

}  // namespace etcd
