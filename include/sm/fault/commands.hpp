#pragma once
/// Faults as commands of a test, to be listed among its others:
///
///     using Cmd = std::variant<Put, Get, sm::fault::Kill<Model>, sm::fault::Partition<Model>,
///                              sm::fault::Heal<Model>>;
///
/// They act on the injector of the client that they run on, which clients of sm::docker,
/// sm::processes and sm::simulated have. Nodes are called n1, n2, ...; the second argument of each
/// template says how many there are. They do not change the model, unless it records the states of
/// nodes (node_states.hpp).

#include <sm/fault/command.hpp>
#include <sm/fault/drawn.hpp>

namespace sm::fault {

/// A node ends at once.
template <class Model, int nodes = node_count<Model>>
using Kill = Command<drawn::Kill<nodes>, Model>;
/// A node ends in an orderly way.
template <class Model, int nodes = node_count<Model>>
using Stop = Command<drawn::Stop<nodes>, Model>;
/// A node that does not run is started; refused for one that does.
template <class Model, int nodes = node_count<Model>>
using Start = Command<drawn::Start<nodes>, Model>;
/// All nodes are started that do not run.
template <class Model, int nodes = node_count<Model>>
using StartAll = Command<drawn::StartAll<nodes>, Model>;
/// A node is paused (frozen).
template <class Model, int nodes = node_count<Model>>
using Pause = Command<drawn::Pause<nodes>, Model>;
/// A paused node continues; refused for one that is not paused.
template <class Model, int nodes = node_count<Model>>
using Unpause = Command<drawn::Unpause<nodes>, Model>;
/// A node and the others do not reach each other.
template <class Model, int nodes = node_count<Model>>
using Cut = Command<drawn::Cut<nodes>, Model>;
/// A node that was cut off is reconnected.
template <class Model, int nodes = node_count<Model>>
using Restore = Command<drawn::Restore<nodes>, Model>;
/// Some nodes and the others do not reach each other, or do in one direction only.
template <class Model, int nodes = node_count<Model>>
using Partition = Command<drawn::Partition<nodes>, Model>;
/// One node does not reach another.
template <class Model, int nodes = node_count<Model>>
using CutLink = Command<drawn::CutLink<nodes>, Model>;
/// Packets from one node to another wait until the fault is healed.
template <class Model, int nodes = node_count<Model>>
using Clog = Command<drawn::Clog<nodes>, Model>;
/// Packets from one node to another are late.
template <class Model, int nodes = node_count<Model>>
using Delay = Command<drawn::Delay<nodes>, Model>;
/// Packets between nodes are late.
template <class Model, int nodes = node_count<Model>>
using DelayAll = Command<drawn::DelayAll<nodes>, Model>;
/// A share of the packets between nodes is lost.
template <class Model>
using Loss = Command<drawn::Loss, Model>;
/// A node's clock is moved on, or stands still.
template <class Model, int nodes = node_count<Model>>
using StepClock = Command<drawn::StepClock<nodes>, Model>;
/// A node's clock runs fast or slow.
template <class Model, int nodes = node_count<Model>>
using DriftClock = Command<drawn::DriftClock<nodes>, Model>;
/// A node takes longer for each event it handles.
template <class Model, int nodes = node_count<Model>>
using Slow = Command<drawn::Slow<nodes>, Model>;
/// A node's disk takes longer for each operation.
template <class Model, int nodes = node_count<Model>>
using SlowDisk = Command<drawn::SlowDisk<nodes>, Model>;
/// Nothing new can be written to a node's disk.
template <class Model, int nodes = node_count<Model>>
using FullDisk = Command<drawn::FullDisk<nodes>, Model>;
/// A node's disk loses some of what was synced; refused where a minority has been damaged already.
template <class Model, int nodes = node_count<Model>>
using DamageDisk = Command<drawn::DamageDisk<nodes>, Model>;
/// Undoes all active faults.
template <class Model>
using Heal = Command<drawn::Heal, Model>;

using drawn::Damage;

}  // namespace sm::fault
