#include "client.hpp"

#include <sm/history/outcome.hpp>

#include <algorithm>
#include <utility>

namespace raft {

void Client::put(const std::string& key, const std::string& value) {
    write({Operation::put, key, value});
}

bool Client::remove(const std::string& key) { return write({Operation::remove, key}); }

void Client::append(const std::string& key, const std::string& value) {
    write({Operation::append, key, value});
}

bool Client::cas(const std::string& key, const std::string& expected, const std::string& value) {
    return write({Operation::cas, key, value, expected});
}

std::optional<std::string> Client::get(const std::string& key, Level level) {
    return call(Read{key, level}).value;
}

std::optional<std::string> Client::get_at(NodeId node, const std::string& key, Level level) {
    ask_first(node);
    return get(key, level);
}

void Client::add_server(NodeId node) { call(AddServer{node}); }
void Client::remove_server(NodeId node) { call(RemoveServer{node}); }
void Client::transfer_leader(NodeId to) { call(TransferLeader{to}); }

bool Client::write(Command command) {
    if (session_ == 0) {
        try {
            session_ = call(OpenSession{}).number;
        } catch (const sm::Unknown& unknown) {
            throw sm::Refused(std::string("no session: ") + unknown.what());
        }
        serial_ = 0;
    }
    return call(Write{session_, ++serial_, std::move(command)}).number != 0;
}

Response Client::call(const Body& body) {
    const auto first_id = last_id_ + 1;
    const auto deadline = now() + options_.patience;
    bool perhaps = false;  // an attempt may have been taken up
    while (now() < deadline) {
        const auto response = attempt(body, first_id, std::min(options_.attempt, deadline - now()));
        if (!response) {
            perhaps = true;
            look_elsewhere(0);
            continue;
        }
        switch (response->ending) {
            case Ending::done:
                return *response;
            case Ending::busy:
                box_.clock().wait(options_.pause);
                break;
            case Ending::lost:
                perhaps = true;
                [[fallthrough]];
            case Ending::not_leader:
                look_elsewhere(response->leader);
                break;
            case Ending::no_session:
                session_ = 0;
                if (perhaps) throw sm::Unknown("the session has ended");
                throw sm::Refused("the session has ended");
        }
    }
    if (perhaps) throw sm::Unknown("no answer in time");
    throw sm::Refused("no leader in time");
}

/// Answers to earlier calls and attempts may still come in. That this call is done counts whichever
/// of its attempts was answered; that one did nothing says nothing of a later one.
std::optional<Response> Client::attempt(const Body& body, std::uint64_t first_id,
                                        sm::Duration limit) {
    box_.send(leader_, Request{++last_id_, body});
    const auto deadline = now() + limit;
    while (auto received = box_.receive(deadline - now())) {
        auto* response = std::get_if<Response>(&received->message);
        if (response == nullptr || response->id < first_id) continue;
        if (response->id == last_id_ || response->ending == Ending::done)
            return std::move(*response);
    }
    return std::nullopt;
}

void Client::look_elsewhere(NodeId hint) {
    if (hint != 0 && hint != leader_) {
        leader_ = hint;
    } else {
        leader_ = after(leader_);
        box_.clock().wait(options_.pause);
    }
}

NodeId Client::after(NodeId node) const {
    const auto& all = box_.replicas();
    const auto next = std::upper_bound(all.begin(), all.end(), node);
    return next == all.end() ? all.front() : *next;
}

}  // namespace raft
