#pragma once
/// One node: a program that is started and ended, does one thing at a time, and may be held up.

#include <sm/cluster/cluster.hpp>
#include <sm/simulation/detail/adapter.hpp>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "simulation/drifting_clock.hpp"
#include "simulation/network.hpp"
#include "simulation/simulated_disk.hpp"

namespace sm::detail::inline simulation {

class World;

class Node final : public NodeEndpoint, public Receiver {
 public:
    Node(World& world, NodeId id);
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    ~Node() override;

    void house(std::unique_ptr<Process> process) { process_ = std::move(process); }
    const std::string& name() const { return name_; }

    NodeState state() const { return state_; }
    bool is_up() const { return state_ == NodeState::running || state_ == NodeState::paused; }
    /// How often it has been started.
    std::uint64_t starts() const { return starts_; }
    void start();
    void stop();
    void kill();
    void pause();
    void unpause();
    void wipe();

    /// It runs, and nothing is wrong with it any more.
    void heal();
    /// It ends, if it has not yet.
    void retire();

    /// Tells of what it sends to another that a share of it is lost from now on.
    void note_cut(const std::string& to, double share);
    void fail_disk(const DiskFault& fault);
    const SimulatedDisk& disk() const { return disk_; }
    void slow(Duration each) { slowness_ = each; }
    void step_clock(Duration by);
    void set_drift(double share);
    void correct_clock();

    bool takes_streams() const { return process_->takes_streams(); }
    void stream_opened(StreamId stream, NodeId peer);
    void stream_received(StreamId stream, NodeId peer, MessageNumber message);
    void stream_closed(StreamId stream);

    NodeId id() const override { return address(); }
    const std::vector<NodeId>& replicas() const override;
    Clock& clock() override { return clock_; }
    Random& random() override { return random_; }
    Disk& disk() override { return disk_; }
    void send(NodeId to, MessageNumber message, Sending sending) override;
    void filter_arrivals() override { filter_what_arrives(); }
    void admit(NodeId from, MessageNumber message, Duration delay) override;
    Seed seed() const override;
    bool is_recorded() const override;
    void note_filtered(NodeId from, NodeId to, const std::string& message) override;
    void set_timer(TimerId timer, Duration after) override;
    void cancel_timer(TimerId timer) override;
    void note(std::string_view text) override;
    StreamId connect(NodeId to) override;
    void send_on(StreamId stream, MessageNumber message) override;
    void close(StreamId stream) override;

 private:
    /// Something for the program to do.
    struct Job {
        enum class Kind : std::uint8_t {
            start,
            stop,
            receive,
            timer,
            opened,
            received,
            closed
        } kind;
        std::uint32_t who = 0;    // the sender, the timer, or the stream
        std::uint32_t which = 0;  // the message, the setting of the timer, or the stream's peer
    };

    class NodeTimer;

    class NodeClock final : public Clock {
     public:
        explicit NodeClock(Node& node) : node_(node) {}
        Duration now() const override;
        void wait(Duration duration) override;

     private:
        Node& node_;
    };

    /// Goes on with what there is to do.
    class Resuming final : public EventHandler {
     public:
        explicit Resuming(Node& node) : node_(node) {}
        void happen(std::uint64_t) override { node_.work(); }

     private:
        Node& node_;
    };

    void arrive(NodeId from, MessageNumber message) override;
    void filter(NodeId from, MessageNumber message) override;
    void accept(const Job& job);
    void work();
    void run(const Job& job);
    void perform(const Job& job);
    void die(std::string_view reason);
    void resume_soon();
    bool wait_until(Instant due);
    void pass_until(Instant due);
    void set_off_clock();
    void end(NodeState state);
    void clear();
    void reset_timers();
    void require(bool fits, const char* what, const char* instead) const;
    void log(EventKind what, std::int64_t detail = 0);
    void log(EventKind what, std::string_view text);

    World& world_;
    std::string name_;
    std::unique_ptr<Process> process_;
    NodeState state_ = NodeState::created;
    std::uint64_t starts_ = 0;
    std::deque<Job> jobs_;
    Task* busy_ = nullptr;  // the task that the program runs on
    bool stopping_ = false;
    bool crashed_ = false;  // by the end that is under way
    Duration slowness_{};
    DriftingClock drifting_;
    NodeClock clock_{*this};
    Random random_;
    SimulatedDisk disk_;
    Resuming resuming_{*this};
    std::vector<std::unique_ptr<NodeTimer>> timers_;
};

}  // namespace sm::detail::inline simulation
