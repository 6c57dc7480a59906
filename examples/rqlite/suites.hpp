#pragma once
/// The suites: which commands each of them draws from.

#include <variant>

#include "commands.hpp"

namespace rqlite {

using OnReady = Commands<Start::ready>;
using FromNothing = Commands<Start::nothing>;

/// Level None, of a model that demands the latest data.
using NoneCmd =
    std::variant<OnReady::Insert, OnReady::Get<Level::none>, OnReady::Disconnect, OnReady::Connect>;

/// Level None, of a model that allows it to lag by less than a second.
using LaggingCmd = std::variant<OnReady::Insert, OnReady::GetLagging, OnReady::Disconnect,
                                OnReady::Connect, OnReady::Delay>;

/// Weak reads that wait at a leader which is deposed while it is frozen.
using DeposedCmd =
    std::variant<OnReady::Insert, OnReady::Get<Level::weak>, OnReady::Pause, OnReady::UnPause>;

/// Weak reads of a leader that is cut off, and takes a while to notice.
using CutOffCmd = std::variant<OnReady::Insert, OnReady::Get<Level::weak>, OnReady::Disconnect,
                               OnReady::Connect, OnReady::Delay>;

/// Weak reads of a leader that has just been elected, since the one before was killed.
using FreshCmd = std::variant<OnReady::Insert, OnReady::Get<Level::weak>, OnReady::Stop>;

/// Level Strong under every fault.
using StrongCmd = std::variant<OnReady::Insert, OnReady::Get<Level::strong>, OnReady::Disconnect,
                               OnReady::Connect, OnReady::Pause, OnReady::UnPause, OnReady::Stop,
                               OnReady::ReSpawn, OnReady::Delay>;

/// Nodes that join, are killed, go on from old logs, and leave.
using SpawnCmd =
    std::variant<FromNothing::Spawn, FromNothing::Stop, FromNothing::ReSpawn, FromNothing::Leave,
                 FromNothing::Insert, FromNothing::Get<Level::strong>>;

}  // namespace rqlite
